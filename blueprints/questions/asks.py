"""What a card of the console shows of a question. Most of it stands for as long as the question's
version does, and is kept in memory; the rest is read for all cards at once."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import NamedTuple

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import joinedload, lazyload, load_only

from blueprints.kept import Row, facts
from blueprints.questions.regions import ON_CONSOLE, S
from models import (
    Account,
    Card,
    Moderation,
    ModerationKind,
    Question,
    QuestionState,
    Support,
    Visit,
    db,
)
from models.question import SETTLED, numbered
from models.suggestion import twins

LANES: dict[str, tuple[QuestionState, ...]] = {
    "pending": (S.PENDING,),
    "answering": (S.ANSWERING,),
    "queued": (S.QUEUED,),
    "settled": SETTLED,
    "refused": (S.REFUSED,),
}
IN_ORDER = {"pending", "answering", "queued"}  # of the other lanes the latest stands first
SUPPORTED = {"answering", "queued"}
# all that is shown of who asked
SEAT = (load_only(Card.seat), lazyload(Card.representative), lazyload(Card.visit))


class Did(NamedTuple):
    """Who did what last, for the other moderator."""

    who: str
    at: datetime
    act: str
    undone: str  # the act that it took back


class Ask(NamedTuple):
    """All that a card of the console shows of a question, and which buttons it has."""

    lane: str
    id: int
    version: int
    name: str
    is_starred: bool
    asker: str
    entered: str  # 代录: from where
    given_at: datetime
    shown: str
    original: str  # what was written, where the wording is another
    state: str
    standing: str
    reason: str
    undoes: str  # the act that 撤销 would take back
    did: Did | None
    since: datetime | None  # it is being answered
    # what stands in other rows than the question's own
    is_first: bool = False
    is_last: bool = False
    is_next: bool = False  # to be let through at once, since nothing is being answered
    stop: str = ""
    carried_to: str = ""
    supports: int = 0
    merged: tuple[tuple[int, str], ...] = ()  # ids and names
    twin: str = ""


class Stands(NamedTuple):
    """How a question stands at one version, and whose names and numbers its card needs as well."""

    ask: Ask
    actor_id: int | None
    stop_id: int | None
    carried_to_id: int | None


def asks(visit: Visit, lanes: Iterable[str]) -> dict[str, list[Ask]]:
    """The cards of these lanes, at most ON_CONSOLE of each."""
    rows = {lane: _rows(visit, lane) for lane in lanes}
    every = [row for found in rows.values() for row in found]
    known = facts("ask", every, _read)
    merged, supports = _merged(row.id for row in every), Support.counts_in(visit.id)
    names = _names(stands.actor_id for stands in known.values())
    stops: dict[int | None, str] = {stop.id: stop.name for stop in visit.stops}
    same = twins(rows.get("pending", ()))

    def finished(row: Row, lane: str, place: int) -> Ask:
        ask, actor_id, stop_id, carried_to_id = known[row.id]
        did = ask.did and ask.did._replace(who=names.get(actor_id, ask.did.who))
        return ask._replace(
            did=did,
            is_first=place == 0,
            is_last=place == len(rows[lane]) - 1,
            is_next=lane == "pending" and place == 0 and not rows.get("answering"),
            stop=stops.get(stop_id, "") if lane in IN_ORDER else "",
            carried_to=stops.get(carried_to_id, "") if lane in IN_ORDER else "",
            supports=supports.get(row.id, 0) if lane in SUPPORTED else 0,
            merged=merged.get(row.id, ()),
            twin=same.get(row.id, ""),
        )

    return {
        lane: [finished(row, lane, place) for place, row in enumerate(found)]
        for lane, found in rows.items()
    }


def _rows(visit: Visit, lane: str) -> Sequence[Row]:
    found = db.session.execute(_of_lane(lane), {"visit": visit.id})
    return [Row(*row) for row in found]


@cache  # put together once
def _of_lane(lane: str) -> Select[int, int, str]:
    found = select(Question.id, Question.version, Question.client_id).where(
        Question.visit_id == bindparam("visit"), Question.state.in_(LANES[lane])
    )
    if lane in IN_ORDER:
        return found.order_by(Question.position, Question.number).limit(ON_CONSOLE)
    return found.order_by(Question.settled_at.desc(), Question.id.desc()).limit(ON_CONSOLE)


def _read(ids: list[int]) -> dict[int, Stands]:
    """Each with what was done with it last: whatever is done with a question raises its version."""
    did = Moderation.last(ids)
    undone = [key for key, act in did.items() if act.kind is ModerationKind.UNDO]
    before = Moderation.last(undone, standing=True) if undone else {}
    standing = {key: act for key, act in did.items() if key not in undone} | before
    found = select(Question).where(Question.id.in_(ids))
    return {
        question.id: _stands(question, did.get(question.id), standing.get(question.id))
        for question in db.session.scalars(found.options(joinedload(Question.card).options(*SEAT)))
    }


def _stands(question: Question, did: Moderation | None, last: Moderation | None) -> Stands:
    undone = did.undoes.kind.label if did and did.undoes else ""
    ask = Ask(
        lane=next((lane for lane, states in LANES.items() if question.state in states), ""),
        id=question.id,
        version=question.version,
        name=question.name,
        is_starred=question.is_starred,
        asker=question.card.name,
        entered=question.entered_from.label if question.entered_from else "",
        given_at=question.given_at,
        shown=question.shown,
        original=question.text if question.wording else "",
        state=question.state.value,
        standing=question.standing,
        reason=question.reason,
        undoes=_may_undo(question, last),
        did=Did(did.who, did.at, did.kind.label, undone) if did else None,
        since=question.answering_at,
    )
    return Stands(ask, did.account_id if did else None, question.stop_id, question.carried_to_id)


def _may_undo(question: Question, act: Moderation | None) -> str:
    if act is None or act.is_final or (question.matter_id and "state" in act.after):
        return ""
    return act.kind.label


def _merged(ids: Iterable[int]) -> dict[int | None, tuple[tuple[int, str], ...]]:
    """What was merged into each."""
    rows = db.session.execute(_MERGED, {"ids": list(ids)})
    found: dict[int | None, tuple[tuple[int, str], ...]] = {}
    for into, key, number in rows:
        found[into] = (*found.get(into, ()), (key, numbered(number)))
    return found


_MERGED = (
    select(Question.merged_into_id, Question.id, Question.number)
    .where(Question.merged_into_id.in_(bindparam("ids", expanding=True)))
    .order_by(Question.id)
)


def _names(ids: Iterable[int | None]) -> dict[int | None, str]:
    """A name may be put right while the acts under it stand."""
    rows = db.session.execute(_NAMES, {"ids": list({key for key in ids if key})})
    return {row[0]: row[1] for row in rows}


_NAMES = select(Account.id, Account.name).where(Account.id.in_(bindparam("ids", expanding=True)))
