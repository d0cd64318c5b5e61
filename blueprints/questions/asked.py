"""大家在问: the questions that wait for their answer, and who wants to know the same (附议)."""

from typing import Any

from flask import render_template
from sqlalchemy import Select, select

from blueprints.live import region
from models import Permission, Question, QuestionState, Support, Visit, VisitState, db
from models.labels import Labelled
from models.support import OPEN

LISTED = 40  # questions, which is more than a room asks in advance


class Order(Labelled):
    MOST = "most", "最多附议"
    LATEST = "latest", "最新"


def asked(visit: Visit, order: str = "") -> dict[str, Any]:
    """The list. On a page it stays as it is until somebody asks for it again."""
    chosen = next((one for one in Order if one == order), Order.MOST)
    found = _in(visit.id, QuestionState.QUEUED)
    going_on = visit.state is VisitState.ONGOING
    questions = list(db.session.scalars(found.limit(LISTED))) if going_on else []
    counts = Support.counts(question.id for question in questions)
    if chosen is Order.MOST:
        questions.sort(key=lambda question: -counts[question.id])
    return {
        "asked": questions,
        "counts": counts,
        "orders": Order,
        "order": chosen,
    }


def _in(visit_id: int, *states: QuestionState) -> Select[Question]:
    """The latest let through on top."""
    found = select(Question).where(Question.visit_id == visit_id, Question.state.in_(states))
    return found.order_by(Question.queued_at.desc(), Question.number.desc())


@region(
    "supports",
    topic=lambda key: f"supports:{key}",
    admits=lambda viewer, key: (
        viewer.may(Permission.SUBMISSION_GIVE) and str(viewer.visit_id) == key
    ),
)
def supports(key: str) -> str:
    """Which questions are open and how many support each: marks in the list what has changed."""
    found = _in(int(key), *OPEN).with_only_columns(Question.id, Question.state)
    questions = db.session.execute(found.limit(LISTED)).all()
    counts = Support.counts(row.id for row in questions)
    return render_template("questions/_supports.html", questions=questions, counts=counts)
