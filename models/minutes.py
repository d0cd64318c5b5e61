"""Minutes (纪要): what was said and decided, drafted by one person and issued by another."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, ForeignKey, String, Table, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, attributes, mapped_column, relationship

from models import clock
from models.account import Account
from models.audit import record
from models.base import Model, RuleBroken, Versioned, db
from models.counter import next_number
from models.labels import Labelled
from models.matter import Matter
from models.meeting import AttendanceKind, Meeting
from models.opinion import Opinion
from models.question import SETTLED, Question, QuestionState
from models.representative import Card
from models.roles import Permission
from models.terms import MatterKind, Way
from models.text import length, said
from models.topic import publish
from models.unit import Unit, UnitKind
from models.visit import Visit, in_words

LONGEST_SAID = 20000
LONGEST_DECISION = 600
LONGEST_HEADING = 40  # of a decision, to stand as a matter's title

Quotable = Question | Opinion


class MinutesState(Labelled):
    DRAFTING = "drafting", "起草"
    SUBMITTED = "submitted", "待核稿签发"
    ISSUED = "issued", "已印发"


@dataclass(frozen=True)
class Missing:
    """What stands in the way of issuing, and in which item."""

    words: str
    item: "AgendaItem | None" = None


@dataclass(frozen=True)
class Draft:
    """One row of 议定事项 as it was written; `id` is None for a new one."""

    text: str
    lead: Unit | None = None
    due_on: date | None = None
    assisting: Sequence[Unit] = field(default_factory=tuple)
    id: int | None = None


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
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id), default=None)
    issued_at: Mapped[datetime | None] = mapped_column(default=None)
    returned_at: Mapped[datetime | None] = mapped_column(default=None)
    returned_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id), default=None)
    return_reason: Mapped[str] = mapped_column(Text, default="")

    meeting: Mapped[Meeting] = relationship(back_populates="minutes")
    drafted_by: Mapped[Account] = relationship(foreign_keys=[drafted_by_id])
    submitted_by: Mapped[Account | None] = relationship(foreign_keys=[submitted_by_id])
    issued_by: Mapped[Account | None] = relationship(foreign_keys=[issued_by_id])
    returned_by: Mapped[Account | None] = relationship(foreign_keys=[returned_by_id])
    items: Mapped[list["AgendaItem"]] = relationship(
        back_populates="minutes", order_by="AgendaItem.position", cascade="all, delete-orphan"
    )

    __mapper_args__ = {"version_id_col": Versioned.version}

    @property
    def name(self) -> str:
        return f"第{self.number}号" if self.number else ""

    @property
    def is_issued(self) -> bool:
        return self.state is MinutesState.ISSUED

    @property
    def decisions(self) -> list["Decision"]:
        return [decision for item in self.items for decision in item.decisions]

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

    # ---- 起草 -------------------------------------------------------------------------------

    def refuse_unless_drafting(self) -> None:
        if self.state is MinutesState.ISSUED:
            raise RuleBroken(f"纪要{self.name}已经印发，不能再改")
        if self.state is MinutesState.SUBMITTED:
            raise RuleBroken("纪要已送核稿，退回之前不能再改")

    def add_item(self, by: Any, title: str = "", reporter: str = "") -> "AgendaItem":
        """加一项议题, at the end."""
        self.refuse_unless_drafting()
        position = max((each.position for each in self.items), default=0) + 1
        item = AgendaItem(position=position, title=title.strip(), reporter=reporter.strip())
        self.items.append(item)
        self.changed("minutes.item_added", by, position=position)
        return item

    def remove_item(self, item: "AgendaItem", by: Any) -> None:
        self.refuse_unless_drafting()
        self.items.remove(item)
        db.session.flush()
        for position, each in enumerate(self.items, 1):
            each.position = position
        self.changed("minutes.item_removed", by)

    def copy_to(self, by: Any, words: str) -> None:
        """抄送."""
        self.refuse_unless_drafting()
        self.copies_to = words.strip().rstrip("。")
        self.changed("minutes.copies", by)

    def submit(self, by: Account) -> None:
        """送核稿."""
        self.refuse_unless_drafting()
        self._refuse_while_missing("不能送核稿")
        self.state = MinutesState.SUBMITTED
        self.submitted_by, self.submitted_at = by, clock.now()
        self.changed("minutes.submit", by)

    # ---- 核稿 and 签发 ------------------------------------------------------------------------

    def refuse_unless_issuable(self, by: Account) -> None:
        if self.state is not MinutesState.SUBMITTED:
            raise RuleBroken(f"纪要现在是「{self.state.label}」，不能签发或退回")
        if not by.may(Permission.MEETING_ISSUE):
            raise RuleBroken("纪要由办公室领导核稿签发")
        if by.id in {self.drafted_by_id, self.submitted_by_id}:
            raise RuleBroken("起草的人不能签发自己的纪要，请另一位办公室领导核稿")

    def send_back(self, by: Account, reason: str) -> None:
        """退回修改: the recorder reads why."""
        self.refuse_unless_issuable(by)
        self.return_reason = said(reason, 500, "请写明退回修改的理由")
        self.state, self.returned_by, self.returned_at = MinutesState.DRAFTING, by, clock.now()
        self.changed("minutes.send_back", by)

    def issue(self, by: Account) -> list[Matter]:
        """签发印发: the number, and each decision a matter, in one step."""
        self.refuse_unless_issuable(by)
        self._refuse_while_missing("不能签发")
        series, year = self.meeting.kind.value, clock.today().year
        number = next_number(f"minutes:{series}:{year}")
        # first, while the database still lets a decision be bound to its matter
        matters = [decision.register(by, f"第{number}号") for decision in self.decisions]
        self.series, self.year, self.number = series, year, number
        self.state = MinutesState.ISSUED
        self.issued_by, self.issued_at, self.return_reason = by, clock.now(), ""
        self.changed("minutes.issue", by, number=self.number, matters=[m.id for m in matters])
        return matters

    def _refuse_while_missing(self, why: str) -> None:
        missing = self.missing
        if missing:
            raise RuleBroken(f"{'；'.join(each.words for each in missing)}，{why}")

    def touched(self) -> None:
        """Whoever submits or issues has read all of it: any change raises the version."""
        self.changed_at = clock.now()
        attributes.flag_modified(self, "changed_at")

    def changed(self, action: str, by: Any, **detail: Any) -> None:
        self.touched()
        db.session.flush()
        record(action, self.meeting.subject, by, **detail)
        publish(self.meeting.subject, "meetings")


class AgendaItem(Versioned, Model):
    """议题. Its version is its own: two people may write two items at once."""

    __tablename__ = "agenda_item"

    id: Mapped[int] = mapped_column(primary_key=True)
    minutes_id: Mapped[int] = mapped_column(ForeignKey(Minutes.id), index=True)
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(80), default="")
    reporter: Mapped[str] = mapped_column(String(80), default="")
    said: Mapped[str] = mapped_column(Text, default="")

    minutes: Mapped[Minutes] = relationship(back_populates="items")
    decisions: Mapped[list["Decision"]] = relationship(
        back_populates="item", order_by="Decision.position", cascade="all, delete-orphan"
    )
    quotes: Mapped[list["AgendaQuote"]] = relationship(
        back_populates="item", order_by="AgendaQuote.id", cascade="all, delete-orphan"
    )

    __mapper_args__ = {"version_id_col": Versioned.version}

    @property
    def ordinal(self) -> str:
        return in_words(self.position)

    @property
    def heading(self) -> str:
        return f"{self.ordinal}、{self.title or '（未写标题）'}"

    def is_newer_than(self, version: int | None) -> bool:
        return self.version != version

    def missing(self) -> Iterator[Missing]:
        if not self.title:
            yield Missing(f"第{self.ordinal}项没有标题", self)
        if not self.said:
            yield Missing(f"第{self.ordinal}项没有写讨论情况", self)
        for each in self.decisions:
            where = f"第{self.ordinal}项议定事项{each.position}"
            if each.lead is None:
                yield Missing(f"{where}缺责任单位", self)
            if each.due_on is None:
                yield Missing(f"{where}缺时限", self)
            elif each.due_on < clock.local(self.minutes.meeting.held_at).date():
                yield Missing(f"{where}的时限早于会议日期", self)

    def write(
        self, by: Any, *, title: str, reporter: str, said: str, decisions: Sequence[Draft]
    ) -> None:
        """保存. A row without text is a decision dropped."""
        self.minutes.refuse_unless_drafting()
        if length(said) > LONGEST_SAID:
            raise RuleBroken(f"讨论情况最多 {LONGEST_SAID} 字，请分成两项")
        self.title, self.reporter, self.said = title.strip(), reporter.strip(), said.strip()
        known = {each.id: each for each in self.decisions}
        kept: list[Decision] = []
        for draft in decisions:
            if draft.text.strip():
                decision = known.get(draft.id or 0) or Decision()
                decision.put(draft, len(kept) + 1)
                kept.append(decision)
        self.decisions = kept
        self._changed("minutes.write", by)

    def move(self, by: Any, steps: int) -> None:
        """上移 (−1) or 下移 (1)."""
        self.minutes.refuse_unless_drafting()
        items = list(self.minutes.items)
        place = items.index(self)
        target = min(max(place + steps, 0), len(items) - 1)
        items.insert(target, items.pop(place))
        for position, each in enumerate(items, 1):
            each.position = position
        self.minutes.changed("minutes.item_moved", by, to=target + 1)
        db.session.expire(self.minutes, ["items"])

    def quote(self, source: Quotable, by: Any) -> None:
        """引用: what a representative said and what was answered goes into the text."""
        self.minutes.refuse_unless_drafting()
        if source not in quotable(self.minutes.meeting.visit):
            raise RuleBroken("只能引用本期活动中公开的提问和意见")
        if any(each.source is source for each in self.quotes):
            raise RuleBroken(f"{source.name}在这一项里已经引用过")
        is_question = isinstance(source, Question)
        self.quotes.append(
            AgendaQuote(
                question=source if is_question else None,
                opinion=None if is_question else source,
            )
        )
        self.said = f"{self.said}\n{in_minutes(source)}".strip()
        self._changed("minutes.quote", by, source=source.subject)

    def _changed(self, action: str, by: Any, **detail: Any) -> None:
        attributes.flag_modified(self, "said")
        self.minutes.changed(action, by, item=self.position, **detail)


def in_minutes(source: Quotable) -> str:
    """The words in which it is reported: the representative by number, as on every screen."""
    who = "、".join(card.name.replace(" ", "") for card in source.askers)
    is_question = isinstance(source, Question)
    words = source.shown if isinstance(source, Question) else source.text
    told = f"{who}{'提出' if is_question else '建议'}：{_ended(words)}"
    if isinstance(source, Question) and source.answer and source.speaker:
        told += f"{_speaker(source)}答复：{_ended(source.answer)}"
        if source.promise is not None and source.promise.words not in source.answer:
            told += f"现场承诺：{_ended(source.promise.words)}"
        if source.rest and source.unit is not None:
            told += f"由{source.unit.name}带回办理：{_ended(source.rest)}"
    return told


def _speaker(question: Question) -> str:
    """王建军（局长）of 县交通运输局 → 县交通运输局局长王建军."""
    name, _, title = question.speaker.rstrip("）").partition("（")
    taken_along = question.state in {S.ROUTED, S.PARTIAL}  # by a unit that need not have spoken
    unit = None if taken_along else question.unit
    if unit is None or unit.kind is UnitKind.GOVERNMENT or unit.name.lstrip("县") in title + name:
        return f"{title}{name}"
    return f"{unit.name}{title}{name}"


def _ended(text: str) -> str:
    """In one line, with its full stop."""
    text = "".join(text.split("\n")).strip()
    return text if text.endswith(("。", "？", "！", "…")) else f"{text}。"


def quotable(visit: Visit | None) -> list[Quotable]:
    """What of the visit may go into minutes: what everybody there heard, and the opinions."""
    if visit is None or visit.is_rehearsal:
        return []
    heard = {*SETTLED, S.ANSWERING, S.QUEUED}
    questions = db.session.scalars(Question.of(visit, *heard).order_by(None).order_by("number"))
    opinions = db.select(Opinion).filter_by(visit_id=visit.id).order_by(Opinion.number)
    return [*questions, *db.session.scalars(opinions)]


S = QuestionState


class AgendaQuote(Model):
    """引用: the question or opinion that an item took over."""

    __tablename__ = "agenda_quote"
    __table_args__ = (
        UniqueConstraint("item_id", "question_id"),
        UniqueConstraint("item_id", "opinion_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey(AgendaItem.id), index=True)
    question_id: Mapped[int | None] = mapped_column(ForeignKey(Question.id), default=None)
    opinion_id: Mapped[int | None] = mapped_column(ForeignKey(Opinion.id), default=None)

    item: Mapped[AgendaItem] = relationship(back_populates="quotes")
    question: Mapped[Question | None] = relationship()
    opinion: Mapped[Opinion | None] = relationship()

    @property
    def source(self) -> Quotable:
        source = self.question or self.opinion
        assert source is not None
        return source


decision_unit = Table(
    "decision_unit",
    Model.metadata,
    Column("decision_id", ForeignKey("decision.id"), primary_key=True),
    Column("unit_id", ForeignKey(Unit.id), primary_key=True),
)


class Decision(Model):
    """议定事项: what is to be done, by whom, until when."""

    __tablename__ = "decision"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey(AgendaItem.id), index=True)
    position: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    lead_id: Mapped[int | None] = mapped_column(ForeignKey(Unit.id), default=None)
    due_on: Mapped[date | None] = mapped_column(default=None)
    matter_id: Mapped[int | None] = mapped_column(ForeignKey(Matter.id), unique=True, default=None)

    item: Mapped[AgendaItem] = relationship(back_populates="decisions")
    lead: Mapped[Unit | None] = relationship()
    assisting: Mapped[list[Unit]] = relationship(secondary=decision_unit, order_by=Unit.id)
    matter: Mapped[Matter | None] = relationship(back_populates="decisions")

    @property
    def visit(self) -> Visit | None:
        return self.item.minutes.meeting.visit

    @property
    def askers(self) -> list[Card]:
        """A meeting decided it: nobody is answered, and from the gates it goes to 销号."""
        return []

    @property
    def title(self) -> str:
        """Its first clause that says something: the matter's title."""
        first = self.text.split("\n")[0].split("。")[0]
        if length(first) > LONGEST_HEADING:
            first = first.split("，")[0]
        return first if length(first) <= LONGEST_HEADING else f"{first[: LONGEST_HEADING - 1]}…"

    @property
    def body(self) -> str:
        """What follows a short first sentence, which then stands as a heading."""
        head, _, rest = self.text.partition("。")
        return rest.strip() if rest.strip() and length(head) <= 2 * LONGEST_HEADING else ""

    def put(self, draft: Draft, position: int) -> None:
        self.text = said(draft.text, LONGEST_DECISION, "请写明议定事项")
        self.lead, self.due_on, self.position = draft.lead, draft.due_on, position
        self.assisting = [unit for unit in draft.assisting if unit is not draft.lead]

    def register(self, by: Account, number: str) -> Matter:
        """转为督办事项, once; `number` is that of the minutes."""
        if self.matter is not None or self.matter_id is not None:
            raise RuleBroken("这条议定事项已经转为督办事项")
        assert self.lead is not None and self.due_on is not None
        source = f"《{self.item.minutes.meeting.title}纪要》（{number}）"
        return Matter.register(
            by,
            kind=MatterKind.DECISION,
            title=self.title,
            way=Way.ROUTE,
            lead=self.lead,
            assisting=self.assisting,
            sources=[self],
            requirement=f"{source}议定：{self.text}",
            days=None,
            promised_on=self.due_on,
        )
