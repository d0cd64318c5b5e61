"""The reports somebody was named for, each with its record, its gates and what can be done."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote
from uuid import UUID

from flask import Blueprint, Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from blueprints.access import requires, viewer
from blueprints.pages import page
from blueprints.reports.forms import KINDS, ActForm, EntryForm, SearchForm, forms_of
from models import Permission, Report, ReportGate, Visit, db

bp = Blueprint("reports", __name__, url_prefix="/reports")
may_investigate = requires(Permission.REPORT_INVESTIGATE)
PAGE = 20  # reports on one page of the list
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


def _listed(form: SearchForm, number: int = 1, status: int = 200) -> Response:
    """One page of those that are the viewer's; what was searched for stands in no address."""
    words, state = form.q.data or "", form.state.data or ""
    found = [one for one in Report.list_for(viewer()) if one.has(words, state)]
    first = (number - 1) * PAGE
    return page(
        "reports/index.html",
        "main",
        status,
        reports=found[first : first + PAGE],
        form=form,
        total=len(found),
        number=number,
        pages=max(1, -(-len(found) // PAGE)),
    )


@bp.get("")
@may_investigate
def index() -> Response:
    return _listed(SearchForm(formdata=None), max(1, request.args.get("page", 1, type=int)))


@bp.post("/search")
@may_investigate
def search() -> Response:
    form = SearchForm()
    if not form.validate_on_submit():
        return _listed(form, status=422)
    return _listed(form, max(1, request.form.get("page", 1, type=int)))


def _entering(form: EntryForm | None, visit: Visit | None, status: int = 200) -> Response:
    visits = db.session.scalars(select(Visit).order_by(Visit.number.desc())).all()
    return page("reports/new.html", "main", status, form=form, visit=visit, visits=visits)


def _visit() -> Visit | None:
    """The visit of the address, by its number; else the present one."""
    number = request.args.get("visit", type=int)
    if number is None:
        return Visit.current()
    found: Visit = db.first_or_404(select(Visit).filter_by(number=number))
    return found


@bp.get("/new")
@may_investigate
def new() -> Response:
    visit = _visit()
    return _entering(EntryForm(visit, formdata=None) if visit else None, visit)


@bp.post("")
@may_investigate
def take_in() -> Response:
    visit = _visit() or abort(404)
    form = EntryForm(visit)
    if not form.validate_on_submit():
        return _entering(form, visit, 422)
    details = (form.text.data or "", form.client_id.data or "")
    report, code = Report.take_in(viewer(), visit, *details, **form.details())
    db.session.commit()
    own = report.readable_by(viewer())
    return page("reports/receipt.html", "main", report=report, code=code, own=own)


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


@bp.post("/<uuid:report_id>/files")
@may_investigate
def attach(report_id: UUID) -> ResponseReturnValue:
    def act(report: Report, form: Any) -> None:
        report.attach(viewer(), form.name, form.content)

    return _act(report_id, "file", act, "材料已加密保存，只有本件专办人员看得到")


@bp.get("/<uuid:report_id>/files/<uuid:file_id>")
@may_investigate
def file(report_id: UUID, file_id: UUID) -> Response:
    """For whoever has opened the report; of a picture the copy without its metadata."""
    report = _report(report_id)
    found = next((one for one in report.files if one.id == file_id), None)
    if found is None or not report.is_open_to(viewer()):
        abort(404)
    kept = found.file
    response = Response(kept.content, mimetype=kept.mime)
    response.headers["Cache-Control"] = "no-store"
    if not kept.is_picture:
        named = f"UTF-8''{quote(kept.name)}"
        response.headers["Content-Disposition"] = f"attachment; filename*={named}"
    return response


@bp.post("/<uuid:report_id>/identity")
@may_investigate
def ask_identity(report_id: UUID) -> ResponseReturnValue:
    def act(report: Report, form: Any) -> None:
        report.ask_identity(viewer(), form.text.data)

    return _act(report_id, "identity", act, "已申请，等另一名专办人员同意")


@bp.post("/<uuid:report_id>/identity/opening")
@may_investigate
def open_identity(report_id: UUID) -> ResponseReturnValue:
    def act(report: Report, form: Any) -> None:
        report.open_identity(viewer(), form.text.data)

    return _act(report_id, "identity", act, "身份已向您和申请人打开，举报人会看到")


@bp.post("/<uuid:report_id>/rectifications")
@may_investigate
def rectify(report_id: UUID) -> ResponseReturnValue:
    def act(report: Report, form: Any) -> None:
        report.rectify(viewer(), form.unit, form.title.data, form.text.data)

    return _act(report_id, "rectify", act, "整改建议已提出，由督查室另行受理")


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
