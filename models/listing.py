"""Matters as a list (清单), page by page: by number, or by deadline."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, tuple_

from models import clock
from models.base import db
from models.board import Place, placed
from models.matter import Matter

PER_PAGE = 40


@dataclass(frozen=True)
class Listing:
    """清单: a page of matters, and where the next one begins. A page deep down costs what the first
    one costs, since it is found by where the last one ended."""

    places: list[Place]
    next: str  # empty at the end

    @classmethod
    def of(cls, matters: Select[Matter], by_deadline: bool = False, after: str = "") -> "Listing":
        """The newest number first, or the nearest deadline; `after` is the `next` of the page
        before, and anything else begins at the beginning."""
        left, _, right = after.partition("_")
        today = clock.today()
        if by_deadline:
            rows = matters.order_by(Matter.sorts_on, Matter.id)
            day = _day(left)
            if day and _is_number(right):
                rows = rows.where(tuple_(Matter.sorts_on, Matter.id) > (day, int(right)))
        else:
            rows = matters.order_by(Matter.year.desc(), Matter.number.desc())
            if _is_number(left) and _is_number(right):
                rows = rows.where(tuple_(Matter.year, Matter.number) < (int(left), int(right)))
        keys = (Matter.sorts_on, Matter.id) if by_deadline else (Matter.year, Matter.number)
        found = db.session.execute(
            rows.with_only_columns(*placed(today), *keys).limit(PER_PAGE + 1)
        ).all()
        shown = found[:PER_PAGE]
        follows = "_".join(str(key) for key in shown[-1][-2:]) if len(found) > PER_PAGE else ""
        return cls([Place(*row[:3]) for row in shown], follows)


def _is_number(text: str) -> bool:
    """One that a column can hold."""
    return text.isascii() and text.isdecimal() and len(text) <= 9


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
