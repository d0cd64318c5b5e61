"""Supervision notices (督办通知): a numbered paper to one unit about several of its matters."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Select, String, Text, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, attributes, mapped_column, relationship

from models import clock
from models.account import Account
from models.assignment import Assignment
from models.audit import record
from models.base import Model, RuleBroken, Versioned, db
from models.calendar import working_calendar
from models.counter import next_number
from models.entry import EntryKind
from models.labels import Labelled
from models.matter import Matter
from models.opinion import Opinion
from models.question import Promise
from models.roles import Permission, Role
from models.round import Round
from models.text import said
from models.topic import publish
from models.unit import Unit
from models.visit import Visit

REPLY_DAYS = 5  # working days in which a unit answers
LONGEST_REPLY = 60
TITLE, TEXT, ANSWER, REASON, NAME = 40, 600, 2000, 500, 20  # characters at most

_prefix = "柞政督"


def configure(prefix: str) -> None:
    """Set the 机关代字 from PAPER_PREFIX: what the numbers of notices begin with."""
    global _prefix
    _prefix = prefix


class Grade(Labelled):
    FIRST = "first", "首次督办"
    SECOND = "second", "再次督办"
    THIRD = "third", "三次督办"

    @property
    def heading(self) -> str:
        """The paper's title, unless the drafter has a better one."""
        return "督办通知" if self is Grade.FIRST else f"{self.label}通知"


class NoticeState(Labelled):
    DRAFT = "draft", "起草"
    SUBMITTED = "submitted", "待签发"
    ISSUED = "issued", "已签发"
    SIGNED = "signed", "已签收"
    ANSWERED = "answered", "已回复"
    CLEARED = "cleared", "已销号"


N = NoticeState
SENT = (N.ISSUED, N.SIGNED, N.ANSWERED, N.CLEARED)


