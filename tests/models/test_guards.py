"""SQL that comes past the models, as the app's own database user: what the database refuses."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

import flask_migrate
import pytest
from sqlalchemy import select, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DatabaseError

from models import (
    Account,
    AuditEvent,
    Closing,
    GateKind,
    Level,
    Matter,
    MatterKind,
    Rating,
    Reply,
    Report,
    ReportGate,
    Result,
    SignOff,
    audit,
    db,
)
from tests.models.conftest import (
    BOTH,
    ON_POSTGRESQL,
    ON_SQLITE,
    THAT_DAY,
    Database,
    account,
    card,
    registered,
    unit,
)

LATER = THAT_DAY + timedelta(days=1)
MONTHS_LATER = datetime(2013, 9, 2, 9)
OFFICE = "县政府办公室"
HANDLERS = {"县交通运输局": "transport", OFFICE: "clerk"}

# ---- matters that stand at every point of their way ----------------------------------------------


def report_done(matter: Matter, result: Result = Result.SOLVED) -> Matter:
    handler = account(HANDLERS[matter.lead.name])
    if matter.state == "registered":
        matter.assign(account("supervisor1"))
    if matter.state == "assigned":
        matter.sign(handler)
    matter.report(handler, "已修好", result, date(2014, 1, 1))
    return matter


def passed(matter: Matter, result: Result = Result.SOLVED) -> Matter:
    report_done(matter, result)
    for gate in matter.gates:
        gate.pass_(account("supervisor1"), "现场看过")
    db.session.flush()
    return matter


def replied(matter: Matter, result: Result = Result.SOLVED) -> Matter:
    passed(matter, result)
    Reply.send(matter, account("supervisor1"), "已修好")
    db.session.flush()
    return matter


def rated(matter: Matter, level: Level = Level.SATISFIED, result: Result = Result.SOLVED) -> Matter:
    replied(matter, result)
    Rating.give(matter.askers[0], matter.askers[0].card, level, "还不行")
    return matter


def disputed(matter: Matter) -> Matter:
    return rated(rated(matter, Level.DISSATISFIED), Level.DISSATISFIED)


def proposed(matter: Matter) -> Matter:
    Closing.propose(rated(matter), account("supervisor1"))
    return matter


def closed(matter: Matter) -> Matter:
    Closing.propose(rated(matter), account("supervisor1")).confirm(account("supervisor2"))
    return matter


def signed_off(matter: Matter) -> Matter:
    SignOff.give(disputed(matter), account("leader1"), "已尽力")
    return matter


I = MatterKind.INSPECTION  # noqa: E741
STAGES: dict[str, Callable[[int], Matter]] = {
    "registered": lambda seat: registered(seats=(seat,)),
    "reported": lambda seat: report_done(registered(seats=(seat,))),
    "own": lambda seat: report_done(registered(lead=OFFICE, seats=(seat,))),
    "inspection": lambda seat: report_done(registered(I, seats=(seat,))),
    "passed": lambda seat: passed(registered(seats=(seat,))),
    "replied": lambda seat: replied(registered(seats=(seat,))),
    "planned": lambda seat: rated(registered(seats=(seat,)), result=Result.PLANNED),
    "second": lambda seat: rated(registered(I, seats=(seat,)), Level.DISSATISFIED),
    "disputed": lambda seat: disputed(registered(seats=(seat,))),
    "proposed": lambda seat: proposed(registered(seats=(seat,))),
    "signed_off": lambda seat: signed_off(registered(seats=(seat,))),
    "closed": lambda seat: closed(registered(seats=(seat,))),
}


def answered_report() -> Report:
    report, _ = Report.give(card(30), "收了礼", "a report")
    one, two = report.investigators[:2]
    for gate in report.gates:
        gate.waive(one, "查无此事")
        db.session.flush()
        gate.confirm_waiver(two)
    report.answer(one, "经核查不属实")
    return report


class County:
    """A database with a matter at each stage, and the numbers to speak of them in SQL."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.names: dict[str, Any] = {"now": "'2013-06-21 09:00:00+00:00'"}
        if database.kind == "sqlite":
            self.names["now"] = "'2013-06-21 09:00:00.000000'"
        database.reset()
        for seat, (stage, make) in enumerate(STAGES.items(), 1):
            with database.writing(LATER):
                matter = make(seat)
                found = {
                    "": matter.id,
                    "_round": matter.round.id,
                    "_gate": matter.gates[0].id,
                    "_asker": matter.askers[0].id,
                }
                self.names |= {stage + name: number for name, number in found.items()}
        with database.writing(LATER):
            report = answered_report()
            hex_ = report.id.hex if database.kind == "sqlite" else str(report.id)
            self.names["report"] = f"'{hex_}'"
        with database.writing(MONTHS_LATER):
            report = db.session.scalars(select(Report)).one()
            report.propose_closing(report.investigators[0])
        with database.at():
            self.names |= {each.login: each.id for each in db.session.scalars(select(Account))}
            self.names |= {name: unit(name).id for name in ("县交通运输局", "县水务局", OFFICE)}

    def sql(self, statement: str) -> str:
        return statement.format(**self.names)

    def refuses(self, *statements: str) -> bool:
        """Whether one of them at least is refused, and nothing of the guarded is closed."""
        with self.database.raw() as connection:
            try:
                for statement in statements:
                    connection.execute(text(self.sql(statement).replace(":", r"\:")))
            except DatabaseError:
                return True
            return not self.anything_closed(connection)

    def anything_closed(self, connection: Connection) -> bool:
        known = self.names["closed"]
        matters = f"SELECT count(*) FROM matter WHERE state = 'closed' AND id <> {known}"
        reports = "SELECT count(*) FROM report WHERE state = 'closed'"
        return any(connection.scalar(text(sql)) for sql in (matters, reports))


