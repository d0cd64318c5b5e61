"""Pages that differ from person to person in a few places only: rendered once for each state of
what they show, and filled in for each person."""

import re
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache, partial
from typing import Any, NamedTuple

from flask import Flask, Response, current_app, g, render_template, request, session
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup, escape

from blueprints.access import Stranger
from blueprints.pages import is_large
from blueprints.standing import Body, Grounds, keep
from models import clock
from models.present import Remembered

MARK = secrets.token_hex(8)  # nobody can write the name of a place into a text
PLACE = re.compile(f"place-{MARK}-([a-z_0-9]+)-")
SHELLS = 64  # a process keeps; one is about 20 KB
TOKENS = 4096

Choices = dict[str, Mapping[str, bytes]]


class Shell(NamedTuple):
    """A page: its texts, the names of the places between them; and what may stand in those for
    which it has all the variants itself. Whoever's page it becomes shares its texts."""

    texts: list[bytes]
    names: list[str]
    choices: Choices

    def filled(
        self, personal: Callable[[str], object], anew: Mapping[str, Callable[[], object]]
    ) -> Body:
        """With what is one person's, and what is made anew."""
        pieces, made = [self.texts[0]], {}
        values: dict[str, bytes] = {}
        for name, text in zip(self.names, self.texts[1:], strict=True):
            if name in anew:
                made[len(pieces)] = partial(_sent, anew[name])
            elif name not in values:
                variants = self.choices.get(name)
                value = _token() if name == "csrf" else personal(name)
                values[name] = variants[str(value)] if variants else str(escape(value)).encode()
            pieces += [values.get(name, b""), text]
        return Body(pieces, made)


def _sent(make: Callable[[], object]) -> bytes:
    return str(escape(make())).encode()


def place(name: str) -> Markup:
    """Where something of one person's is filled in."""
    return Markup(f"place-{MARK}-{name}-")


def either(name: str, **variants: Markup) -> Markup:
    """Where one of `variants` is filled in."""
    g.choices[name] = {value: variant.encode() for value, variant in variants.items()}
    return place(name)


def spliced(
    template: str,
    topics: tuple[str, ...],
    shared: Callable[[], dict[str, Any]],
    theirs: tuple[str, ...],
    personal: Callable[[str], object],
    anew: Mapping[str, Callable[[], object]],
) -> Response:
    """The page `template`, as all may see it who ask with these `topics`.

    `shared` gives what it reads: the same for everybody, with `place("name")` or `either("name",
    …)` for whatever is one person's; every change of it must publish one of `topics`. `personal`
    tells what stands at a name for who asks: safe HTML, or the variant; every change of it must
    publish one of `theirs`. What `anew` makes is another each time. The CSRF token comes by
    itself.
    """
    is_told = "_flashes" in session  # once, to one person
    # a token is made when it is first asked for
    stands = not is_told and "csrf_token" in session
    grounds = Grounds.of(topics + theirs) if stands else None  # before anything is read
    site = (request.scheme, request.host, request.root_path)  # what links and codes begin with
    key = (template, topics, site, request.path, request.query_string, is_large(), clock.today())
    make = partial(_shell, template, shared)
    shell = make() if is_told else _shells().get(key, topics, make)
    body = shell.filled(personal, anew)
    if grounds is not None:
        keep(grounds, body)
    return Response(body.made(), headers={"Vary": "HX-Request"})


def _token() -> str:
    token = session.get("csrf_token")  # there is none before the first page
    secret = current_app.secret_key
    return generate_csrf() if token is None else _signed(str(secret), token)


@lru_cache(maxsize=TOKENS)
def _signed(_secret: str, _token: str) -> str:
    """Signed once for each session: when it was signed is of no account (WTF_CSRF_TIME_LIMIT)."""
    return str(generate_csrf())


def _shell(template: str, shared: Callable[[], dict[str, Any]]) -> Shell:
    with _nobody():
        html = render_template(template, **shared())
        pieces = PLACE.split(html)
        return Shell([text.encode() for text in pieces[::2]], pieces[1::2], g.choices)


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


def _shells() -> Remembered[Shell]:
    found: Remembered[Shell] = current_app.extensions["shells"]
    return found


def init_app(app: Flask) -> None:
    app.extensions["shells"] = Remembered(SHELLS)
