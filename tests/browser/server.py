"""The app as it runs in the county: gunicorn, its own settings, a database file of its own."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from app import create_app
from models import begin_writing, db

ROOT = Path(__file__).parents[2]
PATIENCE = 30  # seconds, on a machine that does other things as well


def environment(folder: Path) -> dict[str, str]:
    """Of a demo in `folder`; it makes its own keys and keeps them there."""
    return os.environ | {"KAIMEN_ENV": "demo", "DATA_DIR": str(folder)}


def load_demo(folder: Path) -> None:
    """The database by migration, filled with both visits."""
    command = [sys.executable, "-m", "flask", "--app", "app", "prepare"]
    subprocess.run(
        command, cwd=ROOT, env=environment(folder), check=True, capture_output=True, timeout=600
    )


class Server:
    """A running copy of the demo, or of what else was prepared under settings of its own."""

    def __init__(self, demo: Path, folder: Path, own: dict[str, str] | None = None) -> None:
        shutil.copytree(demo, folder, dirs_exist_ok=True)
        self.folder, self.own = folder, own or {}
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        settings = {
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
            "WEB_CONCURRENCY": "2",
            "WEB_WORKER_CLASS": "gthread",
        }
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py"],
                cwd=ROOT,
                env=environment(self.folder) | settings | self.own,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        deadline = time.monotonic() + PATIENCE
        while not self._is_ready():
            if time.monotonic() > deadline or self.process.poll() is not None:
                raise RuntimeError(self.log)
            time.sleep(0.1)

    def _is_ready(self) -> bool:
        with suppress(OSError), urllib.request.urlopen(f"{self.url}/readyz", timeout=5) as reply:
            return bool(reply.status == 200)
        return False

    @contextmanager
    def inside(self) -> Iterator[None]:
        """The same database, past the web: for what a page cannot do, and to look."""
        app = create_app({"KAIMEN_ENV": "demo", "DATA_DIR": str(self.folder)})
        with app.app_context():
            begin_writing()
            yield
            db.session.commit()
            db.session.remove()
            db.engine.dispose()

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text()

    def kill(self) -> None:
        """As when the plug is pulled: master and workers at once."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(PATIENCE)
