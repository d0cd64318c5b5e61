"""Questions that wait may be declined with a reason; photos of a finding may follow its words."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
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
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.add_column(sa.Column("declined_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column("declined_reason", sa.Text(), nullable=False, server_default="")
        )
    with op.batch_alter_table("inspection_finding", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("photos_due", sa.Integer(), nullable=False, server_default="0")
        )
    with op.batch_alter_table("question", schema=None) as batch_op:  # they served the rows there
        batch_op.alter_column("declined_reason", server_default=None)
    with op.batch_alter_table("inspection_finding", schema=None) as batch_op:
        batch_op.alter_column("photos_due", server_default=None)


def downgrade() -> None:
    _set_guards_aside()
    with op.batch_alter_table("inspection_finding", schema=None) as batch_op:
        batch_op.drop_column("photos_due")
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.drop_column("declined_reason")
        batch_op.drop_column("declined_at")
