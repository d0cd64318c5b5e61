"""The other side of the wire: a kept-alive HTTP connection, and a stream that is listened to."""

import asyncio
import re
import time
from collections.abc import Callable, Mapping
from typing import NamedTuple
from urllib.parse import urlencode

from bench.server import HOST

PATIENCE = 30  # seconds for one answer
LENGTH = re.compile(rb"^content-length: *(\d+)", re.IGNORECASE | re.MULTILINE)


class Reply(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


class Connection:
    """One kept-alive connection; opened when first used, and anew when the server has closed it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._wire: _Wire | None = None

    async def get(self, path: str, cookie: str = "") -> Reply:
        return await self._ask(_head("GET", path, self.port, {"Cookie": cookie}))

    async def post(
        self, path: str, cookie: str, form: Mapping[str, str], headers: Mapping[str, str]
    ) -> Reply:
        body = urlencode(form).encode()
        more = {
            "Cookie": cookie,
            "Content-Type": "application/x-www-form-urlencoded",
            "Content-Length": str(len(body)),
        }
        return await self._ask(_head("POST", path, self.port, {**more, **headers}) + body)

    def close(self) -> None:
        if self._wire is not None:
            self._wire.close()
        self._wire = None

    async def _ask(self, request: bytes) -> Reply:
        loop = asyncio.get_running_loop()
        if self._wire is None or self._wire.lost:
            _, self._wire = await loop.create_connection(_Wire, HOST, self.port)
        wire, answer = self._wire, loop.create_future()
        patience = loop.call_later(PATIENCE, wire.close)
        try:
            wire.ask(request, answer)
            head, body = await answer
        except BaseException:
            self.close()  # half an answer may still be on its way
            raise
        finally:
            patience.cancel()
        reply = _reply(head, body)
        if reply.headers.get("connection", "").lower() == "close":
            self.close()
        return reply


class _Wire(asyncio.Protocol):
    """Answers as they come. asyncio's own streams take more time for a page than it is measured
    for: the generator shares the machine with what it measures."""

    def __init__(self) -> None:
        self.lost = False
        self._answer: asyncio.Future[tuple[bytes, bytes]] | None = None
        self._chunks: list[bytes] = []
        self._missing: int | None = None  # bytes of the body; None until the head is there
        self._head = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def ask(self, request: bytes, answer: "asyncio.Future[tuple[bytes, bytes]]") -> None:
        self._answer, self._missing, self._chunks = answer, None, []
        self.transport.write(request)

    def close(self) -> None:
        self.transport.abort()

    def data_received(self, data: bytes) -> None:
        if self._missing is None:
            self._head, ended, data = b"".join([*self._chunks, data]).partition(b"\r\n\r\n")
            if not ended:
                self._chunks = [self._head]
                return
            told = LENGTH.search(self._head)
            self._chunks, self._missing = [], int(told[1]) if told else 0
        self._chunks.append(data)
        self._missing -= len(data)
        if self._missing <= 0 and self._answer is not None:
            answer, self._answer = self._answer, None
            if not answer.done():
                answer.set_result((self._head, b"".join(self._chunks)))

    def connection_lost(self, error: Exception | None) -> None:
        self.lost = True
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(error or ConnectionResetError("no answer, or half of one"))


def _reply(head: bytes, body: bytes) -> Reply:
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    return Reply(int(first.split(" ", 2)[1]), headers, body)


def _head(method: str, path: str, port: int, headers: Mapping[str, str]) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", f"Host: {HOST}:{port}"]
    lines += [f"{name}: {value}" for name, value in headers.items() if value]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


class Sight(NamedTuple):
    """What a screen shows in one region, and since when."""

    version: int
    at: float
    event: list[bytes]

    @property
    def html(self) -> str:
        prefix = b"data: "
        lines = [line[len(prefix) :] for line in self.event if line.startswith(prefix)]
        return b"\n".join(lines).decode()


class Stream(asyncio.Protocol):
    """An open `/live` stream, read as the browser's EventSource and live.js read it."""

    def __init__(
        self, path: str, cookie: str, port: int, news: Callable[[], None], last_id: str = ""
    ) -> None:
        asks = {"Cookie": cookie, "Accept": "text/event-stream", "Last-Event-ID": last_id}
        self._request = _head("GET", path, port, asks)
        self._news = news
        self._raw = self._text = b""
        self._last_id = last_id
        self.opened: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.shown: dict[str, Sight] = {}
        self.lost = False
        self.received = 0
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(self._request)

    def connection_lost(self, error: Exception | None) -> None:
        self.lost = True
        if not self.opened.done():
            self.opened.set_result(0)
        if not self.ended.done():
            self.ended.set_result(None)

    def close(self) -> None:
        if self.transport is not None:
            self.transport.abort()

    def data_received(self, data: bytes) -> None:
        now = time.perf_counter()
        self.received += len(data)
        self._raw += data
        if not self.opened.done():
            head, found, rest = self._raw.partition(b"\r\n\r\n")
            if not found:
                return
            self._raw = rest
            self.opened.set_result(int(head.split(b" ", 2)[1]))
        self._unchunk()
        *events, self._text = self._text.split(b"\n\n")
        for event in events:
            self._read(event.split(b"\n"), now)
        if events:
            self._news()

    def _unchunk(self) -> None:
        while True:
            size, found, rest = self._raw.partition(b"\r\n")
            length = int(size, 16) if found else 0
            if not found or len(rest) < length + 2:
                return
            self._text += rest[:length]
            self._raw = rest[length + 2 :]

    def _read(self, event: list[bytes], now: float) -> None:
        region = ""
        for line in event:
            if line.startswith(b"id: "):
                self._last_id = line[4:].decode()
            elif line.startswith(b"event: "):
                region = line[7:].decode()
        known = dict(one.rpartition("@")[::2] for one in self._last_id.split(","))
        if region and region in known:  # and not a beat
            self.shown[region] = Sight(int(known[region]), now, event)
