"""The area's blueprint, and what its pages have in common."""

from flask import Blueprint, abort, request

from blueprints.access import requires
from models import Permission, Visit, db

bp = Blueprint("entering", __name__, url_prefix="/entering")
may_enter = requires(Permission.SUBMISSION_ENTER)


def asked_visit() -> Visit:
    """The visit that the address names, else the one going on, else the latest."""
    named = request.args.get("visit", type=int)
    return (Visit.current() if named is None else db.session.get(Visit, named)) or abort(
        404, "还没有这一期活动"
    )
