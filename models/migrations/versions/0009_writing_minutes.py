"""Minutes block by block: edits and conflicts, statements and promises, signing and corrections."""

import json
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


ADDED = {
    "agenda_item": ("edited",),
    "agenda_quote": ("is_within_text",),
    "attendance": ("edited", "version"),
    "decision": ("edited", "version"),
    "meeting": ("revision", "correction_reason", "edited"),
    "minutes": ("signed_name",),
}


def _set_guards_aside() -> None:
    """They speak of columns that come or go, and SQLite renames no table under such a trigger;
    each run of the migrations creates them anew."""
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        named = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'guard_%'"
        for name in connection.execute(sa.text(named)).scalars().all():
            op.execute(f"DROP TRIGGER {name}")
    else:
        for table in (*ADDED, "decision_unit"):
            op.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")


def _set_guards_back() -> None:
    if op.get_bind().dialect.name != "sqlite":
        for table in (*ADDED, "decision_unit"):
            op.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def upgrade() -> None:
    _set_guards_aside()
    op.create_table(
        "phrase",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_phrase_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phrase")),
    )
    with op.batch_alter_table("phrase", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_phrase_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "presence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("block", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_presence_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_presence_meeting_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_presence")),
        sa.UniqueConstraint(
            "meeting_id", "account_id", name=op.f("uq_presence_meeting_id_account_id")
        ),
    )
    op.create_table(
        "conflict",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("minutes_id", sa.Integer(), nullable=False),
        sa.Column("block", sa.String(length=32), nullable=False),
        sa.Column("field", sa.String(length=32), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("edit", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_conflict_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["minutes_id"], ["minutes.id"], name=op.f("fk_conflict_minutes_id")
        ),
        sa.ForeignKeyConstraint(
            ["settled_by_id"], ["account.id"], name=op.f("fk_conflict_settled_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflict")),
    )
    with op.batch_alter_table("conflict", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_conflict_minutes_id"), ["minutes_id"], unique=False)

    op.create_table(
        "edit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("minutes_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("block", sa.String(length=32), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "added",
                "written",
                "moved",
                "removed",
                "restored",
                "sent",
                name="editkind",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("state", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("client_id", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_edit_account_id")),
        sa.ForeignKeyConstraint(["minutes_id"], ["minutes.id"], name=op.f("fk_edit_minutes_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edit")),
        sa.UniqueConstraint("minutes_id", "client_id", name=op.f("uq_edit_minutes_id_client_id")),
        sa.UniqueConstraint("minutes_id", "number", name=op.f("uq_edit_minutes_id_number")),
    )
    with op.batch_alter_table("edit", schema=None) as batch_op:
        batch_op.create_index("ix_edit_minutes_id_block", ["minutes_id", "block"], unique=False)

    op.create_table(
        "agenda_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("mime", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["added_by_id"], ["account.id"], name=op.f("fk_agenda_file_added_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_item.id"], name=op.f("fk_agenda_file_item_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_file")),
    )
    with op.batch_alter_table("agenda_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agenda_file_item_id"), ["item_id"], unique=False)

    op.create_table(
        "attendance_item",
        sa.Column("attendance_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attendance_id"], ["attendance.id"], name=op.f("fk_attendance_item_attendance_id")
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_item.id"], name=op.f("fk_attendance_item_item_id")
        ),
        sa.PrimaryKeyConstraint("attendance_id", "item_id", name=op.f("pk_attendance_item")),
    )
    op.create_table(
        "pledge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("speaker", sa.String(length=80), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("promise_id", sa.Integer(), nullable=True),
        sa.Column("matter_id", sa.Integer(), nullable=True),
        sa.Column("root_id", sa.Integer(), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("edited", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_item.id"], name=op.f("fk_pledge_item_id")),
        sa.ForeignKeyConstraint(["matter_id"], ["matter.id"], name=op.f("fk_pledge_matter_id")),
        sa.ForeignKeyConstraint(["promise_id"], ["promise.id"], name=op.f("fk_pledge_promise_id")),
        sa.ForeignKeyConstraint(["root_id"], ["pledge.id"], name=op.f("fk_pledge_root_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_pledge_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pledge")),
    )
    with op.batch_alter_table("pledge", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pledge_item_id"), ["item_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_pledge_matter_id"), ["matter_id"], unique=False)

    op.create_table(
        "statement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("speaker", sa.String(length=80), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("card_id", sa.Integer(), nullable=True),
        sa.Column("question_id", sa.Integer(), nullable=True),
        sa.Column("opinion_id", sa.Integer(), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("edited", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["card_id"], ["card.id"], name=op.f("fk_statement_card_id")),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_item.id"], name=op.f("fk_statement_item_id")),
        sa.ForeignKeyConstraint(
            ["opinion_id"], ["opinion.id"], name=op.f("fk_statement_opinion_id")
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_statement_question_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement")),
    )
    with op.batch_alter_table("statement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_statement_card_id"), ["card_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_statement_item_id"), ["item_id"], unique=False)

    op.create_table(
        "statement_review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("card_id", sa.Integer(), nullable=False),
        sa.Column(
            "finding",
            sa.Enum("confirmed", "objected", name="finding", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("seen", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["card_id"], ["card.id"], name=op.f("fk_statement_review_card_id")),
        sa.ForeignKeyConstraint(
            ["settled_by_id"], ["account.id"], name=op.f("fk_statement_review_settled_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name=op.f("fk_statement_review_statement_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement_review")),
    )
    with op.batch_alter_table("statement_review", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_statement_review_statement_id"), ["statement_id"], unique=False
        )

    with op.batch_alter_table("agenda_item", schema=None) as batch_op:
        batch_op.add_column(sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("edited", sa.Integer(), nullable=False, server_default="0"))

    with op.batch_alter_table("agenda_quote", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("is_within_text", sa.Boolean(), nullable=False, server_default=sa.true())
        )

    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.add_column(sa.Column("arrived_at", sa.Time(), nullable=True))
        batch_op.add_column(sa.Column("left_at", sa.Time(), nullable=True))
        batch_op.add_column(sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("edited", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))

    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.add_column(sa.Column("root_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("edited", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
        batch_op.drop_constraint(batch_op.f("uq_decision_matter_id"), type_="unique")
        batch_op.create_index(batch_op.f("ix_decision_matter_id"), ["matter_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_decision_root_id"), "decision", ["root_id"], ["id"]
        )

    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.add_column(sa.Column("revision", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("corrects_id", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("correction_reason", sa.Text(), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("edited", sa.Integer(), nullable=False, server_default="0"))
        batch_op.drop_constraint(batch_op.f("uq_meeting_kind_year_number"), type_="unique")
        batch_op.drop_constraint(batch_op.f("uq_meeting_stop_id"), type_="unique")
        batch_op.create_unique_constraint(batch_op.f("uq_meeting_corrects_id"), ["corrects_id"])
        batch_op.create_unique_constraint(
            batch_op.f("uq_meeting_kind_year_number_revision"),
            ["kind", "year", "number", "revision"],
        )
        batch_op.create_unique_constraint(
            batch_op.f("uq_meeting_stop_id_revision"), ["stop_id", "revision"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_meeting_corrects_id"), "meeting", ["corrects_id"], ["id"]
        )

    with op.batch_alter_table("minutes", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reviewed_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("signed_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("signed_name", sa.String(length=40), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("signed_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("keyed_by_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_minutes_keyed_by_id"), "account", ["keyed_by_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_minutes_reviewed_by_id"), "account", ["reviewed_by_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_minutes_signed_by_id"), "account", ["signed_by_id"], ["id"]
        )
    for table, names in ADDED.items():  # they served the rows that were there
        with op.batch_alter_table(table, schema=None) as batch_op:
            for name in names:
                batch_op.alter_column(name, server_default=None)
    _write_first_edits()
    _set_guards_back()


def _write_first_edits() -> None:
    """What was written before edits were kept is where they begin: each block as it is now."""
    connection = op.get_bind()
    rows = connection.execute(sa.text("SELECT id, meeting_id, drafted_by_id FROM minutes")).all()
    for minutes, meeting, account in rows:
        series = {"series": f"edit:{minutes}"}
        counted = sa.text("SELECT last FROM counter WHERE series = :series")
        before = connection.execute(counted, series).scalar()  # of a migration that was undone
        number = before or 0
        for table, key, state in _blocks(connection, minutes, meeting):
            number += 1
            connection.execute(
                sa.text(
                    "INSERT INTO edit (minutes_id, number, block, kind, state, at, account_id)"
                    " VALUES (:minutes, :number, :block, 'added', :state, :at, :account)"
                ).bindparams(sa.bindparam("at", type_=sa.DateTime(timezone=True))),
                {
                    "minutes": minutes,
                    "number": number,
                    "block": f"{'item' if table == 'agenda_item' else table}:{key}",
                    "state": json.dumps(state, ensure_ascii=False),
                    "at": datetime.now(UTC),
                    "account": account,
                },
            )
            connection.execute(
                sa.text(f"UPDATE {table} SET edited = :number WHERE id = :key"),
                {"number": number, "key": key},
            )
        counting = (
            "INSERT INTO counter (series, last) VALUES (:series, :last)"
            if before is None
            else "UPDATE counter SET last = :last WHERE series = :series"
        )
        connection.execute(sa.text(counting), series | {"last": number})


def _blocks(connection: Any, minutes: int, meeting: int) -> list[tuple[str, int, dict[str, Any]]]:
    def read(sql: str, key: int) -> list[dict[str, Any]]:
        return [dict(row._mapping) for row in connection.execute(sa.text(sql), {"key": key})]

    live = {"removed": False}
    found = []
    for row in read("SELECT * FROM meeting WHERE id = :key", meeting):
        state = {name: row[name] for name in ("title", "place", "chair_name", "chair_title")}
        state |= {"held_at": _moment(row["held_at"])} | live
        found.append(("meeting", row["id"], state))
    for row in read("SELECT * FROM attendance WHERE meeting_id = :key ORDER BY id", meeting):
        names = ("kind", "name", "unit", "title", "position")
        state = {name: row[name] for name in names} | {"arrived_at": None, "left_at": None}
        found.append(("attendance", row["id"], state | {"items": []} | live))
    for row in read("SELECT * FROM agenda_item WHERE minutes_id = :key ORDER BY id", minutes):
        state = {name: row[name] for name in ("title", "reporter", "said", "position")}
        found.append(("agenda_item", row["id"], state | live))
        for each in read("SELECT * FROM decision WHERE item_id = :key ORDER BY id", row["id"]):
            helps = "SELECT unit_id FROM decision_unit WHERE decision_id = :key ORDER BY unit_id"
            state = {
                "text": each["text"],
                "lead": each["lead_id"],
                "assisting": [unit["unit_id"] for unit in read(helps, each["id"])],
                "due_on": str(each["due_on"]) if each["due_on"] else None,
                "position": each["position"],
                "item": row["id"],
            }
            found.append(("decision", each["id"], state | live))
    return found


def _moment(value: Any) -> str:
    """SQLite gives it as text, in UTC."""
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return str(moment.isoformat())


def downgrade() -> None:
    """Statements and promises of minutes had no place before; their text is gone with it."""
    _set_guards_aside()
    op.execute("UPDATE minutes SET state = 'submitted' WHERE state IN ('reviewed', 'signed')")
    op.execute(
        "DELETE FROM decision_unit WHERE decision_id IN"
        " (SELECT id FROM decision WHERE removed_at IS NOT NULL)"
    )
    for table in ("decision", "attendance"):
        op.execute(f"DELETE FROM {table} WHERE removed_at IS NOT NULL")
    with op.batch_alter_table("minutes", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_minutes_signed_by_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_minutes_reviewed_by_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_minutes_keyed_by_id"), type_="foreignkey")
        batch_op.drop_column("keyed_by_id")
        batch_op.drop_column("signed_at")
        batch_op.drop_column("signed_on")
        batch_op.drop_column("signed_name")
        batch_op.drop_column("signed_by_id")
        batch_op.drop_column("reviewed_at")
        batch_op.drop_column("reviewed_by_id")

    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_meeting_corrects_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("uq_meeting_stop_id_revision"), type_="unique")
        batch_op.drop_constraint(batch_op.f("uq_meeting_kind_year_number_revision"), type_="unique")
        batch_op.drop_constraint(batch_op.f("uq_meeting_corrects_id"), type_="unique")
        batch_op.create_unique_constraint(batch_op.f("uq_meeting_stop_id"), ["stop_id"])
        batch_op.create_unique_constraint(
            batch_op.f("uq_meeting_kind_year_number"), ["kind", "year", "number"]
        )
        batch_op.drop_column("edited")
        batch_op.drop_column("correction_reason")
        batch_op.drop_column("corrects_id")
        batch_op.drop_column("revision")

    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_decision_root_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_decision_matter_id"))
        batch_op.create_unique_constraint(batch_op.f("uq_decision_matter_id"), ["matter_id"])
        batch_op.drop_column("version")
        batch_op.drop_column("edited")
        batch_op.drop_column("removed_at")
        batch_op.drop_column("root_id")

    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.drop_column("version")
        batch_op.drop_column("edited")
        batch_op.drop_column("removed_at")
        batch_op.drop_column("left_at")
        batch_op.drop_column("arrived_at")

    with op.batch_alter_table("agenda_quote", schema=None) as batch_op:
        batch_op.drop_column("is_within_text")

    with op.batch_alter_table("agenda_item", schema=None) as batch_op:
        batch_op.drop_column("edited")
        batch_op.drop_column("removed_at")

    with op.batch_alter_table("statement_review", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_statement_review_statement_id"))

    op.drop_table("statement_review")
    with op.batch_alter_table("statement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_statement_item_id"))
        batch_op.drop_index(batch_op.f("ix_statement_card_id"))

    op.drop_table("statement")
    with op.batch_alter_table("pledge", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pledge_matter_id"))
        batch_op.drop_index(batch_op.f("ix_pledge_item_id"))

    op.drop_table("pledge")
    op.drop_table("attendance_item")
    with op.batch_alter_table("agenda_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agenda_file_item_id"))

    op.drop_table("agenda_file")
    with op.batch_alter_table("edit", schema=None) as batch_op:
        batch_op.drop_index("ix_edit_minutes_id_block")

    op.drop_table("edit")
    with op.batch_alter_table("conflict", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_conflict_minutes_id"))

    op.drop_table("conflict")
    op.drop_table("presence")
    with op.batch_alter_table("phrase", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_phrase_unit_id"))

    op.drop_table("phrase")
    _set_guards_back()
