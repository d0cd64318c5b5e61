"""How much one card may hand in within a while, so that it floods no one."""

from collections import Counter, deque
from collections.abc import Iterable
from datetime import datetime, timedelta
from math import ceil
from threading import Lock
from typing import Any

from sqlalchemy import bindparam, func, select, union_all

from models import clock, secret
from models.base import RuleBroken
from models.opinion import Channel, Opinion
from models.prepared import Prepared, among
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


class Pace:
    """提交节奏: how much these cards have handed in within the window, and what is taken of each
    from now on."""

    def __init__(self, cards: Iterable[int]) -> None:
        ids = list(set(cards))
        self._since = clock.now() - WINDOW
        self._counts: Counter[int] = Counter()
        if ids:
            asked = {"cards": ids, "since": self._since}
            rows = COUNTS.rows(**asked)
            self._counts.update({row.card_id: row.many for row in rows})

    def refuse(self, card_id: int) -> None:
        """Raises TooFast when the card has handed in as much as it may."""
        if self._counts[card_id] >= _most:
            asked = {"cards": [card_id], "since": self._since}
            times = [row.given_at for row in TIMES.rows(**asked)]
            raise TooFast(times[-_most] if len(times) >= _most else clock.now())

    def count(self, card_id: int) -> None:
        """One more is taken of it."""
        self._counts[card_id] += 1


def _given() -> Any:
    """What the cards handed in: put together once, asked again and again."""
    since: Any = bindparam("since")
    asked = select(Question.card_id, Question.given_at).where(
        among(Question.card_id, "cards"), Question.given_at > since
    )
    said = select(Opinion.card_id, Opinion.given_at).where(
        among(Opinion.card_id, "cards"),
        Opinion.given_at > since,
        Opinion.channel == Channel.ON_SPOT,
    )
    return union_all(asked, said).subquery().c


GIVEN = _given()
COUNTS = Prepared(select(GIVEN.card_id, func.count().label("many")).group_by(GIVEN.card_id))
TIMES = Prepared(select(GIVEN.given_at).order_by(GIVEN.given_at))


def refuse_haste(card: Card) -> None:
    """Raises TooFast when the card has handed in as much as it may."""
    Pace([card.id]).refuse(card.id)


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
