"""整改建议: what units shall put right, until the 督查室 takes it up as a matter."""

from uuid import UUID

from flask import Blueprint, Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from blueprints.access import requires, viewer
from blueprints.inspections.finding_forms import TakeUpForm
from blueprints.pages import page
from models import Permission, Rectification, db

bp = Blueprint("rectifications", __name__, url_prefix="/rectifications")
may_supervise = requires(Permission.MATTER_SUPERVISE)


def _page(status: int = 200, failed: dict[UUID, TakeUpForm] | None = None) -> Response:
    waiting = Rectification.waiting()
    forms = {one.id: TakeUpForm(one, formdata=None) for one in waiting} | (failed or {})
    return page("inspections/rectifications.html", "main", status, waiting=waiting, forms=forms)


@bp.get("")
@may_supervise
def index() -> Response:
    return _page()


@bp.post("/<uuid:proposal_id>/matter")
@may_supervise
def take_up(proposal_id: UUID) -> ResponseReturnValue:
    wanted = select(Rectification).filter_by(id=proposal_id).with_for_update()
    proposal: Rectification = db.one_or_404(wanted)
    form = TakeUpForm(proposal)
    if not form.validate_on_submit():
        return _page(422, {proposal_id: form})
    matter = proposal.take_up(viewer(), form.days.data)
    db.session.commit()
    flash(f"已受理为{matter.name}，待交办")
    return redirect(url_for(".index"), 303)
