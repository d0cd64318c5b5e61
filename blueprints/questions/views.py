"""The representative's tablet: what is going on, one box to write in, and what became of it."""

from uuid import uuid4

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    flash,
    jsonify,
    redirect,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from blueprints.access import requires, viewer
from blueprints.pages import page
from blueprints.questions.forms import Kind, Receipt, SubmissionForm
from models import Permission, db
from models.text import LONGEST

bp = Blueprint("questions", __name__)


@bp.get("/tablet")
@requires(Permission.SUBMISSION_GIVE)
def tablet() -> Response:
    return _tablet(SubmissionForm(formdata=None, client_id=str(uuid4())))


@bp.post("/submissions")
@requires(Permission.SUBMISSION_GIVE)
def submit() -> ResponseReturnValue:
    form = SubmissionForm()
    if not form.is_of(viewer()):
        abort(403, "这台设备上换了人登录，前一位代表写的没有提交。请前一位代表重新进入后再提交")
    if not form.validate_on_submit():
        return page("questions/_unfit.html", "all", 422, form=form) if _as_data() else _again(form)
    receipt = form.give(viewer())
    db.session.commit()
    return _as_json(receipt) if _as_data() else _as_page(receipt)


def _tablet(form: SubmissionForm, status: int = 200) -> Response:
    card = viewer()
    return page(
        "questions/tablet.html",
        "main",
        status,
        form=form,
        card=card,
        visit=card.visit,
        kinds=Kind,
        longest=LONGEST,
        mine=url_for("mine.index") if "mine.index" in current_app.view_functions else None,
    )


def _again(form: SubmissionForm) -> Response:
    form.client_id.data = form.client_id.data if not form.client_id.errors else str(uuid4())
    return _tablet(form, 422)


def _as_data() -> bool:
    """Whether the page's own script asks, and not a browser."""
    return request.accept_mimetypes.best == "application/json"


def _as_json(receipt: Receipt) -> Response:
    return jsonify(number=receipt.number, label=receipt.label, receipt=receipt.code)


def _as_page(receipt: Receipt) -> ResponseReturnValue:
    """A receipt code stands on the answer alone: in no address, no cookie and no list."""
    if receipt.code:
        return page("questions/receipt.html", "main", receipt=receipt)
    flash(receipt.label)
    return redirect(url_for(".tablet"), 303)
