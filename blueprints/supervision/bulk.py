"""Many matters in one act, from the list."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from blueprints.access import requires, viewer
from blueprints.filters import FilterForm
from blueprints.supervision.area import bp
from blueprints.supervision.board import listed
from blueprints.supervision.bulk_form import BulkForm
from models import Permission, db
from models.bulk import act_on


@bp.post("/board/acts")
@requires(Permission.MATTER_SUPERVISE)
def bulk() -> ResponseReturnValue:
    """All that is ticked in one act; what cannot be dealt with so is listed with its reason."""
    filters, form = FilterForm(viewer()), BulkForm()
    if not form.validate_on_submit():
        return listed(filters, 422, form)
    act = form.act.data
    outcome = act_on(request.form.getlist("matter"), act, viewer(), form.text.data or "")
    db.session.commit()
    if outcome.remainder:
        return listed(filters, bulk=form, outcome=outcome)
    flash(f"{act.label} {len(outcome.done)} 件，全部办成")
    return redirect(url_for(".board", **filters.given), 303)
