"""The itinerary: where the group is, and in which order and when it goes on."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from models import (
    AuditEvent,
    Due,
    Question,
    RuleBroken,
    Stop,
    StopKind,
    Visit,
    VisitState,
    clock,
    db,
    itinerary,
)
from models.timetable import minutes_late
from models.topic import version_of, versions_of
from tests.models.conftest import PROOF, THAT_DAY, Database, card, visit

MOST = 7  # stops


def add(name: str, **more: Any) -> Stop:
    return visit().add_stop("system", kind=StopKind.PROJECT, name=name, unit=None, **more)


def stop(name: str) -> Stop:
    return db.session.scalars(select(Stop).filter_by(name=name)).one()


class Itinerary(RuleBasedStateMachine):
    """Beside the database, a list of names: what must come out."""

    database: ClassVar[Database]

    def __init__(self) -> None:
        super().__init__()
        self.database.reset()
        self.order = ["县交通运输局"]
        self.started = {"县交通运输局"}
        self.here: str | None = "县交通运输局"
        self.added = 0

    def act(self, allowed: bool, do: Callable[[Visit], Any]) -> None:
        try:
            with self.database.writing():
                do(visit())
        except RuleBroken:
            assert not allowed
        else:
            assert allowed

    @rule()
    def add(self) -> None:
        if len(self.order) < MOST:
            self.added += 1
            name = f"新加的第 {self.added} 个"
            self.act(True, lambda visit: add(name))
            self.order.append(name)

    @rule(place=st.integers(0, MOST - 1))
    def cancel(self, place: int) -> None:
        name = self.order[place % len(self.order)]
        allowed = name not in self.started
        self.act(allowed, lambda visit: itinerary.cancel(stop(name), "system"))
        if allowed:
            self.order.remove(name)

    @rule(place=st.integers(0, MOST - 1), up=st.booleans())
    def move(self, place: int, up: bool) -> None:
        name = self.order[place % len(self.order)]
        ahead = [one for one in self.order if one not in self.started]
        to = ahead.index(name) + (-1 if up else 1) if name in ahead else -1
        allowed = 0 <= to < len(ahead)
        self.act(allowed, lambda visit: visit.move(stop(name), "system", up=up))
        if allowed:
            here, there = self.order.index(name), self.order.index(ahead[to])
            self.order[here], self.order[there] = self.order[there], self.order[here]

    @rule(place=st.integers(0, MOST - 1))
    def arrive(self, place: int) -> None:
        name = self.order[place % len(self.order)]
        allowed = name != self.here
        self.act(allowed, lambda visit: visit.start(stop(name), "system"))
        if allowed:
            self.here = name
            self.started.add(name)

    @rule(place=st.integers(0, MOST - 1))
    def leave(self, place: int) -> None:
        name = self.order[place % len(self.order)]
        allowed = name == self.here
        self.act(allowed, lambda visit: visit.finish_stop(stop(name), "system"))
        if allowed:
            self.here = None

    @invariant()
    def numbers_are_a_permutation_and_what_was_reached_keeps_its_own(self) -> None:
        with self.database.at():
            stops = visit().stops
            assert [one.name for one in stops] == self.order
            assert [one.position for one in stops] == list(range(1, len(self.order) + 1))

    @invariant()
    def the_group_is_at_one_stop_or_on_its_way(self) -> None:
        with self.database.at():
            now = visit()
            assert (now.stop.name if now.stop else None) == self.here
            assert now.is_under_way is (self.here is None)
            ahead = [one for one in self.order if one not in self.started]
            assert (now.next_stop.name if now.next_stop else None) == next(iter(ahead), None)


def test_the_order_is_always_a_permutation_and_what_was_reached_never_moves(
    database: Database,
) -> None:
    machine = type("ThisItinerary", (Itinerary,), {"database": database})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=60 if PROOF else 12,
            stateful_step_count=20,
            deadline=None,
            derandomize=not PROOF,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_on_the_way_a_question_belongs_to_no_stop(database: Database) -> None:
    with database.writing():
        before = Question.ask(card(1), "在站上问的", "before")
        visit().finish_stop(visit().stops[0], "system")
        on_the_way = Question.ask(card(1), "在车上问的", "on the way")
        late = Question.ask(card(1), "站上写的，路上才到", "late", visit().stops[0])
        visit().start(add("下一站"), "system")
        after = Question.ask(card(1), "到了再问", "after")
        names = [one.stop.name if one.stop else None for one in (before, on_the_way, late, after)]
    assert names == ["县交通运输局", None, "县交通运输局", "下一站"]


def test_every_step_is_told_to_all_screens_and_on_record(database: Database) -> None:
    topics = ["visit:1", "console:1", "itinerary:1"]
    steps: list[tuple[str, Callable[[Visit], Any]]] = [
        ("visit.stop_added", lambda visit: (add("乙"), add("丙"))),
        ("visit.stop_moved", lambda visit: visit.move(stop("丙"), "system", up=True)),
        (
            "visit.stop_rescheduled",
            lambda visit: visit.reschedule(stop("丙"), "system", time(10), None),
        ),
        ("visit.stop_finished", lambda visit: visit.finish_stop(visit.stop, "system")),
    ]
    for action, do in steps:
        with database.at():
            before, version = versions_of(topics), visit().version
        with database.writing():
            do(visit())
        with database.at():
            assert all(version_of(name) > before[name] for name in topics), action
            assert visit().version > version, action
            last = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
            assert last is not None and last.action == action


def test_a_plan_that_leaves_before_it_arrives_is_none(database: Database) -> None:
    with database.writing():
        with pytest.raises(RuleBroken):
            add("倒着走", planned_at=time(10), planned_until=time(9, 30))
        other = add("顺着走", planned_at=time(10), planned_until=time(10, 30))
        with pytest.raises(RuleBroken):
            visit().reschedule(other, "system", time(11), time(11))
        visit().reschedule(other, "system", None, time(11))
        assert (other.planned_at, other.planned_until) == (None, time(11))


def test_what_is_over_is_not_planned_anew(database: Database) -> None:
    with database.writing():
        first, other = visit().stops[0], add("后一站")
        visit().reschedule(first, "system", time(9), time(10))  # it is where the group is
        visit().start(other, "system")
        with pytest.raises(RuleBroken):
            visit().reschedule(first, "system", time(9), time(11))
        visit().finish("system")
        for refused in (
            lambda: visit().reschedule(other, "system", time(9), None),
            lambda: visit().move(other, "system", up=True),
            lambda: visit().finish_stop(other, "system"),
        ):
            with pytest.raises(RuleBroken):
                refused()


def at(hour: int, minute: int, second: int = 0) -> datetime:
    return THAT_DAY.replace(hour=hour, minute=minute, second=second)


def test_the_clock_counts_to_the_next_step_of_the_plan(database: Database) -> None:
    with database.writing():
        now, first = visit(), visit().stops[0]
        other = add("后一站", planned_at=time(10, 40), planned_until=time(11, 20))
        now.reschedule(first, "system", time(9), time(10, 10))

        def told(moment: datetime) -> tuple[str, str, int | None] | None:
            with clock.at(moment):
                due = Due.of(now)
                return (due.step.value, due.stop.name, due.minutes) if due else None

        assert told(at(10, 2)) == ("leave", "县交通运输局", 8)
        assert told(at(10, 2, 59)) == ("leave", "县交通运输局", 8)
        assert told(at(10, 10, 30)) == ("leave", "县交通运输局", 0)
        assert told(at(10, 22)) == ("leave", "县交通运输局", -12)
        now.reschedule(first, "system", time(9), None)
        assert told(at(10, 22)) == ("arrive", "后一站", 18)
        now.finish_stop(first, "system")
        assert told(at(10, 52)) == ("arrive", "后一站", -12)
        assert told(at(10, 52) + timedelta(days=3)) == ("arrive", "后一站", None)
        with clock.at(at(10, 52)):
            now.start(other, "system")
        assert told(at(11, 0)) == ("leave", "后一站", 20)
        assert (minutes_late(first), minutes_late(other)) == (0, 12)
        now.finish("system")
        assert told(at(11, 0)) is None
        assert now.state is VisitState.HELD
