"""What the database refuses of an open call, its draw and the invitations (see guards.py)."""

from collections.abc import Iterator
from typing import Literal

Rule = tuple[str, Literal["INSERT", "UPDATE", "DELETE"], str, str]

ANNOUNCED = ("id", "visit_id", "token", "places", "months", "opens_at", "source", "commitment",
             "code_sealed")  # fmt: skip
SAID = ("id", "draw_id", "number", "client_id", "receipt", "name", "sex", "age_group", "town",
        "place", "walk", "is_resident", "telephone_mark", "channel", "applied_at")  # fmt: skip
SIFTED = ("left_out", "allowed_reason")

FIXED = "公开邀请公布的内容、名单和抽签结果不能再改"
APPLIED = "报名不能改写，名单公布后也不能增减"
INVITED = "邀请的记录只增不改"


def _changed(names: tuple[str, ...]) -> str:
    return "(" + " OR ".join(f"NEW.{name} <> OLD.{name}" for name in names) + ")"


def _appears(name: str) -> str:
    return f"(OLD.{name} IS NULL) <> (NEW.{name} IS NULL)"


DRAW_UPDATE = f"""
    {_changed(ANNOUNCED)} OR NEW.closes_at < OLD.closes_at
    OR CAST(NEW.towns AS TEXT) <> CAST(OLD.towns AS TEXT)
    OR CAST(NEW.walks AS TEXT) <> CAST(OLD.walks AS TEXT)
    OR (OLD.state <> 'open' AND (NEW.state = 'open' OR NEW.listing <> OLD.listing
        OR NEW.closes_at <> OLD.closes_at OR NEW.frozen_at <> OLD.frozen_at))
    OR (NEW.state <> 'open' AND (NEW.listing = '' OR NEW.frozen_at IS NULL
        OR NEW.frozen_at < NEW.closes_at))
    OR (NEW.state <> 'drawn' AND (NEW.code <> '' OR NEW.public_number <> ''
        OR NEW.drawn_at IS NOT NULL))
    OR (NEW.state = 'drawn' AND (NEW.code = '' OR NEW.public_number = '' OR NEW.drawn_at IS NULL))
    OR (NEW.state = 'drawn' AND OLD.state = 'open')
    OR (OLD.state = 'drawn' AND (NEW.state <> 'drawn' OR NEW.code <> OLD.code
        OR NEW.public_number <> OLD.public_number OR NEW.drawn_at <> OLD.drawn_at))"""

OF_OPEN_CALL = "EXISTS (SELECT 1 FROM draw d WHERE d.id = NEW.draw_id AND d.state = 'open')"


def rules() -> Iterator[Rule]:
    yield (
        "draw",
        "INSERT",
        "NEW.state <> 'open' OR NEW.listing <> '' OR NEW.code <> '' OR NEW.commitment = ''"
        " OR EXISTS (SELECT 1 FROM draw x WHERE x.id = NEW.id OR x.visit_id = NEW.visit_id)",
        FIXED,
    )
    yield "draw", "UPDATE", DRAW_UPDATE, FIXED
    yield "draw", "DELETE", "1 = 1", FIXED
    yield (
        "application",
        "INSERT",
        f"NOT {OF_OPEN_CALL} OR EXISTS (SELECT 1 FROM application x WHERE x.id = NEW.id"
        " OR (x.draw_id = NEW.draw_id AND x.number = NEW.number))",
        APPLIED,
    )
    yield (
        "application",
        "UPDATE",
        f"{_changed(SAID)} OR (OLD.withdrawn_at IS NOT NULL AND NEW.withdrawn_at IS NULL)"
        f" OR (NOT {OF_OPEN_CALL} AND ({_changed(SIFTED)} OR {_appears('withdrawn_at')}))"
        " OR (OLD.representative_id IS NOT NULL AND (NEW.representative_id IS NULL"
        " OR NEW.representative_id <> OLD.representative_id))",
        APPLIED,
    )
    yield "application", "DELETE", "1 = 1", APPLIED
    yield (
        "invitation",
        "INSERT",
        "NEW.state <> 'invited' OR EXISTS (SELECT 1 FROM invitation x WHERE x.id = NEW.id"
        " OR (x.visit_id = NEW.visit_id AND x.representative_id = NEW.representative_id))",
        INVITED,
    )
    yield (
        "invitation",
        "UPDATE",
        _changed(("id", "visit_id", "representative_id", "kind", "invited_at", "allowed_reason"))
        + " OR OLD.state = 'declined' AND NEW.state <> 'declined'"
        " OR NEW.state = 'invited' AND OLD.state <> 'invited'",
        INVITED,
    )
    yield "invitation", "DELETE", "1 = 1", INVITED
