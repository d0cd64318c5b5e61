"""The paper of a closed round (测评通报): numbers of ballots, counts beside rates, what follows.

What people wrote on their ballots is not in it: it may name somebody, and is handled as opinions.
"""

from collections.abc import Sequence
from datetime import datetime

from blueprints.dates import full_day
from blueprints.papers.document import (
    Block,
    Heading,
    Paper,
    Row,
    Signature,
    Table,
    Text,
    cell,
    heads,
    numbered,
    runs,
)
from models import EvaluationResults, Opinion, Proposal, ProposalState
from models.evaluation import FEWEST
from models.evaluation_results import (
    BASICALLY_POINTS,
    SATISFIED_POINTS,
    SMALL,
    Counts,
    UnitResult,
)

WIDTHS = (37.0, 12.0, 14.0, 13.0, 13.0, 22.0, 22.0, 23.0)  # mm
RULE = (
    "满意率＝满意÷（所有－不了解），基本满意率＝基本满意÷（所有－不了解），基本满意以上率＝（满意＋基本"
    f"满意）÷（所有－不了解），得分＝（满意×{SATISFIED_POINTS}＋基本满意×{BASICALLY_POINTS}＋不满意×0）÷"
    "（所有－不了解）；一张票对一个单位的每项评议内容各计1票。率后面括号里是相除的两个数。标“※”的评价不足"
    f"{SMALL}张，仅供参考；不足{FEWEST}张的不公布。"
)


def bulletin_paper(
    results: EvaluationResults,
    proposals: Sequence[Proposal],
    opinions: Sequence[Opinion],
    county: str,
    now: datetime,
) -> Paper:
    """测评通报."""
    evaluation = results.evaluation
    blocks: list[Block] = [Text(runs(_held(results))), Text(runs(RULE))]
    if results.told:
        told = [(_named(unit), unit.counts) for unit in results.told]
        asked = [(dimension.name, counts) for dimension, counts in results.dimensions]
        ways = [(_marked(group.label, group.is_small), group.counts) for group in results.channels]
        blocks += [
            Heading(1, "各单位的评价"),
            _table("单位", [*told, ("合计", results.counts)]),
            Heading(1, "各项评议内容的评价"),
            _table("评议内容", asked),
            *((Heading(1, "评议方式"), _table("方式", ways)) if ways else ()),
            Heading(1, "各单位各项评议内容的评价"),
            *(block for unit in results.told for block in _of_unit(unit)),
        ]
    blocks += [Heading(1, "整改和意见办理"), *(Text(runs(words)) for words in _follows(proposals))]
    blocks.append(Text(runs(_written(results, opinions))))
    return Paper(
        name=f"测评通报（{evaluation.title}）",
        title=f"关于{evaluation.title}情况的通报",
        blocks=numbered(
            [*blocks, Signature(f"{county}人民政府办公室", full_day(now))],
        ),
    )


def _held(results: EvaluationResults) -> str:
    visit = results.evaluation.visit
    untold = [unit.appraised.name for unit in results.units if not unit.is_told]
    left_out = f"；{'、'.join(untold)}评价不足{FEWEST}张，不公布" if untold else ""
    return (
        f"{full_day(visit.held_on)}，{visit.name}群众代表对{len(results.units)}个单位和窗口进行了"
        f"无记名民主测评。发出测评票{results.issued}张，收回{results.returned}张，其中有效"
        f"{results.valid}张、无效{results.invalid}张{left_out}。"
    )


def _of_unit(unit: UnitResult) -> tuple[Block, ...]:
    found = [
        (_marked(dimension.name, counts.is_small), counts)
        for dimension, counts in unit.dimensions
        if counts
    ]
    named = f"{unit.appraised.name}（{unit.ballots}张评价）"
    return Heading(2, named), _table("评议内容", [*found, ("合计", unit.counts)])


def _table(first: str, rows: Sequence[tuple[str, Counts]]) -> Table:
    names = ("满意", "基本满意", "不满意", "不了解", "满意率", "基本满意率", "基本满意以上率")
    head = Row(heads(first, *names))
    return Table(WIDTHS, tuple(_row(*row) for row in rows), (head,), size=10.5)


def _row(name: str, counts: Counts) -> Row:
    levels = (counts.satisfied, counts.basically, counts.dissatisfied, counts.unknown)
    rates = (
        (counts.satisfied_rate, counts.satisfied),
        (counts.basically_rate, counts.basically),
        (counts.at_least_basically_rate, counts.satisfied + counts.basically),
    )
    return Row(
        (
            cell(name if counts.score is None else f"{name}\n得分{counts.score:.1f}"),
            *(cell(str(number)) for number in levels),
            *(cell(*_rate(rate, top, counts.informed)) for rate, top in rates),
        )
    )


def _rate(rate: float | None, top: int, whole: int) -> tuple[str, ...]:
    return ("—",) if rate is None else (f"{100 * rate:.1f}%", f"（{top}÷{whole}）")


def _named(unit: UnitResult) -> str:
    return _marked(unit.appraised.name, unit.is_small)


def _marked(name: str, is_small: bool) -> str:
    return f"{name}※" if is_small else name


def _follows(proposals: Sequence[Proposal]) -> list[str]:
    if not proposals:
        return ["没有单位的不满意率达到提出整改建议的数。"]
    found = []
    for proposal in proposals:
        if proposal.matter is not None:
            became = f"已立为督办事项{proposal.matter.name}「{proposal.matter.title}」"
        elif proposal.state is ProposalState.SET_ASIDE:
            became = f"经督查室研究不立项：{proposal.reason}"
        else:
            became = "由督查室研究"
        found.append(
            f"{proposal.appraised.name}有评议内容的不满意率达到{proposal.percent}%，提出整改建议，"
            f"{became}。"
        )
    return found


def _written(results: EvaluationResults, opinions: Sequence[Opinion]) -> str:
    number = sum(len(unit.remarks) for unit in results.told)
    if not number:
        return "代表没有在票上写附言。"
    return (
        f"代表在票上写附言{number}条，已有{len(opinions)}条转为意见建议，按意见建议办理；附言不署名，"
        "原文不在通报里列出。"
    )
