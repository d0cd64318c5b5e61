"""Planning: a new visit or one like a former, its stops, and the calendar of the year."""

from datetime import date

from flask import Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from blueprints.access import requires, viewer
from blueprints.pages import page
from blueprints.visits.forms import StopForm, VersionForm, VisitForm
from blueprints.visits.views import bp, load
from models import Permission, Stop, Visit, clock, db, itinerary
from models.calendar import FIRST_YEAR, LAST_YEAR
from models.year import months_of, visits_of

# ---- a visit ------------------------------------------------------------------------------------


@bp.get("/new")
@requires(Permission.VISIT_MANAGE)
def new() -> Response:
    """From a day of the calendar, with that day."""
    form = VisitForm()
    form.held_on.data = request.args.get("held_on", None, type=date.fromisoformat)
    return page("visits/new.html", "main", form=form)


@bp.post("")
@requires(Permission.VISIT_MANAGE)
def plan() -> ResponseReturnValue:
    form = VisitForm()
    if not form.validate_on_submit():
        return page("visits/new.html", "main", 422, form=form)
    title, by = form.title.data or "", viewer()
    if form.like is None:
        visit = Visit.plan(form.held_on.data, by, title)
    else:
        visit = itinerary.copy(form.like, form.held_on.data, by, title)
        flash(f"已照{form.like.name}排好行程和拟印的资料；接待人、代表没有照搬，请逐项核对")
    db.session.commit()
    return redirect(url_for(".show", visit_id=visit.id), 303)


# ---- its stops ----------------------------------------------------------------------------------


def load_stop(visit_id: int, stop_id: int) -> Stop:
    stop: Stop = db.one_or_404(select(Stop).filter_by(id=stop_id, visit_id=visit_id))
    return stop


def _stop_page(
    visit: Visit, form: StopForm, stop: Stop | None, status: int = 200, conflict: bool = False
) -> Response:
    """With what is there now beside what was written, where somebody else was faster."""
    theirs = form.beside(stop) if conflict and stop is not None else None
    shown = {"visit": visit, "form": form, "stop": stop, "theirs": theirs}
    return page("visits/stop.html", "main", status, **shown)


@bp.get("/<int:visit_id>/stops/new")
@requires(Permission.VISIT_MANAGE)
def new_stop(visit_id: int) -> Response:
    visit = load(visit_id)
    return _stop_page(visit, StopForm(data={"version": visit.version}), None)


@bp.post("/<int:visit_id>/stops")
@requires(Permission.VISIT_MANAGE)
def add_stop(visit_id: int) -> ResponseReturnValue:
    visit, form = load(visit_id), StopForm()
    if not form.validate_on_submit():
        return _stop_page(visit, form, None, 422)
    visit.expect(form.version.data)
    stop = visit.add_stop(viewer(), **form.details())
    db.session.commit()
    flash(f"已安排「{stop.name}」")
    return redirect(url_for(".show", visit_id=visit.id), 303)


@bp.get("/<int:visit_id>/stops/<int:stop_id>")
@requires(Permission.VISIT_MANAGE)
def stop(visit_id: int, stop_id: int) -> Response:
    found = load_stop(visit_id, stop_id)
    return _stop_page(found.visit, StopForm.of(found), found)


@bp.post("/<int:visit_id>/stops/<int:stop_id>")
@requires(Permission.VISIT_MANAGE)
def revise_stop(visit_id: int, stop_id: int) -> ResponseReturnValue:
    found, form = load_stop(visit_id, stop_id), StopForm()
    valid = form.validate_on_submit()
    if form.version.data is not None and form.version.data != found.visit.version:
        form.version.data = found.visit.version  # sent again, it is meant
        form.version.raw_data = None
        return _stop_page(found.visit, form, found, 409, conflict=True)
    if not valid:
        return _stop_page(found.visit, form, found, 422)
    found.visit.expect(form.version.data)
    itinerary.revise(found, viewer(), **form.details())
    db.session.commit()
    flash(f"已改「{found.name}」")
    return redirect(url_for(".show", visit_id=visit_id), 303)


@bp.post("/<int:visit_id>/stops/<int:stop_id>/removal")
@requires(Permission.VISIT_MANAGE)
def cancel_stop(visit_id: int, stop_id: int) -> ResponseReturnValue:
    found, form = load_stop(visit_id, stop_id), VersionForm()
    if not form.validate_on_submit():
        abort(400)
    found.visit.expect(form.version.data)
    name = found.name
    itinerary.cancel(found, viewer())
    db.session.commit()
    flash(f"已取消「{name}」，后面各站依次前移")
    return redirect(url_for(".show", visit_id=visit_id), 303)


# ---- the year -----------------------------------------------------------------------------------


@bp.get("/calendar")
@requires(Permission.VISIT_READ)
def calendar() -> ResponseReturnValue:
    return redirect(url_for(".year", year=clock.today().year))


@bp.get("/calendar/<int:year>")
@requires(Permission.VISIT_READ)
def year(year: int) -> Response:
    """政府开放日: a year of visits on the working calendar."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        abort(404)
    return page(
        "visits/calendar.html",
        "main",
        year=year,
        years=range(FIRST_YEAR, LAST_YEAR + 1),
        months=months_of(year),
        visits=visits_of(year),
        today=clock.today(),
    )
