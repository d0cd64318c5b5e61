"""Which papers there are, and each made from its record: for pages and for the shell alike."""

from collections.abc import Callable, Sequence

from flask import current_app
from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from blueprints.papers import html, pdf, word
from blueprints.papers.briefing import briefing_paper
from blueprints.papers.bulletin import bulletin_paper
from blueprints.papers.county import county_paper
from blueprints.papers.document import Paper
from blueprints.papers.draw import draw_paper
from blueprints.papers.figures import by_kind_of, figures_paper
from blueprints.papers.hearing import collected_paper, revision_paper
from blueprints.papers.inspection import inspection_paper
from blueprints.papers.ledger import ledger_paper
from blueprints.papers.memo import memo_paper
from blueprints.papers.minutes import excerpt_paper, minutes_paper
from blueprints.papers.notice import notice_paper
from blueprints.papers.outcome import outcome_paper
from blueprints.papers.periodic import periodic_paper
from blueprints.papers.programme import programme_paper
from blueprints.papers.qa import qa_paper
from blueprints.papers.rectification import rectification_paper
from blueprints.papers.reply import reply_paper
from models import (
    AgendaItem,
    Decision,
    Draft,
    DraftVersion,
    Draw,
    Evaluation,
    EvaluationResults,
    Figures,
    Inspection,
    Light,
    Matter,
    Meeting,
    Minutes,
    Notice,
    Profile,
    Promise,
    Proposal,
    RectificationPlan,
    Reply,
    ReportEntry,
    Round,
    Unit,
    UnitKind,
    Visit,
    audit,
    clock,
    db,
    working_calendar,
)
from models.counted import Rate
from models.evaluation_remarks import opinions_of
from models.figures import League, Scope, kinds, trend
from models.material import produced_for
from models.periodic import Owed
from models.proceedings import Proceedings
from models.profile import directory
from models.visit_outcome import VisitOutcome
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


def of_inspection(inspection: Inspection) -> Paper:
    return inspection_paper(inspection, county())


def of_draft(draft: Draft) -> Paper:
    return collected_paper(draft, county(), clock.now())


def of_revision(version: DraftVersion) -> Paper:
    return revision_paper(version, county())


def of_memo(memo: ReportEntry) -> Paper:
    return memo_paper(memo)


def of_evaluation(evaluation: Evaluation) -> Paper:
    results, follows = EvaluationResults.of(evaluation), Proposal.of(evaluation)
    opinions = list(opinions_of(evaluation).values())
    return bulletin_paper(results, follows, opinions, county(), clock.now())


def of_plan(plan: RectificationPlan) -> Paper:
    return rectification_paper(plan, working_calendar(), clock.now())


def of_questions(visit: Visit, whole: bool) -> Paper:
    return qa_paper(Proceedings.of(visit, whole), county(), clock.now())


def of_programme(visit: Visit, whole: bool) -> Paper:
    return programme_paper(visit, produced_for(visit), county(), whole)


def of_county() -> Paper:
    return county_paper(Profile.all(), directory(), county(), clock.now())


def of_draw(draw: Draw) -> Paper:
    return draw_paper(draw, county())


def of_figures(visit: Visit) -> Paper:
    return briefing_paper(visit, Figures.of(visit), audit.head(), county(), clock.now())


def of_reply(reply: Reply) -> Paper:
    return reply_paper(reply, county(), telephone())


def of_outcome(visit: Visit) -> Paper:
    return outcome_paper(VisitOutcome.of(visit), county(), clock.now())


def of_periodic(owed: list[Owed]) -> Paper:
    return periodic_paper(owed, county(), telephone(), clock.now())


def telephone() -> str:
    """Of the office that replies: the 督查室 belongs to it."""
    office = select(Unit.telephone).where(Unit.kind == UnitKind.OFFICE).order_by(Unit.id)
    return db.session.scalars(office.limit(1)).first() or ""


def of_matters(found: Select[Matter], scope: str, lights: Sequence[Light] = ()) -> Paper:
    """The ledger of these matters, those with one of `lights` if any are given."""
    return ledger_paper(listed(found, lights), scope, county(), clock.now())


def listed(found: Select[Matter], lights: Sequence[Light] = ()) -> list[Matter]:
    """The rows of a ledger, with all that they show."""
    rounds = selectinload(Matter.rounds)
    decided = selectinload(Matter.decisions).joinedload(Decision.item)
    loaded = found.order_by(Matter.year, Matter.number).options(
        rounds.selectinload(Round.assignments),
        joinedload(Matter.visit),
        selectinload(Matter.questions),
        selectinload(Matter.promises).joinedload(Promise.question),
        selectinload(Matter.opinions),
        selectinload(Matter.proposal),
        decided.joinedload(AgendaItem.minutes).joinedload(Minutes.meeting),
    )
    matters = list(db.session.scalars(loaded))
    if lights:
        calendar, today = working_calendar(), clock.today()
        matters = [each for each in matters if each.light(today, calendar) in lights]
    return matters


def of_scope(scope: Scope, rate: Rate | None, told: str) -> Paper:
    """The figures of supervision in this range."""
    by_kind = by_kind_of(kinds(scope))
    league = League.of(scope)
    return figures_paper(league, trend(scope, league), by_kind, rate, told, county(), clock.now())
