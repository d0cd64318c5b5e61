"""Every act on a report, by everybody, in any order: no outcome reaches its reporter past the four
gates, nobody alone ends it, and those it is about never have it before them."""

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
from sqlalchemy import select, text

from models import (
    Account,
    GateKind,
    Level,
    Report,
    Role,
    RuleBroken,
    begin_writing,
    clock,
    db,
    working_calendar,
)
from models.gate import GateState
from models.report_entry import Recipient, ReportEntryKind
from models.report_record import ReportState
from tests.conftest import PASSWORD
from tests.models.conftest import PROOF, THAT_DAY, Database, account, card, unit

E, S = ReportEntryKind, ReportState
ABOUT = "县交通运输局"
TEAM = ("investigator1", "investigator2", "investigator3")
CONCERNED = ("insider", "leader1", "transport", "meant")  # of the unit, in charge of it, named
OTHERS = ("supervisor1", "discipline1", "head", "organiser", "leader2")
ANYBODY = (*TEAM, *TEAM, *CONCERNED, *OTHERS)

people, insiders = st.sampled_from(ANYBODY), st.sampled_from(TEAM)
kinds = st.sampled_from(list(GateKind))
Doing = Callable[[Report, Account], Any]


def gate(report: Report, kind: GateKind) -> Any:
    return next(one for one in report.gates if one.kind is kind)


def on_memo(report: Report, by: Account) -> None:
    memo = next((one for one in reversed(report.entries) if one.kind is E.MEMO), None)
    if memo is None:
        raise RuleBroken("没有专报")
    report.instruct(by, memo, "从严")


PLAIN: dict[str, Doing] = {
    "find": lambda r, by: r.find(by, "查过了"),
    "hand over": lambda r, by: r.hand_over(by, Recipient.DISCIPLINE, "柞监收1号", "卷宗"),
    "result": lambda r, by: r.record_result(by, "已处分"),
    "instruct": on_memo,
    "answer": lambda r, by: r.answer(by, "钱已退还"),
    "propose": lambda r, by: r.propose_closing(by),
    "close": lambda r, by: r.close(by),
    "sign off": lambda r, by: r.sign_off(by, "同意"),
    "open": lambda r, by: r.opened(by),
}
OF_LEADERS = {"instruct", "sign off"}


