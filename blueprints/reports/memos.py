"""专报: what was reported up to a leader, for that leader alone to read, print and decide on."""

from uuid import UUID

from flask import Blueprint, Response, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from blueprints.access import requires, viewer
from blueprints.pages import page
from blueprints.reports.forms import ActForm, InstructionForm, SignOffForm
from models import Permission, Report, ReportEntry, db

bp = Blueprint("memos", __name__, url_prefix="/memos")
addressed = requires(Permission.MATTER_SIGN_OFF)


def _memo(report_id: UUID, number: int, acting: bool = False) -> ReportEntry:
    memo = Report.memo_for(viewer(), (report_id, number)) or abort(404)
    if acting:
        db.session.refresh(memo.report, with_for_update=True)  # entries come in line
    return memo


def _page(memo: ReportEntry, status: int = 200, sent: ActForm | None = None) -> Response:
    instruction = InstructionForm("instruction", memo.report, formdata=None)
    sign_off = SignOffForm("sign-off", memo.report, formdata=None)
    forms = {"instruction": instruction, "sign_off": sign_off}
    if isinstance(sent, InstructionForm):
        forms["instruction"] = sent
    elif isinstance(sent, SignOffForm):
        forms["sign_off"] = sent
    return page("reports/memo.html", "main", status, memo=memo, forms=forms)


def _back(memo: ReportEntry, message: str) -> ResponseReturnValue:
    db.session.commit()
    flash(message)
    return redirect(url_for(".show", report_id=memo.report_id, number=memo.number), 303)


@bp.get("")
@addressed
def index() -> Response:
    return page("reports/memos.html", "main", memos=Report.memos_for(viewer()))


@bp.get("/<uuid:report_id>/<int:number>")
@addressed
def show(report_id: UUID, number: int) -> Response:
    return _page(_memo(report_id, number))


@bp.post("/<uuid:report_id>/<int:number>/instruction")
@addressed
def instruct(report_id: UUID, number: int) -> ResponseReturnValue:
    memo = _memo(report_id, number, acting=True)
    form = InstructionForm("instruction", memo.report)
    if not form.validate_on_submit():
        return _page(memo, 422, form)
    memo.report.expect(form.version.data)
    memo.report.instruct(viewer(), memo, form.text.data or "")
    return _back(memo, "批示已送达专办人员")


@bp.post("/<uuid:report_id>/<int:number>/sign-off")
@addressed
def sign_off(report_id: UUID, number: int) -> ResponseReturnValue:
    memo = _memo(report_id, number, acting=True)
    form = SignOffForm("sign-off", memo.report)
    if not form.validate_on_submit():
        return _page(memo, 422, form)
    memo.report.expect(form.version.data)
    memo.report.sign_off(viewer(), form.text.data or "")
    return _back(memo, "已签批，举报人会看到理由")
