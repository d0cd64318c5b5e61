"""Pages that differ from person to person in a few places only: rendered once for each state of
what they show, and filled in for each request."""

import re
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

from flask import Flask, Response, current_app, g, make_response, render_template, request, session
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup, escape

from blueprints.access import Stranger
from blueprints.pages import is_large
from models import clock
from models.present import Remembered

MARK = secrets.token_hex(8)  # nobody can write the name of a place into a text
PLACE = re.compile(f"place-{MARK}-([a-z_0-9]+)-")
KEPT = 64  # pages a process keeps

Choices = dict[str, Mapping[str, Markup]]


class Shell(NamedTuple):
    """A page: its texts at even indexes, between them the names of places; and what may stand in
    those for which it has all the variants itself."""

    pieces: list[str]
    choices: Choices


def place(name: str) -> Markup:
    """Where something of one person's is filled in."""
    return Markup(f"place-{MARK}-{name}-")


def either(name: str, **variants: Markup) -> Markup:
    """Where one of `variants` is filled in."""
    g.choices[name] = variants
    return place(name)


def spliced(
    template: str,
    topics: tuple[str, ...],
    shared: Callable[[], dict[str, Any]],
    personal: Callable[[str], object],
) -> Response:
    """The page `template`, as all may see it who ask with these `topics`.

    `shared` gives what it reads: the same for everybody, with `place("name")` or `either("name",
    …)` for whatever is one person's; every change of it must publish one of `topics`. `personal`
    tells what stands at a name: safe HTML, or the variant. The CSRF token comes by itself.
    """
    if "_flashes" in session:  # told once, to one person
        return _filled(_shell(template, shared), personal)
    shells: Remembered[Shell] = current_app.extensions["shells"]
    site = (request.scheme, request.host, request.root_path)  # what links and codes begin with
    key = (template, topics, site, request.path, request.query_string, is_large(), clock.today())
    return _filled(shells.get(key, topics, lambda: _shell(template, shared)), personal)


def _shell(template: str, shared: Callable[[], dict[str, Any]]) -> Shell:
    with _nobody():
        html = render_template(template, **shared())
        return Shell(PLACE.split(html), g.choices)


@contextmanager
def _nobody() -> Iterator[None]:
    """The same request of nobody: what knows of the viewer, flask-login and flask-wtf, keeps it
    in `g`, and gets places to be filled in instead."""
    mine = vars(g._get_current_object())
    kept = dict(mine)
    mine.clear()
    g._login_user, g.csrf_token, g.choices = Stranger(), place("csrf"), {}
    try:
        yield
    finally:
        mine.clear()
        mine.update(kept)


def _filled(shell: Shell, personal: Callable[[str], object]) -> Response:
    values: dict[str, str] = {}
    parts = list(shell.pieces)
    for index in range(1, len(parts), 2):
        name = parts[index]
        if name not in values:
            variants = shell.choices.get(name)
            value = generate_csrf() if name == "csrf" else personal(name)
            values[name] = variants[str(value)] if variants else str(escape(value))
        parts[index] = values[name]
    response = make_response("".join(parts))
    response.vary.add("HX-Request")
    return response


def init_app(app: Flask) -> None:
    app.extensions["shells"] = Remembered(KEPT)
