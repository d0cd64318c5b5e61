"""Drafts of policies and measures (征求意见稿): who is asked, until when, and what is published."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Select, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, attributes, mapped_column, relationship

from models import clock
from models.account import Account
from models.agenda import AgendaItem
from models.attendance import Attendance, AttendanceKind
from models.audit import record
from models.base import Model, RuleBroken, Versioned, db
from models.calendar import working_calendar
from models.counter import one_at_a_time
from models.labels import Labelled
from models.representative import Card
from models.roles import Permission
from models.text import said
from models.topic import publish
from models.unit import Unit

if TYPE_CHECKING:
    from models.comment import Comment
    from models.draft_version import DraftParagraph, DraftVersion

TITLE, PURPOSE = 60, 500  # characters at most
USUAL_DAYS = 5  # working days in which comments are taken
WAY_ON = "写的内容还在。仍要反映的，请工作人员代录，或写信、打电话告诉县政府办公室"
SITS_IN = (AttendanceKind.OBSERVER, AttendanceKind.PARTICIPANT)


class DraftKind(Labelled):
    COMMITMENT = "commitment", "承诺服务"
    APPROVAL = "approval", "审批程序"
    TIME_LIMIT = "time_limit", "限时办结"
    FOLLOW_UP = "follow_up", "跟踪服务"
    OTHER = "other", "其他"


class DraftState(Labelled):
    DRAFTING = "drafting", "起草中"
    OPEN = "open", "征求意见"
    CLOSED = "closed", "已截止"
    PUBLISHED = "published", "已公布答复"


S = DraftState


class Draft(Versioned, Model):
    """征求意见稿. Its unit prepares and answers, the office asks and publishes."""

    __tablename__ = "draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), index=True)
    kind: Mapped[DraftKind]
    title: Mapped[str] = mapped_column(String(80))
    purpose: Mapped[str] = mapped_column(Text, default="")  # 起草说明
    is_signed: Mapped[bool] = mapped_column(default=False)  # comments are published with names
    state: Mapped[DraftState] = mapped_column(default=S.DRAFTING, index=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey(AgendaItem.id), index=True, default=None)
    drafted_by_id: Mapped[int] = mapped_column(ForeignKey(Account.id))
    drafted_at: Mapped[datetime]
    opened_at: Mapped[datetime | None] = mapped_column(default=None)
    closes_on: Mapped[date | None] = mapped_column(default=None)  # the last day for comments
    closed_at: Mapped[datetime | None] = mapped_column(default=None)  # 提前截止, by hand
    published_at: Mapped[datetime | None] = mapped_column(default=None)
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id), default=None)

    unit: Mapped[Unit] = relationship(lazy="joined")
    item: Mapped[AgendaItem | None] = relationship(back_populates="hearings")
    drafted_by: Mapped[Account] = relationship(foreign_keys=[drafted_by_id])
    published_by: Mapped[Account | None] = relationship(foreign_keys=[published_by_id])
    invited: Mapped[list["DraftAsked"]] = relationship(
        back_populates="draft", order_by="DraftAsked.id", cascade="all, delete-orphan"
    )
    versions: Mapped[list["DraftVersion"]] = relationship(
        back_populates="draft", order_by="DraftVersion.number", cascade="all, delete-orphan"
    )
    paragraphs: Mapped[list["DraftParagraph"]] = relationship(
        back_populates="draft", order_by="DraftParagraph.id", cascade="all, delete-orphan"
    )
    comments: Mapped[list["Comment"]] = relationship(
        order_by="Comment.number",
        primaryjoin="and_(Draft.id == Comment.draft_id, Comment.withdrawn_at.is_(None))",
        viewonly=True,
    )

    __mapper_args__ = {"version_id_col": Versioned.version}

    # ---- 起草 -------------------------------------------------------------------------------

    @classmethod
    def prepare(cls, by: Account, text: str, *, unit: Unit, **facts: Any) -> "Draft":
        """起草, with the whole text as it was pasted."""
        from models.draft_version import DraftVersion

        if not by.may(Permission.DRAFT_HOLD) and unit.id != by.unit_id:
            raise RuleBroken("只能起草本单位的征求意见稿")
        draft = cls(unit=unit, drafted_by=by, drafted_at=clock.now(), state=S.DRAFTING)
        draft._describe(**facts)
        db.session.add(draft)
        DraftVersion.begin(draft, by).paste(text)
        draft.did("prepare", by, unit=unit.id, kind=draft.kind.value)
        return draft

    def describe(self, by: Account, **facts: Any) -> None:
        """改标题和说明, as long as nobody was asked to read it."""
        self.refuse_unless_kept_by(by)
        self.only_in(S.DRAFTING)
        self._describe(**facts)
        self.did("describe", by)

    def _describe(
        self,
        *,
        kind: DraftKind,
        title: str,
        purpose: str,
        is_signed: bool,
        item: AgendaItem | None = None,
    ) -> None:
        self.kind, self.is_signed, self.item = kind, is_signed, item
        self.title = said(title, TITLE, "请写标题")
        self.purpose = said(purpose, PURPOSE) if purpose.strip() else ""

    def discard(self, by: Account) -> None:
        """删去 a draft that never went out."""
        self.refuse_unless_kept_by(by)
        self.only_in(S.DRAFTING)
        record("draft.discard", self.subject, by, unit=self.unit_id)
        publish("drafts")
        db.session.delete(self)
        db.session.flush()

    # ---- 征求意见 ---------------------------------------------------------------------------

    def ask(self, by: Account, cards: Iterable[Card]) -> int:
        """请这些代表提意见; returns how many are new."""
        self._refuse_unless_held_by(by)
        self.only_in(S.DRAFTING, S.OPEN)
        known = {one.card_id for one in self.invited}
        fresh = [card for card in cards if card.id not in known and card.is_active]
        for card in fresh:
            self.invited.append(DraftAsked(card=card, asked_at=clock.now()))
        if fresh:
            self.did("ask", by, number=len(fresh))
        return len(fresh)

    def unask(self, by: Account, cards: Collection[Card]) -> None:
        """不请 after all; once it is out, nobody can be made not to have read it."""
        self._refuse_unless_held_by(by)
        self.only_in(S.DRAFTING)
        taken_out = {card.id for card in cards}
        self.invited = [one for one in self.invited if one.card_id not in taken_out]
        self.did("unask", by, number=len(taken_out))

    def open(self, by: Account, closes_on: date) -> None:
        """发出征求意见: from now on its text stands. Who sits in for its item is asked as well."""
        self._refuse_unless_held_by(by)
        self.only_in(S.DRAFTING)
        self.ask(by, self.sitting_in)
        if not self.invited:
            raise RuleBroken("还没有请代表：请先选择请哪些代表提意见")
        if closes_on < clock.today():
            raise RuleBroken("截止日期不能早于今天")
        self.state, self.opened_at, self.closes_on = S.OPEN, clock.now(), closes_on
        self.versions[-1].stand()
        self.did("open", by, closes_on=str(closes_on))

    def extend(self, by: Account, closes_on: date) -> None:
        """延长, also when the day is past, but not once answers are written."""
        self._refuse_unless_held_by(by)
        if self.state is not S.OPEN or self.closes_on is None:
            raise RuleBroken(f"「{self.stands.label}」的稿子不能延长")
        if closes_on < clock.today() or closes_on <= self.closes_on:
            raise RuleBroken(f"新的截止日期应晚于{worded(self.closes_on)}，并不早于今天")
        if any(comment.answer for comment in self.comments):
            raise RuleBroken("已经开始答复，不能再延长")
        self.closes_on = closes_on
        self.did("extend", by, closes_on=str(closes_on))

    def close(self, by: Account) -> None:
        """提前截止."""
        self._refuse_unless_held_by(by)
        self.only_in(S.OPEN)
        self.state, self.closed_at = S.CLOSED, clock.now()
        self.did("close", by)

    def publish(self, by: Account) -> None:
        """公布答复: every author reads the answer, and all who were asked read all comments."""
        if not by.may(Permission.DRAFT_PUBLISH):
            raise RuleBroken("答复由县政府办公室公布")
        self.hold()
        self.only_in(S.CLOSED)
        left = self.unanswered
        if left:
            raise RuleBroken(f"还有 {len(left)} 条意见没有答复，答复完再公布")
        if self.working is not None:
            raise RuleBroken("修改稿还没有定稿，请先定稿或放弃，再公布答复")
        self.state, self.published_at, self.published_by = S.PUBLISHED, clock.now(), by
        self.did("publish", by, comments=len(self.comments))

    # ---- what it is -------------------------------------------------------------------------

    @property
    def subject(self) -> str:
        return f"draft:{self.id}"

    @property
    def stands(self) -> DraftState:
        """Its state now: the day after the last one it is closed by itself."""
        if self.state is S.OPEN and self.closes_on and clock.today() > self.closes_on:
            return S.CLOSED
        return self.state

    @property
    def closed_on(self) -> date | None:
        """The last day on which comments were or are taken."""
        return clock.local(self.closed_at).date() if self.closed_at else self.closes_on

    @property
    def days_left(self) -> int | None:
        """Working days to the last day for comments, while it is open."""
        if self.stands is not S.OPEN or self.closes_on is None:
            return None
        return working_calendar().between(clock.today(), self.closes_on)

    @property
    def working(self) -> "DraftVersion | None":
        """修改稿: the version that is being written, once the first has gone out."""
        last = self.versions[-1]
        return last if last.is_open and self.state is not S.DRAFTING else None

    @property
    def standing(self) -> "list[DraftVersion]":
        """The versions that went out."""
        return [version for version in self.versions if not version.is_open]

    @property
    def shown(self) -> "DraftVersion":
        """What those who were asked read: what changed after 截止 comes with the answers."""
        first, *later = self.standing
        if self.stands is S.CLOSED:
            later = [one for one in later if self._was_open_at(one.stood_at)]
        return [first, *later][-1]

    def _was_open_at(self, moment: datetime) -> bool:
        if self.closed_at is not None:
            return moment < self.closed_at
        return self.closes_on is None or clock.local(moment).date() <= self.closes_on

    @property
    def unanswered(self) -> "list[Comment]":
        return [comment for comment in self.comments if comment.answer is None]

    @property
    def pulse(self) -> str:
        """Another one after whatever happened to it, to its comments or to their answers."""
        return f"{self.version}-{sum(comment.version for comment in self.comments)}"

    @property
    def asked(self) -> list[Card]:
        """Whom it was sent to, by visit and seat."""
        cards = (one.card for one in self.invited)
        return sorted(cards, key=lambda card: (-card.visit.number, card.seat))

    @property
    def sitting_in(self) -> list[Card]:
        """列席 for its item, as the minutes have it."""
        if self.item is None:
            return []
        attendance = self.item.minutes.meeting.attendance
        return [one.card for one in attendance if one.card and self._sits_in(one)]

    def _sits_in(self, one: Attendance) -> bool:
        return one.kind in SITS_IN and (not one.items or self.item in one.items)

    @classmethod
    def visible_to(cls, viewer: Any) -> Select["Draft"]:
        """A handler sees those of the own unit, whoever reads for the county all."""
        found = select(cls)
        if viewer.may(Permission.DRAFT_READ):
            return found
        return found.where(cls.unit_id == viewer.unit_id)

    @classmethod
    def of_card(cls, card: Card) -> Select["Draft"]:
        """Those that this representative is asked about, the latest first."""
        asked = select(DraftAsked.draft_id).filter_by(card_id=card.id)
        out = select(cls).where(cls.id.in_(asked), cls.state != S.DRAFTING)
        return out.order_by(cls.opened_at.desc(), cls.id.desc())

    def is_kept_by(self, viewer: Any) -> bool:
        """Whether this person may write and answer it."""
        if viewer.may(Permission.DRAFT_HOLD):
            return True
        return bool(viewer.may(Permission.DRAFT_WRITE)) and viewer.unit_id == self.unit_id

    # ---- the same for all its acts ----------------------------------------------------------

    def hold(self) -> None:
        """Wait for whoever comments on it or publishes it now, and see what came of that."""
        one_at_a_time(self.subject)
        db.session.refresh(self)

    def only_in(self, *states: DraftState) -> None:
        """Raises RuleBroken in every other state."""
        if self.stands not in states:
            raise RuleBroken(f"《{self.title}》「{self.stands.label}」，不能这样办理")

    def refuse_unless_kept_by(self, by: Account) -> None:
        if not self.is_kept_by(by):
            raise RuleBroken(f"这份稿子由{self.unit.name}起草，只能由{self.unit.name}或办公室办理")

    def refuse_late(self) -> None:
        """Raises RuleBroken where its author cannot comment any more; with a way on."""
        if self.stands is not S.OPEN:
            day = f"已于{worded(self.closed_on)}截止" if self.closed_on else "还没有开始"
            raise RuleBroken(f"《{self.title}》征求意见{day}，这一条没有收下。{WAY_ON}")

    def _refuse_unless_held_by(self, by: Account) -> None:
        if not by.may(Permission.DRAFT_HOLD):
            raise RuleBroken("征求意见由县政府办公室发出")

    def did(self, action: str, by: Any, **detail: Any) -> None:
        """Every act raises the version."""
        attributes.flag_modified(self, "title")
        db.session.flush()
        record(f"draft.{action}", self.subject, by, **detail)
        publish("drafts", self.subject, *(one.card.topic for one in self.invited))


def worded(day: date | None) -> str:
    return f"{day.month}月{day.day}日" if day else ""


class DraftAsked(Model):
    """受邀提意见的代表: sits in for the item, or was chosen."""

    __tablename__ = "draft_asked"
    __table_args__ = (UniqueConstraint("draft_id", "card_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey(Draft.id))
    card_id: Mapped[int] = mapped_column(ForeignKey(Card.id), index=True)
    asked_at: Mapped[datetime]

    draft: Mapped[Draft] = relationship(back_populates="invited")
    card: Mapped[Card] = relationship(lazy="joined")
