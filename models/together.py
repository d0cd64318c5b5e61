"""Acts of many requests in one transaction: what gathers while the writer's place is taken is
written at once when it is free.

A whole room asks at the same moment. If each question were a transaction of its own, all would
stand in line for the disk; so who comes to the front writes for everyone in line. Nobody is
answered before the commit.
"""

import threading
from collections import deque
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from models.base import RuleBroken, begin_writing, db

T = TypeVar("T")


class _Act(Generic[T]):
    """What one request wants done, and what came of it."""

    result: T
    refusal: BaseException | None = None
    is_done = False

    def __init__(self, do: Callable[[], T]) -> None:
        self.do = do

    def try_it(self) -> None:
        """A broken rule is the business of this act alone."""
        try:
            self.result = self.do()
        except RuleBroken as refusal:
            self.refusal = refusal


class Together:
    """同批写入: the line of one process."""

    def __init__(self, most: int = 50) -> None:
        self.most = most  # acts in one transaction: all of them wait for the last
        self._turn = threading.Lock()
        self._line: deque[_Act[Any]] = deque()

    def do(self, act: Callable[[], T]) -> T:
        """Do `act` and commit. It may be done in another request's context: it knows nothing of
        its own request, and whatever it refuses (RuleBroken) it refuses before it has written."""
        mine = _Act(act)
        self._line.append(mine)
        with self._turn:
            while not mine.is_done:
                self._write([self._line.popleft() for _ in range(min(self.most, len(self._line)))])
        if mine.refusal is not None:
            raise mine.refusal
        return mine.result

    def _write(self, acts: list[_Act[Any]]) -> None:
        try:
            begin_writing()
            for act in acts:
                act.try_it()
            db.session.commit()
        except Exception as error:
            db.session.rollback()
            self._write_singly(acts, error)
        except BaseException:  # this worker is being stopped
            for act in acts:
                act.refusal = RuntimeError("stopped before it was written")
            raise
        finally:
            for act in acts:
                act.is_done = True

    def _write_singly(self, acts: list[_Act[Any]], error: Exception) -> None:
        """One of them is at fault."""
        if len(acts) == 1:
            acts[0].refusal = error
            return
        for act in acts:
            act.refusal = None
            self._write([act])


line = Together()
