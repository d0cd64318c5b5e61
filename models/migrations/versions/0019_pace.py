"""A card's pace is counted within an index: each question of a room asks how many came of its card
of late."""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("question", "opinion"):
        op.create_index(f"ix_{table}_card_id_given_at", table, ["card_id", "given_at"])
        op.drop_index(f"ix_{table}_card_id", table_name=table)


def downgrade() -> None:
    for table in ("question", "opinion"):
        op.create_index(f"ix_{table}_card_id", table, ["card_id"])
        op.drop_index(f"ix_{table}_card_id_given_at", table_name=table)
