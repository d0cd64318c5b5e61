"""Rounds of evaluation: what may be done when, what counts, and what is told."""

from sqlalchemy import func, select

from models import (
    AppraisalChannel,
    AppraisalLevel,
    Ballot,
    Envelope,
    Evaluation,
    EvaluationResults,
    Marks,
    Remark,
    Voter,
    db,
)
from models.ballot import hand_in
from models.counting import close
from tests.models.conftest import Database, account, card, unit, visit

L = AppraisalLevel


def opened(*names: str) -> Evaluation:
    """A round that goes on, over these units."""
    by = account("organiser")
    evaluation = Evaluation.prepare(visit(), by)
    evaluation.appraise(by, [unit(name) for name in names or ("县供电公司", "县水务局")])
    evaluation.open(by)
    return evaluation


def marked(evaluation: Evaluation, level: L = L.SATISFIED, remark: str = "") -> dict[int, Marks]:
    """The same for every unit and every dimension."""
    levels = {one.id: level for one in evaluation.dimensions}
    return {one.id: Marks(levels, AppraisalChannel.ON_SITE, remark) for one in evaluation.appraised}


def the_round() -> Evaluation:
    return db.session.scalars(select(Evaluation)).one()


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_a_round_goes_from_opening_to_its_results(database: Database) -> None:
    with database.writing():
        opened()
    for seat in range(1, 8):
        with database.writing():
            assert hand_in(the_round(), card(seat), marked(the_round(), remark="排队太久"))
    with database.at():
        assert (count(Voter), count(Envelope), count(Ballot)) == (7, 7, 0)
    with database.writing():
        close(the_round(), account("organiser"))
    with database.at():
        assert (count(Voter), count(Envelope), count(Ballot), count(Remark)) == (7, 0, 14, 14)
        results = EvaluationResults.of(the_round())
        assert (results.issued, results.returned, results.valid, results.invalid) == (30, 7, 7, 0)
        assert results.counts.satisfied == 7 * 2 * 4
        assert results.counts.satisfied_rate == 1.0
