"""What the figures of supervision count (督办统计): each row falls to one unit and into one part.

A rate divides parts by parts, and what stands behind a figure are the rows of its parts: both are
asked with the same expressions, so they cannot disagree.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Date, Select, and_, case, func, literal, literal_column, or_, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import aliased, joinedload, selectinload
from sqlalchemy.sql.functions import GenericFunction

from models.account import Account
from models.assignment import Assignment
from models.calendar import CalendarDay, WorkingCalendar
from models.entry import Entry, EntryKind
from models.extension import Extension
from models.labels import Labelled
from models.matter import Matter
from models.reply import ANSWER_DAYS, Asker, Level, Rating, Reply
from models.round import Round
from models.terms import MatterState, Result

M = MatterState


class local_day(GenericFunction[date]):
    """The day in Zhashui of a moment, in SQL."""

    type = Date()
    inherit_cache = True
    name = "local_day"


@compiles(local_day, "sqlite")
def _on_sqlite(element: Any, compiler: Any, **more: Any) -> str:
    return f"date({compiler.process(element.clauses, **more)}, '+8 hours')"


@compiles(local_day, "postgresql")
def _on_postgresql(element: Any, compiler: Any, **more: Any) -> str:
    return f"CAST(timezone('Asia/Shanghai', {compiler.process(element.clauses, **more)}) AS date)"


class Part(Labelled):
    """What one counted row is; those of one kind of row exclude each other."""

    SIGNED_IN_TIME = "signed_in_time", "按期签收"
    SIGNED_LATE = "signed_late", "逾期签收"
    UNSIGNED_LATE = "unsigned_late", "逾期未签收"
    CLOSED = "closed", "已销号"
    OPEN = "open", "未销号"
    PASSED_IN_TIME = "passed_in_time", "按期办结"
    PASSED_LATE = "passed_late", "逾期办结"
    OPEN_OVERDUE = "open_overdue", "超期在办"
    SATISFIED = "satisfied", "满意"
    FAIRLY = "fairly", "基本满意"
    DISSATISFIED = "dissatisfied", "不满意"
    UNRATED = "unrated", "未评价"
    AWAITED = "awaited", "待评价"
    SOLVED = "solved", "已解决"
    PLANNED = "planned", "列入计划"
    LIMITED = "limited", "条件限制"
    REFERENCE = "reference", "留作参考"
    NOT_REPORTED = "not_reported", "尚未报结"
    SENT_BACK = "sent_back", "退回"
    EXTENDED = "extended", "延期"
    REDONE = "redone", "重新办理"


P = Part
SIGNING = (P.SIGNED_IN_TIME, P.SIGNED_LATE, P.UNSIGNED_LATE)
ASSIGNED = (P.CLOSED, P.OPEN)
CLOCKS = (P.PASSED_IN_TIME, P.PASSED_LATE, P.OPEN_OVERDUE)
RATED = (P.SATISFIED, P.FAIRLY, P.DISSATISFIED)
REPLIES = (*RATED, P.UNRATED, P.AWAITED)
RESULTS = (P.SOLVED, P.PLANNED, P.LIMITED, P.REFERENCE, P.NOT_REPORTED)
TURNS = (P.SENT_BACK, P.EXTENDED, P.REDONE)


class Rate(Labelled):
    """率: `top` of its parts divided by all of them."""

    SIGNED = "signed", "按期签收率"
    DONE = "done", "办结率"
    IN_TIME = "in_time", "按期办结率"
    CONTENT = "content", "满意率"

    @property
    def parts(self) -> tuple[Part, ...]:
        return PARTS[self]

    @property
    def top(self) -> Part:
        return PARTS[self][0]


PARTS: dict[Rate, tuple[Part, ...]] = {
    Rate.SIGNED: SIGNING,
    Rate.DONE: ASSIGNED,
    Rate.IN_TIME: CLOCKS,
    Rate.CONTENT: RATED,
}


RULES: dict[Rate, str] = {  # 口径, as the pages and the papers tell it
    Rate.SIGNED: "按期签收的件次÷（已签收的件次＋逾期未签收的件次）。交办后1个工作日内签收为按期；"
    "牵头、配合单位各计各的，已退回或改交的不计。",
    Rate.DONE: "已销号的件数÷已交办的件数，按牵头单位计。列入计划的，办成并销号以前算未办结；"
    "待交办的不计。",
    Rate.IN_TIME: "按期办结的件次÷（已办结的件次＋超期在办的件次），按牵头单位计。"
    "报结并通过各关为办结，报结日不晚于时限为按期，经批准延期的按新时限；每一轮各计一次；"
    "时限已过还没有办结的，计入分母。",
    Rate.CONTENT: "评价“满意”的次数÷收到的评价次数（满意、基本满意、不满意），按牵头单位计。"
    "基本满意不算满意；各轮评价都计，重新办理不冲抵前一轮；"
    "未评价、待评价的不算满意，也不计入分母，次数另列。",
}
OTHER_RULES: tuple[tuple[str, str], ...] = (
    ("办理结果", "已交办的事项，当前一轮报结时写明的结果；按牵头单位计。"),
    ("未评价", "回复满10个工作日，或事项已销号、已进入下一轮，仍没有评价的。"),
    ("退回、延期、重新办理", "单位退回的次数、经批准延期的次数、因评价不满意重新办理的轮次。"),
    (
        "范围",
        "期次、类型、受理日期按督办事项计，并入别的事项的不另计；监督举报不是督办事项，不在统计之内。",
    ),
)


@dataclass(frozen=True)
class Counted:
    """统计的一类记录: its rows with their matter, whose unit they are, and into which part
    they fall (none: not counted)."""

    model: Any
    rows: Select[Any]
    unit: Any  # its column
    part: Any  # the expression that tells it
    parts: tuple[Part, ...]
    loads: tuple[Any, ...]  # what a line of the list reads of its row
    lasts: bool = True  # whether a closed matter is counted in the same way for ever


ROUNDS = (selectinload(Matter.rounds),)


def _with_matter(model: Any) -> Any:
    return joinedload(model.round).joinedload(Round.matter)


def everything(today: date, calendar: WorkingCalendar) -> tuple[Counted, ...]:
    """All that is counted, as it stands today."""
    return (
        _signatures(today, calendar),
        _matters(),
        _clocks(today),
        _replies(today, calendar),
        _results(),
        _sent_back(),
        _extended(),
        _redone(),
    )


def _signatures(today: date, calendar: WorkingCalendar) -> Counted:
    """交办到单位, each lead and assisting unit. What was sent back, or was taken over again by its
    own unit (列入计划 that is done now), is nobody's signature."""
    assigned, signed = local_day(Assignment.assigned_at), local_day(Assignment.signed_at)
    due = (
        select(func.min(CalendarDay.day))
        .where(CalendarDay.is_working, CalendarDay.day > assigned)
        .correlate(Assignment)
        .scalar_subquery()
    )
    part = case(
        (signed == assigned, P.SIGNED_IN_TIME.value),  # most are: the calendar is not asked
        (and_(signed.is_not(None), signed <= due), P.SIGNED_IN_TIME.value),
        (signed.is_not(None), P.SIGNED_LATE.value),
        (assigned < calendar.before(today, 1), P.UNSIGNED_LATE.value),
    )
    rows = (
        select(Assignment.id)
        .join(Round, Round.id == Assignment.round_id)
        .join(Matter, Matter.id == Round.matter_id)
        .where(Assignment.assigned_at.is_not(None), Assignment.returned_at.is_(None))
        .where(Assignment.signed_at.is_distinct_from(Assignment.assigned_at))
        .where(Matter.state != M.REGISTERED)
    )
    return Counted(Assignment, rows, Assignment.unit_id, part, SIGNING, (_with_matter(Assignment),))


