"""The list of meetings with appraised units, each of them, and what was suggested there."""

from flask import Blueprint, Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from blueprints.access import requires, viewer
from blueprints.exchanges.forms import ExchangeForm, FilterForm, SuggestionForm
from blueprints.pages import page
from models import Exchange, Opinion, Permission, Visit, db

bp = Blueprint("exchanges", __name__, url_prefix="/exchanges")
may_read = requires(Permission.VISIT_READ)
may_keep = requires(Permission.SUBMISSION_ENTER)


@bp.get("")
@may_read
def index() -> Response:
    filters = FilterForm()
    latest = select(Exchange).order_by(Exchange.held_on.desc(), Exchange.id.desc())
    loaded = (
        joinedload(Exchange.visit),
        selectinload(Exchange.units),
        selectinload(Exchange.members),
        selectinload(Exchange.opinions),
    )
    found = db.session.scalars(filters.narrow(latest).options(*loaded)).all()
    return page("exchanges/index.html", "main", exchanges=found, filters=filters)


def _visit() -> Visit | None:
    """The visit whose representatives are offered: the one of the address, else the present."""
    number = request.args.get("visit", type=int)
    if number is None:
        return Visit.current()
    found: Visit = db.first_or_404(select(Visit).filter_by(number=number))
    return found


def _new(visit: Visit | None, form: ExchangeForm | None = None, status: int = 200) -> Response:
    visits = db.session.scalars(select(Visit).order_by(Visit.number.desc())).all()
    form = form or (ExchangeForm(visit) if visit else None)
    return page("exchanges/new.html", "main", status, form=form, visit=visit, visits=visits)


@bp.get("/new")
@may_keep
def new() -> Response:
    return _new(_visit())


@bp.post("")
@may_keep
def keep() -> ResponseReturnValue:
    visit = _visit() or abort(404)
    form = ExchangeForm(visit)
    if not form.validate_on_submit():
        return _new(visit, form, 422)
    exchange = Exchange.keep(viewer(), visit, **form.details())
    db.session.commit()
    flash("已登记。会上提的建议，在这一页记成意见建议")
    return redirect(url_for(".show", exchange_id=exchange.id), 303)


def _shown(exchange: Exchange, form: SuggestionForm | None = None, status: int = 200) -> Response:
    form = form or SuggestionForm(exchange, formdata=None)
    return page("exchanges/show.html", "main", status, exchange=exchange, form=form)


@bp.get("/<int:exchange_id>")
@may_read
def show(exchange_id: int) -> Response:
    loaded = selectinload(Exchange.opinions).joinedload(Opinion.matter)
    return _shown(db.get_or_404(Exchange, exchange_id, options=[loaded]))


def _editing(exchange: Exchange, form: ExchangeForm, status: int = 200) -> Response:
    return page("exchanges/edit.html", "main", status, exchange=exchange, form=form)


@bp.get("/<int:exchange_id>/edit")
@may_keep
def edit(exchange_id: int) -> Response:
    exchange = db.get_or_404(Exchange, exchange_id)
    return _editing(exchange, ExchangeForm(exchange.visit, exchange))


@bp.post("/<int:exchange_id>/edit")
@may_keep
def revise(exchange_id: int) -> ResponseReturnValue:
    exchange = db.get_or_404(Exchange, exchange_id)
    form = ExchangeForm(exchange.visit, exchange)
    if not form.validate_on_submit():
        return _editing(exchange, form, 422)
    exchange.expect(form.version.data)
    exchange.revise(viewer(), **form.details())
    db.session.commit()
    flash("已保存")
    return redirect(url_for(".show", exchange_id=exchange_id), 303)


@bp.post("/<int:exchange_id>/suggestions")
@may_keep
def suggest(exchange_id: int) -> ResponseReturnValue:
    exchange = db.get_or_404(Exchange, exchange_id)
    form = SuggestionForm(exchange)
    if not form.validate_on_submit():
        return _shown(exchange, form, 422)
    details = (form.card, form.suggestion.data or "", form.client_id.data or "")
    opinion = exchange.suggest(viewer(), *details)
    db.session.commit()
    flash(f"已记为{opinion.visit.name}{opinion.name}，待受理")
    return redirect(url_for(".show", exchange_id=exchange_id, _anchor="suggestions"), 303)
