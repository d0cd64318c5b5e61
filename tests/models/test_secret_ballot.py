"""A round of 31 ballots, and whoever has everything that is left of it: the database's files, its
log, the program's log, a backup, and the order in which people were seen to vote.

Beside the real tables stands a naive one, written in the same transactions: the attacker joins it
without effort, so it would join the real ones if anything in them told the order.
"""

import logging
import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import func, select, text

from app import configure_models
from models import (
    AgeGroup,
    AppraisalChannel,
    AppraisalLevel,
    AuditEvent,
    Ballot,
    Card,
    Envelope,
    Evaluation,
    Marks,
    Remark,
    Representative,
    Sex,
    Voter,
    ballot_key,
    db,
)
from models.ballot import hand_in
from models.counting import close
from tests.models.conftest import SEATS, Database, account, card, unit, visit

VOTERS = 31
CHANCE = 8  # right guesses of 31: one is expected, and more than eight come once in a million
LINKED = 25
RELATED = 0.8  # correlation of two orders: four and a half deviations of chance
NAIVE = "naive_ballot"
LEVELS = list(AppraisalLevel)


def remark_of(seat: int) -> str:
    return f"这是附言{seat:02}号所写"


def sample_of(seat: int) -> str:
    return f"这是样票{seat:02}号所写"


class Observed:
    """A round that was held under the attacker's eyes."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database, self.folder = database, folder
        configure_models(database.app.config)  # another app may have been made since
        self.order = random.Random(31).sample(range(1, VOTERS + 1), VOTERS)  # seen in the room
        self.snapshots: list[set[bytes]] = []  # of the box, after each hand-in
        self.log_sizes: list[int] = []
        self._prepare()
        for seat in self.order:
            self._vote(seat)
        self.before = self.everything()
        self.key = next((self.data / "ballot-keys").glob("*.key")).read_bytes()
        with database.writing():
            close(self._round(), account("organiser"))
        self.after = self.everything()

    @property
    def data(self) -> Path:
        return Path(self.database.app.config["DATA_DIR"])

    @staticmethod
    def _round() -> Evaluation:
        return db.session.scalars(select(Evaluation)).one()

    def _prepare(self) -> None:
        with self.database.owner.begin() as owner:
            owner.execute(text(f"DROP TABLE IF EXISTS {NAIVE}"))
            owner.execute(text(f"CREATE TABLE {NAIVE} (id varchar(32) PRIMARY KEY, text text)"))
        self.database.owner.dispose()
        with self.database.writing():
            person = Representative.enrol(
                "system", name="代表31", sex=Sex.MALE, age_group=AgeGroup.OLDER, town="曹坪镇",
                walk="务工",
            )  # fmt: skip
            assert VOTERS == SEATS + 1
            Card.issue(visit(), person, VOTERS, "system", f"{VOTERS:08}")
            evaluation = Evaluation.prepare(visit(), account("organiser"))
            evaluation.appraise(account("organiser"), [unit("县供电公司")])
            evaluation.open(account("organiser"))

    def _vote(self, seat: int) -> None:
        """Each thinks differently, so that a ballot that is found is known again."""
        with self.database.writing():
            evaluation = self._round()
            level = {
                one.id: LEVELS[(seat + place) % 4]
                for place, one in enumerate(evaluation.dimensions)
            }
            marks = Marks(level, AppraisalChannel.ERRAND, remark_of(seat))
            hand_in(evaluation, card(seat), {evaluation.appraised[0].id: marks})
            db.session.execute(
                text(f"INSERT INTO {NAIVE} (id, text) VALUES (:id, :text)"),
                {"id": random.randbytes(16).hex(), "text": sample_of(seat)},
            )
        with self.database.at():
            self.snapshots.append(set(db.session.scalars(select(Envelope.sealed))))
        wal = self.data / "kaimen.db-wal"
        self.log_sizes.append(wal.stat().st_size if wal.exists() else 0)

    # ---- what there is to be read ------------------------------------------------------------

    def everything(self) -> bytes:
        """Every byte of the database, its log, the program's data and log, and a backup."""
        files = [*self.backup(), *self._of_the_server(), *self._of_the_program()]
        return b"".join(path.read_bytes() for path in files)

    def backup(self) -> list[Path]:
        copy = self.folder / "copy.db"
        if self.database.kind == "postgresql":
            with psycopg.connect(self._plain_url()) as source, copy.open("wb") as file:
                for table in ("voter", "envelope", "ballot", "remark", NAIVE):
                    with source.cursor().copy(f"COPY {table} TO STDOUT".encode()) as dump:
                        file.writelines(dump)
        else:
            here, there = (sqlite3.connect(path) for path in (self.data / "kaimen.db", copy))
            with closing(here), closing(there):
                here.backup(there)
        return [copy]

    def _plain_url(self) -> str:
        url = self.database.owner.url.set(drivername="postgresql")
        return url.render_as_string(hide_password=False)

    def _of_the_program(self) -> Iterator[Path]:
        yield from sorted(path for path in self.data.rglob("*") if path.is_file())
        yield self.folder / "log"

    def _of_the_server(self) -> list[Path]:
        """The tables' files and the write-ahead log of a PostgreSQL on this machine."""
        host = str(self.database.owner.url.query.get("host", ""))
        if self.database.kind != "postgresql" or not host.startswith("/"):
            return []
        admin = self.database.owner.url.set(
            drivername="postgresql", username="postgres", password=None
        )
        with psycopg.connect(admin.render_as_string(), autocommit=True) as connection:
            connection.execute("CHECKPOINT")
        data = Path(host) / "data"
        tables = sorted((data / "base").rglob("*"))
        return [path for path in [*tables, *sorted((data / "pg_wal").glob("0*"))] if path.is_file()]

    # ---- the attacks: each is an order of the ballots' texts ---------------------------------

    def attacks(self, table: str, marker: Callable[[int], str]) -> Iterator[tuple[str, list[int]]]:
        seats = {marker(seat): seat for seat in range(1, VOTERS + 1)}
        for name, order in self._orders():
            with self.database.owner.connect() as connection:
                found = connection.execute(text(f"SELECT text FROM {table} {order}")).scalars()
                yield name, [seats[one] for one in found]
        if self.database.kind == "sqlite" or self._of_the_server():
            for name, find in (("first", bytes.find), ("last", bytes.rfind)):
                at = {seat: find(self.after, said.encode()) for said, seat in seats.items()}
                if min(at.values()) >= 0:
                    yield f"{name} offset", sorted(at, key=at.__getitem__)

    def _orders(self) -> list[tuple[str, str]]:
        plain = [("as it lies", ""), ("by id", "ORDER BY id")]
        if self.database.kind == "sqlite":
            return plain
        return [*plain, ("by place", "ORDER BY ctid"), ("by writer", "ORDER BY xmin::text::bigint")]

    def success(self, table: str, marker: Callable[[int], str]) -> tuple[int, float]:
        """The best of all attacks, either way round: right guesses, and how alike the orders."""
        best, alike = 0, 0.0
        for _name, order in self.attacks(table, marker):
            for guess in (order, order[::-1]):
                best = max(best, sum(map(int.__eq__, guess, self.order)))
                alike = max(alike, correlation(guess, self.order))
        return best, alike