def _matters() -> Counted:
    part = case((Matter.state == M.CLOSED, P.CLOSED.value), else_=P.OPEN.value)
    rows = select(Matter.id).where(Matter.state != M.REGISTERED)
    return Counted(Matter, rows, Matter.lead_id, part, ASSIGNED, ROUNDS)


def _of_rounds() -> tuple[Select[Any], Any]:
    """Each round with its matter and the unit that leads it: none while it was sent back."""
    lead = aliased(Assignment)
    held = and_(lead.round_id == Round.id, lead.is_lead, lead.returned_at.is_(None))
    rows = select(Round.id).join(Matter, Matter.id == Round.matter_id)
    return rows.outerjoin(lead, held), lead.unit_id


def _clocks(today: date) -> Counted:
    """时钟, one a round: the 报结 that passes stops it. One that is reported waits for its review
    and is overdue when it came too late (as `Round.light` has it)."""
    rows, unit = _of_rounds()
    reported = local_day(Round.reported_at)
    running = Matter.state.in_([M.REGISTERED, M.ASSIGNED, M.HANDLING])
    part = case(
        (and_(Round.passed_at.is_not(None), reported <= Round.due_on), P.PASSED_IN_TIME.value),
        (Round.passed_at.is_not(None), P.PASSED_LATE.value),
        (and_(running, Round.due_on < today), P.OPEN_OVERDUE.value),
        (and_(Matter.state == M.REPORTED, reported > Round.due_on), P.OPEN_OVERDUE.value),
    )
    return Counted(
        Round,
        rows.where(Round.due_on.is_not(None)),
        unit,
        part,
        CLOCKS,
        (joinedload(Round.matter),),
    )


