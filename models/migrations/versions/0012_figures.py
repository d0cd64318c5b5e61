"""Reminders, monthly replies that were given, and ratings that came on paper or by telephone."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

LEVEL = sa.Enum(
    "over",
    "notice_late",
    "unsigned",
    "notice_unsigned",
    "slow",
    "near",
    name="reminderlevel",
    native_enum=False,
    length=32,
)
WAY = sa.Enum("hand", "post", "telephone", name="handing", native_enum=False, length=32)
SOURCE = sa.Enum("telephone", "paper", name="ratingsource", native_enum=False, length=32)


def _set_guards_aside() -> None:
    """They speak of columns that come or go, and SQLite renames no table under such a trigger;
    each run of the migrations creates them anew."""
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        named = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'guard_%'"
        for name in connection.execute(sa.text(named)).scalars().all():
            op.execute(f"DROP TRIGGER {name}")
    else:
        op.execute("ALTER TABLE rating DISABLE TRIGGER USER")


def _set_guards_back() -> None:
    if op.get_bind().dialect.name != "sqlite":
        op.execute("ALTER TABLE rating ENABLE TRIGGER USER")


def upgrade() -> None:
    _set_guards_aside()
    op.create_table(
        "reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=True),
        sa.Column("notice_id", sa.Integer(), nullable=True),
        sa.Column("level", LEVEL, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_reminder_account_id")
        ),
        sa.ForeignKeyConstraint(["matter_id"], ["matter.id"], name=op.f("fk_reminder_matter_id")),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_reminder_notice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
        sa.UniqueConstraint(
            "account_id",
            "matter_id",
            "level",
            "day",
            name=op.f("uq_reminder_account_id_matter_id_level_day"),
        ),
        sa.UniqueConstraint(
            "account_id",
            "notice_id",
            "level",
            "day",
            name=op.f("uq_reminder_account_id_notice_id_level_day"),
        ),
    )
    with op.batch_alter_table("reminder", schema=None) as batch_op:
        batch_op.create_index(
            "ix_reminder_account_id_read_at", ["account_id", "read_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_reminder_matter_id"), ["matter_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reminder_notice_id"), ["notice_id"], unique=False)

    op.create_table(
        "periodic_reply",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("representative_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("way", WAY, nullable=False),
        sa.Column("receiver", sa.String(length=40), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_periodic_reply_by_id")),
        sa.ForeignKeyConstraint(
            ["representative_id"],
            ["representative.id"],
            name=op.f("fk_periodic_reply_representative_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_periodic_reply")),
        sa.UniqueConstraint(
            "representative_id",
            "month",
            name=op.f("uq_periodic_reply_representative_id_month"),
        ),
    )
    op.create_index(
        "ix_entry_sent_back",
        "entry",
        ["matter_id"],
        unique=False,
        sqlite_where=sa.text("kind = 'send_back'"),
        postgresql_where=sa.text("kind = 'send_back'"),
    )
    with op.batch_alter_table("rating", schema=None) as batch_op:
        batch_op.add_column(sa.Column("source", SOURCE, nullable=True))
        batch_op.add_column(sa.Column("said_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE rating SET source = 'telephone', said_at = at WHERE keyed_by_id IS NOT NULL")
    _set_guards_back()


def downgrade() -> None:
    _set_guards_aside()
    with op.batch_alter_table("rating", schema=None) as batch_op:
        batch_op.drop_column("said_at")
        batch_op.drop_column("source")

    op.drop_index("ix_entry_sent_back", table_name="entry")
    op.drop_table("periodic_reply")
    with op.batch_alter_table("reminder", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reminder_notice_id"))
        batch_op.drop_index(batch_op.f("ix_reminder_matter_id"))
        batch_op.drop_index("ix_reminder_account_id_read_at")

    op.drop_table("reminder")
    _set_guards_back()
