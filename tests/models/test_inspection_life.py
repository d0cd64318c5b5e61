"""Every act on an inspection and on what it found, by everybody, in any order."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any, ClassVar
from uuid import uuid4

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import func, select

from models import (
    FindingState,
    Inspection,
    InspectionFinding,
    InspectionKind,
    InspectionState,
    Misconduct,
    Report,
    RuleBroken,
    begin_writing,
    clock,
    db,
)
from tests.models.conftest import PROOF, THAT_DAY, Database, account, card, unit

F, S = FindingState, InspectionState
HOLDERS = ("supervisor1", "supervisor2", "discipline1")
OTHERS = ("transport", "head", "organiser", "leader1", "investigator1")
people = st.sampled_from([*HOLDERS, *HOLDERS, *OTHERS])
places, seats = st.integers(0, 3), st.sampled_from([1, 2, 3])  # seat 3 is not of the team
Doing = Callable[[Inspection], Any]
# what may follow on what; nothing follows on what is settled for good
NEXT = {F.OPEN: {F.MATTER, F.NOTED, F.SET_ASIDE}, F.NOTED: {F.MATTER}}
FOLLOWS = {S.PLANNED: {S.HELD, S.CALLED_OFF}, S.HELD: {S.TOLD}}


class InspectionLife(RuleBasedStateMachine):
    database: ClassVar[Database]
    seen: ClassVar[Counter[str]]

    @initialize()
    def planned(self) -> None:
        self.now = THAT_DAY
        with self.database.writing(self.now):
            inspection = Inspection.plan(
                account("supervisor1"),
                kind=InspectionKind.COVERT,
                unit=unit("县交通运输局"),
                place="窗口",
                purpose="看在不在岗",
                at=clock.now() + timedelta(hours=1),
                visit=card(1).visit,
                staff=[account("supervisor1")],
                cards=[card(1), card(2)],
            )
            self.key, self.states = inspection.id, dict[int, FindingState]()
            self.state = inspection.state
            self.reports = db.session.scalar(select(func.count()).select_from(Report)) or 0

    def act(self, name: str, by: str, do: Doing) -> bool:
        self.now += timedelta(minutes=20)
        with self.database.app.app_context(), clock.at(self.now):
            begin_writing()
            inspection = db.session.get_one(Inspection, self.key)
            try:
                do(inspection)
                db.session.commit()
            except RuleBroken:
                db.session.rollback()
                return False
        assert by in HOLDERS or by.startswith("seat"), f"{by} did {name}"
        self.seen[name] += 1
        return True

    def settle(self, name: str, by: str, place: int, do: Callable[[Any], Any]) -> None:
        def one(inspection: Inspection) -> None:
            if place >= len(inspection.findings):
                raise RuleBroken("没有这一条")
            do(inspection.findings[place])

        if self.act(name, by, one) and name == "set aside":
            self.reports += 1

    @rule(seat=seats)
    def finds(self, seat: int) -> None:
        def one(inspection: Inspection) -> None:
            kind, key = Misconduct.IDLENESS, str(uuid4())
            InspectionFinding.enter(inspection, card(seat), kind, f"空岗 {key}", key, photos_due=1)

        if self.act("find", f"seat {seat}", one):
            assert seat != 3

    @rule(by=people)
    def is_told_by_the_staff(self, by: str) -> None:
        key, kind = str(uuid4()), Misconduct.FORMALISM
        self.act(
            "enter",
            by,
            lambda i: InspectionFinding.enter(i, account(by), kind, f"空岗 {key}", key),
        )

    @rule(by=people, place=places)
    def becomes_a_matter(self, by: str, place: int) -> None:
        details: dict[str, Any] = {"title": "在岗", "requirement": "整改", "days": 7}
        self.settle(
            "matter",
            by,
            place,
            lambda one: one.to_matter(account(by), lead=unit("县交通运输局"), **details),
        )

    @rule(by=people, place=places)
    def is_noted(self, by: str, place: int) -> None:
        self.settle("note", by, place, lambda one: one.note(account(by), "当场纠正"))

    @rule(by=people, place=places)
    def is_set_aside(self, by: str, place: int) -> None:
        self.settle("set aside", by, place, lambda one: one.set_aside(account(by), unit=None))

    @rule(seat=seats, place=places)
    def gives_photos_up(self, seat: int, place: int) -> None:
        self.settle("drop", f"seat {seat}", place, lambda one: one.drop_photos_due(card(seat)))

    @rule(by=people, what=st.sampled_from(["hold", "tell", "hold", "call off"]))
    def goes_on(self, by: str, what: str) -> None:
        done: dict[str, Doing] = {
            "hold": lambda i: i.hold(account(by), clock.now() - timedelta(minutes=5), "看过了"),
            "call off": lambda i: i.call_off(account(by), "下雨"),
            "tell": lambda i: i.tell(account(by), "都处理了"),
        }
        self.act(what, by, done[what])

    @invariant()
    def nothing_goes_back_and_what_is_set_aside_leaves_nothing(self) -> None:
        if not hasattr(self, "key"):
            return
        with self.database.app.app_context(), clock.at(self.now):
            inspection = db.session.get_one(Inspection, self.key)
            if inspection.state is not self.state:
                assert inspection.state in FOLLOWS[self.state]
                self.state = inspection.state
            numbers = [one.number for one in inspection.findings]
            assert numbers == list(range(1, len(numbers) + 1))
            for one in inspection.findings:
                before = self.states.get(one.id, F.OPEN)
                assert one.state is before or one.state in NEXT.get(before, ())
                self.states[one.id] = one.state
                if one.state is F.SET_ASIDE:
                    left = (one.text, one.found_by, one.entered_by, one.settled_by, one.matter)
                    assert left == ("", None, None, None, None) and not one.photos
                assert (one.matter is not None) == (one.state is F.MATTER)
            if inspection.state is S.TOLD:
                assert inspection.record and all(one.is_settled for one in inspection.findings)
            if inspection.state is S.CALLED_OFF:
                assert not inspection.findings
            reports = db.session.scalar(select(func.count()).select_from(Report))
            assert reports == self.reports
            mine = Inspection.visible_to(account("transport")).where(Inspection.id == self.key)
            assert db.session.scalar(mine) is None


SIZES = {"sqlite": (20, 25), "postgresql": (8, 25)}
FULL = {"sqlite": (600, 50), "postgresql": (200, 50)}


def test_a_finding_has_one_way_and_an_inspection_one_end(database: Database) -> None:
    examples, steps = (FULL if PROOF else SIZES)[database.kind]
    kind = type("Life", (InspectionLife,), {"database": database, "seen": Counter()})
    run_state_machine_as_test(
        kind,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=not PROOF,
            database=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate, *([Phase.shrink] if PROOF else [])],
        ),
    )
    seen: Counter[str] = kind.seen  # type: ignore[attr-defined]
    ways = ("find", "matter", "hold", "note")
    for way in ways if database.kind == "sqlite" or PROOF else ways[:1]:
        assert seen[way] > 0, f"the sample never came to: {way} ({dict(seen)})"
