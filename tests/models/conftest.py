"""One small county on a real SQLite file and on a real PostgreSQL, as fresh for each test."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine, select
from sqlalchemy.engine import Connection

from app import create_app
from models import (
    Account,
    AgeGroup,
    Card,
    Matter,
    MatterKind,
    Opinion,
    Representative,
    Role,
    Sex,
    StopKind,
    Unit,
    UnitKind,
    Visit,
    Way,
    begin_writing,
    clock,
    db,
    present,
)
from tests import postgres
from tests.conftest import PASSWORD, settings

PROOF = os.environ.get("KAIMEN_PROOF", "") not in {"", "0"}

ROOT = Path(__file__).parents[2]
THAT_DAY = datetime(2013, 6, 20, 9)  # a Thursday: the visit is going on

UNITS = {
    "县政府": UnitKind.GOVERNMENT,
    "县政府办公室": UnitKind.OFFICE,
    "县监察局": UnitKind.DISCIPLINE,
    "县交通运输局": UnitKind.DEPARTMENT,
    "县供电公司": UnitKind.ENTERPRISE,
    "县水务局": UnitKind.DEPARTMENT,
}
STAFF = {
    "transport": (Role.HANDLER, "县交通运输局"),
    "power": (Role.HANDLER, "县供电公司"),
    "water": (Role.HANDLER, "县水务局"),
    "clerk": (Role.HANDLER, "县政府办公室"),
    "supervisor1": (Role.SUPERVISOR, "县政府办公室"),
    "supervisor2": (Role.SUPERVISOR, "县政府办公室"),
    "supervisor3": (Role.SUPERVISOR, "县政府办公室"),
    "head": (Role.OFFICE_HEAD, "县政府办公室"),
    "organiser": (Role.ORGANISER, "县政府办公室"),
    "discipline1": (Role.DISCIPLINE, "县监察局"),
    "discipline2": (Role.DISCIPLINE, "县监察局"),
    "leader1": (Role.LEADER, "县政府"),
    "leader2": (Role.LEADER, "县政府"),
    "investigator1": (Role.INVESTIGATOR, "县监察局"),
    "investigator2": (Role.INVESTIGATOR, "县监察局"),
    "investigator3": (Role.INVESTIGATOR, "县监察局"),
}
IN_CHARGE = {
    "县交通运输局": "leader1",
    "县供电公司": "leader1",
    "县水务局": "leader2",
    "县政府办公室": "leader2",
}
SEATS = 30


class Database:
    """A migrated database with the county in it; the app uses it as its own user."""

    def __init__(self, kind: str, app: Flask, owner: Engine, reset: Callable[[], None]) -> None:
        self.kind, self.app, self.owner, self.reset = kind, app, owner, reset

    @property
    def config(self) -> dict[str, Any]:
        """What another process needs to work on the same database."""
        names = ("KAIMEN_ENV", "SECRET_KEY", "DATA_KEY", "DATA_DIR", "SQLALCHEMY_DATABASE_URI")
        kept = {name: self.app.config[name] for name in names}
        kept["DATABASE_URL"] = kept.pop("SQLALCHEMY_DATABASE_URI")
        return kept

    @contextmanager
    def at(self, moment: datetime = THAT_DAY) -> Iterator[None]:
        """An app context of its own, the clock standing at `moment`."""
        with self.app.app_context(), clock.at(moment):
            yield

    @contextmanager
    def writing(self, moment: datetime = THAT_DAY) -> Iterator[None]:
        """One act, as a request does it: begun for writing, committed at the end."""
        with self.at(moment):
            begin_writing()
            try:
                yield
                db.session.commit()
            except BaseException:
                db.session.rollback()
                raise

    @contextmanager
    def raw(self) -> Iterator[Connection]:
        """SQL as the app's database user, past the models. Nothing of it is kept."""
        with self.app.app_context(), db.engine.connect() as connection:
            connection.begin()
            yield connection
            connection.rollback()


def account(login: str) -> Account:
    return db.session.scalars(select(Account).filter_by(login=login)).one()


def unit(name: str) -> Unit:
    return db.session.scalars(select(Unit).filter_by(name=name)).one()


def card(seat: int) -> Card:
    return db.session.scalars(select(Card).filter_by(seat=seat)).one()


def visit() -> Visit:
    return db.session.scalars(select(Visit)).one()


def digits_of(seat: int) -> str:
    return f"{seat:08}"


def settle() -> None:
    """The county: units, staff, a visit that has begun, and its representatives."""
    units = {name: Unit.found(name, kind, "system") for name, kind in UNITS.items()}
    staff = {
        login: Account.open(
            login=login, name=login, role=role, unit=units[of], password=PASSWORD, by="system"
        )
        for login, (role, of) in STAFF.items()
    }
    for name, leader in IN_CHARGE.items():
        units[name].put_under(staff[leader], "system")
    ongoing = Visit.plan(date(2013, 6, 20), "system")
    stop = ongoing.add_stop(
        "system", kind=StopKind.DEPARTMENT, name="县交通运输局", unit=units["县交通运输局"]
    )
    ongoing.start(stop, "system")
    for seat in range(1, SEATS + 1):
        person = Representative.enrol(
            "system",
            name=f"代表{seat}",
            sex=Sex.FEMALE,
            age_group=AgeGroup.SENIOR,
            town="下梁镇",
            walk="务农",
        )
        Card.issue(ongoing, person, seat, "system", digits_of(seat))


