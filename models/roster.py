"""The roster of a visit (代表名册): who comes with which card, and the printing of the cards."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from models.audit import AuditEvent, record
from models.base import RuleBroken, Stale, db
from models.representative import Card, Representative
from models.visit import Visit, VisitState

ENROLLED, REPLACED = "card.enrol", "card.replace"


@dataclass(frozen=True)
class Printing:
    """印发情况: which cards were never on paper, and where the latest printing stands in the
    audit chain."""

    unprinted: frozenset[int]
    latest: int  # 0 before the first

    @classmethod
    def of(cls, visit: Visit) -> "Printing":
        by_subject = {card.actor: card for card in visit.cards}
        acts = select(AuditEvent.subject, AuditEvent.action, func.max(AuditEvent.id)).where(
            AuditEvent.action.in_([ENROLLED, REPLACED]), AuditEvent.subject.in_(by_subject)
        )
        rows = db.session.execute(acts.group_by(AuditEvent.subject, AuditEvent.action)).all()
        printed = {by_subject[subject].id: place for subject, act, place in rows if act == REPLACED}
        waiting = {by_subject[subject].id for subject, act, _ in rows if act == ENROLLED}
        return cls(frozenset(waiting - set(printed)), max(printed.values(), default=0))


def enrol(visit: Visit, seat: int, by: Any, **fields: Any) -> Card:
    """登记一名代表并发证. Somebody of the same name and number is the person on the roster."""
    known = Representative.recognised(fields["name"], fields.get("telephone", ""))
    return give_seat(visit, known or Representative.enrol(by, **fields), by, seat)


def give_seat(visit: Visit, person: Representative, by: Any, seat: int | None = None) -> Card:
    """发证. Nobody sees its digits: they are made anew when the card is printed."""
    if visit.state is VisitState.HELD:
        raise RuleBroken(f"{visit.name}已经结束，不能再加代表")
    db.session.refresh(visit, with_for_update=True)  # two seats are not given at once
    if any(card.representative is person for card in visit.cards):
        raise RuleBroken(f"{person.name}已经有{visit.name}的代表证")
    card, _unseen = Card.issue(visit, person, seat or next_seat(visit), by)
    record(ENROLLED, card.actor, by)
    return card


def next_seat(visit: Visit) -> int:
    return max((card.seat for card in visit.cards), default=0) + 1


def print_cards(
    visit: Visit, chosen: Collection[int], seen: int, by: Any
) -> list[tuple[Card, str]]:
    """印发代表证: new digits for each chosen card; the paper it had before opens nothing any more.

    `seen` is the latest printing that the person knew of: a page reloaded by mistake must not
    turn thirty cards that were just handed out into waste paper.
    """
    _take_turn(visit, seen)
    cards = [card for card in visit.cards if card.id in chosen and card.is_active]
    if not cards:
        raise RuleBroken("请勾选要印的代表证")
    return [(card, card.replace(by)) for card in cards]


def reissue(card: Card, seen: int, by: Any) -> list[tuple[Card, str]]:
    """补发一张, a revoked one as well."""
    _take_turn(card.visit, seen)
    return [(card, card.replace(by))]


def _take_turn(visit: Visit, seen: int) -> None:
    db.session.refresh(visit, with_for_update=True)
    if seen != Printing.of(visit).latest:
        raise Stale("刚刚印发过代表证，为免已发的证作废，这次没有换号")
