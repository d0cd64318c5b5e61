"""One matter's life in any order by anybody: nothing but programme.md's way leads to 已销号.

The machine tries every act as every kind of person; that most are refused is what it expects.
`Story` is the oracle: it is written from programme.md, knows nothing of the models' rules, keeps
its own account of what was accepted, and looks into the database with SQL of its own.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from typing import Any, ClassVar

import chinese_calendar
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select, text

from models import (
    Closing,
    GateKind,
    Level,
    Matter,
    MatterKind,
    Opinion,
    Question,
    Rating,
    Reply,
    Result,
    RuleBroken,
    SignOff,
    Tally,
    Way,
    audit,
    begin_writing,
    clock,
    db,
)
from models.regrouping import merge, split
from tests.models.conftest import (
    IN_CHARGE,
    PROOF,
    STAFF,
    THAT_DAY,
    Database,
    account,
    card,
    unit,
)

OFFICE = "县政府办公室"
LEADS = ["县交通运输局", "县供电公司", OFFICE]
HELPERS = ["县供电公司", "县水务局"]
ALL_FOUR = {"clarified", "investigated", "dealt_with", "rectified"}

people = st.sampled_from(sorted(STAFF))
handlers = st.sampled_from(sorted(login for login in STAFF if STAFF[login][0] == "handler"))
reviewers = st.sampled_from(
    ["supervisor1", "supervisor2", "supervisor3", "discipline1", "discipline2", "head"]
)
leaders = st.sampled_from(["leader1", "leader2"])
gates = st.sampled_from(list(GateKind))
seats = st.integers(1, 4)
results = st.sampled_from([*Result, Result.SOLVED])
levels = st.sampled_from([Level.SATISFIED, Level.FAIRLY, Level.DISSATISFIED, Level.DISSATISFIED])
units = st.sampled_from(sorted({*LEADS, *HELPERS}))
REGROUPING = ["split", "split off", "join", "leave"]
OTHER_ACTS = ["urge", "escalate", "take_up", "work", *REGROUPING]


def unit_of(login: str) -> str:
    return STAFF[login][1]


def working_days(first: date, last: date) -> int:
    """Working days after `first` up to and with `last`, by the State Council's notices."""
    days = (first + timedelta(n) for n in range(1, (last - first).days + 1))
    return sum(1 for day in days if chinese_calendar.is_workday(day))


class Gone(Exception):
    """The matter has ended by being merged; what is tried on is not kept."""


@dataclass
class Round:
    """What the oracle knows of one round."""

    units: set[str]
    due: set[str]
    clock_began: date | None = None
    result: str | None = None
    passed: dict[str, str] = field(default_factory=dict)  # gate: signer
    waiving: dict[str, str] = field(default_factory=dict)
    waived: dict[str, tuple[str, str]] = field(default_factory=dict)
    answered: dict[int, date] = field(default_factory=dict)  # seat: day
    rated: dict[int, str] = field(default_factory=dict)
    signed_off: bool = False
    proposed_by: str | None = None

    @property
    def all_gates_done(self) -> bool:
        return self.due <= {*self.passed, *self.waived}


