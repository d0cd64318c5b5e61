"""One run: furnish a room, start the servers, let the load generator work, say what came of it."""

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet

from app import create_app
from bench.live.rates import CONNECTIONS
from bench.live.room import check, furnish
from bench.server import ROOT, Server

WORKERS = 2
SPARE = 50  # streams beyond the screens: the kernel does not share them evenly among the workers
PATIENCE = 60  # seconds that everything but the approvals may take, and more for more clients


def parsed(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("bench.live", description=__doc__)
    parser.add_argument("--clients", type=int, default=300, help="tablets connected (300)")
    parser.add_argument("--seconds", type=int, default=20, help="approvals, one a second (20)")
    parser.add_argument("--burst", type=int, default=300, help="questions sent at once (300)")
    parser.add_argument("--worker-class", default="gthread", choices=["gthread", "gevent"])
    parser.add_argument(
        "--connections", type=int, default=CONNECTIONS, help=f"of the rates ({CONNECTIONS})"
    )
    parser.add_argument("--database-url", default="", help="an empty one; a new SQLite file")
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> None:
    options = parsed(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # the servers are stopped, too
    with tempfile.TemporaryDirectory(prefix="kaimen-bench-") as folder:
        figures = measure(options, Path(folder))
    print(table(figures))
    print(json.dumps(figures, ensure_ascii=False))
    if figures["missing"] or figures["doubled"]:
        sys.exit("acknowledged questions are missing or doubled")


def measure(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    began, load = time.perf_counter(), os.getloadavg()[0]
    settings = settings_for(options, folder)
    app = create_app(settings)
    job = furnish(app, options.clients, options.seconds + 20)
    with (
        Server("app:create_app()", folder / "app.log", settings) as server,
        Server("bench.hello:app", folder / "hello.log", settings, ready="/") as hello,
    ):
        job |= {
            "port": server.port,
            "hello": hello.port,
            "master": server.pid,
            "hello_master": hello.pid,
            "seconds": options.seconds,
            "burst": options.burst,
            "connections": options.connections,
            "round": min(0.5, options.seconds / 20),
        }
        result = generate(
            job, folder, PATIENCE + options.seconds + (options.clients + options.burst) // 20
        )
    given = [(client_id, number) for client_id, number in result.pop("given")]
    errors = (folder / "app.log").read_text().count("Traceback")
    if errors:
        print(f"the server's log ends:\n{log(folder)}", file=sys.stderr)
    return {
        "clients": options.clients,
        "connections": options.connections,
        "workers": WORKERS,
        "worker_class": options.worker_class,
        "database": app.config["SQLALCHEMY_DATABASE_URI"].partition(":")[0],
        **result,
        **check(app, given),
        "errors_logged": errors,
        "stopped_s": round(server.stopped_in, 2),
        "load_average": [round(one, 2) for one in (load, os.getloadavg()[0])],
        "took_s": round(time.perf_counter() - began, 1),
    }


def settings_for(options: argparse.Namespace, folder: Path) -> dict[str, str]:
    """Of a server for this room, with keys of its own."""
    return {
        "KAIMEN_ENV": "test",
        "SUBMISSIONS_PER_CARD": "1000000",  # a bench has more to say than a room
        "SECRET_KEY": Fernet.generate_key().decode(),
        "DATA_KEY": Fernet.generate_key().decode(),
        "DATA_DIR": str(folder),
        "DATABASE_URL": options.database_url or f"sqlite:///{folder / 'kaimen.db'}",
        "STREAM_CAP": str(max(400, options.clients + SPARE)),
        "WEB_WORKER_CLASS": options.worker_class,
        "WEB_CONCURRENCY": str(WORKERS),
    }


def generate(job: dict[str, Any], folder: Path, seconds: float) -> dict[str, Any]:
    """Run the load generator in a process of its own, so that it takes no time from the server."""
    told, answer = folder / "job.json", folder / "result.json"
    told.write_text(json.dumps(job))
    command = [sys.executable, "-m", "bench.live.load", str(told), str(answer)]
    try:
        done = subprocess.run(command, cwd=ROOT, timeout=seconds, check=False)
    except subprocess.TimeoutExpired:
        sys.exit(f"the run did not end within {seconds:.0f} s; the server's log:\n{log(folder)}")
    if done.returncode:
        sys.exit(f"the load generator failed; the server's log ends:\n{log(folder)}")
    result: dict[str, Any] = json.loads(answer.read_text())
    return result


def log(folder: Path) -> str:
    return (folder / "app.log").read_text()[-3000:]


ROWS = {
    "last_ms": "approval → last screen, ms",
    "all_ms": "approval → any screen, ms",
    "unreached": "screens it never reached",
    "approval_post_ms": "POST of an approval, ms",
    "generator_lag_ms": "the generator's own lag, ms",
    "cpu_percent": "server, % of one core",
    "kib_per_client": "memory a tablet, KiB (PSS)",
    "kb_per_push": "sent a tablet and change, KB",
    "connected_s": "all streams open after, s",
    "burst": "burst",
    "acknowledged": "questions acknowledged",
    "missing": "… missing",
    "doubled": "… doubled",
    "refused": "… refused",
    "connections": "connections of the rates",
    "H": "bare route H, requests/s",
    "page_per_s": "tablet page, requests/s",
    "page_to_H": "… / H",
    "post_per_s": "POST of a question, requests/s",
    "post_to_H": "… / H",
    "H_cpu_ms": "CPU of the bare route, ms",
    "page_cpu_ms": "CPU of a tablet page, ms",
    "post_cpu_ms": "CPU of a POST, ms",
    "errors_logged": "errors in the server's log",
    "load_average": "load average before, after",
    "took_s": "whole run, s",
}


def table(figures: dict[str, Any]) -> str:
    """The figures for people."""
    lines = [
        f"bench/live: {figures['clients']} tablets, a console and a wall; "
        f"{figures['workers']} {figures['worker_class']} workers, {figures['database']}"
    ]
    for name, label in ROWS.items():
        value = figures.get(name, "-")
        if isinstance(value, dict):
            value = "   ".join(f"{key} {one}" for key, one in value.items())
        lines.append(f"  {label:32} {value}")
    return "\n".join(lines)
