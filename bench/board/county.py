"""The county of the bench: matters by the thousand, written by plain SQL past the models, as their
own code would have left them."""

from datetime import date, datetime, time, timedelta
from typing import Any

import flask_migrate
from flask import Flask
from sqlalchemy import (
    BindParameter,
    Boolean,
    Connection,
    Date,
    Integer,
    String,
    bindparam,
    insert,
    select,
    text,
)

from models import (
    Account,
    AuthSession,
    EntryKind,
    Matter,
    MatterState,
    Role,
    Round,
    Tally,
    TitleWord,
    Unit,
    UnitKind,
    begin_writing,
    clock,
    db,
    guards,
    secret,
    working_calendar,
)
from models.base import Moment
from models.board import DEEPEST
from models.lit import NEVER, Days
from models.terms import OPEN_STATES
from models.words import pairs

UNITS, VISITS = 40, 10
# What lies open at a time follows the county's work and its deadlines, not the size of its archive.
OPEN = 400
CHUNK = 10_000
WHERE = ("乾佑镇", "营盘镇", "下梁镇", "凤凰镇", "小岭镇", "杏坪镇", "红岩寺镇", "曹坪镇")
WHAT = ("村口路灯", "便民桥护栏", "农网台区", "饮水管道", "班车末班", "排水边沟", "垃圾斗")
TODO = ("修复", "改造", "延长", "清理", "增设", "公示", "加固", "疏通", "改线", "扩容", "更换")
SOUGHT = "路灯"

MATTERS = """
    INSERT INTO matter (id, year, number, kind, state, way, title, requirement, lead_id,
        registered_at, changed_at, closed_at, near_from, slow_from, over_from, lit_from, sorts_on,
        version)
    SELECT :id + n, :year, :number + n, 'opinion', :state, 'route', {title}, '',
        :unit + n % {units}, :at, :at, :closed, :near, :slow, :over, :lit, :sorts, 1
    FROM bench_number WHERE n <= :count"""
PARTS = (
    """INSERT INTO round (id, matter_id, number, reason, days, opened_at, moved_at, started_on,
        due_on, first_due_on, reported_at, passed_at, replied_at, draft, result)
    SELECT id, id, 1, '受理', 7, registered_at, changed_at, :started, :due, :due,
        CASE WHEN state IN ('reported', 'replied', 'closed') THEN changed_at END,
        CASE WHEN state IN ('replied', 'closed') THEN changed_at END,
        CASE WHEN state IN ('replied', 'closed') THEN changed_at END, '',
        CASE WHEN state IN ('reported', 'replied', 'closed') THEN 'solved' END
    FROM matter WHERE id > :id AND id <= :id + :count""",
    """INSERT INTO assignment (id, round_id, unit_id, is_lead, assigned_at, signed_at)
    SELECT id, id, lead_id, :yes, registered_at, changed_at
    FROM matter WHERE id > :id AND id <= :id + :count""",
    *(
        f"""INSERT INTO gate (id, round_id, kind, state, evidence)
        SELECT 2 * id + {place}, id, '{kind}',
            CASE WHEN state IN ('replied', 'closed') THEN 'passed' ELSE 'open' END, ''
        FROM matter WHERE id > :id AND id <= :id + :count"""
        for place, kind in enumerate(("clarified", "rectified"))
    ),
)


def found(app: Flask, matters: int, with_words: bool, open_: int = OPEN) -> str:
    """Migrate and fill the database; the session cookie of a supervisor. Words of titles take
    longest, and only a search reads them."""
    with app.app_context():
        flask_migrate.upgrade()
        units = [
            Unit.found(f"县第{number}局", UnitKind.DEPARTMENT, "system")
            for number in range(1, UNITS + 1)
        ]
        by = Account.open(
            login="supervisor", name="督查员", role=Role.SUPERVISOR, unit=units[0],
            password=secret.new_token(), by="system",
        )  # fmt: skip
        db.session.commit()
        cookie, first = _cookie(app, by), units[0].id
        db.session.commit()
        db.session.remove()  # it would go on seeing the county as it is now
        with db.engine.begin() as connection:
            _set_guards_aside(connection)
            _fill(connection, matters, first, open_)
            guards.install(connection)
        db.session.remove()  # it read the calendar meanwhile
        begin_writing()
        if with_words:
            _index()
        Tally.recount()
        db.session.commit()
        db.session.execute(text("ANALYZE"))
        db.session.commit()
        db.session.remove()
        db.engine.dispose()  # the last connection folds the write-ahead log into the file
    return cookie


def change(app: Flask, matter_id: int) -> None:
    """One act on one matter: whoever looks on next sees another board."""
    with app.app_context():
        begin_writing()
        db.session.get_one(Matter, matter_id).did(EntryKind.PROGRESS, "system", "已进场")
        db.session.commit()


def shown(matters: int, turn: int) -> int:
    """A matter whose card is on the board, and another at each turn: of those in hand, the most
    urgent, when there are so many in all."""
    each = min(matters, OPEN) // len(OPEN_STATES)
    before = OPEN_STATES.index(MatterState.HANDLING) * each
    return max(0, matters - OPEN) + before + 1 + turn % min(each, DEEPEST)


