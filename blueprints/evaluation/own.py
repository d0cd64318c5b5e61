"""The ballot on a representative's tablet: filled in on the device, handed in once.

Handing in goes by the slip of whoever filled it in, as submissions do: the tablet may be in other
hands by then. Nothing is logged, flashed or remembered of it but that this card has handed in.
"""

from flask import Blueprint, Response, abort, jsonify, redirect, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from blueprints.access import public, requires, viewer
from blueprints.evaluation.marking import CHOICES, Marking
from blueprints.intake import at_most
from blueprints.pages import page
from blueprints.slip import refuse, sender, slip_of, wants_data
from models import (
    AppraisalChannel,
    BallotWay,
    Card,
    Evaluation,
    EvaluationState,
    Permission,
    Voter,
    db,
)
from models.ballot import hand_in

bp = Blueprint("ballots", __name__, url_prefix="/ballots")
LARGEST_BALLOT = 256 * 1024  # thirty units, each with the longest remark as a form sends it
PAGE = "evaluation/ballot.html"


@bp.get("")
@requires(Permission.SUBMISSION_GIVE)
def index() -> ResponseReturnValue:
    """Straight to the ballot where there is one."""
    found = Evaluation.open_for(viewer().visit_id)
    if len(found) == 1:
        return redirect(url_for(".ballot", evaluation_id=found[0].id))
    return page("evaluation/ballots.html", "main", evaluations=found)


@bp.get("/<int:evaluation_id>")
@requires(Permission.SUBMISSION_GIVE)
def ballot(evaluation_id: int) -> Response:
    evaluation = _own(evaluation_id, viewer())
    return _page(evaluation, viewer(), Marking(evaluation))


def _own(evaluation_id: int, card: Card) -> Evaluation:
    """A round of this card's visit that was opened; of others a tablet knows nothing."""
    evaluation = db.session.get(Evaluation, evaluation_id)
    if evaluation is None or evaluation.visit_id != card.visit_id:
        abort(404)
    if evaluation.state is EvaluationState.PREPARING:
        abort(404)
    return evaluation


def _page(
    evaluation: Evaluation, card: Card, marking: Marking, status: int = 200, step: str = "fill"
) -> Response:
    way = Voter.way_of(evaluation, card)
    return page(
        PAGE,
        "main",
        status,
        evaluation=evaluation,
        card=card,
        marking=marking,
        way=way.value if way else "",
        takes=evaluation.is_open and way is None,
        step=step,
        slip=slip_of(card),
        usual=AppraisalChannel.ON_SITE.value,
        **CHOICES,
    )


@bp.post("/<int:evaluation_id>")
@public
@at_most(LARGEST_BALLOT)
def give(evaluation_id: int) -> ResponseReturnValue:
    """For whoever has a slip, whoever is signed in. Without a script the ballot is first read
    through (`review`), and goes back to be put right (`fill`)."""
    card = sender()
    evaluation = _own(evaluation_id, card)
    marking = Marking(evaluation, request.form)
    step = request.form.get("step", "")
    if step in {"fill", "review"} and not wants_data():
        return _before(evaluation, card, marking, step)
    already = Voter.way_of(evaluation, card) is BallotWay.TABLET
    if not already and not marking.is_fit():
        return _unfit(evaluation, card, marking)
    hand_in(evaluation, card, marking.marked)
    db.session.commit()
    if wants_data():
        return jsonify(id=request.form.get("client_id", ""), label="测评已交")
    return redirect(url_for(".ballot", evaluation_id=evaluation.id), 303)


@bp.record_once
def _exempt(state: BlueprintSetupState) -> None:
    """The slip and the look at the origin stand in place of the CSRF token."""
    state.app.extensions["csrf"].exempt(give)


def _before(evaluation: Evaluation, card: Card, marking: Marking, step: str) -> ResponseReturnValue:
    """The ballot again, for its author's eyes alone."""
    if not _is_viewer(card):
        abort(403, "平板上现在是另一位代表。请本人用代表证进入后再看")
    if step == "review" and not marking.is_fit():
        return _page(evaluation, card, marking, 422)
    return _page(evaluation, card, marking, step=step)


def _unfit(evaluation: Evaluation, card: Card, marking: Marking) -> ResponseReturnValue:
    if wants_data() or not _is_viewer(card):
        refuse(422, marking.problem)
    return _page(evaluation, card, marking, 422)


def _is_viewer(card: Card) -> bool:
    who = viewer()
    return isinstance(who, Card) and who.id == card.id
