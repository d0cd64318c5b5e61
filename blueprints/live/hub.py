"""The live pages of this process: whether it goes on serving, and what stands in each region."""

from typing import Any, overload

from flask import Flask, current_app

from blueprints.live.regions import Snapshot, Spot, take
from blueprints.live.watcher import Watcher
from models.base import db
from models.present import present_versions
from models.topic import version_of


class Hub:
    """The live pages of this process."""

    def __init__(self) -> None:
        self._worker: Any = None

    def serve(self, worker: Any) -> None:
        """Tell gunicorn's worker (`post_worker_init`): streams end as soon as it stops."""
        self._worker = worker

    @property
    def stopping(self) -> bool:
        return self._worker is not None and not self._worker.alive

    @property
    def watcher(self) -> Watcher:
        """The current app's; made at first use, hence after the fork and gevent's patches."""
        extensions = current_app.extensions
        if "live" not in extensions:
            app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
            extensions.setdefault("live", Watcher(app, lambda: self.stopping))
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
