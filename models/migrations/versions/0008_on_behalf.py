"""What helpers enter for representatives, the import of paper forms, rehearsals."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

FROM = sa.Enum("spoken", "paper", name="enteredfrom", native_enum=False, length=32)


def _set_guards_aside() -> None:
    """They speak of columns that come or go, and SQLite renames no table under such a trigger;
    each run of the migrations creates them anew."""
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        named = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'guard_%'"
        for name in connection.execute(sa.text(named)).scalars().all():
            op.execute(f"DROP TRIGGER {name}")


def upgrade() -> None:
    _set_guards_aside()
    for table in ("question", "opinion"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column("entered_by_id", sa.Integer(), nullable=True))
            batch_op.add_column(sa.Column("entered_from", FROM, nullable=True))
            batch_op.create_foreign_key(
                batch_op.f(f"fk_{table}_entered_by_id"), "account", ["entered_by_id"], ["id"]
            )

    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("is_rehearsal", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(
            sa.Column("rehearsals", sa.Integer(), nullable=False, server_default="0")
        )
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.alter_column("is_rehearsal", server_default=None)
        batch_op.alter_column("rehearsals", server_default=None)

    op.create_table(
        "form_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("occasion", sa.String(length=40), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("known", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_form_batch_visit_id")),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_form_batch_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_batch")),
    )
    with op.batch_alter_table("form_batch", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_form_batch_visit_id"), ["visit_id"], unique=False)


def downgrade() -> None:
    _set_guards_aside()
    op.drop_table("form_batch")
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.drop_column("rehearsals")
        batch_op.drop_column("is_rehearsal")
    for table in ("opinion", "question"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_constraint(f"fk_{table}_entered_by_id", type_="foreignkey")
            batch_op.drop_column("entered_from")
            batch_op.drop_column("entered_by_id")
