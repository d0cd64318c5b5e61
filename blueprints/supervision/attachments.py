"""Evidence, for whoever may see the matter that it belongs to."""

from flask import Response, send_file
from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from blueprints.access import requires, viewer
from blueprints.supervision.area import bp
from models import Attachment, Entry, Matter, Permission, db


@bp.get("/attachments/<key>")
@requires(Permission.BOARD_READ)
def attachment(key: str) -> Response:
    """The copy for viewing: a picture in the page, everything else to be saved."""
    file = load_file(key)
    return send_file(
        file.path,
        mimetype=file.mime,
        as_attachment=not file.is_picture,
        download_name=file.name,
        max_age=0,
    )


@bp.get("/attachments/<key>/original")
@requires(Permission.GATE_SIGN)
def original(key: str) -> Response:
    """The file as it came, sealed by its hash, for those who judge by it."""
    file = load_file(key)
    return send_file(
        file.original_path,
        mimetype=file.mime,
        as_attachment=True,
        download_name=file.name,
        max_age=0,
    )


def load_file(key: str) -> Attachment:
    """A file of a matter that its viewer may see."""
    seen = Matter.visible_to(viewer()).with_only_columns(Matter.id)
    found = select(Attachment).join(Attachment.entry).options(contains_eager(Attachment.entry))
    found = found.where(Attachment.key == key, Entry.matter_id.in_(seen))
    file: Attachment = db.one_or_404(found)
    return file
