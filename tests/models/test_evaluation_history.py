"""The same unit over several rounds."""

from hypothesis import given
from hypothesis import strategies as st

from models import AppraisalLevel, Evaluation, EvaluationResults, Marks, db
from models.ballot import hand_in
from models.counting import close
from models.evaluation_history import over_visits
from models.evaluation_proposal import exceeding
from models.evaluation_results import Counts
from tests.models.conftest import Database, account, card, unit, visit

L = AppraisalLevel
POWER = "县供电公司"


def held(level: L, ballots: int = 6, window: str = "", asked: str = "") -> Evaluation:
    by = account("organiser")
    evaluation = Evaluation.prepare(visit(), by)
    if asked:
        evaluation.settle(by, title="测评", dimensions=[asked], asks_remarks=False)
    evaluation.appraise(by, [unit(POWER)], window)
    evaluation.open(by)
    own = evaluation.appraised[0].id
    levels = dict.fromkeys((one.id for one in evaluation.dimensions), level)
    for seat in range(1, ballots + 1):
        hand_in(evaluation, card(seat), {own: Marks(levels)})
    close(evaluation, by)
    db.session.flush()
    return evaluation


def test_a_unit_is_followed_through_the_rounds_that_are_told(database: Database) -> None:
    with database.writing():
        first = held(L.DISSATISFIED)
        held(L.UNKNOWN, ballots=4)  # sealed
        held(L.UNKNOWN, window="营业厅")  # a window is not its unit
        other = held(L.BASICALLY, asked="服务态度")
        last = held(L.SATISFIED)
        held(L.UNKNOWN)  # came later
        results = EvaluationResults.of(last)
        past = over_visits(results)[last.appraised[0].id]
        assert [each.evaluation for each in past] == [first, other, last]
        assert [each.is_alike for each in past] == [True, False, True]
        assert [each.result.counts.satisfied_rate for each in past] == [0.0, 0.0, 1.0]
        assert past[-1].result is results.told[0]


counts = st.builds(Counts, *[st.integers(0, 40)] * 4)


@given(counts)
def test_rates_are_of_those_who_know_and_add_up(told: Counts) -> None:
    rates = (told.satisfied_rate, told.basically_rate, told.dissatisfied_rate)
    if told.informed == 0:
        assert (*rates, told.score) == (None,) * 4
    else:
        assert abs(sum(rate or 0 for rate in rates) - 1) < 1e-9
        assert told.score is not None and 0 <= told.score <= 100
        more = Counts(told.satisfied, told.basically, told.dissatisfied, told.unknown + 7)
        assert (more.satisfied_rate, more.score) == (told.satisfied_rate, told.score)


@given(st.lists(counts, max_size=8), st.integers(1, 100), st.integers(1, 100))
def test_a_higher_limit_never_proposes_more(told: list[Counts], one: int, other: int) -> None:
    low, high = sorted((one, other))
    asked = list(enumerate(told))
    assert set(exceeding(asked, high)) <= set(exceeding(asked, low))
