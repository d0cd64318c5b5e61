"""The paper of 定期回复: what is owed to each representative, handed over and signed for."""

from collections.abc import Iterator
from datetime import datetime

from blueprints.dates import full_day
from blueprints.papers.document import (
    Blank,
    Block,
    Cell,
    Face,
    Paper,
    Row,
    Run,
    Table,
    Text,
    cell,
    heads,
    runs,
)
from models.periodic import Line, Owed

WIDTHS = (28, 50, 50, 28)  # mm
FEW = 6  # lines that stay on one page
SIGNED = f"收件人签字：{'　' * 12}日期：{'　' * 4}年{'　' * 2}月{'　' * 2}日"


def periodic_paper(owed: list[Owed], county: str, telephone: str, now: datetime) -> Paper:
    """定期回复 of this month, for one representative or for several."""
    month = f"{now.year}年{now.month}月"
    person = owed[0].person.name if len(owed) == 1 else ""
    blocks = [block for one in owed for block in _of_one(one, county, telephone, now)]
    return Paper(
        name=f"{month}定期回复{f'（{person}）' if person else ''}",
        title=f"{month}群众代表意见办理定期回复",
        blocks=tuple(blocks) or (Text(runs("没有还没办结的事项。")),),
    )


def _of_one(one: Owed, county: str, telephone: str, now: datetime) -> Iterator[Block]:
    """In one frame, that can be cut out and does not go over a page if it need not."""
    card = one.cards[-1]
    name = Run(f"{one.person.name}代表（{card.visit.name}{card.name}）：", Face.HEI)
    told = f"您提出的事项，还有{len(one.lines)}件没有办结，截至{full_day(now)}的情况如下。"
    contact = f"，电话{telephone}" if telephone else ""
    ask = f"对办理情况有意见的，请告诉{county}人民政府督查室{contact}，也可以凭代表证在平板上查看。"
    if not one.lines:
        told, ask = "您提出的事项都已办结。", "感谢您对县政府工作的关心和监督。"
    yield Table(
        WIDTHS,
        (
            _across(name, Run(told)),
            *([Row(heads("期次和编号", "您说的", "办到哪一步", "下次看"))] if one.lines else []),
            *(_row(line) for line in one.lines),
            _across(Run(ask)),
            _across(Run(SIGNED)),
        ),
        size=10.5,
        is_whole=len(one.lines) <= FEW,
    )
    yield Blank()


def _across(*words: Run) -> Row:
    return Row((Cell((words,), span=len(WIDTHS)),))


def _row(line: Line) -> Row:
    matter = line.matter.name if line.matter else ""
    reason = f"{line.reason}。" if line.reason else ""
    return Row(
        (
            cell(line.visit.name if line.visit else "", line.names, matter),
            cell(line.words),
            cell(f"{line.standing}。", reason),
            cell(full_day(line.next_on) or "待定"),
        )
    )
