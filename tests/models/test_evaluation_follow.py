"""What follows from a closed round: opinions that nobody signed, and matters of rectification."""

from collections.abc import Iterable
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from models import (
    AppraisalLevel,
    Channel,
    Closing,
    Evaluation,
    EvaluationResults,
    Figures,
    GateKind,
    GateState,
    Limits,
    Marks,
    Matter,
    MatterKind,
    MatterState,
    Opinion,
    Proposal,
    Remark,
    Result,
    RuleBroken,
    Way,
    db,
)
from models.ballot import hand_in
from models.counting import close
from models.evaluation_proposal import exceeding
from models.evaluation_remarks import opinions_of, to_opinions
from models.evaluation_results import Counts
from models.quoting import quotable
from tests.models.conftest import THAT_DAY, Database, account, card, unit, visit

L = AppraisalLevel
POWER, WATER = "县供电公司", "县水务局"
BAD = "窗口吃饭时间没有人"


def round_of(levels: Iterable[L], *, remark: str = BAD) -> Evaluation:
    """Closed: of the power company these levels were ticked, of the water bureau 满意."""
    by = account("organiser")
    evaluation = Evaluation.prepare(visit(), by)
    evaluation.appraise(by, [unit(POWER), unit(WATER)])
    evaluation.open(by)
    power, water = evaluation.appraised
    dimensions = [one.id for one in evaluation.dimensions]
    for seat, level in enumerate(levels, 1):
        marked = {
            power.id: Marks(dict.fromkeys(dimensions, level), None, f"{remark}{seat}"),
            water.id: Marks(dict.fromkeys(dimensions, L.SATISFIED)),
        }
        hand_in(evaluation, card(seat), marked)
    close(evaluation, by)
    return evaluation


def mixed(bad: int, good: int) -> list[L]:
    return [L.DISSATISFIED] * bad + [L.SATISFIED] * good


def remarks_of(evaluation: Evaluation) -> list[Remark]:
    return [one for unit in EvaluationResults.of(evaluation).told for one in unit.remarks]


@pytest.mark.parametrize(
    ("counts", "percent", "proposes"),
    [
        (Counts(12, 0, 3, 0), 20, True),  # reaches it exactly
        (Counts(13, 0, 3, 0), 20, False),
        (Counts(4, 0, 3, 30), 20, True),  # 不了解 is not in the rate
        (Counts(3, 0, 2, 0), 20, False),  # two alone propose nothing
        (Counts(0, 0, 0, 9), 1, False),
    ],
)
def test_the_limit_is_of_those_who_know(counts: Counts, percent: int, proposes: bool) -> None:
    assert bool(exceeding([("履职情况", counts)], percent)) is proposes


def test_a_closed_round_proposes_by_the_limit_of_its_day(database: Database) -> None:
    with database.writing():
        limits = Limits.current()
        days = {way: limits.of(way) for way in Way}
        limits.set(account("supervisor1"), 5, days, 34)
        round_of(mixed(3, 6))  # 33 per cent
        assert Proposal.waiting() == []
        limits.set(account("supervisor1"), 5, days, 33)
        assert Proposal.waiting() == []
    with database.writing():
        round_of(mixed(3, 6))
        assert [one.appraised.unit.name for one in Proposal.waiting()] == [POWER]
        assert [one.name for one, _ in Proposal.waiting()[0].findings] == [
            *("履职情况", "办事流程公开", "服务方式转变", "规章制度执行")
        ]


def test_what_is_sealed_for_its_few_ballots_proposes_nothing(database: Database) -> None:
    with database.writing():
        round_of(mixed(4, 0))
        assert Proposal.waiting() == []


def test_a_proposal_taken_up_passes_four_gates_and_closes_without_a_rating(
    database: Database,
) -> None:
    with database.writing():
        round_of(mixed(3, 3))
        proposal, by = Proposal.waiting()[0], account("supervisor1")
        with pytest.raises(RuleBroken, match="由督查室受理"):
            proposal.take_up(account("organiser"), title="值班", requirement="排班", days=15)
        matter = proposal.take_up(by, title="窗口值班", requirement="中午排班", days=15)
        assert (matter.kind, matter.lead.name, matter.askers) == (
            *(MatterKind.RECTIFICATION, POWER),
            [],
        )
        assert {gate.kind for gate in matter.gates} == set(GateKind)
        assert matter.proposal is proposal
        with pytest.raises(RuleBroken, match="已受理"):
            proposal.set_aside(by, "重复")
    handler = "power"
    with database.writing(THAT_DAY + timedelta(hours=1)):
        matter = db.session.scalars(select(Matter)).one()
        matter.assign(account("supervisor1"))
        matter.sign(account(handler))
        matter.plan(account(handler), "中午两人值班")
        matter.report(account(handler), "已经排班", Result.SOLVED)
        for gate in matter.gates:
            gate.pass_(account("supervisor2"), "看了排班表")
        Closing.propose(matter, account("supervisor1")).confirm(account("supervisor2"))
    with database.at():
        matter = db.session.scalars(select(Matter)).one()
        assert matter.state is MatterState.CLOSED
        assert {gate.state for gate in matter.gates} == {GateState.PASSED}


