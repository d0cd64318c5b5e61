"""Whom a draft is sent to: the representatives of a visit, or any of the roster by their card."""

from typing import Any

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select, select

from blueprints.access import viewer
from blueprints.hearing.area import bp, load, may_hold
from blueprints.hearing.forms import AskForm
from blueprints.pages import page
from models import Card, Draft, Representative, Visit, db

MOST = 120  # cards to choose from at once


def _wanted() -> tuple[Visit | None, str, Select[Card]]:
    """The cards of one visit, or by a part of the name those of all."""
    name = request.args.get("name", "").strip()[:40]
    number = request.args.get("visit", type=int)
    visit = db.session.scalar(select(Visit).filter_by(number=number)) if number else None
    visit = visit or (None if name else Visit.current())
    found = select(Card).join(Visit).join(Representative).where(Card.revoked_at.is_(None))
    if visit is not None:
        found = found.where(Card.visit_id == visit.id)
    if name:
        found = found.where(Representative.name.contains(name, autoescape=True))
    return visit, name, found.order_by(Visit.number.desc(), Card.seat).limit(MOST)


@bp.get("/<int:draft_id>/asked")
@may_hold
def asked(draft_id: int) -> Response:
    return _page(load(draft_id))


def _page(draft: Draft, status: int = 200) -> Response:
    visit, name, wanted = _wanted()
    known = {one.card_id for one in draft.invited}
    cards = [card for card in db.session.scalars(wanted) if card.id not in known]
    return page(
        "hearing/asked.html",
        "main",
        status,
        draft=draft,
        form=AskForm(cards, formdata=None, version=draft.version),
        visit=visit,
        name=name,
        visits=db.session.scalars(select(Visit).order_by(Visit.number.desc())).all(),
    )


def _again(draft: Draft, told: str) -> ResponseReturnValue:
    db.session.commit()
    flash(told)
    kept: dict[str, Any] = request.args.to_dict()
    return redirect(url_for(".asked", draft_id=draft.id, **kept), 303)


@bp.post("/<int:draft_id>/asked")
@may_hold
def ask(draft_id: int) -> ResponseReturnValue:
    draft = load(draft_id)
    _, _, wanted = _wanted()
    form = AskForm(list(db.session.scalars(wanted)))
    if not form.validate_on_submit():
        return _page(draft, 422)
    number = draft.ask(viewer(), [form.known[key] for key in form.cards.data or ()])
    return _again(draft, f"新请了 {number} 名代表" if number else "没有勾选新的代表")


@bp.post("/<int:draft_id>/asked/removal")
@may_hold
def unask(draft_id: int) -> ResponseReturnValue:
    draft = load(draft_id)
    form = AskForm(draft.asked)
    if not form.validate_on_submit():
        return _page(draft, 422)
    draft.unask(viewer(), [form.known[key] for key in form.cards.data or ()])
    return _again(draft, "已经改过")


@bp.post("/<int:draft_id>/asked/sitting-in")
@may_hold
def ask_sitting_in(draft_id: int) -> ResponseReturnValue:
    """Those whom the minutes have as 列席 by now."""
    draft = load(draft_id)
    number = draft.ask(viewer(), draft.sitting_in)
    return _again(draft, f"按会议的到会情况新请了 {number} 名代表")
