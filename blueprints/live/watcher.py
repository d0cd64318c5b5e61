"""One watcher for all open streams: it renders what changed once, and every stream sends that."""

import logging
import math
import random
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, closing
from datetime import date
from functools import partial
from typing import Any

from flask import Flask

from blueprints.live.changes import Changes, open_changes
from blueprints.live.listeners import Listener, Shown, gone
from blueprints.live.regions import Snapshot, Spot, take
from models import clock
from models.account import SESSIONS, live_sessions
from models.base import db
from models.present import present_versions
from models.topic import versions_of

log = logging.getLogger(__name__)

HEARTBEAT = 15.0
BEAT = b"event: beat\ndata: 1\n\n"  # an event: of a comment the page would not know
CROWDED = b"event: crowded\ndata: 1\n\n"  # the page closes the stream and polls
PUSH_PAUSE = 0.2  # between two pushes of the same region, at least
PUSH_LONGEST = 0.2  # spent on rendering before the watcher looks again at what else changed
REST = 2  # times as long as a push took, the next one waits: pages are made meanwhile
PUSHED_AT_ONCE = 50  # regions rendered before their listeners are told
RETRY_PAUSE = 1.0  # after something failed
LOOK_ANYWAY = 4.0  # a session can expire without any change in the database
STOP_LOOK = 0.25  # how late a stopping worker may be noticed
HANG_UP_LOOK = 1.0  # between two looks for browsers that have gone
LINGER = 5.0  # how long the watcher stays when the last stream has gone
STREAMS_PER_SESSION = 4
REMEMBERED = 512  # regions whose last rendering is kept though nobody listens


