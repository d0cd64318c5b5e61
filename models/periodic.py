"""定期回复: each representative's open lines, told once a month; to whom they were given stays."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship, selectinload

from models import clock
from models.account import Account
from models.audit import record
from models.base import Model, RuleBroken, db
from models.counter import one_at_a_time
from models.labels import Labelled
from models.matter import Matter
from models.opinion import Opinion, OpinionState
from models.question import OPEN, Question, QuestionState
from models.reply import Asker
from models.representative import Card, Representative
from models.roles import Permission
from models.round import Round
from models.standing import Standing
from models.text import said
from models.visit import Visit


class Handing(Labelled):
    """How it was given."""

    HAND = "hand", "当面"
    POST = "post", "邮寄"
    TELEPHONE = "telephone", "电话"


class PeriodicReply(Model):
    """定期回复 of one month, as it was given to one representative. Written once."""

    __tablename__ = "periodic_reply"
    __table_args__ = (UniqueConstraint("representative_id", "month"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    representative_id: Mapped[int] = mapped_column(ForeignKey(Representative.id))
    month: Mapped[date]  # its first day
    given_on: Mapped[date]
    way: Mapped[Handing]
    receiver: Mapped[str] = mapped_column(String(40))
    lines: Mapped[int]  # how many it told of
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey(Account.id))

    representative: Mapped[Representative] = relationship()
    by: Mapped[Account] = relationship()

    @classmethod
    def give(
        cls, person: Representative, by: Account, *, given_on: date, way: Handing, receiver: str
    ) -> "PeriodicReply":
        """登记送达 of this month's."""
        if not by.may(Permission.MATTER_SUPERVISE):
            raise RuleBroken("由督查室登记定期回复")
        receiver = said(receiver, 40, "请写明交给了谁")
        one_at_a_time(f"periodic:{person.id}")
        today = clock.today()
        month = today.replace(day=1)
        if given_on > today:
            raise RuleBroken("送达的日期还没有到")
        if given_on < month:
            raise RuleBroken("这是本月的定期回复，送达日期应在本月")
        if cls.of_month(person, month) is not None:
            raise RuleBroken(f"{person.name}本月的定期回复已经登记送达")
        lines = sum(len(one.lines) for one in Owed.all([person.id]))
        if not lines:
            raise RuleBroken(f"{person.name}提出的事项都已办结，本月没有要回复的")
        given = cls(
            representative=person,
            month=month,
            given_on=given_on,
            way=way,
            receiver=receiver,
            lines=lines,
            at=clock.now(),
            by=by,
        )
        db.session.add(given)
        db.session.flush()
        told = {"month": month.isoformat(), "way": way.value, "lines": lines}
        record("periodic.give", f"representative:{person.id}", by, **told)
        return given

    @classmethod
    def of(cls, person: Representative) -> Sequence["PeriodicReply"]:
        """All that were given to somebody, the latest first."""
        found = select(cls).filter_by(representative_id=person.id).order_by(cls.month.desc())
        return db.session.scalars(found.options(joinedload(cls.by))).all()

    @classmethod
    def of_month(cls, person: Representative, month: date) -> "PeriodicReply | None":
        return db.session.scalar(select(cls).filter_by(representative_id=person.id, month=month))


# ---- what is open --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """一件还没有办完的事: what was said, where it stands, and the next day to look at."""

    visit: Visit | None
    names: str  # 提问第 03 号、意见第 05 号
    words: str
    matter: Matter | None
    standing: str
    reason: str
    next_on: date | None


@dataclass(frozen=True)
class Owed:
    """一位代表 and what is still owed to them."""

    person: Representative
    cards: list[Card]
    lines: list[Line]
    given: PeriodicReply | None  # this month's

    @classmethod
    def all(cls, people: Iterable[int] | None = None, visit: Visit | None = None) -> list["Owed"]:
        """Those to whom something is owed, by name of their latest card; those of `people` in any
        case. Real visits only; reports are never in it."""
        chosen = None if people is None else list(people)
        cards = _cards(chosen, visit)
        by_card = _lines([card.id for card in cards])
        month = clock.today().replace(day=1)
        given = {
            each.representative_id: each
            for each in db.session.scalars(select(PeriodicReply).filter_by(month=month))
        }
        grouped: dict[int, list[Card]] = {}
        for card in cards:
            grouped.setdefault(card.representative_id, []).append(card)
        found = []
        for key, held in grouped.items():
            lines = _once(line for card in held for line in by_card.get(card.id, ()))
            if lines or chosen is not None:
                found.append(cls(held[-1].representative, held, lines, given.get(key)))
        return sorted(found, key=lambda one: (-one.cards[-1].visit.number, one.cards[-1].seat))