@pytest.fixture(scope="module", params=BOTH)
def county(request: pytest.FixtureRequest) -> Iterator[County]:
    database: Database = request.getfixturevalue(f"on_{request.param}")
    yield County(database)
    with database.app.app_context():
        db.session.remove()
        db.engine.dispose()


# ---- 销号 ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("stage", [stage for stage in STAGES if stage != "closed"])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE matter SET state = 'closed' WHERE id = {id}",
        "UPDATE matter SET state = 'closed', closed_at = {now} WHERE id = {id}",
        "UPDATE matter SET closed_at = {now} WHERE id = {id}",
        "UPDATE matter SET state = 'closed', closed_at = '2099-01-01 00:00:00' WHERE id = {id}",
    ],
)
def test_no_update_closes_a_matter(county: County, stage: str, statement: str) -> None:
    with county.database.raw() as connection, pytest.raises(DatabaseError):
        connection.execute(text(statement.format(id=county.names[stage], now=county.names["now"])))


NEW_MATTER = (
    "INTO matter (id, year, number, kind, state, way, title, requirement, lead_id,"
    " registered_at, changed_at, closed_at, version) VALUES"
)
CLOSED_ROW = "2013, {number}, 'opinion', 'closed', 'route', '路灯', '', {县交通运输局},"
CLOSED_ROW += " {now}, {now}, {now}, 1)"


@pytest.mark.parametrize(
    "statement",
    [
        f"INSERT {NEW_MATTER} (9999, " + CLOSED_ROW.replace("{number}", "9999"),
        f"INSERT {NEW_MATTER} ({{reported}}, "
        + CLOSED_ROW.replace("{number}", "9999")
        + " ON CONFLICT (id) DO UPDATE SET state = 'closed', closed_at = {now}",
        f"INSERT {NEW_MATTER} ({{reported}}, "
        + CLOSED_ROW.replace("{number}", "9999")
        .replace("'closed'", "'registered'")
        .replace("{now}, 1", "NULL, 1")
        + " ON CONFLICT (id) DO UPDATE SET state = 'closed', closed_at = {now}",
        "INSERT INTO matter SELECT * FROM matter WHERE id = {closed}",
    ],
)
def test_no_insert_brings_a_closed_matter(county: County, statement: str) -> None:
    assert county.refuses(statement)


