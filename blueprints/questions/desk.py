"""What stands on the moderator's console: a live region for all moderators alike. Its cards are
values, so that one which has not changed is not rendered again."""

from collections import Counter
from datetime import datetime, time
from typing import NamedTuple

from flask import render_template
from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import aliased, joinedload

from blueprints.live import region
from blueprints.questions.asks import LANES, SEAT, Ask, asks
from blueprints.questions.regions import ON_CONSOLE, some, the_visit, visit_of
from models import (
    Account,
    Moderation,
    Opinion,
    Permission,
    Question,
    QuestionState,
    Visit,
    clock,
    db,
)
from models.moderation import SYSTEM
from models.question import numbered


class Said(NamedTuple):
    """All that the console shows of an opinion."""

    name: str
    card: str
    entered: str
    state: str
    standing: str
    text: str


class Lane(NamedTuple):
    cards: list[Ask]
    total: int


class News(NamedTuple):
    """What a moderator did last, so that the others hear of it."""

    who: str
    name: str  # of the question
    act: str


@region(
    "console",
    topic=lambda key: f"console:{key}",
    admits=lambda viewer, key: (
        viewer.may(Permission.QUESTION_MODERATE) and visit_of(key) is not None
    ),
)
def for_the_console(key: str) -> str:
    visit = the_visit(key)
    counts = _counts(visit)
    totals = {
        lane: sum(number for (state, _), number in counts.items() if state in states)
        for lane, states in LANES.items()
    }
    cards = asks(visit, [lane for lane in LANES if totals[lane]])
    per_stop: Counter[int | None] = Counter()
    for (_, stop_id), number in counts.items():
        per_stop[stop_id] += number
    return render_template(
        "questions/_desk.html",
        visit=visit,
        per_stop=per_stop,
        opinions=[_said(one) for one in _opinions_today(visit)],
        news=_newest(visit),
        **{lane: Lane(cards.get(lane, []), total) for lane, total in totals.items()},
    )


def _counts(visit: Visit) -> dict[tuple[QuestionState, int | None], int]:
    """How many questions of each state were asked at each stop."""
    return {(row[0], row[1]): row[2] for row in db.session.execute(_COUNTS, {"visit": visit.id})}


_COUNTS = (
    select(Question.state, Question.stop_id, func.count())
    .where(Question.visit_id == bindparam("visit"))
    .group_by(Question.state, Question.stop_id)
)


def _opinions_today(visit: Visit) -> list[Opinion]:
    midnight = datetime.combine(clock.today(), time(), clock.SHANGHAI)
    found = (
        select(Opinion)
        .where(Opinion.visit_id == visit.id, Opinion.given_at >= midnight)
        .order_by(Opinion.number.desc())
        .options(joinedload(Opinion.card).options(*SEAT))
    )
    return some(found, ON_CONSOLE)


def _said(one: Opinion) -> Said:
    return Said(
        name=one.name,
        card=one.author,
        entered=one.entered_from.label if one.entered_from else "",
        state=one.state.value,
        standing=one.standing,
        text=one.text,
    )


def _newest(visit: Visit) -> News | None:
    row = db.session.execute(_NEWEST, {"visit": visit.id}).first()
    if row is None:
        return None
    who, number, act, undone = row
    return News(who or SYSTEM, numbered(number), act.label + (undone.label if undone else ""))


_undone = aliased(Moderation)
_NEWEST = (
    select(Account.name, Question.number, Moderation.kind, _undone.kind)
    .join(Question, Moderation.question_id == Question.id)
    .outerjoin(Account, Moderation.account_id == Account.id)
    .outerjoin(_undone, Moderation.undoes_id == _undone.id)
    .where(Question.visit_id == bindparam("visit"))
    .order_by(Moderation.id.desc())
    .limit(1)
)
