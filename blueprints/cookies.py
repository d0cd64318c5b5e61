"""The session's cookie, verified and read once for each text that it has."""

from typing import Any

from flask import Flask, Request, Response
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin

from models.latest import Latest

KEPT = 4096  # cookies a process keeps, of a few hundred bytes


class Cookies(SecureCookieSessionInterface):
    """Flask's own. A cookie is signed, so what it says cannot change; whether its session still
    holds is asked of the database for each request (blueprints/access.py)."""

    def __init__(self) -> None:
        self._kept: Latest[dict[str, Any]] = Latest(KEPT)

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        cookie = request.cookies.get(self.get_cookie_name(app), "")
        known = self._kept.get(cookie)
        if known is not None:
            return self.session_class(known)
        session = super().open_session(app, request)
        # what can be changed in its place belongs to one request
        if session and all(isinstance(value, str) for value in session.values()):
            self._kept.keep(cookie, dict(session))
        return session

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Only what was changed. Flask would also tell caches what a page varies by, which takes a
        twentieth of its time, and no cache may keep it (blueprints/headers.py)."""
        if session.modified:
            super().save_session(app, session, response)


def init_app(app: Flask) -> None:
    app.session_interface = Cookies()
