"""资料: what was produced for a visit, and how many were handed out."""

from typing import Any

from flask import Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from blueprints.access import requires, viewer
from blueprints.pages import page
from blueprints.showing.area import bp
from blueprints.showing.forms import ActForm, ArrivalForm, CorrectionForm, HandOutForm, MaterialForm
from models import HandOut, Material, Permission, Visit, db

P = Permission


def load(visit_id: int, material_id: int) -> tuple[Visit, Material]:
    """The visit at which it is handed out, and the material: of that visit or an earlier one."""
    visit = db.get_or_404(Visit, visit_id)
    found = select(Material).join(Material.visit).where(Material.id == material_id)
    material: Material = db.one_or_404(
        found.where(Visit.number <= visit.number, Material.withdrawn_at.is_(None))
    )
    return visit, material


def _page(visit: Visit, material: Material, status: int = 200, **failed: Any) -> Response:
    shown: dict[str, Any] = {
        "form": CorrectionForm.of(material),
        "hand_out": HandOutForm(formdata=None, version=material.version),
        "arrival": ArrivalForm(
            formdata=None, version=material.version, copies=str(material.copies)
        ),
    }
    shown |= failed
    return page(
        "showing/material.html",
        "main",
        status,
        visit=visit,
        material=material,
        failed=failed,
        **shown,
    )


def _there(visit: Visit, material: Material) -> ResponseReturnValue:
    return redirect(url_for(".material", visit_id=visit.id, material_id=material.id), 303)


def _visit_page(visit: Visit) -> ResponseReturnValue:
    return redirect(url_for("visits.show", visit_id=visit.id, _anchor="materials"), 303)


@bp.get("/visits/<int:visit_id>/materials/new")
@requires(P.MATERIAL_MANAGE)
def new_material(visit_id: int) -> Response:
    visit = db.get_or_404(Visit, visit_id)
    return page("showing/new_material.html", "main", visit=visit, form=MaterialForm())


@bp.post("/visits/<int:visit_id>/materials")
@requires(P.MATERIAL_MANAGE)
def produce(visit_id: int) -> ResponseReturnValue:
    visit, form = db.get_or_404(Visit, visit_id), MaterialForm()
    if not form.validate_on_submit():
        return page("showing/new_material.html", "main", 422, visit=visit, form=form)
    material = Material.produce(visit, viewer(), **form.details())
    db.session.commit()
    flash(f"已登记{material.title} {material.copies} {material.kind.measure}")
    return _visit_page(visit)


@bp.get("/visits/<int:visit_id>/materials/<int:material_id>")
@requires(P.MATERIAL_MANAGE)
def material(visit_id: int, material_id: int) -> Response:
    return _page(*load(visit_id, material_id))


@bp.post("/visits/<int:visit_id>/materials/<int:material_id>")
@requires(P.MATERIAL_MANAGE)
def correct(visit_id: int, material_id: int) -> ResponseReturnValue:
    (visit, material), form = load(visit_id, material_id), CorrectionForm()
    if not form.validate_on_submit():
        return _page(visit, material, 422, form=form)
    material.lock()
    material.expect(form.version.data)
    material.revise(viewer(), **form.details())
    db.session.commit()
    flash("已更正")
    return _there(visit, material)


@bp.post("/visits/<int:visit_id>/materials/<int:material_id>/arrival")
@requires(P.MATERIAL_MANAGE)
def arrive(visit_id: int, material_id: int) -> ResponseReturnValue:
    """印好入库."""
    (visit, material), form = load(visit_id, material_id), ArrivalForm()
    if not form.validate_on_submit():
        return _page(visit, material, 422, arrival=form)
    material.lock()
    material.expect(form.version.data)
    material.arrive(viewer(), form.counted)
    db.session.commit()
    flash(f"已登记{material.title} {material.copies} {material.kind.measure}")
    return _there(visit, material)


@bp.post("/visits/<int:visit_id>/materials/<int:material_id>/hand-outs")
@requires(P.MATERIAL_MANAGE)
def hand_out(visit_id: int, material_id: int) -> ResponseReturnValue:
    (visit, material), form = load(visit_id, material_id), HandOutForm()
    if not form.validate_on_submit():
        return _page(visit, material, 422, hand_out=form)
    material.lock()
    material.expect(form.version.data)
    given = material.hand_out(visit, form.counted, viewer(), form.receiver.data or "")
    db.session.commit()
    flash(f"已记发放 {given.copies} {material.kind.measure}，发给{given.receiver}")
    return _there(visit, material)


@bp.post("/visits/<int:visit_id>/materials/<int:material_id>/hand-outs/<int:hand_out_id>/removal")
@requires(P.MATERIAL_MANAGE)
def take_back(visit_id: int, material_id: int, hand_out_id: int) -> ResponseReturnValue:
    (visit, material), form = load(visit_id, material_id), ActForm()
    given = db.one_or_404(
        select(HandOut).filter_by(id=hand_out_id, material_id=material.id, visit_id=visit.id)
    )
    material.lock()
    material.expect(form.version.data)
    material.take_back(given, viewer())
    db.session.commit()
    flash(f"已撤销发给{given.receiver}的 {given.copies} {material.kind.measure}")
    return _there(visit, material)


@bp.post("/visits/<int:visit_id>/materials/<int:material_id>/withdrawal")
@requires(P.MATERIAL_MANAGE)
def withdraw_material(visit_id: int, material_id: int) -> ResponseReturnValue:
    (_, material), form = load(visit_id, material_id), ActForm()
    material.lock()
    material.expect(form.version.data)
    material.withdraw(viewer())
    db.session.commit()
    flash(f"{material.title}的登记已撤销")
    return _visit_page(material.visit)
