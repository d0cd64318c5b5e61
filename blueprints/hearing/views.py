"""Drafts as the staff see them: the list, one draft with its comments, and its way out."""

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import selectinload

from blueprints.access import requires, viewer
from blueprints.hearing import answering, asking, writing
from blueprints.hearing.area import back, bp, load, may_hold, may_see, may_write
from blueprints.hearing.desk import shown
from blueprints.hearing.forms import ActForm, ClosingForm, FilterForm
from blueprints.hearing.writing_forms import NewForm, RevisionForm
from blueprints.live import region
from blueprints.pages import page
from models import Comment, Draft, DraftVersion, Permission, db, version_of

__all__ = ["answering", "asking", "bp", "writing"]


@region("drafts", topic=lambda key: "drafts", admits=lambda who, key: may_follow(who, key))
def changed(key: str) -> str:
    """Says only that something changed, and nothing of what."""
    return render_template("hearing/_tick.html", version=version_of("drafts"))


def may_follow(who: Any, key: str) -> bool:
    sees = who.may(Permission.DRAFT_READ) or who.may(Permission.DRAFT_WRITE)
    return key == "all" and bool(sees)


@bp.get("")
@may_see
def index() -> Response:
    wanted = Draft.visible_to(viewer()).order_by(Draft.drafted_at.desc(), Draft.id.desc())
    loaded = wanted.options(
        selectinload(Draft.invited),
        selectinload(Draft.comments).joinedload(Comment.answer),
        selectinload(Draft.versions).selectinload(DraftVersion.passages),
    )
    drafts = list(db.session.scalars(loaded))
    filters = FilterForm(drafts)
    return page("hearing/index.html", "main", drafts=filters.narrow(drafts), filters=filters)


@bp.get("/new")
@may_write
def new() -> Response:
    return _new(NewForm(viewer(), viewer().may(Permission.DRAFT_HOLD)))


def _new(form: NewForm, status: int = 200) -> Response:
    return page("hearing/new.html", "main", status, form=form)


@bp.post("")
@may_write
def prepare() -> ResponseReturnValue:
    form = NewForm(viewer(), viewer().may(Permission.DRAFT_HOLD))
    if not form.validate_on_submit():
        return _new(form, 422)
    draft = Draft.prepare(viewer(), form.text.data or "", unit=form.unit, **form.facts)
    db.session.commit()
    flash("已按自然段切开，请核对；有切错的，在全文里改了再存")
    return redirect(url_for(".text", draft_id=draft.id), 303)


@bp.get("/<int:draft_id>")
@may_see
def show(draft_id: int) -> Response:
    return shown(load(draft_id))


@bp.post("/<int:draft_id>/facts")
@may_write
def describe(draft_id: int) -> ResponseReturnValue:
    draft = load(draft_id)
    form = RevisionForm(draft)
    valid = form.validate_on_submit()
    if form.version.is_behind(draft.version):
        return shown(draft, 409, facts=form, conflict=True)
    if not valid:
        return shown(draft, 422, facts=form)
    draft.describe(viewer(), **form.facts)
    return back(draft, "已保存")


@bp.post("/<int:draft_id>/discarding")
@may_write
def discard(draft_id: int) -> ResponseReturnValue:
    draft = load(draft_id)
    draft.expect(ActForm().version.data)
    draft.discard(viewer())
    db.session.commit()
    flash(f"已删去《{draft.title}》")
    return redirect(url_for(".index"), 303)


# ---- its way to the public -----------------------------------------------------------------------


@bp.post("/<int:draft_id>/opening")
@may_hold
def open_(draft_id: int) -> ResponseReturnValue:
    draft, form = load(draft_id), ClosingForm()
    if not form.validate_on_submit():
        return shown(draft, 422, opening=form)
    draft.expect(form.version.data)
    draft.open(viewer(), form.closes_on.data)
    return back(draft, f"已发出，请了 {len(draft.invited)} 名代表，他们的平板上现在就看得到")


@bp.post("/<int:draft_id>/extension")
@may_hold
def extend(draft_id: int) -> ResponseReturnValue:
    draft, form = load(draft_id), ClosingForm()
    if not form.validate_on_submit():
        return shown(draft, 422, extension=form)
    draft.expect(form.version.data)
    draft.extend(viewer(), form.closes_on.data)
    return back(draft, "已延长")


@bp.post("/<int:draft_id>/closing")
@may_hold
def close(draft_id: int) -> ResponseReturnValue:
    draft = load(draft_id)
    draft.expect(ActForm().version.data)
    draft.close(viewer())
    return back(draft, "已截止，可以开始答复")


@bp.post("/<int:draft_id>/publication")
@requires(Permission.DRAFT_PUBLISH)
def publish(draft_id: int) -> ResponseReturnValue:
    draft = load(draft_id)
    draft.expect(ActForm().version.data)
    draft.publish(viewer())
    return back(draft, "答复已公布，每一位提意见的代表都看得到")


@bp.get("/<int:draft_id>/news")
@may_see
def news(draft_id: int) -> ResponseReturnValue:
    """A line for a page that is open while others go on: it never changes under the fingers."""
    draft = load(draft_id)
    if draft.pulse == request.args.get("seen"):
        return "", 204
    return page("hearing/_news.html", "all", draft=draft)
