"""Pages that differ from person to person in a few places only: rendered once for each state of
what they show, and filled in for each request. A tablet's page costs a tenth that way."""

import re
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any, NamedTuple

from flask import Response, current_app, g, make_response, render_template, request, session
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup, escape

from blueprints.access import Stranger
from blueprints.pages import is_large
from models import clock, versions_of
from models.present import present_versions

MARK = secrets.token_hex(8)  # nobody can write the name of a place into a text
PLACE = re.compile(f"place-{MARK}-([a-z_]+)-")
KEPT = 64  # pages a process keeps

Personal = Mapping[str, Callable[[], object]]


class Shell(NamedTuple):
    """A page as it stood at these versions: its texts and, between them, the names of places."""

    versions: dict[str, int]
    day: date
    pieces: list[str]


def place(name: str) -> Markup:
    """Where `name` of `personal` is filled in."""
    return Markup(f"place-{MARK}-{name}-")


def spliced(
    template: str, topics: Iterable[str], personal: Personal, shared: Callable[[], dict[str, Any]]
) -> Response:
    """The page `template`, as all may see it who ask with these `topics`.

    `shared` gives what it reads: the same for everybody, with `place("name")` for whatever is one
    person's; every change of it must publish one of `topics`. `personal` gives what is filled in
    there, as safe HTML; "csrf" comes by itself. Something told once (flash) is no place, so a page
    that has it is rendered anew.
    """
    if "_flashes" in session:
        return _filled(_rendered(template, shared), personal)
    shells: dict[Any, Shell] = current_app.extensions.setdefault("shells", {})
    names = tuple(topics)
    key = (template, names, request.url_root, request.full_path, is_large())
    shell = shells.get(key)
    if shell is None or shell.day != clock.today() or shell.versions != present_versions(names):
        versions = versions_of(names)  # as the transaction has them that reads what is rendered
        shell = Shell(versions, clock.today(), _rendered(template, shared))
        while len(shells) >= KEPT:
            shells.pop(next(iter(shells)), None)
        shells[key] = shell
    return _filled(shell.pieces, personal)


def _rendered(template: str, shared: Callable[[], dict[str, Any]]) -> list[str]:
    with _nobody():
        html = render_template(template, **shared())
    return PLACE.split(html)


@contextmanager
def _nobody() -> Iterator[None]:
    """The same request of nobody: what knows of the viewer, flask-login and flask-wtf, keeps it
    in `g`, and gets places to be filled in instead."""
    mine = vars(g._get_current_object())
    kept = dict(mine)
    mine.clear()
    g._login_user, g.csrf_token = Stranger(), place("csrf")
    try:
        yield
    finally:
        mine.clear()
        mine.update(kept)


def _filled(pieces: list[str], personal: Personal) -> Response:
    """The texts stand at even indexes, the names of places between them."""
    values: dict[str, str] = {}
    parts = list(pieces)
    for index in range(1, len(parts), 2):
        name = parts[index]
        if name not in values:
            value = generate_csrf() if name == "csrf" else personal[name]()
            values[name] = str(escape(value))
        parts[index] = values[name]
    response = make_response("".join(parts))
    response.vary.add("HX-Request")
    return response
