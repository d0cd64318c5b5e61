"""Each paper as a page, and to take along as Word document or PDF.

Who may read a record's page may have its paper: a view here asks for the permission that the page
asks for, and finds the record in the same way.
"""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote
from uuid import UUID

from flask import Blueprint, Response, abort, make_response, request, url_for
from sqlalchemy import select

from blueprints.access import requires, viewer
from blueprints.filters import FilterForm
from blueprints.papers import html, making
from blueprints.papers.aside import aside
from blueprints.papers.document import Paper
from blueprints.scope import ScopeForm
from models import (
    Asker,
    Draft,
    DraftState,
    Draw,
    DrawState,
    Evaluation,
    Inspection,
    Matter,
    Meeting,
    Notice,
    Permission,
    RectificationPlan,
    Reply,
    Report,
    Round,
    Unit,
    Visit,
    db,
)
from models.excerpt import units_of
from models.periodic import Owed
from models.proceedings import STAFF_VERSION

bp = Blueprint("papers", __name__)
UNNAMEABLE = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f\ud800-\udfff]')
View = Callable[..., Response]


def paper_at(rule: str) -> Callable[[View], View]:
    """The page at `rule`, and with an ending what is taken along."""

    def declare(view: View) -> View:
        bp.get(rule)(view)
        bp.get(f"{rule}.<any(docx, pdf):form>")(view)
        return view

    return declare


def given(
    paper: Paper, form: str | None, back: str, more: tuple[tuple[str, str], ...] = ()
) -> Response:
    """The paper in the form that was asked for."""
    if form is not None:
        content = aside(lambda: making.WRITERS[form](paper))
        return sent(content, making.TYPES[form], f"{paper.name}.{form}", form)
    endpoint = request.endpoint or ""
    key: dict[str, Any] = {**(request.view_args or {}), **request.args.to_dict(flat=False)}
    word, pdf = (url_for(endpoint, **{**key, "form": form}) for form in ("docx", "pdf"))
    return make_response(html.page(paper, html.Links(back, word, pdf, more)))


def sent(content: bytes, kind: str, name: str, form: str) -> Response:
    """By its Chinese name (RFC 5987); the plain one is for those who cannot read that."""
    response = Response(content, mimetype=kind)
    told = {"filename": f"paper.{form}", "filename*": f"UTF-8''{quote(UNNAMEABLE.sub('', name))}"}
    response.headers.set("Content-Disposition", "attachment", **told)
    return response


@paper_at("/meetings/<int:meeting_id>/paper")
@requires(Permission.VISIT_READ)
def minutes(meeting_id: int, form: str | None = None) -> Response:
    meeting = db.get_or_404(Meeting, meeting_id)
    paper = making.of_meeting(meeting)  # first: it loads what comes next
    excerpts = tuple(
        (f"{unit.name}摘录", url_for(".excerpt", meeting_id=meeting_id, unit_id=unit.id))
        for unit in (units_of(meeting.minutes) if form is None else ())
    )
    return given(paper, form, url_for("minutes.show", meeting_id=meeting_id), excerpts)


@paper_at("/meetings/<int:meeting_id>/excerpts/<int:unit_id>")
@requires(Permission.VISIT_READ)
def excerpt(meeting_id: int, unit_id: int, form: str | None = None) -> Response:
    """摘录; for a unit that is not bound by anything in the minutes there is none."""
    meeting, unit = db.get_or_404(Meeting, meeting_id), db.get_or_404(Unit, unit_id)
    paper = making.of_excerpt(meeting, unit) or abort(404)
    return given(paper, form, url_for(".minutes", meeting_id=meeting_id))


@paper_at("/notices/<int:notice_id>/paper")
@requires(Permission.BOARD_READ)
def notice(notice_id: int, form: str | None = None) -> Response:
    found: Notice = db.one_or_404(Notice.visible_to(viewer()).where(Notice.id == notice_id))
    return given(making.of_notice(found), form, url_for("notices.show", notice_id=notice_id))


@paper_at("/inspections/<int:inspection_id>/paper")
@requires(Permission.INSPECTION_READ)
def inspection(inspection_id: int, form: str | None = None) -> Response:
    wanted = Inspection.visible_to(viewer()).where(Inspection.id == inspection_id)
    found: Inspection = db.one_or_404(wanted.where(Inspection.held_at.is_not(None)))
    back = url_for("inspections.show", inspection_id=inspection_id)
    return given(making.of_inspection(found), form, back)


