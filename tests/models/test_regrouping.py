"""A matter made two, two made one: nobody who asked is lost, no gate and no deadline is got rid
of, and nothing of it is a way to 已销号."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from models import (
    Asker,
    EntryKind,
    Figures,
    GateKind,
    Level,
    Matter,
    MatterKind,
    MatterState,
    Opinion,
    Result,
    RuleBroken,
    Tally,
    Visit,
    Way,
    db,
)
from models.load import Load
from models.regrouping import candidates, merge, split
from tests.models.conftest import THAT_DAY, Database, account, card, registered, unit
from tests.models.test_guards import rated, report_done


def another(seat: int = 5, **more: Any) -> Matter:
    details: dict[str, Any] = {
        "kind": MatterKind.OPINION,
        "title": "装新路灯",
        "way": Way.ROUTE,
        "lead": unit("县交通运输局"),
        "sources": [Opinion.give(card(seat), "再装两盏", str(uuid4()))],
    }
    return Matter.register(account("supervisor1"), **{**details, **more})


def part_of(matter: Matter, *sources: Any, **more: Any) -> Matter:
    details = {"title": "清理水沟", "way": Way.ROUTE, "lead": unit("县水务局")}
    return split(matter, account("supervisor1"), sources=sources, **{**details, **more})


def merged(matter: Matter, into: Matter) -> None:
    merge(matter, into, account("supervisor1"), "说的是同一件事")


def seats(matter: Matter) -> list[int]:
    return sorted(asker.card.seat for asker in matter.askers)


def told(matter: Matter, kind: EntryKind) -> list[str]:
    db.session.refresh(matter)
    return [entry.text for entry in matter.entries if entry.kind is kind]


# ---- 拆分 ----------------------------------------------------------------------------------------


def test_askers_follow_their_source_into_the_part(database: Database) -> None:
    with database.writing():
        matter = registered(seats=(1, 2, 3))
        matter.assign(account("supervisor1"))
        first, second, third = matter.opinions
        part = part_of(matter, second)
        assert (seats(matter), seats(part)) == ([1, 3], [2])
        assert matter.opinions == [first, third] and second.matter is part
        assert part.number == matter.number + 1 and part.state is MatterState.REGISTERED
        assert part.split_from is matter and matter.parts == [part]
        assert part.name in told(matter, EntryKind.SPLIT)[0]
        assert matter.name in told(part, EntryKind.SPLIT)[0]


def test_who_said_both_things_is_answered_twice(database: Database) -> None:
    with database.writing():
        matter = registered(seats=(1, 2))
        matter.take_up(Opinion.give(card(1), "水沟也堵了", str(uuid4())))
        part = part_of(matter, matter.opinions[-1])
        assert (seats(matter), seats(part)) == ([1, 2], [1])


def test_a_part_without_a_source_of_its_own_answers_everybody(database: Database) -> None:
    with database.writing():
        matter = registered(seats=(1, 2))
        part = part_of(matter)
        assert seats(matter) == seats(part) == [1, 2]
        assert len(matter.opinions) == 2 and not part.opinions


def test_a_part_has_the_gates_and_the_promised_date_of_the_whole(database: Database) -> None:
    with database.writing():
        due = date(2013, 7, 15)
        matter = another(promised_on=due, extra_gates=[GateKind.DEALT_WITH])
        part = part_of(matter)
        assert {gate.kind for gate in part.gates} == {gate.kind for gate in matter.gates}
        part.assign(account("supervisor1"))
        assert part.round.due_on == due and part.kind is matter.kind


def test_one_source_at_least_stays(database: Database) -> None:
    with database.writing():
        matter = registered(seats=(1, 2))
        with pytest.raises(RuleBroken, match="至少留一件"):
            part_of(matter, *matter.opinions)
        with pytest.raises(RuleBroken, match="已经不在这一件里"):
            part_of(matter, another().opinions[0])


# ---- 合并办理 ------------------------------------------------------------------------------------


def test_a_merged_matter_ends_without_being_closed(database: Database) -> None:
    with database.writing():
        into, matter = registered(seats=(1,)), another(extra_gates=[GateKind.INVESTIGATED])
        merged(matter, into)
        assert (matter.state, matter.closed_at) == (MatterState.MERGED, None)
        assert not matter.is_open and not matter.is_closed and matter.present is into
        assert seats(into) == [1, 5] and seats(matter) == []
        assert [each.card.seat for each in into.opinions] == [1, 5]
        assert GateKind.INVESTIGATED in {gate.kind for gate in into.gates}
        assert into.name in told(matter, EntryKind.MERGE)[0]
        assert matter.name in told(into, EntryKind.MERGE)[0]
        assert into.absorbed == [matter]
    with database.at():
        counts: dict[str, int] = {}
        for (state, _), number in Tally.by_state_and_lead().items():
            counts[state.value] = counts.get(state.value, 0) + number
        assert counts == {"registered": 1, "merged": 1}
        figures = Figures.of(db.session.scalars(select(Visit)).one())
        assert (figures.matters, figures.opinions) == (1, 2)


def test_who_said_it_twice_goes_over_once(database: Database) -> None:
    with database.writing():
        into, matter = registered(seats=(1,)), another()
        matter.take_up(Opinion.give(card(5), "装两盏吧", str(uuid4())))
        merged(matter, into)
        assert seats(into) == [1, 5] and len(into.opinions) == 3


def test_units_that_worked_on_it_help_with_what_it_became_part_of(database: Database) -> None:
    with database.writing():
        into, matter = registered(seats=(1,)), another(lead=unit("县水务局"))
        for each in (into, matter):
            each.assign(account("supervisor1"))
        merged(matter, into)
        assert [(a.unit.name, a.is_lead) for a in into.round.held] == [
            ("县交通运输局", True),
            ("县水务局", False),
        ]
        into.sign(account("water"))  # for its own part
        assert into.state is MatterState.ASSIGNED


def test_a_deadline_is_not_put_off_by_merging(database: Database) -> None:
    with database.writing():
        soon, late = another(days=3), another(seat=6, days=9)
        for each in (soon, late):
            each.assign(account("supervisor1"))
        assert candidates(soon) == [] and candidates(late) == [soon]
        with pytest.raises(RuleBroken, match="时限早于"):
            merged(soon, late)
        merged(late, soon)
        assert soon.round.due_on == soon.round.first_due_on == date(2013, 6, 25)


def test_what_is_overdue_stays_counted(database: Database) -> None:
    with database.writing():
        late, soon = another(days=1), another(seat=6, days=1)
        for each in (late, soon):
            each.assign(account("supervisor1"))
    with database.writing(THAT_DAY + timedelta(days=20)):
        late, soon = db.session.scalars(select(Matter).order_by(Matter.id)).all()
        before = Load.of(account("supervisor1"), [late, soon]).counted
        with pytest.raises(RuleBroken, match="超期要如实统计"):
            merged(late, soon)
        assert Load.of(account("supervisor1"), [late, soon]).counted == before == 2


def test_what_was_split_can_be_joined_again(database: Database) -> None:
    with database.writing():
        matter = registered(seats=(1, 2))
        part = part_of(matter, matter.opinions[1])
        merged(part, matter)
        assert seats(matter) == [1, 2] and len(matter.opinions) == 2
        rows = db.session.query(Asker).filter_by(matter_id=matter.id).count()
        assert rows == 2  # it came back; it is nobody's second self


STEPS: dict[str, Callable[[Matter], object]] = {
    "reported": report_done,
    "replied": rated,
    "second round": lambda matter: rated(matter, Level.DISSATISFIED),
    "planned": lambda matter: rated(matter, result=Result.PLANNED),
}


@pytest.mark.parametrize("step", STEPS)
def test_what_was_reported_or_answered_is_neither_split_nor_merged(
    database: Database, step: str
) -> None:
    with database.writing():
        matter, other = registered(seats=(1, 2)), another()
        STEPS[step](matter)
        for act in (
            lambda: part_of(matter),
            lambda: merged(matter, other),
            lambda: merged(other, matter),
        ):
            with pytest.raises(RuleBroken):
                act()


def test_nothing_is_done_to_what_was_merged(database: Database) -> None:
    with database.writing():
        into, matter = registered(seats=(1,)), another()
        merged(matter, into)
        by = account("supervisor1")
        for act in (
            lambda: matter.assign(by),
            lambda: matter.urge(by, "快办"),
            lambda: matter.escalate(by, "快办"),
            lambda: matter.add_gate(by, GateKind.DEALT_WITH),
            lambda: merged(matter, into),
            lambda: matter.take_up(Opinion.give(card(7), "也为路灯", str(uuid4()))),
        ):
            with pytest.raises(RuleBroken):
                act()


# ---- SQL past the models -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE matter SET state = 'merged' WHERE id = 1",
        "UPDATE matter SET state = 'merged', merged_into_id = 1 WHERE id = 1",
        "UPDATE matter SET state = 'merged', merged_into_id = 2 WHERE id = 1",  # its askers stay
        "UPDATE matter SET merged_into_id = 2 WHERE id = 1",
        "UPDATE matter SET split_from_id = 2 WHERE id = 1",
        "UPDATE matter SET state = 'registered', merged_into_id = NULL WHERE id = 3",
        "UPDATE matter SET state = 'closed', closed_at = changed_at WHERE id = 3",
        "UPDATE asker SET moved_to_id = 2 WHERE matter_id = 1",  # who is not answered there
        "UPDATE asker SET moved_to_id = 1 WHERE matter_id = 1",
        "UPDATE asker SET card_id = 9 WHERE matter_id = 1",
        "UPDATE asker SET moved_to_id = NULL WHERE matter_id = 3",
        "INSERT INTO asker (matter_id, card_id) SELECT 3, card_id FROM asker WHERE matter_id = 1",
    ],
)
def test_the_database_lets_nobody_vanish_by_merging(database: Database, sql: str) -> None:
    with database.writing():
        into, _, third = registered(seats=(1,)), another(), another(seat=6)
        merged(third, into)
    with database.raw() as connection, pytest.raises(DatabaseError):
        connection.execute(text(sql))


def test_an_asker_who_was_answered_never_moves(database: Database) -> None:
    with database.writing():
        matter, other = registered(seats=(1,)), another(seat=1)
        rated(matter)
        assert other.askers
    with database.raw() as connection, pytest.raises(DatabaseError):
        connection.execute(text("UPDATE asker SET moved_to_id = 2 WHERE matter_id = 1"))
