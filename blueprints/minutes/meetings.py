"""Meetings: the list, a new one, who was there."""

from typing import Any

from flask import Response, abort
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from blueprints.access import requires, viewer
from blueprints.minutes.area import back, bp, load, load_to_write, overview
from blueprints.minutes.forms import (
    FactsForm,
    MarkForm,
    NewMeetingForm,
    PersonForm,
    StayForm,
    VersionForm,
)
from blueprints.pages import page
from models import AgendaItem, Attendance, Meeting, Minutes, Permission, RuleBroken, Stop, db


def load_attendance(meeting: Meeting, attendance_id: int) -> Attendance:
    people = meeting.attendance
    return next((each for each in people if each.id == attendance_id), None) or abort(404)


@bp.get("")
@requires(Permission.VISIT_READ)
def index() -> Response:
    whole: Any = joinedload(Meeting.minutes).selectinload(Minutes.items)
    found = select(Meeting).order_by(Meeting.held_at.desc(), Meeting.id.desc())
    found = found.options(whole.selectinload(AgendaItem.decisions), selectinload(Meeting.visit))
    return page(
        "minutes/index.html",
        "main",
        meetings=db.session.scalars(found).unique().all(),
        unwritten=db.session.scalars(Meeting.without_minutes()).all(),
        may_write=viewer().may(Permission.MEETING_WRITE),
    )


@bp.get("/new")
@requires(Permission.MEETING_WRITE)
def new() -> Response:
    return page("minutes/new.html", "main", form=NewMeetingForm())


@bp.post("")
@requires(Permission.MEETING_WRITE)
def convene() -> ResponseReturnValue:
    form = NewMeetingForm()
    if not form.validate_on_submit():
        return page("minutes/new.html", "main", 422, form=form)
    meeting = Meeting.convene(viewer(), **form.details())
    return back(meeting)


@bp.post("/of-stop/<int:stop_id>")
@requires(Permission.MEETING_WRITE)
def convene_stop(stop_id: int) -> ResponseReturnValue:
    """One click: chair, time, place and people come from the visit."""
    meeting = Meeting.of_stop(db.get_or_404(Stop, stop_id), viewer())
    return back(meeting, "已按行程填好主持人、时间地点和到会人员，请核对")


@bp.get("/<int:meeting_id>")
@requires(Permission.VISIT_READ)
def show(meeting_id: int) -> Response:
    return overview(load(meeting_id))


@bp.post("/<int:meeting_id>")
@requires(Permission.MEETING_WRITE)
def describe(meeting_id: int) -> ResponseReturnValue:
    meeting = load_to_write(meeting_id)
    form = FactsForm(meeting)
    if not form.validate_on_submit():
        return overview(meeting, 422, facts=form)
    meeting.expect(form.version.data)
    meeting.describe(viewer(), **form.details())
    return back(meeting, "会议概况已保存")


@bp.post("/<int:meeting_id>/attendance")
@requires(Permission.MEETING_WRITE)
def add_person(meeting_id: int) -> ResponseReturnValue:
    meeting = load_to_write(meeting_id)
    form = PersonForm(meeting)
    if not form.validate_on_submit():
        return overview(meeting, 422, person=form)
    meeting.expect(form.version.data)
    meeting.add(
        viewer(),
        form.kind.data,
        name=form.name.data or "",
        unit=form.unit.data or "",
        title=form.duty.data or "",
    )
    return back(meeting, anchor="people")


@bp.post("/<int:meeting_id>/attendance/representatives")
@requires(Permission.MEETING_WRITE)
def add_representatives(meeting_id: int) -> ResponseReturnValue:
    meeting = load_to_write(meeting_id)
    meeting.expect(VersionForm().version.data)
    added = meeting.add_representatives(viewer())
    return back(meeting, f"列入代表 {added} 人", "people")


@bp.post("/<int:meeting_id>/attendance/<int:attendance_id>")
@requires(Permission.MEETING_WRITE)
def mark(meeting_id: int, attendance_id: int) -> ResponseReturnValue:
    meeting, form = load_to_write(meeting_id), MarkForm()
    attendance = load_attendance(meeting, attendance_id)
    if not form.validate_on_submit():
        abort(400)
    meeting.expect(form.version.data)
    meeting.mark(attendance, form.kind.data, viewer())
    return back(meeting, anchor="people")


@bp.post("/<int:meeting_id>/attendance/<int:attendance_id>/removal")
@requires(Permission.MEETING_WRITE)
def remove_person(meeting_id: int, attendance_id: int) -> ResponseReturnValue:
    meeting = load_to_write(meeting_id)
    attendance = load_attendance(meeting, attendance_id)
    meeting.expect(VersionForm().version.data)
    meeting.remove(attendance, viewer())
    return back(meeting, anchor="people")


@bp.post("/<int:meeting_id>/attendance/<int:attendance_id>/stay")
@requires(Permission.MEETING_WRITE)
def stay(meeting_id: int, attendance_id: int) -> ResponseReturnValue:
    meeting = load_to_write(meeting_id)
    attendance, form = load_attendance(meeting, attendance_id), StayForm(meeting)
    if not form.validate_on_submit():
        raise RuleBroken("请按 15:30 的样子填写时间")
    meeting.expect(form.version.data)
    attendance.stay(viewer(), **form.details())
    return back(meeting, f"{attendance.name}的到会时间已记下", "people")
