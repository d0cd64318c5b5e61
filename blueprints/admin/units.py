"""The units of the county, and which leader is in charge of each."""

from flask import Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from blueprints.access import requires, viewer
from blueprints.admin.area import bp
from blueprints.admin.forms import LeaderForm, UnitForm
from blueprints.pages import page
from models import Account, Permission, Unit, db


@bp.get("/units")
@requires(Permission.ACCOUNT_MANAGE)
def units() -> Response:
    found = select(Unit).options(joinedload(Unit.leader)).order_by(Unit.kind, Unit.id)
    staff = select(Account.unit_id, func.count()).where(Account.disabled_at.is_(None))
    rows = db.session.execute(staff.group_by(Account.unit_id))
    return page(
        "admin/units.html",
        "main",
        units=db.session.scalars(found).all(),
        staff=dict(rows.all()),
    )


@bp.get("/units/new")
@requires(Permission.ACCOUNT_MANAGE)
def new_unit() -> Response:
    return page("admin/new_unit.html", "main", form=UnitForm())


@bp.post("/units")
@requires(Permission.ACCOUNT_MANAGE)
def found_unit() -> ResponseReturnValue:
    form = UnitForm()
    if not form.validate_on_submit():
        return page("admin/new_unit.html", "main", 422, form=form)
    unit = Unit.found(form.name.data or "", form.kind.data, viewer(), form.telephone.data or "")
    db.session.commit()
    flash(f"已设立「{unit.name}」，请确定它的分管领导")
    return redirect(url_for(".unit", unit_id=unit.id), 303)


@bp.get("/units/<int:unit_id>")
@requires(Permission.ACCOUNT_MANAGE)
def unit(unit_id: int) -> Response:
    unit = db.get_or_404(Unit, unit_id)
    return _unit_page(unit, LeaderForm(obj=unit))


@bp.post("/units/<int:unit_id>/leader")
@requires(Permission.ACCOUNT_MANAGE)
def put_under(unit_id: int) -> ResponseReturnValue:
    unit, form = db.get_or_404(Unit, unit_id), LeaderForm()
    if not form.validate_on_submit():
        return _unit_page(unit, form, 422)
    unit.put_under(form.leader, viewer())
    db.session.commit()
    flash(f"{unit.name}由{form.leader.name}分管")
    return redirect(url_for(".units"), 303)


def _unit_page(unit: Unit, form: LeaderForm, status: int = 200) -> Response:
    staff = select(Account).filter_by(unit_id=unit.id).order_by(Account.disabled_at, Account.id)
    found = db.session.scalars(staff).all()
    return page("admin/unit.html", "main", status, unit=unit, form=form, staff=found)
