"""The figures of supervision and `flask remind` in a county of many matters: what a page costs a
process that has read them before, and one that has not. It needs what tests need."""

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from app import create_app
from bench.board.county import change, found
from models import Matter, Reminder, clock, db, working_calendar
from models.reminding import due, make

MATTERS, OPEN = 100_000, 39_000
AIM_S = 0.3  # of CPU, for a page of figures


def parsed(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("bench.figures", description=__doc__)
    parser.add_argument("--matters", type=int, default=MATTERS, help=f"all of them ({MATTERS})")
    parser.add_argument("--open", type=int, default=OPEN, help=f"that reminders read ({OPEN})")
    parser.add_argument("--turns", type=int, default=5, help="pages of each kind (5)")
    return parser.parse_args(arguments)


def cpu(do: Callable[[], Any]) -> float:
    """Seconds of this process's CPU."""
    began = time.process_time()
    do()
    return round(time.process_time() - began, 3)


@contextmanager
def county(folder: Path, matters: int, open_: int | None = None) -> Iterator[tuple[Flask, str]]:
    """A county of so many matters, and a supervisor's cookie."""
    folder.mkdir()
    app = create_app({"KAIMEN_ENV": "demo", "DATA_DIR": str(folder)})
    more = {} if open_ is None else {"open_": open_}
    yield app, found(app, matters, with_words=False, **more)


def figures(folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    with county(folder, options.matters) as (app, cookie):
        client = app.test_client()
        name, _, value = cookie.partition("=")
        client.set_cookie(name, value)

        def page() -> None:
            answer = client.get("/figures")
            assert answer.status_code == 200, answer.status

        told: dict[str, Any] = {"first_s": cpu(page)}
        told["next_s"] = statistics.median(cpu(page) for _ in range(options.turns))
        changed = []
        for turn in range(options.turns):
            change(app, options.matters - turn)
            changed.append(cpu(page))
        return told | {"after_a_change_s": statistics.median(changed)}


def reminders(folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    with county(folder, options.open, options.open) as (app, _), app.app_context():
        calendar, day = working_calendar(), clock.today()
        day = day if calendar.is_working(day) else calendar.after(day, 1)
        at = datetime.combine(day, datetime.min.time(), clock.SHANGHAI) + timedelta(hours=9)
        rows: list[Any] = []
        with clock.at(at):
            reading = cpu(lambda: rows.extend(due()))
            db.session.rollback()
            writing = cpu(lambda: written(rows))
            again = cpu(lambda: rows.extend(due()))
        number = db.session.scalar(select(func.count()).select_from(Reminder))
        open_ = db.session.scalar(select(func.count()).where(Matter.is_open))
        told = {"open": open_, "reminders": number, "read_s": reading}
        return told | {"write_s": writing, "read_again_s": again}


def written(rows: list[Any]) -> None:
    make(rows)
    db.session.commit()


def main(arguments: list[str]) -> None:
    options = parsed(arguments)
    print(f"bench/figures: a page within {AIM_S} s of CPU, but for the first one of a process")
    with tempfile.TemporaryDirectory(prefix="kaimen-bench-") as folder:
        measured = {
            "figures": figures(Path(folder) / "figures", options),
            "remind": reminders(Path(folder) / "remind", options),
        }
    for name, value in measured.items():
        print(f"  {name:24} {value}")
    print(json.dumps(measured, ensure_ascii=False))
