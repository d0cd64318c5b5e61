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
    """Of a picture the clean copy, in the page; everything else to be saved."""
    seen = Matter.visible_to(viewer()).with_only_columns(Matter.id)
    found = select(Attachment).join(Attachment.entry).options(contains_eager(Attachment.entry))
    found = found.where(Attachment.key == key, Entry.matter_id.in_(seen))
    file = db.one_or_404(found)
    return send_file(
        file.path,
        mimetype=file.mime,
        as_attachment=not file.is_picture,
        download_name=file.name,
        max_age=0,
    )