@dataclass
class Story:
    """The oracle's own account of one matter."""

    leader: str
    askers: set[int]
    rounds: list[Round]
    returned_by: str | None = None
    closed: bool = False

    @property
    def now(self) -> Round:
        return self.rounds[-1]

    @property
    def dissatisfied_rounds(self) -> int:
        return sum("dissatisfied" in each.rated.values() for each in self.rounds)

    def next_round(self) -> None:
        self.rounds.append(Round(units=set(self.now.units), due=set(self.now.due)))

    def is_fit(self, login: str, *more: str) -> bool:
        """The signer belongs to no handling unit; for 县政府办 he is of 纪检监察."""
        role, of = STAFF[login]
        if OFFICE in self.now.units and role != "discipline":
            return False
        return of not in self.now.units and role in {"supervisor", "discipline", *more}

    def obstacles(self, today: date) -> list[str]:  # noqa: C901 -- one branch a rule
        """What forbids 销号 by programme.md, apart from the two persons."""
        now, found = self.now, []
        if not now.all_gates_done:
            found.append("a due gate stands open")
        for login in [
            *now.passed.values(),
            *(each for pair in now.waived.values() for each in pair),
        ]:
            if not self.is_fit(login):
                found.append(f"{login} was not fit to sign")
        found += [f"{gate} waived by one" for gate, (a, b) in now.waived.items() if a == b]
        if now.result is None:
            found.append("not reported done")
        if now.result == "planned":
            found.append("列入计划 stays open")
        found += [f"no reply to {seat}" for seat in self.askers - set(now.answered)]
        if self.dissatisfied_rounds >= 2:
            if not now.signed_off:
                found.append("the leader in charge has not signed off")
            return found
        for seat, day in now.answered.items():
            level = now.rated.get(seat)
            if level == "dissatisfied":
                found.append(f"{seat} is dissatisfied")
            elif level is None and working_days(day, today) < 10 and not now.signed_off:
                found.append(f"{seat} may still rate")
        return found


