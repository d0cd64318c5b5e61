"""Drafts that representatives comment on, their versions, and the answers."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def _enum(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, length=32)


def _key(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}"))


def _index(table: str, *columns: str) -> None:
    with op.batch_alter_table(table, schema=None) as batch_op:
        for column in columns:
            batch_op.create_index(batch_op.f(f"ix_{table}_{column}"), [column], unique=False)


def upgrade() -> None:
    _create_draft()
    _create_versions()
    _create_comments()


def _create_draft() -> None:
    op.create_table(
        "draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            _enum("draftkind", "commitment", "approval", "time_limit", "follow_up", "other"),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("is_signed", sa.Boolean(), nullable=False),
        sa.Column(
            "state",
            _enum("draftstate", "drafting", "open", "closed", "published"),
            nullable=False,
        ),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("drafted_by_id", sa.Integer(), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closes_on", sa.Date(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        _key("draft", "unit_id", "unit"),
        _key("draft", "item_id", "agenda_item"),
        _key("draft", "drafted_by_id", "account"),
        _key("draft", "published_by_id", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
    )
    _index("draft", "unit_id", "state", "item_id")
    op.create_table(
        "draft_asked",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("card_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        _key("draft_asked", "draft_id", "draft"),
        _key("draft_asked", "card_id", "card"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_asked")),
        sa.UniqueConstraint("draft_id", "card_id", name=op.f("uq_draft_asked_draft_id_card_id")),
    )
    _index("draft_asked", "card_id")


def _create_versions() -> None:
    op.create_table(
        "draft_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
        _key("draft_version", "draft_id", "draft"),
        _key("draft_version", "made_by_id", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_version")),
        sa.UniqueConstraint("draft_id", "number", name=op.f("uq_draft_version_draft_id_number")),
    )
    op.create_table(
        "draft_paragraph",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        _key("draft_paragraph", "draft_id", "draft"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_paragraph")),
    )
    _index("draft_paragraph", "draft_id")
    op.create_table(
        "passage",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_version_id", sa.Integer(), nullable=False),
        sa.Column("paragraph_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _key("passage", "draft_version_id", "draft_version"),
        _key("passage", "paragraph_id", "draft_paragraph"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passage")),
        sa.UniqueConstraint(
            "draft_version_id",
            "paragraph_id",
            name=op.f("uq_passage_draft_version_id_paragraph_id"),
        ),
    )
    _index("passage", "paragraph_id")


def _create_comments() -> None:
    op.create_table(
        "answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("verdict", _enum("verdict", "adopted", "partly", "declined"), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _key("answer", "draft_id", "draft"),
        _key("answer", "by_id", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer")),
    )
    _index("answer", "draft_id")
    op.create_table(
        "comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.String(length=36), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("read_id", sa.Integer(), nullable=False),
        sa.Column("paragraph_id", sa.Integer(), nullable=True),
        sa.Column("card_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer_id", sa.Integer(), nullable=True),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("entered_from", _enum("enteredfrom", "spoken", "paper"), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        _key("comment", "draft_id", "draft"),
        _key("comment", "read_id", "draft_version"),
        _key("comment", "paragraph_id", "draft_paragraph"),
        _key("comment", "card_id", "card"),
        _key("comment", "answer_id", "answer"),
        _key("comment", "entered_by_id", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
        sa.UniqueConstraint("client_id", name=op.f("uq_comment_client_id")),
        sa.UniqueConstraint("draft_id", "number", name=op.f("uq_comment_draft_id_number")),
    )
    _index("comment", "paragraph_id", "card_id", "answer_id")
    op.create_table(
        "passage_source",
        sa.Column("passage_id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        _key("passage_source", "passage_id", "passage"),
        _key("passage_source", "comment_id", "comment"),
        sa.PrimaryKeyConstraint("passage_id", "comment_id", name=op.f("pk_passage_source")),
    )
    _index("passage_source", "comment_id")


def downgrade() -> None:
    for table in ("passage_source", "comment", "answer", "passage", "draft_paragraph"):
        op.drop_table(table)
    for table in ("draft_version", "draft_asked", "draft"):
        op.drop_table(table)
