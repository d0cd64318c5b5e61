"""Meetings (会议): when, where, under whom, and who was there."""

from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Select, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, attributes, mapped_column, relationship

from models import clock
from models.account import Account
from models.attendance import Attendance, AttendanceKind
from models.audit import record
from models.base import Model, RuleBroken, Versioned, db
from models.block import Block
from models.counter import next_number
from models.edit import EditKind
from models.field import Field, written
from models.labels import Labelled
from models.representative import Card
from models.roles import Role
from models.text import said
from models.topic import publish
from models.visit import Stop, StopKind, Visit

if TYPE_CHECKING:
    from models.minutes import Minutes

BEGINS = time(15)  # of a stop that nobody has given a time


class MeetingKind(Labelled):
    TALK = "talk", "座谈会"
    EXECUTIVE = "executive", "县政府常务会议"
    OFFICE = "office", "县长办公会议"
    SPECIAL = "special", "专题会议"


A = AttendanceKind
# whoever comes to a talk takes part in it; the others have members and people who sit in
KINDS_AT = dict.fromkeys(MeetingKind, (A.PRESENT, A.OBSERVER, A.ABSENT)) | {
    MeetingKind.TALK: (A.PARTICIPANT, A.ABSENT)
}
OF_STOP = {StopKind.TALK: MeetingKind.TALK, StopKind.MEETING: MeetingKind.EXECUTIVE}


