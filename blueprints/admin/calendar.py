"""The working-day calendar: a year at a glance, one day put right, a deadline explained."""

from flask import Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import String, cast, select

from blueprints.access import requires, viewer
from blueprints.admin.area import bp
from blueprints.admin.forms import DayForm, TermForm
from blueprints.pages import page
from models import CalendarDay, Matter, Permission, clock, db, working_calendar
from models import calendar as working_days
from models.calendar import FIRST_YEAR, LAST_YEAR
from models.year import months_of


def load(day: str) -> CalendarDay:
    """`day` as in 2013-06-20; 404 for what is no day of the calendar."""
    found = select(CalendarDay).where(cast(CalendarDay.day, String) == day)
    row: CalendarDay = db.one_or_404(found)
    return row


@bp.get("/calendar")
@requires(Permission.CALENDAR_MANAGE)
def calendar() -> ResponseReturnValue:
    return redirect(url_for(".year", year=clock.today().year))


@bp.get("/calendar/<int:year>")
@requires(Permission.CALENDAR_MANAGE)
def year(year: int) -> Response:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        abort(404)
    months = months_of(year)
    days = [day for month in months for day in month.days]
    return page(
        "admin/calendar.html",
        "main",
        year=year,
        years=range(FIRST_YEAR, LAST_YEAR + 1),
        months=months,
        today=clock.today(),
        working=sum(day.is_working for day in days),
        estimated=sum(not day.official for day in days),
        form=TermForm(None),
    )


@bp.post("/calendar/<int:year>/confirmation")
@requires(Permission.CALENDAR_MANAGE)
def confirm_year(year: int) -> ResponseReturnValue:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        abort(404)
    working_days.confirm_year(year, viewer())
    db.session.commit()
    flash(f"{year} 年的工作日历已确认为正式")
    return redirect(url_for(".year", year=year), 303)


@bp.get("/calendar/days/<day>")
@requires(Permission.CALENDAR_MANAGE)
def day(day: str) -> Response:
    row = load(day)
    form = DayForm(works="yes" if row.is_working else "no", note=row.note)
    return page("admin/day.html", "main", row=row, form=form)


@bp.post("/calendar/days/<day>")
@requires(Permission.CALENDAR_MANAGE)
def set_day(day: str) -> ResponseReturnValue:
    row, form = load(day), DayForm()
    if not form.validate_on_submit():
        return page("admin/day.html", "main", 422, row=row, form=form)
    working_days.set_day(row.day, form.is_working, form.note.data or "", viewer())
    moved = Matter.recompute_open(viewer())
    db.session.commit()
    told = f"，{len(moved)} 件督办事项的时限随之重算" if moved else "，没有督办事项的时限因此变动"
    flash(f"已更正 {row.day:%Y年%-m月%-d日}{told}")
    return redirect(url_for(".year", year=row.day.year), 303)


@bp.get("/calendar/term")
@requires(Permission.CALENDAR_MANAGE)
def term() -> Response:
    """Day by day, how so many working days come to that date."""
    form = TermForm(request.args)
    if not form.validate():
        return page("admin/term.html", "main", 422 if request.args else 200, form=form)
    counted = working_calendar()
    due_on = counted.after(form.start.data, form.days.data)
    return page(
        "admin/term.html",
        "main",
        form=form,
        due_on=due_on,
        reckoned=counted.explain(form.start.data, due_on),
        is_estimated=counted.is_estimated(form.start.data, due_on),
    )
