"""The moderator's console: questions let through, put on the wall, answered or refused."""

from typing import Any

from flask import Response, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from blueprints.access import requires, viewer
from blueprints.pages import is_htmx, page
from blueprints.questions.decisions import (
    OUTCOMES,
    ActionForm,
    AnswerForm,
    MergeForm,
    Outcome,
    OutcomeForm,
    RefusalForm,
    VisitForm,
)
from blueprints.questions.similar import cited, picked, similar
from blueprints.questions.views import bp
from models import Permission, Question, QuestionState, Unit, Visit, db
from models.question import NEXT

SETTLING = (QuestionState.ANSWERED, QuestionState.PROMISED, QuestionState.ROUTED)


@bp.get("/console")
@requires(Permission.QUESTION_MODERATE)
def console() -> Response:
    visit = asked_visit()
    form = VisitForm(visit, formdata=None) if visit else None
    return page("questions/console.html", "main", visit=visit, form=form)


@bp.get("/console/questions")
@requires(Permission.QUESTION_MODERATE)
def listing() -> Response:
    """All questions of a visit by number: the console shows the latest only."""
    visit = asked_visit() or abort(404)
    found = select(Question).filter_by(visit_id=visit.id).order_by(Question.number)
    questions = db.session.scalars(found).all()
    return page("questions/listing.html", "main", visit=visit, questions=questions)


@bp.get("/console/questions/<int:question_id>")
@requires(Permission.QUESTION_MODERATE)
def sheet(question_id: int) -> Response:
    return _sheet(db.get_or_404(Question, question_id))


@bp.post("/console/questions/<int:question_id>/approve")
@requires(Permission.QUESTION_MODERATE)
def approve(question_id: int) -> ResponseReturnValue:
    question = _decided(question_id)
    question.approve(viewer())
    return _done(question)


@bp.post("/console/questions/<int:question_id>/screen")
@requires(Permission.QUESTION_MODERATE)
def put_on_screen(question_id: int) -> ResponseReturnValue:
    question = _decided(question_id)
    question.put_on_screen(viewer())
    return _done(question)


@bp.post("/console/questions/<int:question_id>/down")
@requires(Permission.QUESTION_MODERATE)
def take_down(question_id: int) -> ResponseReturnValue:
    question = _decided(question_id)
    question.take_down(viewer())
    return _done(question)


@bp.post("/console/questions/<int:question_id>/refusal")
@requires(Permission.QUESTION_MODERATE)
def refuse(question_id: int) -> ResponseReturnValue:
    question = db.get_or_404(Question, question_id)
    form = RefusalForm()
    if not form.validate_on_submit():
        return _sheet(question, 422, refusal=form)
    question.expect(form.version.data)
    question.refuse(viewer(), form.reason.data or "")
    return _done(question)


@bp.post("/console/questions/<int:question_id>/merger")
@requires(Permission.QUESTION_MODERATE)
def merge(question_id: int) -> ResponseReturnValue:
    question = db.get_or_404(Question, question_id)
    form = MergeForm(question)
    if not form.validate_on_submit():
        return _sheet(question, 422, merger=form)
    question.expect(form.version.data)
    question.merge_into(form.target, viewer())
    return _done(question)


@bp.post("/console/questions/<int:question_id>/outcome")
@requires(Permission.QUESTION_MODERATE)
def settle(question_id: int) -> ResponseReturnValue:
    """An answer, a promise with its matter, or a unit that takes it along."""
    question = db.get_or_404(Question, question_id)
    form = OUTCOMES.get(request.form.get("outcome", ""), AnswerForm)()
    if not form.validate_on_submit():
        return _sheet(question, 422, outcome=form)
    question.expect(form.version.data)
    form.record(question, viewer())
    return _done(question)


def asked_visit() -> Visit | None:
    """The visit that the address names, else the one going on, else the latest."""
    named = request.args.get("visit", type=int)
    return Visit.current() if named is None else db.get_or_404(Visit, named)


def _decided(question_id: int) -> Question:
    """The question, as it was when the button was pressed."""
    question = db.get_or_404(Question, question_id)
    form = ActionForm()
    if not form.validate_on_submit():
        abort(400)
    question.expect(form.version.data)
    return question


def _done(question: Question) -> ResponseReturnValue:
    """htmx needs no answer: the console's region brings the change to everybody alike."""
    db.session.commit()
    if is_htmx():
        return "", 204
    return redirect(url_for(".console", visit=question.visit_id), 303)


def _sheet(question: Question, status: int = 200, **forms: Any) -> Response:
    """A question with what can become of it now. `forms` are those that were filled in wrongly."""
    host = question.stop.unit if question.stop else None
    outcomes = [
        one for one, state in zip(Outcome, SETTLING, strict=True) if state in _next(question)
    ]
    return page(
        "questions/sheet.html",
        "main",
        status,
        question=question,
        host=host,
        next=_next(question),
        outcomes=outcomes,
        outcome=forms.get("outcome")
        or OutcomeForm(formdata=None, unit_id=_id(host), words=cited()),
        refusal=forms.get("refusal") or RefusalForm(formdata=None),
        merger=forms.get("merger") or MergeForm(question, formdata=None, into=picked()),
        similar=similar(question),
    )


def _next(question: Question) -> frozenset[QuestionState]:
    return NEXT[question.state]


def _id(unit: Unit | None) -> int | None:
    return unit.id if unit else None
