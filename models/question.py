"""Questions (提问) on their way from tablet to answer, and promises (现场承诺) made there."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Index, Select, String, Text, UniqueConstraint, select
from sqlalchemy import text as text_
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models import clock
from models.audit import record
from models.base import Model, RuleBroken, Versioned, db
from models.counter import next_number, one_at_a_time
from models.labels import Labelled
from models.on_behalf import Entered, OnBehalf
from models.representative import Card
from models.text import LONGEST, said
from models.topic import publish
from models.unit import Unit
from models.visit import Stop, Visit

if TYPE_CHECKING:
    from models.matter import Matter


class QuestionState(Labelled):
    PENDING = "pending", "待审"
    QUEUED = "queued", "待答"
    ANSWERING = "answering", "正在回答"
    ANSWERED = "answered", "已答复"
    PROMISED = "promised", "已承诺"
    ROUTED = "routed", "带回办理"
    REFUSED = "refused", "未采用"
    MERGED = "merged", "已并入"


S = QuestionState
NEXT: dict[QuestionState, frozenset[QuestionState]] = {
    S.PENDING: frozenset({S.QUEUED, S.REFUSED, S.MERGED}),
    S.QUEUED: frozenset({S.ANSWERING, S.REFUSED, S.MERGED, S.ROUTED}),
    S.ANSWERING: frozenset({S.QUEUED, S.ANSWERED, S.PROMISED, S.ROUTED}),
    S.ANSWERED: frozenset(),
    S.PROMISED: frozenset(),
    S.ROUTED: frozenset(),
    S.REFUSED: frozenset({S.QUEUED}),
    S.MERGED: frozenset(),
}

# into what is answered already, too: the asker gets that answer, or follows that matter
MERGEABLE = frozenset({S.QUEUED, S.ANSWERING, S.ANSWERED, S.PROMISED, S.ROUTED})


class Question(OnBehalf, Versioned, Model):
    """提问. Its number within the visit never changes; sent twice, it exists once."""

    __tablename__ = "question"
    __table_args__ = (
        UniqueConstraint("visit_id", "number"),
        Index("ix_question_visit_id_state", "visit_id", "state"),
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
    card_id: Mapped[int] = mapped_column(ForeignKey(Card.id), index=True)
    number: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    state: Mapped[QuestionState] = mapped_column(default=QuestionState.PENDING)
    reason: Mapped[str] = mapped_column(Text, default="")  # 未采用的原因
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("question.id"), default=None)
    answer: Mapped[str] = mapped_column(Text, default="")
    speaker: Mapped[str] = mapped_column(String(60), default="")
    unit_id: Mapped[int | None] = mapped_column(ForeignKey(Unit.id), default=None)
    matter_id: Mapped[int | None] = mapped_column(ForeignKey("matter.id"), index=True, default=None)
    given_at: Mapped[datetime]
    queued_at: Mapped[datetime | None] = mapped_column(default=None)
    answering_at: Mapped[datetime | None] = mapped_column(default=None)
    settled_at: Mapped[datetime | None] = mapped_column(default=None)

    visit: Mapped[Visit] = relationship()
    stop: Mapped[Stop | None] = relationship()
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
        """提问. Returns the one that exists when this `client_id` has come before."""
        one_at_a_time(client_id)
        known = db.session.scalar(select(cls).filter_by(client_id=client_id))
        if known is not None:
            if known.card_id != card.id:
                raise RuleBroken("这条提问的凭据不对，请重新填写")
            return known
        visit = card.visit
        if not visit.takes_submissions:
            raise RuleBroken("现在不在活动时间内。您的话可以写信、打电话告诉县政府办公室")
        question = cls(
            client_id=client_id,
            visit=visit,
            stop=stop if stop is not None and stop.visit_id == visit.id else visit.stop,
            card=card,
            number=next_number(visit.series("question")),
            text=said(text, LONGEST),
            state=QuestionState.PENDING,
            given_at=clock.now(),
        )
        db.session.add(question)
        told = question.entered(entered)
        db.session.flush()
        by = entered.by if entered else card
        question._changed("question.ask", by, shared=False, number=question.number, **told)
        return question

    @classmethod
    def of(cls, visit: Visit, *states: QuestionState) -> Select["Question"]:
        """The visit's questions in these states, in the order in which they reached them."""
        return (
            select(cls)
            .where(cls.visit_id == visit.id, cls.state.in_(states))
            .order_by(cls.queued_at, cls.number)
        )

    @property
    def subject(self) -> str:
        return f"question:{self.id}"

    @property
    def name(self) -> str:
        return f"第 {self.number:02} 号"

    @property
    def askers(self) -> list[Card]:
        """Everyone who asked it: its author, and the authors of what was merged into it."""
        cards = [self.card]
        for other in self.merged:
            cards += other.askers
        return list(dict.fromkeys(cards))

    def approve(self, by: Any) -> None:
        """通过: it waits for its turn, and everybody sees it."""
        if self.state not in {S.PENDING, S.REFUSED}:
            raise RuleBroken(f"{self.name}现在是「{self.state.label}」，不需要再通过")
        self._become(QuestionState.QUEUED)
        self.queued_at, self.reason = clock.now(), ""
        self._changed("question.approve", by)

    def refuse(self, by: Any, reason: str) -> None:
        """不采用: the asker reads the reason."""
        self._become(QuestionState.REFUSED)
        self.reason = said(reason, 200, "请写明不采用的原因，提问人会看到")
        self.settled_at = clock.now()
        self._changed("question.refuse", by, reason=self.reason)

    def merge_into(self, other: "Question", by: Any) -> None:
        """并入: both texts and askers stay, and each asker gets the answer."""
        if other is self or other.visit_id != self.visit_id:
            raise RuleBroken("只能并入本期的另一条提问")
        if other.state not in MERGEABLE:
            raise RuleBroken(f"{other.name}「{other.state.label}」，不能再并入")
        self._become(QuestionState.MERGED)
        self.merged_into, self.settled_at = other, clock.now()
        for earlier in list(self.merged):
            earlier.merged_into = other
        if other.matter is not None:
            other.matter.add_askers(self.askers)
        self._changed("question.merge", by, into=other.number)
        publish(*(card.topic for card in other.askers))

    def put_on_screen(self, by: Any) -> None:
        """上大屏: the one that was there goes back to the head of the queue."""
        now_on = db.session.scalar(Question.of(self.visit, S.ANSWERING))
        if now_on is not None and now_on is not self:
            now_on.take_down(by)
            db.session.flush()  # the database allows one on the screen at a time
        self._become(QuestionState.ANSWERING)
        self.answering_at = clock.now()
        self._changed("question.on_screen", by)

    def take_down(self, by: Any) -> None:
        """下大屏, unanswered: it waits again."""
        if self.state is not S.ANSWERING:  # nothing comes into the queue unread by this way
            raise RuleBroken(f"{self.name}不在大屏上")
        self._become(QuestionState.QUEUED)
        self._changed("question.take_down", by)

    def record_answer(self, by: Any, answer: str, speaker: str, unit: Unit | None) -> None:
        """当场答复: what was said, and by whom."""
        self._settle(QuestionState.ANSWERED, answer, speaker, unit)
        self._changed("question.answer", by, speaker=self.speaker)

    def record_promise(
        self, by: Any, words: str, speaker: str, unit: Unit, due_on: date, answer: str = ""
    ) -> "Promise":
        """记为承诺: who promised what, by when, beside whatever else was answered.
        It becomes a matter in the same step."""
        if due_on < clock.today():
            raise RuleBroken("承诺的日期已经过去，请核对")
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
        self._changed("question.promise", by, promise=promise.id, due_on=str(due_on))
        return promise

    def route(self, by: Any, unit: Unit, speaker: str = "", words: str = "") -> None:
        """带回办理: not answered here; the unit takes it along, and it becomes a matter."""
        self._become(QuestionState.ROUTED)
        self.unit, self.speaker, self.answer = unit, speaker.strip(), words.strip()
        self.settled_at = clock.now()
        self._changed("question.route", by, unit=unit.id)

    def _settle(self, state: QuestionState, answer: str, speaker: str, unit: Unit | None) -> None:
        self._become(state)
        self.answer = said(answer, 2000, "请记下答复的要点")
        self.speaker = said(speaker, 60, "请写明是谁答复的")
        self.unit, self.settled_at = unit, clock.now()

    def _become(self, state: QuestionState) -> None:
        if state not in NEXT[self.state]:
            raise RuleBroken(f"{self.name}现在是「{self.state.label}」，不能改为「{state.label}」")
        self.state = state

    def _changed(self, action: str, by: Any, shared: bool = True, **detail: Any) -> None:
        record(action, self.subject, by, **self.visit.mark, **detail)
        publish(f"console:{self.visit_id}", "intake", *(card.topic for card in self.askers))
        if shared:
            publish(f"visit:{self.visit_id}")


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
