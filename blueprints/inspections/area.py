"""The blueprint of the office's side, and what its pages show."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from blueprints.access import viewer
from blueprints.inspections.finding_forms import SETTLING, EnteredForm
from blueprints.inspections.forms import ActForm, CallOffForm, HoldForm, PlanForm, TellForm
from blueprints.pages import page
from models import Inspection, InspectionState, Permission, db

bp = Blueprint("inspections", __name__, url_prefix="/inspections")
PAGE = "inspections/show.html"
S = InspectionState
ACTS: dict[str, tuple[type[ActForm], tuple[InspectionState, ...]]] = {
    "hold": (HoldForm, (S.PLANNED, S.HELD)),
    "call_off": (CallOffForm, (S.PLANNED,)),
    "tell": (TellForm, (S.HELD,)),
}


def load(inspection_id: int) -> Inspection:
    """The inspection, if its viewer may see it; else it does not exist."""
    wanted = Inspection.visible_to(viewer()).where(Inspection.id == inspection_id)
    found: Inspection = db.one_or_404(wanted)
    return found


def shown(inspection: Inspection, status: int = 200, **failed: Any) -> Response:
    """The page; a form that came back wrong stands in place of the fresh one of its name."""
    forms: dict[str, Any] = {}
    holds = viewer().may(Permission.INSPECTION_HOLD)
    for name, (kind, states) in ACTS.items() if holds else ():
        if inspection.state in states:
            forms[name] = kind(name, inspection, formdata=None)
    if holds and inspection.state is S.PLANNED:
        forms["plan"] = PlanForm(inspection.visit, inspection, formdata=None)
        forms["plan"].show(inspection)
    if holds and inspection.takes_findings:
        forms["finding"] = EnteredForm(inspection, formdata=None)
    if holds and inspection.state is S.HELD:
        for finding in inspection.findings:
            for name in finding.ways_on:
                form, mark = SETTLING[name], f"{name}{finding.id}"
                forms[mark] = form(mark, finding, formdata=None)
    return page(
        PAGE,
        "main",
        status,
        inspection=inspection,
        forms=forms | failed,
        failed=next(iter(failed), ""),
        holds=holds,
    )


def back(inspection: Inspection, told: str, anchor: str | None = None) -> ResponseReturnValue:
    """One commit, then the page again."""
    db.session.commit()
    flash(told)
    return redirect(url_for("inspections.show", inspection_id=inspection.id, _anchor=anchor), 303)