def test_a_proposal_set_aside_keeps_its_reason(database: Database) -> None:
    with database.writing():
        round_of(mixed(3, 3))
        proposal = Proposal.waiting()[0]
        with pytest.raises(RuleBroken, match="理由"):
            proposal.set_aside(account("supervisor1"), " ")
        proposal.set_aside(account("supervisor1"), "已有一件在办")
        assert Proposal.waiting() == []
    for change in ("state = 'waiting', reason = ''", "reason = 'x'", "percent = 1"):
        with database.raw() as connection, pytest.raises(DatabaseError):
            connection.execute(text(f"UPDATE evaluation_proposal SET {change}"))


def test_a_proposal_cannot_be_tied_to_a_matter_of_another_unit(database: Database) -> None:
    with database.writing():
        round_of(mixed(3, 3))
        other = Matter.register(
            account("supervisor1"),
            kind=MatterKind.RECTIFICATION,
            title="水质",
            way=Way.ROUTE,
            lead=unit(WATER),
            sources=[],
        )
        changed = f"state = 'taken_up', settled_by_id = 1, matter_id = {other.id}"
    with database.raw() as connection, pytest.raises(DatabaseError):
        connection.execute(text(f"UPDATE evaluation_proposal SET {changed}"))


def test_remarks_become_opinions_that_nobody_signed(database: Database) -> None:
    with database.writing():
        evaluation = round_of(mixed(1, 5))
        before, chosen = Figures.of(visit()).opinions, remarks_of(evaluation)[:2]
        found = to_opinions(evaluation, chosen, account("supervisor1"))
        assert [(one.channel, one.card, one.askers) for one in found] == [
            (Channel.EVALUATION, None, [])
        ] * 2
        assert {one.unit_id for one in found} == {unit(POWER).id}
        assert Figures.of(visit()).opinions == before  # not of the visit's 现场
        assert found[0] not in quotable(visit())  # minutes say who said it
        assert to_opinions(evaluation, chosen, account("supervisor1")) == found  # once each
        assert opinions_of(evaluation) == dict(zip([one.id for one in chosen], found, strict=True))
        matter = Matter.register(
            account("supervisor1"),
            kind=MatterKind.OPINION,
            title="窗口值班",
            way=Way.ROUTE,
            lead=unit(POWER),
            sources=found,
        )
        assert matter.askers == []
    with database.writing():
        first, second = db.session.scalars(select(Opinion).order_by(Opinion.number))
        assert (first.matter, second.matter) == (db.session.get(Matter, 1),) * 2


def test_only_the_supervisor_takes_over_remarks_and_only_what_is_told(database: Database) -> None:
    with database.writing():
        evaluation, other = round_of(mixed(1, 5)), round_of(mixed(1, 5))
        with pytest.raises(RuleBroken, match="由督查室"):
            to_opinions(evaluation, remarks_of(evaluation), account("organiser"))
        with pytest.raises(RuleBroken, match="请勾选"):
            to_opinions(evaluation, [], account("supervisor1"))
        with pytest.raises(RuleBroken, match="不在这次测评"):
            to_opinions(evaluation, remarks_of(other), account("supervisor1"))


def test_the_database_lets_no_other_opinion_go_unsigned(database: Database) -> None:
    with database.writing():
        evaluation = round_of(mixed(1, 5))
        to_opinions(evaluation, remarks_of(evaluation)[:1], account("supervisor1"))
    copied = (
        "INSERT INTO opinion (client_id, visit_id, number, channel, text, state, reason, given_at,"
        " version) SELECT 'x', visit_id, 99, 'letter', text, state, reason, given_at, 1"
        " FROM opinion"
    )
    with database.raw() as connection, pytest.raises(DatabaseError):
        connection.execute(text(copied))
