"""The board: whole and live for those who see all, filtered, by unit, or as a list."""

from collections.abc import Iterable
from datetime import date
from types import SimpleNamespace
from typing import Any

from flask import Response, get_template_attribute, render_template, request, url_for
from markupsafe import Markup

from blueprints.access import identity, requires, viewer
from blueprints.dates import local_day
from blueprints.filters import FilterForm
from blueprints.kept import Row, drawn, facts
from blueprints.live import live_connect, live_region, region
from blueprints.navigation import news
from blueprints.pages import is_htmx, page
from blueprints.splice import place, spliced
from blueprints.supervision.area import bp
from blueprints.supervision.bulk_form import BulkForm
from models import (
    GRANTS,
    Board,
    Identity,
    Listing,
    Matter,
    MatterState,
    Permission,
    Role,
    clock,
    reminder,
    version_of,
)
from models import working_calendar as calendar_of_today
from models.board import LATEST, Card, Place, tallied
from models.bulk import Outcome
from models.face import faces

PAGE, LIST = "supervision/board.html", "supervision/list.html"
ALL_CLOSED = 400


@bp.app_template_filter()
def short_day(value: date) -> str:
    """12月1日, where a card has no room for more."""
    value = local_day(value)
    return f"{value.month}月{value.day}日"


def cards_of(places: Iterable[Place]) -> dict[int, Card]:
    """By id; read anew only for a version that was not read before."""
    found = {each.id: each for each in places}
    rows = [Row(each.id, each.version, "") for each in found.values()]  # no id ever comes again
    calendar, today = calendar_of_today(), clock.today()
    read = facts("matter", rows, faces)
    return {key: Card.of(face, found[key].light, today, calendar) for key, face in read.items()}


def in_lanes(board: Board) -> dict[MatterState, Markup]:
    """The cards of each lane, rendered once for each version, light, day and calendar."""
    kind = ("card", clock.today(), calendar_of_today().edition, request.root_path)
    found = drawn(kind, board.places, _drawn)
    return {  # rendered, so escaped already
        state: Markup("".join([found[place] for place in places if place in found]))
        for state, places in board.lanes.items()
    }


def _drawn(places: list[Place]) -> dict[Place, Markup]:
    cards, card = cards_of(places), get_template_attribute("supervision/_card.html", "card")
    return {place: card(cards[place.id]) for place in places if place.id in cards}


def sees_all(who: Any, key: str) -> bool:
    return key == "all" and who.may(Permission.BOARD_READ) and who.role != "handler"


@region("board", topic=lambda key: "board", admits=sees_all)
def whole(key: str) -> str:
    board = Board.whole()
    return render_template("supervision/_board.html", board=board, cards=in_lanes(board), given={})


@region(
    "tick",
    topic=lambda key: key,
    admits=lambda who, key: key == "board" and who.may(Permission.BOARD_READ),
)
def tick(key: str) -> str:
    """Says only that something changed; who hears it asks for what may be seen."""
    return render_template("supervision/_tick.html", version=version_of(key))


@bp.get("/board")
@requires(Permission.BOARD_READ)
def board() -> Response:
    who = identity()
    assert who is not None
    if not request.args and not is_htmx() and sees_all(who, "all"):
        return whole_page(who)
    form = FilterForm(viewer())
    return listed(form) if form.is_list else narrowed(form)


def whole_page(who: Identity) -> Response:
    """The same for all of one role, but for their names: rendered once for each state."""
    role = Role(who.role)

    def personal(name: str) -> object:
        match name:
            case "name":
                return who.name
            case "board":
                return live_region("board", "all")
            case "news":
                return news(who)
            case "live":
                return live_connect("board.all")
        raise KeyError(name)

    def shared() -> dict[str, Any]:
        anyone = SimpleNamespace(
            is_authenticated=True,
            role=role,
            name=place("name"),
            may=lambda permission: permission in GRANTS[role],
        )
        return {
            "viewer": anyone,
            "news": lambda _viewer: place("news"),
            "form": FilterForm(anyone),
            "given": {},
            "live": place("live"),
            "whole": place("board"),
        }

    return spliced(
        PAGE,
        (
            "units",
            "visits",
            f"role:{role.value}",
        ),  # of the last nothing ever tells: it never changes
        shared,
        theirs=("board", "calendar", "limits", reminder.topic_of(who.id)),
        personal=personal,
        anew={},
    )


def narrowed(form: FilterForm) -> Response:
    who, given = viewer(), form.given
    tallies = form.tallied if sees_all(who, "all") else None
    found = Board.of(
        form.narrow(Matter.visible_to(who)),
        form.lights,
        ALL_CLOSED if form.shows_all_closed else LATEST,
        None if tallies is None else tallied(**tallies),
    )
    return page(
        PAGE,
        "board",
        form=form,
        given=given,
        board=found,
        cards=in_lanes(found),
        address=url_for(".board", **given),
    )


# ---- the list ------------------------------------------------------------------------------------


def listed(
    form: FilterForm,
    status: int = 200,
    bulk: BulkForm | None = None,
    outcome: Outcome | None = None,
) -> Response:
    """清单; `bulk` is the form of many acts as it came back, `outcome` what they came to."""
    who = viewer()
    matters = form.narrow(Matter.visible_to(who))
    today = clock.today()
    if form.lights:
        lit = Matter.light_on(today).in_(form.lights)
        matters = matters.where(Matter.burns(today), lit)
    rows = Listing.of(matters, form.sort.data == "deadline", request.args.get("after", ""))
    cards = cards_of(rows.places)
    return page(
        LIST,
        "main",
        status,
        form=form,
        given=form.given,
        cards=[cards[each.id] for each in rows.places if each.id in cards],
        next=rows.next,
        after=request.args.get("after", ""),
        bulk=(bulk or BulkForm(formdata=None)) if who.may(Permission.MATTER_SUPERVISE) else None,
        ticked=request.form.getlist("matter"),
        outcome=outcome,
    )
