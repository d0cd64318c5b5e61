"""The console: wordings, the order of the queue, partial answers, and every act on record."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ADDED = ("wording", "position", "is_starred", "rest")
KINDS = (
    "approve",
    "refuse",
    "merge",
    "wording",
    "star",
    "unstar",
    "move",
    "on_screen",
    "take_down",
    "carry",
    "answer",
    "partial",
    "promise",
    "route",
    "undo",
)


def upgrade() -> None:
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.add_column(sa.Column("wording", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("position", sa.Float(), server_default="0", nullable=False))
        batch_op.add_column(
            sa.Column("is_starred", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch_op.add_column(sa.Column("rest", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("carried_to_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_question_carried_to_id"), "stop", ["carried_to_id"], ["id"]
        )
    with op.batch_alter_table("question", schema=None) as batch_op:
        for name in ADDED:  # they served the rows that were there
            batch_op.alter_column(name, server_default=None)
    _line_up()
    op.create_table(
        "moderation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=True),
        sa.Column("undoes_id", sa.Integer(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(*KINDS, name="moderationkind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_moderation_question_id")
        ),
        sa.ForeignKeyConstraint(["other_id"], ["question.id"], name=op.f("fk_moderation_other_id")),
        sa.ForeignKeyConstraint(
            ["undoes_id"], ["moderation.id"], name=op.f("fk_moderation_undoes_id")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_moderation_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation")),
        sa.UniqueConstraint("undoes_id", name=op.f("uq_moderation_undoes_id")),
    )
    with op.batch_alter_table("moderation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_moderation_other_id"), ["other_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_moderation_question_id"), ["question_id"], unique=False
        )
    op.create_table(
        "transcript",
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("speaker", sa.String(length=60), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_transcript_question_id")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_transcript_account_id")
        ),
        sa.PrimaryKeyConstraint("question_id", name=op.f("pk_transcript")),
    )


def _line_up() -> None:
    """Queues keep the order they had, by the time of their approval."""
    question = sa.table(
        "question",
        sa.column("id", sa.Integer),
        sa.column("visit_id", sa.Integer),
        sa.column("number", sa.Integer),
        sa.column("queued_at", sa.DateTime),
        sa.column("position", sa.Float),
    )
    counter = sa.table("counter", sa.column("series", sa.String), sa.column("last", sa.Integer))
    connection = op.get_bind()
    found = sa.select(question.c.id, question.c.visit_id).where(question.c.queued_at.is_not(None))
    last: dict[int, int] = {}
    for key, visit in connection.execute(
        found.order_by(question.c.queued_at, question.c.number)
    ).all():
        last[visit] = last.get(visit, 0) + 1
        connection.execute(
            question.update().where(question.c.id == key).values(position=last[visit])
        )
    for visit, number in last.items():
        connection.execute(counter.insert().values(series=f"queue:{visit}", last=number))


def downgrade() -> None:
    op.drop_table("transcript")
    op.drop_table("moderation")
    op.execute("UPDATE question SET state = 'routed' WHERE state = 'partial'")
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("fk_question_carried_to_id"), type_="foreignkey")
        for name in ("carried_to_id", *ADDED):
            batch_op.drop_column(name)
