"""The board at any size: lights and counts kept with the matters, words of titles; matters split
and merged; what the 督查室 sets about time."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

NEVER, EVER = date(9999, 12, 31), date(2000, 1, 1)
SHANGHAI = ZoneInfo("Asia/Shanghai")
NEAR_DAYS, SLOW_DAYS = 2, 5


def _enum(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, length=32)


STATES = _enum(
    "matterstate",
    *("registered", "assigned", "handling", "reported", "replied", "closed", "merged"),
)
KINDS = _enum(
    "matterkind", "question", "opinion", "promise", "decision", "rectification", "inspection"
)


def _set_guards_aside() -> None:
    """They speak of columns that come or go, and SQLite renames no table under such a trigger;
    each run of the migrations creates them anew."""
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        named = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'guard_%'"
        for name in connection.execute(sa.text(named)).scalars().all():
            op.execute(f"DROP TRIGGER {name}")
    else:
        for table in ("matter", "asker"):
            op.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")


def _set_guards_back() -> None:
    if op.get_bind().dialect.name != "sqlite":
        for table in ("matter", "asker"):
            op.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def upgrade() -> None:
    _set_guards_aside()
    op.create_table(
        "limits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slow_days", sa.Integer(), nullable=False),
        sa.Column("days", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_limits")),
    )
    op.create_table(
        "tally",
        sa.Column("state", STATES, nullable=False),
        sa.Column("lead_id", sa.Integer(), nullable=False),
        sa.Column("kind", KINDS, nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("state", "lead_id", "kind", "visit_id", name=op.f("pk_tally")),
    )
    op.create_table(
        "title_word",
        sa.Column("word", sa.String(length=2), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["matter_id"], ["matter.id"], name=op.f("fk_title_word_matter_id")),
        sa.PrimaryKeyConstraint("word", "matter_id", name=op.f("pk_title_word")),
    )
    op.create_index("ix_title_word_matter_id", "title_word", ["matter_id"])
    with op.batch_alter_table("asker", schema=None) as batch_op:
        batch_op.add_column(sa.Column("moved_to_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_asker_moved_to_id"), "matter", ["moved_to_id"], ["id"]
        )
    with op.batch_alter_table("matter", schema=None) as batch_op:
        for name in ("merged_into_id", "split_from_id"):
            batch_op.add_column(sa.Column(name, sa.Integer(), nullable=True))
            batch_op.create_foreign_key(batch_op.f(f"fk_matter_{name}"), "matter", [name], ["id"])
            batch_op.create_index(batch_op.f(f"ix_matter_{name}"), [name], unique=False)
        for name in ("near_from", "slow_from", "over_from", "lit_from"):
            batch_op.add_column(sa.Column(name, sa.Date(), nullable=True))
        batch_op.add_column(
            sa.Column("sorts_on", sa.Date(), nullable=False, server_default=NEVER.isoformat())
        )
    with op.batch_alter_table("matter", schema=None) as batch_op:
        batch_op.alter_column("sorts_on", server_default=None)
        batch_op.create_index("ix_matter_state_sorts_on", ["state", "sorts_on", "id"])
        batch_op.create_index("ix_matter_sorts_on", ["sorts_on", "id"])
        batch_op.create_index("ix_matter_closed_at", ["closed_at", "id"])
        batch_op.create_index(
            "ix_matter_lit_from", ["lit_from", "lead_id", "state", "over_from", "slow_from"]
        )
    _fill()
    _set_guards_back()


ROUNDS = """
    SELECT m.id, m.state, m.title, r.due_on, r.moved_at, r.reworked_at, r.reported_at, r.passed_at,
        EXISTS (SELECT 1 FROM assignment a
            WHERE a.round_id = r.id AND a.returned_at IS NOT NULL) AS returned
    FROM matter m JOIN round r ON r.matter_id = m.id
        AND r.number = (SELECT max(n.number) FROM round n WHERE n.matter_id = m.id)
    ORDER BY m.id"""
LIT = """
    UPDATE matter SET near_from = :near, slow_from = :slow, over_from = :over, lit_from = :lit,
        sorts_on = :sorts WHERE id = :id"""


def _fill() -> None:
    """For what is there already."""
    connection = op.get_bind()
    working = [
        _day(day)
        for (day,) in connection.execute(
            sa.text("SELECT day FROM calendar_day WHERE is_working ORDER BY day")
        )
    ]
    for row in connection.execute(sa.text(ROUNDS)).mappings().all():
        near, slow, over = _lights(row, working)
        lit = min((day for day in (near, slow, over) if day), default=None)
        days = {"near": near, "slow": slow, "over": over, "lit": lit}
        due_on = None if row["state"] == "closed" else _day(row["due_on"])
        days["sorts"] = due_on or NEVER
        told = {name: day.isoformat() if day else None for name, day in days.items()}
        values: Any = told if connection.dialect.name == "sqlite" else days
        connection.execute(sa.text(LIT), {**values, "id": row["id"]})
        title = row["title"].lower()
        for word in {title[at : at + 2] for at in range(len(title) - 1)}:
            connection.execute(
                sa.text("INSERT INTO title_word (word, matter_id) VALUES (:word, :id)"),
                {"word": word, "id": row["id"]},
            )
    op.execute(
        "INSERT INTO tally (state, lead_id, kind, visit_id, number)"
        " SELECT state, lead_id, kind, coalesce(visit_id, 0), count(*) FROM matter"
        " GROUP BY state, lead_id, kind, coalesce(visit_id, 0)"
    )


def _lights(row: Any, working: list[date]) -> tuple[date | None, date | None, date | None]:
    """The first day of blue, yellow and red."""
    state, due = row["state"], _day(row["due_on"])
    if state == "registered" or due is None:
        late = due + timedelta(1) if due and state == "registered" else None
        return None, EVER if row["returned"] else None, late
    if state in {"replied", "closed"} or row["passed_at"]:
        return None, None, None
    if state == "reported" and row["reported_at"]:
        return None, None, EVER if _local(row["reported_at"]) > due else None
    to_due = [day for day in working if day <= due]
    moved = _local(row["moved_at"])
    since = [day for day in working if day > moved]
    slow = EVER if row["reworked_at"] else since[SLOW_DAYS - 1]
    return to_due[-NEAR_DAYS - 1], slow, due + timedelta(1)


def _day(value: Any) -> Any:
    """SQLite gives it as text."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def _local(value: Any) -> date:
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
    found: date = moment.astimezone(SHANGHAI).date()
    return found


def downgrade() -> None:
    """What was merged or split stays where it stands; its links are gone. Merged matters have no
    place before: they wait to be assigned again."""
    _set_guards_aside()
    op.execute("UPDATE matter SET state = 'registered' WHERE state = 'merged'")
    with op.batch_alter_table("matter", schema=None) as batch_op:
        for index in ("lit_from", "closed_at", "sorts_on", "state_sorts_on"):
            batch_op.drop_index(f"ix_matter_{index}")
        for name in ("split_from_id", "merged_into_id"):
            batch_op.drop_index(batch_op.f(f"ix_matter_{name}"))
            batch_op.drop_constraint(batch_op.f(f"fk_matter_{name}"), type_="foreignkey")
            batch_op.drop_column(name)
        for name in ("sorts_on", "lit_from", "over_from", "slow_from", "near_from"):
            batch_op.drop_column(name)
    with op.batch_alter_table("asker", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_asker_moved_to_id"), type_="foreignkey")
        batch_op.drop_column("moved_to_id")
    op.drop_table("title_word")
    op.drop_table("tally")
    op.drop_table("limits")
    _set_guards_back()
