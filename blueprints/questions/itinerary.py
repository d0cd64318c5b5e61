"""Where the group is: arriving at a stop, which every tablet follows, leaving it, the order and
the times of the itinerary, and ending the visit."""

from typing import Any

from flask import Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import TimeField
from wtforms.validators import Optional

from blueprints.access import requires, viewer
from blueprints.live import region
from blueprints.pages import page
from blueprints.questions.decisions import ActionForm
from blueprints.questions.leader import NoteForm
from blueprints.questions.regions import S, count, the_visit, visit_of
from blueprints.questions.views import bp
from models import Due, LeaderLink, LeaderNote, Look, Permission, Stop, Visit, Wall, db
from models.timetable import minutes_late

ODD_TIME = "请按 09:30 的样子填写时间"


class TimesForm(ActionForm):
    """计划时间."""

    planned_at = TimeField("计划到达", [Optional()], invalid_value_message=ODD_TIME)
    planned_until = TimeField("计划离开", [Optional()], invalid_value_message=ODD_TIME)


# Arriving and leaving


@bp.get("/console/stops/<int:stop_id>")
@requires(Permission.QUESTION_MODERATE)
def arrival(stop_id: int) -> Response:
    return _asks("arrival", db.get_or_404(Stop, stop_id))


@bp.post("/console/stops/<int:stop_id>/arrival")
@requires(Permission.QUESTION_MODERATE)
def arrive(stop_id: int) -> ResponseReturnValue:
    stop = db.get_or_404(Stop, stop_id)
    form = ActionForm()
    if not form.validate_on_submit():
        return _asks("arrival", stop, 422)
    stop.visit.expect(form.version.data)
    stop.visit.start(stop, viewer())
    db.session.commit()
    return redirect(url_for(".console", visit=stop.visit_id), 303)


@bp.get("/console/stops/<int:stop_id>/departure")
@requires(Permission.QUESTION_MODERATE)
def departure(stop_id: int) -> Response:
    return _asks("departure", db.get_or_404(Stop, stop_id))


@bp.post("/console/stops/<int:stop_id>/departure")
@requires(Permission.QUESTION_MODERATE)
def depart(stop_id: int) -> ResponseReturnValue:
    stop = db.get_or_404(Stop, stop_id)
    form = ActionForm()
    if not form.validate_on_submit():
        return _asks("departure", stop, 422)
    stop.visit.expect(form.version.data)
    stop.visit.finish_stop(stop, viewer())
    db.session.commit()
    return redirect(url_for(".console", visit=stop.visit_id), 303)


@bp.get("/console/visits/<int:visit_id>/end")
@requires(Permission.QUESTION_MODERATE)
def ending(visit_id: int) -> Response:
    return _ending(db.get_or_404(Visit, visit_id))


@bp.post("/console/visits/<int:visit_id>/end")
@requires(Permission.QUESTION_MODERATE)
def end(visit_id: int) -> ResponseReturnValue:
    visit = db.get_or_404(Visit, visit_id)
    form = ActionForm()
    if not form.validate_on_submit():
        return _ending(visit, 422)
    visit.expect(form.version.data)
    visit.finish(viewer())
    db.session.commit()
    return redirect(url_for(".console", visit=visit.id), 303)


def _asks(what: str, stop: Stop, status: int = 200) -> Response:
    visit, left = stop.visit, count(stop.visit, S.PENDING, S.QUEUED, S.ANSWERING)
    return page(f"questions/{what}.html", "main", status, stop=stop, visit=visit, left=left)


def _ending(visit: Visit, status: int = 200) -> Response:
    left = count(visit, S.PENDING, S.QUEUED, S.ANSWERING)
    return page("questions/ending.html", "main", status, visit=visit, left=left)


# Order and times


@bp.get("/console/visits/<int:visit_id>/itinerary")
@requires(Permission.QUESTION_MODERATE)
def itinerary(visit_id: int) -> Response:
    visit = db.get_or_404(Visit, visit_id)
    return page("questions/itinerary.html", "main", visit=visit, **line(visit))


@bp.post("/console/stops/<int:stop_id>/up")
@requires(Permission.QUESTION_MODERATE)
def move_up(stop_id: int) -> ResponseReturnValue:
    return _moved(stop_id, up=True)


@bp.post("/console/stops/<int:stop_id>/down")
@requires(Permission.QUESTION_MODERATE)
def move_down(stop_id: int) -> ResponseReturnValue:
    return _moved(stop_id, up=False)


def _moved(stop_id: int, *, up: bool) -> ResponseReturnValue:
    stop = db.get_or_404(Stop, stop_id)
    form = ActionForm()
    if not form.validate_on_submit():
        abort(400)
    stop.visit.expect(form.version.data)
    stop.visit.move(stop, viewer(), up=up)
    db.session.commit()
    return redirect(url_for(".itinerary", visit_id=stop.visit_id, _anchor=f"stop-{stop.id}"), 303)


@bp.get("/console/stops/<int:stop_id>/times")
@requires(Permission.QUESTION_MODERATE)
def times(stop_id: int) -> Response:
    stop = db.get_or_404(Stop, stop_id)
    form = TimesForm(
        formdata=None,
        data={
            "planned_at": stop.planned_at,
            "planned_until": stop.planned_until,
            "version": stop.visit.version,
        },
    )
    return page("questions/times.html", "main", stop=stop, visit=stop.visit, form=form)


@bp.post("/console/stops/<int:stop_id>/times")
@requires(Permission.QUESTION_MODERATE)
def reschedule(stop_id: int) -> ResponseReturnValue:
    stop, form = db.get_or_404(Stop, stop_id), TimesForm()
    if not form.validate_on_submit():
        return page("questions/times.html", "main", 422, stop=stop, visit=stop.visit, form=form)
    stop.visit.expect(form.version.data)
    stop.visit.reschedule(stop, viewer(), form.planned_at.data, form.planned_until.data)
    db.session.commit()
    flash(f"已改「{stop.name}」的计划时间")
    return redirect(url_for(".itinerary", visit_id=stop.visit_id), 303)


@region(
    "itinerary",
    topic=lambda key: f"itinerary:{key}",
    admits=lambda viewer, key: (
        viewer.may(Permission.QUESTION_MODERATE) and visit_of(key) is not None
    ),
)
def for_the_itinerary(key: str) -> str:
    visit = the_visit(key)
    ahead = [stop.id for stop in visit.stops if not stop.has_started]
    late = {stop.id: minutes_late(stop) for stop in visit.stops}
    return render_template("questions/_itinerary.html", visit=visit, ahead=ahead, late=late)


# The room, on the console


@bp.get("/console/visits/<int:visit_id>/room")
@requires(Permission.QUESTION_MODERATE)
def room(visit_id: int) -> str:
    """Asked for again and again, since minutes pass without anybody changing anything."""
    visit = db.get_or_404(Visit, visit_id)
    return render_template("questions/_room_line.html", visit=visit, **line(visit))


def line(visit: Visit) -> dict[str, Any]:
    """What the line about the room reads."""
    return {"due": Due.of(visit), "note": LeaderNote.latest(visit), "wall": Wall.of(visit)}


@bp.app_template_global()
def room_of(visit: Visit) -> dict[str, Any]:
    """What the console's part about the room reads."""
    return line(visit) | {
        "link": LeaderLink.of(visit),
        "form": NoteForm(formdata=None),
        "looks": Look,
    }
