"""彩排: put a visit in rehearsal, and end it with everything wiped."""

from collections.abc import Callable
from typing import Any

from flask import Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select

from blueprints.access import requires, viewer
from blueprints.pages import page
from blueprints.visits.forms import VersionForm
from blueprints.visits.views import bp, load
from models import Opinion, Permission, Question, Visit, db, rehearsal


@bp.get("/<int:visit_id>/rehearsal")
@requires(Permission.VISIT_MANAGE)
def rehearsing(visit_id: int) -> Response:
    return _page(load(visit_id))


@bp.post("/<int:visit_id>/rehearsal")
@requires(Permission.VISIT_MANAGE)
def rehearse(visit_id: int) -> ResponseReturnValue:
    return _do(visit_id, rehearsal.rehearse, "开始彩排。到站、提问、上屏都和正式的一样")


@bp.post("/<int:visit_id>/rehearsal/end")
@requires(Permission.VISIT_MANAGE)
def end_rehearsal(visit_id: int) -> ResponseReturnValue:
    return _do(visit_id, rehearsal.end_rehearsal, "的彩排已结束并清空，编号从 1 开始")


def _do(visit_id: int, act: Callable[[Visit, Any], None], done: str) -> ResponseReturnValue:
    visit, form = load(visit_id), VersionForm()
    if not form.validate_on_submit():
        return _page(visit, 422)
    visit.expect(form.version.data)
    act(visit, viewer())
    db.session.commit()
    flash(f"{visit.name}{done}")
    return redirect(url_for(".show", visit_id=visit.id), 303)


def _page(visit: Visit, status: int = 200) -> Response:
    """What would be wiped, told beforehand; how many reports, nobody is told."""
    counted = {
        name: db.session.scalar(
            select(func.count()).select_from(model).filter_by(visit_id=visit.id)
        )
        for name, model in (("questions", Question), ("opinions", Opinion))
    }
    return page("visits/rehearsal.html", "main", status, visit=visit, **counted)
