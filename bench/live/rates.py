"""How fast the page and the form are, beside a bare route: the same connections, turn by turn."""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator
from typing import TypeVar

from bench.server import Usage
from bench.wire import Connection

T = TypeVar("T")
Ask = Callable[[int, Connection], Awaitable[None]]

CONNECTIONS = 16  # kept alive, for everything but the streams and, if so asked, the rates
# Of each. A round's connections are new, and the kernel gives them to the two workers as it likes:
# with all of them at one, the bare route is half as fast.
ROUNDS = 15


async def spread(
    items: Iterable[T],
    work: Callable[[T, Connection], Awaitable[None]],
    port: int,
    connections: int = CONNECTIONS,
) -> None:
    """Do `work` for each item, over so many connections at once."""
    waiting = iter(items)

    async def one() -> None:
        connection = Connection(port)
        try:
            for item in waiting:
                await work(item, connection)
        finally:
            connection.close()

    async with asyncio.TaskGroup() as group:
        for _ in range(connections):
            group.create_task(one())


class Rate:
    """Requests of one kind: how many a second, and what each costs the server."""

    def __init__(self, port: int, master: int, ask: Ask, connections: int = CONNECTIONS) -> None:
        self.port, self.ask, self.connections = port, ask, connections
        self.usage = Usage(master)
        self.rates: list[float] = []
        self.costs: list[float] = []

    async def run(self, seconds: float) -> None:
        began = time.perf_counter()
        done = 0

        def turns() -> Iterator[int]:
            number = 0
            while time.perf_counter() < began + seconds:
                yield number
                number += 1

        async def one(number: int, connection: Connection) -> None:
            nonlocal done
            await self.ask(number, connection)
            done += 1

        self.usage.cpu()
        await spread(turns(), one, self.port, self.connections)
        took = time.perf_counter() - began
        self.rates.append(done / took)
        self.costs.append(self.usage.cpu() / 100 * took / done * 1000)

    @property
    def per_second(self) -> float:
        return statistics.median(self.rates)

    @property
    def cpu_ms(self) -> float:
        """Does not depend on what else the machine does, as the rate does."""
        return round(statistics.median(self.costs), 2)


async def compare(name: str, rate: Rate, bare: Rate, seconds: float) -> dict[str, float]:
    """Turn and turn about with the bare route."""
    for _ in range(ROUNDS):
        await bare.run(seconds)
        await rate.run(seconds)
    pairs = zip(rate.rates, bare.rates[-ROUNDS:], strict=True)
    return {
        "H": round(bare.per_second),
        "H_cpu_ms": bare.cpu_ms,
        f"{name}_per_s": round(rate.per_second, 1),
        f"{name}_to_H": round(statistics.median(ours / theirs for ours, theirs in pairs), 3),
        f"{name}_cpu_ms": rate.cpu_ms,
    }
