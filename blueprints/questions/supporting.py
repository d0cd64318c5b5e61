"""附议: who wants to know the same says so with one tap, and takes it back with another."""

from flask import abort, redirect, url_for
from flask.typing import ResponseReturnValue

from blueprints.access import requires, viewer
from blueprints.pages import is_htmx, page
from blueprints.questions.views import bp
from models import Permission, Question, Support, db


@bp.post("/questions/<int:question_id>/support")
@requires(Permission.SUBMISSION_GIVE)
def support(question_id: int) -> ResponseReturnValue:
    question = _of_the_visit(question_id)
    Support.give(viewer(), question)
    return _changed(question)


@bp.post("/questions/<int:question_id>/support/withdrawal")
@requires(Permission.SUBMISSION_GIVE)
def unsupport(question_id: int) -> ResponseReturnValue:
    question = _of_the_visit(question_id)
    Support.withdraw(viewer(), question)
    return _changed(question)


def _of_the_visit(question_id: int) -> Question:
    """One that everybody of the visit sees, or saw until a moment ago."""
    question = db.session.get(Question, question_id)
    if question is None or question.visit_id != viewer().visit_id or question.queued_at is None:
        abort(404)
    return question


def _changed(question: Question) -> ResponseReturnValue:
    db.session.commit()
    if not is_htmx():
        return redirect(url_for(".tablet", _anchor=f"asked-{question.id}"), 303)
    target = question.merged_into or question
    return page(
        "questions/_support.html",
        "all",
        question=question,
        count=Support.counts([target.id])[target.id],
        supported=target.id in Support.targets_of(viewer().id),
    )