# What would prepare the ground. Each is refused for itself.
PREPARATIONS = [
    # one's identity, and what belongs to it
    "UPDATE matter SET id = 9999 WHERE id = {reported}",
    "UPDATE matter SET kind = 'opinion' WHERE id = {inspection}",
    "UPDATE matter SET number = 9999 WHERE id = {reported}",
    "UPDATE matter SET lead_id = {县水务局} WHERE id = {disputed}",
    "UPDATE matter SET title = '改写' WHERE id = {closed}",
    "UPDATE matter SET state = 'reported', closed_at = NULL WHERE id = {closed}",
    "UPDATE round SET id = 9999 WHERE id = {reported_round}",
    "UPDATE round SET matter_id = {reported} WHERE id = {passed_round}",
    "UPDATE round SET number = number + 1 WHERE id = {passed_round}",
    "UPDATE round SET result = 'solved' WHERE id = {planned_round}",
    "UPDATE round SET passed_at = NULL WHERE id = {passed_round}",
    "UPDATE round SET reported_at = '2013-06-01 00:00:00' WHERE id = {passed_round}",
    "UPDATE round SET first_due_on = '2014-01-01' WHERE id = {passed_round}",
    "UPDATE round SET draft = '改写' WHERE id = {closed_round}",
    "INSERT INTO round (matter_id, number, reason, opened_at, moved_at, passed_at, draft, result)"
    " VALUES ({second}, 3, '', {now}, {now}, {now}, '', 'solved')",
    "INSERT INTO round (matter_id, number, reason, opened_at, moved_at, draft)"
    " VALUES ({second}, 0, '', {now}, {now}, '')",
    "INSERT INTO round (matter_id, number, reason, opened_at, moved_at, draft)"
    " VALUES ({closed}, 2, '', {now}, {now}, '')",
    # gates
    "UPDATE gate SET id = 9999 WHERE id = {reported_gate}",
    "UPDATE gate SET round_id = {passed_round} WHERE id = {reported_gate}",
    "UPDATE gate SET kind = 'dealt_with' WHERE id = {reported_gate}",
    "UPDATE gate SET state = 'passed' WHERE id = {reported_gate}",
    "UPDATE gate SET state = 'waived' WHERE id = {reported_gate}",
    "UPDATE gate SET state = 'passed', signer_id = {transport}, signed_at = {now},"
    " evidence = '看过' WHERE id = {reported_gate}",
    "UPDATE gate SET state = 'passed', signer_id = {supervisor1}, signed_at = {now},"
    " evidence = '看过' WHERE id = {own_gate}",
    "UPDATE gate SET state = 'passed', signer_id = {supervisor1}, signed_at = {now},"
    " evidence = '' WHERE id = {reported_gate}",
    "UPDATE gate SET state = 'passed', signer_id = 9999, signed_at = {now},"
    " evidence = '看过' WHERE id = {reported_gate}",
    "UPDATE gate SET state = 'open', signer_id = NULL WHERE id = {passed_gate}",
    "UPDATE gate SET evidence = '改写' WHERE id = {passed_gate}",
    "INSERT INTO gate (round_id, kind, state, evidence) VALUES ({reported_round}, 'dealt_with',"
    " 'passed', '看过')",
    "INSERT INTO gate (round_id, kind, state, evidence, signer_id) VALUES ({reported_round},"
    " 'dealt_with', 'open', '看过', {transport})",
    # who handles it
    "UPDATE assignment SET returned_at = {now} WHERE round_id = {reported_round}",
    "UPDATE assignment SET unit_id = {县水务局} WHERE round_id = {reported_round}",
    "UPDATE assignment SET round_id = {own_round} WHERE round_id = {reported_round}",
    "UPDATE assignment SET is_lead = NOT is_lead WHERE round_id = {reported_round}",
    f"INSERT INTO assignment (round_id, unit_id, is_lead) SELECT {{passed_round}}, {{{OFFICE}}},"
    " is_lead FROM assignment",
    f"UPDATE unit SET kind = 'department' WHERE id = {{{OFFICE}}}",
    # askers, replies, ratings
    "UPDATE asker SET matter_id = {closed} WHERE id = {replied_asker}",
    "UPDATE asker SET id = 9999 WHERE id = {registered_asker}",
    "INSERT INTO asker (matter_id, card_id) SELECT {closed}, max(id) FROM card",
    "UPDATE reply SET at = '2013-01-01 00:00:00' WHERE round_id = {replied_round}",
    "UPDATE reply SET round_id = {passed_round} WHERE round_id = {replied_round}",
    "INSERT INTO reply (asker_id, round_id, text, result, at, by_id) VALUES ({reported_asker},"
    " {reported_round}, '好', 'solved', {now}, {supervisor1})",
    "INSERT INTO reply (asker_id, round_id, text, result, at, by_id) VALUES ({passed_asker},"
    " {passed_round}, '好', 'solved', '2013-01-01 00:00:00', {supervisor1})",
    "INSERT INTO reply (asker_id, round_id, text, result, at, by_id) VALUES ({reported_asker},"
    " {passed_round}, '好', 'solved', {now}, {supervisor1})",
    "INSERT INTO rating (asker_id, round_id, level, words, at, caller, telephone)"
    " VALUES ({passed_asker}, {passed_round}, 'satisfied', '', {now}, '', '')",
    "INSERT INTO rating (asker_id, round_id, level, words, at, caller, telephone)"
    " VALUES ({proposed_asker}, {proposed_round}, 'satisfied', '', {now}, '', '')",
    "UPDATE rating SET level = 'satisfied'",
    # 销号 and 签批
    "INSERT INTO closing (matter_id, round_id, proposed_by_id, proposed_at, refusal,"
    " confirmed_by_id, confirmed_at) VALUES ({replied}, {replied_round}, {supervisor1}, {now}, '',"
    " {supervisor2}, {now})",
    "UPDATE closing SET confirmed_by_id = proposed_by_id, confirmed_at = {now}"
    " WHERE matter_id = {proposed}",
    "UPDATE closing SET confirmed_by_id = {transport}, confirmed_at = {now}"
    " WHERE matter_id = {proposed}",
    "UPDATE closing SET matter_id = {replied}, round_id = {replied_round}"
    " WHERE matter_id = {proposed}",
    "UPDATE closing SET proposed_by_id = {supervisor2} WHERE matter_id = {proposed}",
    "INSERT INTO sign_off (matter_id, round_id, leader_id, at, reasons)"
    " VALUES ({replied}, {replied_round}, {leader1}, {now}, '好')",
    "INSERT INTO sign_off (matter_id, round_id, leader_id, at, reasons)"
    " VALUES ({disputed}, {disputed_round}, {leader2}, {now}, '好')",
    "INSERT INTO sign_off (matter_id, round_id, leader_id, at, reasons)"
    " VALUES ({disputed}, {replied_round}, {leader1}, {now}, '好')",
    "UPDATE sign_off SET reasons = '改写'",
    # history
    "UPDATE entry SET text = '改写'",
    "UPDATE entry SET is_internal = NOT is_internal",
    "UPDATE audit_event SET actor = 'system' WHERE id = 1",
    "UPDATE audit_event SET id = id + 1000",
    "UPDATE audit_head SET last = last - 1",
    "UPDATE counter SET last = last - 1",
    "UPDATE counter SET series = series || 'x'",
    # 监督举报
    "UPDATE report SET state = 'closed' WHERE id = {report}",
    "UPDATE report SET round = round - 1 WHERE id = {report}",
    "UPDATE report SET sealed = 'x', receipt = 'x' WHERE id = {report}",
    "UPDATE report_gate SET state = 'open' WHERE report_id = {report}",
    "UPDATE report_gate SET kind = 'other' WHERE report_id = {report}",
    "UPDATE report_entry SET sealed = 'x' WHERE report_id = {report}",
    "UPDATE report_entry SET kind = 'close' WHERE report_id = {report}",
    "UPDATE report_investigator SET account_id = {supervisor1} WHERE report_id = {report}",
    "INSERT INTO report_gate (report_id, round, kind, position, state, evidence_sealed)"
    " VALUES ({report}, 2, 'clarified', 0, 'passed', 'x')",
    "INSERT INTO report (id, client_id, visit_id, receipt, sealed, state, round, version)"
    " SELECT '00000000000000000000000000000001', 'x', visit_id, 'x', sealed, 'closed', 1, 1"
    " FROM report",
    # one investigator's word for two
    "INSERT INTO report_entry (report_id, number, round, kind, account_id, sealed, hash) SELECT"
    " report_id, number + 1, round, 'close', account_id, sealed, hash FROM report_entry"
    " WHERE kind = 'propose_closing'; UPDATE report SET state = 'closed'",
]


