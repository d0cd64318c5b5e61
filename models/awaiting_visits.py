"""What of visits, questions, rounds and minutes awaits organisers, recorders and office heads."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from models import clock
from models.base import RuleBroken, db
from models.evaluation import Evaluation, EvaluationState
from models.meeting import Meeting
from models.minutes import Minutes
from models.minutes_steps import MinutesState
from models.question import Question, QuestionState
from models.roles import Permission, Role
from models.roster import Printing
from models.task import Duty, Task
from models.visit import Stop, Visit, VisitState

D, E, P, S, V = Duty, EvaluationState, Permission, QuestionState, VisitState


def of_questions(viewer: Any) -> Iterator[Task]:
    """As many as wait, visit by visit. What is left 待答 when its visit has ended waits to be
    taken up as a matter."""
    if not viewer.may(P.QUESTION_MODERATE):
        return
    left = or_(
        Question.state.in_([S.PENDING, S.ANSWERING]),
        (Question.state == S.QUEUED) & (Visit.state == V.ONGOING),
    )
    counted = select(Visit, Question.state, func.count(), func.min(Question.given_at))
    counted = counted.join(Question, Question.visit_id == Visit.id).where(left)
    duties = {
        S.PENDING: D.REVIEW_QUESTIONS,
        S.QUEUED: D.CALL_QUESTIONS,
        S.ANSWERING: D.RECORD_ANSWER,
    }
    rows = db.session.execute(counted.group_by(Visit.id, Question.state))
    for visit, state, number, first in rows:
        note = "" if visit.state is V.ONGOING else "活动结束时留下的"
        yield Task(duties[state], (visit.id,), visit.name, note=note, number=number, since=first)


def of_visits(viewer: Any) -> Iterator[Task]:
    """To prepare, to open on its day, and to end afterwards."""
    if not viewer.may(P.VISIT_MANAGE):
        return
    under_way = select(Visit).where(Visit.state != V.HELD).order_by(Visit.number)
    loaded = under_way.options(selectinload(Visit.stops), selectinload(Visit.cards))
    today = clock.today()
    for visit in db.session.scalars(loaded):
        for duty in _duties_of(visit, today):
            yield Task(duty, (visit.id,), visit.name, visit.title, due_on=visit.held_on)


def _duties_of(visit: Visit, today: Any) -> Iterator[Duty]:
    if visit.state is V.ONGOING:
        if visit.held_on < today:
            yield D.END_VISIT
        return
    if not visit.stops:
        yield D.ARRANGE_STOPS
    if not visit.cards:
        yield D.ENROL
    elif Printing.of(visit).unprinted:
        yield D.PRINT_CARDS
    if visit.stops and visit.cards and visit.held_on <= today:
        yield D.OPEN_VISIT


def of_evaluations(viewer: Any) -> Iterator[Task]:
    """Rounds to open once their visit has begun, and those that are open: tablets fill them in."""
    if not viewer.may(P.VISIT_MANAGE):
        return
    duties = {E.PREPARING: D.OPEN_EVALUATION, E.OPEN: D.CLOSE_EVALUATION}
    found = select(Evaluation).join(Evaluation.visit).options(contains_eager(Evaluation.visit))
    found = found.where(Evaluation.state.in_(duties), Visit.state != V.PLANNED)
    for one in db.session.scalars(found.order_by(Evaluation.id)):
        yield Task(duties[one.state], (one.id,), one.visit.name, one.title)


def of_minutes(viewer: Any) -> Iterator[Task]:
    if viewer.may(P.MEETING_WRITE):
        yield from _to_write(viewer)
    if viewer.may(P.MEETING_ISSUE) or viewer.may(P.MEETING_SIGN):
        yield from _to_pass_on(viewer)


def _to_write(viewer: Any) -> Iterator[Task]:
    """Minutes are the recorder's; an organiser sees to those that they began."""
    found = select(Minutes).join(Minutes.meeting).options(contains_eager(Minutes.meeting))
    found = found.where(Minutes.state == MinutesState.DRAFTING)
    is_recorder = viewer.role is Role.RECORDER
    if not is_recorder:
        found = found.where(Meeting.recorder_id == viewer.id)
    for minutes in db.session.scalars(found):
        duty = D.MEND_MINUTES if minutes.return_reason else D.WRITE_MINUTES
        meeting, why = minutes.meeting, minutes.return_reason
        yield Task(
            duty,
            (meeting.id,),
            title=meeting.title,
            note=f"退回理由：{why}" if why else "",
            since=minutes.returned_at if why else meeting.held_at,
        )
    if not is_recorder:
        return
    unwritten = Meeting.without_minutes().options(contains_eager(Stop.visit))
    unwritten = unwritten.where(or_(Stop.started_at.is_not(None), Visit.state == V.HELD))
    for stop in db.session.scalars(unwritten):
        name, since = stop.visit.name, stop.started_at or stop.visit.finished_at
        yield Task(D.BEGIN_MINUTES, (stop.id,), name, stop.name, since=since)


# what awaits whom in which state, and the check that the step itself makes first
STEPS: dict[MinutesState, tuple[Duty, str, str]] = {
    MinutesState.SUBMITTED: (D.REVIEW_MINUTES, "refuse_unless_reviewable", "submitted_at"),
    MinutesState.REVIEWED: (D.SIGN_MINUTES, "refuse_unless_signable", "reviewed_at"),
    MinutesState.SIGNED: (D.ISSUE_MINUTES, "refuse_unless_issuable", "signed_at"),
}


def _to_pass_on(viewer: Any) -> Iterator[Task]:
    """核稿, 签发 and 印发."""
    found = select(Minutes).options(joinedload(Minutes.meeting))
    for minutes in db.session.scalars(found.where(Minutes.state.in_(STEPS))):
        duty, check, since = STEPS[minutes.state]
        try:
            getattr(minutes, check)(viewer)
        except RuleBroken:
            continue
        meeting = minutes.meeting
        yield Task(duty, (meeting.id,), title=meeting.title, since=getattr(minutes, since))
