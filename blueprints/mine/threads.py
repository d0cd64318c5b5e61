"""What one card said, each with the matter that came of it, as its owner reads it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from models import Asker, Card, Entry, EntryKind, Matter, Opinion, Question, Rating, Reply, db

Source = Question | Opinion


@dataclass
class Line:
    """一步: an entry of the matter's record in words for its askers."""

    entry: Entry
    text: str


@dataclass
class Thread:
    """一件事: what the card said about it, and the matter if there is one."""

    card: Card
    sources: list[Source]
    matter: Matter | None
    asker: Asker | None

    @property
    def key(self) -> str:
        if self.matter is not None:
            return f"m{self.matter.id}"
        return f"{'q' if isinstance(self.sources[0], Question) else 'o'}{self.sources[0].id}"

    @property
    def said_at(self) -> datetime:
        if self.sources:
            return self.sources[0].given_at
        return self.matter.registered_at if self.matter else datetime.min

    @property
    def awaits_rating(self) -> bool:
        return self.asker is not None and self.asker.may_rate()

    @property
    def reply(self) -> Reply | None:
        """The latest one to this asker."""
        replies = self.asker.replies if self.asker else []
        return max(replies, key=lambda reply: reply.at, default=None)

    @property
    def rating(self) -> Rating | None:
        """This asker's rating of that reply."""
        if self.asker is None or self.reply is None:
            return None
        return self.asker.rating_in(self.reply.round)

    @property
    def lines(self) -> list[Line]:
        """The whole line through all rounds, without what passes between office and units."""
        entries = self.matter.entries if self.matter else []
        return [Line(entry, self._told(entry)) for entry in entries if not entry.is_internal]

    def _told(self, entry: Entry) -> str:
        """Another asker's rating goes without the name of who telephoned."""
        if entry.kind is not EntryKind.RATE or entry.card_id == self.card.id:
            return entry.text
        return entry.text.partition("：")[2]


def threads_of(card: Card) -> list[Thread]:
    """What awaits a rating first, then the latest."""
    askers = list(db.session.scalars(select(Asker).filter_by(card_id=card.id, moved_to_id=None)))
    of_matter = {asker.matter_id: asker for asker in askers}
    threads: dict[object, Thread] = {}
    for source in _sources(card):
        matter = _matter_of(source)
        asker = of_matter.get(matter.id) if matter else None
        key = matter.id if matter else source
        threads.setdefault(key, Thread(card, [], matter, asker)).sources.append(source)
    for asker in askers:
        threads.setdefault(asker.matter_id, Thread(card, [], asker.matter, asker))
    latest_first = sorted(threads.values(), key=lambda thread: thread.said_at, reverse=True)
    return sorted(latest_first, key=lambda thread: not thread.awaits_rating)


def _sources(card: Card) -> Iterator[Source]:
    yield from db.session.scalars(
        select(Question).filter_by(card_id=card.id).order_by(Question.given_at)
    )
    yield from db.session.scalars(
        select(Opinion).filter_by(card_id=card.id).order_by(Opinion.given_at)
    )


def _matter_of(source: Source) -> Matter | None:
    if isinstance(source, Question) and source.matter is None and source.merged_into is not None:
        return _matter_of(source.merged_into)
    return source.matter
