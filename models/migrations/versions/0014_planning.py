"""Planning a visit: travel and telephones of stops, materials to be printed, files of disclosures,
the county's own page and the directory of its bodies."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


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
    with op.batch_alter_table("stop", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("telephone_sealed", sa.String(length=300), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("travel", sa.Integer(), nullable=True))
    with op.batch_alter_table("material", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("is_planned", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("stop", schema=None) as batch_op:  # they served the rows there
        batch_op.alter_column("telephone_sealed", server_default=None)
    with op.batch_alter_table("material", schema=None) as batch_op:
        batch_op.alter_column("is_planned", server_default=None)

    op.create_table(
        "disclosure_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("disclosure_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("mime", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["added_by_id"], ["account.id"], name=op.f("fk_disclosure_file_added_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["disclosure_id"], ["disclosure.id"], name=op.f("fk_disclosure_file_disclosure_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosure_file")),
        sa.UniqueConstraint("key", name=op.f("uq_disclosure_file_key")),
    )
    with op.batch_alter_table("disclosure_file", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_disclosure_file_disclosure_id"), ["disclosure_id"], unique=False
        )

    op.create_table(
        "profile",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=80), nullable=False),
        sa.Column("kept_by_id", sa.Integer(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["kept_by_id"], ["account.id"], name=op.f("fk_profile_kept_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile")),
    )
    op.create_table(
        "directory_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("setup", sa.Text(), nullable=False),
        sa.Column("duties", sa.Text(), nullable=False),
        sa.Column("window", sa.String(length=120), nullable=False),
        sa.Column("telephone", sa.String(length=40), nullable=False),
        sa.Column("kept_by_id", sa.Integer(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_directory_entry_unit_id")),
        sa.ForeignKeyConstraint(
            ["kept_by_id"], ["account.id"], name=op.f("fk_directory_entry_kept_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_directory_entry")),
        sa.UniqueConstraint("unit_id", name=op.f("uq_directory_entry_unit_id")),
    )


def downgrade() -> None:
    _set_guards_aside()
    op.drop_table("directory_entry")
    op.drop_table("profile")
    op.drop_table("disclosure_file")
    with op.batch_alter_table("material", schema=None) as batch_op:
        batch_op.drop_column("is_planned")
    with op.batch_alter_table("stop", schema=None) as batch_op:
        batch_op.drop_column("travel")
        batch_op.drop_column("telephone_sealed")
