"""The ledger and the figures as workbooks: the same rows as the papers, for the same people."""

from collections.abc import Callable
from typing import Any

from flask import Response, abort
from openpyxl import Workbook

from blueprints.access import requires, viewer
from blueprints.dates import full_day
from blueprints.filters import FilterForm
from blueprints.papers import making
from blueprints.papers.views import bp
from blueprints.scope import ScopeForm
from blueprints.sheets import DAY, NUMBER, TEXT, Column, fill, sent
from models import (
    AppraisalLevel,
    Evaluation,
    EvaluationResults,
    Matter,
    MatterKind,
    Permission,
    clock,
    db,
    working_calendar,
)
from models.counted import OTHER_RULES, REPLIES, RESULTS, RULES, SIGNING, TURNS, Part, Rate
from models.evaluation import FEWEST
from models.evaluation_remarks import opinions_of
from models.evaluation_results import BASICALLY_POINTS, SATISFIED_POINTS, SMALL, Counts
from models.figures import League, Tally, kinds, trend
from models.notice import source_of

LEDGER = (
    Column("编号", 12, lambda one: one.name),
    Column("督办事项", 36, lambda one: one.title),
    Column("类型", 10, lambda one: one.kind.label),
    Column("来源", 30, source_of),
    Column("办理方式", 10, lambda one: one.way.label),
    Column("牵头单位", 20, lambda one: one.lead.name),
    Column(
        "配合单位",
        24,
        lambda one: "、".join(held.unit.name for held in one.round.held if not held.is_lead),
    ),
    Column("办理要求", TEXT, lambda one: one.requirement),
    Column("交办日期", DAY, lambda one: one.round.started_on),
    Column("首次时限", DAY, lambda one: one.round.first_due_on or one.round.promised_on),
    Column("现时限", DAY, lambda one: one.round.due_on or one.round.promised_on),
    Column("轮次", NUMBER, lambda one: one.round.number),
    Column("阶段", 10, lambda one: one.state.label),
    Column("办理结果", 10, lambda one: one.round.result.label if one.round.result else None),
    Column(
        "销号日期", DAY, lambda one: clock.local(one.closed_at).date() if one.closed_at else None
    ),
    Column("预警", NUMBER, lambda one: one.light(clock.today(), working_calendar()).label),
)
Ranked = tuple[str, Tally]


def percent(rate: Rate, tally_of: Callable[[Any], Tally]) -> Column:
    return Column(f"{rate.label}（%）", 16, lambda row: _rounded(tally_of(row), rate))


def _rounded(tally: Tally, rate: Rate) -> str | None:
    """As the page has it; a number of many decimals would look more exact than it is."""
    found = tally.share(rate).percent
    return None if found is None else f"{found:.1f}"


def number(part: Part) -> Column:
    return Column(part.label, 11, lambda row: row[1][part])


def of_kind(kind: MatterKind) -> Column:
    return Column(kind.label, 11, lambda row: row[1][kind])


LEAGUE = (
    Column("单位", 24, lambda row: row[0]),
    Column("牵头件数", 10, lambda row: row[1].matters),
    *(percent(rate, lambda row: row[1]) for rate in Rate),
    *(number(part) for rate in (Rate.DONE, Rate.IN_TIME) for part in rate.parts),
    *(number(part) for part in (*SIGNING, *REPLIES, *RESULTS, *TURNS)),
)
VISITS = (
    Column("期次", 12, lambda each: each.visit.name),
    Column("日期", DAY, lambda each: each.visit.held_on),
    Column("现场意见建议", 14, lambda each: each.opinions),
    Column("已交办", 10, lambda each: each.tally.matters),
    Column("已销号", 10, lambda each: each.tally[Part.CLOSED]),
    *(percent(rate, lambda each: each.tally) for rate in Rate),
)
KINDS = (
    Column("单位", 24, lambda row: row[0].name),
    *(of_kind(kind) for kind in MatterKind),
)


def rated(heading: str, rate_of: Callable[[Counts], float | None], width: int = 14) -> Column:
    """In per cent, as the page has it."""
    return Column(f"{heading}（%）", width, lambda row: _percent(rate_of(row[-1])))


def _percent(rate: float | None) -> str | None:
    return None if rate is None else f"{100 * rate:.1f}"


def _score(row: Any) -> str | None:
    score = row[-1].score
    return None if score is None else f"{score:.1f}"


