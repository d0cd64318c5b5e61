"""What an inspection found: entered by the staff, and what becomes of it."""

from collections.abc import Callable
from typing import Any

from flask import Response, abort
from flask.typing import ResponseReturnValue

from blueprints.access import requires, viewer
from blueprints.inspections.area import back, bp, load, shown
from blueprints.inspections.finding_forms import SETTLING, EnteredForm
from models import Inspection, InspectionFinding, InspectionPhoto, Permission

may_hold = requires(Permission.INSPECTION_HOLD)


def picture(inspection: Inspection, photo_id: int) -> Response:
    """A photo of it, in its copy without metadata."""
    photos = (photo for finding in inspection.findings for photo in finding.photos)
    photo: InspectionPhoto = next((one for one in photos if one.id == photo_id), None) or abort(404)
    response = Response(photo.file.content, mimetype=photo.file.mime)
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.get("/<int:inspection_id>/photos/<int:photo_id>")
@requires(Permission.INSPECTION_READ)
def photo(inspection_id: int, photo_id: int) -> Response:
    return picture(load(inspection_id), photo_id)


@bp.post("/<int:inspection_id>/findings")
@may_hold
def enter(inspection_id: int) -> ResponseReturnValue:
    inspection = load(inspection_id)
    form = EnteredForm(inspection)
    if not form.validate_on_submit():
        return shown(inspection, 422, finding=form)
    finding = InspectionFinding.enter(
        inspection,
        viewer(),
        form.kind.data,
        form.text.data or "",
        form.client_id.data or "",
        found_by=form.card,
        photos=form.sent,
    )
    return back(inspection, f"已记为第 {finding.number} 条", f"f{finding.number}")


def _settle(
    inspection_id: int, number: int, name: str, act: Callable[[InspectionFinding, Any], str]
) -> ResponseReturnValue:
    inspection = load(inspection_id)
    finding = next((one for one in inspection.findings if one.number == number), None) or abort(404)
    mark = f"{name}{finding.id}"
    form = SETTLING[name](mark, finding)
    if not form.validate_on_submit():
        return shown(inspection, 422, **{mark: form})
    finding.expect(form.version.data)
    return back(inspection, act(finding, form), f"f{number}")


@bp.post("/<int:inspection_id>/findings/<int:number>/matter")
@may_hold
def to_matter(inspection_id: int, number: int) -> ResponseReturnValue:
    def act(finding: InspectionFinding, form: Any) -> str:
        matter = finding.to_matter(viewer(), **form.details())
        return f"已转为{matter.name}，待交办"

    return _settle(inspection_id, number, "matter", act)


@bp.post("/<int:inspection_id>/findings/<int:number>/note")
@may_hold
def note(inspection_id: int, number: int) -> ResponseReturnValue:
    def act(finding: InspectionFinding, form: Any) -> str:
        finding.note(viewer(), form.text.data)
        return "已记录在案"

    return _settle(inspection_id, number, "note", act)


@bp.post("/<int:inspection_id>/findings/<int:number>/report")
@may_hold
def set_aside(inspection_id: int, number: int) -> ResponseReturnValue:
    def act(finding: InspectionFinding, form: Any) -> str:
        finding.set_aside(viewer(), unit=form.unit, person=form.person.data or "")
        return "已另行处理，原文和照片不再留在这里"

    return _settle(inspection_id, number, "aside", act)