class MatterLife(RuleBasedStateMachine):
    database: ClassVar[Database]
    seen: ClassVar[Counter[str]]
    numbers: ClassVar["count[int]"]

    def __init__(self) -> None:
        super().__init__()
        self.now = THAT_DAY
        self.first_due: dict[tuple[int, date], date] = {}
        self.kept: dict[int, list[Any]] = {}  # each earlier round as it stood when it ended

    # ---- how an act is done ------------------------------------------------------------------

    def act(self, do: Callable[[Matter], Any]) -> bool:
        """One act in a transaction of its own; False when a rule refused it."""
        self.now += timedelta(minutes=1)
        with self.database.app.app_context(), clock.at(self.now):
            begin_writing()
            matter = db.session.get_one(Matter, self.matter)
            try:
                do(matter)
                db.session.commit()
            except RuleBroken:
                db.session.rollback()
                return False
            except Gone:
                db.session.rollback()
                raise
            assert list(Tally.faults()) == [], "what is counted is not what there is"
            kept = select(Matter.light_on(self.now.date())).where(Matter.id == self.matter)
            light = db.session.scalar(kept)
            assert light is matter.light(), "the light that is kept is another one"
        return True

    def peek(self, read: Callable[[Matter], Any]) -> Any:
        with self.database.app.app_context(), clock.at(self.now):
            return read(db.session.get_one(Matter, self.matter))

    def rows(self, sql: str) -> list[Any]:
        with self.database.app.app_context():
            found = db.session.execute(text(sql), {"matter": self.matter}).all()
        return [tuple(row) for row in found]

    @initialize(
        kind=st.sampled_from(list(MatterKind)),
        lead=st.sampled_from([*LEADS, "县交通运输局"]),
        helpers=st.lists(st.sampled_from(HELPERS), max_size=1),
        merged=st.booleans(),
        askers=st.integers(0, 2),
        extra=st.booleans(),
        promised=st.booleans(),
    )
    def register(
        self,
        kind: MatterKind,
        lead: str,
        helpers: list[str],
        merged: bool,
        askers: int,
        extra: bool,
        promised: bool,
    ) -> None:
        helpers = [name for name in helpers if name != lead]
        asked: set[int] = set()
        with self.database.writing(self.now):
            sources: list[Any] = []
            if askers > 0:
                question = Question.ask(card(1), "路灯不亮", self.new_id())
                question.approve(account("organiser"))
                asked.add(1)
                if merged:
                    other = Question.ask(card(2), "晚上太黑", self.new_id())
                    other.merge_into(question, account("organiser"))
                    asked.add(2)
                question.route(account("organiser"), unit(lead))
                sources.append(question)
            if askers > 1:
                sources.append(Opinion.give(card(3), "装路灯", self.new_id()))
                asked.add(3)
            matter = Matter.register(
                account("supervisor1"),
                kind=kind,
                title="路灯",
                way=Way.ROUTE,
                lead=unit(lead),
                sources=sources,
                assisting=[unit(name) for name in helpers],
                promised_on=date(2013, 7, 15) if promised else None,
                extra_gates=[GateKind.INVESTIGATED] if extra else [],
            )
            self.matter = matter.id
        due = {"clarified", "rectified"} | ({"investigated"} if extra else set())
        if kind.value in {"inspection", "rectification"}:
            due = set(ALL_FOUR)
        self.story = Story(IN_CHARGE[lead], asked, [Round({lead, *helpers}, due)])

    def new_id(self) -> str:
        return f"client {next(self.numbers)}"

    # ---- what the office does ----------------------------------------------------------------

    @rule(by=people, to=st.none() | units, days=st.none() | st.integers(1, 20))
    def assign(self, by: str, to: str | None, days: int | None) -> None:
        lead = self.peek(lambda matter: matter.lead.name)
        if not self.act(lambda m: m.assign(account(by), lead=to and unit(to), days=days)):
            return
        now, to = self.story.now, to or lead
        held = self.rows(
            "SELECT u.name FROM assignment a JOIN unit u ON u.id = a.unit_id"
            " WHERE a.returned_at IS NULL AND a.round_id ="
            " (SELECT max(id) FROM round WHERE matter_id = :matter)"
        )
        now.units = {name for (name,) in held}
        assert to in now.units
        self.story.leader = IN_CHARGE[to]
        if now.clock_began is None or to != self.story.returned_by:
            now.clock_began = self.now.date()  # another unit: a new clock
            self.first_due.pop((len(self.story.rounds), now.clock_began), None)
        self.story.returned_by = None
        self.seen["assigned"] += 1

    @rule(by=people, grant=st.booleans())
    def decide_extension(self, by: str, grant: bool) -> None:
        if self.act(lambda m: m.decide_extension(account(by), grant, "按原时限办")) and grant:
            self.seen["extended"] += 1

    @rule(by=people)
    def rework(self, by: str) -> None:
        if self.act(lambda m: m.rework(account(by), "再核实")):
            self.story.now.result = None
            self.seen["reworked"] += 1

    @rule(by=people, kind=gates)
    def add_gate(self, by: str, kind: GateKind) -> None:
        if self.act(lambda m: m.add_gate(account(by), kind)):
            self.story.now.due.add(kind.value)

    def regroup(self, by: str, what: str, seat: int) -> None:
        """Another matter is joined to this one, or a part of it goes its own way: who asked is
        always answered in one of the two, and neither is a way to 已销号."""
        words, before = self.new_id(), set(self.story.askers)

        def join(matter: Matter) -> None:
            merge(self.another(seat, words), matter, account(by), "同一件事")

        def leave(matter: Matter) -> None:
            merge(matter, self.another(seat, words), account(by), "同一件事")
            raise Gone(matter.state.value, {asker.card.seat for asker in matter.askers})

        def split_off(matter: Matter, with_source: bool = False) -> None:
            sources = matter.sources[:1] if with_source else []
            part = split(
                matter, account(by), title="另一半", way=Way.ROUTE, lead=unit("县水务局"),
                sources=sources,
            )  # fmt: skip
            assert {gate.kind for gate in part.gates} == {gate.kind for gate in matter.gates}
            asking = {a.card.seat for a in [*matter.askers, *part.askers]}
            assert asking == before, "somebody got lost"

        acts = {"join": join, "split": split_off, "leave": leave}
        try:
            done = self.act(acts.get(what) or (lambda matter: split_off(matter, True)))
        except Gone as gone:  # rolled back: the story goes on with this matter
            assert gone.args == ("merged", set())
            self.check_regrouped("left")
            return
        if done:
            self.check_regrouped(what)

    def check_regrouped(self, what: str) -> None:
        now = self.story.now
        assert len(self.story.rounds) == 1 and not now.answered, "regrouped after an answer"
        assert now.result is None and not now.passed, "regrouped after a report"
        asking = self.rows(
            "SELECT c.seat FROM asker k JOIN card c ON c.id = k.card_id"
            " WHERE k.matter_id = :matter AND k.moved_to_id IS NULL"
        )
        self.story.askers = {seat for (seat,) in asking}
        held = self.rows(
            "SELECT u.name FROM assignment a JOIN unit u ON u.id = a.unit_id"
            " WHERE a.returned_at IS NULL AND a.round_id ="
            " (SELECT max(id) FROM round WHERE matter_id = :matter)"
        )
        now.units = {name for (name,) in held}
        self.seen[what] += 1

    def another(self, seat: int, words: str) -> Matter:
        return Matter.register(
            account("supervisor1"),
            kind=MatterKind.OPINION,
            title="又一件",
            way=Way.ROUTE,
            lead=unit("县交通运输局"),
            sources=[Opinion.give(card(seat), "也为路灯", words)],
        )

    @rule(by=people, seat=seats, what=st.sampled_from(OTHER_ACTS))
    def something_else(self, by: str, seat: int, what: str) -> None:
        if what == "take_up":
            self.take_up_another(seat)
        elif what in REGROUPING:
            self.regroup(by, what, seat)
        elif what == "work":
            for kind in ("progress", "plan", "finish_part"):
                self.act(lambda m, kind=kind: getattr(m, kind)(account(by), "已开工"))
        else:
            self.act(lambda m: getattr(m, what)(account(by), "请抓紧办"))

    def take_up_another(self, seat: int) -> None:
        """The same thing is said again, and joined to the matter."""
        words, known = self.new_id(), set(self.story.askers)
        if self.act(lambda m: m.take_up(Opinion.give(card(seat), "也为路灯", words))):
            assert not self.story.closed, "something was joined to a closed matter"
            assert not self.story.now.answered or seat in known, "joined after the answer"
            self.story.askers.add(seat)

    # ---- what the units do -------------------------------------------------------------------

    @rule(by=handlers)
    def sign(self, by: str) -> None:
        self.act(lambda m: m.sign(account(by)))

    @rule(by=handlers, to=units)
    def send_back(self, by: str, to: str) -> None:
        lead = self.peek(lambda matter: matter.lead.name)
        if self.act(lambda m: m.send_back(account(by), unit(to), "职责不在本单位")):
            self.story.now.units.discard(unit_of(by))
            if unit_of(by) == lead:
                self.story.returned_by = lead
            self.seen["sent back"] += 1

    @rule(by=handlers, days=st.integers(-3, 30))
    def ask_extension(self, by: str, days: int) -> None:
        due = self.peek(lambda matter: matter.round.due_on)
        until = (due or self.now.date()) + timedelta(days)
        if self.act(lambda m: m.ask_extension(account(by), until, "材料未到")):
            assert due is not None and self.now.date() <= due < until

    @rule(by=handlers, result=results)
    def report(self, by: str, result: Result) -> None:
        before, story = self.peek(lambda matter: matter.state.value), self.story
        planned = self.now.date() + timedelta(20)
        if not self.act(lambda m: m.report(account(by), "已办好", result, planned)):
            return
        assert unit_of(by) in story.now.units, "reported by a unit that does not handle it"
        if before == "replied":
            assert story.now.result == "planned"
            self.next_round()
            story.now.units = {unit_of(by)}
            story.now.clock_began = self.now.date()
            self.seen["planned and done"] += 1
        story.now.result = result.value

    # ---- review ------------------------------------------------------------------------------

    @rule(by=people | reviewers, kind=gates)
    def pass_gate(self, by: str, kind: GateKind) -> None:
        if self.act(lambda m: self.gate(m, kind).pass_(account(by), "已到现场看过")):
            assert kind.value not in {*self.story.now.passed, *self.story.now.waived}
            self.story.now.waiving.pop(kind.value, None)
            self.story.now.passed[kind.value] = by
            self.signed(by)

    @rule(by=people | reviewers, kind=gates)
    def waive_gate(self, by: str, kind: GateKind) -> None:
        if self.act(lambda m: self.gate(m, kind).waive(account(by), "与本件无关")):
            self.story.now.waiving[kind.value] = by
            self.signed(by)

    @rule(by=people | reviewers, kind=gates)
    def confirm_waiver(self, by: str, kind: GateKind) -> None:
        if self.act(lambda m: self.gate(m, kind).confirm_waiver(account(by))):
            first = self.story.now.waiving.pop(kind.value)
            assert first != by, "不适用 takes a second person"
            self.story.now.waived[kind.value] = (first, by)
            self.signed(by)
            self.seen["waived"] += 1

    def gate(self, matter: Matter, kind: GateKind) -> Any:
        found = next((gate for gate in matter.gates if gate.kind is kind), None)
        if found is None:
            raise RuleBroken("not due")
        return found

    def signed(self, by: str) -> None:
        assert self.story.is_fit(by), f"{by} signed for {self.story.now.units}"
        assert self.story.now.result is not None, "signed before it was reported done"
        assert not self.story.now.answered, "signed after the reply"

    # ---- reply, rating, closing --------------------------------------------------------------

    @rule(by=people)
    def reply(self, by: str) -> None:
        if self.act(lambda m: Reply.send(m, account(by), "路灯已修好")):
            now = self.story.now
            assert now.all_gates_done, "replied before the gates"
            now.answered = dict.fromkeys(self.story.askers, self.now.date())

    @rule(of=seats, by=seats, level=levels)
    def rate_as_anybody(self, of: int, by: int, level: Level) -> None:
        if self.act(lambda m: Rating.give(self.asker(m, of), card(by), level, "还是不亮")):
            assert of == by, "somebody else rated"
            self.rated(of, level)

    @rule(seat=seats, by=people, level=levels)
    def rate_by_telephone(self, seat: int, by: str, level: Level) -> None:
        if self.act(
            lambda m: Rating.key_in(
                self.asker(m, seat), account(by), level, "仍不亮", "本人", "139"
            )
        ):
            self.rated(seat, level)

    def asker(self, matter: Matter, seat: int) -> Any:
        found = next((asker for asker in matter.askers if asker.card.seat == seat), None)
        if found is None:
            raise RuleBroken("has not asked")
        return found

    def rated(self, seat: int, level: Level) -> None:
        now = self.story.now
        assert seat in now.answered, "rated without an answer in this round"
        assert seat not in now.rated, "rated twice in one round"
        assert not self.story.closed
        now.rated[seat] = level.value
        if level is Level.DISSATISFIED:
            if self.story.dissatisfied_rounds == 1:
                self.next_round()
                self.story.now.clock_began = self.now.date()
                self.seen["second round"] += 1
            else:
                self.seen["disputed"] += 1

    @rule(by=people | leaders)
    def sign_off(self, by: str) -> None:
        if self.act(lambda m: SignOff.give(m, account(by), "已尽力，予以说明")):
            assert by == self.story.leader, "not the leader in charge"
            assert self.story.dissatisfied_rounds >= 2 and self.story.now.answered
            self.story.now.signed_off = True
            self.seen["signed off"] += 1

    @rule(by=people | reviewers)
    def propose_closing(self, by: str) -> None:
        if self.act(lambda m: Closing.propose(m, account(by))):
            self.story.now.proposed_by = by

    @rule(by=people | reviewers)
    def refuse_closing(self, by: str) -> None:
        if self.act(lambda m: self.closing(m).refuse(account(by), "材料不齐")):
            assert by != self.story.now.proposed_by
            self.story.now.proposed_by = None

    @rule(by=people | reviewers)
    def confirm_closing(self, by: str) -> None:
        now, today = self.story.now, self.now.date()
        free = not self.rows(
            "SELECT 1 FROM extension WHERE granted IS NULL AND round_id ="
            " (SELECT max(id) FROM round WHERE matter_id = :matter)"
        )
        permitted = (
            not self.story.closed
            and not self.story.obstacles(today)
            and now.proposed_by not in {None, by}
            and self.story.is_fit(by, "office_head")
            and free
        )
        closed = self.act(lambda m: self.closing(m).confirm(account(by)))
        if closed:
            assert not self.story.obstacles(today), self.story.obstacles(today)
            assert now.proposed_by and now.proposed_by != by, "one person alone closed it"
            assert self.story.is_fit(by, "office_head"), f"{by} closed what his unit handled"
            self.story.closed = True
            self.seen["closed"] += 1
            self.seen[f"closed in round {len(self.story.rounds)}"] += 1
        assert closed == permitted, "programme.md permits 销号 here"

    def closing(self, matter: Matter) -> Any:
        if matter.pending_closing is None:
            raise RuleBroken("nobody has proposed it")
        return matter.pending_closing

    # ---- time, and how it usually goes -------------------------------------------------------

    @rule(days=st.integers(1, 12))
    def time_passes(self, days: int) -> None:
        while days:
            self.now += timedelta(days=1)
            days -= chinese_calendar.is_workday(self.now.date())

    @precondition(lambda self: not self.story.closed)
    @rule(steps=st.integers(1, 14), mood=st.sampled_from(["well", "badly", "silent", "planned"]))
    def goes_on(self, steps: int, mood: str) -> None:
        """Chance alone hardly ever gets far; so now and then everybody does what is due."""
        for _ in range(steps):
            self.usual_step(mood)
            self.stays_true()

    @precondition(lambda self: not self.story.closed)
    @rule(steps=st.integers(1, 6), hitch=st.sampled_from(["waived", "reworked", "sent back"]))
    def meets_a_hitch(self, steps: int, hitch: str) -> None:
        for _ in range(steps):
            self.usual_step(hitch)
        if hitch == "reworked":
            self.rework(by="supervisor1")
        elif hitch == "sent back":
            self.send_back(by=self.handler(), to="县水务局")

    def handler(self) -> str:
        """The lead unit's."""
        lead = self.peek(lambda matter: matter.lead.name)
        return next(login for login, found in STAFF.items() if found == ("handler", lead))

    def usual_step(self, mood: str) -> None:  # noqa: C901 -- one branch a state
        state, lead = self.peek(lambda m: (m.state.value, m.lead.name))
        own = OFFICE in self.story.now.units
        first, second = ("discipline1", "discipline2") if own else ("supervisor1", "supervisor2")
        handler, now = self.handler(), self.story.now
        result = Result.PLANNED if mood == "planned" else Result.SOLVED
        level = Level.DISSATISFIED if mood == "badly" else Level.FAIRLY
        if state == "registered":
            self.assign(by="supervisor1", to=None, days=None)
        elif state == "assigned":
            self.sign(by=handler)
        elif state == "handling":
            for helper in sorted(now.units - {lead}):
                login = next(k for k, found in STAFF.items() if found == ("handler", helper))
                self.sign(by=login)
                self.act(lambda m, login=login: m.finish_part(account(login), "已配合办好"))
            self.report(by=handler, result=result)
        elif state == "reported" and not now.all_gates_done:
            kind = GateKind(min(now.due - {*now.passed, *now.waived}))
            if now.waiving:
                self.confirm_waiver(by=second, kind=kind)
            elif mood == "waived":
                self.waive_gate(by=first, kind=kind)
            else:
                self.pass_gate(by=first, kind=kind)
        elif state == "reported" and self.story.askers:
            self.reply(by="supervisor1")
        elif state == "replied" and now.result == "planned":
            self.report(by=handler, result=Result.SOLVED)
        elif mood == "silent" and self.story.obstacles(self.now.date()):
            self.time_passes(days=5)
        elif set(now.rated) < set(now.answered) and mood != "silent":
            seat = min(set(now.answered) - set(now.rated))
            self.rate_as_anybody(of=seat, by=seat, level=level)
        elif self.story.dissatisfied_rounds >= 2 and not now.signed_off:
            self.sign_off(by=self.story.leader)
        elif now.proposed_by is None:
            self.propose_closing(by=first)
        else:
            self.confirm_closing(by=second)

    # ---- what must hold after every step ------------------------------------------------------

    def next_round(self) -> None:
        number = len(self.story.rounds)
        self.kept[number] = self.round_in_rows(number)
        self.story.next_round()

    def round_in_rows(self, number: int) -> list[Any]:
        """One round as it stands in the database."""
        ids = f"(SELECT id FROM round WHERE matter_id = :matter AND number = {number})"
        tables = ("gate", "reply", "rating", "assignment", "extension")
        return [self.rows(f"SELECT * FROM round WHERE id IN {ids}")] + [
            self.rows(f"SELECT * FROM {table} WHERE round_id IN {ids} ORDER BY id")
            for table in tables
        ]

    @invariant()
    def check(self) -> None:
        if hasattr(self, "story"):
            self.stays_true()

    def stays_true(self) -> None:
        story = self.story
        ((state, closed_at),) = self.rows("SELECT state, closed_at FROM matter WHERE id = :matter")
        assert (state == "closed") == story.closed == (closed_at is not None)
        rounds = self.rows(
            "SELECT id, number, started_on, first_due_on FROM round"
            " WHERE matter_id = :matter ORDER BY number"
        )
        assert [number for _, number, _, _ in rounds] == list(range(1, len(story.rounds) + 1))
        for told, (_, number, started, first_due) in zip(story.rounds, rounds, strict=True):
            if told.clock_began is None:
                assert started is None and first_due is None
                continue
            assert str(started) == str(told.clock_began), "the clock was not started anew"
            kept = self.first_due.setdefault((number, told.clock_began), first_due)
            assert kept == first_due, "the first date on record was changed"
        found = self.rows(
            "SELECT g.kind, g.state, a.login, b.login FROM gate g"
            " LEFT JOIN account a ON a.id = g.signer_id LEFT JOIN account b ON b.id = g.second_id"
            " WHERE g.round_id = (SELECT max(id) FROM round WHERE matter_id = :matter)"
        )
        now = story.now
        assert {kind for kind, *_ in found} == now.due
        for kind, state, signer, second in found:
            expected = {
                "passed": (now.passed.get(kind), second),
                "waiving": (now.waiving.get(kind), None),
                "waived": now.waived.get(kind),
                "open": (None, None),
            }
            assert (signer, second) == expected[state], f"{kind} {state}"
            if signer and state != "waiving":
                assert story.is_fit(signer), f"{signer} has signed for his own unit"

    def teardown(self) -> None:
        if not hasattr(self, "matter"):
            return
        doubles = self.rows(
            "SELECT t.asker_id, t.round_id FROM rating t JOIN asker k ON k.id = t.asker_id"
            " WHERE k.matter_id = :matter GROUP BY t.asker_id, t.round_id HAVING count(*) > 1"
        )
        assert not doubles
        for number, rows in self.kept.items():
            assert self.round_in_rows(number) == rows, f"round {number} was rewritten"


def life(database: Database, examples: int, steps: int) -> Counter[str]:
    kind = type(
        "Life", (MatterLife,), {"database": database, "seen": Counter(), "numbers": count()}
    )
    run_state_machine_as_test(
        kind,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=not PROOF,
            database=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate, *([Phase.shrink] if PROOF else [])],  # shrinking takes minutes
        ),
    )
    seen: Counter[str] = kind.seen  # type: ignore[attr-defined]
    return seen


SIZES = {"sqlite": (80, 25), "postgresql": (40, 25)}
FULL = {"sqlite": (1000, 60), "postgresql": (300, 60)}


def test_nothing_but_the_programmes_way_closes_a_matter(database: Database) -> None:
    examples, steps = (FULL if PROOF else SIZES)[database.kind]
    seen = life(database, examples, steps)
    with database.at():
        assert list(audit.faults()) == []
    for way in ("closed", "second round", "sent back", "reworked", "waived"):
        assert seen[way] > 0, f"the sample never came to: {way} ({dict(seen)})"
