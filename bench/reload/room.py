"""The room while its servers are exchanged: every screen opens its stream again, as a browser does,
somebody writes all the time, and the organiser lets a question through every half second."""

import asyncio
import json
import os
import signal
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from bench.live.rates import spread
from bench.live.room import asked
from bench.live.screens import Console, Screen
from bench.wire import Connection

now = time.perf_counter

WRITERS = 4
PAUSE = 0.05  # seconds between two questions of one writer
EVERY = 0.5  # between two approvals
RETRY = (0.2, 0.8)  # seconds after which a browser opens a lost stream again, as the server says
SETTLED = 1.0  # within which every screen must show what the page shows
AT_ONCE = 32


class Kept:
    """A screen whose stream is opened again whenever it is lost, and for how long it had none."""

    def __init__(self, screen: Screen, port: int, random: Random) -> None:
        self.screen, self.port, self.random = screen, port, random
        self.gaps: list[float] = []
        self.over = False

    async def keep(self) -> None:
        lost_at: float | None = None
        while not self.over:
            seen = dict(self.screen.shown) if self.screen.link else {}
            with suppress(OSError, TimeoutError):
                if await self.screen.listen(self.port, seen):
                    if lost_at is not None:
                        self.gaps.append(now() - lost_at)
                    assert self.screen.link is not None
                    await self.screen.link.ended
                    lost_at = now()
            lost_at = lost_at or now()
            if not self.over:
                await asyncio.sleep(self.random.uniform(*RETRY))

    def close(self) -> None:
        self.over = True
        self.screen.close()


class Room:
    """One run; every phase adds its figures to `result`."""

    def __init__(self, job: dict[str, Any]) -> None:
        self.job, self.ports = job, job["ports"]
        self.random = Random(2013)
        tablets = [Screen("/tablet", cookie) for cookie in job["tablets"]]
        self.console = Console(job["console"])
        screens = [*tablets, self.console, Screen(job["wall"])]
        self.kept = [
            Kept(screen, self.ports[place % len(self.ports)], self.random)
            for place, screen in enumerate(screens)
        ]
        self.given: list[tuple[str, int]] = []
        self.failed: dict[str, int] = {}
        self.over = False

    async def run(self) -> dict[str, Any]:
        await self._each(lambda one, link: one.screen.open(link))
        streams = [asyncio.create_task(one.keep()) for one in self.kept]
        while not all(one.screen.link and one.screen.link.opened.done() for one in self.kept):
            await asyncio.sleep(0.05)
        busy = [asyncio.create_task(self._write(number)) for number in range(WRITERS)]
        busy.append(asyncio.create_task(self._approve()))
        await asyncio.sleep(self.job["seconds"])
        for master in self.job["masters"]:  # one after the other, as docs/operations.md has it
            os.kill(master, signal.SIGHUP)
            await asyncio.sleep(2 * self.job["seconds"])
        await asyncio.sleep(self.job["seconds"])
        self.over = True
        await asyncio.gather(*busy)
        ended = now()
        await asyncio.sleep(SETTLED)
        unequal = await self._unequal(ended + SETTLED)
        gaps = [gap for one in self.kept for gap in one.gaps]
        for one in self.kept:
            one.close()
        await asyncio.gather(*streams)
        return {
            "streams": len(self.kept),
            "streams_lost": len(gaps),
            "longest_gap_s": round(max(gaps, default=0.0), 2),
            "unequal": unequal,
            "given": self.given,
            "failed_posts": sum(self.failed.values()),
            "failures": self.failed,
        }

    async def _each(self, work: Callable[[Kept, Connection], Awaitable[None]]) -> None:
        for port in self.ports:
            await spread([one for one in self.kept if one.port == port], work, port)

    async def _unequal(self, by: float) -> int:
        wrong = []

        async def compare(one: Kept, link: Connection) -> None:
            if not one.screen.shows(await one.screen.fetch(link), by):
                wrong.append(one)

        await self._each(compare)
        return len(wrong)

    async def _write(self, writer: int) -> None:
        """A new connection for each question: none is lost by being open when a worker ends."""
        number = writer
        while not self.over:
            screen = self.kept[number % (len(self.kept) - 2)].screen
            client_id = str(UUID(int=self.random.getrandbits(128), version=4))
            link = Connection(self.ports[number % len(self.ports)])
            try:
                reply = await screen.ask(link, client_id, asked(number))
                status = str(reply.status)
            except OSError as error:
                status = type(error).__name__
            link.close()
            if status == "200":
                self.given.append((client_id, json.loads(reply.body)["number"]))
            else:
                self.failed[status] = self.failed.get(status, 0) + 1
            number += WRITERS
            await asyncio.sleep(PAUSE)

    async def _approve(self) -> None:
        while not self.over:
            link = Connection(self.ports[0])
            with suppress(OSError):
                await self.console.approve(link)
            link.close()
            await asyncio.sleep(EVERY)


def main(job: Path, result: Path) -> None:
    result.write_text(json.dumps(asyncio.run(Room(json.loads(job.read_text())).run())))
