"""The open call: announced, applications entered, the list fixed, drawn."""

from typing import Any

from flask import Response, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from blueprints.access import requires, viewer
from blueprints.invitations.area import bp, load
from blueprints.invitations.forms import (
    ApplicationForm,
    CallForm,
    ExtensionForm,
    NumberForm,
    OnlineForm,
    ReasonForm,
    VersionForm,
    local,
)
from blueprints.pages import page
from blueprints.qr import qr
from models import Application, Draw, Invitation, InvitationPlan, Permission, Visit, clock, db
from models.invitation import came_lately
from models.telephone import digits_of


def load_draw(visit_id: int) -> Draw:
    return Draw.of(load(visit_id)) or abort(404)


def load_application(visit_id: int, number: int) -> Application:
    return load_draw(visit_id).application(number) or abort(404)


@bp.get("/call/new")
@requires(Permission.VISIT_MANAGE)
def new_call(visit_id: int) -> Response:
    visit = load(visit_id)
    return _announcing(visit, CallForm(visit, _left(visit)))


@bp.post("/call")
@requires(Permission.VISIT_MANAGE)
def open_call(visit_id: int) -> ResponseReturnValue:
    visit = load(visit_id)
    form = CallForm(visit, _left(visit))
    if not form.validate_on_submit():
        return _announcing(visit, form, 422)
    Draw.open_call(visit, viewer(), **form.details())
    db.session.commit()
    flash("已公布公开邀请，暗码已封存")
    return redirect(url_for(".call", visit_id=visit.id), 303)


def _left(visit: Visit) -> int:
    """Places that no direct invitation has taken."""
    taken = sum(one.holds for one in Invitation.of(visit))
    return max(InvitationPlan.of(visit).quota - taken, 0)


def _announcing(visit: Visit, form: CallForm, status: int = 200) -> Response:
    plan = InvitationPlan.of(visit)
    return page("invitations/new_call.html", "main", status, visit=visit, form=form, plan=plan)


@bp.get("/call")
@requires(Permission.VISIT_MANAGE)
def call(visit_id: int) -> Response:
    return _call(load_draw(visit_id))


@bp.post("/call/online")
@requires(Permission.VISIT_MANAGE)
def switch(visit_id: int) -> ResponseReturnValue:
    draw, form = load_draw(visit_id), OnlineForm()
    if not form.validate_on_submit():
        return _call(draw, 422)
    draw.expect(form.version.data)
    draw.switch(viewer(), bool(form.is_online.data))
    db.session.commit()
    flash("网上报名已开放" if draw.is_online else "网上报名已关闭")
    return redirect(url_for(".call", visit_id=visit_id), 303)


@bp.post("/call/extension")
@requires(Permission.VISIT_MANAGE)
def extend(visit_id: int) -> ResponseReturnValue:
    draw, form = load_draw(visit_id), ExtensionForm()
    if not form.validate_on_submit():
        return _call(draw, 422, extension=form)
    draw.expect(form.version.data)
    draw.extend(viewer(), local(form.closes_at.data))
    db.session.commit()
    flash("报名已延长")
    return redirect(url_for(".call", visit_id=visit_id), 303)


@bp.post("/call/freezing")
@requires(Permission.VISIT_MANAGE)
def freeze(visit_id: int) -> ResponseReturnValue:
    draw, form = load_draw(visit_id), VersionForm()
    if not form.validate_on_submit():
        return _call(draw, 422)
    draw.expect(form.version.data)
    draw.freeze(viewer())
    db.session.commit()
    flash("名单已定，请打印张贴，等公开号码产生之后再抽签")
    return redirect(url_for(".call", visit_id=visit_id), 303)


@bp.post("/call/draw")
@requires(Permission.VISIT_MANAGE)
def draw_lots(visit_id: int) -> ResponseReturnValue:
    draw, form = load_draw(visit_id), NumberForm()
    if not form.validate_on_submit():
        return _call(draw, 422, number=form)
    draw.expect(form.version.data)
    draw.draw(viewer(), form.public_number.data or "")
    db.session.commit()
    flash(f"已抽中 {len(draw.lot.drawn)} 人，并列入邀请")
    return redirect(url_for(".call", visit_id=visit_id), 303)


