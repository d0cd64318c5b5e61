"""Minutes (纪要): what was said and decided; drafted, checked, signed and issued."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, attributes, mapped_column, relationship

from models import clock
from models.account import Account
from models.agenda import AgendaItem
from models.attendance import AttendanceKind
from models.audit import record
from models.base import Model, RuleBroken, Versioned, db
from models.counter import next_number, one_at_a_time
from models.edit import Conflict
from models.labels import Labelled
from models.matter import Matter
from models.meeting import Meeting
from models.roles import Permission
from models.text import said
from models.topic import publish

if TYPE_CHECKING:
    from models.block import Block
    from models.decision import Decision
    from models.pledge import Pledge
    from models.statement import Statement


class MinutesState(Labelled):
    DRAFTING = "drafting", "起草"
    SUBMITTED = "submitted", "核稿"
    REVIEWED = "reviewed", "待签发"
    SIGNED = "signed", "待印发"
    ISSUED = "issued", "已印发"


S = MinutesState


def _may_draft(by: Any) -> bool:
    """The house itself may, too: what loads the demo, and tests."""
    return isinstance(by, str) or bool(by.may(Permission.MEETING_WRITE))


@dataclass(frozen=True)
class Missing:
    """What stands in the way of issuing, in which item, and in which block of it."""

    words: str
    item: AgendaItem | None = None
    block: str = ""

    @property
    def anchor(self) -> str:
        """Where the page shows it."""
        key = self.block or (self.item.key if self.item else "")
        return key.replace(":", "-")


class Minutes(Versioned, Model):
    """纪要. Numbered when it is issued, so that its series has no gaps; from then on immutable."""

    __tablename__ = "minutes"
    __table_args__ = (UniqueConstraint("series", "year", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey(Meeting.id), unique=True)
    state: Mapped[MinutesState] = mapped_column(default=MinutesState.DRAFTING)
    series: Mapped[str | None] = mapped_column(String(32), default=None)  # the meeting's kind
    year: Mapped[int | None] = mapped_column(default=None)
    number: Mapped[int | None] = mapped_column(default=None)
    copies_to: Mapped[str] = mapped_column(String(300), default="")  # 抄送
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)
    drafted_by_id: Mapped[int] = mapped_column(ForeignKey(Account.id))
    submitted_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id), default=None)
    submitted_at: Mapped[datetime | None] = mapped_column(default=None)
    reviewed_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id), default=None)
    reviewed_at: Mapped[datetime | None] = mapped_column(default=None)
    # 签发: by the account of who presided, or on paper and keyed in by the office head
    signed_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id), default=None)
    signed_name: Mapped[str] = mapped_column(String(40), default="")
    signed_on: Mapped[date | None] = mapped_column(default=None)
    signed_at: Mapped[datetime | None] = mapped_column(default=None)
    keyed_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id), default=None)
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id), default=None)
    issued_at: Mapped[datetime | None] = mapped_column(default=None)
    returned_at: Mapped[datetime | None] = mapped_column(default=None)
    returned_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id), default=None)
    return_reason: Mapped[str] = mapped_column(Text, default="")

    meeting: Mapped[Meeting] = relationship(back_populates="minutes")
    drafted_by: Mapped[Account] = relationship(foreign_keys=[drafted_by_id])
    submitted_by: Mapped[Account | None] = relationship(foreign_keys=[submitted_by_id])
    reviewed_by: Mapped[Account | None] = relationship(foreign_keys=[reviewed_by_id])
    signed_by: Mapped[Account | None] = relationship(foreign_keys=[signed_by_id])
    keyed_by: Mapped[Account | None] = relationship(foreign_keys=[keyed_by_id])
    issued_by: Mapped[Account | None] = relationship(foreign_keys=[issued_by_id])
    returned_by: Mapped[Account | None] = relationship(foreign_keys=[returned_by_id])
    items: Mapped[list[AgendaItem]] = relationship(
        order_by=AgendaItem.position,
        primaryjoin="and_(Minutes.id == AgendaItem.minutes_id, AgendaItem.removed_at.is_(None))",
        overlaps="minutes",
    )
    conflicts: Mapped[list[Conflict]] = relationship(
        back_populates="minutes",
        order_by=Conflict.id,
        primaryjoin="and_(Minutes.id == Conflict.minutes_id, Conflict.settled_at.is_(None))",
    )

    __mapper_args__ = {"version_id_col": Versioned.version}

    @classmethod
    def hold(cls, meeting_id: int) -> None:
        """Before anything is read that is to be changed: writers of one text come one by one."""
        one_at_a_time(f"minutes of meeting:{meeting_id}")

    @property
    def name(self) -> str:
        return f"第{self.number}号" if self.number else ""

    @property
    def is_issued(self) -> bool:
        return self.state is MinutesState.ISSUED

    @property
    def decisions(self) -> "list[Decision]":
        return [decision for item in self.items for decision in item.decisions]

    @property
    def pledges(self) -> "list[Pledge]":
        return [pledge for item in self.items for pledge in item.pledges]

    @property
    def statements(self) -> "list[Statement]":
        return [statement for item in self.items for statement in item.statements]

    def block(self, key: str) -> "Block":
        """The block that a key names, also one that was taken out. Raises RuleBroken for others."""
        from models.history import BLOCKS

        kind, _, number = key.partition(":")
        model = BLOCKS.get(kind)
        right = model is not None and number.isascii() and number.isdecimal() and len(number) < 10
        block: Any = db.session.get(model, int(number)) if model and right else None
        if block is None or block.minutes is not self:
            raise RuleBroken("没有这一段，可能已经不在这份纪要里")
        found: Block = block
        return found

    # ---- what is missing --------------------------------------------------------------------

    @property
    def missing(self) -> list[Missing]:
        """What must be mended before the minutes can be issued."""
        return list(self._missing())

    def _missing(self) -> Iterator[Missing]:
        meeting = self.meeting
        if not meeting.chair_name:
            yield Missing("没有写主持人")
        if all(each.kind is AttendanceKind.ABSENT for each in meeting.attendance):
            yield Missing("没有登记到会人员")
        if not self.items:
            yield Missing("还没有议题")
        for item in self.items:
            yield from item.missing()
        for conflict in self.conflicts:
            yield Missing(f"{conflict.who}写的{conflict.label}与别人冲突，还没有选定",
                          None, f"conflict:{conflict.id}")  # fmt: skip

    def refuse_while_missing(self, why: str) -> None:
        missing = self.missing
        if missing:
            raise RuleBroken(f"{'；'.join(each.words for each in missing)}，{why}")

    # ---- 起草 -------------------------------------------------------------------------------

    def refuse_unless_writable(self, by: Any) -> None:
        """The draft is the recorder's; while it is checked, its text is whose who checks it."""
        if self.state is S.ISSUED:
            raise RuleBroken(f"纪要{self.name}已经印发，不能再改")
        if self.state in {S.REVIEWED, S.SIGNED}:
            raise RuleBroken(f"纪要{self.state.label}，退回之前不能再改")
        if self.state is S.SUBMITTED and self.reviewer_refused(by):
            raise RuleBroken("纪要已送核稿，退回之前不能再改")
        if self.state is S.DRAFTING and not _may_draft(by):
            raise RuleBroken("纪要由文秘或组织员起草")

    def is_writable_by(self, by: Any) -> bool:
        if self.state is S.SUBMITTED:
            return not self.reviewer_refused(by)
        return self.state is S.DRAFTING and _may_draft(by)

    def add_item(self, by: Any, title: str = "", reporter: str = "") -> AgendaItem:
        """加一项议题, at the end."""
        self.refuse_unless_writable(by)
        item = AgendaItem(minutes=self, title=title.strip(), reporter=reporter.strip())
        with db.session.no_autoflush:
            item.enter(by)
        return item

    def remove_item(self, item: AgendaItem, by: Any) -> None:
        item.remove(by)

    def copy_to(self, by: Any, words: str) -> None:
        """抄送."""
        self.refuse_unless_writable(by)
        self.copies_to = words.strip().rstrip("。")
        self.changed("minutes.copies", by)

    def submit(self, by: Account) -> None:
        """送核稿; representatives are asked to read their words."""
        self._only_in(S.DRAFTING, "送核稿")
        self.refuse_while_missing("不能送核稿")
        self.state = S.SUBMITTED
        self.submitted_by, self.submitted_at = by, clock.now()
        self.changed("minutes.submit", by, text=self.digest)
        self._tell_speakers()

    # ---- 核稿 -------------------------------------------------------------------------------

    def reviewer_refused(self, by: Any) -> str:
        """Why somebody may not check it; nothing when they may."""
        if not isinstance(by, Account) or not by.may(Permission.MEETING_ISSUE):
            return "纪要由办公室领导核稿"
        if by.id in {self.drafted_by_id, self.submitted_by_id}:
            return "起草的人不能核自己的稿，请另一位办公室领导核稿"
        return ""

    def refuse_unless_reviewable(self, by: Any) -> None:
        self._only_in(S.SUBMITTED, "核稿")
        if why := self.reviewer_refused(by):
            raise RuleBroken(why)

    def review(self, by: Account) -> None:
        """核稿通过: on to who presided."""
        self.refuse_unless_reviewable(by)
        self.refuse_while_missing("不能送签发")
        self.state, self.return_reason = S.REVIEWED, ""
        self.reviewed_by, self.reviewed_at = by, clock.now()
        self.changed("minutes.review", by, text=self.digest)
        self._tell_speakers()

    def refuse_unless_reviewed_by_speakers(self) -> None:
        if self.state is not S.SUBMITTED:
            raise RuleBroken("纪要不在核稿中，发言现在不能核对")

    # ---- 签发 -------------------------------------------------------------------------------

    def refuse_unless_signable(self, by: Any) -> None:
        self._only_in(S.REVIEWED, "签发")
        if self.meeting.chair_id is None or by.id != self.meeting.chair_id:
            raise RuleBroken("纪要由会议主持人签发")
        if by.id in {self.drafted_by_id, self.submitted_by_id}:
            raise RuleBroken("起草的人不能签发自己的纪要，请改用纸质签发")

    def sign(self, by: Account) -> None:
        """签发, by who presided."""
        self.refuse_unless_signable(by)
        self.refuse_while_missing("不能签发")
        self.signed_by, self.signed_name, self.signed_on = by, by.name, clock.today()
        self._signed("minutes.sign", by)

    def refuse_unless_keyable(self, by: Any) -> None:
        self._only_in(S.REVIEWED, "签发")
        if why := self.reviewer_refused(by):
            raise RuleBroken(why.replace("核稿", "补录签发"))

    def sign_on_paper(self, by: Account, name: str, signed_on: date) -> None:
        """补录纸质签发: who signed the paper and when, keyed in and recorded as such."""
        self.refuse_unless_keyable(by)
        self.refuse_while_missing("不能签发")
        if not clock.local(self.meeting.held_at).date() <= signed_on <= clock.today():
            raise RuleBroken("签发日期应在会议之后、今天或以前")
        self.signed_name, self.signed_on = said(name, 40, "请写明签发人"), signed_on
        self.keyed_by = by
        self._signed("minutes.sign_on_paper", by, name=self.signed_name, on=str(signed_on))

    def _signed(self, action: str, by: Account, **detail: Any) -> None:
        self.state, self.signed_at = S.SIGNED, clock.now()
        self.changed(action, by, text=self.digest, **detail)

    def refuse_unless_returnable(self, by: Any) -> None:
        """Who has it on the desk may send it back: the office head, and who is to sign it."""
        if self.state not in {S.SUBMITTED, S.REVIEWED, S.SIGNED}:
            raise RuleBroken(f"纪要现在是「{self.state.label}」，不能退回")
        presides = self.state is S.REVIEWED and by.id == self.meeting.chair_id
        why = self.reviewer_refused(by)
        if why and not presides:
            raise RuleBroken(why)

    def send_back(self, by: Account, reason: str) -> None:
        """退回修改: the recorder reads why. A signature that was given is void."""
        self.refuse_unless_returnable(by)
        self.return_reason = said(reason, 500, "请写明退回修改的理由")
        self.state, self.returned_by, self.returned_at = S.DRAFTING, by, clock.now()
        self.reviewed_by = self.reviewed_at = None
        self.signed_by = self.signed_on = self.signed_at = self.keyed_by = None
        self.signed_name = ""
        self.changed("minutes.send_back", by)
        self._tell_speakers()

    # ---- 印发 -------------------------------------------------------------------------------

    def refuse_unless_issuable(self, by: Any) -> None:
        self._only_in(S.SIGNED, "印发")
        if why := self.reviewer_refused(by):
            raise RuleBroken(why.replace("核稿", "印发"))

    def issue(self, by: Account) -> list[Matter]:
        """印发: the number, and each decision and promise a matter, in one step."""
        self.refuse_unless_issuable(by)
        self.refuse_while_missing("不能印发")
        series, year = self.meeting.kind.value, clock.today().year
        number = next_number(f"minutes:{series}:{year}")
        # first, while the database still lets a decision be bound to its matter
        bound: list[Decision | Pledge] = [*self.decisions, *self.pledges]
        matters = list(dict.fromkeys(each.register(by, f"第{number}号") for each in bound))
        db.session.flush()
        ids, sealed = [matter.id for matter in matters], self.digest
        self.series, self.year, self.number = series, year, number
        self.state = S.ISSUED
        self.issued_by, self.issued_at, self.return_reason = by, clock.now(), ""
        self.changed("minutes.issue", by, number=number, matters=ids, text=sealed)
        self._tell_speakers()
        return matters

    # ---- what every step does ---------------------------------------------------------------

    @property
    def digest(self) -> str:
        """The seal of the whole text, for the audit chain."""
        parts = [each.state() for item in self.items for each in (item, *item.parts)]
        whole = [self.meeting.state(), *(each.state() for each in self.meeting.attendance), *parts]
        text = json.dumps(whole, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def last_edit(self) -> int:
        from models.edit import Edit

        newest = select(Edit.number).filter_by(minutes_id=self.id).order_by(Edit.number.desc())
        return db.session.scalar(newest.limit(1)) or 0

    def _only_in(self, state: MinutesState, what: str) -> None:
        if self.state is not state:
            raise RuleBroken(f"纪要现在是「{self.state.label}」，不能{what}")

    def _tell_speakers(self) -> None:
        cards = {each.card for each in self.statements if each.card is not None}
        publish(*(card.topic for card in cards))

    def touched(self) -> None:
        """Whoever submits or issues has read all of it: any change raises the version."""
        self.changed_at = clock.now()
        attributes.flag_modified(self, "changed_at")

    def changed(self, action: str, by: Any, **detail: Any) -> None:
        self.touched()
        db.session.flush()
        record(action, self.meeting.subject, by, **detail)
        publish(self.meeting.subject, "meetings")
