"""The live regions of a visit: for its tablets, for one card and for the console."""

from datetime import datetime, time
from typing import Any

from flask import render_template
from sqlalchemy import Select, func, select
from sqlalchemy.orm import lazyload, selectinload

from blueprints.live import region
from models import (
    Moderation,
    Opinion,
    Permission,
    Question,
    QuestionState,
    Support,
    Transcript,
    Visit,
    VisitState,
    clock,
    db,
)
from models.question import SETTLED

S = QuestionState
ON_CONSOLE, OF_MINE = 30, 6  # at most so many of one list


def visit_of(key: str) -> Visit | None:
    return db.session.get(Visit, int(key)) if key.isdigit() and len(key) < 10 else None


def the_visit(key: str) -> Visit:
    """The visit of a region that was admitted."""
    visit = visit_of(key)
    assert visit is not None
    return visit


def some(found: Select[Any], limit: int) -> list[Any]:
    return list(db.session.scalars(found.limit(limit)))


def count(visit: Visit, *states: QuestionState) -> int:
    found = select(func.count()).where(Question.visit_id == visit.id, Question.state.in_(states))
    return db.session.scalar(found) or 0


def scene(visit: Visit, limit: int) -> dict[str, Any]:
    """What everybody in the room sees: only questions that were let through, while it goes on."""
    shown: dict[str, Any] = {"visit": visit, "stop": visit.stop, "queued": [], "waiting": 0}
    if visit.state is VisitState.ONGOING:
        shown["answering"] = db.session.scalar(Question.of(visit, S.ANSWERING))
        shown["queued"] = some(Question.of(visit, S.QUEUED), limit)
        shown["waiting"] = count(visit, S.QUEUED)
    return shown


@region(
    "visit",
    topic=lambda key: f"visit:{key}",
    admits=lambda viewer, key: (
        viewer.may(Permission.SUBMISSION_GIVE) and str(viewer.visit_id) == key
    ),
)
def for_tablets(key: str) -> str:
    return render_template("questions/_here.html", visit=the_visit(key))


@region(
    "room",
    topic=lambda key: f"visit:{key}",
    admits=lambda viewer, key: (
        viewer.may(Permission.SUBMISSION_GIVE) and str(viewer.visit_id) == key
    ),
)
def for_the_room(key: str) -> str:
    """What is being answered. What waits stands in a list of its own, which does not move."""
    return render_template("questions/_scene.html", **scene(the_visit(key), 0))


@region(
    "mine",
    topic=lambda key: f"card:{key}",  # Card.topic
    admits=lambda viewer, key: viewer.may(Permission.SUBMISSION_GIVE) and str(viewer.id) == key,
)
def for_one_card(key: str) -> str:
    """Questions and opinions, never a report: the tablet goes from hand to hand."""
    (asked, many_asked), (said, many_said) = (
        _latest_of(model, int(key)) for model in (Question, Opinion)
    )
    given = sorted([*asked, *said], key=lambda one: one.given_at, reverse=True)
    return render_template(
        "questions/_mine.html", given=given[:OF_MINE], total=many_asked + many_said
    )


def _latest_of(model: type[Question] | type[Opinion], card_id: int) -> tuple[list[Any], int]:
    """A card's latest, and how many there are: counted only where the latest are not all."""
    found = select(model).where(model.card_id == card_id).options(lazyload(model.card))
    latest = some(found.order_by(model.number.desc()), OF_MINE)
    if len(latest) < OF_MINE:
        return latest, len(latest)
    many = select(func.count()).where(model.card_id == card_id)
    return latest, db.session.scalar(many) or 0


def opinions_today(visit: Visit) -> list[Opinion]:
    midnight = datetime.combine(clock.today(), time(), clock.SHANGHAI)
    found = select(Opinion).where(Opinion.visit_id == visit.id, Opinion.given_at >= midnight)
    return some(found.order_by(Opinion.number.desc()), ON_CONSOLE)


def per_stop(visit: Visit) -> dict[int | None, int]:
    found = select(Question.stop_id, func.count()).where(Question.visit_id == visit.id)
    rows = db.session.execute(found.group_by(Question.stop_id)).all()
    return {row[0]: row[1] for row in rows}


@region(
    "console",
    topic=lambda key: f"console:{key}",
    admits=lambda viewer, key: (
        viewer.may(Permission.QUESTION_MODERATE) and visit_of(key) is not None
    ),
)
def for_the_console(key: str) -> str:
    visit = the_visit(key)

    def lane(*states: QuestionState) -> dict[str, Any]:
        found = Question.of(visit, *states).options(selectinload(Question.merged))
        if states[0] not in {S.PENDING, S.QUEUED, S.ANSWERING}:
            found = found.order_by(None).order_by(Question.settled_at.desc(), Question.id.desc())
        return {"questions": some(found, ON_CONSOLE), "total": count(visit, *states)}

    lanes = {
        "pending": lane(S.PENDING),
        "answering": lane(S.ANSWERING),
        "queued": lane(S.QUEUED),
        "settled": lane(*SETTLED),
        "refused": lane(S.REFUSED),
    }
    ids = [question.id for each in lanes.values() for question in each["questions"]]
    return render_template(
        "questions/_desk.html",
        visit=visit,
        per_stop=per_stop(visit),
        opinions=opinions_today(visit),
        did=Moderation.last(ids),
        standing=Moderation.last(ids, standing=True),
        supports=Support.counts_in(visit.id),
        news=newest(visit),
        **lanes,
    )


def newest(visit: Visit) -> Moderation | None:
    """What a moderator did last, so that the others hear of it."""
    found = select(Moderation).join(Moderation.question).where(Question.visit_id == visit.id)
    return db.session.scalar(found.order_by(Moderation.id.desc()).limit(1))


@region(
    "transcript",
    topic=lambda key: f"transcript:{key}",
    admits=lambda viewer, key: (
        viewer.may(Permission.QUESTION_MODERATE) and visit_of(key) is not None
    ),
)
def for_who_listens(key: str) -> str:
    """What is being taken down for the question on the screen: often, and so apart."""
    answering = db.session.scalar(Question.of(the_visit(key), S.ANSWERING))
    transcript = Transcript.of(answering) if answering else None
    return render_template("questions/_taking.html", transcript=transcript)
