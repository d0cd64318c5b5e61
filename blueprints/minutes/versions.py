"""修改记录: every version, two of them side by side, and one brought back."""

from flask import Response, request
from flask.typing import ResponseReturnValue

from blueprints.access import requires, viewer
from blueprints.minutes.area import WRITERS, bp, load, load_to_write, written
from blueprints.pages import page
from models import history


@bp.get("/<int:meeting_id>/versions")
@requires(*WRITERS)
def versions(meeting_id: int) -> Response:
    """Without a choice: what the last sitting changed."""
    minutes = load(meeting_id).minutes
    sittings = history.sittings(minutes)
    new = request.args.get("new", sittings[0].number, type=int)
    before = [each.number for each in sittings if each.number < new]
    old = request.args.get("old", before[0] if before else new, type=int)
    return page(
        "minutes/versions.html",
        "main",
        meeting=minutes.meeting,
        minutes=minutes,
        sittings=sittings,
        old=old,
        new=new,
        pairs=history.compare(minutes, old, new),
        writes=minutes.is_writable_by(viewer()),
    )


@bp.post("/<int:meeting_id>/versions/<int:number>")
@requires(*WRITERS)
def restore(meeting_id: int, number: int) -> ResponseReturnValue:
    meeting = load_to_write(meeting_id)
    count = history.restore(meeting.minutes, number, viewer())
    return written(meeting, f"已恢复，{count} 段有变化；恢复前的文字也留在修改记录里")
