"""What stands on the moderator's console: a live region for all moderators alike. Its cards are
values, so that one which has not changed is not rendered again."""

from collections.abc import Callable
from datetime import datetime, time
from typing import NamedTuple

from flask import render_template
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, lazyload, load_only, selectinload

from blueprints.live import region
from blueprints.questions.regions import S, some, the_visit, visit_of
from models import (
    Card,
    Moderation,
    ModerationKind,
    Opinion,
    Permission,
    Question,
    QuestionState,
    Support,
    Visit,
    clock,
    db,
)
from models.question import SETTLED
from models.suggestion import twin_of

ON_CONSOLE = 30  # at most so many of one lane
LANES: dict[str, tuple[QuestionState, ...]] = {
    "pending": (S.PENDING,),
    "answering": (S.ANSWERING,),
    "queued": (S.QUEUED,),
    "settled": SETTLED,
    "refused": (S.REFUSED,),
}
# all that is shown of who asked
SEAT = (load_only(Card.seat), lazyload(Card.representative), lazyload(Card.visit))
IN_ORDER = {"pending", "answering", "queued"}  # of the other lanes the latest stands first


class Did(NamedTuple):
    """Who did what last, for the other moderator."""

    who: str
    at: datetime
    act: str
    undone: str  # the act that it took back

    @classmethod
    def of(cls, act: Moderation | None) -> "Did | None":
        if act is None:
            return None
        return cls(act.who, act.at, act.kind.label, act.undoes.kind.label if act.undoes else "")


class Ask(NamedTuple):
    """All that a card of the console shows of a question, and which buttons it has."""

    lane: str
    is_first: bool
    is_last: bool
    is_next: bool  # to be let through at once, since nothing is being answered
    id: int
    version: int
    name: str
    is_starred: bool
    asker: str
    stop: str
    carried_to: str
    entered: str  # 代录: from where
    supports: int
    given_at: datetime
    shown: str
    original: str  # what was written, where the wording is another
    state: str
    standing: str
    reason: str
    merged: tuple[tuple[int, str], ...]  # ids and names
    twin: str
    undoes: str  # the act that 撤销 would take back
    did: Did | None


class Said(NamedTuple):
    """All that the console shows of an opinion."""

    name: str
    card: str
    entered: str
    state: str
    standing: str
    text: str


class Lane(NamedTuple):
    cards: list[Ask]
    total: int


@region(
    "console",
    topic=lambda key: f"console:{key}",
    admits=lambda viewer, key: (
        viewer.may(Permission.QUESTION_MODERATE) and visit_of(key) is not None
    ),
)
def for_the_console(key: str) -> str:
    visit = the_visit(key)
    totals = _totals(visit)
    found = {
        name: _questions(visit, name) if any(totals.get(state) for state in states) else []
        for name, states in LANES.items()
    }
    ask = _asks(visit, found)
    lanes = {
        name: Lane(
            [ask(name, place, question) for place, question in enumerate(questions)],
            sum(totals.get(state, 0) for state in LANES[name]),
        )
        for name, questions in found.items()
    }
    answering = found["answering"]
    return render_template(
        "questions/_desk.html",
        visit=visit,
        answering_since=answering[0].answering_at if answering else None,
        per_stop=_per_stop(visit),
        opinions=[_said(one) for one in _opinions_today(visit)],
        news=_newest(visit),
        **lanes,
    )


def _totals(visit: Visit) -> dict[QuestionState, int]:
    found = select(Question.state, func.count()).where(Question.visit_id == visit.id)
    rows = db.session.execute(found.group_by(Question.state)).all()
    return {row[0]: row[1] for row in rows}


def _questions(visit: Visit, lane: str) -> list[Question]:
    found = Question.of(visit, *LANES[lane]).options(
        joinedload(Question.card).options(*SEAT),
        selectinload(Question.merged).lazyload(Question.card),
    )
    if lane not in IN_ORDER:
        found = found.order_by(None).order_by(Question.settled_at.desc(), Question.id.desc())
    return some(found, ON_CONSOLE)


def _asks(visit: Visit, found: dict[str, list[Question]]) -> Callable[[str, int, Question], Ask]:
    """What tells, for a lane and a place in it, what the card of a question shows."""
    ids = [question.id for questions in found.values() for question in questions]
    did = Moderation.last(ids)
    undone = [key for key, act in did.items() if act.kind is ModerationKind.UNDO]
    before = Moderation.last(undone, standing=True) if undone else {}
    standing = {key: act for key, act in did.items() if key not in undone} | before
    supports = Support.counts_in(visit.id)

    def ask(lane: str, place: int, question: Question) -> Ask:
        twin = twin_of(question) if lane == "pending" else None
        is_open = lane in IN_ORDER
        return Ask(
            lane=lane,
            is_first=place == 0,
            is_last=place == len(found[lane]) - 1,
            is_next=lane == "pending" and place == 0 and not found["answering"],
            id=question.id,
            version=question.version,
            name=question.name,
            is_starred=question.is_starred,
            asker=question.card.name,
            stop=question.stop.name if question.stop and is_open else "",
            carried_to=question.carried_to.name if question.carried_to and is_open else "",
            entered=question.entered_from.label if question.entered_from and is_open else "",
            supports=supports.get(question.id, 0) if lane in {"answering", "queued"} else 0,
            given_at=question.given_at,
            shown=question.shown,
            original=question.text if question.wording else "",
            state=question.state.value,
            standing=question.standing,
            reason=question.reason,
            merged=tuple((other.id, other.name) for other in question.merged),
            twin=twin.name if twin else "",
            undoes=_may_undo(question, standing.get(question.id)),
            did=Did.of(did.get(question.id)),
        )

    return ask


def _may_undo(question: Question, act: Moderation | None) -> str:
    if act is None or act.is_final or (question.matter_id and "state" in act.after):
        return ""
    return act.kind.label


def _opinions_today(visit: Visit) -> list[Opinion]:
    midnight = datetime.combine(clock.today(), time(), clock.SHANGHAI)
    found = (
        select(Opinion)
        .where(Opinion.visit_id == visit.id, Opinion.given_at >= midnight)
        .order_by(Opinion.number.desc())
        .options(joinedload(Opinion.card).options(*SEAT))
    )
    return some(found, ON_CONSOLE)


def _said(one: Opinion) -> Said:
    return Said(
        name=one.name,
        card=one.card.name,
        entered=one.entered_from.label if one.entered_from else "",
        state=one.state.value,
        standing=one.standing,
        text=one.text,
    )


def _per_stop(visit: Visit) -> dict[int | None, int]:
    found = select(Question.stop_id, func.count()).where(Question.visit_id == visit.id)
    rows = db.session.execute(found.group_by(Question.stop_id)).all()
    return {row[0]: row[1] for row in rows}


def _newest(visit: Visit) -> Moderation | None:
    """What a moderator did last, so that the others hear of it."""
    found = select(Moderation).join(Moderation.question).where(Question.visit_id == visit.id)
    loaded = found.options(joinedload(Moderation.question).options(lazyload(Question.card)))
    return db.session.scalar(loaded.order_by(Moderation.id.desc()).limit(1))
