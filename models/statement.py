"""Statements (发言): what somebody said to an item, and whether representatives find it theirs."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, String, Text, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models import clock
from models.account import Account
from models.audit import record
from models.base import Model, RuleBroken, Versioned, db
from models.block import Part
from models.field import Field
from models.labels import Labelled
from models.opinion import Opinion
from models.question import Question
from models.representative import Card
from models.text import said
from models.topic import publish

if TYPE_CHECKING:
    from models.agenda import AgendaItem
    from models.minutes import Minutes

LONGEST_STATEMENT = 5000


class Finding(Labelled):
    CONFIRMED = "confirmed", "确认"
    OBJECTED = "objected", "有异议"


class Statement(Part, Model):
    """发言. Of a representative when it has a card: whoever holds it reads the words before they
    are signed."""

    __tablename__ = "statement"

    KIND = "statement"
    FIELDS = (
        Field("speaker", "发言人", longest=80),
        Field("words", "发言内容", "text", LONGEST_STATEMENT),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("agenda_item.id"), index=True)
    speaker: Mapped[str] = mapped_column(String(80), default="")
    words: Mapped[str] = mapped_column(Text, default="")
    card_id: Mapped[int | None] = mapped_column(ForeignKey(Card.id), index=True, default=None)
    question_id: Mapped[int | None] = mapped_column(ForeignKey(Question.id), default=None)
    opinion_id: Mapped[int | None] = mapped_column(ForeignKey(Opinion.id), default=None)

    item: Mapped["AgendaItem"] = relationship()
    card: Mapped[Card | None] = relationship()
    question: Mapped[Question | None] = relationship()
    opinion: Mapped[Opinion | None] = relationship()
    reviews: Mapped[list["StatementReview"]] = relationship(
        back_populates="statement", order_by="StatementReview.id"
    )

    __mapper_args__ = {"version_id_col": Versioned.version}

    @classmethod
    def of_card(cls, card: Card) -> "list[Statement]":
        """本人的发言, to be read by their speaker, from 核稿 on."""
        from models.agenda import AgendaItem
        from models.minutes import Minutes
        from models.minutes_steps import MinutesState

        found = select(cls).join(cls.item).join(AgendaItem.minutes)
        found = found.where(
            cls.card_id == card.id,
            cls.removed_at.is_(None),
            AgendaItem.removed_at.is_(None),
            Minutes.state != MinutesState.DRAFTING,
        )
        spoken = db.session.scalars(found.order_by(cls.id.desc()))
        return [each for each in spoken if not each.is_superseded]

    @property
    def is_superseded(self) -> bool:
        """A correction that is beyond its draft has the words anew."""
        from models.minutes_steps import MinutesState

        again = self.minutes.meeting.corrected_by
        return again is not None and again.minutes.state is not MinutesState.DRAFTING

    @property
    def minutes(self) -> "Minutes":
        return self.item.minutes

    @property
    def siblings(self) -> list["Statement"]:
        return self.item.statements

    def forget_siblings(self) -> None:
        db.session.flush()
        db.session.expire(self.item, ["statements"])

    def located(self) -> dict[str, Any]:
        return super().located() | {"item": self.item.id}

    @property
    def source(self) -> "Question | Opinion | None":
        return self.question or self.opinion

    # ---- 代表核对 ---------------------------------------------------------------------------

    @property
    def review(self) -> "StatementReview | None":
        """What its speaker found, of the words as they stand; None when they have changed since."""
        last = self.reviews[-1] if self.reviews else None
        return last if last is not None and last.seen == self.words else None

    @property
    def awaits_reading(self) -> bool:
        """Its speaker has not said yet whether the words are theirs."""
        from models.minutes_steps import MinutesState

        return self.minutes.state is MinutesState.SUBMITTED and self.review is None

    @property
    def objection(self) -> "StatementReview | None":
        """异议 that nobody has answered, and whose words still stand."""
        found = self.review
        is_open = found is not None and found.finding is Finding.OBJECTED and not found.settled_at
        return found if is_open else None

    def confirm(self, card: Card) -> None:
        """确认."""
        self._review(card, Finding.CONFIRMED, "")

    def object(self, card: Card, words: str) -> None:
        """有异议: what was meant instead."""
        self._review(card, Finding.OBJECTED, said(words, 500, "请写明哪里不对、应该怎样写"))

    def answer_objection(self, by: Account, words: str) -> None:
        """答复异议, where the words stay. Where they are changed, that is the answer."""
        self.minutes.refuse_unless_writable(by)
        found = self.objection
        if found is None:
            raise RuleBroken("这条发言没有待处理的异议")
        found.answer = said(words, 500, "请写明为什么这样记")
        found.settled_at, found.settled_by = clock.now(), by
        self._told("minutes.answer_objection", by)

    def _review(self, card: Card, finding: Finding, words: str) -> None:
        if self.card_id != card.id or self.removed_at is not None:
            raise RuleBroken("只能核对自己的发言")
        self.minutes.refuse_unless_reviewed_by_speakers()
        review = StatementReview(
            statement=self, card=card, finding=finding, words=words, seen=self.words, at=clock.now()
        )
        db.session.add(review)
        self._told(f"minutes.{finding.value}", card)

    def _told(self, action: str, by: Any) -> None:
        self.minutes.touched()
        db.session.flush()
        record(action, self.minutes.meeting.subject, by, block=self.key)
        publish(self.minutes.meeting.subject, "meetings")
        if self.card is not None:
            publish(self.card.topic)


class StatementReview(Model):
    """核对: what a speaker found of the record of their words, and what came of it."""

    __tablename__ = "statement_review"

    id: Mapped[int] = mapped_column(primary_key=True)
    statement_id: Mapped[int] = mapped_column(ForeignKey(Statement.id), index=True)
    card_id: Mapped[int] = mapped_column(ForeignKey(Card.id))
    finding: Mapped[Finding]
    words: Mapped[str] = mapped_column(Text)
    seen: Mapped[str] = mapped_column(Text)  # the record as it stood
    at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(Text, default="")
    settled_at: Mapped[datetime | None] = mapped_column(default=None)
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id), default=None)

    statement: Mapped[Statement] = relationship(back_populates="reviews")
    card: Mapped[Card] = relationship()
    settled_by: Mapped[Account | None] = relationship()
