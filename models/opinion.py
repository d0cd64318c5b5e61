"""Opinions and suggestions (意见建议), on the spot or later by network, letter and telephone."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models import clock
from models.account import Account
from models.audit import record
from models.ballot import Remark
from models.base import Model, RuleBroken, Versioned, db
from models.counter import next_number, one_at_a_time
from models.declining import reason_of
from models.labels import Labelled
from models.on_behalf import Entered, OnBehalf, columns_of
from models.representative import Card
from models.text import LONGEST, said
from models.topic import publish
from models.visit import Stop, Visit

if TYPE_CHECKING:
    from models.exchange import Exchange
    from models.matter import Matter

LONG = 2000  # characters of what the staff write down; a tablet takes LONGEST


class Channel(Labelled):
    ON_SPOT = "on_spot", "现场"
    NETWORK = "network", "网络"
    LETTER = "letter", "信件"
    TELEPHONE = "telephone", "电话"
    EXCHANGE = "exchange", "调研座谈"
    EVALUATION = "evaluation", "测评"


LATER = (Channel.NETWORK, Channel.LETTER, Channel.TELEPHONE)  # 会后来件


class OpinionState(Labelled):
    RECEIVED = "received", "已收到"
    ACCEPTED = "accepted", "已受理"
    DECLINED = "declined", "不予受理"


class Opinion(OnBehalf, Versioned, Model):
    """意见建议. Numbered within its visit, apart from the questions."""

    __tablename__ = "opinion"
    __table_args__ = (
        UniqueConstraint("visit_id", "number"),
        Index("ix_opinion_visit_id_state", "visit_id", "state"),
        Index("ix_opinion_card_id_given_at", "card_id", "given_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[str] = mapped_column(String(36), unique=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey(Visit.id))
    stop_id: Mapped[int | None] = mapped_column(ForeignKey(Stop.id))
    # nobody's where it was written on a secret ballot
    card_id: Mapped[int | None] = mapped_column(ForeignKey(Card.id))
    number: Mapped[int]
    channel: Mapped[Channel]
    text: Mapped[str] = mapped_column(Text)
    state: Mapped[OpinionState] = mapped_column(default=OpinionState.RECEIVED)
    reason: Mapped[str] = mapped_column(Text, default="")
    given_at: Mapped[datetime]
    settled_at: Mapped[datetime | None] = mapped_column(default=None)
    matter_id: Mapped[int | None] = mapped_column(ForeignKey("matter.id"), index=True, default=None)
    exchange_id: Mapped[int | None] = mapped_column(
        ForeignKey("exchange.id"), index=True, default=None
    )
    remark_id: Mapped[str | None] = mapped_column(ForeignKey(Remark.id), unique=True, default=None)

    visit: Mapped[Visit] = relationship()
    stop: Mapped[Stop | None] = relationship()
    card: Mapped[Card | None] = relationship(lazy="joined")
    matter: Mapped["Matter | None"] = relationship(back_populates="opinions")
    exchange: Mapped["Exchange | None"] = relationship(back_populates="opinions")
    remark: Mapped[Remark | None] = relationship()

    __mapper_args__ = {"version_id_col": Versioned.version}

    @classmethod
    def give(
        cls,
        card: Card,
        text: str,
        client_id: str,
        stop: Stop | None = None,
        check: Callable[[Card], None] | None = None,
        *,
        entered: Entered | None = None,
    ) -> "Opinion":
        """现场提出. Returns the one that exists when this `client_id` has come before; `check` may
        refuse a new one."""
        if not cls._known(client_id):
            if not card.visit.takes_submissions:
                raise RuleBroken("现在不在活动时间内。您的话可以写信、打电话告诉县政府办公室")
            if check is not None:
                check(card)
        if stop is None or stop.visit_id != card.visit_id:
            stop = card.visit.stop
        by = entered.by if entered else card
        told = (card, text, client_id, Channel.ON_SPOT, by)
        return cls._enter(*told, visit=card.visit, entered=entered, stop=stop)

    @classmethod
    def enter(
        cls,
        card: Card,
        text: str,
        client_id: str,
        channel: Channel,
        by: Any,
        visit: Visit | None = None,
    ) -> "Opinion":
        """会后登记: what a representative said later, entered by staff. It is counted with the
        visit during which it comes in, which need not be the one of the card."""
        if channel not in LATER:
            raise RuleBroken("现场的意见由代表自己提出；会后登记请选网络、信件或电话")
        (visit or card.visit).refuse_in_rehearsal("请结束彩排之后再登记")
        return cls._enter(card, text, client_id, channel, by, visit=visit or card.visit)

    @classmethod
    def of_exchange(
        cls, exchange: "Exchange", card: Card, text: str, client_id: str, by: Account
    ) -> "Opinion":
        """调研座谈中提出的建议, written down by the staff; called by the exchange."""
        told = (card, text, client_id, Channel.EXCHANGE, by)
        return cls._enter(*told, visit=exchange.visit, exchange=exchange)

    @classmethod
    def of_remark(cls, remark: Remark, visit: Visit, by: Account) -> "Opinion":
        """测评附言: nobody's, so nobody is answered. Taken over twice, it is one."""
        told = (None, remark.text, remark.id, Channel.EVALUATION, by)
        return cls._enter(*told, visit=visit, remark=remark)

    @classmethod
    def _known(cls, client_id: str) -> "Opinion | None":
        one_at_a_time(client_id)
        return db.session.scalar(select(cls).filter_by(client_id=client_id))

    @classmethod
    def _enter(
        cls,
        card: Card | None,
        text: str,
        client_id: str,
        channel: Channel,
        by: Any,
        *,
        visit: Visit,
        entered: Entered | None = None,
        **source: Any,
    ) -> "Opinion":
        """`source` says where it was said: a stop, an exchange or a remark."""
        longest = LONGEST if channel is Channel.ON_SPOT else LONG
        known = cls._known(client_id)
        if known is not None:
            if known.card_id != (card.id if card else None):
                raise RuleBroken("这条意见的凭据不对，请重新填写")
            if known.text != said(text, longest):  # a page gone back to, not the same sent again
                raise RuleBroken(f"上一条已经收到，是{known.name}。这一条请刷新页面后再提交")
            return known
        opinion = cls(
            client_id=client_id,
            visit=visit,
            card=card,
            text=said(text, longest),  # refused before a number is taken: others write along
            number=next_number(visit.series("opinion")),
            channel=channel,
            state=OpinionState.RECEIVED,
            given_at=clock.now(),
            **columns_of(entered),
            **source,
        )
        db.session.add(opinion)
        db.session.flush()
        told = entered.told if entered else {}
        opinion._changed("opinion.give", by, number=opinion.number, channel=channel.value, **told)
        return opinion

    @property
    def subject(self) -> str:
        return f"opinion:{self.id}"

    @property
    def name(self) -> str:
        return f"意见第 {self.number:02} 号"

    @property
    def standing(self) -> str:
        """How far it is, in the words its author reads."""
        return self.state.label

    @property
    def is_declined(self) -> bool:
        return self.state is OpinionState.DECLINED

    @property
    def declined_at(self) -> datetime | None:
        return self.settled_at if self.is_declined else None

    @property
    def declined_reason(self) -> str:
        return self.reason if self.is_declined else ""

    @property
    def unit_id(self) -> int | None:
        """Of the unit that it was said of or to, where that is known."""
        if self.remark is not None:
            return self.remark.appraised.unit_id
        units = self.exchange.units if self.exchange is not None else []
        return units[0].id if len(units) == 1 else None

    @property
    def askers(self) -> list[Card]:
        """Who is answered, and rates; nobody for what was written on a secret ballot."""
        return [self.card] if self.card is not None else []

    def decline(self, by: Any, reason: str) -> None:
        """不予受理: the representative reads the reason. It may be taken up after all."""
        if self.state is not OpinionState.RECEIVED:
            raise RuleBroken(f"{self.name}{self.state.label}，不能再改为不予受理")
        self.reason = reason_of(reason)
        self.state, self.settled_at = OpinionState.DECLINED, clock.now()
        self._changed("opinion.decline", by, reason=self.reason)

    def accepted(self, matter: "Matter") -> None:
        """受理 into a matter; called by the matter that takes it up."""
        if self.state is OpinionState.ACCEPTED:
            raise RuleBroken(f"{self.name}{self.state.label}，不能重复受理")
        self.state, self.settled_at, self.matter = OpinionState.ACCEPTED, clock.now(), matter
        self._publish()

    def _changed(self, action: str, by: Any, **detail: Any) -> None:
        record(action, self.subject, by, **self.visit.mark, **detail)
        self._publish()

    def _publish(self) -> None:
        authors = (card.topic for card in self.askers)
        publish(*authors, f"console:{self.visit_id}", "intake")
