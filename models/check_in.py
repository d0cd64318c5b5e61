"""Checking in (签到) on the day: from the list, with the card's code, or as a walk-in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from models import clock, secret
from models.account import Account
from models.audit import record
from models.base import Model, RuleBroken, db
from models.counter import one_at_a_time
from models.invitation import Invitation, InvitationState
from models.labels import Labelled
from models.representative import Card
from models.roster import enrol, next_seat
from models.telephone import digits_of
from models.topic import publish
from models.visit import Visit, VisitState


class Arrival(Labelled):
    LIST = "list", "名单"
    CODE = "code", "扫码"
    WALK_IN = "walk_in", "临时到场"


class CheckIn(Model):
    """签到: one card, come in."""

    __tablename__ = "check_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey(Visit.id), index=True)
    card_id: Mapped[int] = mapped_column(ForeignKey(Card.id), unique=True)
    arrival: Mapped[Arrival]
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey(Account.id))

    card: Mapped[Card] = relationship(lazy="joined")

    @classmethod
    def take(cls, card: Card, by: Account, arrival: Arrival = Arrival.LIST) -> "CheckIn":
        """签到. A second time changes nothing: two may stand at the door."""
        refuse_unless_that_day(card.visit)
        if not card.is_active:
            raise RuleBroken(f"{card.name}的代表证已经注销，请先补发")
        one_at_a_time(f"check_in:{card.id}")
        known = db.session.scalar(select(cls).filter_by(card_id=card.id))
        if known is not None:
            return known
        one = cls(visit_id=card.visit_id, card=card, arrival=arrival, at=clock.now(), by_id=by.id)
        db.session.add(one)
        _changed(card, "check_in.take", by, arrival=arrival.value)
        return one

    @classmethod
    def by_code(cls, visit: Visit, text: str, by: Account) -> "CheckIn":
        """扫码签到: the eight digits, or the address in the card's QR, which ends with them."""
        digits = digits_of(text)[-8:]
        mark = secret.fingerprint("card", digits)
        card = db.session.scalar(select(Card).filter_by(code=mark, visit_id=visit.id))
        if card is None:
            raise RuleBroken(f"这不是{visit.name}的代表证，请核对号码，或在名单里签到")
        return cls.take(card, by, Arrival.CODE)

    @classmethod
    def walk_in(cls, visit: Visit, by: Account, **fields: Any) -> "CheckIn":
        """临时到场: on the roster, with a card and checked in by one act."""
        refuse_unless_that_day(visit)
        return cls.take(enrol(visit, next_seat(visit), by, **fields), by, Arrival.WALK_IN)

    def undo(self, by: Account) -> None:
        """撤销签到: the wrong line was ticked."""
        refuse_unless_that_day(self.card.visit)
        db.session.delete(self)
        _changed(self.card, "check_in.undo", by)


def refuse_unless_that_day(visit: Visit) -> None:
    if visit.state is VisitState.HELD:
        raise RuleBroken(f"{visit.name}已经结束，签到不能再改")


def _changed(card: Card, action: str, by: Account, **detail: Any) -> None:
    record(action, card.actor, by, **card.visit.mark, **detail)
    publish(f"check_in:{card.visit_id}")


@dataclass(frozen=True)
class Attendance:
    """到场情况: who is expected and who is here."""

    visit: Visit
    cards: Sequence[Card]  # that are valid
    arrived: dict[int, CheckIn]  # by card
    unanswered: int

    @classmethod
    def of(cls, visit: Visit) -> "Attendance":
        cards = select(Card).filter_by(visit_id=visit.id, revoked_at=None).order_by(Card.seat)
        arrived = select(CheckIn).filter_by(visit_id=visit.id).options(joinedload(CheckIn.card))
        found = db.session.scalars(arrived.order_by(CheckIn.at.desc(), CheckIn.id.desc()))
        waiting = InvitationState.INVITED
        unanswered = sum(one.state is waiting for one in Invitation.of(visit))
        return cls(
            visit,
            db.session.scalars(cards).all(),
            {one.card_id: one for one in found},
            unanswered,
        )

    @property
    def expected(self) -> int:
        return len(self.cards)

    @property
    def here(self) -> int:
        return sum(card.id in self.arrived for card in self.cards)

    @property
    def walk_ins(self) -> int:
        return sum(one.arrival is Arrival.WALK_IN for one in self.arrived.values())

    @property
    def latest(self) -> list[CheckIn]:
        return list(self.arrived.values())[:5]
