"""What many requests hand in, in one transaction: what gathers while the writer's place is taken
is written at once when it is free.

A whole room asks at the same moment. If each question were a transaction of its own, all would
stand in line for the disk; so who comes to the front writes for everyone in line. Nobody is
answered before the commit.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from models.base import RuleBroken, begin_writing, db

S = TypeVar("S")
T = TypeVar("T")
GATHERING = 0.0003  # seconds that are left to those who have been read, to come into the line


class _Place(Generic[S, T]):
    """What one request hands in, and what came of it."""

    result: T
    refusal: BaseException | None = None
    is_done = False

    def __init__(self, item: S) -> None:
        self.item = item
        self.called = threading.Lock()  # free when it is done, or at the front
        self.called.acquire()

    def end(self) -> None:
        if not self.is_done:
            self.is_done = True
            self.called.release()

    def came(self, result: T | RuleBroken) -> None:
        """A broken rule is the business of this one alone."""
        if isinstance(result, RuleBroken):
            self.refusal = result
        else:
            self.result = result


class Together(Generic[S, T]):
    """同批写入: the line of one process. `begin` waits until it may write; `write` writes what it
    is given and tells of each, in order, what came of it. Both know nothing of any request."""

    def __init__(
        self,
        write: Callable[[list[S]], list[T | RuleBroken]],
        begin: Callable[[], None] = begin_writing,
        most: int = 50,
    ) -> None:
        self.write, self.begin = write, begin
        self.most = most  # of one transaction: all of them wait for the last
        self._lock = threading.Lock()
        self._line: deque[_Place[S, T]] = deque()
        self._has_front = False  # somebody writes, or was called to

    def do(self, item: S) -> T:
        """Write `item` and commit, perhaps in another request's transaction, or it this one's."""
        mine: _Place[S, T] = _Place(item)
        with self._lock:
            self._line.append(mine)
            writes, self._has_front = not self._has_front, True
        if not writes:
            self._wait(mine)
            writes = not mine.is_done
        if writes:
            try:
                time.sleep(GATHERING)
                self._write()
            finally:
                self._call_next()
        if mine.refusal is not None:
            raise mine.refusal
        return mine.result

    def _wait(self, mine: _Place[S, T]) -> None:
        """Each is called by itself: if all waited for one lock, those whose place is written would
        stand in line again only to learn of it."""
        try:
            mine.called.acquire()
        except BaseException:  # this worker is being stopped
            with self._lock:
                if mine in self._line:
                    self._line.remove(mine)
            if not mine.called.locked() and not mine.is_done:
                self._call_next()
            raise

    def _call_next(self) -> None:
        with self._lock:
            if self._line:
                self._line[0].called.release()
            else:
                self._has_front = False

    def _write(self, places: Sequence[_Place[S, T]] = ()) -> None:
        """Write these; or who stands in line when the writer's place is free, those included who
        have come while it was not."""
        try:
            try:
                self.begin()
            finally:
                places = places or self._next()
            results = self.write([place.item for place in places])
            db.session.commit()
            for place, result in zip(places, results, strict=True):
                place.came(result)
        except Exception as error:
            db.session.rollback()
            self._write_singly(places, error)
        except BaseException:  # this worker is being stopped
            for place in places:
                place.refusal = RuntimeError("stopped before it was written")
            raise
        finally:
            for place in places:
                place.end()

    def _next(self) -> list[_Place[S, T]]:
        with self._lock:
            return [self._line.popleft() for _ in range(min(self.most, len(self._line)))]

    def _write_singly(self, places: Sequence[_Place[S, T]], error: Exception) -> None:
        """One of them is at fault."""
        if len(places) == 1:
            places[0].refusal = error
            return
        for place in places:
            self._write([place])
