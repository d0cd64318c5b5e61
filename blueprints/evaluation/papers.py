"""Paper ballots: printed, handed out, collected, keyed in by two people, settled."""

from flask import Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from blueprints.access import viewer
from blueprints.evaluation.area import back, bp, load, may_enter, may_hold, shown
from blueprints.evaluation.forms import CollectForm, HandOutForm
from blueprints.evaluation.marking import CHOICES, Marking
from blueprints.pages import page
from models import Evaluation, PaperBallot, Spoiled, db
from models.paper_ballot import collect, hand_out, key_in


@bp.get("/<int:evaluation_id>/sheet")
@may_hold
def sheet(evaluation_id: int) -> Response:
    """The paper ballot itself, to be printed."""
    return page("evaluation/sheet.html", "body", evaluation=load(evaluation_id), **CHOICES)


@bp.post("/<int:evaluation_id>/papers/hand-out")
@may_hold
def give(evaluation_id: int) -> ResponseReturnValue:
    evaluation = load(evaluation_id)
    form = HandOutForm(evaluation)
    if not form.validate_on_submit():
        return shown(evaluation, 422, handing=form)
    hand_out(evaluation, form.card, viewer())
    db.session.commit()
    flash(f"已给{form.card.name}发纸质票，平板上不能再交")
    return back(evaluation, "papers")


@bp.post("/<int:evaluation_id>/papers/collect")
@may_hold
def gather(evaluation_id: int) -> ResponseReturnValue:
    evaluation, form = load(evaluation_id), CollectForm()
    if not form.validate_on_submit():
        return shown(evaluation, 422, collecting=form)
    collect(evaluation, viewer(), form.count.data or 0, confirmed=form.confirmed.data)
    db.session.commit()
    return back(evaluation, "papers")


@bp.get("/<int:evaluation_id>/papers/<int:number>")
@may_enter
def paper(evaluation_id: int, number: int) -> Response:
    evaluation = load(evaluation_id)
    found = _within(evaluation, number)
    own = found.own(viewer()) if found else None
    return _keying(evaluation, number, Marking.showing(evaluation, own))


@bp.post("/<int:evaluation_id>/papers/<int:number>")
@may_enter
def key(evaluation_id: int, number: int) -> ResponseReturnValue:
    evaluation = load(evaluation_id)
    marking = Marking(evaluation, request.form)
    _within(evaluation, number)
    if not marking.is_fit():
        return _keying(evaluation, number, marking, 422)
    found = key_in(evaluation, number, viewer(), marking.keyed)
    db.session.commit()
    if found.is_disputed:
        flash(f"{found.name}两遍录入不一致，请对照原票核定")
        return redirect(url_for(".differences", evaluation_id=evaluation_id, number=number), 303)
    flash(f"{found.name}{'两遍一致，已核定' if found.is_settled else '已录第一遍'}")
    following = PaperBallot.next_for(evaluation, viewer())
    if following is None:
        return back(evaluation, "papers")
    return redirect(url_for(".paper", evaluation_id=evaluation_id, number=following), 303)


@bp.get("/<int:evaluation_id>/papers/<int:number>/differences")
@may_enter
def differences(evaluation_id: int, number: int) -> Response:
    evaluation = load(evaluation_id)
    found = _disputed(evaluation, number)
    return _settling(found, Marking.compared(evaluation, found.first, found.second))


@bp.post("/<int:evaluation_id>/papers/<int:number>/differences")
@may_enter
def resolve(evaluation_id: int, number: int) -> ResponseReturnValue:
    evaluation = load(evaluation_id)
    found, marking = _disputed(evaluation, number), Marking(evaluation, request.form)
    if not marking.is_fit():
        marking.doubtful = Marking.compared(evaluation, found.first, found.second).doubtful
        return _settling(found, marking, 422)
    found.settle(viewer(), marking.keyed)
    db.session.commit()
    flash(f"{found.name}已核定")
    return back(evaluation, "papers")


def _within(evaluation: Evaluation, number: int) -> PaperBallot | None:
    """The sheet as far as it is keyed in; 404 where the pile has none of this number."""
    if not evaluation.is_open or not 1 <= number <= (evaluation.collected or 0):
        abort(404)
    return PaperBallot.numbered(evaluation, number)


def _disputed(evaluation: Evaluation, number: int) -> PaperBallot:
    found = _within(evaluation, number)
    if found is None or not found.is_disputed:
        abort(404)
    return found


def _keying(evaluation: Evaluation, number: int, marking: Marking, status: int = 200) -> Response:
    return page(
        "evaluation/key_in.html",
        "main",
        status,
        evaluation=evaluation,
        number=number,
        paper=PaperBallot.numbered(evaluation, number),
        marking=marking,
        kinds=Spoiled,
        **CHOICES,
    )


def _settling(found: PaperBallot, marking: Marking, status: int = 200) -> Response:
    return page(
        "evaluation/settle.html",
        "main",
        status,
        evaluation=found.evaluation,
        paper=found,
        first=Marking.showing(found.evaluation, found.first),
        second=Marking.showing(found.evaluation, found.second),
        marking=marking,
        kinds=Spoiled,
        **CHOICES,
    )
