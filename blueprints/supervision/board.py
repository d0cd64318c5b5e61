"""The board: whole and live for those who see all, filtered or by unit for the others."""

from datetime import date
from typing import Any

from flask import Response, render_template, url_for
from sqlalchemy import select

from blueprints.access import requires, viewer
from blueprints.dates import local_day
from blueprints.filters import FilterForm
from blueprints.live import region
from blueprints.pages import page
from blueprints.supervision.area import bp
from models import Board, Matter, Permission, version_of


@bp.app_template_filter()
def short_day(value: date) -> str:
    """12月1日, where a card has no room for more."""
    value = local_day(value)
    return f"{value.month}月{value.day}日"


def sees_all(who: Any, key: str) -> bool:
    return key == "all" and who.may(Permission.BOARD_READ) and who.role != "handler"


@region("board", topic=lambda key: "board", admits=sees_all)
def whole(key: str) -> str:
    return render_template("supervision/_board.html", board=Board.of(select(Matter)), given={})


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
    form = FilterForm(viewer())
    given = form.given
    if sees_all(viewer(), "all") and not given:
        return page("supervision/board.html", "main", form=form, given=given)
    matters = form.narrow(Matter.visible_to(viewer()))
    shown = {"latest": None} if form.shows_all_closed else {}
    return page(
        "supervision/board.html",
        "board",
        form=form,
        given=given,
        board=Board.of(matters, form.lights, **shown),
        address=url_for(".board", **given),
    )
