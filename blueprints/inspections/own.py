"""我参加的巡查: what a representative in the team of an inspection reads of it, and enters."""

from flask import Blueprint, Response, abort, flash, jsonify, redirect, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from blueprints.access import public, requires, viewer
from blueprints.inspections.finding_forms import FindingForm, PhotosForm, SentFindingForm
from blueprints.inspections.findings import picture
from blueprints.intake import at_most
from blueprints.pages import page
from blueprints.slip import refuse, sender, slip_of
from models import Card, Inspection, InspectionFinding, Permission, db

bp = Blueprint("inspecting", __name__, url_prefix="/mine/inspections")
may_inspect = requires(Permission.SUBMISSION_GIVE)
LARGEST_TEXT = 64 * 1024  # the longest finding of the thickest characters, as a form sends it


def _own(inspection_id: int | None, card: Card) -> Inspection:
    own = Inspection.of_card(card).where(Inspection.id == inspection_id)
    found: Inspection = db.one_or_404(own)
    return found


def _page(
    inspection: Inspection,
    status: int = 200,
    form: FindingForm | None = None,
    failed: tuple[int, PhotosForm] | None = None,
) -> Response:
    """`failed` are photos of the finding with this number that could not be kept."""
    card: Card = viewer()
    missing = {
        finding.number: PhotosForm(finding, formdata=None)
        for finding in inspection.findings
        if finding.photos_due and finding.found_by_id == card.id and not finding.is_settled
    }
    if failed is not None:
        missing[failed[0]] = failed[1]
    return page(
        "inspections/own.html",
        "main",
        status,
        inspection=inspection,
        form=form or FindingForm(formdata=None),
        missing=missing,
        card=card,
        slip=slip_of(card),
    )


@bp.get("/<int:inspection_id>")
@may_inspect
def show(inspection_id: int) -> Response:
    return _page(_own(inspection_id, viewer()))


@bp.post("/<int:inspection_id>/findings")
@may_inspect
def enter(inspection_id: int) -> ResponseReturnValue:
    inspection, form = _own(inspection_id, viewer()), FindingForm()
    if not form.validate_on_submit():
        return _page(inspection, 422, form)
    details = (form.kind.data, form.text.data or "", form.client_id.data or "")
    finding = InspectionFinding.enter(inspection, viewer(), *details, photos=form.sent)
    db.session.commit()
    return _shown(finding, f"已收到，记为第 {finding.number} 条")


@bp.post("/findings")
@public
@at_most(LARGEST_TEXT)
def receive() -> ResponseReturnValue:
    """For the page's script, and whoever has a slip: what a device has kept goes out from
    whichever page is open there. Its photos follow from the page on which they were chosen."""
    author, form = sender(), SentFindingForm()
    inspection = _own(form.inspection_id.data, author)
    if not form.validate():
        refuse(422, form.problems)
    finding = InspectionFinding.enter(
        inspection,
        author,
        form.kind.data,
        form.text.data or "",
        form.client_id.data or "",
        photos_due=form.photos_due.data or 0,
    )
    db.session.commit()
    return jsonify(
        id=form.client_id.data,
        number=finding.number,
        label=f"已收到，记为第 {finding.number} 条",
        photos=url_for(".add_photos", inspection_id=inspection.id, number=finding.number),
    )


@bp.post("/<int:inspection_id>/findings/<int:number>/photos")
@may_inspect
def add_photos(inspection_id: int, number: int) -> ResponseReturnValue:
    inspection = _own(inspection_id, viewer())
    finding = next((one for one in inspection.findings if one.number == number), None) or abort(404)
    form = PhotosForm(finding)
    if not form.validate_on_submit():
        return _page(inspection, 422, failed=(number, form))
    if "none" in request.form:
        finding.drop_photos_due(viewer())
        told = f"第 {number} 条不再补照片"
    else:
        finding.add_photos(viewer(), form.sent)
        told = f"第 {number} 条的照片已收到"
    db.session.commit()
    return _shown(finding, told)


def _shown(finding: InspectionFinding, told: str) -> ResponseReturnValue:
    flash(told)
    target = url_for(".show", inspection_id=finding.inspection_id, _anchor=f"f{finding.number}")
    return redirect(target, 303)


@bp.get("/<int:inspection_id>/photos/<int:photo_id>")
@may_inspect
def photo(inspection_id: int, photo_id: int) -> Response:
    return picture(_own(inspection_id, viewer()), photo_id)


@bp.record_once
def _exempt(state: BlueprintSetupState) -> None:
    """The slip and the look at the origin stand in place of the CSRF token."""
    state.app.extensions["csrf"].exempt(receive)