@pytest.mark.parametrize("statement", PREPARATIONS)
def test_nothing_prepares_a_closing(county: County, statement: str) -> None:
    if county.database.kind == "postgresql":  # what its types would refuse anyway
        statement = statement.replace("'2013-06-01 00:00:00'", "timestamptz '2013-06-01 00:00'")
    with county.database.raw() as connection, pytest.raises(DatabaseError) as refusal:
        for part in county.sql(statement).split("; "):
            connection.execute(text(part.replace(":", r"\:")))
    assert any(0x4E00 <= ord(sign) < 0x9FFF for sign in str(refusal.value.orig)), refusal.value


def guarded_tables() -> list[str]:
    from models.guards import GUARDS

    return sorted(guard.table for guard in GUARDS if guard.event == "DELETE")


@pytest.mark.parametrize("table", guarded_tables())
def test_no_record_can_be_deleted(county: County, table: str) -> None:
    with county.database.raw() as connection:
        if not connection.scalar(text(f"SELECT count(*) FROM {table}")):
            return  # nothing of the kind in this county
        with pytest.raises(DatabaseError):
            connection.execute(text(f"DELETE FROM {table}"))


def forged_round(county: County, kinds: list[str]) -> list[str]:
    """A third round of the inspection, every row of it written by hand."""
    last = "(SELECT max(id) FROM round)"
    gates = [
        f"INSERT INTO gate (round_id, kind, state, evidence) VALUES ({last}, '{kind}', 'open', '')"
        for kind in kinds
    ]
    answer = "INSERT INTO {} (asker_id, round_id, {}, at, {}) VALUES ({{second_asker}}, " + last
    return [
        "INSERT INTO round (matter_id, number, reason, opened_at, moved_at, draft)"
        " VALUES ({second}, 3, '', {now}, {now}, '')",
        f"INSERT INTO assignment (round_id, unit_id, is_lead) SELECT {last}, unit_id, is_lead"
        " FROM assignment WHERE round_id = {second_round}",
        *gates,
        "UPDATE matter SET state = 'reported' WHERE id = {second}",
        "UPDATE gate SET state = 'passed', signer_id = {supervisor1}, signed_at = {now},"
        f" evidence = '看过' WHERE round_id = {last}",
        "UPDATE round SET passed_at = {now}, reported_at = {now}, result = 'solved'"
        f" WHERE id = {last}",
        answer.format("reply", "text, result", "by_id") + ", '好', 'solved', {now}, {supervisor1})",
        "UPDATE matter SET state = 'replied' WHERE id = {second}",
        answer.format("rating", "level, words", "caller, telephone")
        + ", 'satisfied', '', {now}, '', '')",
        "INSERT INTO closing (matter_id, round_id, proposed_by_id, proposed_at, refusal)"
        f" VALUES ({{second}}, {last}, {{supervisor1}}, {{now}}, '')",
        "UPDATE closing SET confirmed_by_id = {supervisor2}, confirmed_at = {now}"
        " WHERE matter_id = {second}",
        "UPDATE matter SET state = 'closed', closed_at = {now} WHERE id = {second}",
    ]


