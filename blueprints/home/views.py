"""Sends people to the page that they came for."""

from flask import Blueprint, redirect
from flask.typing import ResponseReturnValue

from blueprints.access import signed_in, viewer
from blueprints.navigation import start_of
from blueprints.pages import page

bp = Blueprint("home", __name__)


@bp.get("/")
@signed_in
def start() -> ResponseReturnValue:
    target = start_of(viewer())
    return redirect(target) if target else page("home/start.html", "main")
