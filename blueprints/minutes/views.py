"""The area's pages: importing them registers their routes."""

from blueprints.minutes import (
    drafting,
    issuing,
    items,
    meetings,
    phrases,
    together,
    versions,
)
from blueprints.minutes.area import bp

__all__ = ["bp", "drafting", "issuing", "items", "meetings", "phrases", "together", "versions"]
