"""The load generator, a process of its own: `python -m bench.live.load JOB RESULT`."""

import asyncio
import gc
import json
import resource
import statistics
import sys
import time
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from bench.live.rates import Ask, Rate, compare, spread
from bench.live.room import asked
from bench.live.screens import Console, Screen
from bench.meters import cpu_percent, own_lag, summary
from bench.server import Usage
from bench.wire import Connection

now = time.perf_counter

AT_ONCE = 32  # streams being opened at the same time
SETTLED = 1.0  # seconds within which every screen must show what the page shows
UNREACHED = 5.0  # seconds after which a change counts as not arrived
ROOM = 30  # tablets whose pages are asked for again and again
EVERY = 0.25  # seconds between two approvals while the burst goes on
COMPARED = 300  # pages fetched afterwards, at most: each shows one card's own region as well
TWICE = 10  # every tenth question is sent twice, as a tablet does that got no answer


class Load:
    """One run, phase by phase; every phase adds its figures to `result`."""

    def __init__(self, job: dict[str, Any]) -> None:
        self.job, self.port = job, job["port"]
        self.random = Random(2013)
        self.tablets = [Screen("/tablet", cookie) for cookie in job["tablets"]]
        self.console = Console(job["console"])
        self.screens = [*self.tablets, self.console, Screen(job["wall"])]
        self.usage = Usage(job["master"])
        self.given: list[tuple[str, int]] = []  # client id and number of every receipt
        self.refused: dict[str, int] = {}
        self.result: dict[str, Any] = {}
        self._behind: dict[Screen, int] = {}
        self._all_there = asyncio.Event()

    async def run(self) -> None:
        await self.enter()
        await self.approvals()
        await self.burst()
        bare = self._rate("hello", "hello_master", self._hello)
        await self.ratio("page", self._page, bare)  # the room is there, and nothing changes
        for screen in self.screens:
            screen.close()
        await asyncio.sleep(SETTLED)
        await self.ratio("post", self._post, bare)  # without what it takes to show it to 500
        self.result |= {"given": self.given, "refused": sum(self.refused.values())}
        if self.refused:
            print(f"questions refused, by status: {self.refused}", file=sys.stderr)

    async def enter(self) -> None:
        """Everybody opens the page, then its stream."""
        await spread(self.screens, lambda screen, link: screen.open(link), self.port)
        self.memory = self.usage.memory()
        began, opened = now(), 0

        async def listen(screen: Screen, _link: Connection) -> None:
            nonlocal opened
            screen.on_news = self._news
            is_open = await screen.listen(self.port)
            opened += is_open

        await spread(self.screens, listen, self.port, AT_ONCE)
        self.result |= {"streams": opened, "connected_s": round(now() - began, 2), "unreached": 0}
        await asyncio.sleep(SETTLED)

    async def approvals(self) -> None:
        """One a second; for each: when the last screen had it."""
        last: list[float] = []
        every: list[float] = []
        posts: list[float] = []
        cpu: list[float] = []
        late: list[float] = []
        received = sum(screen.link.received for screen in self.tablets if screen.link)
        organiser = Connection(self.port)
        gc.collect()
        gc.disable()  # its pauses would count as the server's
        async with own_lag(late), cpu_percent(self.usage, cpu):
            start = now()
            for count in range(self.job["seconds"]):
                await asyncio.sleep(max(0.0, start + count - now()))
                self._expect_news()
                began = now()
                assert await self.console.approve(organiser), "no question left to approve"
                posts.append((now() - began) * 1000)
                await self._everybody()
                times = [
                    (screen.main.at - began) * 1000
                    for screen in self.screens
                    if screen not in self._behind
                ]
                every += times
                last.append(max(times) if not self._behind else UNREACHED * 1000)
                self.result["unreached"] += len(self._behind)
            await asyncio.sleep(max(0.0, start + self.job["seconds"] - now()))
        gc.enable()
        organiser.close()
        received = sum(screen.link.received for screen in self.tablets if screen.link) - received
        self.result |= {
            "last_ms": summary(last),
            "all_ms": summary(every),
            "approval_post_ms": summary(posts),
            "cpu_percent": {"mean": round(statistics.mean(cpu), 1), **summary(cpu)},
            "kib_per_client": round((self.usage.memory() - self.memory) / len(self.tablets), 1),
            "base_mib": round(self.memory / 1024),
            "kb_per_push": round(received / 1000 / len(self.tablets) / max(1, len(last)), 2),
            "generator_lag_ms": summary(late),
        }

    async def burst(self) -> None:
        """As many questions as come through, approvals meanwhile, then everybody compared."""
        count = self.job["burst"]
        if not count:
            return
        ids = [self._new_id() for _ in range(count)]
        twice = [n for n in range(count) for _ in range(2 if n % TWICE == 0 else 1)]
        over = asyncio.Event()

        async def ask(number: int, link: Connection) -> None:
            await self._ask(self.tablets[number % len(self.tablets)], ids[number], number, link)

        async def approve() -> None:
            organiser = Connection(self.port)
            while not over.is_set():
                await self.console.approve(organiser)
                await asyncio.sleep(EVERY)
            organiser.close()

        approving = asyncio.create_task(approve())
        began = now()
        await spread(twice, ask, self.port)
        took = now() - began
        over.set()
        await approving
        ended = now()
        await asyncio.sleep(SETTLED + 1)
        self.result["burst"] = {
            "questions": count,
            "sent": len(twice),
            "per_second": round(len(twice) / took, 1),
            **await self._compared(ended + SETTLED),
            "last_change_ms": round(max(0.0, self._last_change() - ended) * 1000, 1),
            "lost_streams": sum(screen.is_lost for screen in self.screens),
        }

    def _last_change(self) -> float:
        return max(sight.at for screen in self.screens for sight in screen.shown.values())

    async def _compared(self, by: float) -> dict[str, int]:
        tablets = self.random.sample(self.tablets, min(COMPARED, len(self.tablets)))
        wrong: list[Screen] = []

        async def compare(screen: Screen, link: Connection) -> None:
            if not screen.shows(await screen.fetch(link), by):
                wrong.append(screen)

        compared = [*tablets, *self.screens[len(self.tablets) :]]
        await spread(compared, compare, self.port)
        shared = (await self.tablets[0].fetch(link := Connection(self.port))).regions
        link.close()
        name = next(iter(shared))
        wrong += [
            one
            for one in self.tablets
            if one not in wrong
            and (one.shown[name].at > by or one.shown[name].html != shared[name].html)
        ]
        return {"compared": len(self.screens), "whole_pages": len(compared), "unequal": len(wrong)}

    async def ratio(self, name: str, ask: Ask, bare: Rate) -> None:
        rate = self._rate("port", "master", ask)
        self.result |= await compare(name, rate, bare, self.job["round"])

    def _rate(self, port: str, master: str, ask: Ask) -> Rate:
        return Rate(self.job[port], self.job[master], ask, self.job["connections"])

    async def _hello(self, _number: int, link: Connection) -> None:
        assert (await link.get("/")).status == 200

    async def _page(self, number: int, link: Connection) -> None:
        tablet = self.tablets[number % min(ROOM, len(self.tablets))]
        assert (await link.get(tablet.path, tablet.cookie)).status == 200

    async def _post(self, number: int, link: Connection) -> None:
        await self._ask(self.tablets[number % len(self.tablets)], self._new_id(), number, link)

    async def _ask(self, tablet: Screen, client_id: str, number: int, link: Connection) -> None:
        """Send a question; note its receipt, or the refusal."""
        reply = await tablet.ask(link, client_id, asked(number))
        if reply.status == 200:
            self.given.append((client_id, json.loads(reply.body)["number"]))
        else:
            self.refused[str(reply.status)] = self.refused.get(str(reply.status), 0) + 1

    def _new_id(self) -> str:
        return str(UUID(int=self.random.getrandbits(128), version=4))

    def _expect_news(self) -> None:
        self._all_there.clear()
        self._behind = {screen: screen.main.version for screen in self.screens}

    def _news(self, screen: Screen) -> None:
        if screen.main.version > self._behind.get(screen, sys.maxsize):
            del self._behind[screen]
            if not self._behind:
                self._all_there.set()

    async def _everybody(self) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._all_there.wait(), UNREACHED)


async def generate(job: dict[str, Any]) -> dict[str, Any]:
    load = Load(job)
    await load.run()
    return load.result


def main(job: Path, result: Path) -> None:
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    result.write_text(json.dumps(asyncio.run(generate(json.loads(job.read_text())))))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
