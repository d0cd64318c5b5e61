"""What people see when something is refused or breaks: why, what they wrote, and a way on."""

import sqlite3

from flask import Flask, Response, current_app, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import BadRequest, HTTPException, InternalServerError

from blueprints.access import Stranger
from blueprints.intake import SAFE
from blueprints.pages import came_from, is_htmx, typed
from models import RuleBroken, Stale, TooFast, db

# What SQLite says when it cannot write now, though nothing is wrong with the request.
PASSING = ("locked", "busy", "full", "readonly", "disk i/o", "unable to open")


def explain(kind: str, status: int, reason: str = "") -> Response:
    """A page, or for htmx the notice, of one of the kinds in errors/_words.html.

    From 500 on it asks the database nothing, not even who is looking.
    """
    template = "errors/_notice.html" if is_htmx() else "errors/page.html"
    unknown = {"viewer": Stranger()} if status >= 500 else {}
    back = None if request.method in SAFE and not is_htmx() else came_from()
    html = render_template(template, kind=kind, reason=reason, typed=typed(), back=back, **unknown)
    return make_response(html, status)


def show_error(error: HTTPException) -> Response | HTTPException:
    if error.response is not None or error.code is None:
        return error
    if error.code >= 500:
        db.session.rollback()
    own = error.description if error.description != type(error).description else None
    reason = "" if isinstance(error, CSRFError) or error.code >= 500 else own or ""
    kind = "csrf" if isinstance(error, CSRFError) else str(error.code)
    response = explain(kind, error.code, reason)
    for name, value in error.get_headers():
        if name != "Content-Type":
            response.headers[name] = value  # Allow, Retry-After
    return response


def show_refusal(error: RuleBroken) -> Response:
    db.session.rollback()
    return explain("stale" if isinstance(error, Stale) else "refused", 409, str(error))


def show_too_fast(error: TooFast) -> Response:
    db.session.rollback()
    response = explain("429", 429, str(error))
    response.headers["Retry-After"] = str(error.wait)
    return response


def show_conflict(_error: StaleDataError) -> Response:
    """Two people changed one row at once; the second is told so."""
    return show_refusal(Stale("您提交的同时，别人也改了这一条，您的改动没有保存"))


def show_unstorable(_error: DataError | OverflowError) -> Response | HTTPException:
    """A number or a text that no column holds, past a form that did not check it."""
    db.session.rollback()
    return show_error(BadRequest())


def show_unavailable(error: OperationalError | PoolTimeout) -> Response | HTTPException:
    """The database is locked, full or gone: say that, and never 'no permission'."""
    if isinstance(error, OperationalError) and not _is_passing(error):
        current_app.logger.exception("not a passing trouble")
        return show_error(InternalServerError(original_exception=error))
    # without the statement's parameters: they are what people wrote
    why = getattr(error, "orig", error)
    current_app.logger.error("the database is not available: %s", why)
    db.session.rollback()
    response = explain("503", 503)
    response.headers["Retry-After"] = "10"
    return response


def _is_passing(error: OperationalError) -> bool:
    """PostgreSQL's drivers keep this class for it; SQLite's takes it for missing tables as well."""
    said = str(error.orig).lower()
    on_sqlite = isinstance(error.orig, sqlite3.Error)
    return not on_sqlite or any(word in said for word in PASSING)


def init_app(app: Flask) -> None:
    app.register_error_handler(HTTPException, show_error)
    app.register_error_handler(RuleBroken, show_refusal)
    app.register_error_handler(TooFast, show_too_fast)
    app.register_error_handler(StaleDataError, show_conflict)
    app.register_error_handler(DataError, show_unstorable)
    app.register_error_handler(OverflowError, show_unstorable)
    app.register_error_handler(OperationalError, show_unavailable)
    app.register_error_handler(PoolTimeout, show_unavailable)
