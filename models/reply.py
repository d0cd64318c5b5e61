"""Replies to everyone who asked (回复), and their ratings (评价)."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models import clock
from models.account import Account
from models.base import Model, RuleBroken, db
from models.calendar import working_calendar
from models.entry import EntryKind
from models.labels import Labelled
from models.representative import Card
from models.round import Round
from models.terms import MatterState, Result
from models.text import said

if TYPE_CHECKING:
    from models.matter import Matter

ANSWER_DAYS = 10  # working days for a rating; then it counts as 未评价


class Level(Labelled):
    SATISFIED = "satisfied", "满意"
    FAIRLY = "fairly", "基本满意"
    DISSATISFIED = "dissatisfied", "不满意"


class RatingSource(Labelled):
    """How a rating came that staff keyed in."""

    TELEPHONE = "telephone", "电话"
    PAPER = "paper", "纸质"


class Asker(Model):
    """提出人 of a matter: is answered in every round, and may rate each answer once."""

    __tablename__ = "asker"
    __table_args__ = (UniqueConstraint("matter_id", "card_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    matter_id: Mapped[int] = mapped_column(ForeignKey("matter.id"))
    # the matter in which this card is answered instead, since its source went there
    moved_to_id: Mapped[int | None] = mapped_column(ForeignKey("matter.id"), default=None)
    card_id: Mapped[int] = mapped_column(ForeignKey(Card.id), index=True)

    matter: Mapped["Matter"] = relationship(back_populates="askers", foreign_keys=[matter_id])
    card: Mapped[Card] = relationship(lazy="joined")
    replies: Mapped[list["Reply"]] = relationship(back_populates="asker")
    ratings: Mapped[list["Rating"]] = relationship(back_populates="asker")

    @classmethod
    def moved_from(cls, matter: "Matter") -> dict[int, "Asker"]:
        """By card: who was asking in this matter, and follows a source elsewhere now."""
        gone = select(cls).where(cls.matter_id == matter.id, cls.moved_to_id.is_not(None))
        return {asker.card_id: asker for asker in db.session.scalars(gone)}

    def reply_in(self, round_: Round) -> "Reply | None":
        return next((item for item in self.replies if item.round_id == round_.id), None)

    def rating_in(self, round_: Round) -> "Rating | None":
        return next((item for item in self.ratings if item.round_id == round_.id), None)

    def may_rate(self) -> bool:
        """Answered in the present round, not rated yet, and the matter still open."""
        now = self.matter.round
        waiting = self.matter.state == "replied" and self.reply_in(now) is not None
        return waiting and self.rating_in(now) is None

    def has_let_time_pass(self, today: date) -> bool:
        """未评价: no rating within ten working days after the reply."""
        reply = self.reply_in(self.matter.round)
        if reply is None or self.rating_in(self.matter.round):
            return False
        replied_on = clock.local(reply.at).date()
        return working_calendar().between(replied_on, today) >= ANSWER_DAYS


class Reply(Model):
    """回复: what one asker was told in one round."""

    __tablename__ = "reply"
    __table_args__ = (UniqueConstraint("asker_id", "round_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    asker_id: Mapped[int] = mapped_column(ForeignKey(Asker.id))
    round_id: Mapped[int] = mapped_column(ForeignKey(Round.id), index=True)
    text: Mapped[str] = mapped_column(Text)
    result: Mapped[Result]
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey(Account.id))

    asker: Mapped[Asker] = relationship(back_populates="replies")
    round: Mapped[Round] = relationship(back_populates="replies")
    by: Mapped[Account] = relationship()

    @classmethod
    def send(cls, matter: "Matter", by: Account, text: str) -> None:
        """回复: to every asker, once all due gates of the round are passed."""
        cls.refuse_unless_due(matter)
        round_ = matter.round
        text = said(text, 2000, "请写好给代表的回复")
        for asker in matter.askers:
            fields = {"text": text, "result": round_.result, "at": clock.now(), "by": by}
            db.session.add(cls(asker=asker, round=round_, **fields))
        matter.state, round_.replied_at = MatterState.REPLIED, clock.now()
        matter.did(EntryKind.REPLY, by, text)

    @staticmethod
    def refuse_unless_due(matter: "Matter") -> None:
        round_ = matter.round
        if matter.state != "reported" or round_.passed_at is None or round_.result is None:
            raise RuleBroken("各关都过了，才能回复代表")
        if not matter.askers:
            raise RuleBroken("本事项没有提出人，不需要回复，可以提请销号")


class Rating(Model):
    """评价. One by telephone is keyed in with caller, number and time, one on paper with who signed
    it and when; both are marked so."""

    __tablename__ = "rating"
    __table_args__ = (UniqueConstraint("asker_id", "round_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    asker_id: Mapped[int] = mapped_column(ForeignKey(Asker.id))
    round_id: Mapped[int] = mapped_column(ForeignKey(Round.id), index=True)
    level: Mapped[Level]
    words: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime]
    keyed_by_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id), default=None)
    source: Mapped[RatingSource | None] = mapped_column(default=None)
    said_at: Mapped[datetime | None] = mapped_column(default=None)  # on the telephone, on paper
    caller: Mapped[str] = mapped_column(String(40), default="")
    telephone: Mapped[str] = mapped_column(String(40), default="")

    asker: Mapped[Asker] = relationship(back_populates="ratings")
    round: Mapped[Round] = relationship(back_populates="ratings")
    keyed_by: Mapped[Account | None] = relationship()

    @classmethod
    def give(cls, asker: Asker, card: Card, level: Level, words: str = "") -> "Rating":
        """代表评价, with the card that asked."""
        if asker.card_id != card.id:
            raise RuleBroken("只有提出这件事的代表才能评价")
        return cls._enter(asker, level, words, by=card)

    @classmethod
    def key_in(
        cls,
        asker: Asker,
        by: Account,
        level: Level,
        words: str,
        caller: str,
        telephone: str,
        said_at: datetime | None = None,
    ) -> "Rating":
        """电话评价: who called, from or at which number, and when, if that is not now."""
        caller = said(caller, 40, "请写明通话人")
        telephone = said(telephone, 40, "请写明电话号码")
        return cls._keyed(
            asker, by, level, words, RatingSource.TELEPHONE, said_at, caller, telephone
        )

    @classmethod
    def from_paper(
        cls,
        asker: Asker,
        by: Account,
        level: Level,
        words: str,
        signed_by: str,
        said_at: datetime | None = None,
    ) -> "Rating":
        """纸质评价: off the sheet that came back, who signed it, and when."""
        signed_by = said(signed_by, 40, "请写明表上签字的人")
        return cls._keyed(asker, by, level, words, RatingSource.PAPER, said_at, signed_by, "")

    @classmethod
    def _keyed(
        cls,
        asker: Asker,
        by: Account,
        level: Level,
        words: str,
        source: RatingSource,
        said_at: datetime | None,
        caller: str,
        telephone: str,
    ) -> "Rating":
        now = clock.now()
        said_at = said_at or now
        if said_at > now:
            raise RuleBroken("评价的时间还没有到，请核对日期")
        reply = asker.reply_in(asker.matter.round)
        if reply is not None and clock.local(said_at).date() < clock.local(reply.at).date():
            raise RuleBroken("评价的时间早于这一轮的回复，请核对日期")
        keyed = {"keyed_by": by, "source": source, "said_at": said_at}
        return cls._enter(asker, level, words, by=by, caller=caller, telephone=telephone, **keyed)

    @classmethod
    def _enter(cls, asker: Asker, level: Level, words: str, by: Any, **keyed: Any) -> "Rating":
        if asker.rating_in(asker.matter.round):
            raise RuleBroken("这一轮已经评价过了")
        if not asker.may_rate():
            raise RuleBroken("还没有收到回复，暂时不能评价")
        if level is Level.DISSATISFIED:
            words = said(words, 500, "请说说哪里不满意，我们好接着办")
        rating = cls(
            asker=asker,
            round=asker.matter.round,
            level=level,
            words=words.strip(),
            at=clock.now(),
            **keyed,
        )
        db.session.add(rating)
        db.session.flush()
        rating._count(by)
        return rating

    def _count(self, by: Any) -> None:
        """One 不满意 opens the next round; after a second, only the leader in charge decides."""
        matter, who = self.asker.matter, self.asker.card.name
        told = f"（{self.source.label} {self.caller}）" if self.source else ""
        text = f"{who}{told}：{self.level.label}。{self.words}"
        matter.did(EntryKind.RATE, by, text, level=self.level.value)
        if self.level is Level.DISSATISFIED and matter.times_dissatisfied == 1:
            matter.open_next_round(f"{who}评价不满意")
            matter.did(EntryKind.NEXT_ROUND, by, f"第 {matter.round.number} 轮，重新办理")
