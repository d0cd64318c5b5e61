"""Importing a roster: a workbook with bad rows, each of which is named, and one without, imported;
beside them the plain reading of the same workbook by the library alone."""

import argparse
import io
import json
import os
import random
import re
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import flask_migrate
from cryptography.fernet import Fernet
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import Workbook, load_workbook
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from app import create_app
from models import Account, AuthSession, Representative, Role, Unit, UnitKind, db, secret
from models.roster_batch import COLUMNS

AIM = 10  # seconds for the dry run of ten thousand rows
UPLOAD = "/visits/representatives/import"
GOOD = ("张三", "男", "46–60岁", "乾佑镇", "仁和社区", "务农", "本县", "13909140000")
# a column and what may stand wrongly in it
BAD: tuple[tuple[int, Any], ...] = (
    (0, ""),
    (0, "2013-06-20"),
    (1, "先生"),
    (2, "不详"),
    (3, ""),
    (5, 12345),
    (6, "不清楚"),
    (7, "1390914"),
    (7, "=A2"),
    (7, 139.5),
)


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser("bench.importing", description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000, help="of the workbook (10,000)")
    parser.add_argument("--bad", type=int, default=500, help="of these rows (500)")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="kaimen-bench-") as folder:
        figures = measure(options.rows, options.bad, Path(folder))
    for name, value in figures.items():
        print(f"{name:<22}{value}")
    print(json.dumps(figures, ensure_ascii=False))


def measure(rows: int, bad: int, folder: Path) -> dict[str, Any]:
    wrong = sorted(random.Random(2013).sample(range(2, rows + 2), bad))
    faulty, sound = workbook(rows, wrong), workbook(rows, [])
    app = create_app(settings(folder))
    client = organiser(app)
    plain = timed(lambda: plainly_read(faulty))[0]
    before, busy = peak(), time.process_time()
    told, answer = timed(lambda: sent(client, UPLOAD, faulty))
    busy = time.process_time() - busy
    named = {int(row) for row in re.findall(r"第 (\d+) 行</td>", answer.text)}
    checked, answer = timed(lambda: sent(client, UPLOAD, sound))
    place = answer.location or ""
    imported = timed(lambda: sent(client, place, None))[0]
    with app.app_context():
        on_roster = db.session.scalar(select(func.count()).select_from(Representative))
        db.session.remove()
        db.engine.dispose()
    return {
        "rows": rows,
        "bad_rows": bad,
        "bad_rows_named": len(named & set(wrong)),
        "good_rows_blamed": len(named - set(wrong)),
        "told_s": round(told, 2),
        "told_cpu_s": round(busy, 2),
        "aim_s": AIM,
        "plain_reading_s": round(plain, 2),
        "told_to_plain": round(told / plain, 2),
        "dry_run_s": round(checked, 2),
        "import_s": round(imported, 2),
        "on_roster": on_roster,
        "memory_grew_mib": round((peak() - before) / 1024),
        "load_average": round(os.getloadavg()[0], 2),
    }


def workbook(rows: int, wrong: list[int]) -> bytes:
    """Everybody is somebody else; row n is wrong if n is among `wrong`."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("名册")
    sheet.append(list(COLUMNS))
    faults = {row: BAD[at % len(BAD)] for at, row in enumerate(wrong)}
    for row in range(2, rows + 2):
        cells: list[Any] = list(GOOD)
        cells[0], cells[7] = f"代表{row}甲".translate(CHINESE), f"139{row:08}"
        if row in faults:
            column, value = faults[row]
            cells[column] = value
        sheet.append(cells)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


CHINESE = str.maketrans("0123456789", "零一二三四五六七八九")


def plainly_read(content: bytes) -> int:
    """What the library alone takes to come to every cell."""
    book = load_workbook(io.BytesIO(content), read_only=True)
    return sum(len(row) for row in book.worksheets[0].iter_rows(values_only=True))


def organiser(app: Flask) -> FlaskClient:
    with app.app_context():
        flask_migrate.upgrade()
        office = Unit.found("县政府办公室", UnitKind.OFFICE, "system")
        account = Account.open(
            login="organiser", name="组织员", role=Role.ORGANISER, unit=office,
            password=secret.new_token(), by="system",
        )  # fmt: skip
        token = AuthSession.start(account)
        db.session.commit()
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = token
    return client


def sent(client: FlaskClient, url: str, content: bytes | None) -> TestResponse:
    data: dict[str, Any] = {"csrf_token": client.get("/token").text}
    if content is not None:
        data["file"] = (io.BytesIO(content), "roster.xlsx")
    return client.post(url, data=data)


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    found = work()
    return time.perf_counter() - began, found


def peak() -> int:
    """The most memory that this process has held, in KiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def settings(folder: Path) -> dict[str, str]:
    return {
        "KAIMEN_ENV": "test",
        "SECRET_KEY": Fernet.generate_key().decode(),
        "DATA_KEY": Fernet.generate_key().decode(),
        "DATA_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder / 'kaimen.db'}",
    }
