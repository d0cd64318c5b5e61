"""Questions (提问) on their way from tablet to answer, and promises (现场承诺) made there."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import (
    ForeignKey,
    Index,
    Select,
    String,
    Text,
    UniqueConstraint,
    select,
)
from sqlalchemy import text as text_
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models import clock
from models.audit import record
from models.base import Model, RuleBroken, Versioned, db
from models.counter import next_number
from models.declining import Declinable
from models.labels import Labelled
from models.moderation import CHANGEABLE, Moderation, standing
from models.moderation import ModerationKind as K
from models.on_behalf import Entered, OnBehalf
from models.representative import Card
from models.text import LONGEST, said
from models.topic import publish
from models.unit import Unit
from models.visit import Stop, Visit, VisitState

if TYPE_CHECKING:
    from models.matter import Matter


class QuestionState(Labelled):
    PENDING = "pending", "待审"
    QUEUED = "queued", "待答"
    ANSWERING = "answering", "正在回答"
    ANSWERED = "answered", "已答复"
    PARTIAL = "partial", "部分答复"
    PROMISED = "promised", "已承诺"
    ROUTED = "routed", "已转办"
    REFUSED = "refused", "未采用"
    MERGED = "merged", "已并入"


S = QuestionState
NEXT: dict[QuestionState, frozenset[QuestionState]] = {
    S.PENDING: frozenset({S.QUEUED, S.REFUSED, S.MERGED}),
    S.QUEUED: frozenset({S.ANSWERING, S.REFUSED, S.MERGED, S.ROUTED}),
    S.ANSWERING: frozenset({S.QUEUED, S.ANSWERED, S.PARTIAL, S.PROMISED, S.ROUTED}),
    S.ANSWERED: frozenset(),
    S.PARTIAL: frozenset(),
    S.PROMISED: frozenset(),
    S.ROUTED: frozenset(),
    S.REFUSED: frozenset({S.QUEUED}),
    S.MERGED: frozenset(),
}

# into what is answered already, too: the asker gets that answer, or follows that matter
SETTLED = (S.ANSWERED, S.PARTIAL, S.PROMISED, S.ROUTED)
MERGEABLE = frozenset({S.QUEUED, S.ANSWERING, *SETTLED})
TAKEN_ALONG = (S.ROUTED, S.PARTIAL)
OPEN = (S.PENDING, S.QUEUED, S.ANSWERING)


def numbered(number: int) -> str:
    return f"第 {number:02} 号"


class Taken(NamedTuple):
    """收下的提问: its row and the number on its receipt."""

    id: int
    number: int

    @property
    def name(self) -> str:
        return numbered(self.number)


class Question(OnBehalf, Declinable, Versioned, Model):
    """提问. Its number and its text never change; sent twice, it exists once.

    `wording` is how the moderator put it for the room, and empty where nothing was changed.
    """

    __tablename__ = "question"
    __table_args__ = (
        UniqueConstraint("visit_id", "number"),
        Index("ix_question_visit_id_state", "visit_id", "state"),
        Index("ix_question_card_id_given_at", "card_id", "given_at"),
        Index(  # one question on the screen at a time
            "uq_question_on_screen",
            "visit_id",
            unique=True,
            sqlite_where=text_("state = 'answering'"),
            postgresql_where=text_("state = 'answering'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[str] = mapped_column(String(36), unique=True)  # made by the tablet
    visit_id: Mapped[int] = mapped_column(ForeignKey(Visit.id))
    stop_id: Mapped[int | None] = mapped_column(ForeignKey(Stop.id))
    card_id: Mapped[int] = mapped_column(ForeignKey(Card.id))
    number: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    wording: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[QuestionState] = mapped_column(default=QuestionState.PENDING)
    position: Mapped[float] = mapped_column(default=0.0)  # in the queue; only its order counts
    is_starred: Mapped[bool] = mapped_column(default=False)  # for the staff alone
    carried_to_id: Mapped[int | None] = mapped_column(ForeignKey(Stop.id), default=None)
    reason: Mapped[str] = mapped_column(Text, default="")  # 未采用的原因
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("question.id"), default=None)
    answer: Mapped[str] = mapped_column(Text, default="")
    rest: Mapped[str] = mapped_column(Text, default="")  # 部分答复 left this to the unit
    speaker: Mapped[str] = mapped_column(String(60), default="")
    unit_id: Mapped[int | None] = mapped_column(ForeignKey(Unit.id), default=None)
    matter_id: Mapped[int | None] = mapped_column(ForeignKey("matter.id"), index=True, default=None)
    given_at: Mapped[datetime]
    queued_at: Mapped[datetime | None] = mapped_column(default=None)
    answering_at: Mapped[datetime | None] = mapped_column(default=None)
    settled_at: Mapped[datetime | None] = mapped_column(default=None)

    visit: Mapped[Visit] = relationship()
    stop: Mapped[Stop | None] = relationship(foreign_keys=[stop_id])
    carried_to: Mapped[Stop | None] = relationship(foreign_keys=[carried_to_id])
    card: Mapped[Card] = relationship(lazy="joined")
    unit: Mapped[Unit | None] = relationship()
    merged_into: Mapped["Question | None"] = relationship(
        back_populates="merged", remote_side="Question.id"
    )
    merged: Mapped[list["Question"]] = relationship(back_populates="merged_into")
    promise: Mapped["Promise | None"] = relationship(back_populates="question")
    matter: Mapped["Matter | None"] = relationship(back_populates="questions")

    __mapper_args__ = {"version_id_col": Versioned.version}

    @classmethod
    def ask(
        cls,
        card: Card,
        text: str,
        client_id: str,
        stop: Stop | None = None,
        *,
        entered: Entered | None = None,
    ) -> "Question":
        """提问: what is taken (models/taking.py), as a row to go on with."""
        from models.taking import Submission, take

        db.session.flush()  # its statements do not see what this session still holds back
        stop_id = stop.id if stop else None
        [taken] = take([Submission(card.id, text, client_id, stop_id, entered=entered)])
        if isinstance(taken, RuleBroken):
            raise taken
        return db.session.get_one(cls, taken.id)

    @classmethod
    def of(cls, visit: Visit, *states: QuestionState) -> Select["Question"]:
        """The visit's questions in these states: as the queue stands, else by number."""
        return (
            select(cls)
            .where(cls.visit_id == visit.id, cls.state.in_(states))
            .order_by(cls.position, cls.number)
        )

    @property
    def subject(self) -> str:
        return f"question:{self.id}"

    @property
    def name(self) -> str:
        return numbered(self.number)

    @property
    def shown(self) -> str:
        """In the words for the room, the screens and the papers."""
        return self.wording or self.text

    @property
    def venue(self) -> Stop | None:
        """Where it is to be answered: where it was asked, or where it was carried."""
        return self.carried_to or self.stop

    @property
    def standing(self) -> str:
        """How far it is, in the words its asker reads."""
        if self.is_declined:
            return "部分答复，其余不予受理" if self.state is S.PARTIAL else "不予受理"
        return self.state.label + (self.merged_into.name if self.merged_into else "")

    @property
    def awaits_taking(self) -> bool:
        """It, or the rest of it, was taken along, or its visit ended without it."""
        left = self.state is S.QUEUED and self.visit.state is VisitState.HELD
        return self.matter_id is None and (left or self.state in TAKEN_ALONG)

    @property
    def askers(self) -> list[Card]:
        """Everyone who asked it: its author, and the authors of what was merged into it."""
        cards = [self.card]
        for other in self.merged:
            cards += other.askers
        return list(dict.fromkeys(cards))

    # ---- before it is answered --------------------------------------------------------------

    def approve(self, by: Any) -> None:
        """通过: it waits for its turn, and everybody sees it."""
        if self.state not in {S.PENDING, S.REFUSED}:
            raise RuleBroken(f"{self.name}现在是「{self.state.label}」，不需要再通过")
        was = standing(self)
        self._become(QuestionState.QUEUED)
        self.queued_at, self.reason, self.settled_at = clock.now(), "", None
        self.position = self._last_place()
        self._did(K.APPROVE, by, was)

    def reword(self, by: Any, words: str) -> None:
        """修改措辞: for the room; what the asker wrote stays beside it."""
        if self.state not in OPEN:
            raise RuleBroken(f"{self.name}「{self.state.label}」，措辞不能再改")
        was = standing(self)
        words = said(words, LONGEST, "措辞不能空着；要恢复原话，请把原话填回去")
        self.wording = "" if words == self.text else words
        if self.wording == was["wording"]:
            raise RuleBroken("措辞没有变化")
        self._did(K.WORDING, by, was, before=was["wording"], after=self.wording)

    def refuse(self, by: Any, reason: str) -> None:
        """不采用: the asker reads the reason."""
        reason = said(reason, 200, "请写明不采用的原因，提问人会看到")
        was = standing(self)
        self._become(QuestionState.REFUSED)
        self.reason, self.settled_at = reason, clock.now()
        self._did(K.REFUSE, by, was, reason=reason)

    def merge_into(self, other: "Question", by: Any) -> None:
        """并入: both texts and askers stay, and each asker gets the answer."""
        if other is self or other.visit_id != self.visit_id:
            raise RuleBroken("只能并入本期的另一条提问")
        if other.state not in MERGEABLE:
            raise RuleBroken(f"{other.name}「{other.state.label}」，不能再并入")
        was, brought = standing(self), list(self.merged)
        self._become(QuestionState.MERGED)
        self.merged_into, self.settled_at = other, clock.now()
        for earlier in brought:
            earlier.merged_into = other
        if other.matter is not None:
            other.matter.add_askers(self.askers)
        self._did(K.MERGE, by, was, other=other, brought=brought, into=other.number)
        publish(*(card.topic for card in other.askers))

    def star(self, by: Any) -> None:
        """星标, on or off: a mark among the staff, which no other page shows."""
        was = standing(self)
        self.is_starred = not self.is_starred
        kind = K.STAR if self.is_starred else K.UNSTAR
        Moderation.write(self, kind, by, was)
        record(f"question.{kind.value}", self.subject, by)
        publish(f"console:{self.visit_id}")

    def move(self, by: Any, steps: int) -> None:
        """上移 (−1), 下移 (1) or 置顶 (0). No other question is touched by it."""
        if self.state is not S.QUEUED:
            raise RuleBroken(f"{self.name}不在待答里，不能调整顺序")
        was = standing(self)
        queue = list(db.session.scalars(Question.of(self.visit, S.QUEUED)))
        place = queue.index(self)
        target = 0 if steps == 0 else place + steps
        if target == place or not 0 <= target < len(queue):
            raise RuleBroken(f"{self.name}已经在最{'后' if steps > 0 else '前'}面")
        queue.remove(self)
        if target == len(queue):
            self.position = self._last_place()
        else:
            above = queue[target - 1].position if target else None
            self.position = _between(above, queue[target].position)
        self._did(K.MOVE, by, was)

    def _last_place(self) -> float:
        """Behind all that ever was in the queue, and before all that is yet to come."""
        return next_number(f"queue:{self.visit_id}")

    def put_on_screen(self, by: Any) -> None:
        """上大屏: the one that was there goes back to the head of the queue."""
        now_on = db.session.scalar(Question.of(self.visit, S.ANSWERING))
        if now_on is not None and now_on is not self:
            now_on.take_down(by)
            db.session.flush()  # the database allows one on the screen at a time
        was = standing(self)
        self._become(QuestionState.ANSWERING)
        self.answering_at = clock.now()
        self._did(K.ON_SCREEN, by, was)

    def take_down(self, by: Any) -> None:
        """退回待答, unanswered: to the head of the queue."""
        if self.state is not S.ANSWERING:  # nothing comes into the queue unread by this way
            raise RuleBroken(f"{self.name}不在大屏上")
        was = standing(self)
        head = db.session.scalar(Question.of(self.visit, S.QUEUED).limit(1))
        self._become(QuestionState.QUEUED)
        if head is not None:
            self.position = _between(None, head.position)
        self._did(K.TAKE_DOWN, by, was)

    def carry_to(self, stop: Stop, by: Any) -> None:
        """带到下一站: it is to be answered there; where it was asked stays on record."""
        if self.state not in {S.PENDING, S.QUEUED}:
            raise RuleBroken(f"{self.name}现在是「{self.state.label}」，不能带到下一站")
        if stop.visit_id != self.visit_id or stop.is_past:
            raise RuleBroken("只能带到本期还没有结束的参观点")
        if stop is self.venue:
            raise RuleBroken(f"{self.name}本来就在「{stop.name}」答复")
        was = standing(self)
        self.carried_to = None if stop is self.stop else stop
        self._did(K.CARRY, by, was, stop=stop.id)

    def undo(self, by: Any) -> Moderation:
        """撤销: the last act is taken back, while nothing else has built on it. It stays on
        record, and so does the undoing."""
        act = Moderation.last([self.id], standing=True).get(self.id)
        if act is None:
            raise RuleBroken(f"{self.name}没有可以撤销的操作")
        act.refuse_unless_last()
        if act.before.get("state") == S.ANSWERING:
            now_on = db.session.scalar(Question.of(self.visit, S.ANSWERING))
            if now_on is not None:
                raise RuleBroken(f"大屏上正在回答{now_on.name}，请先把它退回待答，再撤销这一步")
        was, other = standing(self), act.other if act.kind is K.MERGE else None
        topics = [card.topic for card in other.askers] if other else []
        for name, value in act.before.items():
            if name in CHANGEABLE:
                setattr(self, name, _restored(name, value))
        db.session.flush()
        db.session.refresh(self)
        for earlier in act.before.get("brought", ()):
            db.session.get_one(Question, earlier).merged_into = self
        if other is not None:
            db.session.flush()
            db.session.expire(other, ["merged"])
        self._did(K.UNDO, by, was, undoes=act, act=act.kind.value)
        publish(*topics)
        return act

    # ---- what was answered ------------------------------------------------------------------

    def record_answer(self, by: Any, answer: str, speaker: str, unit: Unit | None) -> None:
        """当场答复: what was said, and by whom."""
        was = standing(self)
        self._settle(QuestionState.ANSWERED, answer, speaker, unit)
        self._did(K.ANSWER, by, was, speaker=self.speaker)

    def record_part(self, by: Any, answer: str, speaker: str, unit: Unit, rest: str) -> None:
        """部分答复: what was said stands; the rest the unit takes along, into a matter."""
        was = standing(self)
        rest = said(rest, 500, "请写明还有什么要带回办理")
        self._settle(QuestionState.PARTIAL, answer, speaker, unit)
        self.rest = rest
        self._did(K.PARTIAL, by, was, speaker=self.speaker, unit=unit.id)

    def record_promise(
        self, by: Any, words: str, speaker: str, unit: Unit, due_on: date, answer: str = ""
    ) -> "Promise":
        """记为承诺: who promised what, by when, beside whatever else was answered.
        It becomes a matter in the same step."""
        if due_on < clock.today():
            raise RuleBroken("承诺的日期已经过去，请核对")
        was = standing(self)
        words = said(words, 500, "请写明承诺了什么")
        self._settle(QuestionState.PROMISED, answer.strip() or words, speaker, unit)
        promise = Promise(
            visit=self.visit,
            question=self,
            unit=unit,
            speaker=self.speaker,
            words=words,
            due_on=due_on,
            made_at=clock.now(),
        )
        db.session.add(promise)
        db.session.flush()
        self._did(K.PROMISE, by, was, promise=promise.id, due_on=str(due_on))
        return promise

    def route(self, by: Any, unit: Unit, speaker: str = "", words: str = "") -> None:
        """带回办理: not answered here; the unit takes it along, and it becomes a matter."""
        was = standing(self)
        self._become(QuestionState.ROUTED)
        self.unit, self.speaker, self.answer = unit, speaker.strip(), words.strip()
        self.settled_at = clock.now()
        self._did(K.ROUTE, by, was, unit=unit.id)

    def _settle(self, state: QuestionState, answer: str, speaker: str, unit: Unit | None) -> None:
        self._become(state)
        self.answer = said(answer, 2000, "请记下答复的要点")
        self.speaker = said(speaker, 60, "请写明是谁答复的")
        self.unit, self.settled_at = unit, clock.now()

    def _become(self, state: QuestionState) -> None:
        if self.is_declined:
            raise RuleBroken(f"督查室对{self.name}不予受理；要办的，请督查室在「待受理」改为受理")
        if state not in NEXT[self.state]:
            raise RuleBroken(f"{self.name}现在是「{self.state.label}」，不能改为「{state.label}」")
        self.state = state

    def _did(
        self,
        kind: K,
        by: Any,
        was: dict[str, Any],
        *,
        other: "Question | None" = None,
        undoes: Moderation | None = None,
        brought: Iterable["Question"] = (),
        **detail: Any,
    ) -> None:
        """On record, and told to everybody who sees it."""
        Moderation.write(self, kind, by, was, other=other, undoes=undoes, brought=brought)
        if S.ANSWERING in {was["state"], self.state}:
            publish(f"transcript:{self.visit_id}")
        self._changed(f"question.{kind.value}", by, **detail)

    def _changed(self, action: str, by: Any, **detail: Any) -> None:
        self._on_record(action, by, **detail)
        publish(f"console:{self.visit_id}", "intake", *(card.topic for card in self.askers))
        publish(f"visit:{self.visit_id}", f"supports:{self.visit_id}")

    def _on_record(self, action: str, by: Any, **detail: Any) -> None:
        record(action, self.subject, by, **self.visit.mark, **detail)


