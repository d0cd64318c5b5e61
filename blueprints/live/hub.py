"""The live pages of this process: whether it goes on serving, and what stands in each region."""

import time
from collections.abc import Callable
from typing import Any, overload

from flask import Flask, current_app

from blueprints.live.regions import Snapshot, Spot, take
from blueprints.live.watcher import Watcher
from models.base import db
from models.present import present_versions
from models.topic import version_of

UNRELIEVED = 6.0  # seconds that a stopping worker waits for another to be ready


class Hub:
    """The live pages of this process."""

    def __init__(self) -> None:
        self._worker: Any = None
        self._is_relieved: Callable[[], bool] = lambda: True
        self._stopped_at: float | None = None

    def serve(self, worker: Any, is_relieved: Callable[[], bool]) -> None:
        """Tell gunicorn's worker (`post_worker_init`): when it stops, streams end as soon as it
        is relieved by another."""
        self._worker, self._is_relieved = worker, is_relieved

    @property
    def stopping(self) -> bool:
        """Whether no stream may begin here any more."""
        return self._worker is not None and not self._worker.alive

    @property
    def over(self) -> bool:
        """Whether those that there are must end."""
        if not self.stopping:
            return False
        now = time.monotonic()
        self._stopped_at = self._stopped_at or now
        return self._is_relieved() or now > self._stopped_at + UNRELIEVED

    @property
    def watcher(self) -> Watcher:
        """The current app's; made at first use, hence after the fork and gevent's patches."""
        extensions = current_app.extensions
        if "live" not in extensions:
            app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
            extensions.setdefault("live", Watcher(app, lambda: self.stopping, lambda: self.over))
        watcher: Watcher = extensions["live"]
        return watcher

    @overload
    def snapshot(self, spot: Spot) -> Snapshot: ...
    @overload
    def snapshot(self, spot: Spot, seen: int | None) -> Snapshot | None: ...
    def snapshot(self, spot: Spot, seen: int | None = None) -> Snapshot | None:
        """The region as the database has it now; None if that has been seen."""
        if db.session.info.get("topics"):  # not committed yet: nobody else may see it
            version = version_of(spot.topic)
            return None if version == seen else take([spot], {spot.topic: version})[0]
        if seen is not None and seen == present_versions([spot.topic])[spot.topic]:
            return None
        return self.watcher.current(spot)


hub = Hub()
