"""Long work beside the server's own: under gevent in a real thread, since a greenlet that computes
holds up every stream and page of its worker."""

import sys
import threading
from collections.abc import Callable
from typing import Any, TypeVar

Made = TypeVar("Made")
# One at a time in a process: a paper takes a part of a second, and memory for each of its pages.
_turn = threading.Lock()


def aside(work: Callable[[], Made]) -> Made:
    """What `work` returns. It may use neither the request nor the database."""
    with _turn:
        pool = _real_threads()
        if pool is None:
            return work()
        found: Made = pool.apply(work)
        return found


def _real_threads() -> Any:
    monkey = sys.modules.get("gevent.monkey")
    if monkey is None or not monkey.is_module_patched("threading"):
        return None
    import gevent

    return gevent.get_hub().threadpool