def found(config: dict[str, Any], owner_url: str | None = None) -> Flask:
    """Migrate as the owner, then settle the county as the app."""
    if owner_url:
        migrator = create_app({**config, "DATABASE_URL": owner_url})
        with migrator.app_context():
            flask_migrate.upgrade()
            db.engine.dispose()
    app = create_app(config)
    with app.app_context(), clock.at(THAT_DAY):
        if not owner_url:
            flask_migrate.upgrade()
        settle()
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    return app


@pytest.fixture(scope="session")
def on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    folder = tmp_path_factory.mktemp("sqlite")
    app = found(settings(folder))
    file, kept = folder / "kaimen.db", folder / "kept.db"
    shutil.copy(file, kept)
    owner = create_engine(f"sqlite:///{file}")

    def reset() -> None:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
        owner.dispose()
        for rest in folder.glob("kaimen.db-*"):
            rest.unlink()
        shutil.copy(kept, file)

    yield Database("sqlite", app, owner, reset)
    owner.dispose()


@pytest.fixture(scope="session")
def on_postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    server = postgres.start()
    try:
        folder = tmp_path_factory.mktemp("postgresql")
        app = found({**settings(folder), "DATABASE_URL": server.app}, server.owner)
        owner = create_engine(server.owner)
        server.keep()

        def reset() -> None:
            with app.app_context():
                db.session.remove()
                db.engine.dispose()
            server.restore()

        yield Database("postgresql", app, owner, reset)
        with app.app_context():
            db.engine.dispose()
        owner.dispose()
    finally:
        server.stop()


# one worker prepares the one, another the other
ON_SQLITE, ON_POSTGRESQL = (
    pytest.mark.xdist_group(f"models on {kind}") for kind in ("sqlite", "postgresql")
)
BOTH = [
    pytest.param("sqlite", marks=ON_SQLITE),
    pytest.param("postgresql", marks=ON_POSTGRESQL),
]


@pytest.fixture(params=BOTH)
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """The county as it was on that morning, on each of the two databases."""
    database: Database = request.getfixturevalue(f"on_{request.param}")
    database.reset()
    yield database
    with database.app.app_context():
        db.session.remove()
        look = present._presents.pop(db.engine, None)  # the file is put back beneath it
        if look is not None:
            present._close(look._free)
        db.engine.dispose()


# ---- a matter's way, step by step, for tests that begin somewhere on it --------------------------


def registered(
    kind: MatterKind = MatterKind.OPINION, lead: str = "县交通运输局", seats: tuple[int, ...] = (1,)
) -> Matter:
    opinions = [Opinion.give(card(seat), "路灯不亮", f"opinion of {seat}") for seat in seats]
    return Matter.register(
        account("supervisor1"),
        kind=kind,
        title="修好路灯",
        way=Way.ROUTE,
        lead=unit(lead),
        sources=opinions,
    )


class Writers:
    """Processes of their own that write to the same database (worker.py)."""

    def __init__(self, database: Database) -> None:
        self.acknowledged: dict[str, int] = {}  # name and number, as the writers said
        self.nursery = subprocess.Popen(
            [sys.executable, "-m", "tests.models.worker"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._tell(json.dumps(database.config))

    def start(self, task: str, count: int) -> int:
        """A writer's process id."""
        self._tell(f"start {task} {count}")
        return int(self._until("started")[0])

    def hear(self) -> None:
        """Wait until one of them says that something was written."""
        before = len(self.acknowledged)
        while len(self.acknowledged) == before:
            self._hear()

    def wait(self) -> list[int]:
        """How they ended: 0, or less the signal."""
        self._tell("wait")
        return [int(code) for code in self._until("ended")]

    def stop(self) -> None:
        self.nursery.communicate(timeout=30)

    def _tell(self, line: str) -> None:
        assert self.nursery.stdin is not None
        self.nursery.stdin.write(line + "\n")
        self.nursery.stdin.flush()

    def _hear(self) -> tuple[str, list[str]]:
        assert self.nursery.stdout is not None
        word, *rest = self.nursery.stdout.readline().split()
        if word == "wrote":
            self.acknowledged[rest[0]] = int(rest[1])
        return word, rest

    def _until(self, answer: str) -> list[str]:
        while True:
            word, rest = self._hear()
            if word == answer:
                return rest


@pytest.fixture
def writers(database: Database) -> Iterator[Writers]:
    writers = Writers(database)
    yield writers
    writers.stop()
