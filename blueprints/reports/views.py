"""The reports somebody was named for, each with its record, its gates and what can be done."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from blueprints.access import requires, viewer
from blueprints.pages import page
from blueprints.reports.forms import KINDS, ActForm, forms_of
from models import Permission, Report, ReportGate, db

bp = Blueprint("reports", __name__, url_prefix="/reports")
may_investigate = requires(Permission.REPORT_INVESTIGATE)
GATE = "/<uuid:report_id>/gates/<kind>"

Act = Callable[[Report, Any], None]


def _report(report_id: UUID, acting: bool = False) -> Report:
    """A report of the viewer's own. Whoever acts holds its row, so that entries come in line."""
    wanted = Report.of_investigator(viewer()).where(Report.id == report_id)
    report = db.session.scalar(wanted.with_for_update() if acting else wanted)
    if report is None or not report.readable_by(viewer()):
        abort(404)
    return report


def _gate(report: Report, kind: str) -> ReportGate:
    return next((gate for gate in report.gates if gate.kind == kind), None) or abort(404)


def _page(
    report: Report, status: int = 200, sent: ActForm | None = None, name: str = ""
) -> Response:
    forms = forms_of(report, sent, name)
    return page("reports/report.html", "main", status, report=report, forms=forms, sent=name)


def _act(report_id: UUID, name: str, act: Act, message: str) -> ResponseReturnValue:
    report = _report(report_id, acting=True)
    form = (KINDS.get(name) or abort(404))(name, report)
    if not form.validate_on_submit():
        return _page(report, 422, form, name)
    report.expect(form.version.data)
    act(report, form)
    db.session.commit()
    flash(message)
    return redirect(url_for(".show", report_id=report_id), 303)


@bp.get("")
@may_investigate
def index() -> Response:
    return page("reports/index.html", "main", reports=Report.list_for(viewer()))


@bp.get("/<uuid:report_id>")
@may_investigate
def show(report_id: UUID) -> Response:
    """The cover, until the viewer opens it: reading is an act that the reporter is told of."""
    report = _report(report_id)
    if not report.is_open_to(viewer()):
        return page("reports/cover.html", "main", report=report)
    return _page(report)


@bp.post("/<uuid:report_id>/opening")
@may_investigate
def open_it(report_id: UUID) -> ResponseReturnValue:
    _report(report_id, acting=True).opened(viewer())
    db.session.commit()
    return redirect(url_for(".show", report_id=report_id), 303)


@bp.post("/<uuid:report_id>/findings")
@may_investigate
def find(report_id: UUID) -> ResponseReturnValue:
    def act(report: Report, form: Any) -> None:
        report.find(viewer(), form.text.data)

    return _act(report_id, "finding", act, "已记入核查情况")


@bp.post("/<uuid:report_id>/handovers")
@may_investigate
def hand_over(report_id: UUID) -> ResponseReturnValue:
    def act(report: Report, form: Any) -> None:
        report.hand_over(viewer(), form.recipient, form.receipt.data, form.text.data or "")

    return _act(report_id, "handover", act, "已登记移送")


@bp.post("/<uuid:report_id>/results")
@may_investigate
def record_result(report_id: UUID) -> ResponseReturnValue:
    def act(report: Report, form: Any) -> None:
        report.record_result(viewer(), form.text.data)

    return _act(report_id, "result", act, "已录入书面结果")


@bp.post("/<uuid:report_id>/memos")
@may_investigate
def report_up(report_id: UUID) -> ResponseReturnValue:
    def act(report: Report, form: Any) -> None:
        report.report_up(viewer(), form.addressee, form.text.data)

    return _act(report_id, "memo", act, "专报已送出")


@bp.post(f"{GATE}/passing")
@may_investigate
def pass_gate(report_id: UUID, kind: str) -> ResponseReturnValue:
    def act(report: Report, form: Any) -> None:
        _gate(report, kind).pass_(viewer(), form.text.data)

    return _act(report_id, f"gate-{kind}", act, "这一关已过")


@bp.post(f"{GATE}/waiver")
@may_investigate
def waive_gate(report_id: UUID, kind: str) -> ResponseReturnValue:
    def act(report: Report, form: Any) -> None:
        _gate(report, kind).waive(viewer(), form.text.data)

    return _act(report_id, f"gate-{kind}", act, "已提请不适用，等另一名专办人员确认")


@bp.post(f"{GATE}/confirmation")
@may_investigate
def confirm_waiver(report_id: UUID, kind: str) -> ResponseReturnValue:
    def act(report: Report, form: Any) -> None:
        _gate(report, kind).confirm_waiver(viewer())

    return _act(report_id, "step", act, "已确认不适用")


@bp.post("/<uuid:report_id>/outcome")
@may_investigate
def answer(report_id: UUID) -> ResponseReturnValue:
    def act(report: Report, form: Any) -> None:
        report.answer(viewer(), form.text.data)

    return _act(report_id, "outcome", act, "结果已反馈，举报人凭代表证或查询码可以看到")


@bp.post("/<uuid:report_id>/investigators")
@may_investigate
def add_investigator(report_id: UUID) -> ResponseReturnValue:
    def act(report: Report, form: Any) -> None:
        report.add_investigator(form.investigator, viewer())

    return _act(report_id, "investigator", act, "已增加专办人员")


@bp.post("/<uuid:report_id>/closing-proposal")
@may_investigate
def propose_closing(report_id: UUID) -> ResponseReturnValue:
    def act(report: Report, form: Any) -> None:
        report.propose_closing(viewer())

    return _act(report_id, "step", act, "已提请办结，等另一名专办人员确认")


@bp.post("/<uuid:report_id>/closing")
@may_investigate
def close(report_id: UUID) -> ResponseReturnValue:
    def act(report: Report, form: Any) -> None:
        report.close(viewer())

    return _act(report_id, "step", act, "本件已办结")
