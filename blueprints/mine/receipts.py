"""举报查询: the way of one report, for whoever holds its receipt code. The code is in no address,
no cookie and no session, so that nothing of it stays on a tablet."""

import secrets

from flask import Blueprint, Response, request, session
from flask.typing import ResponseReturnValue

from blueprints.access import public
from blueprints.mine.forms import RatingForm, ReceiptForm
from blueprints.pages import page
from models import Report, db

bp = Blueprint("receipts", __name__, url_prefix="/receipt")


def _device() -> str:
    """Marks this browser, so that wrong codes are counted for it and not for the whole room."""
    return str(session.setdefault("visitor", secrets.token_urlsafe(9)))


def _found(form: ReceiptForm) -> Report | None:
    if not form.validate_on_submit():
        return None
    report = form.report(request.remote_addr or "", _device())
    if report is None:
        db.session.commit()  # the failure is noted
    return report


def _asks(form: ReceiptForm, status: int = 200) -> Response:
    return page("mine/receipt.html", "main", status, code=form)


def _shows(report: Report, code: str, rating: RatingForm | None = None, **told: object) -> Response:
    status = 422 if rating is not None else 200
    rating = rating or RatingForm(formdata=None)
    return page("mine/report.html", "main", status, report=report, code=code, form=rating, **told)


@bp.get("")
@public
def index() -> Response:
    _device()
    return _asks(ReceiptForm(formdata=None))


@bp.post("")
@public
def look_up() -> ResponseReturnValue:
    form = ReceiptForm()
    report = _found(form)
    return _shows(report, form.code.data or "") if report else _asks(form, 422)


@bp.post("/rating")
@public
def rate() -> ResponseReturnValue:
    code = ReceiptForm()
    report = _found(code)
    if report is None:
        return _asks(code, 422)
    form = RatingForm()
    if not form.validate_on_submit():
        return _shows(report, code.code.data or "", form)
    db.session.refresh(report, with_for_update=True)  # entries come in line
    report.expect(form.version.data)
    report.rate(form.chosen, form.words.data or "")
    db.session.commit()
    return _shows(report, code.code.data or "", rated=True)
