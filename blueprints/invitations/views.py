"""Inviting to a visit: places, the roster's people, their answers, and the letters."""

from typing import Any

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from blueprints.access import requires, viewer
from blueprints.invitations import arriving, calling
from blueprints.invitations.area import bp, load
from blueprints.invitations.forms import (
    AcceptanceForm,
    DeclineForm,
    DirectForm,
    PlanForm,
    chosen,
)
from blueprints.pages import page
from blueprints.people_filter import SieveForm
from models import (
    Draw,
    Invitation,
    InvitationPlan,
    InvitationState,
    Permission,
    Unit,
    UnitKind,
    Visit,
    db,
)
from models.coverage import Coverage, Wish
from models.draw import decline
from models.invitation import came_lately
from models.people import Roll

__all__ = ["arriving", "bp", "calling"]


def load_invitation(visit_id: int, invitation_id: int) -> Invitation:
    same = select(Invitation).filter_by(id=invitation_id, visit_id=visit_id)
    found: Invitation = db.one_or_404(same)
    return found


@bp.app_template_global()
def wishes_of(visit: Visit) -> list[Wish]:
    """What the invited want to see, for beside the plan."""
    return Wish.all_of(visit)


@bp.get("")
@requires(Permission.VISIT_READ)
def index(visit_id: int) -> Response:
    return _overview(load(visit_id))


@bp.post("/plan")
@requires(Permission.VISIT_MANAGE)
def plan(visit_id: int) -> ResponseReturnValue:
    visit, form = load(visit_id), PlanForm()
    if not form.validate_on_submit():
        return _overview(visit, 422, form)
    InvitationPlan.set(visit, viewer(), form.quota.data, form.months.data)
    db.session.commit()
    flash("已定名额")
    return redirect(url_for(".index", visit_id=visit.id), 303)


def _overview(visit: Visit, status: int = 200, form: PlanForm | None = None) -> Response:
    invitations, plan = Invitation.of(visit), InvitationPlan.of(visit)
    states = [one.state for one in invitations]
    return page(
        "invitations/index.html",
        "main",
        status,
        visit=visit,
        plan=plan,
        form=form or PlanForm(formdata=None, data=vars(plan)),
        invitations=invitations,
        counts={state: states.count(state) for state in InvitationState},
        coverage=Coverage.of(visit, invitations),
        wishes=Wish.all_of(visit, invitations),
        draw=Draw.of(visit),
    )


@bp.get("/direct")
@requires(Permission.VISIT_MANAGE)
def choose(visit_id: int) -> Response:
    """定向邀请: the roster, to tick in."""
    return _choosing(load(visit_id), DirectForm())


@bp.post("/direct")
@requires(Permission.VISIT_MANAGE)
def direct(visit_id: int) -> ResponseReturnValue:
    visit, form = load(visit_id), DirectForm()
    if not form.validate_on_submit():
        return _choosing(visit, form, 422)
    asked = Invitation.direct(visit, chosen(form), viewer(), form.reason.data or "")
    db.session.commit()
    flash(f"已列入邀请 {len(asked)} 人，请逐个联系，登记回复")
    return redirect(url_for(".index", visit_id=visit.id), 303)


def _choosing(visit: Visit, form: DirectForm, status: int = 200) -> Response:
    filters, plan = SieveForm(), InvitationPlan.of(visit)
    return page(
        "invitations/direct.html",
        "main",
        status,
        visit=visit,
        direct=form,
        form=filters,
        given=filters.sieve.given,
        roll=Roll.of(filters.sieve, request.args.get("page", 1, type=int)),
        plan=plan,
        lately=came_lately(visit, plan.months),
        asked={one.representative_id: one for one in Invitation.of(visit)},
    )


@bp.get("/<int:invitation_id>")
@requires(Permission.VISIT_MANAGE)
def show(visit_id: int, invitation_id: int) -> Response:
    return _one(load_invitation(visit_id, invitation_id))


@bp.post("/<int:invitation_id>/acceptance")
@requires(Permission.VISIT_MANAGE)
def accept(visit_id: int, invitation_id: int) -> ResponseReturnValue:
    invitation, form = load_invitation(visit_id, invitation_id), AcceptanceForm()
    if not form.validate_on_submit():
        return _one(invitation, 422, acceptance=form)
    invitation.expect(form.version.data)
    invitation.accept(viewer(), form.wishes)
    db.session.commit()
    flash(f"{invitation.representative.name}应邀，已发代表号，代表证还没有印")
    return redirect(url_for(".index", visit_id=visit_id), 303)


@bp.post("/<int:invitation_id>/refusal")
@requires(Permission.VISIT_MANAGE)
def refuse(visit_id: int, invitation_id: int) -> ResponseReturnValue:
    invitation, form = load_invitation(visit_id, invitation_id), DeclineForm()
    if not form.validate_on_submit():
        return _one(invitation, 422, refusal=form)
    invitation.expect(form.version.data)
    moved = decline(invitation, viewer(), form.note.data or "")
    db.session.commit()
    told = f"，由候补{moved.representative.name}递补" if moved is not None else ""
    flash(f"已登记：{invitation.representative.name}不能来{told}")
    return redirect(url_for(".index", visit_id=visit_id), 303)


def _one(invitation: Invitation, status: int = 200, **forms: Any) -> Response:
    """`forms` is the one that was not filled in rightly."""
    names = ("first_wish", "second_wish", "third_wish")
    told = dict(zip(names, invitation.wishes, strict=False))
    version = {"version": invitation.version}
    fresh = {
        "acceptance": AcceptanceForm(formdata=None, data={**told, **version}),
        "refusal": DeclineForm(formdata=None, data=version),
    }
    shown = {"visit": invitation.visit, "invitation": invitation, **fresh, **forms}
    return page("invitations/show.html", "main", status, **shown)


@bp.get("/letters")
@requires(Permission.VISIT_MANAGE)
def letters(visit_id: int) -> Response:
    """邀请函: a page of A4 for each of those who hold a place, or for one of them."""
    visit = load(visit_id)
    one = request.args.get("one", type=int)
    asked = [each for each in Invitation.of(visit) if each.holds and one in {None, each.id}]
    office = db.session.scalars(
        select(Unit).filter_by(kind=UnitKind.OFFICE).order_by(Unit.id)
    ).first()
    return page("invitations/letters.html", "main", visit=visit, asked=asked, office=office)
