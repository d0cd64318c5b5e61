"""问得多、还没有公开的事 (asked and not disclosed): told to a host unit, with what it rests on.

A question is about a thing when it has one of the words that `similar_words.txt` lists for it; the
thing is disclosed when the unit's own entries have one of these words. Nothing else is guessed.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased, selectinload

from models.base import db
from models.disclosure import Disclosure, disclosed_by
from models.matter import Matter
from models.question import Question, QuestionState
from models.similar import ABOUT, WORDS, gist
from models.unit import Unit
from models.visit import Stop, StopKind, Visit

S = QuestionState
# what the room has seen; what waits for the moderator or was refused is nobody else's to read
SEEN = (S.QUEUED, S.ANSWERING, S.ANSWERED, S.PARTIAL, S.PROMISED, S.ROUTED)
# whoever receives there, what is asked there is not asked of them
FOR_ALL = (StopKind.TALK, StopKind.MEETING)
SHOWN = 3  # questions told of each thing


@dataclass(frozen=True)
class Wanted:
    """一件问到而没有公开的事."""

    topic: str  # as the table names it
    words: tuple[str, ...]  # that were looked for
    questions: list[Question]

    @property
    def number(self) -> int:
        """How often it was asked: what was merged counts, too."""
        return sum(1 + len(one.merged) for one in self.questions)

    @property
    def told(self) -> list[Question]:
        return self.questions[:SHOWN]


@dataclass(frozen=True)
class Demand:
    """公开需求 of one unit."""

    wanted: list[Wanted]  # what was asked most stands first
    asked: int  # questions that were read
    nameless: int  # of these, such that speak of nothing the table knows

    @classmethod
    def of(cls, unit: Unit) -> "Demand":
        questions = asked_of(unit)
        known = topics_of(disclosed_by([unit]).get(unit.id, []))
        about: defaultdict[str, list[Question]] = defaultdict(list)
        nameless = 0
        for one in questions:
            topics = gist(one.shown).topics
            nameless += not topics
            for topic in topics - known:
                about[topic].append(one)
        found = [Wanted(_name(topic), _words(topic), asked) for topic, asked in about.items()]
        found.sort(key=lambda one: (-one.number, one.topic))
        return cls(found, len(questions), nameless)


def asked_of(unit: Unit) -> list[Question]:
    """At its stops, or passed to it; not in a rehearsal. The latest visit first."""
    carried = aliased(Stop)
    found = (
        select(Question)
        .join(Question.visit)
        .outerjoin(Question.stop)
        .outerjoin(carried, Question.carried_to)
        .outerjoin(Matter, Question.matter_id == Matter.id)
        .where(Visit.is_rehearsal.is_(False), Question.state.in_(SEEN))
        .where(
            or_(
                (carried.unit_id == unit.id) & carried.kind.not_in(FOR_ALL),
                Question.carried_to_id.is_(None)
                & (Stop.unit_id == unit.id)
                & Stop.kind.not_in(FOR_ALL),
                Question.unit_id == unit.id,
                Matter.lead_id == unit.id,
            )
        )
        .order_by(Visit.number.desc(), Question.number)
        .options(selectinload(Question.merged))
    )
    return list(db.session.scalars(found))


def topics_of(entries: Iterable[Disclosure]) -> frozenset[str]:
    """What the entries speak of."""
    return frozenset().union(*(gist(f"{one.title}\n{one.text}").topics for one in entries))


def _name(topic: str) -> str:
    return topic.removeprefix(f"{ABOUT}:")


def _words(topic: str) -> tuple[str, ...]:
    return tuple(word for word, meaning in WORDS.items() if meaning == topic)
