"""Live regions: their names, who may see them, and their rendering as if nobody were looking."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

from flask import current_app, g, session
from werkzeug.test import create_environ

from models import clock

REGION_ID = re.compile(r"([a-z][a-z_]*)\.([A-Za-z0-9_-]{1,64})")
NOWHERE = create_environ()  # made once: a copy costs a tenth of a new one


@dataclass(frozen=True)
class Region:
    """A part of pages that is replaced whole whenever its topic changes."""

    name: str
    topic: Callable[[str], str]
    admits: Callable[[Any, str], bool]
    render: Callable[[list[str]], list[str]]
    lives: Callable[[str], bool]


REGIONS: dict[str, Region] = {}
Render = TypeVar("Render", bound=Callable[..., Any])


def region(
    name: str,
    topic: Callable[[str], str],
    admits: Callable[[Any, str], bool],
    lives: Callable[[str], bool] = lambda key: True,
    *,
    many: bool = False,
) -> Callable[[Render], Render]:
    """Declare that a function renders the region `name`, given its key; or for `many`, given a
    list of keys, all of them in order.

    What it returns goes to all listeners alike, so it may use nothing of the viewer, no session
    and no CSRF token. Every change of what it shows must publish `topic(key)`. Where a key can be
    withdrawn, `lives` says whether it still holds: when not, the streams that show it end.
    """
    if name in REGIONS or not REGION_ID.fullmatch(f"{name}.key"):
        raise ValueError(f"not a new name for a region: {name}")

    def declare(render: Render) -> Render:
        each = render if many else lambda keys: [render(key) for key in keys]
        REGIONS[name] = Region(name, topic, admits, each, lives)
        return render

    return declare


class Spot(NamedTuple):
    """One region for one key, as linked under one prefix of the site (SCRIPT_NAME)."""

    name: str
    key: str
    root: str

    @property
    def id(self) -> str:
        return f"{self.name}.{self.key}"

    @property
    def region(self) -> Region:
        return REGIONS[self.name]

    @property
    def topic(self) -> str:
        return self.region.topic(self.key)


def spot(region_id: str, root: str) -> Spot | None:
    """The spot that a region id on the wire (`board.all`) means, if there is such a region."""
    match = REGION_ID.fullmatch(region_id)
    return Spot(match[1], match[2], root) if match and match[1] in REGIONS else None


@dataclass(frozen=True)
class Snapshot:
    """A region as it stood at one version, ready to be sent."""

    spot: Spot
    version: int
    day: date
    html: str

    @cached_property
    def event(self) -> bytes:
        """As streams send it; a page has no need of it."""
        lines = self.html.replace("\n", "\ndata: ")
        return f"event: {self.spot.id}\ndata: {lines}\n\n".encode()


def take(places: Sequence[Spot], versions: Mapping[str, int]) -> list[Snapshot]:
    """Render regions of one name and root now; the `versions` of their topics were read before,
    in the same session."""
    day, region = clock.today(), places[0].region
    with _nobody(places[0].root):
        pieces = region.render([place.key for place in places])
        if session.modified:  # csrf_token() does that, and would be refused for everybody else
            raise RuntimeError(f"region {region.name} wrote to the session of one viewer")
    return [
        Snapshot(place, versions[place.topic], day, _as_read(piece))
        for place, piece in zip(places, pieces, strict=True)
    ]


def _as_read(html: str) -> str:
    """As a browser reads events."""
    return html.replace("\r\n", "\n").replace("\r", "\n").strip("\n")


@contextmanager
def _nobody(root: str) -> Iterator[None]:
    """A request of nobody, so that a page and a push render the same.

    It shares the app context around it, hence the database session and what it has read; but
    not `g`, where flask-login and flask-wtf keep what they know of the viewer.
    """
    with current_app.request_context({**NOWHERE, "SCRIPT_NAME": root}):
        shared = vars(g._get_current_object())
        kept = dict(shared)
        shared.clear()
        try:
            yield
        finally:
            shared.clear()
            shared.update(kept)
