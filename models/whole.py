"""Reading minutes whole, by a few statements however many items they have."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from models.agenda import AgendaItem
from models.base import db
from models.decision import Decision
from models.minutes import Minutes
from models.pledge import Pledge
from models.statement import Statement


def read_whole(minutes: Minutes) -> None:
    """For who is going to look at all of it: what a page shows, what a check goes through."""
    statements = selectinload(AgendaItem.statements).options(
        selectinload(Statement.reviews),
        joinedload(Statement.card),
        joinedload(Statement.question),
        joinedload(Statement.opinion),
    )
    decisions = selectinload(AgendaItem.decisions).options(
        selectinload(Decision.assisting),
        joinedload(Decision.lead),
        joinedload(Decision.matter),
        joinedload(Decision.root),
    )
    pledges = selectinload(AgendaItem.pledges).options(
        joinedload(Pledge.unit),
        joinedload(Pledge.matter),
        joinedload(Pledge.root),
        joinedload(Pledge.promise),
    )
    others = (selectinload(AgendaItem.quotes), selectinload(AgendaItem.files))
    found = select(AgendaItem).filter_by(minutes_id=minutes.id, removed_at=None)
    items = db.session.scalars(found.options(statements, decisions, pledges, *others)).all()
    assert set(items) == set(minutes.items)  # which holds them: the session itself does not
