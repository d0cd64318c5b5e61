"""What stands on the printed minutes, by GB/T 9704-2012 10.3."""

from dataclasses import dataclass

from models import AttendanceKind, Meeting, MeetingKind, clock

MARKS = {
    MeetingKind.TALK: "座谈会纪要",
    MeetingKind.EXECUTIVE: "常务会议纪要",
    MeetingKind.OFFICE: "县长办公会议纪要",
    MeetingKind.SPECIAL: "专题会议纪要",
}
LARGEST, WIDTH, SMALLEST = 36, 442, 18  # points; the width of the 版心
NOON, EVENING = 12, 18


@dataclass(frozen=True)
class Paper:
    """纪要正稿."""

    meeting: Meeting
    county: str

    @property
    def mark(self) -> str:
        return f"{self.county}人民政府{MARKS[self.meeting.kind]}"

    @property
    def mark_size(self) -> int:
        """As large as fits on one line."""
        return max(min(LARGEST, WIDTH // len(self.mark)), SMALLEST)

    @property
    def organ(self) -> str:
        return f"{self.county}人民政府办公室"

    @property
    def opening(self) -> str:
        meeting = self.meeting
        at = clock.local(meeting.held_at)
        part = "上午" if at.hour < NOON else "下午" if at.hour < EVENING else "晚上"
        where = f"在{meeting.place}" if meeting.place else ""
        day = f"{at.year}年{at.month}月{at.day}日{part}"
        return f"{day}，{meeting.chaired_by}{where}主持召开{meeting.title}。现将会议情况纪要如下："

    @property
    def is_talk(self) -> bool:
        """At a talk people speak first, and what the meeting holds follows."""
        return self.meeting.kind is MeetingKind.TALK

    @property
    def told(self) -> str:
        """What a reporter did."""
        return "作了说明" if self.meeting.kind is MeetingKind.TALK else "作了汇报"

    @property
    def attendance(self) -> list[tuple[str, str]]:
        """(出席, 县交通运输局局长王建军，……) in the order of the standard; nobody, no line."""
        order = (A.PRESENT, A.PARTICIPANT, A.ABSENT, A.OBSERVER)
        return [(kind.label, self._people(kind)) for kind in order if self.meeting.present(kind)]

    def _people(self, kind: AttendanceKind) -> str:
        """With unit and duty; representatives last and together, by their names."""
        people = self.meeting.present(kind)
        words = [f"{each.words}{each.note}" for each in people if each.card is None]
        guests = [f"{each.name}{each.note}" for each in people if each.card is not None]
        if guests:
            many = f"（{len(guests)}人）" if len(guests) > 1 else ""
            words.append(f"群众代表{'、'.join(guests)}{many}")
        return "，".join(words)


A = AttendanceKind
