"""The page of a card: everything it asked and said, how far it is, and the rating of answers."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, abort, flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from blueprints.access import requires, viewer
from blueprints.live import region
from blueprints.mine.forms import ObjectionForm, RatingForm, ReadingForm
from blueprints.mine.threads import threads_of
from blueprints.pages import page
from models import (
    Asker,
    Attachment,
    Card,
    Entry,
    Evaluation,
    Inspection,
    Minutes,
    Permission,
    Rating,
    Report,
    Role,
    Statement,
    Support,
    db,
)

bp = Blueprint("mine", __name__, url_prefix="/mine")
may_rate = requires(Permission.RATING_GIVE)


def _page(
    status: int = 200,
    sent: RatingForm | None = None,
    mark: str = "",
    objection: tuple[int, ObjectionForm] | None = None,
) -> Response:
    """`sent` is the form that was not filled in rightly, of the thing called `mark`."""
    threads, reports = threads_of(viewer()), Report.list_of(viewer())
    asked = [thread.key for thread in threads if thread.awaits_rating]
    asked += [f"r{report.id}" for report in reports if report.may_rate]
    forms = {key: RatingForm(key, formdata=None) for key in asked}
    if sent is not None:
        forms[mark] = sent
    statements = Statement.of_card(viewer())
    objecting = {each.id: ObjectionForm(f"s{each.id}", formdata=None) for each in statements}
    if objection is not None:
        objecting[objection[0]] = objection[1]
    return page(
        "mine/index.html",
        "main",
        status,
        threads=threads,
        statements=statements,
        objecting=objecting,
        reports=reports,
        forms=forms,
        sent=mark,
        supported=Support.list_of(viewer().id),
        inspections=db.session.scalars(Inspection.of_card(viewer())).all(),
        rounds=Evaluation.open_for(viewer().visit_id),
    )


def _mine(key: str) -> str:
    return f"card:{key}"


def _is_own(who: Any, key: str) -> bool:
    return who.role is Role.REPRESENTATIVE and str(who.id) == key


@region("mine_overview", topic=_mine, admits=_is_own)
def overview(key: str) -> str:
    """How far each thing is; reports are never in it."""
    card = db.get_or_404(Card, int(key))
    unread = [each for each in Statement.of_card(card) if each.awaits_reading]
    return render_template(
        "mine/_overview.html",
        threads=threads_of(card),
        unread=unread,
        inspections=db.session.scalars(Inspection.of_card(card)).all(),
    )


@bp.get("")
@may_rate
def index() -> Response:
    return _page()


@bp.post("/matters/<int:asker_id>/rating")
@may_rate
def rate_matter(asker_id: int) -> ResponseReturnValue:
    asker = db.get_or_404(Asker, asker_id)
    if asker.card_id != viewer().id or asker.moved_to_id is not None:
        abort(404)
    key = f"m{asker.matter_id}"
    form = RatingForm(key)
    if not form.validate_on_submit():
        return _page(422, form, key)
    asker.matter.expect(form.version.data)
    Rating.give(asker, viewer(), form.chosen, form.words.data or "")
    db.session.commit()
    flash("您的评价已经收到")
    return redirect(url_for(".index", _anchor=key), 303)


@bp.post("/reports/<uuid:report_id>/rating")
@may_rate
def rate_report(report_id: UUID) -> ResponseReturnValue:
    own = Report.of_card(viewer()).where(Report.id == report_id).with_for_update()
    report = db.session.scalar(own) or abort(404)
    key = f"r{report_id}"
    form = RatingForm(key)
    if not form.validate_on_submit():
        return _page(422, form, key)
    report.expect(form.version.data)
    report.rate(form.chosen, form.words.data or "")
    db.session.commit()
    flash("您的评价已经收到，只有专办人员看得到")
    return redirect(url_for(".index", _anchor=key), 303)


def _statement(statement_id: int) -> Statement:
    own = [each for each in Statement.of_card(viewer()) if each.id == statement_id]
    if not own:
        abort(404)
    Minutes.hold(own[0].minutes.meeting_id)
    db.session.refresh(own[0])
    return own[0]


def _read(statement: Statement, told: str) -> ResponseReturnValue:
    db.session.commit()
    flash(told)
    return redirect(url_for(".index", _anchor=f"s{statement.id}"), 303)


@bp.post("/statements/<int:statement_id>/confirmation")
@may_rate
def confirm_statement(statement_id: int) -> ResponseReturnValue:
    statement = _statement(statement_id)
    statement.expect(ReadingForm().version.data)
    statement.confirm(viewer())
    return _read(statement, "您已确认，谢谢")


@bp.post("/statements/<int:statement_id>/objection")
@may_rate
def object_to_statement(statement_id: int) -> ResponseReturnValue:
    statement, form = _statement(statement_id), ObjectionForm(f"s{statement_id}")
    if not form.validate_on_submit():
        return _page(422, objection=(statement_id, form))
    statement.expect(form.version.data)
    statement.object(viewer(), form.words.data or "")
    return _read(statement, "您的异议已送办公室，处理以后在这里能看到")


@bp.get("/attachments/<key>")
@may_rate
def attachment(key: str) -> Response:
    """A picture of the line, in its copy without metadata."""
    shown = (
        select(Attachment)
        .join(Entry, Entry.id == Attachment.entry_id)
        .join(Asker, Asker.matter_id == Entry.matter_id)
        .where(Attachment.key == key, Asker.card_id == viewer().id, Asker.moved_to_id.is_(None))
        .where(Entry.is_internal.is_(False))
    )
    found = db.session.scalar(shown)
    if found is None or not found.is_picture:
        abort(404)
    response = send_file(found.path, mimetype=found.mime, download_name=found.name)
    response.headers["Cache-Control"] = "no-store"
    return response
