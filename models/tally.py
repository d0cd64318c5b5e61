"""Counts of matters (看板计数), kept with every change: no page counts a whole table."""

from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    delete,
    event,
    func,
    insert,
    inspect,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Model, db
from models.matter import Matter
from models.terms import MatterKind, MatterState

NO_VISIT = 0


class Cell(NamedTuple):
    """What is counted together."""

    state: MatterState
    lead_id: int
    kind: MatterKind
    visit_id: int  # NO_VISIT where there is none


class Tally(Model):
    """看板计数: so many matters of one state, lead unit, kind and visit."""

    __tablename__ = "tally"

    state: Mapped[MatterState] = mapped_column(primary_key=True)
    lead_id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[MatterKind] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int]

    @classmethod
    def by_state_and_lead(cls, **which: object) -> dict[tuple[MatterState, int], int]:
        """Of the matters with this `lead_id`, `kind` and `visit_id`, as far as they are given."""
        such = (getattr(cls, name) == value for name, value in which.items())
        counting = select(cls.state, cls.lead_id, func.sum(cls.number)).where(*such)
        rows = db.session.execute(counting.group_by(cls.state, cls.lead_id)).all()
        return {(row[0], row[1]): int(row[2]) for row in rows if row[2]}

    @classmethod
    def faults(cls) -> Iterator[str]:
        """Where the counts are not what counting gives, in Chinese; nothing when all are right."""
        kept, counted = _kept(), _counted()
        for cell in sorted({*kept, *counted}, key=str):
            if kept[cell] != counted[cell]:
                where = f"{cell.state.label}、单位 {cell.lead_id}、{cell.kind.label}"
                yield f"{where}：记为 {kept[cell]} 件，实有 {counted[cell]} 件"

    @classmethod
    def recount(cls) -> None:
        """重新计数: put what counting gives in place of what was kept."""
        db.session.execute(delete(cls))
        rows = [{**cell._asdict(), "number": number} for cell, number in _counted().items()]
        if rows:
            db.session.execute(insert(cls), rows)


def _kept() -> Counter[Cell]:
    rows = db.session.execute(select(*_columns(Tally), Tally.number).where(Tally.number != 0))
    return Counter({Cell(*row[:4]): row[4] for row in rows})


def _counted() -> Counter[Cell]:
    visit = func.coalesce(Matter.visit_id, NO_VISIT)
    columns = (Matter.state, Matter.lead_id, Matter.kind, visit)
    rows = db.session.execute(select(*columns, func.count()).group_by(*columns))
    return Counter({Cell(*row[:4]): row[4] for row in rows})


def _columns(table: Any) -> tuple[ColumnElement[Any], ...]:
    return table.state, table.lead_id, table.kind, table.visit_id


# ---- kept with every change ----------------------------------------------------------------------


@event.listens_for(db.session, "before_flush")
def _note(session: Session, _context: Any, _instances: Any) -> None:
    """From which cell to which: read before the flush, which forgets what was before."""
    moved: Counter[Cell] = session.info.setdefault("tally", Counter())
    for matter in session.new:
        if isinstance(matter, Matter):
            lead_id = matter.lead.id if matter.lead is not None else matter.lead_id
            visit_id = matter.visit.id if matter.visit is not None else matter.visit_id
            moved[Cell(matter.state, lead_id, matter.kind, visit_id or NO_VISIT)] += 1
    for matter in session.dirty:
        if isinstance(matter, Matter):
            before, now = _before_and_now(matter)
            if before != now:
                moved[before] -= 1
                moved[now] += 1


def _before_and_now(matter: Matter) -> tuple[Cell, Cell]:
    seen = inspect(matter).attrs
    states, leads = seen.state.history, seen.lead.history
    lead_id = matter.lead.id
    now = Cell(matter.state, lead_id, matter.kind, matter.visit_id or NO_VISIT)
    state = states.deleted[0] if states.deleted else matter.state
    lead = leads.deleted[0].id if leads.deleted else lead_id
    return now._replace(state=state, lead_id=lead), now


@event.listens_for(db.session, "before_commit")
def _write(session: Session) -> None:
    """After the head of the audit chain, which every such transaction holds: so none waits here
    for another that waits for it."""
    moved: Counter[Cell] = session.info.pop("tally", Counter())
    rows = [{**cell._asdict(), "number": n} for cell, n in moved.items() if n]
    if not rows:
        return
    table: Any = Tally.__table__
    connection = session.connection()
    added: Any = (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(table)
    raised = added.on_conflict_do_update(
        index_elements=list(table.primary_key.columns),
        set_={"number": table.c.number + added.excluded.number},
    )
    connection.execute(raised, sorted(rows, key=str))


@event.listens_for(db.session, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop("tally", None)
