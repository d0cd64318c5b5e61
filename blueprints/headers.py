"""Headers of every response, and static files that browsers keep until they change."""

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, request

SECURITY = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "same-origin",  # CSRF over HTTPS needs the referrer
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def protect(response: Response) -> Response:
    """What is shown to one person is stored nowhere, neither in a cache nor on a shared tablet."""
    response.headers.update(SECURITY)
    if request.endpoint != "static" or response.status_code >= 400:
        response.headers.setdefault("Cache-Control", "no-store")
    elif "v" in request.args:
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def stamp(endpoint: str, values: dict[str, Any]) -> None:
    """Give each static file's address its content: `?v=…`."""
    if endpoint == "static" and current_app.static_folder and "v" not in values:
        read = _digest.__wrapped__ if current_app.debug else _digest
        digest = read(current_app.static_folder, values["filename"])
        if digest:
            values["v"] = digest


@lru_cache(maxsize=512)
def _digest(folder: str, name: str) -> str:
    """Read once a process: the files change with the release."""
    path = Path(folder, name)
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10] if path.is_file() else ""


def init_app(app: Flask) -> None:
    app.after_request(protect)
    app.url_default_functions.setdefault(None, []).append(stamp)