class Watcher:
    """The streams of one app in this process, and the thread that watches the database for them."""

    def __init__(self, app: Flask, stopping: Callable[[], bool], over: Callable[[], bool]) -> None:
        self.app = app
        self._stopping, self._over = stopping, over
        self._lock = threading.RLock()
        self._thread: threading.Thread | None = None
        self._shown: dict[Spot, Shown] = {}
        self._listeners: dict[Listener, None] = {}  # the oldest first
        self._versions: dict[str, int] = {}
        self._sessions_seen: tuple[int, float] = (-1, 0.0)  # their version, and when to look again
        self._hang_up_look_at = 0.0
        self._needed_until = 0.0
        self._day: date | None = None

    # What requests ask for

    def current(self, spot: Spot) -> Snapshot:
        """The region as it is committed now, rendered only where that has not been done yet."""
        shown, version = self._shown_at(spot), present_versions([spot.topic])[spot.topic]
        kept = shown.snapshot
        if kept is not None and kept.version == version and kept.day == clock.today():
            return kept
        # this session's transaction may have begun earlier: what it renders has its own version
        return shown.at_least(versions_of([spot.topic])[spot.topic])

    def join(
        self,
        seen: dict[Spot, int],
        session_id: int | None,
        connection: Any = None,
        protocol: str = "",
    ) -> Listener | None:
        """Register a stream of what differs from `seen`; None when no more may be held.

        It is registered before the versions are read, so that no change falls between.
        """
        listener = Listener(seen, session_id, connection, protocol)
        with self._lock:
            if len(self._listeners) >= self.app.config["STREAM_CAP"]:
                return None
            self._make_room(session_id)
            self._listeners[listener] = None
            for spot in seen:
                self._shown_at(spot).listeners.add(listener)
            self._start()
        try:
            self._settle(listener, seen)
        except BaseException:
            self.leave(listener)
            raise
        if self._stopping():
            listener.end()
        return listener

    def _settle(self, listener: Listener, seen: dict[Spot, int]) -> None:
        versions = present_versions({spot.topic for spot in seen})
        for spot, version_seen in seen.items():
            if version_seen == versions[spot.topic]:
                listener.sent[spot] = version_seen
            else:
                self.current(spot)

    def leave(self, listener: Listener) -> None:
        with self._lock:
            self._listeners.pop(listener, None)
            for spot in listener.sent:
                if spot in self._shown:
                    self._shown[spot].listeners.discard(listener)

    def chunks(self, listener: Listener) -> Iterator[bytes]:
        """What a stream sends. It holds no context and no database session."""
        yield b"retry: %d\n\n" % random.randint(200, 800)  # not all at the same moment
        while not listener.ended:
            if news := self._news(listener):
                yield news
            elif not listener.wait(HEARTBEAT):
                yield BEAT
        if listener.farewell:
            yield listener.farewell
        listener.hang_up()

    def _news(self, listener: Listener) -> bytes:
        fresh = []
        for spot, version in listener.sent.items():
            shown = self._shown.get(spot) or self._shown_at(spot)
            snapshot = shown.snapshot
            if snapshot and snapshot.version > version:
                listener.sent[spot] = snapshot.version
                fresh.append(snapshot.event)
        if not fresh:
            return b""
        return b"".join([f"id: {listener.known}\n".encode(), *fresh])

    def _make_room(self, session_id: int | None) -> None:
        if session_id is None:
            return
        mine = [one for one in self._listeners if one.session_id == session_id and not one.ended]
        for oldest in mine[: 1 - STREAMS_PER_SESSION]:
            oldest.end(CROWDED)

    def _shown_at(self, spot: Spot) -> Shown:
        with self._lock:
            if spot not in self._shown:
                if len(self._shown) >= REMEMBERED:
                    self._shown = {s: one for s, one in self._shown.items() if one.listeners}
                self._shown[spot] = Shown(spot)
            return self._shown[spot]

    # The thread

    def _start(self) -> None:
        self._needed_until = time.monotonic() + LINGER
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="live", daemon=True)
            self._thread.start()

    def _needed(self) -> bool:
        now = time.monotonic()
        with self._lock:
            if self._listeners:
                self._needed_until = now + LINGER
            elif now > self._needed_until:
                self._thread = None
                return False
        return True

    def _run(self) -> None:
        while self._needed():
            try:
                with self.app.app_context():
                    changes = open_changes()
                if changes is None:
                    time.sleep(STOP_LOOK)
                    continue
                with closing(changes):
                    self._watch(changes)
            except Exception:
                log.exception("the watcher of live pages failed; it begins anew")
                time.sleep(RETRY_PAUSE)

    def _watch(self, changes: Changes) -> None:
        look_at, push_at, rested_at = 0.0, None, 0.0
        while self._needed():
            until = min(STOP_LOOK, (push_at or math.inf) - time.monotonic())
            changed = changes.wait(max(0.0, until))
            if self._over():
                self._end(self._all())
            now = time.monotonic()
            if changed or now >= look_at:
                look_at = now + LOOK_ANYWAY
                self._look(changes)
                push_at = max(now, rested_at)
            self._end_those_signed_out()
            self._end_those_gone()
            if push_at is not None and now >= push_at:
                push_at, pushed = self._push(), time.monotonic()
                rested_at = pushed + min(REST * (pushed - now), PUSH_PAUSE)
                if push_at is not None:
                    push_at = max(push_at, rested_at)

    def _look(self, changes: Changes) -> None:
        topics = {shown.topic for shown in self._all_shown() if shown.listeners}
        before, self._versions = self._versions, changes.versions({*topics, SESSIONS})
        if any(version < before.get(name, 0) for name, version in self._versions.items()):
            self._begin_anew()
        day, self._day = self._day, clock.today()
        if day not in (None, self._day):  # what is overdue has another colour now
            for shown in self._all_shown():
                shown.forget()

    def _push(self) -> float | None:
        """Send what changed; the time of the next push when something has to wait for it."""
        now, due, waiting = time.monotonic(), [], []
        for shown in self._all_shown():
            if shown.behind(self._versions.get(shown.topic, 0)):
                if now >= shown.due:
                    due.append(shown)
                else:
                    waiting.append(shown.due)
        due.sort(key=lambda shown: -len(shown.listeners))  # what most people wait for comes first
        while due and time.monotonic() < now + PUSH_LONGEST:
            waiting += self._renew(due[:PUSHED_AT_ONCE])
            del due[:PUSHED_AT_ONCE]
        if due:
            waiting.append(now)
        return min(waiting, default=None)

    def _renew(self, all_due: list[Shown]) -> list[float]:
        """Render these in one database session, then tell each listener once; when to try again
        what could not be rendered."""
        told: dict[Listener, None] = {}
        failed = []
        with self.app.app_context():
            versions = versions_of({shown.topic for shown in all_due})
            self._render_together(all_due, versions)
            for shown in all_due:
                try:
                    self._renew_one(shown, versions[shown.topic])
                except Exception:
                    db.session.rollback()
                    log.exception("the live region %s could not be rendered", shown.spot.id)
                    shown.due = time.monotonic() + RETRY_PAUSE
                    failed.append(shown.due)
                else:
                    told.update(dict.fromkeys(shown.listeners))
        for listener in told:
            if not listener.hand(partial(self._news, listener)):
                listener.ring()
        return failed

    def _render_together(self, all_due: list[Shown], versions: dict[str, int]) -> None:
        """Those of one name, where it has several, are read at once. What goes wrong here is met
        again, and told, where each is rendered by itself."""
        alike: defaultdict[tuple[str, str], list[Shown]] = defaultdict(list)
        for shown in all_due:
            if not shown.fresh(versions[shown.topic]):
                alike[shown.spot.name, shown.spot.root].append(shown)
        for group in alike.values():
            if len(group) == 1:
                continue
            with ExitStack() as locks:
                for shown in group:
                    locks.enter_context(shown.lock)
                try:
                    snapshots = take([shown.spot for shown in group], versions)
                except Exception:
                    db.session.rollback()
                    continue
                for shown, snapshot in zip(group, snapshots, strict=True):
                    shown.snapshot = snapshot

    def _renew_one(self, shown: Shown, version: int) -> None:
        if not shown.spot.region.lives(shown.spot.key):
            shown.pushed = version
            self._end(list(shown.listeners))
            return
        shown.pushed = shown.at_least(version).version
        shown.due = time.monotonic() + PUSH_PAUSE

    def _end_those_signed_out(self) -> None:
        version, now = self._versions[SESSIONS], time.monotonic()
        seen, look_at = self._sessions_seen
        if version == seen and now < look_at:
            return
        owned = {one: one.session_id for one in self._all() if one.session_id is not None}
        if owned:
            with self.app.app_context():
                living = live_sessions(set(owned.values()))
            self._end(one for one, session_id in owned.items() if session_id not in living)
        self._sessions_seen = (version, now + LOOK_ANYWAY)

    def _end_those_gone(self) -> None:
        now = time.monotonic()
        if now >= self._hang_up_look_at:
            self._hang_up_look_at = now + HANG_UP_LOOK
            self._end(gone(self._all()))

    def _begin_anew(self) -> None:
        """The database was replaced by an older one: all reconnect and say what they have seen."""
        with self._lock:
            self._shown.clear()
        self._end(self._all())

    def _end(self, listeners: Iterable[Listener]) -> None:
        for listener in listeners:
            if not listener.ended:
                listener.end()

    def _all(self) -> list[Listener]:
        with self._lock:
            return list(self._listeners)

    def _all_shown(self) -> list[Shown]:
        with self._lock:
            return list(self._shown.values())
