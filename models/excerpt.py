"""Excerpts (摘录): of minutes, what concerns one unit."""

from dataclasses import dataclass

from models.agenda import AgendaItem
from models.decision import Decision
from models.minutes import Minutes
from models.pledge import Pledge
from models.unit import Unit


@dataclass(frozen=True)
class Excerpt:
    """摘录: an item with only the unit's decisions and promises."""

    item: AgendaItem
    decisions: list[Decision]
    pledges: list[Pledge]


def concerning(minutes: Minutes, unit: Unit) -> list[Excerpt]:
    """The items in which the unit has to do something, as lead or assisting."""
    found = []
    for item in minutes.items:
        decisions = [d for d in item.decisions if unit in (d.lead, *d.assisting)]
        pledges = [pledge for pledge in item.pledges if pledge.unit is unit]
        if decisions or pledges:
            found.append(Excerpt(item, decisions, pledges))
    return found


def units_of(minutes: Minutes) -> list[Unit]:
    """Those for which there is something to excerpt, in the order in which they are named."""
    named = [unit for d in minutes.decisions for unit in (d.lead, *d.assisting) if unit]
    named += [pledge.unit for pledge in minutes.pledges if pledge.unit]
    return list(dict.fromkeys(named))
