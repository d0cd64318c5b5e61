"""Entering for somebody else (代录): the same rules and numbers as on the tablet."""

from sqlalchemy import select

from models.base import RuleBroken, db
from models.on_behalf import Entered, EnteredFrom, SlipKind
from models.opinion import Opinion
from models.question import Question
from models.representative import Card
from models.text import LONGEST, said
from models.visit import Stop, Visit, VisitState

Given = Question | Opinion
MODELS: dict[SlipKind, type[Question] | type[Opinion]] = {
    SlipKind.QUESTION: Question,
    SlipKind.OPINION: Opinion,
}


def given(client_id: str) -> Given | None:
    """What has come under this identity, as a question or as an opinion."""
    asked = db.session.scalar(select(Question).filter_by(client_id=client_id))
    return asked or db.session.scalar(select(Opinion).filter_by(client_id=client_id))


def reached(visit: Visit) -> list[Stop]:
    """The stops where something can have been said: where the group is or has been."""
    return [stop for stop in visit.stops if stop.started_at is not None]


def refuse_unless_open(visit: Visit, source: EnteredFrom) -> None:
    """What is said aloud is entered while the visit goes on; a form that was filled in there may
    follow within the days in which tablets may still deliver."""
    if source is EnteredFrom.SPOKEN and visit.state is not VisitState.ONGOING:
        raise RuleBroken(
            f"{visit.name}{visit.state.label}，不能再代录口头说的。"
            "会后说的、写的，请按电话、信件登记"
        )
    if not visit.takes_submissions:
        raise RuleBroken(f"{visit.name}{visit.state.label}，现在不收现场的表。会后的请按信件登记")


def enter(
    card: Card, kind: SlipKind, text: str, client_id: str, stop: Stop | None, entered: Entered
) -> Given:
    """代录一条. Entered twice, it exists once; with other words it is refused, not dropped."""
    known = given(client_id)
    if known is not None:
        _refuse_unless_same(known, card, kind, text)
        return known
    visit = card.visit
    refuse_unless_open(visit, entered.source)
    if stop is None or stop not in reached(visit):
        raise RuleBroken("请选择已经到过的参观点")
    if kind is SlipKind.QUESTION:
        return Question.ask(card, text, client_id, stop, entered=entered)
    return Opinion.give(card, text, client_id, stop, entered=entered)


def _refuse_unless_same(known: Given, card: Card, kind: SlipKind, text: str) -> None:
    if known.card_id != card.id or not isinstance(known, MODELS[kind]):
        raise RuleBroken(f"这一条已经登记为{known.author}的{label_of(known)}，不能再登记给别人")
    if known.text != said(text, LONGEST):
        raise RuleBroken(f"这一条已经登记为{label_of(known)}，写的是「{known.text}」，没有改动它")


def label_of(one: Given) -> str:
    """提问第 07 号, 意见第 02 号."""
    return f"提问{one.name.replace(' ', '')}" if isinstance(one, Question) else one.name
