"""What hangs in the room, for whoever has the link: the question being answered and the next."""

from typing import Any

import segno
from flask import Response, abort, request, url_for
from sqlalchemy import select

from blueprints.access import public
from blueprints.pages import page
from blueprints.questions.regions import wall_key
from blueprints.questions.views import bp
from models import Visit, clock, db


@bp.get("/wall/<token>")
@public
def wall(token: str) -> Response:
    visit = db.session.scalar(select(Visit).filter_by(wall_token=token)) or abort(404)
    entrance = url_for("account.card", _external=True)
    return page(
        "questions/wall.html",
        "body",
        visit=visit,
        key=wall_key(visit),
        qr=qr(entrance),
        host=request.host,
        now=clock.local(clock.now()),
    )


def qr(address: str) -> Any:
    """A picture of an address, as a data: address of its own."""
    return segno.make(address, error="m").svg_data_uri(border=2, dark="#1e1b17", light="#fff")
