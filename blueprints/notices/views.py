"""Supervision notices: drafted, issued, signed for, answered, and printed."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request
from flask import url_for as url
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from blueprints.access import requires, viewer
from blueprints.live import region
from blueprints.notices.forms import (
    ActForm,
    AnswerForm,
    AnswerSlipForm,
    ClearForm,
    FilterForm,
    NoticeForm,
    RevisionForm,
    SendBackForm,
    SignSlipForm,
    UnitForm,
)
from blueprints.pages import done, page
from models import (
    Matter,
    Notice,
    NoticeItem,
    NoticeState,
    Permission,
    Role,
    RuleBroken,
    Unit,
    UnitKind,
    db,
    version_of,
)

bp = Blueprint("notices", __name__, url_prefix="/notices")
PAGE = "notices/show.html"
N = NoticeState


def load(notice_id: int) -> Notice:
    """The notice, if its viewer may see it; else it does not exist."""
    found: Notice = db.one_or_404(Notice.visible_to(viewer()).where(Notice.id == notice_id))
    return found


@region("notices", topic=lambda key: "notices", admits=lambda who, key: may_hear(who, key))
def changed(key: str) -> str:
    """Says only that something changed; who hears it asks for what may be seen."""
    return render_template("notices/_tick.html", version=version_of("notices"))


def may_hear(who: Any, key: str) -> bool:
    return key == "all" and bool(who.may(Permission.BOARD_READ))


# ---- the list ------------------------------------------------------------------------------------


@bp.get("")
@requires(Permission.BOARD_READ)
def index() -> Response:
    found = Notice.visible_to(viewer())
    filters = FilterForm(is_unit_view=viewer().role is Role.HANDLER)
    found = filters.narrow(found)
    matter = _asked(Matter, Matter.id, "matter")
    if matter is not None:
        found = found.where(Notice.items.any(NoticeItem.matter_id == matter.id))
    issued = request.args.get("sent") == "1"
    if issued:
        found = found.where(Notice.number.is_not(None))
    newest = found.order_by(Notice.number.is_not(None), Notice.year.desc(), Notice.number.desc())
    loaded = selectinload(Notice.items).joinedload(NoticeItem.matter)
    return page(
        "notices/index.html",
        "listing",
        notices=db.session.scalars(newest.order_by(Notice.id.desc()).options(loaded)).all(),
        filters=filters,
        matter=matter,
        issued=issued,
        address=request.full_path.rstrip("?"),
    )


def _asked(model: Any, column: Any, name: str) -> Any:
    """The row that an argument of the address names, if there is one."""
    wanted = request.args.get(name, type=int)
    if wanted is None or not 0 < wanted < 2**31:
        return None
    return db.session.scalar(select(model).where(column == wanted))


# ---- 起草 ----------------------------------------------------------------------------------------


def _unit(of: Matter | None) -> Unit | None:
    """The unit that the address names; else the lead unit of the matter one comes from."""
    asked: Unit | None = _asked(Unit, Unit.id, "unit")
    if asked is None or asked.kind is UnitKind.GOVERNMENT:
        return of.lead if of is not None else None
    return asked


@bp.get("/new")
@requires(Permission.MATTER_SUPERVISE)
def new() -> Response:
    matter = _asked(Matter, Matter.id, "matter")
    unit = _unit(matter)
    form = NoticeForm(unit, formdata=None) if unit else None
    if form is not None:
        form.propose([matter.id] if matter else [])
    return page("notices/new.html", "main", unit=unit, form=form, units=UnitForm(unit))


@bp.post("")
@requires(Permission.MATTER_SUPERVISE)
def draft() -> ResponseReturnValue:
    unit = _unit(None)
    if unit is None:
        raise RuleBroken("请先选择责任单位")
    form = NoticeForm(unit)
    if not form.validate_on_submit():
        return page("notices/new.html", "main", 422, unit=unit, form=form, units=UnitForm(unit))
    notice = Notice.draft(viewer(), unit=unit, **form.details())
    db.session.commit()
    flash("已起草，核对印样后送签")
    return redirect(url(".show", notice_id=notice.id), 303)


# ---- one notice ----------------------------------------------------------------------------------


def shown(notice: Notice, **failed: Any) -> dict[str, Any]:
    """Everything that the page reads; a form that came back wrong goes in place of the fresh."""
    who = viewer()
    forms: dict[str, Any] = {}
    if who.may(Permission.MATTER_SUPERVISE) and notice.state is N.DRAFT:
        forms["revision"] = RevisionForm(notice.unit, notice.matters, formdata=None)
        forms["revision"].show(notice)
    if who.may(Permission.NOTICE_ISSUE) and notice.state is N.SUBMITTED:
        forms["send_back"] = SendBackForm(formdata=None)
    if who.may(Permission.MATTER_HANDLE) and notice.state is N.SIGNED:
        forms["answer"] = AnswerForm(formdata=None)
    if who.may(Permission.MATTER_SUPERVISE):
        forms |= _office_forms(notice)
    for form in (forms | failed).values():
        form.version.data = form.version.data or notice.version
    seen = select(Matter.id).where(Matter.id.in_([matter.id for matter in notice.matters]))
    visible = Matter.visible_to(who).with_only_columns(Matter.id)
    return {
        "notice": notice,
        "forms": forms | failed,
        "failed": bool(failed),
        "linked": set(db.session.scalars(seen.where(Matter.id.in_(visible)))),
    }


def _office_forms(notice: Notice) -> dict[str, Any]:
    """What came on paper, and 销号."""
    forms: dict[str, Any] = {}
    if notice.state is N.ISSUED:
        forms["sign_slip"] = SignSlipForm(formdata=None)
    if notice.state is N.SIGNED:
        forms["answer_slip"] = AnswerSlipForm(formdata=None)
    if notice.is_clearable:
        forms["clearing"] = ClearForm(formdata=None)
    return forms


@bp.get("/<int:notice_id>")
@requires(Permission.BOARD_READ)
def show(notice_id: int) -> Response:
    return page(PAGE, "notice", **shown(load(notice_id)))


def step(
    notice: Notice, form: ActForm | RevisionForm, act: Callable[[], None], told: str, key: str = ""
) -> ResponseReturnValue:
    """One step: a wrong form comes back with its text; else the act, one commit, and the page."""
    if not form.validate_on_submit():
        return page(PAGE, "notice", 422, **shown(notice, **{key: form} if key else {}))
    notice.expect(form.version.data)
    act()
    db.session.commit()
    flash(told)
    return done(url(".show", notice_id=notice.id), PAGE, "notice", **shown(notice))


@bp.post("/<int:notice_id>/revision")
@requires(Permission.MATTER_SUPERVISE)
def revise(notice_id: int) -> ResponseReturnValue:
    notice = load(notice_id)
    form = RevisionForm(notice.unit, notice.matters)
    return step(
        notice, form, lambda: notice.revise(viewer(), **form.details()), "已保存", "revision"
    )


@bp.post("/<int:notice_id>/submission")
@requires(Permission.MATTER_SUPERVISE)
def submit(notice_id: int) -> ResponseReturnValue:
    notice = load(notice_id)
    return step(notice, ActForm(), lambda: notice.submit(viewer()), "已送办公室领导签发")


@bp.post("/<int:notice_id>/return")
@requires(Permission.NOTICE_ISSUE)
def send_back(notice_id: int) -> ResponseReturnValue:
    notice, form = load(notice_id), SendBackForm()
    return step(
        notice,
        form,
        lambda: notice.send_back(viewer(), form.reason.data or ""),
        "已退回起草人",
        "send_back",
    )


@bp.post("/<int:notice_id>/issue")
@requires(Permission.NOTICE_ISSUE)
def issue(notice_id: int) -> ResponseReturnValue:
    notice = load(notice_id)
    return step(notice, ActForm(), lambda: notice.issue(viewer()), "已签发，可以打印用印")


@bp.post("/<int:notice_id>/signing")
@requires(Permission.MATTER_HANDLE)
def sign(notice_id: int) -> ResponseReturnValue:
    notice = load(notice_id)
    return step(notice, ActForm(), lambda: notice.sign(viewer()), "已签收")


@bp.post("/<int:notice_id>/answer")
@requires(Permission.MATTER_HANDLE)
def answer(notice_id: int) -> ResponseReturnValue:
    notice, form = load(notice_id), AnswerForm()
    return step(
        notice, form, lambda: notice.reply(viewer(), form.text.data or ""), "已回复督查室", "answer"
    )


# ---- what came on paper, and 销号 ----------------------------------------------------------------


@bp.post("/<int:notice_id>/signing-slip")
@requires(Permission.MATTER_SUPERVISE)
def sign_slip(notice_id: int) -> ResponseReturnValue:
    notice, form = load(notice_id), SignSlipForm()
    return step(
        notice,
        form,
        lambda: notice.sign_on_paper(viewer(), form.name.data or "", form.on.data),
        "已录入纸质签收回执",
        "sign_slip",
    )


@bp.post("/<int:notice_id>/answer-slip")
@requires(Permission.MATTER_SUPERVISE)
def answer_slip(notice_id: int) -> ResponseReturnValue:
    notice, form = load(notice_id), AnswerSlipForm()
    return step(
        notice,
        form,
        lambda: notice.reply_on_paper(
            viewer(), form.name.data or "", form.on.data, form.text.data or ""
        ),
        "已录入纸质回复",
        "answer_slip",
    )


@bp.post("/<int:notice_id>/clearing")
@requires(Permission.MATTER_SUPERVISE)
def clear(notice_id: int) -> ResponseReturnValue:
    notice, form = load(notice_id), ClearForm()
    return step(
        notice, form, lambda: notice.clear(viewer(), form.text.data or ""), "已销号", "clearing"
    )
