"""The plans, each with the progress of its matters, and what the unit's handler does with one."""

from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from blueprints.access import requires, viewer
from blueprints.pages import page
from blueprints.rectifying.forms import ActForm, DoneForm, GatherForm, MeasureForm, PlanForm
from models import Matter, Measure, Permission, RectificationPlan, clock, db, working_calendar
from models.rectification_plan import work_of

bp = Blueprint("rectifying", __name__, url_prefix="/rectification-plans")
may_read = requires(Permission.BOARD_READ)
may_keep = requires(Permission.MATTER_HANDLE)


def load(plan_id: int) -> RectificationPlan:
    """The plan, if its viewer may see it; else it does not exist."""
    wanted = RectificationPlan.visible_to(viewer()).where(RectificationPlan.id == plan_id)
    found: RectificationPlan = db.one_or_404(wanted)
    return found


def _measure(plan: RectificationPlan, measure_id: int) -> Measure:
    return next((one for one in plan.measures if one.id == measure_id), None) or abort(404)


@bp.get("")
@may_read
def index() -> Response:
    latest = RectificationPlan.visible_to(viewer()).order_by(
        RectificationPlan.ends_on.desc(), RectificationPlan.id.desc()
    )
    plans = db.session.scalars(latest.options(selectinload(RectificationPlan.measures))).all()
    return page("rectifying/index.html", "main", plans=plans)


def shown(plan: RectificationPlan, status: int = 200, **failed: ActForm) -> Response:
    """The page; a form that came back wrong stands in place of the fresh one of its name."""
    forms: dict[str, Any] = {}
    if plan.is_kept_by(viewer()):
        forms["measure"] = MeasureForm(plan, "measure", formdata=None)
        forms["gather"] = GatherForm(plan, formdata=None)
        for measure in plan.measures:
            if measure.done_on is None:
                name = DoneForm.name_of(measure)
                forms[name] = DoneForm(plan, name, formdata=None)
    return page(
        "rectifying/show.html",
        "main",
        status,
        plan=plan,
        matters=plan.matters,
        work_of=work_of,
        today=clock.today(),
        calendar=working_calendar(),
        forms=forms | failed,
        failed=next(iter(failed), ""),
    )


def back(plan: RectificationPlan, told: str, anchor: str | None = None) -> ResponseReturnValue:
    """One commit, then the page again."""
    db.session.commit()
    flash(told)
    return redirect(url_for(".show", plan_id=plan.id, _anchor=anchor), 303)


@bp.get("/<int:plan_id>")
@may_read
def show(plan_id: int) -> Response:
    return shown(load(plan_id))


@bp.get("/new")
@may_keep
def new() -> Response:
    return page("rectifying/new.html", "main", form=PlanForm(), plan=None)


@bp.post("")
@may_keep
def draw_up() -> ResponseReturnValue:
    form = PlanForm()
    if not form.validate_on_submit():
        return page("rectifying/new.html", "main", 422, form=form, plan=None)
    plan = RectificationPlan.draw_up(viewer(), **form.details())
    return back(plan, "方案已建立，接着加措施、归入事项")


@bp.get("/<int:plan_id>/edit")
@may_keep
def edit(plan_id: int) -> Response:
    plan = load(plan_id)
    return page("rectifying/new.html", "main", form=PlanForm(plan), plan=plan)


@bp.post("/<int:plan_id>/edit")
@may_keep
def revise(plan_id: int) -> ResponseReturnValue:
    plan, form = load(plan_id), PlanForm()
    if not form.validate_on_submit():
        return page("rectifying/new.html", "main", 422, form=form, plan=plan)
    plan.expect(form.version.data)
    plan.revise(viewer(), **form.details())
    return back(plan, "方案已保存")


@bp.post("/<int:plan_id>/measures")
@may_keep
def add_measure(plan_id: int) -> ResponseReturnValue:
    plan = load(plan_id)
    form = MeasureForm(plan, "measure")
    if not form.validate_on_submit():
        return shown(plan, 422, measure=form)
    plan.expect(form.version.data)
    plan.add_measure(viewer(), form.text.data or "", form.due_on.data)
    return back(plan, "已加一条措施", "measures")


@bp.post("/<int:plan_id>/measures/<int:measure_id>/done")
@may_keep
def finish_measure(plan_id: int, measure_id: int) -> ResponseReturnValue:
    plan = load(plan_id)
    measure = _measure(plan, measure_id)
    name = DoneForm.name_of(measure)
    form = DoneForm(plan, name)
    if not form.validate_on_submit():
        return shown(plan, 422, **{name: form})
    plan.expect(form.version.data)
    plan.finish_measure(viewer(), measure, form.done.data or "")
    return back(plan, "已登记完成", "measures")


@bp.post("/<int:plan_id>/measures/<int:measure_id>/removal")
@may_keep
def drop_measure(plan_id: int, measure_id: int) -> ResponseReturnValue:
    plan = load(plan_id)
    measure = _measure(plan, measure_id)
    plan.expect(request.form.get("version", type=int))
    plan.drop_measure(viewer(), measure)
    return back(plan, "已删去一条措施", "measures")


@bp.post("/<int:plan_id>/matters")
@may_keep
def gather(plan_id: int) -> ResponseReturnValue:
    plan = load(plan_id)
    form = GatherForm(plan)
    if not form.validate_on_submit():
        return shown(plan, 422, gather=form)
    plan.expect(form.version.data)
    plan.gather(viewer(), form.chosen)
    return back(plan, f"已归入 {len(form.chosen)} 件", "matters")


@bp.post("/<int:plan_id>/matters/<int:matter_id>/release")
@may_keep
def release(plan_id: int, matter_id: int) -> ResponseReturnValue:
    plan = load(plan_id)
    found: Matter = db.one_or_404(select(Matter).filter_by(id=matter_id, lead_id=plan.unit_id))
    plan.expect(request.form.get("version", type=int))
    plan.release(viewer(), found)
    return back(plan, f"{found.name}已移出方案", "matters")
