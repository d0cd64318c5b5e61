"""Pages that differ from person to person in a few places only: rendered once for each state of
what they show, filled in once for each state of what is one person's, and so kept."""

import re
import secrets
from collections.abc import Callable, Container, Hashable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, NamedTuple

from flask import Flask, Response, current_app, g, render_template, request, session
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup, escape

from blueprints.access import Stranger
from blueprints.pages import is_large
from models import clock
from models.present import Remembered

MARK = secrets.token_hex(8)  # nobody can write the name of a place into a text
PLACE = re.compile(f"place-{MARK}-([a-z_0-9]+)-")
SHELLS, PAGES = 64, 256  # a process keeps; a page is about 20 KB
TOKENS = 4096

Choices = dict[str, Mapping[str, Markup]]


class Shell(NamedTuple):
    """A page: its texts at even indexes, between them the names of places; and what may stand in
    those for which it has all the variants itself."""

    pieces: list[str]
    choices: Choices

    def filled(self, personal: Callable[[str], object], but: Container[str]) -> "Page":
        """With what is one person's; the places named in `but` stay."""
        texts, names = [self.pieces[0]], []
        values: dict[str, str] = {}
        for name, text in zip(self.pieces[1::2], self.pieces[2::2], strict=True):
            if name in but:
                names.append(name)
                texts.append(text)
                continue
            if name not in values:
                variants = self.choices.get(name)
                value = _token() if name == "csrf" else personal(name)
                # no Markup: what is added to that would be escaped
                values[name] = str(variants[str(value)] if variants else escape(value))
            texts[-1] += values[name] + text
        return Page([text.encode() for text in texts], names)


class Page(NamedTuple):
    """A page of one person's, but for the places between its texts."""

    texts: list[bytes]
    names: list[str]

    def made(self, anew: Mapping[str, Callable[[], object]]) -> bytes:
        made = (str(escape(anew[name]())).encode() for name in self.names)
        rest = (piece for pair in zip(made, self.texts[1:], strict=True) for piece in pair)
        return b"".join([self.texts[0], *rest])


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
    whose: Hashable,
    theirs: tuple[str, ...],
    personal: Callable[[str], object],
    anew: Mapping[str, Callable[[], object]],
) -> Response:
    """The page `template`, as all may see it who ask with these `topics`.

    `shared` gives what it reads: the same for everybody, with `place("name")` or `either("name",
    …)` for whatever is one person's; every change of it must publish one of `topics`. `personal`
    tells what stands at a name for `whose` page it is: safe HTML, or the variant; every change of
    it must publish one of `theirs`. What `anew` makes is another each time. The CSRF token comes
    by itself.
    """
    asked = request._get_current_object()  # type: ignore[attr-defined] # not by its proxy each time
    site = (asked.scheme, asked.host, asked.root_path)  # what links and codes begin with
    key = (template, topics, site, asked.path, asked.query_string, is_large(), clock.today())

    def shell() -> Shell:
        return _shells().get(key, topics, lambda: _shell(template, shared))

    told = session._get_current_object()  # type: ignore[attr-defined]
    token = told.get("csrf_token")
    if "_flashes" in told:  # told once, to one person
        mine = _shell(template, shared).filled(personal, anew)
    elif token is None:  # it is made when it is asked for
        mine = shell().filled(personal, anew)
    else:
        mine = _pages().get(
            (whose, token, *key),
            topics + theirs,
            lambda: shell().filled(personal, anew),
            g.get("look"),  # at who asks
        )
    return Response(mine.made(anew), headers={"Vary": "HX-Request"})


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


def _shells() -> Remembered[Shell]:
    found: Remembered[Shell] = current_app.extensions["shells"]
    return found


def _pages() -> Remembered[Page]:
    found: Remembered[Page] = current_app.extensions["pages"]
    return found


def init_app(app: Flask) -> None:
    app.extensions["shells"] = Remembered(SHELLS)
    app.extensions["pages"] = Remembered(PAGES)
