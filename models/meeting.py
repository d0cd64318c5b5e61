"""Meetings (会议): when, where, under whom, and who was there."""

from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Select, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, attributes, mapped_column, relationship

from models import clock
from models.account import Account
from models.audit import record
from models.base import Model, RuleBroken, Versioned, db
from models.counter import next_number
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


class AttendanceKind(Labelled):
    PRESENT = "present", "出席"
    OBSERVER = "observer", "列席"
    PARTICIPANT = "participant", "参加"
    ABSENT = "absent", "请假"


A = AttendanceKind
# whoever comes to a talk takes part in it; the others have members and people who sit in
KINDS_AT = dict.fromkeys(MeetingKind, (A.PRESENT, A.OBSERVER, A.ABSENT)) | {
    MeetingKind.TALK: (A.PARTICIPANT, A.ABSENT)
}
OF_STOP = {StopKind.TALK: MeetingKind.TALK, StopKind.MEETING: MeetingKind.EXECUTIVE}


class Meeting(Versioned, Model):
    """会议. Numbered within its kind and year."""

    __tablename__ = "meeting"
    __table_args__ = (UniqueConstraint("kind", "year", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[MeetingKind]
    year: Mapped[int]
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(80))
    visit_id: Mapped[int | None] = mapped_column(ForeignKey(Visit.id), index=True)
    stop_id: Mapped[int | None] = mapped_column(ForeignKey(Stop.id), unique=True)
    held_at: Mapped[datetime]
    place: Mapped[str] = mapped_column(String(80))
    chair_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    chair_name: Mapped[str] = mapped_column(String(40))
    chair_title: Mapped[str] = mapped_column(String(60))
    recorder_id: Mapped[int] = mapped_column(ForeignKey(Account.id))

    visit: Mapped[Visit | None] = relationship()
    stop: Mapped[Stop | None] = relationship()
    chair: Mapped[Account | None] = relationship(foreign_keys=[chair_id])
    recorder: Mapped[Account] = relationship(foreign_keys=[recorder_id])
    attendance: Mapped[list["Attendance"]] = relationship(
        back_populates="meeting", order_by="Attendance.position", cascade="all, delete-orphan"
    )
    minutes: Mapped["Minutes"] = relationship(back_populates="meeting")

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
        from models.minutes import Minutes, MinutesState

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
        """县政府常务会议（2013年第3次）."""
        return f"{self.kind.label}（{self.year}年第{self.number}次）"

    @property
    def chaired_by(self) -> str:
        return f"{self.chair_title}{self.chair_name}"

    @property
    def kinds(self) -> tuple[AttendanceKind, ...]:
        """How people can have been there."""
        return KINDS_AT[self.kind]

    def present(self, kind: AttendanceKind) -> list["Attendance"]:
        return [each for each in self.attendance if each.kind is kind]

    # ---- 会议概况 and 出席情况 ----------------------------------------------------------------

    def describe(
        self, by: Any, *, title: str, held_at: datetime, place: str, name: str, duty: str
    ) -> None:
        """改会议概况. The chair stays an account as long as the name is theirs."""
        self.minutes.refuse_unless_drafting()
        self.title, self.held_at = said(title, 60, "请写明会议名称"), held_at
        self.place, self.chair_name, self.chair_title = place.strip(), name.strip(), duty.strip()
        if self.chair is not None and self.chair.name != self.chair_name:
            self.chair = None
        self.changed("meeting.describe", by)

    def add(
        self,
        by: Any,
        kind: AttendanceKind,
        *,
        name: str,
        unit: str = "",
        title: str = "",
        card: Card | None = None,
    ) -> "Attendance":
        """登记到会的人."""
        self.minutes.refuse_unless_drafting()
        if kind not in self.kinds:
            raise RuleBroken(f"{self.kind.label}不用「{kind.label}」")
        attendance = Attendance(
            position=max((each.position for each in self.attendance), default=0) + 1,
            kind=kind,
            name=said(name, 40, "请写明姓名"),
            unit=unit.strip(),
            title=title.strip(),
            card=card,
        )
        self.attendance.append(attendance)
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

    def mark(self, attendance: "Attendance", kind: AttendanceKind, by: Any) -> None:
        """改为请假, or back."""
        self.minutes.refuse_unless_drafting()
        if kind not in self.kinds:
            raise RuleBroken(f"{self.kind.label}不用「{kind.label}」")
        attendance.kind = kind
        self.changed("meeting.attendance", by, kind=kind.value)

    def remove(self, attendance: "Attendance", by: Any) -> None:
        self.minutes.refuse_unless_drafting()
        self.attendance.remove(attendance)
        self.changed("meeting.attendance", by, removed=True)

    def changed(self, action: str, by: Any, **detail: Any) -> None:
        """Every change raises the version, and that of the minutes, which were read with it."""
        attributes.flag_modified(self, "title")
        self.minutes.touched()
        db.session.flush()
        record(action, self.subject, by, **detail)
        publish(self.subject, "meetings")


class Attendance(Model):
    """到会情况: one person, as the minutes list them."""

    __tablename__ = "attendance"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey(Meeting.id), index=True)
    position: Mapped[int]
    kind: Mapped[AttendanceKind]
    name: Mapped[str] = mapped_column(String(40))
    unit: Mapped[str] = mapped_column(String(60), default="")
    title: Mapped[str] = mapped_column(String(60), default="")
    card_id: Mapped[int | None] = mapped_column(ForeignKey(Card.id), default=None)

    meeting: Mapped[Meeting] = relationship(back_populates="attendance")
    card: Mapped[Card | None] = relationship()

    @property
    def words(self) -> str:
        """县交通运输局局长王建军."""
        return f"{self.unit}{self.title}{self.name}"
