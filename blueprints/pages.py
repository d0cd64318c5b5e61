"""A page for the browser, or the block of it that htmx asked for; and where people go next."""

import re
from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import (
    Flask,
    Response,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_login import current_user
from jinja2_fragments.flask import render_block

from blueprints.intake import SAFE, clean
from blueprints.navigation import REMEMBERED, entries, menu, news
from models.present import Remembered

STAFF, TABLET = "layout.html", "tablet.html"
SIZES = ("normal", "large")
SECRET = ("password", "csrf_token", "code", "slip")
# One slash, then nothing that a browser drops or reads as a second one.
LOCAL = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f-\xa0]*")
# Numbers, names of choices, UUIDs: what the page chose, not what the person wrote.
CHOSEN = re.compile(r"\d{1,6}|[a-z][a-z_]*|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def is_htmx() -> bool:
    """True for a swap; a history restore wants the whole page."""
    return "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers


def page(template: str, block: str, status: int = 200, **context: Any) -> Response:
    html = (
        render_block(template, block, **context)
        if is_htmx()
        else render_template(template, **context)
    )
    response = make_response(html, status)
    response.vary.add("HX-Request")
    return response


def done(location: str, template: str, block: str, **context: Any) -> ResponseReturnValue:
    """After a change: the fresh block for htmx, else post/redirect/get."""
    if is_htmx():
        return page(template, block, **context)
    return redirect(location, 303)


def local(target: str | None) -> str | None:
    """`target` if it leads nowhere but into this site."""
    return target if target and LOCAL.fullmatch(target) else None


def came_from() -> str:
    """The page that the person is looking at: the one asked for, or the one it was sent from."""
    if request.method in SAFE and not is_htmx():
        url = urlsplit(request.url)
    else:
        url = urlsplit(request.headers.get("HX-Current-URL") or request.referrer or "")
    path = f"{url.path}?{url.query}" if url.query else url.path
    return (url.netloc == request.host and local(path)) or url_for("home.start")


def typed() -> list[str]:
    """What the person wrote into the form that was sent, so that it is never lost."""
    form = request.__dict__.get("form")  # missing where the body was refused before it was read
    return [
        text
        for name, value in (form.items(multi=True) if form else ())
        if not any(word in name for word in SECRET)
        and (text := clean(value).strip())
        and not CHOSEN.fullmatch(text)
    ]


def base() -> str:
    """The layout for pages that staff and representatives share; asks no database."""
    return TABLET if session.get("layout") == TABLET else STAFF


def is_large() -> bool:
    # not by `get`: for what is missing Werkzeug makes an exception that could answer the request
    cookies = request.cookies
    return "size" in cookies and cookies["size"] == "large"


def _sized(size: str) -> str:
    return "?" + urlencode({**request.args.to_dict(flat=False), "size": [size]}, doseq=True)


def set_size() -> ResponseReturnValue | None:
    """`?size=large` on any page: remembered on this device."""
    if "size" not in request.args or request.method != "GET":
        return None
    size = request.args["size"]
    if size not in SIZES or request.endpoint in {None, "static"}:
        return None
    rest = urlencode([item for item in request.args.items(multi=True) if item[0] != "size"])
    target = request.script_root + request.path + ("?" + rest if rest else "")
    response = redirect(local(target) or url_for("home.start"))
    response.set_cookie(
        "size", size, max_age=365 * 86400, httponly=True, samesite="Lax", secure=request.is_secure
    )
    return response


def context() -> dict[str, Any]:
    """For whole pages. Lazy: a page that needs nobody's name asks no database."""
    large = is_large()
    return {
        "viewer": current_user,
        "base": base(),
        "large": large,
        "size_url": _sized("normal" if large else "large") if request.method == "GET" else None,
        "nav": entries,
        "menu": menu,
        "news": news,
        "county": current_app.config["COUNTY_NAME"],
    }


def init_app(app: Flask) -> None:
    app.extensions["unread"] = Remembered(REMEMBERED)
    app.before_request(set_size)
    app.context_processor(context)
