"""The paper of a visit's briefing (情况简报): its figures, and how they are counted."""

from datetime import datetime

from blueprints.dates import full_day
from blueprints.papers.document import (
    Block,
    Cell,
    Colophon,
    Head,
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
from models import AuditHead, Figures, MatterState, Result, Visit

EMPTY = Cell((runs(" "),))
COUNTED = (
    "群众代表，指本期发给代表证的人数。",
    "意见建议，指本期代表现场提出的，按最初登记逐条计，并案的各计一条；提问、测评附言和会后由网络、信件、"
    "电话来的不在内。",
    "监督举报，指本期代表现场提交的，只计总数；内容限专办，不列明细。",
    "督办通知，指就本期事项签发的督办通知所发往的单位，同一单位只计一个，再次、三次督办不重复计。",
    "督办事项，指由本期的提问、意见建议、现场承诺和会议议定事项等立项的；每件归牵头单位，办理结果取当前"
    "一轮报结时写明的。",
)


def briefing_paper(
    visit: Visit, figures: Figures, end: AuditHead | None, county: str, now: datetime
) -> Paper:
    """情况简报."""
    organ = f"{county}人民政府办公室"
    return Paper(
        name=f"{visit.name}情况简报",
        title=f"{visit.title}情况简报",
        head=Head(f"{county}群众代表走进县政府情况简报", visit.name, organ, full_day(now)),
        blocks=numbered([*told(visit, figures), *counted(end, now)]),
        colophon=Colophon("", organ, f"{full_day(now)}印"),
    )


def told(visit: Visit, figures: Figures) -> list[Block]:
    closed = figures.matters_by_state.get(MatterState.CLOSED, 0)
    said = (
        f"{full_day(visit.held_on)}，{figures.representatives}名群众代表走进县政府，现场提出意见建议"
        f"{figures.opinions}条、监督举报{figures.reports}条，对{figures.units_noticed}个单位发出督办通知；"
        f"立为督办事项的{figures.matters}件，已销号{closed}件。"
    )
    states = [(state.label, figures.matters_by_state.get(state, 0)) for state in MatterState]
    results = [
        (result.label if result else "尚未报结", figures.matters_by_result.get(result, 0))
        for result in (*Result, None)
    ]
    units = [(unit.name, count) for unit, count in figures.matters_by_unit.items()]
    return [
        Text(runs(said)),
        Heading(1, "办理阶段"),
        table("阶段", states),
        Heading(1, "办理结果"),
        table("结果", results),
        Heading(1, "牵头单位"),
        table("单位", units or [("还没有督办事项", 0)]),
    ]


def table(what: str, rows: list[tuple[str, int]]) -> Table:
    """Two by two, so that a long list stays short."""
    pairs = [(*rows[at : at + 2], ("", None))[:2] for at in range(0, len(rows), 2)]
    cells = [
        Row(tuple(cell(word) if word else EMPTY for each in pair for word in _shown(each)))
        for pair in pairs
    ]
    return Table((58, 20, 58, 20), tuple(cells), (Row(heads(what, "件数") * 2),), size=12)


def _shown(row: tuple[str, int | None]) -> tuple[str, str]:
    return row[0], "" if row[1] is None else str(row[1])


def counted(end: AuditHead | None, now: datetime) -> list[Block]:
    """数字口径, and the seal of the record."""
    blocks: list[Block] = [Heading(1, "数字口径")]
    blocks += [Heading(3, "", runs(words)) for words in COUNTED]
    if end is not None:
        blocks.append(
            Text(
                runs(
                    f"操作记录截至{full_day(now)}共{end.last}条，链头校验值{end.hash}。此后任何改动都与"
                    "本页的校验值对不上。"
                )
            )
        )
    return blocks
