"""One run: each form of a paper, turn by turn with a bare route; and what others wait meanwhile."""

import argparse
import http.client
import json
import os
import re
import statistics
import tempfile
import threading
import time
from functools import partial
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet

from app import create_app
from bench.meters import summary
from bench.papers.office import furnish
from bench.server import HOST, Server, Usage

FORMS = {"html": "", "docx": ".docx", "pdf": ".pdf"}
BARE = 200  # requests of the bare route in one turn
BETWEEN = 0.02  # seconds between two questions of somebody who waits
PAGES = re.compile(rb"/Type\s*/Page\b")


def parsed(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("bench.papers", description=__doc__)
    parser.add_argument("--pages", type=int, default=60, help="about so many (60)")
    parser.add_argument("--turns", type=int, default=5, help="papers of each form (5)")
    parser.add_argument("--worker-class", default="gthread", choices=["gthread", "gevent"])
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> None:
    options = parsed(arguments)
    with tempfile.TemporaryDirectory(prefix="kaimen-bench-") as folder:
        figures = measure(options, Path(folder))
    print(table(figures))
    print(json.dumps(figures, ensure_ascii=False))


def measure(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    settings = settings_for(options.worker_class, folder)
    address, cookie = furnish(create_app(settings), options.pages)
    with (
        Server("app:create_app()", folder / "app.log", settings) as server,
        Server("bench.hello:app", folder / "hello.log", settings, ready="/") as hello,
    ):
        first = {form: asked(server.port, address + end, cookie) for form, end in FORMS.items()}
        took: dict[str, list[float]] = {form: [] for form in FORMS}
        bare: list[float] = []
        for _ in range(options.turns):
            bare.append(BARE / timed(lambda: [asked(hello.port, "/") for _ in range(BARE)]))
            for form, end in FORMS.items():
                ask = partial(asked, server.port, address + end, cookie)
                took[form].append(timed(ask))
        waited = others(server.port, address, cookie, options.turns)
        memory = Usage(server.pid).memory()
    each = statistics.median(bare)
    return {
        "pages": len(PAGES.findall(first["pdf"])),
        "worker_class": options.worker_class,
        "H": round(each),
        **{form: figures_of(took[form], len(first[form]), each) for form in FORMS},
        "others_wait_ms": waited,
        "memory_mib": round(memory / 1024),
        "errors_logged": (folder / "app.log").read_text().count("Traceback"),
        "load_average": round(os.getloadavg()[0], 2),
    }


def figures_of(took: list[float], size: int, bare: float) -> dict[str, Any]:
    return {
        "ms": summary([1000 * one for one in took]),
        "kb": round(size / 1024),
        "to_H": round(1 / statistics.median(took) / bare, 5),
    }


def others(port: int, address: str, cookie: str, turns: int) -> dict[str, dict[str, float]]:
    """What somebody else waits for a small answer: alone, and while one PDF after the other is
    made. The server has one worker, so that they meet."""

    def waits(until: threading.Event) -> list[float]:
        found = []
        while not until.is_set():
            found.append(1000 * timed(lambda: asked(port, "/healthz")))
            time.sleep(BETWEEN)
        return found

    found, quiet = {}, threading.Event()
    threading.Timer(2, quiet.set).start()
    found["alone"] = summary(waits(quiet))
    made = threading.Event()

    def papers() -> None:
        for _ in range(2 * turns):
            asked(port, f"{address}.pdf", cookie)
        made.set()

    threading.Thread(target=papers).start()
    found["beside_pdf"] = summary(waits(made))
    return found


def timed(work: Any) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def asked(port: int, path: str, cookie: str = "") -> bytes:
    connection = http.client.HTTPConnection(HOST, port, timeout=60)
    connection.request("GET", path, headers={"Cookie": cookie} if cookie else {})
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    if answer.status != 200:
        raise SystemExit(f"{path} answered {answer.status}")
    return content


def settings_for(worker_class: str, folder: Path) -> dict[str, str]:
    return {
        "KAIMEN_ENV": "test",
        "SECRET_KEY": Fernet.generate_key().decode(),
        "DATA_KEY": Fernet.generate_key().decode(),
        "DATA_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder / 'kaimen.db'}",
        "WEB_WORKER_CLASS": worker_class,
        "WEB_CONCURRENCY": "1",
    }


def table(figures: dict[str, Any]) -> str:
    rows = [
        (f"{form.upper()} of {figures['pages']} pages, ms", figures[form]["ms"]) for form in FORMS
    ]
    rows += [(f"{form.upper()}, KB; a second / H", [figures[form]["kb"], figures[form]["to_H"]])
             for form in FORMS]  # fmt: skip
    rows += [
        (f"somebody else waits {when}, ms", told)
        for when, told in figures["others_wait_ms"].items()
    ]
    rows += [(name, figures[name]) for name in ("H", "memory_mib", "worker_class", "load_average")]
    return "\n".join(f"{name:<38}{told}" for name, told in rows)
