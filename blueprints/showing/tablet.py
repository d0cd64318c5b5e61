"""The representative's tablet: what the hosts of the visit disclose, the present one first, and
the county with its bodies."""

from typing import Any

from flask import Response, render_template

from blueprints.access import requires, viewer
from blueprints.live import region
from blueprints.pages import page
from blueprints.showing.area import bp
from models import Permission, Profile, Visit, db, disclosure, material
from models.profile import directory


def admits(who: Any, key: str) -> bool:
    """Representatives of this visit."""
    return bool(who.may(Permission.SUBMISSION_GIVE)) and str(who.visit_id) == key


@region("disclosures", topic=lambda key: f"disclosures:{key}", admits=admits)
def of_hosts(key: str) -> str:
    """The host where the group is stands first, the others in the order of the day."""
    visit = db.session.get_one(Visit, int(key))
    hosts = sorted(disclosure.hosts(visit), key=lambda host: not host.is_current)
    return render_template("showing/_hosts.html", visit=visit, hosts=hosts)


@region("materials", topic=lambda key: f"materials:{key}", admits=admits)
def to_take(key: str) -> str:
    visit = db.session.get_one(Visit, int(key))
    own = [one for one in material.produced_for(visit) if not one.is_planned]
    found = [*own, *material.left_over(visit)]
    return render_template("showing/_materials.html", materials=found)


@bp.get("/showing")
@requires(Permission.SUBMISSION_GIVE)
def tablet() -> Response:
    return page("showing/tablet.html", "main", visit=viewer().visit)


@region(
    "county",
    topic=lambda key: "county",
    admits=lambda who, key: bool(who.may(Permission.SUBMISSION_GIVE)) and key == "all",
)
def in_brief(key: str) -> str:
    bodies = [(unit, entry) for unit, entry in directory() if entry or unit.telephone]
    return render_template("showing/_county.html", sections=Profile.all(), bodies=bodies)


@bp.get("/showing/county")
@requires(Permission.SUBMISSION_GIVE)
def tablet_county() -> Response:
    """县情和机构名录, in large type."""
    return page("showing/tablet_county.html", "main", visit=viewer().visit)
