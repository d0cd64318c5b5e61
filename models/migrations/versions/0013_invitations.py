"""Invitations, the open call with its draw, checking in, and the import of a roster."""

import sqlalchemy as sa
from alembic import op

from models.secret import unseal
from models.telephone import mark_of

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def _enum(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, length=32)


def _set_guards_aside() -> None:
    """SQLite renames no table while a trigger speaks of it; each run of the migrations creates
    them anew."""
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        named = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'guard_%'"
        for name in connection.execute(sa.text(named)).scalars().all():
            op.execute(f"DROP TRIGGER {name}")


def _mark_telephones() -> None:
    """So that those on the roster are recognised by their numbers."""
    connection = op.get_bind()
    table = sa.table(
        "representative",
        sa.column("id", sa.Integer),
        sa.column("telephone_sealed", sa.String),
        sa.column("telephone_mark", sa.String),
    )
    sealed = sa.select(table.c.id, table.c.telephone_sealed).where(table.c.telephone_sealed != "")
    for row in connection.execute(sealed).all():
        marked = sa.update(table).where(table.c.id == row.id)
        connection.execute(marked.values(telephone_mark=mark_of(unseal(row.telephone_sealed))))


def upgrade() -> None:
    _set_guards_aside()
    with op.batch_alter_table("representative", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("telephone_mark", sa.String(length=64), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    with op.batch_alter_table("representative", schema=None) as batch_op:
        batch_op.alter_column("telephone_mark", server_default=None)
        batch_op.alter_column("version", server_default=None)
        batch_op.create_index(batch_op.f("ix_representative_telephone_mark"), ["telephone_mark"])
    _mark_telephones()
    _create_draw()
    _create_application()
    _create_invitations()
    _create_check_in()
    _create_roster_batch()


def _create_draw() -> None:
    op.create_table(
        "draw",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(length=40), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("towns", sa.JSON(), nullable=False),
        sa.Column("walks", sa.JSON(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_online", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("code_sealed", sa.String(length=300), nullable=False),
        sa.Column("commitment", sa.String(length=64), nullable=False),
        sa.Column("state", _enum("drawstate", "open", "frozen", "drawn"), nullable=False),
        sa.Column("listing", sa.Text(), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("public_number", sa.String(length=60), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_draw_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draw")),
        sa.UniqueConstraint("visit_id", name=op.f("uq_draw_visit_id")),
        sa.UniqueConstraint("token", name=op.f("uq_draw_token")),
    )


def _create_application() -> None:
    op.create_table(
        "application",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draw_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.String(length=36), nullable=False),
        sa.Column("receipt", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("sex", _enum("sex", "female", "male"), nullable=False),
        sa.Column(
            "age_group", _enum("agegroup", "young", "middle", "older", "senior"), nullable=False
        ),
        sa.Column("town", sa.String(length=40), nullable=False),
        sa.Column("place", sa.String(length=60), nullable=False),
        sa.Column("walk", sa.String(length=40), nullable=False),
        sa.Column("is_resident", sa.Boolean(), nullable=False),
        sa.Column("telephone_sealed", sa.String(length=300), nullable=False),
        sa.Column("telephone_mark", sa.String(length=64), nullable=False),
        sa.Column("wishes", sa.JSON(), nullable=False),
        sa.Column(
            "channel", _enum("applicationchannel", "online", "paper", "on_behalf"), nullable=False
        ),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("allowed_reason", sa.String(length=200), nullable=False),
        sa.Column("allowed_by_id", sa.Integer(), nullable=True),
        sa.Column("left_out", sa.String(length=80), nullable=False),
        sa.Column("representative_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["draw_id"], ["draw.id"], name=op.f("fk_application_draw_id")),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["account.id"], name=op.f("fk_application_entered_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["allowed_by_id"], ["account.id"], name=op.f("fk_application_allowed_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["representative_id"],
            ["representative.id"],
            name=op.f("fk_application_representative_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application")),
        sa.UniqueConstraint("draw_id", "number", name=op.f("uq_application_draw_id_number")),
        sa.UniqueConstraint("draw_id", "client_id", name=op.f("uq_application_draw_id_client_id")),
        sa.UniqueConstraint("receipt", name=op.f("uq_application_receipt")),
    )
    with op.batch_alter_table("application", schema=None) as batch_op:
        batch_op.create_index(
            "ix_application_draw_id_telephone_mark", ["draw_id", "telephone_mark"], unique=False
        )


def _create_invitations() -> None:
    op.create_table(
        "invitation_plan",
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("quota", sa.Integer(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["visit_id"], ["visit.id"], name=op.f("fk_invitation_plan_visit_id")
        ),
        sa.PrimaryKeyConstraint("visit_id", name=op.f("pk_invitation_plan")),
    )
    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("representative_id", sa.Integer(), nullable=False),
        sa.Column("kind", _enum("invitationkind", "directed", "open"), nullable=False),
        sa.Column(
            "state", _enum("invitationstate", "invited", "accepted", "declined"), nullable=False
        ),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("invited_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("allowed_reason", sa.String(length=200), nullable=False),
        sa.Column("wishes", sa.JSON(), nullable=False),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_invitation_visit_id")),
        sa.ForeignKeyConstraint(
            ["representative_id"],
            ["representative.id"],
            name=op.f("fk_invitation_representative_id"),
        ),
        sa.ForeignKeyConstraint(
            ["invited_by_id"], ["account.id"], name=op.f("fk_invitation_invited_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["replaces_id"], ["invitation.id"], name=op.f("fk_invitation_replaces_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint(
            "visit_id",
            "representative_id",
            name=op.f("uq_invitation_visit_id_representative_id"),
        ),
    )
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_invitation_representative_id"), ["representative_id"], unique=False
        )


def _create_check_in() -> None:
    op.create_table(
        "check_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("card_id", sa.Integer(), nullable=False),
        sa.Column("arrival", _enum("arrival", "list", "code", "walk_in"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_check_in_visit_id")),
        sa.ForeignKeyConstraint(["card_id"], ["card.id"], name=op.f("fk_check_in_card_id")),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_check_in_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_in")),
        sa.UniqueConstraint("card_id", name=op.f("uq_check_in_card_id")),
    )
    with op.batch_alter_table("check_in", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_check_in_visit_id"), ["visit_id"], unique=False)


def _create_roster_batch() -> None:
    op.create_table(
        "roster_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("lines_sealed", sa.Text(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("known", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_roster_batch_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_batch")),
    )


def downgrade() -> None:
    _set_guards_aside()
    for table in ("roster_batch", "check_in", "invitation", "invitation_plan", "application"):
        op.drop_table(table)
    op.drop_table("draw")
    with op.batch_alter_table("representative", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_representative_telephone_mark"))
        batch_op.drop_column("version")
        batch_op.drop_column("telephone_mark")
