"""One question's sheet: what has to be written to decide on it, and what was decided so far."""

from typing import Any

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from blueprints.access import requires, viewer
from blueprints.pages import is_htmx, page, typed
from blueprints.questions.console import done
from blueprints.questions.decisions import (
    OUTCOMES,
    STOCK,
    AnswerForm,
    MergeForm,
    OutcomeForm,
    RefusalForm,
    TranscriptForm,
    WordingForm,
    outcomes_of,
)
from blueprints.questions.similar import cited, picked, similar
from blueprints.questions.views import bp
from models import Moderation, Permission, Question, Transcript, db
from models.question import NEXT, OPEN

BEGUN = ("wording", "refusal", "merger", "outcome")  # which form a key or a link leads to
KEPT = "questions/_transcript.html"


@bp.get("/console/questions/<int:question_id>")
@requires(Permission.QUESTION_MODERATE)
def sheet(question_id: int) -> Response:
    return _sheet(db.get_or_404(Question, question_id))


@bp.post("/console/questions/<int:question_id>/wording")
@requires(Permission.QUESTION_MODERATE)
def reword(question_id: int) -> ResponseReturnValue:
    question, form = db.get_or_404(Question, question_id), WordingForm()
    if not form.validate_on_submit():
        return _sheet(question, 422, wording=form)
    if form.version.data != question.version:
        return _sheet(question, 409, wording=form)
    question.reword(viewer(), form.wording.data or "")
    return done(question)


@bp.post("/console/questions/<int:question_id>/refusal")
@requires(Permission.QUESTION_MODERATE)
def refuse(question_id: int) -> ResponseReturnValue:
    question, form = db.get_or_404(Question, question_id), RefusalForm()
    stock = STOCK.get(request.form.get("stock", ""))
    if stock:  # put into the box, without the page's script
        form.reason.data = stock
        return _sheet(question, refusal=form)
    if not form.validate_on_submit():
        return _sheet(question, 422, refusal=form)
    if form.version.data != question.version:
        return _sheet(question, 409, refusal=form)
    question.refuse(viewer(), form.reason.data or "")
    return done(question)


@bp.post("/console/questions/<int:question_id>/merger")
@requires(Permission.QUESTION_MODERATE)
def merge(question_id: int) -> ResponseReturnValue:
    question = db.get_or_404(Question, question_id)
    form = MergeForm(question)
    if not form.validate_on_submit():
        return _sheet(question, 422, merger=form)
    if form.version.data != question.version:
        return _sheet(question, 409, merger=form)
    question.merge_into(form.target, viewer())
    return done(question)


@bp.post("/console/questions/<int:question_id>/outcome")
@requires(Permission.QUESTION_MODERATE)
def settle(question_id: int) -> ResponseReturnValue:
    """An answer, whole or in part, a promise with its matter, or a unit that takes it along."""
    question = db.get_or_404(Question, question_id)
    form = OUTCOMES.get(request.form.get("outcome", ""), AnswerForm)()
    if not form.validate_on_submit():
        return _sheet(question, 422, outcome=form)
    if form.version.data != question.version:
        return _sheet(question, 409, outcome=form)
    form.record(question, viewer())
    return done(question)


@bp.post("/console/questions/<int:question_id>/transcript")
@requires(Permission.QUESTION_MODERATE)
def keep(question_id: int) -> ResponseReturnValue:
    """What was written so far, kept while the leader speaks: nothing is decided by it."""
    question, form = db.get_or_404(Question, question_id), TranscriptForm()
    if not form.validate_on_submit():
        return _kept(question, 422, problem="；".join(sum(form.errors.values(), [])))
    version = form.draft.data or 0 if form.over.data is None else form.over.data
    if version != Transcript.version_of(question):
        return _kept(question, 409, mine=version)
    Transcript.keep(question, viewer(), form.words.data or "", form.speaker.data or "", version)
    db.session.commit()
    if is_htmx():
        return _kept(question)
    flash("记录已暂存，还没有记为答复")
    return redirect(url_for(".sheet", question_id=question.id, do="outcome"), 303)


def _kept(question: Question, status: int = 200, **more: Any) -> Response:
    """The line under the box. `mine` is the version on which somebody wrote who came too late."""
    if not is_htmx():
        return _sheet(question, status, draft=more.get("mine"))
    kept = Transcript.of(question)
    response = page(KEPT, "all", status, question=question, transcript=kept, **more)
    if status != 200:  # its own place, not the notice above
        response.headers["HX-Retarget"] = "#transcript"
        response.headers["HX-Reswap"] = "outerHTML"
    return response


def _sheet(question: Question, status: int = 200, **forms: Any) -> Response:
    """A question with what can become of it now. `forms` are those that were filled in wrongly,
    or (409) too late: then the page shows both, what is there now and what was written."""
    host = question.venue.unit if question.venue else None
    transcript = Transcript.of(question)
    said = {"words": cited()}
    if transcript:  # what was taken down stays, and what is cited comes behind it
        words = "\n".join(part for part in (transcript.words, cited()) if part)
        said = {"words": words, "speaker": transcript.speaker}
    begun = next((name for name in BEGUN if name in forms), request.args.get("do", ""))
    return page(
        "questions/sheet.html",
        "main",
        status,
        question=question,
        host=host,
        next=NEXT[question.state],
        may_reword=question.state in OPEN,
        outcomes=outcomes_of(question),
        transcript=transcript,
        mine=forms.get("draft"),
        begun=begun,
        late=typed() if status == 409 else None,
        stock=STOCK,
        outcome=forms.get("outcome")
        or OutcomeForm(formdata=None, unit_id=host.id if host else None, **said),
        refusal=forms.get("refusal") or RefusalForm(formdata=None),
        merger=forms.get("merger") or MergeForm(question, formdata=None, into=picked()),
        wording=forms.get("wording") or WordingForm(formdata=None, wording=question.shown),
        history=Moderation.of(question),
        similar=similar(question),
        undoable=Moderation.last([question.id], standing=True).get(question.id),
    )