ALL_FOUR = [kind.value for kind in GateKind]


@pytest.mark.parametrize(
    "kinds", [[], ALL_FOUR[:1], ALL_FOUR[:2], ALL_FOUR[:3], ["clarified", "rectified", "a", "b"]]
)
def test_a_forged_round_with_fewer_gates_is_refused(county: County, kinds: list[str]) -> None:
    *before, closing = forged_round(county, kinds)
    with county.database.raw() as connection:
        for statement in before:
            connection.execute(text(county.sql(statement).replace(":", r"\:")))
        with pytest.raises(DatabaseError):
            connection.execute(text(county.sql(closing).replace(":", r"\:")))


def test_a_story_forged_in_full_is_missing_from_the_audit_chain(county: County) -> None:
    """The app's user can write every row the app can; nobody can write it into the chain unseen."""
    with county.database.raw() as connection:
        for statement in forged_round(county, ALL_FOUR):
            connection.execute(text(county.sql(statement).replace(":", r"\:")))
        told = "SELECT count(*) FROM audit_event WHERE action = 'matter.close' AND subject ="
        told += county.sql(" 'matter:{second}'").replace(":", r"\:")
        assert county.anything_closed(connection)
        assert connection.scalar(text(told)) == 0


# ---- SQLite's own ways ---------------------------------------------------------------------------


