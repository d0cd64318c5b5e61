"""The results of a round as a workbook: the counts of the page, and the remarks in its order."""

from collections.abc import Callable
from typing import Any

from flask import Response
from openpyxl import Workbook

from blueprints.access import requires
from blueprints.papers.views import bp
from blueprints.sheets import Column, fill, sent
from models import AppraisalLevel, Evaluation, EvaluationResults, Permission, db
from models.evaluation import FEWEST
from models.evaluation_remarks import opinions_of
from models.evaluation_results import BASICALLY_POINTS, SATISFIED_POINTS, SMALL, Counts


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
RULES = (Column("数字", 20, lambda row: row[0]), Column("口径", 90, lambda row: row[1]))
WORDS = (
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


@bp.get("/evaluations/<int:evaluation_id>/results.xlsx")
@requires(Permission.VISIT_READ)
def evaluation_workbook(evaluation_id: int) -> Response:
    evaluation = db.get_or_404(Evaluation, evaluation_id)
    results = EvaluationResults.of(evaluation)
    book = Workbook(write_only=True)
    _counted(book, results)
    became = opinions_of(evaluation)
    written = [
        (unit.appraised.name, one.text, became[one.id].name if one.id in became else None)
        for unit in results.told
        for one in unit.remarks
    ]
    fill(book, "附言", REMARKS, written)
    numbers = [
        ("发出", f"{results.issued} 张"),
        ("收回", f"{results.returned} 张"),
        ("有效", f"{results.valid} 张"),
        ("无效", f"{results.invalid} 张"),
    ]
    fill(book, "数字口径", RULES, [*numbers, *WORDS])
    return sent(book, f"{evaluation.title}结果.xlsx", "evaluation.xlsx")


def _counted(book: Workbook, results: EvaluationResults) -> None:
    """A sheet for the units, and one for each way of looking into them."""
    told = results.told
    units = [
        *((unit.appraised.name, "", unit.ballots, unit.counts) for unit in told),
        ("合计", "", results.valid, results.counts),
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
