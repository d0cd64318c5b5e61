"""The live regions of a visit: for its tablets, for one card and for the console."""

from typing import Any

from flask import render_template
from sqlalchemy import Select, func, select

from blueprints.live import region
from models import (
    Evaluation,
    Permission,
    Question,
    QuestionState,
    Transcript,
    Visit,
    VisitState,
    db,
)

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
        if limit:
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
    visit = the_visit(key)
    rounds = Evaluation.open_for(visit.id)
    return render_template("questions/_here.html", visit=visit, rounds=rounds)


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