@pytest.fixture
def sqlite(on_sqlite: Database) -> Iterator[County]:
    yield County(on_sqlite)
    with on_sqlite.app.app_context():
        db.session.remove()
        db.engine.dispose()


@ON_SQLITE
def test_sqlites_replace_slips_past_no_guard(sqlite: County) -> None:
    """Not even with recursive triggers and foreign keys switched off."""
    tables = [table for table in guarded_tables() if table not in {"counter", "attachment"}]
    unguarded = {"extension", "question", "opinion", "promise"}  # they carry no gate and no word
    for off in (False, True):
        with sqlite.database.app.app_context(), db.engine.connect() as connection:
            if off:
                connection.exec_driver_sql("PRAGMA recursive_triggers = OFF")
                connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
            for table in tables:
                if off and table in unguarded:
                    continue
                if not connection.scalar(text(f"SELECT count(*) FROM {table}")):
                    continue
                with pytest.raises(DatabaseError):
                    connection.execute(text(f"REPLACE INTO {table} SELECT * FROM {table}"))
            connection.rollback()
            connection.invalidate()  # its settings are not for others


@ON_SQLITE
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE OR REPLACE matter SET state = 'closed', closed_at = {now} WHERE id = {reported}",
        "UPDATE OR IGNORE matter SET state = 'closed', closed_at = {now} WHERE id = {reported}",
        "UPDATE OR FAIL matter SET state = 'closed', closed_at = {now} WHERE id = {reported}",
        "UPDATE OR REPLACE matter SET number = 1 WHERE id = {passed}",
        "UPDATE OR REPLACE gate SET round_id = {reported_round} WHERE round_id = {passed_round}",
        "UPDATE OR REPLACE gate SET id = {reported_gate} WHERE id = {passed_gate}",
        "UPDATE OR REPLACE audit_event SET id = 1 WHERE id = 2",
        f"INSERT OR REPLACE {NEW_MATTER} ({{reported}}, " + CLOSED_ROW.replace("{number}", "9999"),
        f"INSERT OR REPLACE {NEW_MATTER} (9999, " + CLOSED_ROW.replace("{number}", "1"),
        f"INSERT OR IGNORE {NEW_MATTER} (9999, " + CLOSED_ROW.replace("{number}", "9999"),
    ],
)
def test_sqlites_conflict_clauses_close_nothing(sqlite: County, statement: str) -> None:
    for setting in ("ON", "OFF"):
        with sqlite.database.app.app_context(), db.engine.connect() as connection:
            connection.exec_driver_sql(f"PRAGMA recursive_triggers = {setting}")
            count = "SELECT count(*) FROM matter UNION ALL SELECT count(*) FROM gate"
            before = connection.scalars(text(count)).all()
            with pytest.raises(DatabaseError):
                connection.execute(text(sqlite.sql(statement).replace(":", r"\:")))
            assert not sqlite.anything_closed(connection)
            assert connection.scalars(text(count)).all() == before
            connection.rollback()
            connection.invalidate()


