"""What a process keeps in memory has an end."""

import threading
from collections.abc import Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class Latest(Generic[T]):
    """The last so many of what was kept, for all threads; the oldest go first."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._lock = threading.Lock()
        self._kept: dict[Hashable, T] = {}

    def get(self, key: Hashable) -> T | None:
        return self._kept.get(key)

    def keep(self, key: Hashable, value: T) -> None:
        with self._lock:
            self._kept.pop(key, None)
            while len(self._kept) >= self.most:
                del self._kept[next(iter(self._kept))]
            self._kept[key] = value
