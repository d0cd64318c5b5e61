"""Several people at one draft: who is there, and that somebody has written."""

from typing import Any

from flask import Response, render_template, request

from blueprints.access import requires, viewer
from blueprints.live import region
from blueprints.minutes.area import WRITERS, bp, load
from models import Meeting, Presence, db


def _meeting(key: str) -> Meeting | None:
    known = key.isascii() and key.isdecimal() and len(key) < 10
    return db.session.get(Meeting, int(key)) if known else None


def _writes(who: Any, key: str) -> bool:
    may = who.role is not None and any(who.may(permission) for permission in WRITERS)
    return may and _meeting(key) is not None


def _lives(key: str) -> bool:
    return _meeting(key) is not None


@region("writers", topic=lambda key: f"writers:{key}", admits=_writes, lives=_lives)
def writers(key: str) -> str:
    """谁在线, and where."""
    minutes = db.get_or_404(Meeting, int(key)).minutes
    places = {part.key: item for item in minutes.items for part in (item, *item.parts)}
    return render_template("minutes/_writers.html", present=Presence.of(int(key)), places=places)


@region("draft_edits", topic=lambda key: f"meeting:{key}", admits=_writes, lives=_lives)
def draft_edits(key: str) -> str:
    """How far the draft is: the page asks for what it has not seen."""
    minutes = db.get_or_404(Meeting, int(key)).minutes
    return render_template("minutes/_tick.html", minutes=minutes)


@bp.post("/<int:meeting_id>/presence")
@requires(*WRITERS)
def here(meeting_id: int) -> Response:
    """A sign of life every some seconds; `gone` when the page is closed."""
    meeting = load(meeting_id)
    if "gone" in request.form:
        Presence.leave(meeting, viewer())
    else:
        Presence.sign(meeting, viewer(), request.form.get("block", "")[:32].replace("-", ":", 1))
    db.session.commit()
    return Response(status=204)
