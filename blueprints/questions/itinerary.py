"""Where the group is: arriving at a stop, which every tablet follows, and ending the visit."""

from flask import Response, redirect, url_for
from flask.typing import ResponseReturnValue

from blueprints.access import requires, viewer
from blueprints.pages import page
from blueprints.questions.decisions import ActionForm
from blueprints.questions.regions import S, count
from blueprints.questions.views import bp
from models import Permission, Stop, Visit, db


@bp.get("/console/stops/<int:stop_id>")
@requires(Permission.QUESTION_MODERATE)
def arrival(stop_id: int) -> Response:
    return _arrival(db.get_or_404(Stop, stop_id))


@bp.post("/console/stops/<int:stop_id>/arrival")
@requires(Permission.QUESTION_MODERATE)
def arrive(stop_id: int) -> ResponseReturnValue:
    stop = db.get_or_404(Stop, stop_id)
    form = ActionForm()
    if not form.validate_on_submit():
        return _arrival(stop, 422)
    stop.visit.expect(form.version.data)
    stop.visit.start(stop, viewer())
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


def _arrival(stop: Stop, status: int = 200) -> Response:
    left = count(stop.visit, S.PENDING, S.QUEUED, S.ANSWERING)
    return page("questions/arrival.html", "main", status, stop=stop, visit=stop.visit, left=left)


def _ending(visit: Visit, status: int = 200) -> Response:
    left = count(visit, S.PENDING, S.QUEUED, S.ANSWERING)
    return page("questions/ending.html", "main", status, visit=visit, left=left)
