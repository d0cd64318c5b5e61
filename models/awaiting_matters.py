"""Which matters and notices await whom: read off the checks that the acts themselves make."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload

from models import clock
from models.acts import IN_WORK, Acts
from models.base import RuleBroken, db
from models.calendar import working_calendar
from models.entry import EntryKind
from models.gate import is_for_discipline
from models.matter import Matter
from models.notice import Notice, NoticeItem, NoticeState
from models.reply import Asker
from models.roles import Permission, Role
from models.round import Round
from models.task import Duty, Task
from models.terms import Light, MatterState
from models.waiting import Waiting

D, E, N, P = Duty, EntryKind, NoticeState, Permission

SIGN_DAYS = 1  # working days after 交办 in which a unit signs
LAGGING = frozenset({Light.SLOW, Light.OVER})

# The first that is open is what awaits. An act that only goes with another is left out; 审核 waits
# while a gate may still be waived, that is, stands open: one that was waived awaits another person.
DUTIES = (
    (E.CLOSE, D.CONFIRM_CLOSING),
    (E.SIGN_OFF, D.SIGN_OFF),
    (E.DECIDE_EXTENSION, D.DECIDE_EXTENSION),
    (E.ASSIGN, D.ASSIGN),
    (E.SIGN, D.SIGN),
    (E.CONFIRM_WAIVER, D.CONFIRM_WAIVER),
    (E.WAIVE_GATE, D.REVIEW),
    (E.REPLY, D.REPLY),
    (E.PROPOSE_CLOSING, D.PROPOSE_CLOSING),
    (E.FINISH_PART, D.FINISH_PART),
    (E.REPORT, D.REPORT),
    (E.PROGRESS, D.PROGRESS),
    (E.URGE, D.URGE),
)
WORK = frozenset({D.SIGN, D.FINISH_PART, D.REPORT, D.PROGRESS})


def open_matters(viewer: Any) -> list[Matter]:
    """Those that `viewer` may see, with all that the checks read: so many queries, no more."""
    rounds, askers = selectinload(Matter.rounds), selectinload(Matter.askers)
    parts = (Round.gates, Round.assignments, Round.replies, Round.ratings, Round.extensions)
    found = Matter.visible_to(viewer).where(Matter.is_open)
    loaded = found.options(
        *(rounds.selectinload(part) for part in parts),
        *(askers.selectinload(part) for part in (Asker.replies, Asker.ratings)),
        selectinload(Matter.sign_offs),
        selectinload(Matter.closings),
    )
    return list(db.session.scalars(loaded.order_by(Matter.id)))


# ---- matters -------------------------------------------------------------------------------------


def of_matters(viewer: Any, matters: Sequence[Matter]) -> Iterator[Task]:
    for matter in matters:
        duty = duty_of(viewer, matter)
        if duty is not None:
            yield _task(viewer, matter, duty)


def duty_of(viewer: Any, matter: Matter) -> Duty | None:
    """What of this matter awaits `viewer`, if anything."""
    if viewer.role is Role.DISCIPLINE and not is_for_discipline(matter):
        return None  # others may sign for it, too, and it is theirs first
    acts = Acts.of(matter, viewer)
    for act, duty in DUTIES:
        if act not in acts:
            continue
        if duty is D.URGE and matter.light() not in LAGGING:
            continue
        if duty is D.PROGRESS and not matter.round.assignment_of(viewer).is_lead:
            continue  # its own part is done
        return duty
    return None


def _task(viewer: Any, matter: Matter, duty: Duty) -> Task:
    round_, light = matter.round, matter.light()
    due_on, since = round_.due_on, None
    if duty is D.SIGN:
        assigned = round_.assignment_of(viewer).assigned_at or matter.changed_at
        due_on = working_calendar().after(clock.local(assigned).date(), SIGN_DAYS)
        if light is Light.NONE:
            light = Light.SLOW if clock.today() > due_on else Light.NEAR
    elif duty is D.REPORT and matter.state is MatterState.REPLIED:
        due_on = round_.planned_on
    elif duty not in WORK and duty not in {D.URGE, D.DECIDE_EXTENSION}:
        due_on = None  # the unit's deadline is not theirs who review
        since = _since(matter, duty)
    return Task(
        duty,
        (matter.id,),
        matter.name,
        matter.title,
        _note(viewer, matter),
        light=light,
        due_on=due_on,
        since=since,
    )


def _since(matter: Matter, duty: Duty) -> Any:
    """When it began to wait."""
    round_ = matter.round
    if duty is D.CONFIRM_CLOSING and matter.pending_closing:
        return matter.pending_closing.proposed_at
    if duty is D.REPLY:
        return round_.passed_at
    if duty in {D.PROPOSE_CLOSING, D.SIGN_OFF}:
        return round_.replied_at or round_.passed_at
    if duty in {D.REVIEW, D.CONFIRM_WAIVER}:
        return round_.reported_at
    return matter.changed_at


def _note(viewer: Any, matter: Matter) -> str:
    if viewer.role is not Role.HANDLER:
        returned = matter.state is MatterState.REGISTERED and matter.round.started_on
        return f"{matter.lead.name}{'，已退回' if returned else ''}"
    words = ["牵头" if matter.round.assignment_of(viewer).is_lead else f"配合{matter.lead.name}"]
    words += ["返工"] if matter.round.is_reworked else []
    words += ["列入计划"] if matter.state is MatterState.REPLIED else []
    return "，".join(words)


def of_waiting(viewer: Any) -> Iterator[Task]:
    """待受理, as one task: what is taken up together is chosen there."""
    if not viewer.may(P.MATTER_SUPERVISE):
        return
    waiting = Waiting.all()
    parts = (
        ("意见建议", waiting.opinions),
        ("提问", waiting.questions),
        ("承诺", waiting.promises),
    )
    told = "，".join(f"{name} {len(found)} 件" for name, found in parts if found)
    begun = [o.given_at for o in waiting.opinions] + [q.given_at for q in waiting.questions]
    begun += [promise.made_at for promise in waiting.promises]
    if begun:
        yield Task(D.TAKE_UP, note=told, number=len(waiting), since=min(begun))


# ---- notices -------------------------------------------------------------------------------------


def of_notices(viewer: Any) -> Iterator[Task]:
    """Closed matters need no notice any more. Call while the open matters are loaded."""
    if not viewer.may(P.BOARD_READ):
        return
    for notice, overtaken in running_notices(Notice.visible_to(viewer)):
        duty = _duty_of_notice(viewer, notice, overtaken)
        if duty is not None:
            yield _notice_task(notice, duty)


def running_notices(of: Select[Notice]) -> Iterator[tuple[Notice, bool]]:
    """Those about matters that are still open, and whether later ones have overtaken them."""
    still_open = select(NoticeItem.notice_id).join(NoticeItem.matter)
    still_open = still_open.where(Matter.is_open)
    found = of.where(Notice.id.in_(still_open)).order_by(Notice.id)
    loaded = found.options(selectinload(Notice.items).joinedload(NoticeItem.matter))
    notices = db.session.scalars(loaded).all()
    latest = {(n.unit_id, item.matter_id): n for n in notices for item in n.items}
    for notice in notices:
        yield (
            notice,
            all(latest[notice.unit_id, i.matter_id] is not notice for i in notice.items),
        )


def _duty_of_notice(viewer: Any, notice: Notice, overtaken: bool) -> Duty | None:
    if viewer.may(P.MATTER_HANDLE):
        return {N.ISSUED: D.SIGN_NOTICE, N.SIGNED: D.ANSWER_NOTICE}.get(notice.state)
    if viewer.may(P.NOTICE_ISSUE):
        return (
            D.ISSUE_NOTICE if notice.state is N.SUBMITTED and _may_issue(viewer, notice) else None
        )
    if not viewer.may(P.MATTER_SUPERVISE):
        return None
    if notice.state is N.DRAFT:
        return D.MEND_NOTICE if notice.reason else D.SUBMIT_NOTICE
    if overtaken or not notice.is_issued or not _in_work(notice):
        return None
    if notice.state is N.ANSWERED:
        return D.CHECK_NOTICE
    return D.CHASE_NOTICE if notice.is_late else None


def _may_issue(viewer: Any, notice: Notice) -> bool:
    try:
        notice.refuse_unless_issuer(viewer)
    except RuleBroken:
        return False
    return True


def _in_work(notice: Notice) -> bool:
    """Whether the unit still works on one of its matters: it may be urged, or noticed again."""
    return any(
        matter.state in IN_WORK and any(a.unit_id == notice.unit_id for a in matter.round.held)
        for matter in notice.matters
    )


def _notice_task(notice: Notice, duty: Duty) -> Task:
    running = duty in {D.SIGN_NOTICE, D.ANSWER_NOTICE, D.CHASE_NOTICE}
    since = {
        D.ISSUE_NOTICE: notice.submitted_at,
        D.CHECK_NOTICE: notice.answered_at,
    }.get(duty, notice.drafted_at)
    return Task(
        duty,
        (notice.id,),
        notice.name if notice.number else "",
        notice.title,
        f"{notice.unit.name}，{notice.grade.label}",
        light=Light.OVER if running and notice.is_late else Light.NONE,
        due_on=notice.reply_by if running else None,
        since=None if running else since,
    )
