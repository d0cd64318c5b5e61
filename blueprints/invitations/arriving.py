"""Checking in at the door: the list, a scanner, walk-ins; and the count that everybody sees."""

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from blueprints.access import requires, viewer
from blueprints.invitations.area import bp, load
from blueprints.invitations.forms import ArrivalForm, WalkInForm
from blueprints.live import region
from blueprints.pages import page
from models import Card, CheckIn, Permission, Visit, db
from models.check_in import Attendance
from models.coverage import towns, walks


def _visit_of(key: str) -> Visit | None:
    return db.session.get(Visit, int(key)) if key.isdecimal() and len(key) < 10 else None


@region(
    "check_in",
    topic=lambda key: f"check_in:{key}",
    admits=lambda viewer, key: viewer.may(Permission.VISIT_READ) and _visit_of(key) is not None,
)
def counted(key: str) -> str:
    visit = db.session.get_one(Visit, int(key))
    return render_template("invitations/_count.html", there=Attendance.of(visit))


@bp.get("/check-in")
@requires(Permission.SUBMISSION_ENTER)
def door(visit_id: int) -> Response:
    return _door(load(visit_id), ArrivalForm())


@bp.post("/check-in")
@requires(Permission.SUBMISSION_ENTER)
def check_in(visit_id: int) -> ResponseReturnValue:
    visit, form = load(visit_id), ArrivalForm()
    if not form.validate_on_submit():
        return _door(visit, form, 422)
    if form.code.data:
        taken = [CheckIn.by_code(visit, form.code.data, viewer())]
    else:
        wanted = select(Card).where(Card.visit_id == visit.id, Card.id.in_(form.cards.data or []))
        cards = db.session.scalars(wanted.order_by(Card.seat)).all()
        taken = [CheckIn.take(card, viewer()) for card in cards]
    db.session.commit()
    flash("、".join(_named(one) for one in taken) + " 已签到" if taken else "请先勾选签到的人")
    return redirect(url_for(".door", visit_id=visit_id), 303)


def _named(one: CheckIn) -> str:
    return f"{one.card.name}{one.card.representative.name}"


@bp.post("/check-in/<int:card_id>/undoing")
@requires(Permission.SUBMISSION_ENTER)
def undo(visit_id: int, card_id: int) -> ResponseReturnValue:
    one: CheckIn = db.one_or_404(select(CheckIn).filter_by(visit_id=visit_id, card_id=card_id))
    name = _named(one)
    one.undo(viewer())
    db.session.commit()
    flash(f"已撤销{name}的签到")
    return redirect(url_for(".door", visit_id=visit_id), 303)


@bp.get("/walk-in")
@requires(Permission.VISIT_MANAGE)
def new_walk_in(visit_id: int) -> Response:
    return _walk_in(load(visit_id), WalkInForm())


@bp.post("/walk-in")
@requires(Permission.VISIT_MANAGE)
def walk_in(visit_id: int) -> ResponseReturnValue:
    visit, form = load(visit_id), WalkInForm()
    if not form.validate_on_submit():
        return _walk_in(visit, form, 422)
    one = CheckIn.walk_in(visit, viewer(), **form.details())
    db.session.commit()
    flash(f"{_named(one)}已登记并签到，请印代表证")
    return redirect(url_for("visits.card", visit_id=visit_id, card_id=one.card_id), 303)


def _door(visit: Visit, form: ArrivalForm, status: int = 200) -> Response:
    there = Attendance.of(visit)
    return page("invitations/door.html", "main", status, visit=visit, form=form, there=there)


def _walk_in(visit: Visit, form: WalkInForm, status: int = 200) -> Response:
    known = {"towns": towns(), "walks": walks()}
    return page("invitations/walk_in.html", "main", status, visit=visit, form=form, **known)