def _draft(draft_id: int) -> Draft:
    wanted = Draft.visible_to(viewer()).where(Draft.id == draft_id)
    found: Draft = db.one_or_404(wanted)
    return found


@paper_at("/drafts/<int:draft_id>/paper")
@requires(Permission.DRAFT_READ, Permission.DRAFT_WRITE)
def collected(draft_id: int, form: str | None = None) -> Response:
    """意见采纳情况表; of a draft that has not gone out there is none."""
    found = _draft(draft_id)
    if found.state is DraftState.DRAFTING:
        abort(404)
    return given(making.of_draft(found), form, url_for("hearing.show", draft_id=draft_id))


@paper_at("/drafts/<int:draft_id>/versions/<int:number>/paper")
@requires(Permission.DRAFT_READ, Permission.DRAFT_WRITE)
def revision(draft_id: int, number: int, form: str | None = None) -> Response:
    """修改对照; the first version has none."""
    versions = [one for one in _draft(draft_id).versions if one.number == number > 1]
    back = url_for("hearing.version", draft_id=draft_id, number=number)
    return given(making.of_revision(versions[0]) if versions else abort(404), form, back)


@paper_at("/memos/<uuid:report_id>/<int:number>/paper")
@requires(Permission.MATTER_SIGN_OFF)
def memo(report_id: UUID, number: int, form: str | None = None) -> Response:
    """专报, for the leader whom it was sent to."""
    found = Report.memo_for(viewer(), (report_id, number)) or abort(404)
    back = url_for("memos.show", report_id=report_id, number=number)
    return given(making.of_memo(found), form, back)


@paper_at("/reports/<uuid:report_id>/memos/<int:number>/paper")
@requires(Permission.REPORT_INVESTIGATE)
def sent_memo(report_id: UUID, number: int, form: str | None = None) -> Response:
    """The same for its 专办人员, who hand it over on paper: for whoever has opened the report."""
    wanted = Report.of_investigator(viewer()).where(Report.id == report_id)
    report = db.session.scalar(wanted)
    if report is None or not report.readable_by(viewer()) or not report.is_open_to(viewer()):
        abort(404)
    found = report.memo_numbered(number) or abort(404)
    back = url_for("reports.show", report_id=report_id)
    return given(making.of_memo(found), form, back)


@paper_at("/evaluations/<int:evaluation_id>/bulletin")
@requires(Permission.VISIT_READ)
def bulletin(evaluation_id: int, form: str | None = None) -> Response:
    """测评通报; before the round is closed there is none."""
    evaluation = db.get_or_404(Evaluation, evaluation_id)
    back = url_for("appraising.results", evaluation_id=evaluation_id)
    return given(making.of_evaluation(evaluation), form, back)


@paper_at("/rectification-plans/<int:plan_id>/paper")
@requires(Permission.BOARD_READ)
def rectification_plan(plan_id: int, form: str | None = None) -> Response:
    """集中整改进展表."""
    wanted = RectificationPlan.visible_to(viewer()).where(RectificationPlan.id == plan_id)
    found: RectificationPlan = db.one_or_404(wanted)
    return given(making.of_plan(found), form, url_for("rectifying.show", plan_id=plan_id))


@paper_at("/visits/<int:visit_id>/record")
@requires(Permission.VISIT_READ)
def public_record(visit_id: int, form: str | None = None) -> Response:
    return _record(visit_id, form, whole=False)


@paper_at("/visits/<int:visit_id>/record/staff")
@requires(*STAFF_VERSION)
def staff_record(visit_id: int, form: str | None = None) -> Response:
    return _record(visit_id, form, whole=True)


def _record(visit_id: int, form: str | None, whole: bool) -> Response:
    """问答纪要."""
    visit = db.get_or_404(Visit, visit_id)
    back = url_for("visits.show", visit_id=visit_id)
    return given(making.of_questions(visit, whole), form, back)


@paper_at("/visits/<int:visit_id>/programme")
@requires(Permission.VISIT_READ)
def programme(visit_id: int, form: str | None = None) -> Response:
    """活动安排, to be handed to the representatives."""
    return _programme(visit_id, form, whole=False)


