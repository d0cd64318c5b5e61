"""A list changes by one card, and is sent whole: its other cards need no second reading and no
second rendering.

`Facts` are read once for each version of a row. `Pieces` are rendered once for each value they
show (`kept` in templates): a macro that is called this way reads nothing but the value it is
given, so what it shows is never out of date.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any, NamedTuple, TypeVar

from flask import Flask, current_app, request
from markupsafe import Markup

from models import clock
from models.latest import Latest

KEPT = 2048  # of each a process keeps; a rendered card is about 3 KB, its facts 1 KB

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")


class Row(NamedTuple):
    """A row at a version. The tablet's own id tells rows apart that had one id in turn."""

    id: int
    version: int
    client_id: str


class Facts:
    """What one process read of rows, each as it stood at its version."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._kept: Latest[Any] = Latest(most)

    def of(
        self, kind: str, rows: Iterable[Row], read: Callable[[list[int]], dict[int, T]]
    ) -> dict[int, T]:
        """By id. `read` gives those of which nothing is known at their version."""
        found: dict[int, T] = {}
        missing: dict[int, Row] = {}
        for row in rows:
            fact = self._kept.get((kind, row))
            if fact is None:
                missing[row.id] = row
            else:
                found[row.id] = fact
        for key, fact in (read(list(missing)) if missing else {}).items():
            found[key] = fact
            self._kept.keep((kind, missing[key]), fact)
        return found


def facts(
    kind: str, rows: Iterable[Row], read: Callable[[list[int]], dict[int, T]]
) -> dict[int, T]:
    """What `read` gives of rows of one kind, by id; it is asked once for each version of a row.
    It must read nothing that can change while the row's version stands."""
    kept: Facts = current_app.extensions["facts"]
    return kept.of(kind, rows, read)


def drawn(
    kind: Hashable, keys: Iterable[K], draw: Callable[[list[K]], Mapping[K, Markup]]
) -> dict[K, Markup]:
    """`Pieces.drawn` of this process."""
    pieces: Pieces = current_app.extensions["pieces"]
    return pieces.drawn(kind, keys, draw)


class Pieces:
    """Rendered pieces of one process."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._kept: Latest[Markup] = Latest(most)

    def __call__(self, macro: Callable[..., Markup], value: Hashable) -> Markup:
        """What `macro` renders of `value`, which compares by all it holds. Links begin with the
        site's prefix, and moments are told without the year while it is this one."""
        key = (macro, value, request.root_path, clock.today().year)
        piece = self._kept.get(key)
        if piece is None:
            piece = macro(value)
            self._kept.keep(key, piece)
        return piece

    def drawn(
        self, kind: Hashable, keys: Iterable[K], draw: Callable[[list[K]], Mapping[K, Markup]]
    ) -> dict[K, Markup]:
        """The pieces that `keys` name; `draw` gives those that are not there yet, and may leave
        out what there is no more. All they show must follow from `kind` and the key."""
        found: dict[K, Markup] = {}
        missing: list[K] = []
        for key in keys:
            piece = self._kept.get((kind, key))
            if piece is None:
                missing.append(key)
            else:
                found[key] = piece
        for key, piece in (draw(missing) if missing else {}).items():
            found[key] = piece
            self._kept.keep((kind, key), piece)
        return found


def init_app(app: Flask) -> None:
    app.extensions["facts"] = Facts(KEPT)
    pieces = Pieces(KEPT)
    app.extensions["pieces"] = pieces
    app.add_template_global(pieces, "kept")
