"""Whole answers that are given again as long as they stand, before Flask sees the request: a room
asks for the same page all day, and Flask's way to it takes five times as long as to send it.

What stands is for one cookie: whoever's session is ended, or whose rights change, has no answer
that stands, since the topic `sessions` is one of those it hangs on.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from flask import Flask, g, request
from sqlalchemy.engine import Engine

from blueprints.access import identity
from models import clock, db
from models.latest import Latest
from models.present import stand
from models.topic import versions_of

MOST = 1024  # a process keeps; what they have in common, they share
# All that such a page may depend on; more may be asked for by one browser than by another.
ASKED = ("PATH_INFO", "QUERY_STRING", "HTTP_COOKIE", "HTTP_HOST", "wsgi.url_scheme", "SCRIPT_NAME")
PLACE = "kaimen.standing"  # in a request's environment

Headers = list[tuple[str, str]]


class Body(NamedTuple):
    """Pieces of a page, and those at some indexes that are made anew each time."""

    pieces: list[bytes]
    anew: Mapping[int, Callable[[], bytes]]

    def made(self) -> bytes:
        pieces = self.pieces.copy()
        for at, make in self.anew.items():
            pieces[at] = make()
        return b"".join(pieces)


class Grounds(NamedTuple):
    """What an answer hangs on, as it was before anything of it was read."""

    engine: Engine
    versions: dict[str, int]
    since: datetime
    until: datetime

    @classmethod
    def of(cls, topics: Iterable[str]) -> "Grounds | None":
        """Of this request's answer; None where nobody is signed in."""
        who = identity()
        if who is None:
            return None
        today = clock.today()
        versions = versions_of(topics) | g.sessions
        until = min(who.expires_at, clock.beginning(today + timedelta(days=1)))
        return cls(db.engine, versions, clock.beginning(today), until)

    def hold(self) -> bool:
        return self.since <= clock.now() < self.until and stand(self.engine, self.versions)


class Answer(NamedTuple):
    grounds: Grounds
    body: Body
    headers: Headers


class Standing:
    """WSGI: what stands, and else the app."""

    def __init__(self, app: Flask) -> None:
        self._app, self._extensions = app.wsgi_app, app.extensions

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        if environ["REQUEST_METHOD"] != "GET":
            return self._app(environ, start_response)
        key = tuple(map(environ.get, ASKED))
        answer: Answer | None = self._extensions["standing"].get(key)
        if answer is None or not self._holds(answer):
            return self._asked(key, environ, start_response)
        body = answer.body.made()
        start_response("200 OK", [*answer.headers, ("Content-Length", str(len(body)))])
        return [body]

    def _holds(self, answer: Answer) -> bool:
        try:
            return answer.grounds.hold()
        except Exception:  # the app will meet it as well, and has a page for it
            return False

    def _asked(
        self, key: Hashable, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Any:
        told: list[tuple[Grounds, Body]] = []
        environ[PLACE] = told

        def start(status: str, headers: Headers, *error: Any) -> Any:
            if told and status == "200 OK" and not error:
                self._keep(key, *told[0], headers)
            return start_response(status, headers, *error)

        return self._app(environ, start)

    def _keep(self, key: Hashable, grounds: Grounds, body: Body, headers: Headers) -> None:
        if not any(name == "Set-Cookie" for name, _ in headers):
            kept = [one for one in headers if one[0] != "Content-Length"]
            self._extensions["standing"].keep(key, Answer(grounds, body, kept))


def keep(grounds: Grounds, body: Body) -> None:
    """Give this request's answer again while its grounds hold."""
    request.environ.get(PLACE, []).append((grounds, body))


def init_app(app: Flask) -> None:
    app.extensions["standing"] = Latest[Answer](MOST)
    app.wsgi_app = Standing(app)  # type: ignore[method-assign]
