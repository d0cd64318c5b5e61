"""What is read while a phase runs, and how many readings are told in three figures."""

import asyncio
import statistics
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bench.server import Usage

TICK = 0.01


def summary(values: list[float]) -> dict[str, float]:
    """Median, 95th percentile and worst."""
    if not values:
        return {"median": 0.0, "p95": 0.0, "worst": 0.0}
    rank = -(-len(values) * 95 // 100)
    found = (statistics.median(values), sorted(values)[rank - 1], max(values))
    return dict(zip(("median", "p95", "worst"), (round(one, 1) for one in found), strict=True))


@asynccontextmanager
async def own_lag(late: list[float]) -> AsyncIterator[None]:
    """How many ms this process itself lets an event wait: no part of what is measured."""

    async def tick() -> None:
        while True:
            began = time.perf_counter()
            await asyncio.sleep(TICK)
            late.append((time.perf_counter() - began - TICK) * 1000)

    task = asyncio.create_task(tick())
    yield
    task.cancel()


@asynccontextmanager
async def cpu_percent(usage: Usage, used: list[float]) -> AsyncIterator[None]:
    """Percent of one core, second by second."""

    async def sample() -> None:
        while True:
            await asyncio.sleep(1)
            used.append(usage.cpu())

    usage.cpu()
    task = asyncio.create_task(sample())
    yield
    task.cancel()
    if not used:
        used.append(usage.cpu())
