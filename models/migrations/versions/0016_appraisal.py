"""What follows from appraisals: meetings with appraised units, a unit's concentrated
rectification, and opinions that nobody has signed."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
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
    _exchanges()
    with op.batch_alter_table("opinion", schema=None) as batch_op:
        batch_op.alter_column("card_id", existing_type=sa.Integer(), nullable=True)
        batch_op.add_column(sa.Column("exchange_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("remark_id", sa.String(length=32), nullable=True))
        batch_op.create_index(batch_op.f("ix_opinion_exchange_id"), ["exchange_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_opinion_exchange_id"), "exchange", ["exchange_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_opinion_remark_id"), "remark", ["remark_id"], ["id"]
        )
        batch_op.create_unique_constraint(batch_op.f("uq_opinion_remark_id"), ["remark_id"])
    _plans()
    _proposals()


def _proposals() -> None:
    with op.batch_alter_table("limits", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("dissatisfied_percent", sa.Integer(), nullable=False, server_default="30")
        )
    with op.batch_alter_table("limits", schema=None) as batch_op:  # it served the row there
        batch_op.alter_column("dissatisfied_percent", server_default=None)
    op.create_table(
        "evaluation_proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("appraised_id", sa.Integer(), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["appraised_id"], ["appraised.id"], name=op.f("fk_evaluation_proposal_appraised_id")
        ),
        sa.ForeignKeyConstraint(
            ["matter_id"], ["matter.id"], name=op.f("fk_evaluation_proposal_matter_id")
        ),
        sa.ForeignKeyConstraint(
            ["settled_by_id"], ["account.id"], name=op.f("fk_evaluation_proposal_settled_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_proposal")),
        sa.UniqueConstraint("appraised_id", name=op.f("uq_evaluation_proposal_appraised_id")),
        sa.UniqueConstraint("matter_id", name=op.f("uq_evaluation_proposal_matter_id")),
    )


def _exchanges() -> None:
    op.create_table(
        "exchange",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("others", sa.String(length=400), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["account.id"], name=op.f("fk_exchange_recorded_by_id")
        ),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_exchange_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange")),
    )
    with op.batch_alter_table("exchange", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exchange_visit_id"), ["visit_id"], unique=False)
    op.create_table(
        "exchange_unit",
        sa.Column("exchange_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["exchange_id"], ["exchange.id"], name=op.f("fk_exchange_unit_exchange_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_exchange_unit_unit_id")),
        sa.PrimaryKeyConstraint("exchange_id", "unit_id", name=op.f("pk_exchange_unit")),
    )
    with op.batch_alter_table("exchange_unit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exchange_unit_unit_id"), ["unit_id"], unique=False)
    op.create_table(
        "exchange_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("exchange_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("card_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_exchange_member_account_id")
        ),
        sa.ForeignKeyConstraint(["card_id"], ["card.id"], name=op.f("fk_exchange_member_card_id")),
        sa.ForeignKeyConstraint(
            ["exchange_id"], ["exchange.id"], name=op.f("fk_exchange_member_exchange_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange_member")),
        sa.UniqueConstraint(
            "exchange_id", "account_id", name=op.f("uq_exchange_member_exchange_id_account_id")
        ),
        sa.UniqueConstraint(
            "exchange_id", "card_id", name=op.f("uq_exchange_member_exchange_id_card_id")
        ),
    )
    with op.batch_alter_table("exchange_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exchange_member_card_id"), ["card_id"], unique=False)


def _plans() -> None:
    op.create_table(
        "rectification_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("responsible", sa.String(length=80), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("drawn_up_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("drawn_up_by_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["drawn_up_by_id"], ["account.id"], name=op.f("fk_rectification_plan_drawn_up_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_rectification_plan_unit_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rectification_plan")),
    )
    with op.batch_alter_table("rectification_plan", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_rectification_plan_unit_id"), ["unit_id"], unique=False
        )
    op.create_table(
        "rectification_measure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done", sa.Text(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["plan_id"],
            ["rectification_plan.id"],
            name=op.f("fk_rectification_measure_plan_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rectification_measure")),
    )
    op.create_table(
        "rectification_gathered",
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["matter_id"], ["matter.id"], name=op.f("fk_rectification_gathered_matter_id")
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"],
            ["rectification_plan.id"],
            name=op.f("fk_rectification_gathered_plan_id"),
        ),
        sa.PrimaryKeyConstraint("matter_id", name=op.f("pk_rectification_gathered")),
    )
    for table in ("rectification_measure", "rectification_gathered"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.create_index(batch_op.f(f"ix_{table}_plan_id"), ["plan_id"], unique=False)


def downgrade() -> None:
    _set_guards_aside()
    op.drop_table("evaluation_proposal")
    with op.batch_alter_table("limits", schema=None) as batch_op:
        batch_op.drop_column("dissatisfied_percent")
    op.drop_table("rectification_gathered")
    op.drop_table("rectification_measure")
    op.drop_table("rectification_plan")
    with op.batch_alter_table("opinion", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_opinion_remark_id"), type_="unique")
        batch_op.drop_constraint(batch_op.f("fk_opinion_remark_id"), type_="foreignkey")
        batch_op.drop_column("remark_id")
        batch_op.drop_constraint(batch_op.f("fk_opinion_exchange_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_opinion_exchange_id"))
        batch_op.drop_column("exchange_id")
        batch_op.alter_column("card_id", existing_type=sa.Integer(), nullable=False)
    op.drop_table("exchange_member")
    op.drop_table("exchange_unit")
    op.drop_table("exchange")
