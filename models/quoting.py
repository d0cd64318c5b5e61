"""Quoting (引用): in which words minutes report a question or an opinion, and what was answered."""

from models.base import db
from models.opinion import Opinion
from models.question import SETTLED, Question, QuestionState
from models.unit import UnitKind
from models.visit import Visit

Quotable = Question | Opinion
S = QuestionState


def by_whom(source: Quotable) -> str:
    """Representatives by their numbers, as on every screen: 07号代表."""
    return "、".join(card.name.replace(" ", "") for card in source.askers)


def words_of(source: Quotable) -> str:
    return _ended(source.shown if isinstance(source, Question) else source.text)


def answered(question: Question) -> list[tuple[str, str]]:
    """Who answered on the spot, and what; a promise stands by itself."""
    told = []
    promised = question.promise.words if question.promise else ""
    if question.answer and question.speaker and question.answer != promised:
        told.append((speaker_of(question), _ended(question.answer)))
    if question.rest and question.unit is not None:
        told.append((question.unit.name, f"带回办理：{_ended(question.rest)}"))
    return told


def quotable(visit: Visit | None) -> list[Quotable]:
    """What of the visit may go into minutes: what everybody there heard, and the opinions."""
    if visit is None or visit.is_rehearsal:
        return []
    heard = {*SETTLED, S.ANSWERING, S.QUEUED}
    questions = db.session.scalars(Question.of(visit, *heard).order_by(None).order_by("number"))
    signed = db.select(Opinion).where(Opinion.card_id.is_not(None))  # minutes say who said it
    opinions = signed.filter_by(visit_id=visit.id).order_by(Opinion.number)
    return [*questions, *db.session.scalars(opinions)]


def speaker_of(question: Question) -> str:
    """王建军（局长）of 县交通运输局 → 县交通运输局局长王建军."""
    name, _, title = question.speaker.rstrip("）").partition("（")
    taken_along = question.state in {S.ROUTED, S.PARTIAL}  # by a unit that need not have spoken
    unit = None if taken_along else question.unit
    if unit is None or unit.kind is UnitKind.GOVERNMENT or unit.name.lstrip("县") in title + name:
        return f"{title}{name}"
    return f"{unit.name}{title}{name}"


def _ended(text: str) -> str:
    """In one line, with its full stop."""
    text = "".join(text.split("\n")).strip()
    return text if text.endswith(("。", "？", "！", "…")) else f"{text}。"
