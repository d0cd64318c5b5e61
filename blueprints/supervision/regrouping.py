"""One matter made two, two made one."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from blueprints.access import requires, viewer
from blueprints.supervision.area import bp
from blueprints.supervision.matters import load, refilled, step
from blueprints.supervision.steps import MergeStep, SplitStep
from models import EntryKind as E
from models import Permission, db
from models.regrouping import merge as merge_into
from models.regrouping import split as split_off


@bp.post("/matters/<int:matter_id>/split")
@requires(Permission.MATTER_SUPERVISE)
def split(matter_id: int) -> ResponseReturnValue:
    matter = load(matter_id)
    form = SplitStep(matter)
    if not form.validate_on_submit():
        return refilled(matter, form, E.SPLIT.value)
    matter.expect(form.version.data)
    part = split_off(
        matter,
        viewer(),
        title=form.title.data or "",
        way=form.way.data,
        lead=form.lead,
        assisting=form.assisting_units,
        sources=form.chosen,
        requirement=form.requirement.data or "",
    )
    db.session.commit()
    flash(f"已由{matter.name}拆出{part.name}，待交办")
    return redirect(url_for(".matter", matter_id=part.id), 303)


@bp.post("/matters/<int:matter_id>/merger")
@requires(Permission.MATTER_SUPERVISE)
def merge(matter_id: int) -> ResponseReturnValue:
    matter = load(matter_id)
    form = MergeStep(matter)
    return step(
        matter,
        form,
        E.MERGE,
        lambda: merge_into(matter, form.into, viewer(), form.text.data or ""),
    )
