"""Whatever anybody tries in whatever order: minutes go their way or stay where they are."""

from collections import Counter
from datetime import date
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from models import (
    AttendanceKind,
    DecisionRow,
    Matter,
    Meeting,
    MeetingKind,
    Minutes,
    MinutesState,
    Role,
    RuleBroken,
    Statement,
    begin_writing,
    clock,
    db,
)
from tests.models.conftest import PROOF, THAT_DAY, Database, account, card, unit, visit

S = MinutesState
ACTORS = ("organiser", "head", "supervisor1", "leader1", "leader2")
STEPS = (
    "submit", "review", "sign", "sign_on_paper", "issue", "send_back", "write", "complete",
    "object", "answer",
)  # fmt: skip
# by whom each step may be taken, and from where to where: written down anew, not read from models
MAY: dict[str, tuple[set[str], dict[MinutesState, MinutesState]]] = {
    "submit": ({"organiser"}, {S.DRAFTING: S.SUBMITTED}),
    "review": ({"head"}, {S.SUBMITTED: S.REVIEWED}),
    "sign": ({"leader1"}, {S.REVIEWED: S.SIGNED}),
    "sign_on_paper": ({"head"}, {S.REVIEWED: S.SIGNED}),
    "issue": ({"head"}, {S.SIGNED: S.ISSUED}),
}
RETURNS = {
    ("head", S.SUBMITTED), ("head", S.REVIEWED), ("head", S.SIGNED), ("leader1", S.REVIEWED),
}  # fmt: skip
WRITES = {("organiser", S.DRAFTING), ("head", S.SUBMITTED)}
walks = st.lists(
    st.tuples(st.sampled_from(STEPS), st.sampled_from(ACTORS)), min_size=8, max_size=20
)
seen: Counter[str] = Counter()


def begin() -> Minutes:
    by = account("organiser")
    meeting = Meeting.convene(
        by,
        kind=MeetingKind.TALK,
        title="座谈会",
        held_at=THAT_DAY.replace(tzinfo=clock.SHANGHAI),
        chair=account("leader1"),
        visit=visit(),
    )
    meeting.add(by, AttendanceKind.PARTICIPANT, name="王建军")
    item = meeting.minutes.add_item(by, "路灯")
    item.add_statement(by, "01号代表", "路灯不亮", card=card(1))
    item.add_decision(by, DecisionRow("修好路灯", None, date(2013, 7, 1)))
    return meeting.minutes


class Walk:
    """One draft on its way."""

    def __init__(self) -> None:
        self.minutes, self.texts = begin(), 0

    @property
    def statement(self) -> Statement:
        return self.minutes.statements[0]

    def take(self, step: str, who: str) -> None:
        by, minutes = account(who), self.minutes
        acts: dict[str, Any] = {
            "submit": lambda: minutes.submit(by),
            "review": lambda: minutes.review(by),
            "sign": lambda: minutes.sign(by),
            "sign_on_paper": lambda: minutes.sign_on_paper(by, "某人", date(2013, 6, 20)),
            "issue": lambda: minutes.issue(by),
            "send_back": lambda: minutes.send_back(by, "再改"),
            "write": lambda: minutes.items[0].save(by, {"said": f"第{self.texts}稿"}),
            "complete": lambda: minutes.decisions[0].save(by, {"lead": unit("县水务局").id}),
            "object": lambda: self.statement.object(card(1), "不是这样"),
            "answer": lambda: self.statement.answer_objection(by, "就是这样"),
        }
        self.texts += 1
        acts[step]()


def allowed(walk: Walk, step: str, who: str, open_ends: bool) -> bool:
    state = walk.minutes.state
    if step in MAY:
        actors, ways = MAY[step]
        return who in actors and state in ways and not open_ends
    if step == "send_back":
        return (who, state) in RETURNS
    if step == "object":
        return state is S.SUBMITTED
    if step == "answer":
        return (who, state) in WRITES and walk.statement.objection is not None
    return (who, state) in WRITES


def follow(steps: list[tuple[str, str]]) -> None:
    walk = Walk()
    minutes = walk.minutes
    for step, who in steps:
        before, open_ends = minutes.state, bool(minutes.missing)
        may = allowed(walk, step, who, open_ends)
        text = minutes.digest
        try:
            walk.take(step, who)
            happened = True
        except RuleBroken:
            happened = False
        db.session.flush()
        assert happened == may, (step, who, before, open_ends)
        assert may or (minutes.state, minutes.digest) == (before, text)
        if may and step in MAY:
            assert minutes.state is MAY[step][1][before]
            seen[step] += 1
        check(minutes)


def check(minutes: Minutes) -> None:
    matters = db.session.scalar(select(func.count()).select_from(Matter))
    if minutes.state is not S.ISSUED:
        assert (matters, minutes.number) == (0, None)
        return
    assert (matters, minutes.number) == (1, 1)
    assert minutes.reviewed_by is not None and minutes.reviewed_by.role is Role.OFFICE_HEAD
    assert minutes.reviewed_by_id not in {minutes.drafted_by_id, minutes.submitted_by_id}
    assert (minutes.signed_by is minutes.meeting.chair) != (minutes.keyed_by is not None)
    assert minutes.missing == []


# a walk that comes to the end, so that the sample does not depend on luck
WHOLE = [("complete", "organiser"), ("write", "organiser"), ("submit", "organiser"),
         ("object", "leader2"), ("review", "head"), ("answer", "head"), ("review", "head"),
         ("sign", "leader1"), ("write", "head"), ("issue", "head"), ("issue", "head")]  # fmt: skip


def test_minutes_go_their_way_or_stay_where_they_are(database: Database) -> None:
    @settings(
        max_examples=(500 if PROOF else 20),
        deadline=None,
        derandomize=not PROOF,
        database=None,
        phases=[Phase.generate, *([Phase.shrink] if PROOF else [])],  # shrinking takes minutes
        suppress_health_check=list(HealthCheck),
    )
    @given(walks, st.integers(0, len(WHOLE)))
    def every(steps: list[tuple[str, str]], begun: int) -> None:
        with database.at():
            begin_and_follow([*WHOLE[:begun], *steps])

    def begin_and_follow(steps: list[tuple[str, str]]) -> None:
        begin_writing()
        try:
            follow(steps)
        finally:
            db.session.rollback()

    for signing in (("sign", "leader1"), ("sign_on_paper", "head")):
        with database.at():
            begin_and_follow([signing if step[0] == "sign" else step for step in WHOLE])
    every()
    assert all(seen[step] for step in MAY), seen