class Notice(Versioned, Model):
    """督办通知. Numbered when it is issued; from then on nothing that it says can change."""

    __tablename__ = "notice"
    __table_args__ = (UniqueConstraint("year", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[NoticeState] = mapped_column(default=NoticeState.DRAFT, index=True)
    grade: Mapped[Grade]
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), index=True)
    title: Mapped[str] = mapped_column(String(80))
    text: Mapped[str] = mapped_column(Text)
    days: Mapped[int]  # working days after the day of issue until the answer is due
    drafted_by_id: Mapped[int] = mapped_column(ForeignKey(Account.id))
    drafted_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None] = mapped_column(default=None)
    reason: Mapped[str] = mapped_column(Text, default="")  # why it was sent back to the drafter
    prefix: Mapped[str] = mapped_column(String(40), default="")
    year: Mapped[int | None] = mapped_column(default=None)
    number: Mapped[int | None] = mapped_column(default=None)
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id), default=None)
    issued_at: Mapped[datetime | None] = mapped_column(default=None)
    reply_by: Mapped[date | None] = mapped_column(default=None)
    signed_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id), default=None)
    signed_at: Mapped[datetime | None] = mapped_column(default=None)
    signed_name: Mapped[str] = mapped_column(String(40), default="")  # on the paper slip
    signed_keyed_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id), default=None)
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id), default=None)
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
    answered_name: Mapped[str] = mapped_column(String(40), default="")
    answered_keyed_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id), default=None)
    clearing: Mapped[str] = mapped_column(Text, default="")  # 核对意见
    cleared_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id), default=None)
    cleared_at: Mapped[datetime | None] = mapped_column(default=None)

    unit: Mapped[Unit] = relationship(lazy="joined")
    drafted_by: Mapped[Account] = relationship(foreign_keys=[drafted_by_id])
    issued_by: Mapped[Account | None] = relationship(foreign_keys=[issued_by_id])
    signed_by: Mapped[Account | None] = relationship(foreign_keys=[signed_by_id])
    signed_keyed_by: Mapped[Account | None] = relationship(foreign_keys=[signed_keyed_by_id])
    answered_by: Mapped[Account | None] = relationship(foreign_keys=[answered_by_id])
    answered_keyed_by: Mapped[Account | None] = relationship(foreign_keys=[answered_keyed_by_id])
    cleared_by: Mapped[Account | None] = relationship(foreign_keys=[cleared_by_id])
    items: Mapped[list["NoticeItem"]] = relationship(
        back_populates="notice", order_by="NoticeItem.position", cascade="all, delete-orphan"
    )

    __mapper_args__ = {"version_id_col": Versioned.version}

    # ---- 起草 -------------------------------------------------------------------------------

    @classmethod
    def draft(
        cls,
        by: Any,
        *,
        unit: Unit,
        matters: Sequence[Matter],
        title: str,
        text: str,
        days: int = REPLY_DAYS,
    ) -> "Notice":
        """起草. The grade follows from what was sent to this unit about these matters before."""
        now = clock.now()
        notice = cls(unit=unit, state=N.DRAFT, drafted_by=by, drafted_at=now)
        notice._write(matters, title, text, days)
        db.session.add(notice)
        db.session.flush()
        notice._did("draft", by, unit=unit.id)
        return notice

    def revise(
        self, by: Any, *, matters: Sequence[Matter], title: str, text: str, days: int = REPLY_DAYS
    ) -> None:
        """修改. Whoever wrote it last is its drafter."""
        self._only_in(N.DRAFT)
        self._write(matters, title, text, days)
        self.drafted_by, self.drafted_at = by, clock.now()
        self._did("revise", by)

    def submit(self, by: Any) -> None:
        """送签."""
        self._only_in(N.DRAFT)
        self._refuse_unless_fit()
        self.state, self.submitted_at, self.reason = N.SUBMITTED, clock.now(), ""
        self._did("submit", by)

    def _write(self, matters: Sequence[Matter], title: str, text: str, days: int) -> None:
        if not 1 <= days <= LONGEST_REPLY:
            raise RuleBroken(f"回复时限是 1 至 {LONGEST_REPLY} 个工作日")
        self.grade = self.grade_of(self.unit, matters)
        self.title = said(title or self.grade.heading, TITLE, "请写标题")
        self.text = said(text, TEXT, "请写明督办要求")
        self.days = days
        kept = {item.matter_id: item for item in self.items}
        self.items = [
            kept.get(matter.id) or NoticeItem(matter=matter)
            for matter in sorted(matters, key=lambda matter: (matter.year, matter.number))
        ]
        for position, item in enumerate(self.items, 1):
            item.position = position

    # ---- 签发 -------------------------------------------------------------------------------

    def send_back(self, by: Any, reason: str) -> None:
        """退回修改, with the reason for the drafter."""
        self._only_in(N.SUBMITTED)
        self.reason = said(reason, REASON, "请写明退回修改的理由")
        self.state = N.DRAFT
        self._did("send_back", by, reason=self.reason)

    def refuse_unless_issuer(self, by: Any) -> None:
        if by.role is not Role.OFFICE_HEAD:
            raise RuleBroken("督办通知由办公室领导签发")
        if by.id == self.drafted_by_id:
            raise RuleBroken("起草人不能签发自己起草的督办通知")

    def issue(self, by: Any) -> None:
        """签发: the number comes with it, and the paper is fixed as it reads now."""
        self._only_in(N.SUBMITTED)
        self.refuse_unless_issuer(by)
        self._refuse_unless_fit()
        today = clock.today()
        for item in self.items:
            item.printed = item.row
        reply_by = working_calendar().after(today, self.days)
        number = next_number(f"notice:{today.year}")  # after it no query: the row changes at once
        self.prefix, self.year, self.number = _prefix, today.year, number
        self.reply_by, self.issued_by, self.issued_at = reply_by, by, clock.now()
        self.state = N.ISSUED
        about = f"{self.name}（{self.grade.label}）发{self.unit.name}"
        self._tell(by, f"{about}，请于{self.reply_by:%Y年%-m月%-d日}前回复：{self.text}")
        self._did("issue", by, name=self.name, unit=self.unit_id)

    # ---- what the unit does -----------------------------------------------------------------

    def sign(self, by: Account) -> None:
        """签收, on the screen."""
        self._only_in(N.ISSUED)
        self._refuse_unless_addressed(by)
        self.signed_by, self.signed_at, self.state = by, clock.now(), N.SIGNED
        self._tell(by, f"签收{self.name}")
        self._did("sign", by)

    def reply(self, by: Account, text: str) -> None:
        """回复: what the unit has done about it."""
        self._only_in(N.SIGNED)
        self._refuse_unless_addressed(by)
        self.answer = said(text, ANSWER, "请写明办理情况")
        self.answered_by, self.answered_at, self.state = by, clock.now(), N.ANSWERED
        self._tell(by, f"回复{self.name}：{self.answer}")
        self._did("answer", by)

    # ---- 纸质回执 -----------------------------------------------------------------------------

    def sign_on_paper(self, by: Any, name: str, on: date) -> None:
        """签收回执 that came back on paper, keyed in by the supervisor: who signed, and when."""
        self._only_in(N.ISSUED)
        self._refuse_unless_supervisor(by)
        self.signed_name = said(name, NAME, "请写明回执上的签收人")
        self.signed_at = self._on_paper(on, self.issued_at)
        self.signed_keyed_by, self.state = by, N.SIGNED
        self._tell(by, f"{self.signed_name}签收{self.name}（纸质回执）")
        self._did("sign", by, paper=True)

    def reply_on_paper(self, by: Any, name: str, on: date, text: str) -> None:
        """回复 that came on paper; it shows that the notice was received."""
        self._only_in(N.SIGNED)
        self._refuse_unless_supervisor(by)
        self.answered_name = said(name, NAME, "请写明回复由谁签字")
        self.answer = said(text, ANSWER, "请录入回复的内容")
        self.answered_at = self._on_paper(on, self.signed_at)
        self.answered_keyed_by, self.state = by, N.ANSWERED
        self._tell(by, f"{self.answered_name}回复{self.name}（纸质）：{self.answer}")
        self._did("answer", by, paper=True)

    def _on_paper(self, on: date, earliest: datetime | None) -> datetime:
        """The day that stands on the paper, not before what came before it."""
        assert earliest is not None
        if not clock.local(earliest).date() <= on <= clock.today():
            raise RuleBroken(
                f"日期要在{clock.local(earliest):%Y年%-m月%-d日}到今天之间，请对照纸质件"
            )
        return max(earliest, clock.beginning(on))

    # ---- 销号 -------------------------------------------------------------------------------

    @property
    def are_matters_closed(self) -> bool:
        return all(matter.present.is_closed for matter in self.matters)

    @property
    def is_clearable(self) -> bool:
        """Answered, or with nothing left to answer for."""
        waiting = self.state in {N.ISSUED, N.SIGNED}
        return self.state is N.ANSWERED or (waiting and self.are_matters_closed)

    def clear(self, by: Any, text: str = "") -> None:
        """销号 of the notice: its matters are closed, or what the unit answered will do, which
        the supervisor then says why."""
        self._only_in(N.ISSUED, N.SIGNED, N.ANSWERED)
        self._refuse_unless_supervisor(by)
        if not self.is_clearable:
            raise RuleBroken("单位还没有回复，事项也没有全部销号，督办通知不能销号")
        if not self.are_matters_closed:
            text = said(text, REASON, "事项还没有全部销号，请写明回复为什么可以")
        text = said(text, REASON) if text.strip() else ""
        self._tell(by, f"{self.name}销号" + (f"：{text}" if text else ""))
        self.clearing = text  # from here on no query: once cleared, the row stands
        self.cleared_by, self.cleared_at, self.state = by, clock.now(), N.CLEARED
        self._did("clear", by)

    # ---- what it is -------------------------------------------------------------------------

    @property
    def subject(self) -> str:
        return f"notice:{self.id}"

    @property
    def name(self) -> str:
        """字号."""
        if self.number is None:
            return f"{_prefix}〔{clock.today().year}〕　号"
        return f"{self.prefix}〔{self.year}〕{self.number}号"

    @property
    def is_issued(self) -> bool:
        return self.state in SENT

    @property
    def is_late(self) -> bool:
        """Not answered although the day has passed."""
        due = self.reply_by
        waits = self.answered_at is None and self.state in {N.ISSUED, N.SIGNED}
        return due is not None and waits and clock.today() > due

    @classmethod
    def late(cls, notices: Select["Notice"]) -> Select["Notice"]:
        """逾期未回复."""
        waiting = notices.where(cls.answered_at.is_(None), cls.state.in_((N.ISSUED, N.SIGNED)))
        return waiting.where(cls.reply_by < clock.today())

    @property
    def dated_on(self) -> date | None:
        """成文日期: the day of issue."""
        return None if self.issued_at is None else clock.local(self.issued_at).date()

    @property
    def matters(self) -> list[Matter]:
        return [item.matter for item in self.items]

    @classmethod
    def visible_to(cls, viewer: Any) -> Select["Notice"]:
        """Units see what was issued to them; others what was issued, drafts in the office."""
        found = select(cls)
        if viewer.role == Role.HANDLER:
            return found.where(cls.unit_id == viewer.unit_id, cls.state.in_(SENT))
        if viewer.may(Permission.MATTER_SUPERVISE) or viewer.may(Permission.NOTICE_ISSUE):
            return found
        return found.where(cls.state.in_(SENT))

    @classmethod
    def of_visit(cls, visit: Visit, notices: Select["Notice"] | None = None) -> Select["Notice"]:
        """The notices about matters of this visit."""
        about = select(NoticeItem.notice_id).join(NoticeItem.matter)
        found = select(cls) if notices is None else notices
        return found.where(cls.id.in_(about.where(Matter.visit_id == visit.id)))

    @classmethod
    def units_of(cls, visit: Visit) -> int:
        """To how many units the visit's notices were issued."""
        units = cls.of_visit(visit).where(cls.state.in_(SENT))
        return db.session.scalar(units.with_only_columns(func.count(cls.unit_id.distinct()))) or 0

    @classmethod
    def grade_of(cls, unit: Unit, matters: Sequence[Matter]) -> Grade:
        """What a notice to `unit` about these matters would be. Raises RuleBroken when it may not
        be sent, or when the matters are not due for the same grade."""
        if not matters:
            raise RuleBroken("请至少选一件督办事项")
        if len({matter.id for matter in matters}) < len(matters):
            raise RuleBroken("同一事项只能列一次")
        for matter in matters:
            if not matter.is_open:
                raise RuleBroken(f"{matter.name}{matter.state.label}")
            if unit.id not in {held.unit_id for held in matter.round.held}:
                raise RuleBroken(f"{matter.name}现在不由{unit.name}办理")
        sent = cls.times_sent(unit, matters)
        grades = {list(Grade)[min(sent.get(matter.id, 0), 2)] for matter in matters}
        if len(grades) > 1:
            due = "、".join(grade.label for grade in Grade if grade in grades)
            raise RuleBroken(f"所选事项的督办等级不同（{due}），请分开发通知")
        return grades.pop()

    @classmethod
    def times_sent(cls, unit: Unit, matters: Sequence[Matter]) -> dict[int, int]:
        """How many notices went to `unit` about each of these matters."""
        sent = (
            select(NoticeItem.matter_id, func.count())
            .join(NoticeItem.notice)
            .where(cls.unit_id == unit.id, cls.state.in_(SENT))
            .where(NoticeItem.matter_id.in_([matter.id for matter in matters]))
            .group_by(NoticeItem.matter_id)
        )
        return {row[0]: row[1] for row in db.session.execute(sent)}

    @staticmethod
    def open_matters(unit: Unit) -> list[Matter]:
        """What a notice to `unit` may be about: what it handles in the present round."""
        last = select(func.max(Round.number)).where(Round.matter_id == Matter.id)
        held = (
            select(Round.matter_id)
            .join(Round.assignments)
            .where(Assignment.unit_id == unit.id, Assignment.holds)
            .where(Round.number == last.correlate(Matter).scalar_subquery())
            .where(Round.matter_id == Matter.id)
        )
        found = select(Matter).where(held.exists(), Matter.is_open)
        return list(db.session.scalars(found.order_by(Matter.year, Matter.number)))

    # ---- the same for all its acts ----------------------------------------------------------

    def _only_in(self, *states: NoticeState) -> None:
        if self.state not in states:
            raise RuleBroken(f"这份督办通知现在是「{self.state.label}」，不能这样办理")

    def _refuse_unless_fit(self) -> None:
        """While it waited, a matter may have been closed, sent back, or noticed by another."""
        if self.grade_of(self.unit, self.matters) is not self.grade:
            raise RuleBroken("这些事项已另发过督办通知，督办等级已变，请退回修改后重新送签")

    def _refuse_unless_supervisor(self, by: Any) -> None:
        if by.role is not Role.SUPERVISOR:
            raise RuleBroken("由督查室办理")

    def _refuse_unless_addressed(self, by: Account) -> None:
        if by.unit_id != self.unit_id:
            raise RuleBroken("这份督办通知不是发给贵单位的")

    def _tell(self, by: Any, text: str) -> None:
        """Into the record of each matter; a closed one has its record complete."""
        for matter in self.matters:
            if matter.is_open:
                matter.did(EntryKind.NOTICE, by, text)

    def _did(self, action: str, by: Any, **detail: Any) -> None:
        attributes.flag_modified(self, "title")  # every act raises the version
        record(f"notice.{action}", self.subject, by, **detail)
        publish("notices", "board")