def _call(draw: Draw, status: int = 200, **forms: Any) -> Response:
    """`forms` is the one that was not filled in rightly."""
    address = url_for("applying.index", token=draw.token, _external=True)
    version = {"version": draw.version}
    fresh = {
        "extension": ExtensionForm(formdata=None, data=version),
        "number": NumberForm(formdata=None, data=version),
    }
    return page(
        "invitations/call.html",
        "main",
        status,
        visit=draw.visit,
        draw=draw,
        address=address,
        code=qr(address),
        is_over=clock.now() >= draw.closes_at,
        **{**fresh, **forms},
    )


@bp.get("/applications/new")
@requires(Permission.VISIT_MANAGE)
def new_application(visit_id: int) -> Response:
    draw = load_draw(visit_id)
    return _entering(draw, ApplicationForm(draw))


@bp.post("/applications")
@requires(Permission.VISIT_MANAGE)
def enter_application(visit_id: int) -> ResponseReturnValue:
    """Answers with the receipt, which stands nowhere else."""
    draw = load_draw(visit_id)
    form = ApplicationForm(draw)
    if not form.validate_on_submit():
        return _entering(draw, form, 422)
    one, receipt = Application.hand_in(
        draw,
        form.client_id.data or "",
        form.channel.data,
        viewer(),
        wishes=form.wishes,
        **form.details(),
    )
    db.session.commit()
    shown: dict[str, Any] = {"visit": draw.visit, "draw": draw, "one": one, "receipt": receipt}
    return page("invitations/received.html", "main", **shown)


def _entering(draw: Draw, form: ApplicationForm, status: int = 200) -> Response:
    shown: dict[str, Any] = {"visit": draw.visit, "draw": draw, "form": form}
    return page("invitations/new_application.html", "main", status, **shown)


@bp.get("/applications/<int:number>")
@requires(Permission.VISIT_MANAGE)
def application(visit_id: int, number: int) -> Response:
    return _application(load_application(visit_id, number))


@bp.post("/applications/<int:number>/withdrawal")
@requires(Permission.VISIT_MANAGE)
def withdraw(visit_id: int, number: int) -> ResponseReturnValue:
    one, form = load_application(visit_id, number), VersionForm()
    if not form.validate_on_submit():
        return _application(one, 422)
    one.expect(form.version.data)
    one.withdraw(viewer())
    db.session.commit()
    flash(f"{one.entrant.name} 号报名已撤回")
    return redirect(url_for(".call", visit_id=visit_id), 303)


@bp.post("/applications/<int:number>/allowance")
@requires(Permission.VISIT_MANAGE)
def allow(visit_id: int, number: int) -> ResponseReturnValue:
    one, form = load_application(visit_id, number), ReasonForm()
    if not form.validate_on_submit():
        return _application(one, 422, reason=form)
    one.expect(form.version.data)
    one.allow(viewer(), form.reason.data or "")
    db.session.commit()
    flash(f"已准许 {one.entrant.name} 号再次参加，理由会公布在名单后面")
    return redirect(url_for(".call", visit_id=visit_id), 303)


def _application(one: Application, status: int = 200, **forms: Any) -> Response:
    known, visit = one.known, one.draw.visit
    lately = came_lately(visit, one.draw.months)
    return page(
        "invitations/application.html",
        "main",
        status,
        visit=visit,
        draw=one.draw,
        one=one,
        known=known,
        came=lately.get(known.id) if known is not None else None,
        **{"reason": ReasonForm(formdata=None, data={"version": one.version}), **forms},
    )


@bp.app_template_filter()
def in_fours(digits: str) -> str:
    """1234567890 → 1234 567 890, as a receipt is read aloud."""
    plain = digits_of(digits)
    return f"{plain[:4]} {plain[4:7]} {plain[7:]}"
