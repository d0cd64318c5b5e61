"""A fresh app and database for each test, with one person for each role."""

import io
import os
import shutil
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import flask_migrate
import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject
from sqlalchemy import create_engine, select, text
from sqlalchemy.engine import Connection
from werkzeug.test import TestResponse

from app import configure_models, create_app
from blueprints.kept import Facts, Pieces
from models import (
    Account,
    AgeGroup,
    AuthSession,
    Card,
    Model,
    Principal,
    Representative,
    Role,
    Sex,
    Unit,
    UnitKind,
    Visit,
    account,
    clock,
    db,
)
from models.latest import Latest
from models.present import Remembered
from tests import postgres

HASHING = account.HASHING
account.HASHING = "pbkdf2:sha256:1"  # passwords here guard nothing, and each costs its time

for name in ("DATABASE_URL", "DATA_DIR", "SECRET_KEY", "DATA_KEY", "COUNTY_NAME"):
    os.environ.pop(name, None)  # of the shell that runs the tests


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In CI nothing may be skipped: a test that was left out has failed."""
    report = yield
    if report.skipped and os.environ.get("CI") and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
    return report


PASSWORD = "a long enough one"
DIGITS = "12345678"  # of the card of representative 07
HTMX = {"HX-Request": "true"}

OWN_UNITS = {
    Role.HANDLER: ("县交通运输局", UnitKind.DEPARTMENT),
    Role.LEADER: ("县政府", UnitKind.GOVERNMENT),
    Role.DISCIPLINE: ("县监察局", UnitKind.DISCIPLINE),
    Role.INVESTIGATOR: ("县监察局", UnitKind.DISCIPLINE),
}


def settings(folder: Path) -> dict[str, Any]:
    return {
        "KAIMEN_ENV": "test",
        "TESTING": True,
        "SECRET_KEY": "0123456789abcdef0123456789abcdef",
        "DATA_KEY": "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
        "DATA_DIR": str(folder),
    }


def people() -> None:
    """One account for each role, its login the role's value, and representative 07."""
    units: dict[str, Unit] = {}
    for role in Role:
        if role is Role.REPRESENTATIVE:
            continue
        name, kind = OWN_UNITS.get(role, ("县政府办公室", UnitKind.OFFICE))
        if name not in units:
            units[name] = Unit.found(name, kind, "system")
        Account.open(
            login=role.value,
            name=f"{role.label}甲",
            role=role,
            unit=units[name],
            password=PASSWORD,
            by="system",
        )
    visit = Visit.plan(date(2013, 6, 20), by="system")
    person = Representative.enrol(
        "system",
        name="柯玉梅",
        sex=Sex.FEMALE,
        age_group=AgeGroup.MIDDLE,
        town="下梁镇",
        walk="务农",
    )
    Card.issue(visit, person, 7, "system", DIGITS)


def fill(config: dict[str, Any]) -> None:
    """All migrations and the people."""
    app = create_app(config)
    with app.app_context():
        flask_migrate.upgrade()
        people()
        db.session.commit()
        db.session.remove()
        db.engine.dispose()  # SQLite's last connection folds the write-ahead log into the file


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A filled database: copied, not made anew."""
    folder = tmp_path_factory.mktemp("template")
    fill(settings(folder))
    return folder / "kaimen.db"


@pytest.fixture(scope="session")
def postgresql_template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[postgres.Server]:
    """The same on PostgreSQL, whose rows can be put back."""
    server = postgres.start()
    try:
        fill({**settings(tmp_path_factory.mktemp("owner")), "DATABASE_URL": server.owner})
        server.keep()
        yield server
    finally:
        server.stop()


on_sqlite, on_postgresql = (
    pytest.mark.parametrize("place", [kind], indirect=True) for kind in ("sqlite", "postgresql")
)


class Place(NamedTuple):
    """A filled database for one test, and the folder beside it."""

    kind: str
    config: dict[str, Any]  # of the app, which works with rows
    owner: str  # the URL of who may change tables and guards


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, work_folder: Path) -> Place:
    """Each test runs on both databases, but for what is about one of them (`on_sqlite`)."""
    config = settings(work_folder)
    if request.param == "sqlite":
        template: Path = request.getfixturevalue("sqlite_template")
        shutil.copy(template, work_folder / "kaimen.db")
        return Place("sqlite", config, f"sqlite:///{work_folder / 'kaimen.db'}")
    server: postgres.Server = request.getfixturevalue("postgresql_template")
    server.restore()
    return Place("postgresql", {**config, "DATABASE_URL": server.app}, server.owner)


@pytest.fixture(scope="session")
def work_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("work") / "data"


@pytest.fixture
def work_folder(work_root: Path) -> Iterator[Path]:
    """DATA_DIR: at the same path for each test, since the app is the same."""
    work_root.mkdir()
    yield work_root
    shutil.rmtree(work_root)


def past_the_guards(place: Place, *statements: str) -> None:
    """What somebody could do to the record who owns the database, and not only the app's role."""
    owner = create_engine(place.owner)
    with owner.begin() as connection:
        if place.kind == "sqlite":
            guards = "SELECT name FROM sqlite_master WHERE name LIKE 'guard_audit%'"
            for guard in connection.scalars(text(guards)).all():
                connection.execute(text(f"DROP TRIGGER {guard}"))
        else:
            _switch_guards(connection, "DISABLE")
        for statement in statements:
            connection.execute(text(statement))
        if place.kind == "postgresql":  # the next test needs them
            _switch_guards(connection, "ENABLE")
    owner.dispose()


