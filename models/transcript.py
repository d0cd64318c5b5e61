"""What is taken down while a leader speaks (现场记录), before it is recorded as the answer."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models import clock
from models.account import Account
from models.base import Model, RuleBroken, Stale, Versioned, db
from models.counter import one_at_a_time
from models.question import Question
from models.text import length
from models.topic import publish

LONGEST_DRAFT = 2000


class Transcript(Versioned, Model):
    """现场记录: one a question, with a version of its own, so that who writes it down takes no
    button out of the other moderator's hand."""

    __tablename__ = "transcript"

    question_id: Mapped[int] = mapped_column(ForeignKey(Question.id), primary_key=True)
    words: Mapped[str] = mapped_column(Text)
    speaker: Mapped[str] = mapped_column(String(60))
    account_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id))
    at: Mapped[datetime]

    question: Mapped[Question] = relationship()
    account: Mapped[Account | None] = relationship(lazy="joined")

    __mapper_args__ = {"version_id_col": Versioned.version}

    @classmethod
    def of(cls, question: Question) -> "Transcript | None":
        return db.session.get(cls, question.id)

    @classmethod
    def version_of(cls, question: Question) -> int:
        """0 before anything was written."""
        known = cls.of(question)
        return known.version if known else 0

    @classmethod
    def keep(
        cls, question: Question, by: Any, words: str, speaker: str, version: int
    ) -> "Transcript":
        """Save what was written on top of `version` (0: nothing). Raises Stale when the other
        moderator has saved meanwhile."""
        if length(words) > LONGEST_DRAFT or length(speaker) > 60:
            raise RuleBroken(f"记录最多 {LONGEST_DRAFT} 字，答复人最多 60 字")
        one_at_a_time(f"transcript:{question.id}")
        known = cls.of(question)
        if cls.version_of(question) != version:
            raise Stale("另一位主持刚刚也在记这一条，两边的文字都还在，请合到一起")
        kept = known or cls(question=question)
        kept.words, kept.speaker, kept.at = words.strip(), speaker.strip(), clock.now()
        kept.account = by if isinstance(by, Account) else None
        db.session.add(kept)
        db.session.flush()
        publish(f"transcript:{question.visit_id}")
        return kept

    @property
    def who(self) -> str:
        return self.account.name if self.account is not None else "系统"
