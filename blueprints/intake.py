"""What comes in: whole, clean and within bounds before anything asks the database."""

import re
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, abort, current_app, request
from werkzeug.routing import IntegerConverter, Map

from models import begin_writing

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
LARGEST = 2**31 - 1  # of PostgreSQL's integers; a larger id exists nowhere
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


View = TypeVar("View", bound=Callable[..., Any])
LARGEST_BODY: dict[Callable[..., Any], int] = {}


def at_most(size: int) -> Callable[[View], View]:
    """Declare that a view takes no body of more than `size` bytes."""

    def declare(view: View) -> View:
        LARGEST_BODY[view] = size
        return view

    return declare


LATE: set[Callable[..., Any]] = set()


def begins_late(view: View) -> View:
    """Declare that a view calls `begin_writing` itself, once it has read what needs no database:
    a whole room writes through it, and each holds up the others for as long as it writes."""
    LATE.add(view)
    return view


class Number(IntegerConverter):
    """`<int:…>` that answers 404 to what no database column can hold."""

    def __init__(self, map: Map, *args: Any, **kwargs: Any) -> None:
        super().__init__(map, *args, **{"max": LARGEST, **kwargs})


def clean(text: str) -> str:
    """Without what neither a database, an office document nor a page can hold."""
    return UNPRINTABLE.sub("", text).replace("\r\n", "\n")


def receive() -> None:
    """Read the whole body, then take the writer's place.

    In this order: a slow client must not hold the one writer's lock. Before everything else: a
    query that the user loader has begun as a reader can no longer become a writer.
    """
    query = request.query_string
    if "\0" in request.path or b"%00" in query or b"\0" in query:  # no database takes it
        abort(400)
    if request.method in SAFE or request.endpoint is None:
        return
    view = current_app.view_functions[request.endpoint]
    size = LARGEST_BODY.get(view)
    if size is not None:
        request.max_content_length = size
    request.get_data(parse_form_data=True)  # forms are parsed, files go to the disk
    if view not in LATE:
        begin_writing()


def init_app(app: Flask) -> None:
    """Call before the first route is added: routes are built with the converters of then."""
    app.url_map.converters["int"] = Number
    app.before_request_funcs.setdefault(None, []).insert(0, receive)
