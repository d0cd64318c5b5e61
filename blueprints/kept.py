"""Pieces of pages that are rendered once for each value they show (`kept` in templates).

A list changes by one card, and is sent whole: its other cards need no second rendering. A macro
that is called this way reads nothing but the value it is given, so what it shows is never out of
date.
"""

import threading
from collections.abc import Callable, Hashable

from flask import Flask, request
from markupsafe import Markup

from models import clock

KEPT = 2048  # pieces a process keeps; a card is about 3 KB

Key = tuple[Callable[..., Markup], Hashable, str, object]


class Pieces:
    """Rendered pieces of one process; the oldest go first."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._lock = threading.Lock()
        self._kept: dict[Key, Markup] = {}

    def __call__(self, macro: Callable[..., Markup], value: Hashable) -> Markup:
        """What `macro` renders of `value`, which compares by all it holds. Links begin with the
        site's prefix, and moments are told without the year while it is this one."""
        key = (macro, value, request.root_path, clock.today().year)
        piece = self._kept.get(key)
        if piece is None:
            piece = macro(value)
            with self._lock:
                while len(self._kept) >= self.most:
                    del self._kept[next(iter(self._kept))]
                self._kept[key] = piece
        return piece


def init_app(app: Flask) -> None:
    app.add_template_global(Pieces(KEPT), "kept")