def _switch_guards(connection: Connection, how: str) -> None:
    for table in ("audit_event", "audit_head"):
        connection.execute(text(f"ALTER TABLE {table} {how} TRIGGER USER"))


@pytest.fixture(scope="session")
def apps() -> dict[str, Flask]:
    """One for each kind of database: routes, templates and statements are compiled once."""
    return {}


@pytest.fixture
def app(place: Place, apps: dict[str, Flask]) -> Iterator[Flask]:
    """As if newly made: nothing it kept in memory is left from the test before."""
    if place.kind not in apps:
        apps[place.kind] = create_app(place.config)
    app = apps[place.kind]
    configure_models(app.config)
    config, views, extensions = dict(app.config), dict(app.view_functions), dict(app.extensions)
    for name, kept in extensions.items():
        if isinstance(kept, Remembered | Facts | Pieces | Latest):
            app.extensions[name] = type(kept)(kept.most)
    with app.app_context():
        engine = db.engines[None]
        db.engines[None] = engine.execution_options()  # equal but another, for what is kept by it
    yield app
    end_the_watcher(app)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
        db.engines[None] = engine
    for changed, before in (
        (app.config, config),
        (app.view_functions, views),
        (app.extensions, extensions),
    ):
        changed.clear()
        changed.update(before)


def end_the_watcher(app: Flask) -> None:
    """It would stay for some seconds, with a connection of a pool that is no more."""
    watcher = app.extensions.get("live")
    thread = watcher and watcher._thread
    if thread:
        watcher._needed_until = 0.0
        thread.join(10)


def person(role: Role) -> Principal:
    """The person of a role; needs an app context."""
    if role is Role.REPRESENTATIVE:
        return db.session.scalars(select(Card).order_by(Card.id)).first()
    return db.session.scalars(select(Account).filter_by(role=role).order_by(Account.id)).first()


def stored() -> str:
    """All rows, past the models: as the database holds them. Needs an app context."""
    tables = [table.name for table in Model.metadata.sorted_tables]
    rows = (row for name in tables for row in db.session.execute(text(f"SELECT * FROM {name}")))
    return "\n".join(map(str, rows))


@pytest.fixture
def client_as(app: Flask) -> Callable[[Role | None], FlaskClient]:
    """A client signed in as the person of a role; None for a stranger."""

    def client(role: Role | None) -> FlaskClient:
        client = app.test_client()
        if role is not None:
            with app.app_context():
                token = AuthSession.start(person(role))
                db.session.commit()
            with client.session_transaction() as session:
                session["_user_id"] = token
        return client

    return client


def token_of(client: FlaskClient) -> str:
    return client.get("/token").text


def post(
    client: FlaskClient, url: str, data: dict[str, Any] | None = None, **more: Any
) -> TestResponse:
    """Post as a page would: with a CSRF token of this client's session."""
    return client.post(url, data={**(data or {}), "csrf_token": token_of(client)}, **more)


def pdf(words: str) -> bytes:
    """A page of a document, with these words in what draws it."""
    document, drawn = PdfWriter(), DecodedStreamObject()
    drawn.set_data(f"% {words}".encode())
    document.add_blank_page(100, 100)[NameObject("/Contents")] = document._add_object(drawn)
    out = io.BytesIO()
    document.write(out)
    return out.getvalue()


@pytest.fixture(name="clock")
def clock_at() -> Callable[[datetime], AbstractContextManager[None]]:
    """`with clock(datetime(2013, 6, 20, 9)):` lets the clock stand, requests included."""
    return clock.at
