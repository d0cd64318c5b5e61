"""The same units over the visits: how each of a round was appraised in the rounds before."""

from dataclasses import dataclass

from sqlalchemy import select

from models.base import db
from models.evaluation import FEWEST, Appraised, Evaluation, EvaluationState
from models.evaluation_results import EvaluationResults, UnitResult

LATEST = 6  # rounds that are looked at, this one among them


@dataclass(frozen=True)
class Past:
    """一个单位在一次测评中的结果."""

    evaluation: Evaluation
    result: UnitResult
    is_alike: bool  # the same was asked as in the round that is looked at


def over_visits(results: EvaluationResults) -> dict[int, list[Past]]:
    """For each unit or window that is told, by the appraised's id: the rounds in which it was told,
    the earliest first and this one last."""
    asked = _asked(results.evaluation)
    found: dict[int, list[Past]] = {unit.appraised.id: [] for unit in results.told}
    own = {_key(unit.appraised): unit.appraised.id for unit in results.told}
    for evaluation in _rounds(results.evaluation):
        is_this = evaluation is results.evaluation
        of_round = results if is_this else EvaluationResults.of(evaluation)
        for unit in of_round.told:
            key = own.get(_key(unit.appraised))
            if key is not None:
                found[key].append(Past(evaluation, unit, _asked(evaluation) == asked))
    return found


def _rounds(evaluation: Evaluation) -> list[Evaluation]:
    closed = select(Evaluation).filter_by(state=EvaluationState.CLOSED)
    until = closed.where(Evaluation.valid >= FEWEST, Evaluation.id <= evaluation.id)
    latest = db.session.scalars(until.order_by(Evaluation.id.desc()).limit(LATEST)).all()
    return list(reversed(latest))


def _key(appraised: Appraised) -> tuple[int, str]:
    return appraised.unit_id, appraised.window


def _asked(evaluation: Evaluation) -> list[str]:
    return [dimension.name for dimension in evaluation.dimensions]
