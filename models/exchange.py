"""Meetings with appraised units (调研座谈): when it was, who was there, what was said. What a
representative suggested there becomes an opinion, which is followed like any other."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, ForeignKey, String, Table, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, attributes, mapped_column, relationship

from models import clock
from models.account import Account
from models.audit import record
from models.base import Model, RuleBroken, Versioned, db
from models.labels import Labelled
from models.opinion import Opinion
from models.representative import Card
from models.roles import Permission
from models.text import said
from models.topic import publish
from models.unit import Unit
from models.visit import Visit

TITLE, PLACE, OTHERS, SAID = 60, 60, 200, 5000  # characters at most


class ExchangeKind(Labelled):
    RESEARCH = "research", "调研"
    TALK = "talk", "座谈"
    FELLOWSHIP = "fellowship", "联谊"


exchange_unit = Table(
    "exchange_unit",
    Model.metadata,
    Column("exchange_id", ForeignKey("exchange.id"), primary_key=True),
    Column("unit_id", ForeignKey(Unit.id), primary_key=True, index=True),
)


class Exchange(Versioned, Model):
    """调研座谈. It may be corrected later; who suggested something there stays among its people."""

    __tablename__ = "exchange"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ExchangeKind]
    title: Mapped[str] = mapped_column(String(120))
    visit_id: Mapped[int] = mapped_column(ForeignKey(Visit.id), index=True)
    held_on: Mapped[date]
    place: Mapped[str] = mapped_column(String(120))
    others: Mapped[str] = mapped_column(String(400), default="")  # of the units
    said: Mapped[str] = mapped_column(Text)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey(Account.id))
    recorded_at: Mapped[datetime]

    visit: Mapped[Visit] = relationship()
    recorded_by: Mapped[Account] = relationship()
    units: Mapped[list[Unit]] = relationship(secondary=exchange_unit, order_by=Unit.id)
    members: Mapped[list["ExchangeMember"]] = relationship(
        back_populates="exchange", order_by="ExchangeMember.id", cascade="all, delete-orphan"
    )
    opinions: Mapped[list[Opinion]] = relationship(
        back_populates="exchange", order_by=Opinion.number
    )

    __mapper_args__ = {"version_id_col": Versioned.version}

    @classmethod
    def keep(cls, by: Account, visit: Visit, **details: Any) -> "Exchange":
        """登记一次调研座谈, with representatives of this visit."""
        visit.refuse_in_rehearsal("请结束彩排之后再登记")
        exchange = cls(visit=visit, recorded_by=by, recorded_at=clock.now())
        exchange._describe(by, **details)
        db.session.add(exchange)
        db.session.flush()
        exchange._did("keep", by)
        return exchange

    def revise(self, by: Account, **details: Any) -> None:
        """更正登记."""
        self._describe(by, **details)
        self._did("revise", by)

    def _describe(
        self,
        by: Account,
        *,
        kind: ExchangeKind,
        title: str,
        held_on: date,
        place: str,
        units: Sequence[Unit],
        staff: Sequence[Account],
        cards: Sequence[Card],
        others: str,
        text: str,
    ) -> None:
        self._refuse_unless_keeper(by)
        if held_on > clock.today():
            raise RuleBroken("日期还没有到，请在开展之后登记")
        if not units:
            raise RuleBroken("请至少选一个参加的单位")
        if any(card.visit_id != self.visit.id for card in cards):
            raise RuleBroken("只能选这一期的代表")
        heard = {opinion.card_id for opinion in self.opinions} - {card.id for card in cards}
        if not cards or heard:
            raise RuleBroken("提过建议的代表要留在参加人里" if heard else "请至少选一位参加的代表")
        self.kind, self.held_on = kind, held_on
        self.title = said(title, TITLE, "请写明主题")
        self.place = said(place, PLACE, "请写明地点")
        self.others = said(others, OTHERS) if others.strip() else ""
        self.said = said(text, SAID, "请写明谈了什么")
        self.units = list(units)
        kept = {(member.account_id, member.card_id): member for member in self.members}
        self.members = [
            *(kept.get((one.id, None)) or ExchangeMember(account=one) for one in staff),
            *(kept.get((None, one.id)) or ExchangeMember(card=one) for one in cards),
        ]

    def suggest(self, by: Account, card: Card, text: str, client_id: str) -> Opinion:
        """记一条建议: an opinion of the representative who made it here. Sent twice, it is one."""
        self._refuse_unless_keeper(by)
        if card not in self.cards:
            raise RuleBroken("请选择参加了这次活动的代表")
        opinion = Opinion.of_exchange(self, card, text, client_id, by)
        self._did("suggest", by, opinion=opinion.number)
        return opinion

    # ---- what it is -------------------------------------------------------------------------

    @property
    def name(self) -> str:
        return f"{self.kind.label}：{self.title}"

    @property
    def subject(self) -> str:
        return f"exchange:{self.id}"

    @property
    def staff(self) -> list[Account]:
        return [member.account for member in self.members if member.account is not None]

    @property
    def cards(self) -> list[Card]:
        return [member.card for member in self.members if member.card is not None]

    def _refuse_unless_keeper(self, by: Account) -> None:
        if not by.may(Permission.SUBMISSION_ENTER):
            raise RuleBroken("调研座谈由组织员或文秘登记")

    def _did(self, action: str, by: Account, **detail: Any) -> None:
        attributes.flag_modified(self, "title")  # every act raises the version
        record(f"exchange.{action}", self.subject, by, **detail)
        publish("exchanges")


class ExchangeMember(Model):
    """参加人: of the staff, or a representative."""

    __tablename__ = "exchange_member"
    __table_args__ = (
        UniqueConstraint("exchange_id", "account_id"),
        UniqueConstraint("exchange_id", "card_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    exchange_id: Mapped[int] = mapped_column(ForeignKey(Exchange.id))
    account_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id), default=None)
    card_id: Mapped[int | None] = mapped_column(ForeignKey(Card.id), index=True, default=None)

    exchange: Mapped[Exchange] = relationship(back_populates="members")
    account: Mapped[Account | None] = relationship(lazy="joined")
    card: Mapped[Card | None] = relationship(lazy="joined")
