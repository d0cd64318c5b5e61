"""Screens of the room: a page with its live regions, kept current by the page's own stream."""

import asyncio
import html
import re
import time
from collections.abc import Callable, Mapping
from typing import NamedTuple

from bench.server import HOST
from bench.wire import Connection, Reply, Sight, Stream

CONNECT = re.compile(r'sse-connect="([^"]+)"')
REGION = re.compile(r'<div id="live-[^"]*" sse-swap="([^"]+)"[^>]* data-version="(\d+)"[^>]*>')
DIV = re.compile(r"<(/?)div\b[^>]*>")
FIELD = re.compile(r'<input type="hidden"\s+name="(\w+)"\s+value="([^"]*)">')
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
APPROVAL = re.compile(
    r'formaction="(/console/questions/\d+/approve)"\s+name="version"\s+value="(\d+)"'
)


class Page(NamedTuple):
    """A page as it came: its regions, and what its scripts and forms would send."""

    regions: dict[str, Sight]
    stream: str
    token: str
    fields: dict[str, str]

    @classmethod
    def read(cls, text: str) -> "Page":
        now = time.perf_counter()
        regions = {
            found[1]: Sight(int(found[2]), now, _as_event(_inner(text, found.end())))
            for found in REGION.finditer(text)
        }
        stream, token = CONNECT.search(text), TOKEN.search(text)
        assert stream and regions, f"no live page:\n{text[:500]}"
        fields = {name: html.unescape(value) for name, value in FIELD.findall(text)}
        return cls(regions, html.unescape(stream[1]), token[1] if token else "", fields)


def _inner(text: str, start: int) -> str:
    """The inside of the <div> whose start tag ends at `start`."""
    depth = 1
    for tag in DIV.finditer(text, start):
        depth += -1 if tag[1] else 1
        if not depth:
            return text[start : tag.start()]
    raise AssertionError("a <div> without end")


def _as_event(inner: str) -> list[bytes]:
    return [b"data: " + line.encode() for line in inner.split("\n")]


class Screen:
    """One device with one page open; its first region is the one everybody in the room shares."""

    def __init__(self, path: str, cookie: str = "") -> None:
        self.path, self.cookie = path, cookie
        self.page: Page
        self.link: Stream | None = None
        self.on_news: Callable[[Screen], None] = lambda screen: None

    async def fetch(self, connection: Connection) -> Page:
        reply = await connection.get(self.path, self.cookie)
        assert reply.status == 200, f"GET {self.path}: {reply.status}"
        if "set-cookie" in reply.headers:
            self.cookie = reply.headers["set-cookie"].partition(";")[0]
        return Page.read(reply.text)

    async def open(self, connection: Connection) -> None:
        self.page = await self.fetch(connection)

    async def listen(self, port: int, seen: Mapping[str, Sight] | None = None) -> bool:
        """Open the page's stream, or open it again after what was `seen`; False where the server
        has no room for one more."""
        last = ",".join(f"{name}@{sight.version}" for name, sight in (seen or {}).items())
        stream = Stream(self.page.stream, self.cookie, port, lambda: self.on_news(self), last)
        stream.shown.update(seen or self.page.regions)
        self.link = stream
        await asyncio.get_running_loop().create_connection(lambda: stream, "127.0.0.1", port)
        return await asyncio.wait_for(stream.opened, 30) == 200

    async def ask(self, connection: Connection, client_id: str, text: str) -> Reply:
        """Send a question as the page's script does."""
        form = {**self.page.fields, "client_id": client_id, "kind": "question"}
        form.pop("csrf_token")
        form |= {"text": text, "unit_id": "", "person": ""}
        headers = {
            "Accept": "application/json",
            "HX-Request": "true",
            "Origin": f"http://{HOST}:{connection.port}",
        }
        return await connection.post("/submissions", self.cookie, form, headers)

    def close(self) -> None:
        if self.link is not None:
            self.link.close()

    @property
    def shown(self) -> dict[str, Sight]:
        return self.link.shown if self.link else self.page.regions

    @property
    def is_lost(self) -> bool:
        return self.link is None or self.link.lost

    @property
    def main(self) -> Sight:
        return self.shown[next(iter(self.page.regions))]

    def shows(self, page: Page, by: float) -> bool:
        """Whether it shows, and had shown at the moment `by`, what the page says."""
        return all(
            name in self.shown and self.shown[name].at <= by and self.shown[name].html == sight.html
            for name, sight in page.regions.items()
        )


class Console(Screen):
    """The organiser's: presses the first button 「通过」 that it shows."""

    def __init__(self, cookie: str) -> None:
        super().__init__("/console", cookie)
        self._pressed: set[str] = set()

    async def approve(self, connection: Connection) -> bool:
        """False when no question awaits it."""
        found = APPROVAL.findall(self.main.html)
        left = [(url, version) for url, version in found if url not in self._pressed]
        if not left:
            return False
        url, version = left[0]
        self._pressed.add(url)
        headers = {"HX-Request": "true", "X-CSRFToken": self.page.token}
        reply = await connection.post(url, self.cookie, {"version": version}, headers)
        assert reply.status == 204, f"POST {url}: {reply.status} {reply.text[:300]}"
        return True
