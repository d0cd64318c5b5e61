"""How much one card may hand in within a while, so that it floods no one."""

from collections import deque
from datetime import datetime, timedelta
from math import ceil
from threading import Lock
from typing import Any

from sqlalchemy import Select, bindparam, select, union_all

from models import clock, secret
from models.base import RuleBroken, db
from models.opinion import Channel, Opinion
from models.question import Question
from models.representative import Card

WINDOW = timedelta(minutes=10)
_most = 10  # questions and opinions of a card within the window, and as many reports

# Of reports nothing is written down, not even that there was one: each process counts its own.
_reports: dict[str, deque[datetime]] = {}
_lock = Lock()


def configure(most: int) -> None:
    """Begin anew, with so many for each card."""
    global _most
    _most = most
    _reports.clear()


class TooFast(RuleBroken):
    """提交过快: `wait` seconds, and it will be taken."""

    def __init__(self, first: datetime) -> None:
        self.wait = max(1, ceil((first + WINDOW - clock.now()).total_seconds()))
        minutes = -(-self.wait // 60)
        super().__init__(f"10 分钟内最多收 {_most} 条。请过 {minutes} 分钟再提交，写的内容还在")


def _latest() -> Select[Any]:
    """When the card handed in, the latest first: put together once, asked for each submission."""
    mine: Any = bindparam("card_id")
    since: Any = bindparam("since")
    asked = select(Question.given_at).where(Question.card_id == mine, Question.given_at > since)
    said = select(Opinion.given_at).where(
        Opinion.card_id == mine, Opinion.given_at > since, Opinion.channel == Channel.ON_SPOT
    )
    given = union_all(asked, said).subquery()
    latest = select(given.c.given_at).order_by(given.c.given_at.desc())
    return latest.offset(bindparam("before")).limit(1)


LATEST = _latest()


def refuse_haste(card: Card) -> None:
    """Raises TooFast when the card has handed in as much as it may."""
    asked = {"card_id": card.id, "since": clock.now() - WINDOW, "before": _most - 1}
    first = db.session.connection().scalar(LATEST, asked)
    if first is not None:
        raise TooFast(first)


def refuse_hasty_report(card: Card) -> None:
    """The same for a report, which counts from now on."""
    mark, now = secret.fingerprint("pace", str(card.id)), clock.now()
    since = now - WINDOW
    with _lock:
        for other in [other for other, times in _reports.items() if times[-1] <= since]:
            del _reports[other]
        times = _reports.setdefault(mark, deque())
        while times and times[0] <= since:
            times.popleft()
        if len(times) >= _most:
            raise TooFast(times[0])
        times.append(now)
