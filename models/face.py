"""What a card of the board says (卡面), read in one plain statement: one matter's is read anew
after every act on it, and whole rows with all their relations took most of the board's time."""

from collections.abc import Collection
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Integer, and_, bindparam, case, cast, func, select
from sqlalchemy.orm import aliased

from models import clock
from models.base import db
from models.closing import SignOff
from models.gate import Gate, GateState
from models.matter import Matter
from models.reply import Level, Rating, Reply
from models.round import Round
from models.terms import MatterKind, MatterState, Result
from models.unit import Unit

LEVELS = tuple(Level)  # the least content last


class Face(NamedTuple):
    """卡面: what a card says as long as the matter's version stands."""

    id: int
    version: int
    name: str
    kind: MatterKind
    title: str
    unit: str
    state: MatterState
    gates: int
    passed: int
    began: date | None
    due_on: date | None
    closed_on: date | None
    is_returned: bool
    is_reworked: bool
    has_passed: bool  # all gates
    is_disputed: bool
    is_planned: bool
    unrated: int  # askers answered in this round who have not rated
    replied: bool
    level: Level | None  # the least content of the last round's ratings


def faces(ids: Collection[int]) -> dict[int, Face]:
    """By id."""
    rows = db.session.connection().execute(_reading(), {"ids": list(ids)})
    return {row.id: _face(row) for row in rows}


def _face(row: Any) -> Face:
    closed: datetime | None = row.closed_at
    return Face(
        id=row.id,
        version=row.version,
        name=Matter.named(row.year, row.number),
        kind=row.kind,
        title=row.title,
        unit=row.unit,
        state=row.state,
        gates=row.gates,
        passed=row.passed,
        began=row.began,
        due_on=row.due_on,
        closed_on=clock.local(closed).date() if closed else None,
        is_returned=row.state is MatterState.REGISTERED and row.started_on is not None,
        is_reworked=row.reworked_at is not None,
        has_passed=row.passed_at is not None,
        is_disputed=row.dissatisfied >= 2 and not row.signed_off,
        is_planned=row.result is Result.PLANNED,
        unrated=row.replies - row.ratings,
        replied=row.replies > 0,
        level=None if row.level is None else LEVELS[row.level],
    )


@cache
def _reading() -> Any:
    """Put together when first needed: the mappers are not complete before."""
    first, last, any_ = aliased(Round), aliased(Round), aliased(Round)
    newest = select(func.max(any_.number)).where(any_.matter_id == Matter.id).scalar_subquery()

    def of_last(what: Any, table: Any, *such: Any) -> Any:
        return select(what).where(table.round_id == last.id, *such).scalar_subquery()

    disliked = (
        select(func.count(Rating.round_id.distinct()))
        .join(any_, any_.id == Rating.round_id)
        .where(any_.matter_id == Matter.id, Rating.level == Level.DISSATISFIED)
        .scalar_subquery()
    )
    place = case({level: number for number, level in enumerate(LEVELS)}, value=Rating.level)
    done = Gate.state.in_((GateState.PASSED, GateState.WAIVED))
    return (
        select(
            Matter.id, Matter.version, Matter.year, Matter.number, Matter.kind, Matter.title,
            Matter.state, Matter.closed_at, Unit.name.label("unit"),
            first.started_on.label("began"), last.started_on, last.due_on,
            last.reworked_at, last.passed_at, last.result,
            of_last(func.count(), Gate).label("gates"),
            of_last(func.count(), Gate, done).label("passed"),
            of_last(func.count(), Reply).label("replies"),
            of_last(func.count(), Rating).label("ratings"),
            of_last(func.max(cast(place, Integer)), Rating).label("level"),
            of_last(func.count(), SignOff).label("signed_off"),
            disliked.label("dissatisfied"),
        )
        .join(Unit, Unit.id == Matter.lead_id)
        .join(first, and_(first.matter_id == Matter.id, first.number == 1))
        .join(last, and_(last.matter_id == Matter.id, last.number == newest))
        .where(Matter.id.in_(bindparam("ids", expanding=True)))
    )  # fmt: skip