def test_a_temporary_table_deceives_no_guard(county: County) -> None:
    for table in ("gate", "round", "closing", "asker"):
        assert county.refuses(
            f"CREATE TEMPORARY TABLE {table} AS SELECT * FROM {table} WHERE 1 = 0",
            "UPDATE matter SET state = 'closed', closed_at = {now} WHERE id = {passed}",
        )
    with county.database.raw() as connection:  # a whole world of its own
        for table in ("round", "gate", "closing", "asker", "reply", "rating", "assignment"):
            rows = county.sql(f"SELECT * FROM {table}")
            connection.execute(text(f"CREATE TEMPORARY TABLE t_{table} AS {rows}"))
            connection.execute(text(f"ALTER TABLE t_{table} RENAME TO {table}"))
        connection.execute(text("UPDATE gate SET state = 'passed'"))
        connection.execute(text("UPDATE round SET passed_at = opened_at, result = 'solved'"))
        connection.execute(text("DELETE FROM asker"))
        target = "main.matter" if county.database.kind == "sqlite" else "public.matter"
        with pytest.raises(DatabaseError):
            connection.execute(
                text(
                    county.sql(
                        f"UPDATE {target} SET state = 'closed', closed_at = {{now}}"
                        " WHERE id = {reported}"
                    ).replace(":", r"\:")
                )
            )


@ON_SQLITE
def test_the_owner_of_sqlites_file_can_drop_a_guard_until_the_next_migration(
    sqlite: County,
) -> None:
    """What SQLite cannot stop. The file belongs to the app's user; see docs for its protection."""
    database, one = (
        sqlite.database,
        sqlite.sql("UPDATE matter SET title = '改' WHERE id = {closed}"),
    )
    with database.app.app_context():
        with db.engine.begin() as connection:
            connection.execute(text("DROP TRIGGER guard_matter_update"))
        with db.engine.begin() as connection:
            connection.execute(text(one))
        flask_migrate.upgrade()
        with pytest.raises(DatabaseError), db.engine.begin() as connection:
            connection.execute(text(one))


# ---- PostgreSQL's own ways -----------------------------------------------------------------------


@pytest.fixture
def postgresql(on_postgresql: Database) -> Iterator[Database]:
    on_postgresql.reset()
    yield on_postgresql


