"""One run: a room, one server or two, workers exchanged (HUP) and everything stopped (TERM)."""

import argparse
import json
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from app import create_app
from bench.live.room import check, furnish
from bench.live.run import settings_for
from bench.server import ROOT, Server

PATIENCE = 60


def parsed(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("bench.reload", description=__doc__)
    parser.add_argument("--clients", type=int, default=200, help="tablets connected (200)")
    parser.add_argument("--seconds", type=int, default=3, help="before the reload (3)")
    parser.add_argument("--servers", type=int, default=1, help="servers, on ports of their own (1)")
    parser.add_argument("--worker-class", default="gthread", choices=["gthread", "gevent"])
    parser.add_argument("--database-url", default="", help="an empty one; a new SQLite file")
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> None:
    options = parsed(arguments)
    with tempfile.TemporaryDirectory(prefix="kaimen-bench-") as folder:
        figures = measure(options, Path(folder))
    print("bench/reload: " + ", ".join(f"{name} {value}" for name, value in figures.items()))
    print(json.dumps(figures, ensure_ascii=False))
    if figures["missing"] or figures["doubled"] or figures["failed_posts"] or figures["unequal"]:
        sys.exit("something was lost while the workers were exchanged")


def measure(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    settings = settings_for(options, folder)
    app = create_app(settings)
    job = furnish(app, options.clients, 20 * options.seconds)
    with ExitStack() as running:
        servers = [
            running.enter_context(Server("app:create_app()", folder / f"app{n}.log", settings))
            for n in range(options.servers)
        ]
        job |= {
            "ports": [server.port for server in servers],
            "masters": [server.pid for server in servers],
            "seconds": options.seconds,
        }
        told, answer = folder / "job.json", folder / "result.json"
        told.write_text(json.dumps(job))
        code = "import sys; from pathlib import Path; from bench.reload.room import main; "
        code += "main(Path(sys.argv[1]), Path(sys.argv[2]))"
        command = [sys.executable, "-c", code, str(told), str(answer)]
        subprocess.run(command, cwd=ROOT, timeout=PATIENCE + 5 * options.seconds, check=True)
        result = json.loads(answer.read_text())
    given = [(client_id, number) for client_id, number in result.pop("given")]
    logs = [(folder / f"app{n}.log").read_text() for n in range(options.servers)]
    return {
        "clients": options.clients,
        "servers": options.servers,
        "worker_class": options.worker_class,
        "database": app.config["SQLALCHEMY_DATABASE_URI"].partition(":")[0],
        **result,
        **check(app, given),
        "errors_logged": sum(log.count("Traceback") for log in logs),
        "stopped_s": round(max(server.stopped_in for server in servers), 2),
    }
