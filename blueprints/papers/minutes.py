"""The paper of minutes (纪要, GB/T 9704-2012 10.3) and of one unit's excerpt of them (摘录)."""

from collections.abc import Iterable, Iterator, Sequence

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
    Pledge,
    Statement,
    Unit,
    clock,
    outline,
)
from models.excerpt import concerning

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
    """纪要正稿, or 更正稿, which says so and why."""
    minutes, organ = meeting.minutes, f"{county}人民政府办公室"
    issued = f"{full_day(minutes.issued_at)}印发" if minutes.is_issued else "未印发"
    rolls = [Roll(label, words) for label, words in attendance(meeting)]
    blocks: list[Block] = [*correction(meeting), Text(runs(opening(meeting)))]
    for item in minutes.items:
        blocks += item_blocks(item, item.decisions, item.pledges)
    if rolls:
        blocks += [Blank(), *rolls]
    return Paper(
        name=f"{title(meeting)}{minutes.name}",
        title=title(meeting),
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


def title(meeting: Meeting) -> str:
    return f"{meeting.title}纪要{'（更正）' if meeting.corrects else ''}"


def correction(meeting: Meeting) -> Iterator[Block]:
    """更正: what is corrected, and why."""
    if meeting.corrects is not None:
        reason = meeting.correction_reason.rstrip("。")
        yield Text(runs(f"本纪要更正{meeting.corrects.minutes.name}纪要。更正理由：{reason}。"))


def opening(meeting: Meeting) -> str:
    at = clock.local(meeting.held_at)
    part = "上午" if at.hour < NOON else "下午" if at.hour < EVENING else "晚上"
    where = f"在{meeting.place}" if meeting.place else ""
    day = f"{full_day(meeting.held_at)}{part}"
    return f"{day}，{meeting.chaired_by}{where}主持召开{meeting.title}。现将会议情况纪要如下："


def item_blocks(
    item: AgendaItem, decisions: Sequence[Decision], pledges: Iterable[Pledge]
) -> Iterator[Block]:
    """一项议题: its heading, what was reported and said, these of its promises and decisions."""
    yield Heading(1, item.title or "（未写标题）", at=item.position)
    spoken = [block for statement in item.statements for block in statement_blocks(statement)]
    if item.minutes.meeting.kind is MeetingKind.TALK:  # people speak, and what comes of it follows
        yield from (*spoken, *told(item.said))
    else:
        yield from (
            *told(item.said, f"{item.reporter}作了汇报。" if item.reporter else ""),
            *spoken,
        )
    for pledge in pledges:
        yield Text(runs(pledged(pledge)))
    if len(item.decisions) > 1 and decisions:
        yield Text(runs("会议议定以下事项："))
    for decision in decisions:
        yield from decision_blocks(decision, len(item.decisions) > 1)


def told(words: str, before: str = "") -> Iterator[Block]:
    """Its paragraphs, numbered anew."""
    for paragraph in outline.numbered(words):
        yield Text(runs(before, paragraph.number, paragraph.words))
        before = ""


def statement_blocks(statement: Statement) -> Iterator[Block]:
    """发言: by whom, and the words."""
    return told(statement.words, f"{statement.speaker}：" if statement.speaker else "")


def pledged(pledge: Pledge) -> str:
    words = "".join(pledge.words.split("\n")).rstrip("。")
    unit = pledge.unit.name if pledge.unit else "未定"
    until = full_day(pledge.due_on) or "未定"
    return f"现场承诺：{pledge.speaker}承诺，{words}（责任单位：{unit}；兑现时限：{until}）。"


def decision_blocks(decision: Decision, several: bool) -> Iterator[Block]:
    """议定事项; the first sentence of a longer one is its heading, its other paragraphs are
    numbered, and who has to do it by when stands at the end."""
    first, *others = outline.numbered(decision.text, heads=True) or [outline.Paragraph("", "")]
    head = f"{first.words.partition('。')[0]}。" if decision.body else ""
    parts = [first.words[len(head) :].strip(), *(each.number + each.words for each in others)]
    stop = "" if parts[-1][-1:] in {"。", "！", "？"} or not parts[-1] and not head else "。"
    parts[-1] += (stop if parts[-1] else "") + duty(decision)
    if several:
        yield Heading(2, head, runs(parts[0]), at=decision.position)
    else:
        yield Text(
            (*runs("会议议定："), *((Run(head, Face.KAI),) if head else ()), *runs(parts[0]))
        )
    for part in parts[1:]:
        yield Text(runs(part))


def duty(decision: Decision) -> str:
    """（责任单位：…；配合单位：…；完成时限：…）."""
    lead = decision.lead.name if decision.lead else "未定"
    helping = "、".join(unit.name for unit in decision.assisting)
    until = full_day(decision.due_on) or "未定"
    helps = f"；配合单位：{helping}" if helping else ""
    return f"（责任单位：{lead}{helps}；完成时限：{until}）"


def attendance(meeting: Meeting) -> Iterator[tuple[str, str]]:
    """(出席, 县交通运输局局长王建军，……。); nobody, no line."""
    for kind in LISTED:
        people = meeting.present(kind)
        words = [f"{each.words}{each.note}" for each in people if each.card is None]
        guests = [f"{each.name}{each.note}" for each in people if each.card is not None]
        if guests:  # representatives stand last and together, by their names
            many = f"（{len(guests)}人）" if len(guests) > 1 else ""
            words.append(f"群众代表{'、'.join(guests)}{many}")
        if words:
            yield kind.label, f"{'，'.join(words)}。"


# ---- 摘录 ----------------------------------------------------------------------------------------


def excerpt_paper(meeting: Meeting, unit: Unit, county: str) -> Paper | None:
    """摘录: of the items that bind `unit`, with the numbers they have in the minutes, and none of
    what was decided for others. None where there is nothing."""
    minutes = meeting.minutes
    excerpts = concerning(minutes, unit)
    if not excerpts:
        return None
    blocks: list[Block] = []
    for each in excerpts:
        blocks += item_blocks(each.item, each.decisions, each.pledges)
    source = f"《{title(meeting)}》"
    issued = f"（{minutes.name}，{full_day(minutes.issued_at)}印发）" if minutes.is_issued else ""
    return Paper(
        name=f"{title(meeting)}{minutes.name}摘录（{unit.name}）",
        title=f"{title(meeting)}摘录",
        blocks=numbered(
            [
                Text(runs(f"{unit.name}："), indented=False),
                Text(runs(f"现将{source}{issued}涉及你单位的内容摘录如下，请按时限抓好落实。")),
                *blocks,
                Signature(f"{county}人民政府办公室", full_day(minutes.issued_at)),
            ]
        ),
        draft="" if minutes.is_issued else "样稿，纪要尚未印发。",
    )
