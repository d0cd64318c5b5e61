"""The room: how the wall looks, the leader's link and notes, when a stop is to be left."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("stop", sa.Column("planned_until", sa.Time(), nullable=True))
    op.create_table(
        "wall",
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("is_dark", sa.Boolean(), nullable=False),
        sa.Column("shows_code", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_wall_visit_id")),
        sa.PrimaryKeyConstraint("visit_id", name=op.f("pk_wall")),
    )
    op.create_table(
        "leader_link",
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(length=40), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_leader_link_visit_id")),
        sa.PrimaryKeyConstraint("visit_id", name=op.f("pk_leader_link")),
        sa.UniqueConstraint("token", name=op.f("uq_leader_link_token")),
    )
    op.create_table(
        "leader_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_leader_note_visit_id")),
        sa.ForeignKeyConstraint(
            ["author_id"], ["account.id"], name=op.f("fk_leader_note_author_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leader_note")),
    )
    with op.batch_alter_table("leader_note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_leader_note_visit_id"), ["visit_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("leader_note", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_leader_note_visit_id"))
    op.drop_table("leader_note")
    op.drop_table("leader_link")
    op.drop_table("wall")
    with op.batch_alter_table("stop", schema=None) as batch_op:
        batch_op.drop_column("planned_until")