RATED = (
    *(
        Column(level.label, 10, lambda row, level=level: row[-1][level])  # type: ignore[misc]
        for level in AppraisalLevel
    ),
    Column("所有 − 不了解", 14, lambda row: row[-1].informed),
    rated("满意率", lambda counts: counts.satisfied_rate),
    rated("基本满意率", lambda counts: counts.basically_rate),
    rated("基本满意以上率", lambda counts: counts.at_least_basically_rate, 18),
    rated("不满意率", lambda counts: counts.dissatisfied_rate),
    Column("得分", 10, _score),
)
UNIT, ASKED = Column("单位", 28, lambda row: row[0]), Column("评议内容", 20, lambda row: row[1])
CHANNEL, BALLOTS = Column("评议方式", 24, lambda row: row[1]), Column("票数", 8, lambda row: row[2])
REMARKS = (UNIT, Column("附言", 60, lambda row: row[1]), Column("转为", 16, lambda row: row[2]))
WORDS = (Column("数字", 20, lambda row: row[0]), Column("口径", 90, lambda row: row[1]))


@bp.get("/board/ledger.xlsx")
@requires(Permission.BOARD_READ)
def ledger_workbook() -> Response:
    """督办台账: the rows of the paper."""
    filters = FilterForm(viewer())
    found: Any = filters.narrow(Matter.visible_to(viewer()))
    book = Workbook(write_only=True)
    fill(book, "督办台账", LEDGER, making.listed(found, filters.lights))
    return sent(book, f"{filters.scope}督办台账.xlsx", "ledger.xlsx")


@bp.get("/figures/figures.xlsx")
@requires(Permission.BOARD_READ)
def figures_workbook() -> Response:
    """督办统计: with every part that the rates are made of."""
    form = ScopeForm(viewer())
    if not form.validate():
        abort(404)
    scope, league = form.scope, League.of(form.scope)
    rows: list[Ranked] = [(unit.name, tally) for unit, tally in league.sorted_by(form.rate)]
    if league.loose.counts:
        rows.append(("退回待改交", league.loose))
    rows.append(("合计", league.total))
    book = Workbook(write_only=True)
    fill(book, "责任单位", LEAGUE, rows)
    fill(book, "各期", VISITS, trend(scope, league))
    fill(book, "单位和类型", KINDS, kinds(scope).items())
    rules = [(rate.label, RULES[rate]) for rate in Rate]
    span = ("统计范围", form.told or "全部"), ("截至", full_day(clock.now()))
    fill(book, "数字口径", WORDS, [*span, *rules, *OTHER_RULES])
    return sent(book, f"{form.told}督办统计.xlsx", "figures.xlsx")


@bp.get("/evaluations/<int:evaluation_id>/results.xlsx")
@requires(Permission.VISIT_READ)
def evaluation_workbook(evaluation_id: int) -> Response:
    """测评结果: the counts of the page, and the remarks in the same order."""
    evaluation = db.get_or_404(Evaluation, evaluation_id)
    results, became = EvaluationResults.of(evaluation), opinions_of(evaluation)
    told = results.told
    book = Workbook(write_only=True)
    units = [
        *((unit.appraised.name, "各项合计", unit.ballots, unit.counts) for unit in told),
        ("合计", "各项合计", results.valid, results.counts),
    ]
    fill(book, "各单位", (UNIT, BALLOTS, *RATED), units)
    asked = [
        (unit.appraised.name, dimension.name, counts)
        for unit in told
        for dimension, counts in unit.dimensions
        if counts
    ]
    fill(book, "单位和评议内容", (UNIT, ASKED, *RATED), asked)
    ways = [
        (unit.appraised.name, group.label, group.ballots, group.counts)
        for unit in told
        for group in unit.channels
    ]
    fill(book, "单位和评议方式", (UNIT, CHANNEL, BALLOTS, *RATED), ways)
    written = [
        (unit.appraised.name, one.text, became[one.id].name if one.id in became else None)
        for unit in told
        for one in unit.remarks
    ]
    fill(book, "附言", REMARKS, written)
    numbers = [
        ("发出", f"{results.issued} 张"),
        ("收回", f"{results.returned} 张"),
        ("有效", f"{results.valid} 张"),
        ("无效", f"{results.invalid} 张"),
    ]
    fill(book, "数字口径", WORDS, [*numbers, *APPRAISED])
    return sent(book, f"{evaluation.title}结果.xlsx", "evaluation.xlsx")


APPRAISED = (
    ("满意率", "满意 ÷（所有 − 不了解）"),
    ("基本满意率", "基本满意 ÷（所有 − 不了解）"),
    ("基本满意以上率", "（满意 + 基本满意）÷（所有 − 不了解）"),
    (
        "得分",
        f"（满意 × {SATISFIED_POINTS} + 基本满意 × {BASICALLY_POINTS} + 不满意 × 0）"
        "÷（所有 − 不了解）",
    ),
    ("票少", f"评价不足 {SMALL} 张的仅供参考，不足 {FEWEST} 张的不公布，也不在合计里"),
)