class NoticeItem(Model):
    """通知事项: one matter of a notice; `printed` is what the paper says of it since 签发."""

    __tablename__ = "notice_item"

    notice_id: Mapped[int] = mapped_column(ForeignKey(Notice.id), primary_key=True)
    matter_id: Mapped[int] = mapped_column(ForeignKey(Matter.id), primary_key=True, index=True)
    position: Mapped[int]
    printed: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), default=None)

    notice: Mapped[Notice] = relationship(back_populates="items")
    matter: Mapped[Matter] = relationship()

    @property
    def row(self) -> dict[str, Any]:
        """What stands on the paper: as issued, or before that as it is now."""
        if self.printed is not None:
            return self.printed
        matter, round_ = self.matter, self.matter.round
        due = round_.due_on or round_.promised_on
        assisting = [held.unit.name for held in round_.held if not held.is_lead]
        return {
            "name": matter.name,
            "source": source_of(matter),
            "title": matter.title,
            "lead": matter.lead.name,
            "assisting": "、".join(assisting),
            "requirement": matter.requirement,
            "due": f"{due:%Y年%-m月%-d日}" if due else f"交办后{round_.days}个工作日",
            "telephone": matter.lead.telephone,
        }


def source_of(matter: Matter) -> str:
    """Where a matter came from, in few words: 第一期提问第3号（现场承诺）, 第一期…纪要第1号."""
    minutes = dict.fromkeys(each.item.minutes for each in matter.of_meetings)
    found = [f"《{each.meeting.title}纪要》{each.name}" for each in minutes]
    for source in matter.sources:
        said_in = source.question if isinstance(source, Promise) else source
        number = f"第{said_in.number}号"
        what = "意见建议" if isinstance(said_in, Opinion) else "提问"
        promised = "（现场承诺）" if isinstance(source, Promise) else ""
        found.append(f"{said_in.visit.name}{what}{number}{promised}")
    if matter.proposal is not None:
        found.append(f"{matter.proposal.evaluation.title}（{matter.proposal.appraised.name}）")
    return "、".join(found) or matter.kind.label
