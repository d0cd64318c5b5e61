"""The area's blueprint, and what the staff's pages have in common."""

from typing import Any

from flask import Blueprint, Response, redirect, url_for
from flask.typing import ResponseReturnValue

from blueprints.access import requires
from blueprints.evaluation.forms import CollectForm, HandOutForm, SettingForm, UnitsForm, VoidForm
from blueprints.pages import page
from models import BallotWay, Evaluation, PaperBallot, Permission, Voter, db
from models.evaluation import FEWEST

bp = Blueprint("evaluation", __name__, url_prefix="/evaluations")
may_read = requires(Permission.VISIT_READ)
may_hold = requires(Permission.VISIT_MANAGE)
may_enter = requires(Permission.SUBMISSION_ENTER)

PAGE = "evaluation/show.html"


def load(evaluation_id: int) -> Evaluation:
    return db.get_or_404(Evaluation, evaluation_id)


def turnout(evaluation: Evaluation) -> dict[str, int]:
    """Numbers only: who is missing is nobody's business."""
    cards = evaluation.entitled
    handed_in = Voter.count(evaluation, BallotWay.TABLET)
    on_paper = Voter.count(evaluation, BallotWay.PAPER)
    return {
        "cards": cards,
        "handed_in": handed_in,
        "on_paper": on_paper,
        "missing": max(cards - handed_in - on_paper, 0),
    }


def shown(evaluation: Evaluation, status: int = 200, **forms: Any) -> Response:
    """The page of a round, with the forms that were not sent as they begin."""
    blank: dict[str, Any] = {
        "setting": lambda: SettingForm.of(evaluation),
        "units": lambda: UnitsForm(evaluation, formdata=None),
        "voiding": lambda: VoidForm(formdata=None),
        "handing": lambda: HandOutForm(evaluation, formdata=None),
        "collecting": lambda: CollectForm(formdata=None, count=evaluation.collected),
    }
    given = {name: forms.get(name) or make() for name, make in blank.items()}
    return page(
        PAGE,
        "main",
        status,
        evaluation=evaluation,
        turnout=turnout(evaluation),
        papers=PaperBallot.of(evaluation),
        fewest=FEWEST,
        **given,
    )


def back(evaluation: Evaluation, anchor: str | None = None) -> ResponseReturnValue:
    return redirect(url_for("evaluation.show", evaluation_id=evaluation.id, _anchor=anchor), 303)
