"""行程: a stop put right or cancelled, and a visit planned after the pattern of a former one."""

from datetime import date, time
from typing import Any

from sqlalchemy import select

from models.account import Account
from models.audit import record
from models.base import Model, RuleBroken, db
from models.material import Material, produced_for
from models.unit import Unit
from models.visit import Stop, StopKind, Visit, VisitState, refuse_backwards


def revise(
    stop: Stop,
    by: Any,
    *,
    kind: StopKind,
    name: str,
    unit: Unit | None,
    planned_at: time | None,
    planned_until: time | None,
    place: str,
    receptionist: str,
    telephone: str,
    travel: int | None,
) -> None:
    """修改参观点. Where the group is already, its kind and its host stay."""
    if stop.is_past or stop.visit.state is VisitState.HELD:
        raise RuleBroken(f"「{stop.name}」已经走完，不能再改")
    if stop.has_started and (kind is not stop.kind or unit is not stop.unit):
        raise RuleBroken(f"正在「{stop.name}」，类别和接待单位不能再改")
    refuse_backwards(planned_at, planned_until)
    stop.kind, stop.name, stop.unit = kind, name, unit
    stop.planned_at, stop.planned_until, stop.travel = planned_at, planned_until, travel
    stop.place, stop.receptionist = place, receptionist
    if telephone != stop.telephone:  # sealed anew it would differ each time
        stop.telephone = telephone
    stop.visit._changed("visit.stop_revised", by, stop=stop.id, name=name)


def cancel(stop: Stop, by: Any) -> None:
    """取消参观点: one not reached, to which nothing belongs. Those behind it move up."""
    visit = stop.visit
    if visit.state is VisitState.HELD:
        raise RuleBroken("活动已经结束，参观点不能再取消")
    if stop.has_started:
        raise RuleBroken(f"「{stop.name}」已经到过，不能取消")
    if _is_referred_to(stop):
        raise RuleBroken(f"「{stop.name}」已经有会议或来件记在这一站，不能取消；可以改它的内容")
    behind = [one for one in visit.stops if one.position > stop.position]
    visit._changed("visit.stop_cancelled", by, stop=stop.id, name=stop.name)
    db.session.delete(stop)
    db.session.flush()
    for one in behind:  # one by one, since no two may stand at one place
        one.position -= 1
        db.session.flush()
    db.session.expire(visit, ["stops"])


def _is_referred_to(stop: Stop) -> bool:
    columns = [
        key.parent
        for table in Model.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column is Stop.__table__.c.id
    ]
    return any(
        db.session.scalar(select(column).where(column == stop.id).limit(1)) is not None
        for column in columns
    )


def copy(former: Visit, held_on: date, by: Account, title: str = "") -> Visit:
    """照往期筹备: its stops with times, places and hosts, and its materials as 拟印. Nobody comes
    along: no representative, no receptionist."""
    visit = Visit.plan(held_on, by, title)
    for stop in former.stops:
        visit.add_stop(
            by,
            kind=stop.kind,
            name=stop.name,
            unit=stop.unit,
            planned_at=stop.planned_at,
            planned_until=stop.planned_until,
            place=stop.place,
            travel=stop.travel,
        )
    for material in produced_for(former):
        Material.produce(
            visit,
            by,
            kind=material.kind,
            title=material.title,
            copies=material.copies,
            text=material.text,
            is_planned=True,
        )
    record("visit.copy", visit.subject, by, former=former.id)
    return visit
