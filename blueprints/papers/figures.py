"""The paper of the figures of supervision (督办统计): the league of units and how it is counted."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from blueprints.dates import full_day
from blueprints.papers.document import (
    Block,
    Cell,
    Heading,
    Paper,
    Row,
    Table,
    Text,
    cell,
    heads,
    numbered,
    runs,
)
from models import MatterKind, Unit
from models.counted import OTHER_RULES, RATED, REPLIES, RESULTS, RULES, Part, Rate
from models.figures import SMALL, Held, League, Share, Tally

WIDTHS = (40, 13, 26, 26, 26, 25)
BLANK = Cell((runs("—"),))


def figures_paper(
    league: League,
    visits: list[Held],
    by_kind: dict[MatterKind, int],
    rate: Rate | None,
    told: str,
    county: str,
    now: datetime,
) -> Paper:
    """督办统计表."""
    total = league.total
    said = (
        f"截至{full_day(now)}，{told}已交办督办事项{total.matters}件，已销号{total[Part.CLOSED]}件；"
        f"{_sentence(total)}。"
    )
    rows = [_row(unit.name, counts) for unit, counts in league.sorted_by(rate)]
    if len(rows) > 1:
        rows.append(_row("合计", total))
    head = Row(heads("单位", "牵头件数", *(each.label for each in Rate)))
    blocks: list[Block] = [
        Text(runs(said)),
        Heading(1, "各单位"),
        Table(
            WIDTHS, tuple(rows) or (Row((cell("没有已交办的事项", span=6),)),), (head,), size=10.5
        ),
        *_loose(league),
        Heading(1, "办理结果和代表评价"),
        _pairs("办理结果", RESULTS, "代表评价", REPLIES, total),
        Heading(1, "各期"),
        _of_visits(visits),
        Heading(1, "类型"),
        _of_kinds(by_kind),
        Heading(1, "数字口径"),
        *(Heading(3, "", runs(f"{each.label}，{RULES[each]}")) for each in Rate),
        *(Heading(3, "", runs(f"{name}，{rule}")) for name, rule in OTHER_RULES),
        Heading(3, "", runs(f"分母不足{SMALL}的率标“件少”，排在后面，仅供参考。")),
    ]
    return Paper(
        name=f"{told}督办统计",
        title=f"{county}人民政府{told}督办统计表",
        blocks=numbered(blocks),
    )


def _sentence(total: Tally) -> str:
    parts = [f"{rate.label}{share_in_words(total.share(rate))}" for rate in Rate]
    rated = "、".join(f"{part.label}{total[part]}次" for part in RATED)
    return "，".join(parts) + f"（{rated}，未评价{total[Part.UNRATED]}次）"


def share_in_words(share: Share) -> str:
    if share.percent is None:
        return "暂无可计"
    return f"{share.percent:.1f}%（{share.top}÷{share.whole}）"


def _row(name: str, counts: Tally) -> Row:
    return Row(
        (
            cell(name),
            cell(str(counts.matters)),
            *(_share(counts.share(rate)) for rate in Rate),
        )
    )


def _share(share: Share) -> Cell:
    if share.percent is None:
        return BLANK
    few = "，件少" if share.is_small else ""
    return cell(f"{share.percent:.1f}%", f"{share.top}÷{share.whole}{few}")


def _loose(league: League) -> list[Block]:
    number = league.loose[Part.OPEN_OVERDUE]
    if not number:
        return []
    return [Text(runs(f"另有{number}件退回后还没有改交、已过时限的，不归哪个单位，只计入合计。"))]


def _pairs(
    left: str, lefts: tuple[Part, ...], right: str, rights: tuple[Part, ...], total: Tally
) -> Table:
    rows = tuple(
        Row((cell(one.label), cell(str(total[one])), cell(other.label), cell(str(total[other]))))
        for one, other in zip(lefts, rights, strict=True)
    )
    return Table((54, 24, 54, 24), rows, (Row(heads(left, "件数", right, "次数")),), size=10.5)


def _of_visits(visits: list[Held]) -> Table:
    head = Row(heads("期次", "现场意见建议", "已交办", "已销号", "按期办结率", "满意率"))
    rows = tuple(
        Row(
            (
                cell(each.visit.name),
                cell("—" if each.opinions is None else str(each.opinions)),
                cell(str(each.tally.matters)),
                cell(str(each.tally[Part.CLOSED])),
                _share(each.tally.share(Rate.IN_TIME)),
                _share(each.tally.share(Rate.CONTENT)),
            )
        )
        for each in visits
    )
    nothing = (Row((cell("还没有走访活动", span=6),)),)
    return Table((24, 28, 20, 20, 32, 32), rows or nothing, (head,), size=10.5)


def _of_kinds(by_kind: dict[MatterKind, int]) -> Table:
    names = Row(heads(*(kind.label for kind in by_kind)))
    return Table(
        (26,) * len(by_kind), (Row(tuple(cell(str(n)) for n in by_kind.values())),), (names,)
    )


def by_kind_of(found: Mapping[Unit, Counter[MatterKind]]) -> dict[MatterKind, int]:
    """All units together."""
    return {kind: sum(each[kind] for each in found.values()) for kind in MatterKind}
