"""Inspections and their findings, what of reports is sealed apart, notices cleared and by paper."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _set_guards_aside()
    _create_inspections()
    _create_sealed()
    with op.batch_alter_table("notice", schema=None) as batch_op:
        for name in ("signed_name", "answered_name"):
            batch_op.add_column(
                sa.Column(name, sa.String(length=40), nullable=False, server_default="")
            )
        batch_op.add_column(sa.Column("clearing", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("cleared_at", sa.DateTime(timezone=True), nullable=True))
        for name in ("signed_keyed_by_id", "answered_keyed_by_id", "cleared_by_id"):
            batch_op.add_column(sa.Column(name, sa.Integer(), nullable=True))
            batch_op.create_foreign_key(batch_op.f(f"fk_notice_{name}"), "account", [name], ["id"])
    with op.batch_alter_table("notice", schema=None) as batch_op:
        for name in ("signed_name", "answered_name", "clearing"):  # they served the rows there were
            batch_op.alter_column(name, server_default=None)
    _set_guards_back()


def _create_inspections() -> None:
    op.create_table(
        "inspection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "surprise",
                "covert",
                "spot_call",
                "tips",
                name="inspectionkind",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "planned",
                "held",
                "told",
                "called_off",
                name="inspectionstate",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("visit_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("planned_by_id", sa.Integer(), nullable=False),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_by_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["planned_by_id"], ["account.id"], name=op.f("fk_inspection_planned_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["told_by_id"], ["account.id"], name=op.f("fk_inspection_told_by_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_inspection_unit_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_inspection_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection")),
        sa.UniqueConstraint("year", "number", name=op.f("uq_inspection_year_number")),
    )
    with op.batch_alter_table("inspection", schema=None) as batch_op:
        for name in ("state", "unit_id", "visit_id"):
            batch_op.create_index(batch_op.f(f"ix_inspection_{name}"), [name], unique=False)

    op.create_table(
        "inspection_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("inspection_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("card_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_inspection_member_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["card_id"], ["card.id"], name=op.f("fk_inspection_member_card_id")
        ),
        sa.ForeignKeyConstraint(
            ["inspection_id"], ["inspection.id"], name=op.f("fk_inspection_member_inspection_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection_member")),
        sa.UniqueConstraint(
            "inspection_id",
            "account_id",
            name=op.f("uq_inspection_member_inspection_id_account_id"),
        ),
        sa.UniqueConstraint(
            "inspection_id", "card_id", name=op.f("uq_inspection_member_inspection_id_card_id")
        ),
    )
    with op.batch_alter_table("inspection_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_inspection_member_card_id"), ["card_id"], unique=False)

    op.create_table(
        "inspection_finding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("inspection_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.String(length=36), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "matter",
                "noted",
                "set_aside",
                name="findingstate",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("found_by_id", sa.Integer(), nullable=True),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("matter_id", sa.Integer(), nullable=True),
        sa.Column("noted", sa.Text(), nullable=False),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["account.id"], name=op.f("fk_inspection_finding_entered_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["found_by_id"], ["card.id"], name=op.f("fk_inspection_finding_found_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["inspection_id"], ["inspection.id"], name=op.f("fk_inspection_finding_inspection_id")
        ),
        sa.ForeignKeyConstraint(
            ["matter_id"], ["matter.id"], name=op.f("fk_inspection_finding_matter_id")
        ),
        sa.ForeignKeyConstraint(
            ["settled_by_id"], ["account.id"], name=op.f("fk_inspection_finding_settled_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection_finding")),
        sa.UniqueConstraint("client_id", name=op.f("uq_inspection_finding_client_id")),
        sa.UniqueConstraint(
            "inspection_id", "number", name=op.f("uq_inspection_finding_inspection_id_number")
        ),
    )
    with op.batch_alter_table("inspection_finding", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_inspection_finding_matter_id"), ["matter_id"], unique=False
        )

    op.create_table(
        "inspection_photo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("finding_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["finding_id"],
            ["inspection_finding.id"],
            name=op.f("fk_inspection_photo_finding_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection_photo")),
    )
    with op.batch_alter_table("inspection_photo", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_inspection_photo_finding_id"), ["finding_id"], unique=False
        )


def _create_sealed() -> None:
    op.create_table(
        "report_identity",
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_report_identity_report_id")
        ),
        sa.PrimaryKeyConstraint("report_id", name=op.f("pk_report_identity")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "report_file",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_report_file_report_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_file")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_report_file_report_id"), "report_file", ["report_id"], unique=False)
    op.create_table(
        "rectification",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("lead_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("requirement", sa.Text(), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["lead_id"], ["unit.id"], name=op.f("fk_rectification_lead_id")),
        sa.ForeignKeyConstraint(
            ["matter_id"], ["matter.id"], name=op.f("fk_rectification_matter_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rectification")),
        sa.UniqueConstraint("matter_id", name=op.f("uq_rectification_matter_id")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    _set_guards_aside()
    with op.batch_alter_table("notice", schema=None) as batch_op:
        for name in ("signed_keyed_by_id", "answered_keyed_by_id", "cleared_by_id"):
            batch_op.drop_constraint(batch_op.f(f"fk_notice_{name}"), type_="foreignkey")
            batch_op.drop_column(name)
        for name in ("cleared_at", "clearing", "answered_name", "signed_name"):
            batch_op.drop_column(name)
    for table in (
        *("rectification", "report_file", "report_identity"),
        *("inspection_photo", "inspection_finding", "inspection_member", "inspection"),
    ):
        op.drop_table(table)
    _set_guards_back()


def _set_guards_aside() -> None:
    """They speak of columns that come or go, and SQLite renames no table under such a trigger;
    each run of the migrations creates them anew."""
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        named = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'guard_%'"
        for name in connection.execute(sa.text(named)).scalars().all():
            op.execute(f"DROP TRIGGER {name}")
    else:
        op.execute("ALTER TABLE notice DISABLE TRIGGER USER")


def _set_guards_back() -> None:
    if op.get_bind().dialect.name != "sqlite":
        op.execute("ALTER TABLE notice ENABLE TRIGGER USER")
