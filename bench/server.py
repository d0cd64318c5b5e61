"""Starts an app as it runs in production, stops it without fail, and reads what it consumes."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType

ROOT = Path(__file__).parent.parent
HOST = "127.0.0.1"
START, STOP = 30, 6  # seconds at most
TICKS = os.sysconf("SC_CLK_TCK")
# What the shell that measures has set must not change what is measured.
OURS = ("DATABASE_URL", "DATA_DIR", "TRUSTED_PROXIES", "COUNTY_NAME", "GUNICORN_CMD_ARGS")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
    return port


class Server:
    """An app under gunicorn with our own gunicorn.conf.py, on a free port of the loopback."""

    def __init__(
        self, wsgi: str, log: Path, settings: Mapping[str, str], ready: str = "/readyz"
    ) -> None:
        self.wsgi, self.log, self.settings, self.ready = wsgi, log, settings, ready
        self.port = free_port()
        self.stopped_in = 0.0

    def __enter__(self) -> "Server":
        kept = {name: value for name, value in os.environ.items() if name not in OURS}
        command = [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py", self.wsgi]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                command,
                cwd=ROOT,
                env={**kept, **self.settings, "HOST": HOST, "PORT": str(self.port)},
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C reaches the bench alone, which then stops it
            )
        try:
            self._await()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def pid(self) -> int:
        return self.process.pid

    def stop(self) -> None:
        began = time.perf_counter()
        with suppress(subprocess.TimeoutExpired):
            self.process.terminate()
            self.process.wait(STOP)
        with suppress(ProcessLookupError):  # a worker that outlived its master
            os.killpg(self.pid, signal.SIGKILL)
        self.process.wait()
        self.stopped_in = time.perf_counter() - began

    def _await(self) -> None:
        until = time.monotonic() + START
        while time.monotonic() < until and self.process.poll() is None:
            with suppress(OSError, http.client.HTTPException):
                asked = http.client.HTTPConnection(HOST, self.port, timeout=2)
                asked.request("GET", self.ready)
                if asked.getresponse().status == 200:
                    return
            time.sleep(0.05)
        raise SystemExit(f"{self.wsgi} did not start:\n{self.log.read_text()[-2000:]}")


class Usage:
    """What a master and all its workers consume together."""

    def __init__(self, master: int) -> None:
        self.master = master
        self._before = (time.perf_counter(), self._cpu())

    def cpu(self) -> float:
        """Percent of one core since this was last asked."""
        then, used = self._before
        self._before = now, uses = time.perf_counter(), self._cpu()
        return 100 * (uses - used) / (now - then)

    def memory(self) -> float:
        """KiB, what is shared between processes counted once (PSS)."""
        return sum(_pss(pid) for pid, _ in self._processes())

    def _cpu(self) -> float:
        return sum((int(stat[11]) + int(stat[12])) / TICKS for _, stat in self._processes())

    def _processes(self) -> Iterator[tuple[int, list[str]]]:
        """The processes of the master's session, with their `stat` from the third field on."""
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                with suppress(OSError):
                    stat = (entry / "stat").read_text().rpartition(")")[2].split()
                    if int(stat[3]) == self.master:
                        yield int(entry.name), stat


def _pss(pid: int) -> float:
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return float(line.split()[1])
    return 0.0