class Meeting(Block, Model):
    """会议. Numbered within its kind and year. A correction (更正) writes the meeting anew, beside
    what it corrects."""

    __tablename__ = "meeting"
    __table_args__ = (
        UniqueConstraint("kind", "year", "number", "revision"),
        UniqueConstraint("stop_id", "revision"),
    )

    KIND = "meeting"
    FIELDS = (
        Field("title", "会议名称", longest=60),
        Field("held_at", "召开时间", "moment"),
        Field("place", "地点"),
        Field("chair_name", "主持人姓名", longest=40),
        Field("chair_title", "主持人职务", longest=60),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[MeetingKind]
    year: Mapped[int]
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(80))
    visit_id: Mapped[int | None] = mapped_column(ForeignKey(Visit.id), index=True)
    stop_id: Mapped[int | None] = mapped_column(ForeignKey(Stop.id))
    held_at: Mapped[datetime]
    place: Mapped[str] = mapped_column(String(80))
    chair_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    chair_name: Mapped[str] = mapped_column(String(40))
    chair_title: Mapped[str] = mapped_column(String(60))
    recorder_id: Mapped[int] = mapped_column(ForeignKey(Account.id))
    revision: Mapped[int] = mapped_column(default=0)
    corrects_id: Mapped[int | None] = mapped_column(
        ForeignKey("meeting.id"), unique=True, default=None
    )
    correction_reason: Mapped[str] = mapped_column(Text, default="")

    visit: Mapped[Visit | None] = relationship()
    stop: Mapped[Stop | None] = relationship()
    chair: Mapped[Account | None] = relationship(foreign_keys=[chair_id])
    recorder: Mapped[Account] = relationship(foreign_keys=[recorder_id])
    attendance: Mapped[list[Attendance]] = relationship(
        order_by=Attendance.position,
        primaryjoin="and_(Meeting.id == Attendance.meeting_id, Attendance.removed_at.is_(None))",
        overlaps="meeting",
    )
    minutes: Mapped["Minutes"] = relationship(back_populates="meeting")
    corrects: Mapped["Meeting | None"] = relationship(
        back_populates="corrected_by", remote_side="Meeting.id"
    )
    corrected_by: Mapped["Meeting | None"] = relationship(
        back_populates="corrects", remote_side="Meeting.corrects_id"
    )

    __mapper_args__ = {"version_id_col": Versioned.version}

    # ---- 召开 -------------------------------------------------------------------------------

    @classmethod
    def convene(
        cls,
        by: Account,
        *,
        kind: MeetingKind,
        title: str,
        held_at: datetime,
        place: str = "",
        chair: Account | None = None,
        chair_name: str = "",
        chair_title: str = "",
        visit: Visit | None = None,
        stop: Stop | None = None,
    ) -> "Meeting":
        """记一次会议, with empty minutes. Whoever enters it is its recorder."""
        from models.minutes import Minutes
        from models.minutes_steps import MinutesState

        if visit is not None:
            visit.refuse_in_rehearsal("不能记会议纪要")
        year = clock.local(held_at).year
        meeting = cls(
            kind=kind,
            year=year,
            number=next_number(f"meeting:{kind.value}:{year}"),
            title=said(title, 60, "请写明会议名称"),
            visit=visit,
            stop=stop,
            held_at=held_at,
            place=place.strip(),
            chair=chair,
            chair_name=chair.name if chair else chair_name.strip(),
            chair_title=(chair.title if chair else chair_title.strip()),
            recorder=by,
            minutes=Minutes(drafted_by=by, state=MinutesState.DRAFTING),
        )
        db.session.add(meeting)
        db.session.flush()
        meeting.did(EditKind.ADDED, by)
        record("meeting.convene", meeting.subject, by, kind=kind.value, number=meeting.number)
        publish(meeting.subject, "meetings")
        return meeting

    @classmethod
    def of_stop(cls, stop: Stop, by: Account) -> "Meeting":
        """From a visit's 座谈会 or 列席会议: chair and attendance come from its itinerary."""
        if stop.kind not in OF_STOP:
            raise RuleBroken("只有座谈会和列席会议可以记会议纪要")
        if db.session.scalar(select(cls).filter_by(stop_id=stop.id)) is not None:
            raise RuleBroken(f"「{stop.name}」已经有纪要了，请到会议纪要里打开")
        visit, kind = stop.visit, OF_STOP[stop.kind]
        leaders = select(Account).filter_by(role=Role.LEADER, disabled_at=None)
        named = [who for who in db.session.scalars(leaders) if who.name in stop.receptionist]
        planned = datetime.combine(visit.held_on, stop.planned_at or BEGINS, clock.SHANGHAI)
        is_talk = kind is MeetingKind.TALK
        title = f"{visit.title}座谈会" if is_talk else stop.name
        meeting = cls.convene(
            by,
            kind=kind,
            title=title,
            held_at=stop.started_at or planned,
            place=stop.place,
            chair=named[0] if len(named) == 1 else None,
            chair_name=stop.receptionist,
            visit=visit,
            stop=stop,
        )
        meeting._expect_hosts(by, A.PARTICIPANT if is_talk else A.PRESENT)
        meeting.add_representatives(by)
        return meeting

    def _expect_hosts(self, by: Account, kind: AttendanceKind) -> None:
        """Those who received the representatives elsewhere that day usually come as well."""
        for stop in self.visit.stops if self.visit else ():
            if stop is self.stop or not stop.receptionist:
                continue
            host = stop.unit.name if stop.unit else ""
            unit = "" if stop.receptionist.startswith(host) else host
            self.add(by, kind, name=stop.receptionist, unit=unit)

    @classmethod
    def without_minutes(cls) -> Select["Stop"]:
        """座谈会 and 列席会议 of which no minutes have been begun."""
        taken = select(cls.stop_id).where(cls.stop_id.is_not(None))
        found = select(Stop).join(Stop.visit)
        found = found.where(Stop.kind.in_(OF_STOP), Stop.id.not_in(taken))
        return found.order_by(Visit.number.desc(), Stop.position)

    # ---- what it is -------------------------------------------------------------------------

    @property
    def subject(self) -> str:
        return f"meeting:{self.id}"

    @property
    def name(self) -> str:
        """县政府常务会议（2013年第3次）, of a correction with that word."""
        word = "，更正" if self.corrects_id else ""
        return f"{self.kind.label}（{self.year}年第{self.number}次{word}）"

    @property
    def chaired_by(self) -> str:
        return f"{self.chair_title}{self.chair_name}"

    @property
    def kinds(self) -> tuple[AttendanceKind, ...]:
        """How people can have been there."""
        return KINDS_AT[self.kind]

    def present(self, kind: AttendanceKind) -> list[Attendance]:
        return [each for each in self.attendance if each.kind is kind]

    # ---- 会议概况 and 出席情况 ----------------------------------------------------------------

    def describe(
        self, by: Any, *, title: str, held_at: datetime, place: str, name: str, duty: str
    ) -> None:
        """改会议概况. The chair stays an account as long as the name is theirs."""
        values = {
            "title": said(title, 60, "请写明会议名称"),
            "held_at": written(held_at),
            "place": place,
            "chair_name": name,
            "chair_title": duty,
        }
        self.save(by, values)
        if self.chair is not None and self.chair.name != self.chair_name:
            self.chair = None
        self.changed("meeting.describe", by)

    def put(self, name: str, value: Any) -> None:
        super().put(name, datetime.fromisoformat(value) if name == "held_at" else value)

    def add(
        self,
        by: Any,
        kind: AttendanceKind,
        *,
        name: str,
        unit: str = "",
        title: str = "",
        card: Card | None = None,
    ) -> Attendance:
        """登记到会的人."""
        self.minutes.refuse_unless_writable(by)
        self._refuse_unless_fitting(kind)
        attendance = Attendance(
            meeting=self,
            kind=kind,
            name=said(name, 40, "请写明姓名"),
            unit=unit.strip(),
            title=title.strip(),
            card=card,
        )
        attendance.enter(by)
        self.changed("meeting.attendance", by, kind=kind.value)
        return attendance

    def add_representatives(self, by: Any) -> int:
        """列入本期代表: those who have a card and are not in the list yet."""
        if self.visit is None:
            raise RuleBroken("这次会议没有关联活动，没有代表名册")
        known = {each.card_id for each in self.attendance}
        kind = A.PARTICIPANT if self.kind is MeetingKind.TALK else A.OBSERVER
        cards = [c for c in self.visit.cards if c.revoked_at is None and c.id not in known]
        for card in cards:
            self.add(by, kind, name=card.representative.name, unit="群众代表", card=card)
        return len(cards)

    def mark(self, attendance: Attendance, kind: AttendanceKind, by: Any) -> None:
        """改为请假, or back."""
        self._refuse_unless_fitting(kind)
        attendance.save(by, {"kind": kind.value})
        self.changed("meeting.attendance", by, kind=kind.value)

    def remove(self, attendance: Attendance, by: Any) -> None:
        attendance.remove(by)
        self.changed("meeting.attendance", by, removed=True)

    def _refuse_unless_fitting(self, kind: AttendanceKind) -> None:
        if kind not in self.kinds:
            raise RuleBroken(f"{self.kind.label}不用「{kind.label}」")

    def changed(self, action: str, by: Any, **detail: Any) -> None:
        """Every change raises the version, and that of the minutes, which were read with it."""
        attributes.flag_modified(self, "title")
        self.minutes.touched()
        db.session.flush()
        record(action, self.subject, by, **detail)
        publish(self.subject, "meetings")
