"""The representative's tablet: what is going on, one box to write in, and what became of it."""

from typing import Any
from uuid import uuid4

from flask import Blueprint, Response, abort, flash, jsonify, redirect, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from blueprints.access import public, requires, viewer
from blueprints.intake import at_most, begins_late
from blueprints.pages import page
from blueprints.questions.forms import Receipt, SubmissionForm, asked
from blueprints.questions.tablet_page import refused_page, tablet_page
from blueprints.slip import (
    Refused,
    Slip,
    author_of,
    read,
    refuse,
    refuse_dead,
    require_own_page,
)
from models import Card, Permission, begin_writing, db, line

bp = Blueprint("questions", __name__)
LARGEST_SUBMISSION = 64 * 1024  # the longest text of the thickest characters, as a form sends it


@bp.get("/tablet")
@requires(Permission.SUBMISSION_GIVE)
def tablet() -> Response:
    return tablet_page()


@bp.post("/submissions")
@public
@at_most(LARGEST_SUBMISSION)
@begins_late
def submit() -> ResponseReturnValue:
    """For whoever has a slip; who is signed in has no say in whose submission it is."""
    slip = read(request.form.get("slip", ""))
    require_own_page()
    question = asked(request.form, slip.card_id, lambda bearer: refuse_dead(bearer, slip))
    try:
        if question is not None:
            receipt = Receipt.of(question.client_id, line.do(question))
        else:
            form = SubmissionForm()
            author, given = _given(slip, form)
            if given is None:
                return _unfit(author, form)
            receipt = given
    except Refused as refusal:
        refuse(refusal.status, str(refusal))
    return _as_json(receipt) if _as_data() else _as_page(receipt)


def _given(slip: Slip, form: SubmissionForm) -> tuple[Card, Receipt | None]:
    """An opinion, or a report, whose units stand in the database; None for what is unfit."""
    begin_writing()
    author = author_of(slip)
    if form.is_report:
        form.offer_units()
    if not form.validate():
        return author, None
    receipt = form.give(author)
    db.session.commit()
    return author, receipt


@bp.record_once
def _exempt(state: BlueprintSetupState) -> None:
    """The slip and the look at the origin stand in place of the CSRF token, here alone."""
    state.app.extensions["csrf"].exempt(submit)


def _unfit(author: Card, form: SubmissionForm) -> Response:
    """What is wrong with it. Its page is shown to its author alone."""
    if _as_data():
        return page("questions/_unfit.html", "all", 422, form=form)
    if not _is(viewer(), author):
        abort(422, "；".join(form.problems))
    form.client_id.data = form.client_id.data if not form.client_id.errors else str(uuid4())
    return refused_page(author, form)


def _is(who: Any, author: Card) -> bool:
    return isinstance(who, Card) and who.id == author.id


def _as_data() -> bool:
    """Whether the page's own script asks, and not a browser."""
    return request.accept_mimetypes.best == "application/json"


def _as_json(receipt: Receipt) -> Response:
    return jsonify(
        id=receipt.client_id, number=receipt.number, label=receipt.label, code=receipt.code
    )


def _as_page(receipt: Receipt) -> ResponseReturnValue:
    """A receipt code stands on the answer alone: in no address, no cookie and no list."""
    if receipt.code:
        return page("questions/receipt.html", "main", receipt=receipt)
    flash(receipt.label)
    return redirect(url_for(".tablet"), 303)