@paper_at("/visits/<int:visit_id>/programme/staff")
@requires(Permission.VISIT_MANAGE)
def staff_programme(visit_id: int, form: str | None = None) -> Response:
    """With the telephones of those who receive."""
    return _programme(visit_id, form, whole=True)


def _programme(visit_id: int, form: str | None, whole: bool) -> Response:
    visit = db.get_or_404(Visit, visit_id)
    other: tuple[tuple[str, str], ...] = ()
    if viewer().may(Permission.VISIT_MANAGE) and not whole:
        other = (("工作版（含电话）", url_for(".staff_programme", visit_id=visit_id)),)
    back = url_for("visits.show", visit_id=visit_id)
    return given(making.of_programme(visit, whole), form, back, other)


@paper_at("/county/paper")
@requires(Permission.VISIT_READ)
def county(form: str | None = None) -> Response:
    """县情和机构名录."""
    return given(making.of_county(), form, url_for("showing.county"))


@paper_at("/visits/<int:visit_id>/draw")
@requires(Permission.VISIT_READ)
def draw(visit_id: int, form: str | None = None) -> Response:
    """The list of an open call, or its draw; as long as it takes applications there is none."""
    found = Draw.of(db.get_or_404(Visit, visit_id))
    if found is None or found.state is DrawState.OPEN:
        abort(404)
    return given(making.of_draw(found), form, url_for("invitations.index", visit_id=visit_id))


@paper_at("/briefing/<int:visit_id>/paper")
@requires(Permission.VISIT_READ)
def briefing(visit_id: int, form: str | None = None) -> Response:
    visit = db.get_or_404(Visit, visit_id)
    return given(making.of_figures(visit), form, url_for("briefing.show", visit_id=visit_id))


@paper_at("/board/ledger")
@requires(Permission.BOARD_READ)
def ledger(form: str | None = None) -> Response:
    """督办台账: of the matters that the board shows with the same filter, and all closed ones."""
    filters = FilterForm(viewer())
    found: Any = filters.narrow(Matter.visible_to(viewer()))
    paper = making.of_matters(found, filters.scope, filters.lights)
    return given(paper, form, url_for("supervision.board", **filters.given))


@paper_at("/figures/paper")
@requires(Permission.BOARD_READ)
def figures(form: str | None = None) -> Response:
    """督办统计表, of the same range as the page."""
    range_ = ScopeForm(viewer())
    if not range_.validate():
        abort(404)
    paper = making.of_scope(range_.scope, range_.rate, range_.told)
    return given(paper, form, url_for("figures.index", **range_.given))


@paper_at("/matters/<int:matter_id>/askers/<int:asker_id>/paper")
@requires(Permission.MATTER_SUPERVISE)
def reply(matter_id: int, asker_id: int, form: str | None = None) -> Response:
    """答复和意见征询表, of the latest reply to this asker."""
    replies = select(Reply).join(Reply.asker).join(Reply.round)
    own = replies.where(Asker.id == asker_id, Asker.matter_id == matter_id)
    latest = db.session.scalars(own.order_by(Round.number.desc()).limit(1)).first() or abort(404)
    return given(making.of_reply(latest), form, url_for("supervision.matter", matter_id=matter_id))


@paper_at("/briefing/<int:visit_id>/outcome/paper")
@requires(Permission.VISIT_READ)
def outcome(visit_id: int, form: str | None = None) -> Response:
    """意见办理情况 of a visit."""
    visit = db.get_or_404(Visit, visit_id)
    return given(making.of_outcome(visit), form, url_for("briefing.outcome", visit_id=visit_id))


@paper_at("/periodic/paper")
@requires(Permission.MATTER_SUPERVISE)
def periodic(form: str | None = None) -> Response:
    """定期回复 for all, or for those of a visit."""
    visits = select(Visit).where(Visit.number == request.args.get("visit", 0, type=int))
    visit = db.session.scalar(visits)
    back = url_for("periodic.index", visit=visit.number if visit else None)
    return given(making.of_periodic(Owed.all(visit=visit)), form, back)


@paper_at("/periodic/<int:representative_id>/paper")
@requires(Permission.MATTER_SUPERVISE)
def periodic_of(representative_id: int, form: str | None = None) -> Response:
    """定期回复 for one representative."""
    owed = Owed.all([representative_id]) or abort(404)
    back = url_for("periodic.show", representative_id=representative_id)
    return given(making.of_periodic(owed), form, back)
