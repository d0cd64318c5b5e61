"""Which inspections, rectifications and proposals of evaluations await whom."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from models import clock
from models.base import db
from models.evaluation_proposal import Proposal, ProposalState
from models.inspection import Inspection, InspectionState
from models.rectification import Rectification
from models.roles import Permission
from models.task import Duty, Task

D, P, S = Duty, Permission, InspectionState


def of_inspections(viewer: Any) -> Iterator[Task]:
    """To hold on the day, to record, to settle, and to tell."""
    if not viewer.may(P.INSPECTION_HOLD):
        return
    running = Inspection.visible_to(viewer).where(Inspection.state.in_((S.PLANNED, S.HELD)))
    loaded = running.options(selectinload(Inspection.findings)).order_by(Inspection.id)
    for inspection in db.session.scalars(loaded):
        duty = duty_of(inspection)
        if duty is not None:
            began = inspection.held_at or inspection.planned_at
            title = f"{inspection.kind.label}　{inspection.where}"
            yield Task(duty, (inspection.id,), inspection.name, title, since=began)


def duty_of(inspection: Inspection) -> Duty | None:
    if not inspection.record:
        return D.HOLD_INSPECTION if inspection.planned_on <= clock.today() else None
    if any(not finding.is_settled for finding in inspection.findings):
        return D.SETTLE_FINDINGS
    return D.TELL_INSPECTION


def of_rectifications(viewer: Any) -> Iterator[Task]:
    """As one task, which does not say since when."""
    if not viewer.may(P.MATTER_SUPERVISE):
        return
    waiting = select(func.count()).select_from(Rectification).filter_by(matter_id=None)
    number = db.session.scalar(waiting) or 0
    if number:
        yield Task(D.TAKE_UP_RECTIFICATION, note="有关方面提出的整改建议", number=number)


def of_proposals(viewer: Any) -> Iterator[Task]:
    """What closed rounds propose, as one task."""
    if not viewer.may(P.MATTER_SUPERVISE):
        return
    waiting = select(func.count()).select_from(Proposal)
    number = db.session.scalar(waiting.filter_by(state=ProposalState.WAITING)) or 0
    if number:
        yield Task(D.TAKE_UP_PROPOSAL, note="测评中不满意较多的单位", number=number)