def correlation(one: list[int], other: list[int]) -> float:
    """Spearman's: 1 for the same order, about 0 for two that have nothing to do with each other."""
    places = {seat: place for place, seat in enumerate(other)}
    squares = sum((place - places[seat]) ** 2 for place, seat in enumerate(one))
    return 1 - 6 * squares / (VOTERS * (VOTERS**2 - 1))


@pytest.fixture
def observed(database: Database, tmp_path: Path) -> Iterator[Observed]:
    """Everything that the program could be told to log is logged, statements included."""
    handler = logging.FileHandler(tmp_path / "log")
    loggers = [logging.getLogger(), logging.getLogger("sqlalchemy.engine")]
    before = [one.level for one in loggers]
    loggers[0].setLevel(logging.DEBUG)
    loggers[1].setLevel(logging.INFO)
    loggers[0].addHandler(handler)
    try:
        yield Observed(database, tmp_path)
    finally:
        loggers[0].removeHandler(handler)
        handler.close()
        for one, level in zip(loggers, before, strict=True):
            one.setLevel(level)
        with database.app.app_context():
            db.session.remove()
            db.engine.dispose()
        with database.owner.begin() as owner:
            owner.execute(text(f"DROP TABLE {NAIVE}"))
        database.owner.dispose()


def test_whoever_has_the_whole_disk_joins_no_voter_to_a_ballot(observed: Observed) -> None:
    guessed, alike = observed.success(NAIVE, sample_of)
    assert guessed >= LINKED and alike > 0.9, "an attacker who fails here proves nothing"
    guessed, alike = observed.success("remark", remark_of)
    assert guessed <= CHANCE and alike < RELATED
    _ticks_tell_no_order(observed)
    _nothing_was_to_be_read_before_the_end(observed)
    _the_key_is_nowhere(observed)
    _no_snapshot_helps(observed)
    _nothing_else_tells(observed)
    if observed.database.kind == "sqlite":
        _sqlite_keeps_nothing(observed)


