"""The style sheets of all pages, one file a component, sent as one."""

import hashlib
from pathlib import Path

from flask import Blueprint, Flask, Response, current_app, url_for

from blueprints.access import public

# Names, elements, components, print: what comes later may refine what came before.
NAMES = (
    "tokens", "base",
    "bar", "head", "button", "field", "segment", "badge", "lamp", "gates", "note", "panel",
    "split", "facts", "filter", "board", "card", "league", "steps", "chain", "stops", "question",
    "figures", "todos", "desk", "minutes", "act", "days", "mine", "showing",
    "dock", "strip", "tablet", "write", "vote", "ballot", "wall", "leader", "room", "door", "pass",
    "year", "entering", "slip", "rehearsal", "invitation",
    "print",
)  # fmt: skip

bp = Blueprint("styles", __name__)


def joined(app: Flask) -> tuple[str, bytes]:
    """Their digest and their text; read once, in development at each request."""
    kept: tuple[str, bytes] | None = app.extensions.get("styles")
    if kept is None or app.debug:
        folder = Path(str(app.static_folder), "css")
        text = b"\n".join((folder / f"{name}.css").read_bytes() for name in NAMES)
        kept = app.extensions["styles"] = (hashlib.sha256(text).hexdigest()[:10], text)
    return kept


@bp.get("/styles/<digest>.css")
@public
def sheet(digest: str) -> Response:
    """The digest only names the version: whoever asks for an old one gets the present one."""
    present, text = joined(current_app)
    response = Response(text, mimetype="text/css")
    kept = "public, max-age=31536000, immutable" if digest == present else "no-store"
    response.headers["Cache-Control"] = kept
    return response


@bp.app_template_global()
def styles_url() -> str:
    return url_for("styles.sheet", digest=joined(current_app)[0])
