"""Rounds of evaluation, their secret ballots and their paper ballots."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

TABLES = ("paper_ballot", "remark", "ballot", "envelope", "voter", "appraised", "dimension",
          "evaluation")  # fmt: skip


def _enum(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, length=32)


def _key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))


def _index(table: str, *columns: str) -> None:
    with op.batch_alter_table(table, schema=None) as batch_op:
        for column in columns:
            batch_op.create_index(batch_op.f(f"ix_{table}_{column}"), [column], unique=False)


def upgrade() -> None:
    _create_rounds()
    _create_ballots()
    _create_papers()


def _create_rounds() -> None:
    op.create_table(
        "evaluation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("asks_remarks", sa.Boolean(), nullable=False),
        sa.Column(
            "state", _enum("evaluationstate", "preparing", "open", "closed", "void"), nullable=False
        ),
        sa.Column("collected", sa.Integer(), nullable=True),
        sa.Column("issued", sa.Integer(), nullable=True),
        sa.Column("returned", sa.Integer(), nullable=True),
        sa.Column("valid", sa.Integer(), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _key("evaluation", "visit_id", "visit"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation")),
    )
    op.create_table(
        "dimension",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("evaluation_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        _key("dimension", "evaluation_id", "evaluation"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dimension")),
        sa.UniqueConstraint(
            "evaluation_id", "position", name=op.f("uq_dimension_evaluation_id_position")
        ),
    )
    op.create_table(
        "appraised",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("evaluation_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("window", sa.String(length=80), nullable=False),
        _key("appraised", "evaluation_id", "evaluation"),
        _key("appraised", "unit_id", "unit"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appraised")),
        sa.UniqueConstraint(
            "evaluation_id",
            "unit_id",
            "window",
            name=op.f("uq_appraised_evaluation_id_unit_id_window"),
        ),
    )
    _index("evaluation", "visit_id")
    _index("dimension", "evaluation_id")
    _index("appraised", "evaluation_id", "unit_id")


def _create_ballots() -> None:
    """Without row ids, which on SQLite would tell the order in which rows came."""
    op.create_table(
        "voter",
        sa.Column("evaluation_id", sa.Integer(), nullable=False),
        sa.Column("card_id", sa.Integer(), nullable=False),
        sa.Column("way", _enum("ballotway", "tablet", "paper"), nullable=False),
        _key("voter", "evaluation_id", "evaluation"),
        _key("voter", "card_id", "card"),
        sa.PrimaryKeyConstraint("evaluation_id", "card_id", name=op.f("pk_voter")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "envelope",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("evaluation_id", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        _key("envelope", "evaluation_id", "evaluation"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_envelope")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "ballot",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("evaluation_id", sa.Integer(), nullable=False),
        sa.Column("appraised_id", sa.Integer(), nullable=False),
        sa.Column(
            "channel",
            _enum("channel", "telephone", "visit", "errand", "website", "display", "on_site"),
            nullable=True,
        ),
        sa.Column("levels", sa.JSON(), nullable=False),
        _key("ballot", "evaluation_id", "evaluation"),
        _key("ballot", "appraised_id", "appraised"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ballot")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "remark",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("evaluation_id", sa.Integer(), nullable=False),
        sa.Column("appraised_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        _key("remark", "evaluation_id", "evaluation"),
        _key("remark", "appraised_id", "appraised"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remark")),
        sqlite_with_rowid=False,
    )
    for table in ("envelope", "ballot", "remark"):
        _index(table, "evaluation_id")


def _create_papers() -> None:
    op.create_table(
        "paper_ballot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("evaluation_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("first_by_id", sa.Integer(), nullable=False),
        sa.Column("first_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("second_by_id", sa.Integer(), nullable=True),
        sa.Column("second_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.Column("settled_sealed", sa.LargeBinary(), nullable=True),
        _key("paper_ballot", "evaluation_id", "evaluation"),
        _key("paper_ballot", "first_by_id", "account"),
        _key("paper_ballot", "second_by_id", "account"),
        _key("paper_ballot", "settled_by_id", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_ballot")),
        sa.UniqueConstraint(
            "evaluation_id", "number", name=op.f("uq_paper_ballot_evaluation_id_number")
        ),
    )
    _index("paper_ballot", "evaluation_id")


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
