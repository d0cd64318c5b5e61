"""The server's settings, under both kinds of worker and with a small app in the place of ours."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
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


@pytest.fixture(params=["gthread", "gevent"])
def server(
    request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    (tmp_path / "app.py").write_text(APP)
    (tmp_path / "blueprints").mkdir()
    (tmp_path / "blueprints" / "live.py").write_text(LIVE)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings = {
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "WEB_WORKER_CLASS": request.param,
        "WEB_CONCURRENCY": "1",
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
