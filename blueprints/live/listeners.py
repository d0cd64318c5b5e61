"""An open stream, and a region that open streams show."""

import queue
import select
import socket
import ssl
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any, NamedTuple

from blueprints.live.regions import Snapshot, Spot, take
from models import clock

HUNG_UP = getattr(select, "POLLRDHUP", 0)  # Linux knows it


def _bare(connection: Any) -> Any:
    """Under gevent's socket, the system's own."""
    return getattr(connection, "_sock", connection)


class Wire(NamedTuple):
    """The plain socket under a stream, and whether HTTP wants what is written there in chunks.

    gevent's would let the one that writes wait for a screen that takes nothing, all others with
    it; `bare` is the system's own, which says so at once."""

    connection: socket.socket
    bare: Any
    is_chunked: bool

    @classmethod
    def of(cls, connection: Any, protocol: str) -> "Wire | None":
        """None where a thread that is not the stream's own had better not write: TLS."""
        if type(connection) is not socket.socket or protocol not in {"HTTP/1.0", "HTTP/1.1"}:
            return None
        return cls(connection, _bare(connection), is_chunked=protocol == "HTTP/1.1")

    @property
    def is_gevents(self) -> bool:
        return self.bare is not self.connection

    def framed(self, data: bytes) -> bytes:
        return b"%X\r\n%b\r\n" % (len(data), data) if self.is_chunked else data


class Listener:
    """One open stream: which version of what it has sent, and whose it is.

    Its own thread sends what it shows at first, and then sleeps. What comes later the watcher
    writes to the socket itself (`hand`): to wake a thread for every screen is most of what a push
    costs. The thread wakes for what the socket does not take at once, for beats and for the end.
    """

    def __init__(
        self,
        spots: Iterable[Spot],
        session_id: int | None,
        connection: Any = None,
        protocol: str = "",
    ) -> None:
        self.connection = _bare(connection)
        self.wire = Wire.of(connection, protocol)
        self.sent = dict.fromkeys(spots, -1)
        self._ids = [spot.id for spot in self.sent]
        self.session_id = session_id
        self.ended = False
        self.farewell = b""
        self._bell: queue.SimpleQueue[None] = queue.SimpleQueue()
        self._writing = threading.Lock()  # held by the thread but while it sleeps
        self._writing.acquire()
        self._unsent = b""

    @property
    def known(self) -> str:
        """What it has been sent, as the browser tells it again when it comes back."""
        sent = zip(self._ids, self.sent.values(), strict=True)
        return ",".join(f"{name}@{version}" for name, version in sent if version >= 0)

    def ring(self) -> None:
        self._bell.put(None)

    def wait(self, seconds: float) -> bool:
        """Sleep until the bell rings; whether it did."""
        self._writing.release()
        try:
            self._bell.get(timeout=seconds)
        except queue.Empty:
            return False
        else:
            return True
        finally:
            self._writing.acquire()
            self._send_rest()

    def hand(self, news: Callable[[], bytes]) -> bool:
        """Write `news` from the thread that calls; False where the stream's own must do it."""
        if self.wire is None or not self._writing.acquire(blocking=False):
            return False
        try:
            if self.ended or self._unsent:
                return False
            data = news()
            self._unsent = self.wire.framed(data) if data else b""
            with suppress(OSError):  # it takes nothing now; or it is gone, as its thread will see
                sent = self.wire.bare.send(self._unsent, socket.MSG_DONTWAIT)
                self._unsent = self._unsent[sent:]
            return not self._unsent
        finally:
            self._writing.release()

    def _send_rest(self) -> None:
        rest, self._unsent = self._unsent, b""
        if rest and self.wire is not None:
            try:
                self.wire.connection.sendall(rest)
            except OSError:
                self.ended = True

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

    def hang_up(self) -> None:
        """Its connection carries no other request: a worker that stops would wait for one."""
        if self.connection is not None:
            with suppress(OSError, ValueError):
                self.connection.shutdown(socket.SHUT_RD)

    def end(self, farewell: bytes = b"") -> None:
        self.farewell = farewell
        self.ended = True
        self.ring()


def gone(listeners: list[Listener]) -> list[Listener]:
    """Those whose browsers have hung up; of plain sockets the kernel is asked once for all, but
    not through gevent's poll, which knows nothing of it."""
    plain: dict[Listener, int] = {}
    over = {-1}  # closed already
    if HUNG_UP:
        plain = {
            one: one.wire.connection.fileno()
            for one in listeners
            if one.wire is not None and not one.wire.is_gevents
        }
    if plain:
        poll = select.poll()
        for number in plain.values():
            if number >= 0:
                poll.register(number, HUNG_UP)
        over.update(number for number, _event in poll.poll(0))
    return [one for one in listeners if (plain[one] in over if one in plain else one.is_gone())]


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
            last = self.fresh(version)
            if last is None:
                [last] = take([self.spot], {self.topic: version})
                self.snapshot = last
            return last

    def fresh(self, version: int) -> Snapshot | None:
        """What is kept of the region, if it is at `version` or later."""
        last = self.snapshot
        if last is not None and last.version >= version and last.day == clock.today():
            return last
        return None

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
