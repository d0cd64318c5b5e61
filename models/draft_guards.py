"""What the database refuses of drafts, their versions, comments and answers (see guards.py)."""

from collections.abc import Iterator
from typing import Literal

Rule = tuple[str, Literal["INSERT", "UPDATE", "DELETE"], str, str]

STANDS = "征求意见稿发出以后不能再改，只能另出修改稿"
ANSWERED = "意见都答复了才能公布，公布以后不能再改"
SAID = "代表的意见不能改写、不能删除"

KEYS = {  # what besides its id is a row's own
    "draft": ("id",),
    "draft_asked": ("id", "draft_id card_id"),
    "draft_version": ("id", "draft_id number"),
    "draft_paragraph": ("id",),
    "passage": ("id", "draft_version_id paragraph_id"),
    "comment": ("id", "client_id", "draft_id number"),
    "answer": ("id",),
}
SENT = ("title", "kind", "purpose", "is_signed", "drafted_by_id", "drafted_at")


def _taken(table: str) -> str:
    """SQL: REPLACE would put the new row in the place of one that is there."""
    keys = (" AND ".join(f"x.{name} = NEW.{name}" for name in key.split()) for key in KEYS[table])
    return f"EXISTS (SELECT 1 FROM {table} x WHERE {' OR '.join(f'({key})' for key in keys)})"


def _changed(*names: str) -> str:
    differ = "NEW.{0} <> OLD.{0} OR (NEW.{0} IS NULL) <> (OLD.{0} IS NULL)"
    return "(" + " OR ".join(differ.format(name) for name in names) + ")"


def _draft_in(row: str, *states: str) -> str:
    """SQL: the draft of this row is in one of these states."""
    listed = ", ".join(f"'{state}'" for state in states)
    return f"EXISTS (SELECT 1 FROM draft d WHERE d.id = {row}.draft_id AND d.state IN ({listed}))"


def _issued(version_id: str) -> str:
    return (
        f"EXISTS (SELECT 1 FROM draft_version v WHERE v.id = {version_id}"
        " AND v.issued_at IS NOT NULL)"
    )


def _issued_passage(row: str) -> str:
    return _issued(f"(SELECT p.draft_version_id FROM passage p WHERE p.id = {row}.passage_id)")


DRAFT_UPDATE = f"""
    NEW.id <> OLD.id OR NEW.unit_id <> OLD.unit_id
    OR (OLD.state <> 'drafting' AND {_changed(*SENT, "opened_at", "item_id")})
    OR (OLD.state <> 'open' AND OLD.state <> 'drafting' AND {_changed("closes_on")})
    OR (OLD.closes_on IS NOT NULL AND (NEW.closes_on IS NULL OR NEW.closes_on < OLD.closes_on))
    OR (NEW.state <> OLD.state AND NOT ((OLD.state = 'drafting' AND NEW.state = 'open')
        OR (OLD.state = 'open' AND NEW.state IN ('closed', 'published'))
        OR (OLD.state = 'closed' AND NEW.state = 'published')))
    OR (NEW.state = 'open' AND (NEW.opened_at IS NULL OR NEW.closes_on IS NULL))
    OR (OLD.state = 'published' AND {_changed("published_at", "published_by_id", "closed_at")})
    OR (NEW.state = 'published' AND OLD.state <> 'published' AND (NEW.published_at IS NULL
        OR (OLD.state = 'open' AND {{day(NEW.published_at)}} <= NEW.closes_on)
        OR EXISTS (SELECT 1 FROM comment c WHERE c.draft_id = NEW.id
            AND c.withdrawn_at IS NULL AND c.answer_id IS NULL)))"""

GIVEN = ("id", "client_id", "draft_id", "number", "read_id", "paragraph_id", "card_id",
         "given_at", "entered_by_id", "entered_from")  # fmt: skip
COMMENT_INSERT = f"""
    NEW.answer_id IS NOT NULL OR NEW.withdrawn_at IS NOT NULL
    OR NOT EXISTS (SELECT 1 FROM draft_asked a
        WHERE a.draft_id = NEW.draft_id AND a.card_id = NEW.card_id)
    OR (NEW.entered_by_id IS NULL AND NOT EXISTS (SELECT 1 FROM draft d WHERE d.id = NEW.draft_id
        AND d.state = 'open' AND d.closes_on >= {{day(NEW.given_at)}}))
    OR NOT {_draft_in("NEW", "open", "closed")} OR {_taken("comment")}"""
COMMENT_UPDATE = f"""
    {_changed(*GIVEN)} OR {_draft_in("NEW", "published")}
    OR (NEW.text <> OLD.text AND (NEW.answer_id IS NOT NULL OR OLD.answer_id IS NOT NULL
        OR NOT {_draft_in("NEW", "open")}))
    OR (OLD.withdrawn_at IS NOT NULL AND {_changed("withdrawn_at", "text")})"""


def rules() -> Iterator[Rule]:
    """Of drafts and of their text; of those who are asked, of comments and of answers."""
    is_out = f"NOT {_draft_in('OLD', 'drafting')}"
    yield "draft", "INSERT", f"NEW.state <> 'drafting' OR {_taken('draft')}", STANDS
    yield "draft", "UPDATE", DRAFT_UPDATE, ANSWERED
    yield "draft", "DELETE", "OLD.state <> 'drafting'", STANDS
    yield (
        "draft_version",
        "INSERT",
        f"NEW.issued_at IS NOT NULL OR {_taken('draft_version')}",
        STANDS,
    )
    yield (
        "draft_version",
        "UPDATE",
        f"OLD.issued_at IS NOT NULL OR {_changed('id', 'draft_id', 'number')}",
        STANDS,
    )
    yield "draft_version", "DELETE", "OLD.issued_at IS NOT NULL", STANDS
    yield "draft_paragraph", "INSERT", _taken("draft_paragraph"), STANDS
    yield "draft_paragraph", "UPDATE", _changed("id", "draft_id"), STANDS
    yield "draft_paragraph", "DELETE", is_out, STANDS
    yield (
        "passage",
        "INSERT",
        f"{_issued('NEW.draft_version_id')} OR {_taken('passage')}",
        STANDS,
    )
    yield (
        "passage",
        "UPDATE",
        f"{_issued('OLD.draft_version_id')}"
        f" OR {_changed('id', 'draft_version_id', 'paragraph_id')}",
        STANDS,
    )
    yield "passage", "DELETE", _issued("OLD.draft_version_id"), STANDS
    yield "passage_source", "INSERT", _issued_passage("NEW"), STANDS
    yield "passage_source", "UPDATE", "1 = 1", STANDS
    yield "passage_source", "DELETE", _issued_passage("OLD"), STANDS
    yield (
        "draft_asked",
        "INSERT",
        f"{_draft_in('NEW', 'closed', 'published')} OR {_taken('draft_asked')}",
        STANDS,
    )
    yield "draft_asked", "UPDATE", "1 = 1", STANDS
    yield "draft_asked", "DELETE", is_out, STANDS
    yield "comment", "INSERT", COMMENT_INSERT, SAID
    yield "comment", "UPDATE", COMMENT_UPDATE, SAID
    yield "comment", "DELETE", "1 = 1", SAID
    yield (
        "answer",
        "INSERT",
        f"{_draft_in('NEW', 'drafting', 'published')} OR {_taken('answer')}",
        ANSWERED,
    )
    yield (
        "answer",
        "UPDATE",
        f"{_changed('id', 'draft_id')} OR {_draft_in('OLD', 'published')}",
        ANSWERED,
    )
    yield "answer", "DELETE", _draft_in("OLD", "published"), ANSWERED
