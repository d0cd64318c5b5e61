"""The board's first page as its archive grows; signed in, unchanged and freshly rendered, beside a
bare route; the list deep down; a search on both databases. It needs what tests need."""

import argparse
import asyncio
import json
import statistics
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from app import create_app
from bench.board.county import SOUGHT, change, depth, found, shown
from bench.live.rates import ROUNDS, Rate
from bench.meters import summary
from bench.server import Server
from bench.wire import Connection
from tests import postgres

SIZES = (1_000, 100_000, 1_000_000)
DEEP = 20_000
AIM_MS = 100  # of a search
BOARD, LIST = "/board", "/board?view=list"
FIND = f"{LIST}&q={'%E8%B7%AF%E7%81%AF'}"  # 路灯


def parsed(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("bench.board", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="matters")
    parser.add_argument("--deep", type=int, default=DEEP, help="rows before the deep page")
    parser.add_argument("--turns", type=int, default=60, help="pages of each kind (60)")
    parser.add_argument("--seconds", type=float, default=2.0, help="of each rate (2)")
    return parser.parse_args(arguments)


class County:
    """One database, its server, and a bare route under the same gunicorn."""

    def __init__(self, running: ExitStack, folder: Path, matters: int, url: str = "") -> None:
        folder.mkdir()
        settings = {"KAIMEN_ENV": "demo", "DATA_DIR": str(folder), "WEB_CONCURRENCY": "1"}
        settings |= {"DATABASE_URL": url} if url else {}
        self.matters, self.app = matters, create_app(settings)
        began = time.perf_counter()
        self.cookie = found(self.app, matters, with_words=matters <= 100_000)
        print(f"  {matters} matters written in {time.perf_counter() - began:.0f} s", flush=True)
        self.server = running.enter_context(Server("app:create_app()", folder / "log", settings))
        self.hello = running.enter_context(
            Server("bench.hello:app", folder / "hello.log", settings, ready="/")
        )

    def times(self, path: str, turns: int, changing: bool = False) -> tuple[list[float], int]:
        """Milliseconds of each of so many pages, asked one after the other, and their size."""
        return asyncio.run(self._times(self.server.port, path, turns, changing))

    def bare(self, turns: int) -> list[float]:
        return asyncio.run(self._times(self.hello.port, "/", turns, False))[0]

    async def _times(
        self, port: int, path: str, turns: int, changing: bool
    ) -> tuple[list[float], int]:
        took, size, link = [], 0, Connection(port)
        for turn in range(turns + 3):
            if changing:
                await asyncio.to_thread(change, self.app, shown(self.matters, turn))
            began = time.perf_counter()
            reply = await link.get(path, self.cookie)
            if turn >= 3:  # the first fill what a process keeps
                took.append((time.perf_counter() - began) * 1000)
            assert reply.status == 200, f"{path}: {reply.status}"
            size = len(reply.body)
        link.close()
        return took, size

    async def rates(self, seconds: float) -> list[float]:
        """Requests a second of the unchanged board, as shares of the bare route's."""

        async def page(_number: int, connection: Connection) -> None:
            assert (await connection.get(BOARD, self.cookie)).status == 200

        async def route(_number: int, connection: Connection) -> None:
            assert (await connection.get("/")).status == 200

        board = Rate(self.server.port, self.server.pid, page)
        bare = Rate(self.hello.port, self.hello.pid, route)
        ratios = []
        for _ in range(ROUNDS):
            await bare.run(seconds)
            await board.run(seconds)
            ratios.append(board.rates[-1] / bare.rates[-1])
        return ratios


def share(found: list[float]) -> float:
    return round(statistics.median(found), 3)


def cards(county: County) -> int:
    async def ask() -> int:
        link = Connection(county.server.port)
        text = (await link.get(BOARD, county.cookie)).text
        link.close()
        return text.count('class="card')

    return asyncio.run(ask())


def measure(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    first: dict[str, dict[str, float]] = {}
    figures: dict[str, Any] = {"first_page_ms": first}
    for matters in sorted(options.sizes):
        with ExitStack() as running:
            county = County(running, folder / str(matters), matters)
            # turn and turn about with the bare route: what else the machine does hits both
            fresh: list[float] = []
            bare: list[float] = []
            size = 0
            for _ in range(4):
                bare += county.bare(options.turns // 4 + 1)
                took, size = county.times(BOARD, options.turns // 4 + 1, changing=True)
                fresh += took
            first[str(matters)] = summary(fresh)
            print(f"  first page {first[str(matters)]} ms", flush=True)
            if matters == min(options.sizes):
                figures |= {
                    "cards": cards(county),
                    "kb": round(size / 1000, 1),
                    "unchanged_to_H": share(asyncio.run(county.rates(options.seconds))),
                    "fresh_to_H": share([statistics.median(bare) / statistics.median(fresh)]),
                }
            if matters > options.deep:
                after = f"&after={depth(county.app, options.deep)}"
                top, low = (county.times(LIST + more, options.turns)[0] for more in ("", after))
                told: dict[str, Any] = {"first": summary(top), "deep": summary(low)}
                told["ratio"] = round(statistics.median(low) / statistics.median(top), 2)
                figures[f"list_{matters}_ms"] = told
            if SOUGHT and matters == searched(options):
                figures["search_ms"] = {"sqlite": summary(county.times(FIND, options.turns)[0])}
    medians = [each["median"] for each in first.values()]
    figures["first_page_spread"] = round(max(medians) / min(medians), 2)
    server = postgres.start()
    try:
        with ExitStack() as running:
            county = County(running, folder / "postgresql", searched(options), server.owner)
            figures["search_ms"]["postgresql"] = summary(county.times(FIND, options.turns)[0])
    finally:
        server.stop()
    return figures


def searched(options: argparse.Namespace) -> int:
    """In how many matters words are looked for."""
    fitting: list[int] = [size for size in options.sizes if size <= 100_000]
    return max(fitting)


def main(arguments: list[str]) -> None:
    options = parsed(arguments)
    print("bench/board: first page within 1.5 of each other at all sizes; unchanged at least 0.5,")
    print(f"freshly rendered at least 0.1 of a bare route; a search within {AIM_MS} ms")
    with tempfile.TemporaryDirectory(prefix="kaimen-bench-") as folder:
        figures = measure(options, Path(folder))
    for name, value in figures.items():
        print(f"  {name.replace('_', ' '):24} {value}")
    print(json.dumps(figures, ensure_ascii=False))
