"""An open stream, and a region that open streams show."""

import queue
import socket
import ssl
import threading
from collections.abc import Iterable
from typing import Any

from blueprints.live.regions import Snapshot, Spot, take
from models import clock


class Listener:
    """One open stream: which version of what it has sent, and whose it is."""

    def __init__(
        self, spots: Iterable[Spot], session_id: int | None, connection: Any = None
    ) -> None:
        self.connection = getattr(connection, "_sock", connection)  # gevent's would wait to read
        self.sent = dict.fromkeys(spots, -1)
        self.session_id = session_id
        self.ended = False
        self.farewell = b""
        self._bell: queue.SimpleQueue[None] = queue.SimpleQueue()

    def ring(self) -> None:
        self._bell.put(None)

    def wait(self, seconds: float) -> bool:
        try:
            self._bell.get(timeout=seconds)
        except queue.Empty:
            return False
        return True

    def is_gone(self) -> bool:
        """Whether the browser has hung up, which otherwise the second write after it would tell."""
        if self.connection is None:
            return False
        try:
            return not self.connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        except BlockingIOError:
            return False
        except (OSError, ValueError):  # reset; or TLS, where one cannot peek
            return not isinstance(self.connection, ssl.SSLSocket)

    def end(self, farewell: bytes = b"") -> None:
        self.farewell = farewell
        self.ended = True
        self.ring()


class Shown:
    """A region that somebody looks at or looked at lately."""

    def __init__(self, spot: Spot) -> None:
        self.spot = spot
        self.topic = spot.topic
        self.lock = threading.Lock()
        self.snapshot: Snapshot | None = None
        self.listeners: set[Listener] = set()
        self.pushed = -1
        self.due = 0.0  # no push before

    def at_least(self, version: int) -> Snapshot:
        """The region at `version` or later, rendered once however many ask.

        The caller has read `version` in this database session, so whoever waits for the lock
        holds his connection already, and none can be missing to the one who renders.
        """
        with self.lock:
            last = self.snapshot
            if last and last.version >= version and last.day == clock.today():
                return last
            self.snapshot = take(self.spot, version)
            return self.snapshot

    def behind(self, version: int) -> list[Listener]:
        if version == self.pushed:
            return []
        listeners = list(self.listeners)
        late = any(listener.sent[self.spot] < version for listener in listeners)
        return listeners if late else []

    def forget(self) -> None:
        self.snapshot, self.pushed = None, -1
        for listener in list(self.listeners):
            listener.sent[self.spot] = -1
