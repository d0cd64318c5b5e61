"""The blueprint of the staff's side, and how its records are found."""

from flask import Blueprint, abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from blueprints.access import requires, viewer
from models import Draft, DraftVersion, Permission, db

bp = Blueprint("hearing", __name__, url_prefix="/drafts")
P = Permission
may_see = requires(P.DRAFT_READ, P.DRAFT_WRITE)
may_write = requires(P.DRAFT_HOLD, P.DRAFT_WRITE)
may_hold = requires(P.DRAFT_HOLD)


def load(draft_id: int) -> Draft:
    """The draft, if its viewer may see it; else it does not exist."""
    wanted = Draft.visible_to(viewer()).where(Draft.id == draft_id)
    found: Draft = db.one_or_404(wanted)
    return found


def edition(draft: Draft, number: int) -> DraftVersion:
    return next((one for one in draft.versions if one.number == number), None) or abort(404)


def back(draft: Draft, told: str, anchor: str | None = None) -> ResponseReturnValue:
    """One commit, then the draft's page again."""
    db.session.commit()
    flash(told)
    return redirect(url_for("hearing.show", draft_id=draft.id, _anchor=anchor), 303)