def _cards(people: list[int] | None, visit: Visit | None) -> list[Card]:
    found = select(Card).join(Card.visit).where(Visit.is_rehearsal.is_(False))
    if people is not None:
        found = found.where(Card.representative_id.in_(people))
    if visit is not None:
        with_card = select(Card.representative_id).where(Card.visit_id == visit.id)
        found = found.where(Card.representative_id.in_(with_card))
    loaded = found.options(joinedload(Card.representative), joinedload(Card.visit))
    return list(db.session.scalars(loaded.order_by(Visit.number, Card.seat, Card.id)))


Source = Question | Opinion
Key = tuple[str, int]


def _lines(cards: list[int]) -> dict[int, list[Line]]:
    """What is open for each card: a matter once, however often it was said."""
    asked = select(Asker).join(Asker.matter).where(Asker.card_id.in_(cards))
    whole = selectinload(Asker.matter).selectinload(Matter.rounds).selectinload(Round.assignments)
    here = asked.where(Asker.moved_to_id.is_(None), Matter.is_open)
    open_ = here.options(whole).order_by(Asker.id)
    matters: dict[int, Matter] = {}
    found: dict[int, dict[Key, list[Source]]] = {}
    for asker in db.session.scalars(open_):
        matters[asker.matter_id] = asker.matter
        found.setdefault(asker.card_id, {})["matter", asker.matter_id] = []
    for source in _sources(cards):
        if source.card_id is None:  # written on a secret ballot: nobody is owed an answer
            continue
        matter = _matter_of(source)
        if matter is None:
            found.setdefault(source.card_id, {})[type(source).__name__, source.id] = [source]
        elif matter.id in matters:
            of_card = found.setdefault(source.card_id, {})
            of_card.setdefault(("matter", matter.id), []).append(source)
    return {
        card: [
            _line(sources, matters.get(key[1]) if key[0] == "matter" else None)
            for key, sources in threads.items()
        ]
        for card, threads in found.items()
    }


def _once(lines: Iterable[Line]) -> list[Line]:
    """A matter that somebody raised at two visits is one."""
    found: dict[object, Line] = {}
    for line in lines:
        found.setdefault(line.matter.id if line.matter else line, line)
    return list(found.values())


def _line(sources: list[Source], matter: Matter | None) -> Line:
    if matter is None:
        source = sources[0]
        return Line(source.visit, _named(sources), source.text, None, _waits(source), "", None)
    stands = Standing.of(matter)
    words = sources[0].text if sources else matter.title
    visit = sources[0].visit if sources else matter.visit
    return Line(visit, _named(sources), words, matter, stands.where, stands.reason, stands.next_on)


def _waits(source: Source) -> str:
    if isinstance(source, Question) and source.state in OPEN:
        return source.standing
    return "等待受理"


def _named(sources: list[Source]) -> str:
    return "、".join(
        f"提问{each.name}" if isinstance(each, Question) else each.name for each in sources
    )


def _sources(cards: list[int]) -> list[Source]:
    """What was said and is not done with: what was answered on the spot or refused is."""
    questions = select(Question).where(Question.card_id.in_(cards))
    asked = db.session.scalars(
        questions.options(selectinload(Question.merged_into), joinedload(Question.visit)).order_by(
            Question.given_at, Question.id
        )
    )
    opinions = select(Opinion).where(
        Opinion.card_id.in_(cards), Opinion.state != OpinionState.DECLINED
    )
    said_ = db.session.scalars(
        opinions.options(joinedload(Opinion.visit)).order_by(Opinion.given_at, Opinion.id)
    )
    waiting = {QuestionState.ROUTED, QuestionState.PARTIAL, QuestionState.PROMISED, *OPEN}

    def is_open(question: Question) -> bool:
        last = _ends(question)
        return _matter_of(question) is not None or last.state in waiting and not last.is_declined

    return [*filter(is_open, asked), *said_]


def _ends(question: Question) -> Question:
    """What it was merged into, in the end."""
    return _ends(question.merged_into) if question.merged_into else question


def _matter_of(source: Source) -> Matter | None:
    if isinstance(source, Question) and source.matter is None and source.merged_into is not None:
        return _matter_of(source.merged_into)
    return source.matter
