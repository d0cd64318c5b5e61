"""Preparing a visit: its stops, its representatives and their printed cards."""

from datetime import datetime
from ipaddress import ip_address
from typing import Any

import segno
from flask import Blueprint, Response, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy import select

from blueprints.access import requires, viewer
from blueprints.pages import page
from blueprints.visits.forms import CardForm, PrintingForm, RepresentativeForm
from models import (
    Card,
    Figures,
    Permission,
    Plan,
    Visit,
    clock,
    db,
    disclosure,
    material,
    roster,
)
from models.coverage import towns, walks
from models.roster import Printing
from models.visits import Glance

bp = Blueprint("visits", __name__, url_prefix="/visits")


def load(visit_id: int) -> Visit:
    return db.get_or_404(Visit, visit_id)


def load_card(visit_id: int, card_id: int) -> Card:
    card: Card = db.one_or_404(select(Card).filter_by(id=card_id, visit_id=visit_id))
    return card


def shown(visit: Visit) -> dict[str, Any]:
    """Everything that the page of a visit reads."""
    produced = material.produced_for(visit)
    return {
        "visit": visit,
        "plan": Plan.of(visit),
        "figures": Figures.of(visit),
        "printing": Printing.of(visit),
        "hosts": disclosure.hosts(visit),
        "materials": produced,
        "totals": material.totals(produced),
        "left_over": material.left_over(visit),
        "console": _address("questions.console", visit=visit.id),
        "wall": _address("questions.wall", token=visit.wall_token),
        "itinerary": _address("questions.itinerary", visit_id=visit.id),
    }


def _address(endpoint: str, **values: Any) -> str | None:
    """Another area's page, where this house has it."""
    return url_for(endpoint, **values) if endpoint in current_app.view_functions else None


@bp.app_template_filter()
def hour(moment: datetime) -> str:
    """09:05, as the clock on the office wall shows it."""
    return f"{clock.local(moment):%H:%M}"


@bp.get("")
@requires(Permission.VISIT_READ)
def index() -> Response:
    return page("visits/index.html", "main", glances=Glance.all())


@bp.get("/<int:visit_id>")
@requires(Permission.VISIT_READ)
def show(visit_id: int) -> Response:
    return page("visits/show.html", "main", **shown(load(visit_id)))


@bp.get("/<int:visit_id>/representatives/new")
@requires(Permission.VISIT_MANAGE)
def new_representative(visit_id: int) -> Response:
    visit = load(visit_id)
    return _representative_page(visit, RepresentativeForm(visit))


@bp.post("/<int:visit_id>/representatives")
@requires(Permission.VISIT_MANAGE)
def add_representative(visit_id: int) -> ResponseReturnValue:
    visit = load(visit_id)
    form = RepresentativeForm(visit)
    if not form.validate_on_submit():
        return _representative_page(visit, form, 422)
    card = roster.enrol(visit, form.seat.data, viewer(), **form.details())
    db.session.commit()
    flash(f"已登记{card.name}{card.representative.name}，代表证还没有印")
    return redirect(url_for(".new_representative", visit_id=visit.id), 303)


@bp.post("/<int:visit_id>/cards/printing")
@requires(Permission.VISIT_MANAGE)
def print_cards(visit_id: int) -> ResponseReturnValue:
    """Answers with the page itself: the digits exist nowhere else, so no second request can ask
    for them."""
    visit = load(visit_id)
    form = PrintingForm(visit)
    if not form.validate_on_submit():
        return page("visits/show.html", "main", 422, **shown(visit))
    issued = roster.print_cards(visit, form.chosen, form.seen.data or 0, viewer())
    db.session.commit()
    return _printed(visit, issued)


@bp.get("/<int:visit_id>/cards/<int:card_id>")
@requires(Permission.VISIT_MANAGE)
def card(visit_id: int, card_id: int) -> Response:
    card = load_card(visit_id, card_id)
    printing = Printing.of(card.visit)
    return page("visits/card.html", "main", visit=card.visit, card=card, printing=printing)


@bp.post("/<int:visit_id>/cards/<int:card_id>/reissue")
@requires(Permission.VISIT_MANAGE)
def reissue(visit_id: int, card_id: int) -> ResponseReturnValue:
    card, form = load_card(visit_id, card_id), CardForm()
    issued = roster.reissue(card, form.seen.data or 0, viewer())
    db.session.commit()
    return _printed(card.visit, issued)


@bp.post("/<int:visit_id>/cards/<int:card_id>/revocation")
@requires(Permission.VISIT_MANAGE)
def revoke(visit_id: int, card_id: int) -> ResponseReturnValue:
    card = load_card(visit_id, card_id)
    card.revoke(viewer())
    db.session.commit()
    flash(f"{card.name}的代表证已注销，已打开的页面随即退出")
    return redirect(url_for(".show", visit_id=visit_id), 303)


def _representative_page(visit: Visit, form: RepresentativeForm, status: int = 200) -> Response:
    """With the towns and walks of life that are known, as suggestions."""
    known = {"towns": towns(), "walks": walks()}
    template = "visits/representative.html"
    return page(template, "main", status, visit=visit, form=form, **known)


def _printed(visit: Visit, issued: list[tuple[Card, str]]) -> Response:
    door = url_for("account.card", _external=True)
    sheet = [(card, digits, _qr(f"{door}#{digits}")) for card, digits in issued]
    return page("visits/printing.html", "main", visit=visit, sheet=sheet, local=_is_loopback())


def _qr(address: str) -> Markup:
    code = segno.make(address, error="m", micro=False)
    return Markup(code.svg_inline(omitsize=True, border=2))


def _is_loopback() -> bool:
    """Whether the address in the QR would lead a tablet to itself."""
    host = request.host.rpartition(":")[0] or request.host
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"
