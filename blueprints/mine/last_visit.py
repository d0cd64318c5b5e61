"""上期意见办理情况 on the tablet: what the visit before asked, and what became of it."""

from flask import Blueprint, Response

from blueprints.access import requires, viewer
from blueprints.pages import page
from models import Permission, clock
from models.visit_outcome import VisitOutcome

bp = Blueprint("last_visit", __name__, url_prefix="/last-visit")


@bp.get("")
@requires(Permission.RATING_GIVE)
def show() -> Response:
    """Of the visit before the one of the card; no page of it while there was none."""
    outcome = VisitOutcome.before(viewer().visit)
    return page("mine/last_visit.html", "main", outcome=outcome, now=clock.now())
