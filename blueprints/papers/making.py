"""Which papers there are, and each made from its record: for pages and for the shell alike."""

from collections.abc import Callable, Sequence

from flask import current_app
from sqlalchemy import Select
from sqlalchemy.orm import joinedload, selectinload

from blueprints.papers import html, pdf, word
from blueprints.papers.briefing import briefing_paper
from blueprints.papers.document import Paper
from blueprints.papers.draw import draw_paper
from blueprints.papers.ledger import ledger_paper
from blueprints.papers.minutes import excerpt_paper, minutes_paper
from blueprints.papers.notice import notice_paper
from blueprints.papers.qa import qa_paper
from models import (
    AgendaItem,
    Decision,
    Draw,
    Figures,
    Light,
    Matter,
    Meeting,
    Minutes,
    Notice,
    Promise,
    Round,
    Unit,
    Visit,
    audit,
    clock,
    db,
    working_calendar,
)
from models.proceedings import Proceedings
from models.whole import read_whole

WRITERS: dict[str, Callable[[Paper], bytes]] = {
    "pdf": pdf.write,
    "docx": word.write,
    "html": html.write,
}
TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def county() -> str:
    return str(current_app.config["COUNTY_NAME"])


def of_meeting(meeting: Meeting) -> Paper:
    read_whole(meeting.minutes)
    return minutes_paper(meeting, county())


def of_excerpt(meeting: Meeting, unit: Unit) -> Paper | None:
    read_whole(meeting.minutes)
    return excerpt_paper(meeting, unit, county())


def of_notice(notice: Notice) -> Paper:
    return notice_paper(notice, county())


def of_questions(visit: Visit, whole: bool) -> Paper:
    return qa_paper(Proceedings.of(visit, whole), county(), clock.now())


def of_draw(draw: Draw) -> Paper:
    return draw_paper(draw, county())


def of_figures(visit: Visit) -> Paper:
    return briefing_paper(visit, Figures.of(visit), audit.head(), county(), clock.now())


def of_matters(found: Select[Matter], scope: str, lights: Sequence[Light] = ()) -> Paper:
    """The ledger of these matters, those with one of `lights` if any are given."""
    rounds = selectinload(Matter.rounds)
    decided = selectinload(Matter.decisions).joinedload(Decision.item)
    loaded = found.order_by(Matter.year, Matter.number).options(
        rounds.selectinload(Round.assignments),
        joinedload(Matter.visit),
        selectinload(Matter.questions),
        selectinload(Matter.promises).joinedload(Promise.question),
        selectinload(Matter.opinions),
        decided.joinedload(AgendaItem.minutes).joinedload(Minutes.meeting),
    )
    matters = list(db.session.scalars(loaded))
    if lights:
        calendar, today = working_calendar(), clock.today()
        matters = [each for each in matters if each.light(today, calendar) in lights]
    return ledger_paper(matters, scope, county(), clock.now())
