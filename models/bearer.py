"""Who hands in a question (持证人), by plain statements: a whole room writes at once, and each
holds up the others for as long as it takes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from models.prepared import Prepared, among
from models.representative import Card, Held
from models.visit import Course, Stop, Visit, VisitState


@dataclass(frozen=True, slots=True)
class Going(Course):
    """The visit of a card, as it stands in this transaction."""

    id: int
    state: VisitState
    finished_at: datetime | None
    is_rehearsal: bool
    rehearsals: int


@dataclass(frozen=True, slots=True)
class Bearer(Held):
    """持证人: a card, its visit, and the stop where the group is."""

    id: int
    seat: int
    code: str
    revoked_at: datetime | None
    visit: Going
    stop_id: int | None

    @property
    def visit_id(self) -> int:
        return self.visit.id

    @classmethod
    def of(cls, card_ids: Iterable[int]) -> "dict[int, Bearer]":
        """Each by the id of its card, where there is one."""
        rows = BEARERS.rows(cards=list(card_ids))
        return {
            row.id: cls(
                row.id,
                row.seat,
                row.code,
                row.revoked_at,
                Going(row.visit_id, row.state, row.finished_at, row.is_rehearsal, row.rehearsals),
                row.stop_id,
            )
            for row in rows
        }


def stops_of(ids: Iterable[int]) -> dict[int | None, int]:
    """Of which visit each of these stops is."""
    ids = list(ids)
    if not ids:
        return {}
    rows = STOPS.rows(stops=ids)
    return {row.id: row.visit_id for row in rows}


_here = (
    select(Stop.id)
    .where(Stop.visit_id == Visit.id, Stop.started_at.is_not(None), Stop.finished_at.is_(None))
    .order_by(Stop.position)
    .limit(1)
    .scalar_subquery()
)
BEARERS = Prepared(
    select(
        Card.id,
        Card.seat,
        Card.code,
        Card.revoked_at,
        Card.visit_id,
        Visit.state,
        Visit.finished_at,
        Visit.is_rehearsal,
        Visit.rehearsals,
        _here.label("stop_id"),
    )
    .join(Visit, Visit.id == Card.visit_id)
    .where(among(Card.id, "cards"))
)
STOPS = Prepared(select(Stop.id, Stop.visit_id).where(among(Stop.id, "stops")))
