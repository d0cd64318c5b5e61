"""Inspections: the list, the plan, and what is done with each as a whole."""

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from blueprints.access import requires, viewer
from blueprints.inspections import findings
from blueprints.inspections.area import back, bp, load, shown
from blueprints.inspections.forms import CallOffForm, FilterForm, HoldForm, PlanForm, TellForm
from blueprints.live import region
from blueprints.pages import page
from models import Inspection, Permission, Visit, db, version_of

__all__ = ["bp", "findings"]  # whose views stand in the same blueprint

may_read = requires(Permission.INSPECTION_READ)
may_hold = requires(Permission.INSPECTION_HOLD)


@region("inspections", topic=lambda key: "inspections", admits=lambda who, key: may_hear(who, key))
def changed(key: str) -> str:
    """Says only that something changed; who hears it asks for what may be seen."""
    return render_template("inspections/_tick.html", version=version_of("inspections"))


def may_hear(who: Any, key: str) -> bool:
    return key == "all" and bool(who.may(Permission.INSPECTION_READ))


@bp.get("")
@may_read
def index() -> Response:
    filters = FilterForm()
    found = filters.narrow(Inspection.visible_to(viewer()))
    latest = found.order_by(Inspection.planned_at.desc(), Inspection.id.desc())
    loaded = (selectinload(Inspection.members), selectinload(Inspection.findings))
    return page(
        "inspections/index.html",
        "listing",
        inspections=db.session.scalars(latest.options(*loaded)).all(),
        filters=filters,
        address=request.full_path.rstrip("?"),
    )


def _visit() -> Visit | None:
    """The visit whose representatives are offered: the one of the address, else the present."""
    number = request.args.get("visit", type=int)
    if number is None:
        return Visit.current()
    found: Visit = db.first_or_404(select(Visit).filter_by(number=number))
    return found


def _planning(form: PlanForm, status: int = 200) -> Response:
    visits = db.session.scalars(select(Visit).order_by(Visit.number.desc())).all()
    return page("inspections/new.html", "main", status, form=form, visits=visits)


@bp.get("/new")
@may_hold
def new() -> Response:
    return _planning(PlanForm(_visit(), formdata=None))


@bp.post("")
@may_hold
def plan() -> ResponseReturnValue:
    form = PlanForm(_visit())
    if not form.validate_on_submit():
        return _planning(form, 422)
    inspection = Inspection.plan(viewer(), **form.details())
    db.session.commit()
    flash(f"已安排{inspection.name}，参加的代表在「我提的」里看得到")
    return redirect(url_for(".show", inspection_id=inspection.id), 303)


@bp.get("/<int:inspection_id>")
@may_read
def show(inspection_id: int) -> Response:
    return shown(load(inspection_id))


@bp.post("/<int:inspection_id>/plan")
@may_hold
def revise(inspection_id: int) -> ResponseReturnValue:
    inspection = load(inspection_id)
    form = PlanForm(inspection.visit, inspection)
    if not form.validate_on_submit():
        return shown(inspection, 422, plan=form)
    inspection.expect(request.form.get("version", type=int))
    inspection.revise(viewer(), **form.details())
    return back(inspection, "安排已保存")


@bp.post("/<int:inspection_id>/holding")
@may_hold
def hold(inspection_id: int) -> ResponseReturnValue:
    inspection = load(inspection_id)
    form = HoldForm("hold", inspection)
    if not form.validate_on_submit():
        return shown(inspection, 422, hold=form)
    inspection.expect(form.version.data)
    inspection.hold(viewer(), form.at, form.text.data or "")
    return back(inspection, "已记录巡查经过")


@bp.post("/<int:inspection_id>/cancellation")
@may_hold
def call_off(inspection_id: int) -> ResponseReturnValue:
    inspection = load(inspection_id)
    form = CallOffForm("call_off", inspection)
    if not form.validate_on_submit():
        return shown(inspection, 422, call_off=form)
    inspection.expect(form.version.data)
    inspection.call_off(viewer(), form.text.data or "")
    return back(inspection, f"{inspection.name}已取消")


@bp.post("/<int:inspection_id>/outcome")
@may_hold
def tell(inspection_id: int) -> ResponseReturnValue:
    inspection = load(inspection_id)
    form = TellForm("tell", inspection)
    if not form.validate_on_submit():
        return shown(inspection, 422, tell=form)
    inspection.expect(form.version.data)
    inspection.tell(viewer(), form.text.data or "")
    return back(inspection, "已反馈，作风监督员在「我提的」里看得到")
