"""彩排: everything works as on the day itself, and nothing of it is left when that day comes.

It is the visit itself that is rehearsed, so cards, stops and tablets are the real ones. A visit
can be put in rehearsal only while nothing was given to it; what is given meanwhile is deleted at
the end, and the database allows a deletion for a visit in rehearsal alone (models/guards.py).
Numbers come from series of the rehearsal's own, so the real ones begin at 1.
"""

from typing import Any

from sqlalchemy import Table, delete, false, or_, select
from sqlalchemy.sql import ColumnElement

from models.base import Model, RuleBroken, db
from models.check_in import CheckIn
from models.form_batch import FormBatch
from models.leader import LeaderNote
from models.opinion import Opinion
from models.question import Promise, Question
from models.report import Report
from models.topic import publish
from models.visit import Visit, VisitState

GIVEN = (Question, Opinion, Promise, Report, FormBatch, LeaderNote, CheckIn)


def refuse_unless_rehearsable(visit: Visit) -> None:
    if visit.is_rehearsal:
        raise RuleBroken(f"{visit.name}已经在彩排")
    if visit.state is not VisitState.PLANNED:
        raise RuleBroken(f"{visit.name}{visit.state.label}，不能再彩排")
    for model in (Question, Opinion, Report):
        if db.session.scalar(select(model.id).filter_by(visit_id=visit.id).limit(1)):
            raise RuleBroken(f"{visit.name}已经收到代表的来件，彩排会和它们混在一起，不能彩排")


def rehearse(visit: Visit, by: Any) -> None:
    """开始彩排."""
    refuse_unless_rehearsable(visit)
    visit.is_rehearsal, visit.rehearsals = True, visit.rehearsals + 1
    _changed(visit, "visit.rehearse", by, rehearsal=visit.rehearsals)


def end_rehearsal(visit: Visit, by: Any) -> None:
    """结束彩排并清空: the visit is planned again, as if nobody had ever spoken."""
    if not visit.is_rehearsal:
        raise RuleBroken(f"{visit.name}不在彩排")
    db.session.flush()
    gone = {table.name: db.session.execute(_wiping(table, visit)) for table in hanging_on()}
    db.session.expire_all()
    for stop in visit.stops:
        stop.started_at = stop.finished_at = None
    visit.state, visit.opened_at, visit.finished_at = VisitState.PLANNED, None, None
    db.session.flush()
    visit.is_rehearsal = False
    counted = {name: getattr(gone[name], "rowcount", 0) for name in ("question", "opinion")}
    _changed(visit, "visit.end_rehearsal", by, rehearsal=visit.rehearsals, **counted)


def hanging_on() -> list[Table]:
    """What was given, and whatever refers to it: the last reference first."""
    found: list[Table] = [model.__table__ for model in GIVEN]  # type: ignore[misc]
    for table in Model.metadata.sorted_tables:
        if any(key.column.table in found for key in table.foreign_keys) and table not in found:
            found.append(table)
    return [table for table in reversed(Model.metadata.sorted_tables) if table in found]


def _wiping(table: Table, visit: Visit) -> Any:
    return delete(table).where(_of(table, visit)).execution_options(synchronize_session=False)


def _of(table: Table, visit: Visit) -> ColumnElement[bool]:
    """The rows of the table that belong to what was given in this visit."""
    if any(table is model.__table__ for model in GIVEN):
        return table.c.visit_id == visit.id
    among = hanging_on()
    return or_(
        false(),
        *(
            key.parent.in_(select(key.column).where(_of(key.column.table, visit)))
            for key in table.foreign_keys
            if key.column.table in among and key.column.table is not table
        ),
    )


def _changed(visit: Visit, action: str, by: Any, **detail: Any) -> None:
    visit._changed(action, by, **detail)
    publish("intake", *(card.topic for card in visit.cards))