def depth(app: Flask, rows: int) -> str:
    """Where the page of the list begins that comes after so many matters."""
    with app.app_context():
        order = (Matter.year.desc(), Matter.number.desc())
        found = select(Matter.year, Matter.number).order_by(*order).offset(rows - 1).limit(1)
        year, number = db.session.execute(found).one()
        return f"{year}_{number}"


def _cookie(app: Flask, account: Account) -> str:
    """What the browser holds after signing in, made as the app makes it."""
    signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    name = app.session_interface.get_cookie_name(app)
    told = {"_user_id": AuthSession.start(account), "csrf_token": secret.new_token()}
    return f"{name}={signer.dumps(told)}"


def _set_guards_aside(connection: Connection) -> None:
    """A matter begins as registered and is closed by two persons; here it is born closed."""
    for guard in guards.GUARDS:
        if guard.table in {"matter", "round", "gate", "assignment"}:
            on = f" ON {guard.table}" if connection.dialect.name == "postgresql" else ""
            connection.execute(text(f"DROP TRIGGER {guard.name}{on}"))


def _fill(connection: Connection, matters: int, unit: int, open_: int) -> None:
    connection.execute(text("CREATE TEMPORARY TABLE bench_number (n INTEGER PRIMARY KEY)"))
    numbers = [{"n": number} for number in range(1, CHUNK + 1)]
    connection.execute(text("INSERT INTO bench_number VALUES (:n)"), numbers)
    today, calendar = clock.today(), working_calendar()
    archived = max(0, matters - open_)
    per_year = -(-archived // VISITS)
    done = 0
    while done < archived:
        count = min(CHUNK, archived - done, per_year - done % per_year)
        year = today.year - VISITS + done // per_year
        day = date(year, 1 + done % 12, 10)
        _write(
            connection, done, count, year, done % per_year, unit, MatterState.CLOSED, day, Days()
        )
        done += count
    number = 0
    each = -(-min(matters, open_) // 40)  # five states, eight deadlines
    for state in OPEN_STATES:
        for place in range(8):
            count = min(each, matters - done)
            due = calendar.after(today, place + 1) if place > 1 else today - timedelta(3 - place)
            lit = _lit(state, due, calendar)
            _write(connection, done, count, today.year, number, unit, state, due, lit)
            done, number = done + count, number + count
    if connection.dialect.name == "postgresql":
        for table in ("matter", "round", "assignment", "gate"):
            last = f"(SELECT max(id) FROM {table})"
            connection.execute(text(f"SELECT setval('{table}_id_seq', {last})"))


def _lit(state: MatterState, due: date, calendar: Any) -> Days:
    round_ = Round(due_on=due, moved_at=clock.now(), reported_at=clock.now(), assignments=[])
    round_.passed_at = clock.now() if state is MatterState.REPLIED else None
    return Days.of(round_, state, calendar)


def _write(
    connection: Connection,
    after: int,
    count: int,
    year: int,
    number: int,
    unit: int,
    state: MatterState,
    due: date,
    lit: Days,
) -> None:
    is_closed = state is MatterState.CLOSED
    at = datetime.combine(due, time(9), clock.SHANGHAI) if is_closed else clock.now()
    days = lit.columns()
    asked = {
        "id": after, "number": number, "count": count, "year": year, "unit": unit,
        "state": state.value, "at": at, "closed": at if is_closed else None,
        "near": days["near_from"], "slow": days["slow_from"], "over": days["over_from"],
        "lit": days["lit_from"], "sorts": NEVER if is_closed else due,
    }  # fmt: skip
    matter = MATTERS.format(title=_title(), units=UNITS)
    connection.execute(text(matter).bindparams(*_typed(asked)), asked)
    told = {"id": after, "count": count, "due": due, "started": due - timedelta(9), "yes": True}
    for part in PARTS:
        used = {name: value for name, value in told.items() if f":{name}" in part}
        connection.execute(text(part).bindparams(*_typed(used)), used)


def _typed(values: dict[str, Any]) -> list[BindParameter[Any]]:
    """As the columns hold them, also where there is none: PostgreSQL would guess by the value."""
    kinds: dict[str, Any] = dict.fromkeys(("near", "slow", "over", "lit", "sorts"), Date())
    kinds |= {"due": Date(), "started": Date(), "at": Moment(), "closed": Moment()}
    kinds |= {"yes": Boolean(), "state": String()}
    return [bindparam(name, type_=kinds.get(name, Integer())) for name in values]


def _title() -> str:
    """SQL: one of many titles, a dozen characters long."""
    choices = zip((WHERE, WHAT, TODO), (len(WHERE), len(WHAT), len(TODO)), strict=True)
    return " || ".join(
        f"CASE n % {count} "
        + " ".join(f"WHEN {place} THEN '{word}'" for place, word in enumerate(words))
        + " END"
        for words, count in choices
    )


def _index() -> None:
    rows = db.session.execute(select(Matter.id, Matter.title)).all()
    for begin in range(0, len(rows), CHUNK):
        words = [
            {"word": word, "matter_id": key}
            for key, title in rows[begin : begin + CHUNK]
            for word in pairs(title)
        ]
        db.session.execute(insert(TitleWord), words)