def _between(above: float | None, below: float) -> float:
    """A place in the queue that nobody has."""
    if above is None:
        return below - 1
    middle = (above + below) / 2
    if not above < middle < below:
        raise RuleBroken("这两条之间已经排不下了，请先把其中一条置顶")
    return middle


def _restored(name: str, value: Any) -> Any:
    """What JSON holds, as the column has it."""
    if name == "state":
        return QuestionState(value)
    return datetime.fromisoformat(value) if value and name.endswith("_at") else value


class Promise(Model):
    """现场承诺: words spoken on the spot, by whom, and until when."""

    __tablename__ = "promise"

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey(Visit.id), index=True)
    question_id: Mapped[int] = mapped_column(ForeignKey(Question.id), unique=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id))
    speaker: Mapped[str] = mapped_column(String(60))
    words: Mapped[str] = mapped_column(Text)
    due_on: Mapped[date]
    made_at: Mapped[datetime]
    matter_id: Mapped[int | None] = mapped_column(ForeignKey("matter.id"), index=True, default=None)

    visit: Mapped[Visit] = relationship()
    question: Mapped[Question] = relationship(back_populates="promise")
    unit: Mapped[Unit] = relationship()
    matter: Mapped["Matter | None"] = relationship(back_populates="promises")

    @property
    def askers(self) -> list[Card]:
        return self.question.askers
