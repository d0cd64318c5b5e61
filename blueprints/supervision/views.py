"""The area's views, by subject."""

from blueprints.supervision import (
    attachments,
    board,
    bulk,
    handling,
    intake,
    limits,
    matters,
    regrouping,
    supervising,
)
from blueprints.supervision.area import bp

__all__ = [
    "attachments",
    "board",
    "bp",
    "bulk",
    "handling",
    "intake",
    "limits",
    "matters",
    "regrouping",
    "supervising",
]
