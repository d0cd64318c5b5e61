"""The moderator's console: what waits, and the buttons that need nothing to be written."""

from typing import Any

from flask import Response, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import or_, select

from blueprints.access import requires, viewer
from blueprints.pages import is_htmx, page
from blueprints.questions.decisions import ActionForm, VisitForm
from blueprints.questions.views import bp
from models import Permission, Question, Visit, db

LANES = ("pending", "queued", "answering", "settled", "refused")
STEPS = {"up": -1, "down": 1, "top": 0}


@bp.get("/console")
@requires(Permission.QUESTION_MODERATE)
def console() -> Response:
    """`lane` is the one to show where there is room for one only."""
    visit, lane = asked_visit(), request.args.get("lane", "")
    form = VisitForm(visit, formdata=None) if visit else None
    lane = lane if lane in LANES else LANES[0]
    return page("questions/console.html", "main", visit=visit, form=form, lane=lane)


@bp.get("/console/questions")
@requires(Permission.QUESTION_MODERATE)
def listing() -> Response:
    """All questions of a visit by number: the console shows the latest only."""
    visit = asked_visit() or abort(404)
    words = request.args.get("q", "").strip()
    found = select(Question).filter_by(visit_id=visit.id).order_by(Question.number)
    if words:
        found = found.where(or_(*_meant(words)))
    questions = db.session.scalars(found).all()
    return page("questions/listing.html", "main", visit=visit, questions=questions, words=words)


@bp.post("/console/questions/<int:question_id>/approve")
@requires(Permission.QUESTION_MODERATE)
def approve(question_id: int) -> ResponseReturnValue:
    question = _decided(question_id)
    question.approve(viewer())
    return done(question)


@bp.post("/console/questions/<int:question_id>/screen")
@requires(Permission.QUESTION_MODERATE)
def put_on_screen(question_id: int) -> ResponseReturnValue:
    question = _decided(question_id)
    question.put_on_screen(viewer())
    return done(question)


@bp.post("/console/questions/<int:question_id>/down")
@requires(Permission.QUESTION_MODERATE)
def take_down(question_id: int) -> ResponseReturnValue:
    question = _decided(question_id)
    question.take_down(viewer())
    return done(question)


@bp.post("/console/questions/<int:question_id>/star")
@requires(Permission.QUESTION_MODERATE)
def star(question_id: int) -> ResponseReturnValue:
    question = _decided(question_id)
    question.star(viewer())
    return done(question)


@bp.post("/console/questions/<int:question_id>/move/<any(up, down, top):where>")
@requires(Permission.QUESTION_MODERATE)
def move(question_id: int, where: str) -> ResponseReturnValue:
    question = _decided(question_id)
    question.move(viewer(), STEPS[where])
    return done(question)


@bp.post("/console/questions/<int:question_id>/undo")
@requires(Permission.QUESTION_MODERATE)
def undo(question_id: int) -> ResponseReturnValue:
    question = _decided(question_id)
    question.undo(viewer())
    return done(question)


def asked_visit() -> Visit | None:
    """The visit that the address names, else the one going on, else the latest."""
    named = request.args.get("visit", type=int)
    return Visit.current() if named is None else db.get_or_404(Visit, named)


def done(question: Question) -> ResponseReturnValue:
    """htmx needs no answer: the console's region brings the change to everybody alike."""
    db.session.commit()
    if is_htmx():
        return "", 204
    return redirect(url_for(".console", visit=question.visit_id), 303)


def _decided(question_id: int) -> Question:
    """The question, as it was when the button was pressed."""
    question = db.get_or_404(Question, question_id)
    form = ActionForm()
    if not form.validate_on_submit():
        abort(400)
    question.expect(form.version.data)
    return question


def _meant(words: str) -> list[Any]:
    """What somebody means who looks for these words, or for a number."""
    fields = (Question.text, Question.wording, Question.answer, Question.speaker)
    meant: list[Any] = [field.contains(words, autoescape=True) for field in fields]
    if words.isdecimal() and len(words) < 10:
        meant.append(Question.number == int(words))
    return meant
