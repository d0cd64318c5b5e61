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
from models import Matter, MatterKind, Permission, clock, working_calendar
from models.counted import OTHER_RULES, REPLIES, RESULTS, RULES, SIGNING, TURNS, Part, Rate
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
