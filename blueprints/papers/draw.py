"""The paper of a draw: what was published beforehand, the list, how it was done, the result."""

from collections.abc import Iterator, Sequence

from blueprints.dates import full_day, moment
from blueprints.papers.document import (
    Block,
    Cell,
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
from models import Draw, DrawState
from models.lot import STEPS, WHY, Entrant, Lot

LIST = (18, 24, 38, 76)  # mm
RESULT = (18, 20, 24, 38, 56)
SHARES = (66, 30, 30, 30)
FACTS = (28, 128)
LIST_HEAD = Row(heads("编号", "姓名", "镇（街道）", "职业界别"))


def draw_paper(draw: Draw, county: str) -> Paper:
    """抽签名单, and once it is drawn 抽签结果."""
    is_drawn = draw.state is DrawState.DRAWN
    what = "抽签结果" if is_drawn else "抽签名单"
    when = draw.drawn_at if is_drawn else draw.frozen_at
    assert when is not None, "the list is fixed before it is printed"
    visit, names = draw.visit, {one.number: one.masked_name for one in draw.applications}
    lot = draw.lot if is_drawn else draw.lot_with("", "")
    blocks: list[Block] = [
        Text(runs(f"{full_day(visit.held_on)}，{visit.title}。", told_of(draw, lot))),
        Heading(1, "事先公布的"),
        facts(
            ("抽签名额", str(draw.places)),
            ("报名时间", f"{moment(draw.opens_at)}至{moment(draw.closes_at)}"),
            ("暗码校验值", draw.commitment),
            ("公开号码来源", draw.source),
        ),
        Heading(1, "名单"),
        facts(("名单校验值", lot.digest)),
        Table(LIST, tuple(listed(lot, names)), (LIST_HEAD,), size=10.5),
    ]
    allowed = [one for one in draw.applications if one.allowed_reason]
    if allowed:
        told = "；".join(f"{one.entrant.name}，{one.allowed_reason}" for one in allowed)
        blocks.append(Text(runs(f"准许再次参加的：{told}。")))
    if is_drawn:
        blocks += result(draw, lot, names)
    blocks.append(Heading(1, "抽签办法"))
    blocks += [Text(runs(f"（{at}）{step}")) for at, step in enumerate(STEPS, 1)]
    blocks += [Text(runs(words)) for words in WHY]
    blocks.append(Signature(f"{county}人民政府办公室", full_day(when)))
    name = f"{visit.name}公开邀请{what}"
    return Paper(name=name, title=name, blocks=numbered(blocks))


def facts(*pairs: tuple[str, str]) -> Table:
    """Long numbers stand in a table: in running text they would tear the lines apart."""
    rows = (Row((cell(label, head=True), cell(value))) for label, value in pairs)
    return Table(FACTS, tuple(rows), size=10.5)


def told_of(draw: Draw, lot: Lot) -> str:
    left = sum(bool(one.left_out) for one in draw.applications)
    withdrawn = sum(one.is_withdrawn for one in draw.applications)
    said = f"共收到报名{len(draw.applications)}份，列入抽签名单{len(lot.entrants)}人"
    said += f"，撤回{withdrawn}份" if withdrawn else ""
    return said + (f"，按规定不参加抽签{left}份。" if left else "。")


def listed(lot: Lot, names: dict[int, str]) -> Iterator[Row]:
    for one in lot.entrants:
        yield Row(listing_of(one, names))


def listing_of(one: Entrant, names: dict[int, str]) -> tuple[Cell, ...]:
    return cell(one.name), cell(names[one.number]), cell(one.town), cell(one.walk)


def result(draw: Draw, lot: Lot, names: dict[int, str]) -> Sequence[Block]:
    return (
        Heading(1, "抽签"),
        facts(
            ("公开号码", draw.public_number),
            ("暗码", draw.code),
            ("种子", lot.seed),
            ("起点", str(lot.start)),
        ),
        Heading(1, "抽中"),
        ranked("次序", lot.drawn, names),
        Heading(1, "候补"),
        ranked("候补", lot.substitutes, names),
        Heading(1, "各镇份额"),
        Table(
            SHARES,
            tuple(
                Row(
                    (
                        cell(share.town),
                        cell(str(share.entrants)),
                        cell(share.due(draw.places, len(lot.entrants))),
                        cell(str(share.drawn)),
                    )
                )
                for share in lot.shares(by_walk=False)
            ),
            (Row(heads("镇（街道）", "参加", "应得", "抽中")),),
            size=10.5,
        ),
    )


def ranked(label: str, found: Sequence[Entrant], names: dict[int, str]) -> Table:
    rows = [
        Row(
            (cell(str(at)), cell(one.name), cell(names[one.number]), cell(one.town), cell(one.walk))
        )
        for at, one in enumerate(found, 1)
    ]
    none = Row((cell("没有", span=5),))
    head = Row(heads(label, "编号", "姓名", "镇（街道）", "职业界别"))
    return Table(RESULT, tuple(rows) or (none,), (head,), size=10.5)