@ON_POSTGRESQL
@pytest.mark.parametrize(
    "statement",
    [
        "DROP TRIGGER guard_matter_update ON matter",
        "ALTER TABLE matter DISABLE TRIGGER guard_matter_update",
        "ALTER TABLE matter DISABLE TRIGGER ALL",
        "ALTER TABLE gate DISABLE TRIGGER USER",
        "ALTER TABLE matter OWNER TO CURRENT_USER",
        "ALTER TABLE matter RENAME TO other",
        "DROP TABLE gate",
        "TRUNCATE audit_event",
        "TRUNCATE gate",
        "TRUNCATE matter CASCADE",
        "SET session_replication_role = replica",
        "SET SESSION AUTHORIZATION postgres",
        "DROP FUNCTION guard_matter_update() CASCADE",
        "CREATE OR REPLACE FUNCTION guard_matter_update() RETURNS trigger LANGUAGE plpgsql"
        " AS $$ BEGIN RETURN NEW; END $$",
        "ALTER FUNCTION guard_matter_update() SET search_path = pg_temp",
        "CREATE FUNCTION public.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE TABLE public.t (a int)",
        "CREATE RULE r AS ON DELETE TO gate DO INSTEAD NOTHING",
        "UPDATE pg_trigger SET tgenabled = 'D'",
        "CREATE EXTENSION plpython3u",
        "COPY gate FROM PROGRAM 'true'",
    ],
)
def test_the_apps_role_cannot_lift_a_guard(postgresql: Database, statement: str) -> None:
    with postgresql.raw() as connection, pytest.raises(DatabaseError):
        connection.exec_driver_sql(statement)


@ON_POSTGRESQL
def test_the_guards_look_nowhere_but_at_the_real_tables(postgresql: Database) -> None:
    loose = (
        "SELECT p.proname FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid"
        " WHERE NOT t.tgisinternal AND (p.proconfig IS NULL"
        " OR NOT 'search_path=public, pg_temp' = ANY (p.proconfig))"
    )
    with postgresql.raw() as connection:
        assert connection.scalars(text(loose)).all() == []
        assert connection.scalar(text("SELECT count(*) FROM pg_trigger")) > 30


# ---- the audit chain -----------------------------------------------------------------------------


def freed(database: Database) -> None:
    """Whoever owns the tables takes the guards off."""
    with database.owner.begin() as connection:
        for table in ("audit_event", "audit_head"):
            if database.kind == "postgresql":
                connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
                continue
            for event in ("insert", "update", "delete"):
                connection.execute(text(f"DROP TRIGGER IF EXISTS guard_{table}_{event}"))


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE audit_event SET actor = 'account:1' WHERE id = 3",
        "UPDATE audit_event SET at = '2013-06-19 00:00:00' WHERE id = 3",
        "UPDATE audit_event SET detail = '{}' WHERE id = 1",
        "DELETE FROM audit_event WHERE id = 3",
        "DELETE FROM audit_event WHERE id = (SELECT max(id) FROM audit_event)",
        "DELETE FROM audit_event",
        "UPDATE audit_event SET id = CASE id WHEN 3 THEN 9003 ELSE 9004 END WHERE id IN (3, 4)",
        "UPDATE audit_head SET last = last + 1",
    ],
)
def test_the_chain_tells_of_every_tampering(database: Database, tampering: str) -> None:
    with database.at():
        assert list(audit.faults()) == []
        assert db.session.scalar(select(AuditEvent.id).limit(1))
    freed(database)
    with database.owner.begin() as connection:
        connection.exec_driver_sql(tampering.replace("'{}'", "'{\"a\": 1}'"))
    try:
        with database.at():
            assert list(audit.faults()) != []
    finally:
        if database.kind == "postgresql":
            with database.owner.begin() as connection:
                for table in ("audit_event", "audit_head"):
                    connection.execute(text(f"ALTER TABLE {table} ENABLE TRIGGER USER"))


def test_the_team_alone_passes_the_gates_of_a_report(county: County) -> None:
    with county.database.at():
        gate = db.session.scalars(select(ReportGate)).first()
        assert gate is not None and gate.is_done
    assert county.refuses("UPDATE report_gate SET signer_id = {supervisor1}")


def test_no_guard_takes_the_place_of_another() -> None:
    from models.guards import GUARDS

    names = [guard.name for guard in GUARDS]
    assert len(names) == len(set(names))