class ReportLife(RuleBasedStateMachine):
    database: ClassVar[Database]
    seen: ClassVar[Counter[str]]

    def act(self, name: str, login: str, do: Doing) -> bool:
        """One act in a transaction of its own; whoever did it was fit to."""
        self.now += timedelta(minutes=7)
        with self.database.app.app_context(), clock.at(self.now):
            begin_writing()
            report, by = db.session.get_one(Report, self.key), account(login)
            team = {one.login for one in report.investigators}
            memo = report.memo
            try:
                do(report, by)
                db.session.commit()
            except RuleBroken:
                db.session.rollback()
                return False
            if name in OF_LEADERS:
                assert by.role is Role.LEADER and memo is not None or name == "instruct"
                assert login not in CONCERNED
            else:
                assert login in team, f"{login} did {name}"
        self.seen[name] += 1
        return True

    @initialize()
    def received(self) -> None:
        self.now = THAT_DAY
        with self.database.writing(self.now):
            words = f"窗口收了钱不给票，经手的是陆一鸣 {uuid4()}"
            report, _ = Report.give(card(1), words, str(uuid4()), unit=unit(ABOUT))
            self.key = report.id

    @rule(name=st.sampled_from(sorted(PLAIN)), by=people)
    def does(self, name: str, by: str) -> None:
        if name == "answer":
            self.answers(by)
        elif name == "close":
            self.closes(by)
        else:
            self.act(name, by, PLAIN[name])

    def answers(self, by: str) -> None:
        if not self.act("answer", by, PLAIN["answer"]):
            return
        rows = self.rows(
            "SELECT g.state, g.signer_id, g.second_id FROM report_gate g JOIN report r"
            " ON r.id = g.report_id AND r.round = g.round WHERE r.id = :report"
        )
        assert len(rows) == len(GateKind)
        for state, signer, second in rows:
            assert state == "passed" or state == "waived" and second not in {None, signer}
            assert signer is not None

    def closes(self, by: str) -> None:
        if self.act("close", by, PLAIN["close"]):
            with self.database.app.app_context(), clock.at(self.now):
                report = db.session.get_one(Report, self.key)
                proposal, told, rating = report.proposal, report.outcome, report.rating
                assert proposal and told and report.entries[-1].account_id != proposal.account_id
                since = clock.local(told.at).date()
                waited = working_calendar().between(since, clock.today())
                assert rating is not None or waited >= 10
                unhappy = sum(1 for one in report.entries if one.level is Level.DISSATISFIED)
                assert unhappy < 2 or any(one.kind is E.SIGN_OFF for one in report.entries)

    @rule(by=people | insiders, to=st.sampled_from(["leader2", "leader1"]))
    def reports_up(self, by: str, to: str) -> None:
        if self.act("memo", by, lambda r, who: r.report_up(who, account(to), "如实上报")):
            assert to == "leader2"

    @rule(by=people | insiders, kind=kinds, how=st.sampled_from(["pass", "waive", "confirm"]))
    def reviews(self, by: str, kind: GateKind, how: str) -> None:
        done: dict[str, Doing] = {
            "pass": lambda r, who: gate(r, kind).pass_(who, "看了凭证"),
            "waive": lambda r, who: gate(r, kind).waive(who, "不涉及"),
            "confirm": lambda r, who: gate(r, kind).confirm_waiver(who),
        }
        self.act(how, by, done[how])

    @rule(by=people, whom=st.sampled_from([*TEAM, "insider", "meant", "supervisor1"]))
    def names_another(self, by: str, whom: str) -> None:
        if self.act("name", by, lambda r, who: r.add_investigator(account(whom), who)):
            assert whom in TEAM

    @rule(level=st.sampled_from(list(Level)))
    def is_rated(self, level: Level) -> None:
        self.now += timedelta(minutes=7)
        with self.database.app.app_context(), clock.at(self.now):
            begin_writing()
            report = db.session.get_one(Report, self.key)
            was = report.state
            try:
                report.rate(level, "还没退钱")
                db.session.commit()
            except RuleBroken:
                db.session.rollback()
                return
            assert was is S.ANSWERED
            if report.round == 2 and level is Level.DISSATISFIED:
                self.seen["second round"] += 1

    @rule(days=st.integers(1, 15))
    def time_passes(self, days: int) -> None:
        self.now += timedelta(days=days)

    @rule(steps=st.integers(3, 14), level=st.sampled_from([Level.DISSATISFIED, *Level]))
    def goes_on(self, steps: int, level: Level) -> None:
        """The usual way, so that the sample comes to its end."""
        for _ in range(steps):
            with self.database.app.app_context(), clock.at(self.now):
                report = db.session.get_one(Report, self.key)
                first, second = (one.login for one in report.investigators[:2])
                state, open_ = report.state, [g.kind for g in report.gates if not g.is_done]
                rated, disputed = report.rating, report.is_disputed
                memo, proposal = report.memo, report.proposal
                by_second = proposal is not None and proposal.account.login == first
                handed = report.was_handed_over
            if state is S.INVESTIGATING and open_:
                if handed:
                    self.act("result", first, PLAIN["result"])
                self.reviews(first, open_[0], "pass")
            elif state is S.INVESTIGATING:
                self.answers(first)
            elif state is S.ANSWERED and rated is None:
                self.is_rated(level)
            elif state is S.ANSWERED and disputed and memo is None:
                self.reports_up(first, "leader2")
            elif state is S.ANSWERED and disputed:
                self.does("sign off", "leader2")
            elif state is S.ANSWERED and proposal is None:
                self.does("propose", first)
            elif state is S.ANSWERED:
                self.closes(second if by_second else first)

    def rows(self, sql: str) -> list[Any]:
        with self.database.app.app_context():
            key = self.key.hex if self.database.kind == "sqlite" else str(self.key)
            return [tuple(row) for row in db.session.execute(text(sql), {"report": key})]

    @invariant()
    def those_it_is_about_never_have_it_before_them(self) -> None:
        if not hasattr(self, "key"):
            return
        with self.database.app.app_context(), clock.at(self.now):
            report = db.session.get_one(Report, self.key)
            assert report.is_whole
            assert [one.number for one in report.entries] == list(range(1, len(report.entries) + 1))
            assert {one.login for one in report.investigators} <= set(TEAM)
            for login in CONCERNED:
                who = account(login)
                assert not report.readable_by(who) and report not in Report.list_for(who)
                assert not [memo for memo in Report.memos_for(who) if memo.report is report]
            for login in OTHERS[:-1]:
                assert not report.readable_by(account(login))
            outcomes = [one for one in report.entries if one.kind is E.OUTCOME]
            assert (report.state in {S.ANSWERED, S.CLOSED}) <= bool(outcomes)
            if any(one.state is not GateState.PASSED and not one.is_done for one in report.gates):
                assert report.outcome is None


SIZES = {"sqlite": (24, 20), "postgresql": (10, 20)}
FULL = {"sqlite": (400, 40), "postgresql": (150, 40)}


def test_no_outcome_without_the_gates_and_the_reported_never_read(database: Database) -> None:
    with database.writing():
        for login, name, of in (("insider", "汪洋", ABOUT), ("meant", "陆一鸣", "县监察局")):
            if db.session.scalar(select(Account).filter_by(login=login)) is None:
                Account.open(
                    login=login,
                    name=name,
                    role=Role.INVESTIGATOR,
                    unit=unit(of),
                    password=PASSWORD,
                    by="system",
                )
    examples, steps = (FULL if PROOF else SIZES)[database.kind]
    kind = type("Life", (ReportLife,), {"database": database, "seen": Counter()})
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
    ways = ("answer", "pass", "close", "second round", "memo")
    for way in ways if database.kind == "sqlite" or PROOF else ways[:3]:
        assert seen[way] > 0, f"the sample never came to: {way} ({dict(seen)})"
