"""What one card has handed in, on its tablet: a live region of its own. A room that asks changes
all of them at once, so those of many cards are read together."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from flask import render_template
from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import lazyload

from blueprints.live import region
from models import Opinion, Permission, Question, QuestionState, db

LISTED = 6  # of one card at most


class Answer(NamedTuple):
    """What was said to it, and by whom; what a unit promised or took along."""

    words: str
    speaker: str
    state: str
    unit: str
    due_on: date | None
    rest: str

    @classmethod
    def of(cls, one: Question) -> "Answer":
        promise = one.promise if one.state is QuestionState.PROMISED else None
        unit = promise.unit if promise else one.unit
        return cls(
            one.answer,
            one.speaker,
            one.state.value,
            unit.name if unit else "",
            promise.due_on if promise else None,
            one.rest,
        )


class Given(NamedTuple):
    """All that the list shows of a question or an opinion."""

    client_id: str
    name: str
    state: str
    standing: str
    entered: str  # 代录: from where
    text: str
    wording: str
    reason: str
    answer: Answer | None

    @classmethod
    def of(cls, one: Question | Opinion) -> "Given":
        asked = one if isinstance(one, Question) else None
        return cls(
            client_id=one.client_id,
            name=one.name,
            state=one.state.value,
            standing=one.standing,
            entered=one.entered_from.label if one.entered_from else "",
            text=one.text,
            wording=asked.wording if asked else "",
            reason=_reason(one),
            answer=Answer.of(asked.merged_into or asked) if asked else None,
        )


def _reason(one: Question | Opinion) -> str:
    """Why nothing comes of it: 未采用, or 不予受理."""
    if isinstance(one, Question) and (one.merged_into or one).is_declined:
        return (one.merged_into or one).declined_reason
    return one.reason if not isinstance(one, Opinion) or one.is_declined else ""


@region(
    "mine",
    topic=lambda key: f"card:{key}",  # Card.topic
    admits=lambda viewer, key: viewer.may(Permission.SUBMISSION_GIVE) and str(viewer.id) == key,
    many=True,
)
def for_cards(keys: list[str]) -> list[str]:
    """Questions and opinions, never a report: the tablet goes from hand to hand."""
    lists, totals = _latest_of([int(key) for key in keys])
    return [
        render_template(
            "questions/_mine.html",
            given=[one for _, one in lists[int(key)][:LISTED]],
            total=totals[int(key)],
        )
        for key in keys
    ]


def _latest_of(cards: list[int]) -> tuple[dict[int, list[tuple[datetime, Given]]], dict[int, int]]:
    """Of each card what it gave latest, with its time, and how much it gave in all."""
    lists: defaultdict[int, list[tuple[datetime, Given]]] = defaultdict(list)
    totals: defaultdict[int, int] = defaultdict(int)
    for model in (Question, Opinion):
        many: dict[int, int] = {}
        for one, total in _rows(model, cards):
            lists[one.card_id].append((one.given_at, Given.of(one)))
            many[one.card_id] = total
        for card_id, total in many.items():
            totals[card_id] += total
    for given in lists.values():
        given.sort(key=lambda each: each[0], reverse=True)
    return lists, totals


def _rows(model: Any, cards: list[int]) -> Iterable[Any]:
    return db.session.execute(_latest(model), {"cards": cards, "most": LISTED})


@cache
def _latest(model: Any) -> Select[Any]:
    """Put together once."""
    own = {"partition_by": model.card_id}
    placed = (
        select(
            model.id,
            func.row_number().over(**own, order_by=model.number.desc()).label("place"),
            func.count().over(**own).label("total"),
        )
        .where(model.card_id.in_(bindparam("cards", expanding=True)))
        .subquery()
    )
    return (
        select(model, placed.c.total)
        .join(placed, placed.c.id == model.id)
        .where(placed.c.place <= bindparam("most"))
        .options(lazyload(model.card))
    )