def _replies(today: date, calendar: WorkingCalendar) -> Counted:
    """回复, one to each asker in each round; a new round takes nothing back."""
    rows, unit = _of_rounds()
    rows = rows.join(Reply, Reply.round_id == Round.id).with_only_columns(Reply.id)
    rating = and_(Rating.asker_id == Reply.asker_id, Rating.round_id == Reply.round_id)
    patience = calendar.before(today + timedelta(1), ANSWER_DAYS)  # who was told earlier is done
    over = or_(Matter.state != M.REPLIED, _later(Round).exists(), local_day(Reply.at) < patience)
    part = case(
        *((Rating.level == level, Part(level.value).value) for level in Level),
        (over, P.UNRATED.value),
        else_=P.AWAITED.value,
    )
    asker = joinedload(Reply.asker).selectinload(Asker.ratings)
    loads = (asker, _with_matter(Reply))
    return Counted(Reply, rows.outerjoin(Rating, rating), unit, part, REPLIES, loads)


def _later(of: Any) -> Select[Any]:
    later = aliased(Round)
    return select(later.id).where(later.matter_id == of.matter_id, later.number > of.number)


def _results() -> Counted:
    """办理结果 of each matter, as its present round has it."""
    part = case(
        *((Round.result == result, Part(result.value).value) for result in Result),
        else_=P.NOT_REPORTED.value,
    )
    rows = select(Matter.id).join(Round, Round.matter_id == Matter.id)
    rows = rows.where(Matter.state != M.REGISTERED, ~_later(Round).exists())
    return Counted(Matter, rows, Matter.lead_id, part, RESULTS, ROUNDS)


def _sent_back() -> Counted:
    rows = select(Entry.id).join(Matter, Matter.id == Entry.matter_id)
    rows = rows.join(Account, Account.id == Entry.account_id)
    # written out, or the index of these few would not be used
    rows = rows.where(literal_column(f"entry.kind = '{EntryKind.SEND_BACK.value}'"))
    part, loads = literal(P.SENT_BACK.value), (joinedload(Entry.matter),)
    # whoever did it may belong to another unit by now
    return Counted(Entry, rows, Account.unit_id, part, (P.SENT_BACK,), loads, lasts=False)


def _extended() -> Counted:
    rows = select(Extension.id).join(Round, Round.id == Extension.round_id)
    rows = rows.join(Matter, Matter.id == Round.matter_id)
    rows = rows.join(Account, Account.id == Extension.asked_by_id).where(
        Extension.granted.is_(True)
    )
    part, loads = literal(P.EXTENDED.value), (_with_matter(Extension),)
    return Counted(Extension, rows, Account.unit_id, part, (P.EXTENDED,), loads, lasts=False)


def _redone() -> Counted:
    """Rounds that a 不满意 in the one before has opened."""
    rows, unit = _of_rounds()
    before = aliased(Round)
    objected = (
        select(Rating.id)
        .join(before, before.id == Rating.round_id)
        .where(before.matter_id == Round.matter_id, before.number == Round.number - 1)
        .where(Rating.level == Level.DISSATISFIED)
    )
    rows = rows.where(Round.number > 1, objected.exists())
    part, loads = literal(P.REDONE.value), (joinedload(Round.matter),)
    return Counted(Round, rows, unit, part, (P.REDONE,), loads)
