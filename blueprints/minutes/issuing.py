"""核稿 and 签发: the second person's part."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from blueprints.access import requires, viewer
from blueprints.minutes.area import bp, load, overview
from blueprints.minutes.forms import CopiesForm, ReturnForm, VersionForm
from models import Meeting, Permission, db


def back(meeting: Meeting, told: str) -> ResponseReturnValue:
    db.session.commit()
    flash(told)
    return redirect(url_for(".show", meeting_id=meeting.id), 303)


@bp.post("/<int:meeting_id>/copies")
@requires(Permission.MEETING_WRITE)
def copies(meeting_id: int) -> ResponseReturnValue:
    meeting = load(meeting_id)
    form = CopiesForm(meeting.minutes)
    if not form.validate_on_submit():
        return overview(meeting, 422, copies=form)
    meeting.minutes.expect(form.version.data)
    meeting.minutes.copy_to(viewer(), form.copies_to.data or "")
    return back(meeting, "抄送机关已保存")


@bp.post("/<int:meeting_id>/submission")
@requires(Permission.MEETING_WRITE)
def submit(meeting_id: int) -> ResponseReturnValue:
    meeting = load(meeting_id)
    meeting.minutes.expect(VersionForm().version.data)
    meeting.minutes.submit(viewer())
    return back(meeting, "已送办公室领导核稿")


@bp.post("/<int:meeting_id>/return")
@requires(Permission.MEETING_ISSUE)
def send_back(meeting_id: int) -> ResponseReturnValue:
    meeting, form = load(meeting_id), ReturnForm()
    if not form.validate_on_submit():
        return overview(meeting, 422, returning=form)
    meeting.minutes.expect(form.version.data)
    meeting.minutes.send_back(viewer(), form.reason.data or "")
    return back(meeting, "已退回修改")


@bp.post("/<int:meeting_id>/issue")
@requires(Permission.MEETING_ISSUE)
def issue(meeting_id: int) -> ResponseReturnValue:
    meeting = load(meeting_id)
    meeting.minutes.expect(VersionForm().version.data)
    matters = meeting.minutes.issue(viewer())
    return back(meeting, f"纪要{meeting.minutes.name}已印发，{len(matters)} 条议定事项转为督办事项")
