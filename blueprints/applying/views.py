"""The public pages of an open call: applying, one's receipt, the list, and the draw to check.

Who has not the call's address finds nothing here, and the address tells nothing of any person: the
list shows numbers, masked names, towns and walks of life.
"""

import secrets
from typing import Any

from flask import Blueprint, Response, abort, request, session
from flask.typing import ResponseReturnValue

from blueprints.access import public
from blueprints.applying.forms import ApplyingForm, CheckForm, ReceiptForm
from blueprints.pages import page
from models import Application, ApplicationChannel, Draw, DrawState, clock, db
from models.application import refuse_flood
from models.draw import open_to
from models.lot import STEPS, WHY, sha256

bp = Blueprint("applying", __name__, url_prefix="/apply")


def _draw(token: str) -> Draw:
    return open_to(token) or abort(404)


def _device() -> str:
    """Marks this browser, so that wrong codes are counted for it and not for a whole network."""
    return str(session.setdefault("visitor", secrets.token_urlsafe(9)))


@bp.get("/<token>")
@public
def index(token: str) -> Response:
    draw = _draw(token)
    return _page(draw, ApplyingForm(draw))


@bp.post("/<token>")
@public
def apply(token: str) -> ResponseReturnValue:
    """Answers with the receipt: it stands in no address and nowhere else."""
    draw = _draw(token)
    form = ApplyingForm(draw)
    if not form.validate_on_submit():
        return _page(draw, form, 422)
    refuse_flood(request.remote_addr or "")
    one, receipt = Application.hand_in(
        draw,
        form.client_id.data or "",
        ApplicationChannel.ONLINE,
        wishes=form.wishes,
        **form.details(),
    )
    db.session.commit()
    return page("applying/received.html", "main", draw=draw, one=one, receipt=receipt)


def _page(draw: Draw, form: ApplyingForm, status: int = 200) -> Response:
    is_early = clock.now() < draw.opens_at
    shown: dict[str, Any] = {"form": form, "is_early": is_early, "visit": draw.visit}
    return page("applying/index.html", "main", status, draw=draw, **shown)


@bp.get("/<token>/receipt")
@public
def receipt(token: str) -> Response:
    _device()
    return _asking(_draw(token), ReceiptForm(formdata=None))


@bp.post("/<token>/receipt")
@public
def look_up(token: str) -> ResponseReturnValue:
    draw, form = _draw(token), ReceiptForm()
    if not form.validate_on_submit():
        return _asking(draw, form, 422)
    one = form.application(draw, _device())
    if one is None:
        db.session.commit()  # the failure is noted
        return _asking(draw, form, 422)
    return page("applying/standing.html", "main", draw=draw, one=one, **_standing(draw, one))


def _asking(draw: Draw, form: ReceiptForm, status: int = 200) -> Response:
    return page("applying/receipt.html", "main", status, draw=draw, form=form)


def _standing(draw: Draw, one: Application) -> dict[str, Any]:
    """What became of an application."""
    if draw.state is not DrawState.DRAWN or one.left_out or one.is_withdrawn:
        return {"is_drawn": False, "place": 0}
    substitutes = [each.number for each in draw.lot.substitutes]
    is_drawn = one.number not in substitutes
    return {
        "is_drawn": is_drawn,
        "place": 0 if is_drawn else substitutes.index(one.number) + 1,
    }


@bp.get("/<token>/draw")
@public
def draw(token: str) -> Response:
    """The list and the result; with two numbers of one's own, what those would give."""
    draw, form = _draw(token), CheckForm(formdata=request.args)
    if draw.state is DrawState.OPEN:
        return page("applying/draw.html", "main", draw=draw)
    is_drawn = draw.state is DrawState.DRAWN
    code, number = form.code.data or "", "".join((form.number.data or "").split())
    asked = draw.lot_with(code, number) if code and number else None
    return page(
        "applying/draw.html",
        "main",
        draw=draw,
        form=form,
        names={one.number: one.masked_name for one in draw.applications},
        lot=draw.lot if is_drawn else draw.lot_with("", ""),
        asked=asked,
        fits=sha256(code) == draw.commitment,
        agrees=is_drawn and asked is not None and asked.drawn == draw.lot.drawn,
        steps=STEPS,
        why=WHY,
    )


@bp.get("/<token>/list.txt")
@public
def listing(token: str) -> Response:
    """名单, byte for byte what its fingerprint is of."""
    draw = _draw(token)
    if draw.state is DrawState.OPEN:
        abort(404)
    return Response(draw.listing, mimetype="text/plain")
