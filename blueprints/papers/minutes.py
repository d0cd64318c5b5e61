"""The paper of minutes (纪要, GB/T 9704-2012 10.3) and of one unit's excerpt of them (摘录)."""

from collections.abc import Iterable, Iterator

from blueprints.dates import full_day
from blueprints.papers.document import (
    Blank,
    Block,
    Colophon,
    Face,
    Head,
    Heading,
    Paper,
    Roll,
    Run,
    Signature,
    Text,
    numbered,
    runs,
)
from models import (
    AgendaItem,
    AttendanceKind,
    Decision,
    Meeting,
    MeetingKind,
    Question,
    Unit,
    clock,
)

MARKS = {
    MeetingKind.TALK: "座谈会纪要",
    MeetingKind.EXECUTIVE: "常务会议纪要",
    MeetingKind.OFFICE: "县长办公会议纪要",
    MeetingKind.SPECIAL: "专题会议纪要",
}
NOON, EVENING = 12, 18
A = AttendanceKind
LISTED = (A.PRESENT, A.PARTICIPANT, A.ABSENT, A.OBSERVER)  # in the order of the standard


def minutes_paper(meeting: Meeting, county: str) -> Paper:
    """纪要正稿."""
    minutes, organ = meeting.minutes, f"{county}人民政府办公室"
    issued = f"{full_day(minutes.issued_at)}印发" if minutes.is_issued else "未印发"
    rolls = [Roll(label, words) for label, words in attendance(meeting)]
    blocks: list[Block] = [Text(runs(opening(meeting)))]
    for item in minutes.items:
        blocks += item_blocks(item, item.decisions)
    if rolls:
        blocks += [Blank(), *rolls]
    return Paper(
        name=f"{meeting.title}纪要{minutes.name}",
        title=f"{meeting.title}纪要",
        head=Head(
            f"{county}人民政府{MARKS[meeting.kind]}",
            minutes.name or "（样稿）",
            organ,
            full_day(minutes.issued_at),
        ),
        blocks=numbered(blocks),
        colophon=Colophon(minutes.copies_to, organ, issued),
        draft="" if minutes.is_issued else "样稿，尚未印发，没有编号。",
    )


def opening(meeting: Meeting) -> str:
    at = clock.local(meeting.held_at)
    part = "上午" if at.hour < NOON else "下午" if at.hour < EVENING else "晚上"
    where = f"在{meeting.place}" if meeting.place else ""
    day = f"{full_day(meeting.held_at)}{part}"
    return f"{day}，{meeting.chaired_by}{where}主持召开{meeting.title}。现将会议情况纪要如下："


def item_blocks(item: AgendaItem, decisions: Iterable[Decision]) -> Iterator[Block]:
    """一项议题: its heading, what was said, and these of its decisions."""
    yield Heading(1, item.title or "（未写标题）", at=item.position)
    is_talk = item.minutes.meeting.kind is MeetingKind.TALK
    told = f"{item.reporter}{'作了说明' if is_talk else '作了汇报'}。" if item.reporter else ""
    for line in filter(None, (line.strip() for line in item.said.split("\n"))):
        yield Text(runs(told, line))
        told = ""
    if len(item.decisions) > 1:
        yield Text(runs("会议议定以下事项："))
    for each in decisions:
        yield decision_block(each, len(item.decisions) > 1)


def decision_block(decision: Decision, several: bool) -> Block:
    """议定事项; the first sentence of a longer one is its heading."""
    head = f"{decision.text.partition('。')[0]}。" if decision.body else ""
    words = decision.body or decision.text
    stop = "" if decision.text.rstrip()[-1:] in "。！？" else "。"
    lead = decision.lead.name if decision.lead else "未定"
    helping = "、".join(unit.name for unit in decision.assisting)
    duty = f"（责任单位：{lead}{f'；配合单位：{helping}' if helping else ''}"
    rest = f"{words}{stop}{duty}；完成时限：{full_day(decision.due_on) or '未定'}）"
    if several:
        return Heading(2, head, runs(rest), at=decision.position)
    return Text((*runs("会议议定："), *((Run(head, Face.KAI),) if head else ()), Run(rest)))


def attendance(meeting: Meeting) -> Iterator[tuple[str, str]]:
    """(出席, 县交通运输局局长王建军，……。); nobody, no line."""
    for kind in LISTED:
        people = meeting.present(kind)
        words = [each.words for each in people if each.card is None]
        guests = [each.name for each in people if each.card is not None]
        if guests:  # representatives stand last and together, by their names
            many = f"（{len(guests)}人）" if len(guests) > 1 else ""
            words.append(f"群众代表{'、'.join(guests)}{many}")
        if words:
            yield kind.label, f"{'，'.join(words)}。"


# ---- 摘录 ----------------------------------------------------------------------------------------


def units_of(meeting: Meeting) -> list[Unit]:
    """Whom an excerpt can be made for: who has a decision or a promise to keep."""
    found = [unit for item in meeting.minutes.items for unit in _bound(item)]
    return sorted({unit.id: unit for unit in found}.values(), key=lambda unit: unit.id)


def excerpt_paper(meeting: Meeting, unit: Unit, county: str) -> Paper | None:
    """摘录: of the items that bind `unit`, with the numbers they have in the minutes, and none of
    what was decided for others. None where there is nothing."""
    minutes = meeting.minutes
    items = [item for item in minutes.items if unit in _bound(item)]
    if not items:
        return None
    blocks: list[Block] = []
    for item in items:
        blocks += item_blocks(item, [each for each in item.decisions if unit in _units(each)])
    source = f"《{meeting.title}纪要》"
    told = f"（{minutes.name}，{full_day(minutes.issued_at)}印发）" if minutes.is_issued else ""
    return Paper(
        name=f"{meeting.title}纪要{minutes.name}摘录（{unit.name}）",
        title=f"{meeting.title}纪要摘录",
        blocks=numbered(
            [
                Text(runs(f"{unit.name}："), indented=False),
                Text(runs(f"现将{source}{told}涉及你单位的内容摘录如下，请按时限抓好落实。")),
                *blocks,
                Signature(f"{county}人民政府办公室", full_day(minutes.issued_at)),
            ]
        ),
        draft="" if minutes.is_issued else "样稿，纪要尚未印发。",
    )


def _units(decision: Decision) -> list[Unit]:
    return [*([decision.lead] if decision.lead else []), *decision.assisting]


def _bound(item: AgendaItem) -> Iterator[Unit]:
    """Whom its decisions bind, and the promises that it quotes."""
    for decision in item.decisions:
        yield from _units(decision)
    for quote in item.quotes:
        if isinstance(quote.source, Question) and quote.source.promise is not None:
            yield quote.source.promise.unit
