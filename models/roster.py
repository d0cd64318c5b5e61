"""The roster of a visit (代表名册): who comes with which card, and the printing of the cards."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import func, select

from models.audit import AuditEvent
from models.base import RuleBroken, Stale, db
from models.representative import Card, Representative
from models.visit import Visit, VisitState

REPLACED = "card.replace"


def invite(visit: Visit, seat: int, by: Any, **fields: Any) -> Card:
    """登记一名代表并发证. The digits are made out anew when the card is printed, so that nobody
    needs to note them here."""
    if visit.state is VisitState.HELD:
        raise RuleBroken(f"{visit.name}已经结束，不能再加代表")
    person = Representative.enrol(by, **fields)
    card, _digits = Card.issue(visit, person, seat, by)
    return card


def next_seat(visit: Visit) -> int:
    return max((card.seat for card in visit.cards), default=0) + 1


def printed(visit: Visit) -> dict[int, int]:
    """Cards that were printed, each with its last printing's place in the audit chain."""
    by_subject = {card.actor: card.id for card in visit.cards}
    last = select(AuditEvent.subject, func.max(AuditEvent.id)).where(
        AuditEvent.action == REPLACED, AuditEvent.subject.in_(by_subject)
    )
    rows = db.session.execute(last.group_by(AuditEvent.subject))
    return {by_subject[subject]: place for subject, place in rows}


def last_printing(visit: Visit) -> int:
    """Where the latest printing of this visit stands in the audit chain; 0 before the first."""
    return max(printed(visit).values(), default=0)


def print_cards(
    visit: Visit, chosen: Collection[int], seen: int, by: Any
) -> list[tuple[Card, str]]:
    """印发代表证: new digits for each chosen card; the paper it had before opens nothing any more.

    `seen` is the last printing the person knew of: a page reloaded by mistake must not turn
    thirty cards that were just handed out into waste paper.
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
    if seen != last_printing(visit):
        raise Stale("刚刚印发过代表证，为免已发的证作废，这次没有换号")
