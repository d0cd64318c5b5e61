"""Holding a round: what is asked about whom, opening, the turnout, the end."""

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from blueprints.access import viewer
from blueprints.evaluation import papers
from blueprints.evaluation.area import back, bp, load, may_hold, may_read, shown, turnout
from blueprints.evaluation.forms import PrepareForm, SettingForm, UnitsForm, VersionForm, VoidForm
from blueprints.live import region
from blueprints.pages import page
from models import Appraised, Evaluation, Permission, Visit, db
from models.counting import close

__all__ = ["bp", "papers"]


@region(
    "turnout",
    topic=lambda key: f"evaluation:{key}",  # Evaluation.subject
    admits=lambda who, key: bool(who.may(Permission.VISIT_READ)) and _named(key) is not None,
)
def live_turnout(key: str) -> str:
    evaluation = _named(key)
    assert evaluation is not None
    return render_template(
        "evaluation/_turnout.html", evaluation=evaluation, turnout=turnout(evaluation)
    )


def _named(key: str) -> Evaluation | None:
    return db.session.get(Evaluation, int(key)) if key.isdecimal() and len(key) < 10 else None


@bp.app_template_global()
def rounds_of(visit: Visit) -> list[Evaluation]:
    """民主测评 of a visit, for its page."""
    return Evaluation.of(visit)


@bp.get("")
@may_read
def index() -> Response:
    return _index(PrepareForm(formdata=None))


def _index(form: PrepareForm, status: int = 200) -> Response:
    newest = select(Evaluation).join(Visit).order_by(Visit.number.desc(), Evaluation.id.desc())
    evaluations = db.session.scalars(newest).all()
    return page("evaluation/index.html", "main", status, evaluations=evaluations, form=form)


@bp.post("")
@may_hold
def prepare() -> ResponseReturnValue:
    form = PrepareForm()
    if not form.validate_on_submit():
        return _index(form, 422)
    evaluation = Evaluation.prepare(form.visit, viewer())
    db.session.commit()
    return redirect(url_for(".show", evaluation_id=evaluation.id), 303)


@bp.get("/<int:evaluation_id>")
@may_read
def show(evaluation_id: int) -> Response:
    return shown(load(evaluation_id))


@bp.post("/<int:evaluation_id>/settle")
@may_hold
def settle(evaluation_id: int) -> ResponseReturnValue:
    evaluation, form = load(evaluation_id), SettingForm()
    if not form.validate_on_submit():
        return shown(evaluation, 422, setting=form)
    evaluation.expect(form.version.data)
    evaluation.settle(
        viewer(),
        title=form.title.data or "",
        dimensions=form.names,
        asks_remarks=form.asks_remarks.data,
    )
    db.session.commit()
    flash("已保存")
    return back(evaluation)


@bp.post("/<int:evaluation_id>/units")
@may_hold
def appraise(evaluation_id: int) -> ResponseReturnValue:
    evaluation = load(evaluation_id)
    form = UnitsForm(evaluation)
    if not form.validate_on_submit():
        return shown(evaluation, 422, units=form)
    evaluation.appraise(viewer(), form.chosen, form.window.data or "")
    db.session.commit()
    return back(evaluation, "units")


@bp.post("/<int:evaluation_id>/units/<int:appraised_id>/leave-out")
@may_hold
def leave_out(evaluation_id: int, appraised_id: int) -> ResponseReturnValue:
    evaluation = load(evaluation_id)
    evaluation.leave_out(_appraised(evaluation, appraised_id), viewer())
    db.session.commit()
    return back(evaluation, "units")


def _appraised(evaluation: Evaluation, appraised_id: int) -> Appraised:
    of_it = select(Appraised).filter_by(id=appraised_id, evaluation_id=evaluation.id)
    found: Appraised = db.one_or_404(of_it)
    return found


@bp.post("/<int:evaluation_id>/open")
@may_hold
def begin(evaluation_id: int) -> ResponseReturnValue:
    evaluation = load(evaluation_id)
    evaluation.expect(VersionForm().version.data)
    evaluation.open(viewer())
    db.session.commit()
    flash("测评开始了，代表的平板上可以填")
    return back(evaluation)


@bp.post("/<int:evaluation_id>/close")
@may_hold
def end(evaluation_id: int) -> ResponseReturnValue:
    evaluation = load(evaluation_id)
    close(evaluation, viewer())
    db.session.commit()
    flash("测评结束，已经计票")
    return back(evaluation)


@bp.post("/<int:evaluation_id>/void")
@may_hold
def void(evaluation_id: int) -> ResponseReturnValue:
    evaluation, form = load(evaluation_id), VoidForm()
    if not form.validate_on_submit():
        return shown(evaluation, 422, voiding=form)
    evaluation.void(viewer(), form.reason.data or "")
    db.session.commit()
    flash("测评已作废")
    return back(evaluation)
