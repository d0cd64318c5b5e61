"""收下提问: what a room hands in at the same moment is taken by a few statements, however much it
is, since each who writes holds up all others."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, insert, select

from models import clock
from models.audit import record
from models.base import RuleBroken, begin_writing, db
from models.bearer import Bearer, stops_of
from models.counter import holding, next_numbers, one_at_a_time
from models.on_behalf import Entered, columns_of
from models.pace import Pace
from models.prepared import Prepared, among
from models.question import Question, Taken, numbered
from models.text import LONGEST, said
from models.together import Together
from models.topic import publish


@dataclass(frozen=True)
class Submission:
    """一条提问, as it comes in. `admit` may refuse its card, or that there is none."""

    card_id: int
    text: str
    client_id: str
    stop_id: int | None = None  # as the page named it, whatever that may be
    occasion: str = ""
    entered: Entered | None = None
    admit: Callable[[Bearer | None], None] | None = None
    at_pace: bool = False  # whether the card may have handed in too much lately


def take(submissions: Sequence[Submission]) -> list[Taken | RuleBroken]:
    """收下, in the order in which they stand: the number of each, or why it is refused. What has
    come before by its `client_id` has the number that it was given then."""
    one_at_a_time(TURN)
    return _taken(submissions)


def _taken(submissions: Sequence[Submission]) -> list[Taken | RuleBroken]:
    batch = _Batch(submissions)
    judged: list[Taken | RuleBroken | str] = []
    for one in submissions:
        try:
            judged.append(batch.judge(one))
        except RuleBroken as refusal:
            judged.append(refusal)
    taken = batch.write()
    return [taken[one] if isinstance(one, str) else one for one in judged]


class _Batch:
    """What has to be known before any of these is taken, and the rows that come of it."""

    def __init__(self, submissions: Sequence[Submission]) -> None:
        ids = [one.client_id for one in submissions]
        self.known: dict[str, Any] = {row.client_id: row for row in KNOWN.rows(client_ids=ids)}
        self.bearers = Bearer.of({one.card_id for one in submissions})
        here = {bearer.stop_id for bearer in self.bearers.values()}
        named = {one.stop_id for one in submissions if one.stop_id is not None}
        self.stops = stops_of(named - here)  # as a rule all are where the group is
        self.pace = Pace(one.card_id for one in submissions if one.at_pace)
        self.rows: dict[str, tuple[dict[str, Any], Submission, Bearer]] = {}

    def judge(self, one: Submission) -> Taken | str:
        """The number it has already, or its `client_id` where it is new. Raises RuleBroken."""
        bearer = self.bearers.get(one.card_id)
        if one.admit is not None:
            one.admit(bearer)
        if bearer is None:
            raise RuleBroken("没有这张代表证")
        visit = bearer.visit
        visit.refuse_unless_now(one.occasion)
        if one.client_id in self.known:
            row = self.known[one.client_id]
            _refuse_another(one, row.card_id, row.text, row.number)
            return Taken(row.id, row.number)
        if one.client_id in self.rows:
            row, _, _ = self.rows[one.client_id]
            _refuse_another(one, row["card_id"], row["text"])
            return one.client_id
        if not visit.takes_submissions:
            raise RuleBroken("现在不在活动时间内。您的话可以写信、打电话告诉县政府办公室")
        text = said(one.text, LONGEST)
        if one.at_pace:
            self.pace.refuse(one.card_id)
        self.pace.count(one.card_id)  # what a helper enters counts for what comes after it
        row = {
            "client_id": one.client_id,
            "visit_id": visit.id,
            "stop_id": one.stop_id if self.stops.get(one.stop_id) == visit.id else bearer.stop_id,
            "card_id": bearer.id,
            "text": text,
            "given_at": clock.now(),
            "version": 1,
            **columns_of(one.entered),
        }
        self.rows[one.client_id] = row, one, bearer
        return one.client_id

    def write(self) -> dict[str, Taken]:
        """Number the new ones and write them; each by its `client_id`."""
        series: dict[str, list[dict[str, Any]]] = {}
        for row, _, bearer in self.rows.values():
            series.setdefault(bearer.visit.series("question"), []).append(row)
        for name, rows in sorted(series.items()):
            for row, number in zip(rows, next_numbers(name, len(rows)), strict=True):
                row["number"] = number
        if not self.rows:
            return {}
        written = TAKING.rows_of_each(row for row, _, _ in self.rows.values())
        keys: dict[str, int] = {row.client_id: row.id for row in written}
        return {
            client_id: self._told(keys[client_id], row["number"], one, bearer)
            for client_id, (row, one, bearer) in self.rows.items()
        }

    def _told(self, key: int, number: int, one: Submission, bearer: Bearer) -> Taken:
        visit, entered = bearer.visit, one.entered
        by, told = (entered.by, entered.told) if entered else (bearer, {})
        record("question.ask", f"question:{key}", by, **visit.mark, number=number, **told)
        publish(f"console:{visit.id}", "intake", bearer.topic)
        return Taken(key, number)


def _refuse_another(one: Submission, card_id: int, text: str, number: int | None = None) -> None:
    """What comes under a `client_id` that was used before must be the same."""
    if card_id != one.card_id:
        raise RuleBroken("这条提问的凭据不对，请重新填写")
    if text != said(one.text, LONGEST):  # a page gone back to, not the same sent again
        name = f"，是{numbered(number)}" if number else ""
        raise RuleBroken(f"上一条已经收到{name}。这一条请刷新页面后再提交")


TURN = "questions"
# With it, for a transaction that does nothing else: indexes, whatever there is yet. A plan is kept
# as long as its connection: one from when there were ten questions would read all of them for good.
IN_TURN = Prepared(
    select(
        holding(TURN),
        func.set_config("enable_seqscan", "off", True),
        func.set_config("plan_cache_mode", "force_generic_plan", True),
    )
)
KNOWN = Prepared(
    select(Question.id, Question.client_id, Question.card_id, Question.number, Question.text).where(
        among(Question.client_id, "client_ids")
    )
)
TAKING = Prepared(
    insert(Question.__table__).returning(  # type: ignore[arg-type]
        Question.client_id, Question.id
    ),
    (
        *("client_id", "visit_id", "stop_id", "card_id", "number", "text", "given_at"),
        *("version", "entered_by_id", "entered_from"),
    ),
)


def _begin() -> None:
    """Each series of numbers has one writer at a time anyway: who waits here gathers more
    meanwhile, and something sent twice at once is found by the second."""
    begin_writing()
    if db.session.get_bind().dialect.name == "postgresql":  # SQLite has one writer
        IN_TURN.rows()


line: Together[Submission, Taken] = Together(_taken, _begin)