def _ticks_tell_no_order(observed: Observed) -> None:
    """Of what was ticked only kinds of ballots can be known again: four of them here."""

    def kind(levels: dict[str, str]) -> str:
        return next(iter(dict(sorted(levels.items())).values()))

    expected = [LEVELS[seat % 4].value for seat in observed.order]
    with observed.database.at():
        lying = [kind(levels) for levels in db.session.scalars(select(Ballot.levels))]
    assert sorted(lying) == sorted(expected)
    for guess in (lying, lying[::-1]):
        assert sum(map(str.__eq__, guess, expected)) < 22  # about eight by chance


def _nothing_was_to_be_read_before_the_end(observed: Observed) -> None:
    for seat in observed.order:
        assert remark_of(seat).encode() not in observed.before
        assert sample_of(seat).encode() in observed.before


def _the_key_is_nowhere(observed: Observed) -> None:
    assert observed.key in observed.before and observed.key not in observed.after
    assert not list((observed.data / "ballot-keys").iterdir())


def _no_snapshot_helps(observed: Observed) -> None:
    """Not even a copy of the box after each hand-in: all are alike, and none is ever the same."""
    sizes = {len(sealed) for snapshot in observed.snapshots for sealed in snapshot}
    assert len(sizes) == 1
    assert [len(snapshot) for snapshot in observed.snapshots] == list(range(1, VOTERS + 1))
    assert len(set().union(*observed.snapshots)) == VOTERS * (VOTERS + 1) // 2


def _nothing_else_tells(observed: Observed) -> None:
    columns = {column.name for model in (Ballot, Remark, Envelope) for column in
               model.__table__.columns}  # fmt: skip
    assert not columns & {column.name for column in Voter.__table__.columns} - {"evaluation_id"}
    with observed.database.at():
        told = select(func.count()).select_from(AuditEvent)
        assert not db.session.scalar(told.where(AuditEvent.actor.like("card:%")))
        assert db.session.scalar(select(func.count()).select_from(Voter)) == VOTERS
        if observed.database.kind == "postgresql":
            writers = db.session.execute(text("SELECT count(DISTINCT xmin::text) FROM voter"))
            assert writers.scalar() == 1


def _sqlite_keeps_nothing(observed: Observed) -> None:
    assert set(observed.log_sizes) == {0}
    file = (observed.data / "kaimen.db").read_bytes()
    for seat in observed.order:  # the row itself, and no dead one
        assert file.count(remark_of(seat).encode()) == 1
    with observed.database.at(), pytest.raises(Exception, match="no such column"):
        db.session.execute(text("SELECT rowid FROM voter"))


def test_a_reader_holds_up_the_cutting_of_the_log_but_no_hand_in(on_sqlite: Database) -> None:
    on_sqlite.reset()
    configure_models(on_sqlite.app.config)
    with on_sqlite.writing():
        evaluation = Evaluation.prepare(visit(), account("organiser"))
        evaluation.appraise(account("organiser"), [unit("县供电公司")])
        evaluation.open(account("organiser"))
    wal = Path(on_sqlite.app.config["DATA_DIR"]) / "kaimen.db-wal"
    reader = sqlite3.connect(wal.with_name("kaimen.db"))
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM voter").fetchone()
    _one_votes(on_sqlite, 1)
    assert wal.stat().st_size > 0
    reader.close()
    _one_votes(on_sqlite, 2)
    assert wal.stat().st_size == 0


def _one_votes(database: Database, seat: int) -> None:
    with database.writing():
        evaluation = db.session.scalars(select(Evaluation)).one()
        one, dimension = evaluation.appraised[0], evaluation.dimensions[0]
        hand_in(evaluation, card(seat), {one.id: Marks({dimension.id: LEVELS[0]})})


def test_a_lost_key_loses_the_ballots_and_nothing_else(database: Database) -> None:
    configure_models(database.app.config)
    with database.writing():
        evaluation = Evaluation.prepare(visit(), account("organiser"))
        evaluation.appraise(account("organiser"), [unit("县供电公司")])
        evaluation.open(account("organiser"))
    _one_votes(database, 1)
    keys = Path(database.app.config["DATA_DIR"]) / "ballot-keys"
    shutil.rmtree(keys)
    keys.mkdir()
    with pytest.raises(Exception, match="票箱钥匙不在"):
        _one_votes(database, 2)
    with database.writing():
        db.session.scalars(select(Evaluation)).one().void(account("organiser"), "钥匙丢了")
    assert not ballot_key.exists(1)
