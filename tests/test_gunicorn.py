"""The server's settings, under both kinds of worker and with a small app in the place of ours."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

CONFIG = Path(__file__).parents[1] / "gunicorn.conf.py"
APP = """
import time
from blueprints.live import hub

def stream():
    while hub.worker.alive:
        yield b"data: 1\\n\\n"
        time.sleep(0.1)

def create_app():
    def app(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/event-stream")])
        return stream() if environ["PATH_INFO"] == "/stream" else [b"page"]
    return app
"""
LIVE = """
class Hub:
    def serve(self, worker, is_relieved):
        self.worker = worker

hub = Hub()
"""


CORES = os.sched_getaffinity(0)


@contextmanager
def serving(
    tmp_path: Path, worker_class: str, workers: int = 1
) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    (tmp_path / "app.py").write_text(APP)
    (tmp_path / "blueprints").mkdir()
    (tmp_path / "blueprints" / "live.py").write_text(LIVE)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings = {
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "WEB_WORKER_CLASS": worker_class,
        "WEB_CONCURRENCY": str(workers),
        "STREAM_CAP": "400",
    }
    log = tmp_path / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "-c", CONFIG],
            cwd=tmp_path,
            env=os.environ | settings,
            stderr=output,
        )
    deadline = time.monotonic() + 20
    while b"Booting worker" not in log.read_bytes() and time.monotonic() < deadline:
        time.sleep(0.05)
    yield process, port
    process.kill()
    process.wait()


@pytest.fixture(params=["gthread", "gevent"])
def server(
    request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    with serving(tmp_path, request.param) as started:
        yield started


def ask(port: int, path: str) -> socket.socket:
    """Ask, read the first bytes, and never hang up, as a tablet does that fell asleep."""
    client = socket.create_connection(("127.0.0.1", port), timeout=20)
    client.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
    assert client.recv(15) == b"HTTP/1.1 200 OK"
    return client


def test_sleeping_clients_stop_neither_pages_nor_the_end(
    server: tuple[subprocess.Popen[bytes], int],
) -> None:
    process, port = server
    clients = [ask(port, "/stream") for _ in range(400)] + [ask(port, "/page") for _ in range(5)]
    began = time.monotonic()
    clients.append(ask(port, "/page"))
    assert time.monotonic() - began < 1.5

    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    assert process.wait(10) == 0
    assert time.monotonic() - began < 2.9  # the graceful timeout, after which it would be killed
    for client in clients:
        client.close()


def cores_of_workers(master: int) -> dict[int, set[int]]:
    pids = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    return {int(pid): os.sched_getaffinity(int(pid)) for pid in pids}


def in_time(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 20
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.05)
    return condition()


def test_where_every_core_has_a_worker_each_keeps_to_its_own(tmp_path: Path) -> None:
    each = [{core} for core in sorted(CORES)]

    def settled() -> bool:
        return sorted(cores_of_workers(process.pid).values(), key=sorted) == each

    with serving(tmp_path, "gthread", len(CORES)) as (process, _):
        assert in_time(settled)
        [first, *_] = cores_of_workers(process.pid)
        os.kill(first, signal.SIGKILL)  # who comes after it takes its place
        assert in_time(lambda: first not in cores_of_workers(process.pid) and settled())
        old = set(cores_of_workers(process.pid))
        process.send_signal(signal.SIGHUP)
        assert in_time(lambda: not old & set(cores_of_workers(process.pid)) and settled())


@pytest.mark.parametrize(("kind", "workers"), [("gevent", len(CORES)), ("gthread", len(CORES) - 1)])
def test_elsewhere_they_go_where_there_is_room(tmp_path: Path, kind: str, workers: int) -> None:
    with serving(tmp_path, kind, max(workers, 1)) as (process, port):
        ask(port, "/").close()
        kept = cores_of_workers(process.pid).values()
        assert all(cores == CORES for cores in kept) or len(CORES) == 1
