"""The results of a round, what becomes of its remarks, and what it proposes."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from blueprints.access import requires, viewer
from blueprints.appraising.forms import RemarksForm, SetAsideForm, SettlingForm, TakeUpForm
from blueprints.pages import page
from models import Evaluation, EvaluationResults, Permission, Proposal, db
from models.evaluation import FEWEST
from models.evaluation_history import over_visits
from models.evaluation_remarks import opinions_of, to_opinions
from models.evaluation_results import BASICALLY_POINTS, SATISFIED_POINTS, SMALL

bp = Blueprint("appraising", __name__, url_prefix="/evaluations")
may_read = requires(Permission.VISIT_READ)
may_supervise = requires(Permission.MATTER_SUPERVISE)


def _results(
    results: EvaluationResults, form: RemarksForm | None = None, status: int = 200
) -> Response:
    evaluation = results.evaluation
    return page(
        "appraising/results.html",
        "main",
        status,
        evaluation=evaluation,
        results=results,
        history=over_visits(results),
        opinions=opinions_of(evaluation),
        proposals={one.appraised_id: one for one in Proposal.of(evaluation)},
        form=form or RemarksForm(results, formdata=None),
        fewest=FEWEST,
        small=SMALL,
        points=(SATISFIED_POINTS, BASICALLY_POINTS),
    )


@bp.get("/<int:evaluation_id>/results")
@may_read
def results(evaluation_id: int) -> Response:
    return _results(EvaluationResults.of(db.get_or_404(Evaluation, evaluation_id)))


@bp.post("/<int:evaluation_id>/opinions")
@may_supervise
def take_remarks(evaluation_id: int) -> ResponseReturnValue:
    found = EvaluationResults.of(db.get_or_404(Evaluation, evaluation_id))
    form = RemarksForm(found)
    if not form.validate_on_submit():
        return _results(found, form, 422)
    opinions = to_opinions(found.evaluation, form.chosen, viewer())
    db.session.commit()
    flash(f"{len(opinions)} 条附言已转为意见建议，在「待受理」里办理")
    return redirect(url_for(".results", evaluation_id=evaluation_id), 303)


# ---- 整改建议 ------------------------------------------------------------------------------------


def _proposals(
    status: int = 200, proposal: Proposal | None = None, **failed: SettlingForm
) -> Response:
    waiting = Proposal.waiting()
    forms: dict[int, dict[str, Any]] = {
        one.id: {
            "taking": TakeUpForm(one, formdata=None),
            "setting": SetAsideForm(one, formdata=None),
        }
        for one in waiting
    }
    if proposal is not None and proposal.id in forms:
        forms[proposal.id] |= failed
    settled = select(Proposal).where(Proposal.settled_by_id.is_not(None))
    return page(
        "appraising/proposals.html",
        "main",
        status,
        waiting=waiting,
        settled=db.session.scalars(settled.order_by(Proposal.id.desc())).all(),
        forms=forms,
        failed=(proposal.id if proposal else None, next(iter(failed), "")),
    )


def _load(proposal_id: int) -> Proposal:
    wanted = select(Proposal).filter_by(id=proposal_id).with_for_update(of=Proposal)
    found: Proposal = db.one_or_404(wanted)
    return found


@bp.get("/proposals")
@may_supervise
def proposals() -> Response:
    return _proposals()


@bp.post("/proposals/<int:proposal_id>/matter")
@may_supervise
def take_up(proposal_id: int) -> ResponseReturnValue:
    proposal = _load(proposal_id)
    form = TakeUpForm(proposal)
    if not form.validate_on_submit():
        return _proposals(422, proposal, taking=form)
    proposal.expect(form.version.data)
    matter = proposal.take_up(viewer(), **form.details())
    db.session.commit()
    flash(f"已受理为{matter.name}，待交办")
    return redirect(url_for(".proposals"), 303)


@bp.post("/proposals/<int:proposal_id>/refusal")
@may_supervise
def set_aside(proposal_id: int) -> ResponseReturnValue:
    proposal = _load(proposal_id)
    form = SetAsideForm(proposal)
    if not form.validate_on_submit():
        return _proposals(422, proposal, setting=form)
    proposal.expect(form.version.data)
    proposal.set_aside(viewer(), form.reason.data or "")
    db.session.commit()
    flash(f"{proposal.name}不立项，理由在测评结果里可以看到")
    return redirect(url_for(".proposals"), 303)
