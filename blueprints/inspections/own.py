"""我参加的巡查: what a representative in the team of an inspection reads of it, and enters."""

from flask import Blueprint, Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from blueprints.access import requires, viewer
from blueprints.inspections.findings import picture
from blueprints.inspections.forms import FindingForm
from blueprints.pages import page
from models import Inspection, InspectionFinding, Permission, db

bp = Blueprint("inspecting", __name__, url_prefix="/mine/inspections")
may_inspect = requires(Permission.SUBMISSION_GIVE)


def _own(inspection_id: int) -> Inspection:
    own = Inspection.of_card(viewer()).where(Inspection.id == inspection_id)
    found: Inspection = db.one_or_404(own)
    return found


def _page(inspection: Inspection, status: int = 200, form: FindingForm | None = None) -> Response:
    form = form or FindingForm(formdata=None)
    return page("inspections/own.html", "main", status, inspection=inspection, form=form)


@bp.get("/<int:inspection_id>")
@may_inspect
def show(inspection_id: int) -> Response:
    return _page(_own(inspection_id))


@bp.post("/<int:inspection_id>/findings")
@may_inspect
def enter(inspection_id: int) -> ResponseReturnValue:
    inspection, form = _own(inspection_id), FindingForm()
    if not form.validate_on_submit():
        return _page(inspection, 422, form)
    details = (form.kind.data, form.text.data or "", form.client_id.data or "")
    finding = InspectionFinding.enter(inspection, viewer(), *details, photos=form.sent)
    db.session.commit()
    flash(f"已收到，记为第 {finding.number} 条")
    return redirect(url_for(".show", inspection_id=inspection_id, _anchor="found"), 303)


@bp.get("/<int:inspection_id>/photos/<int:photo_id>")
@may_inspect
def photo(inspection_id: int, photo_id: int) -> Response:
    return picture(_own(inspection_id), photo_id)
