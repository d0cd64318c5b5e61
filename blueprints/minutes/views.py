"""The area's pages: importing them registers their routes."""

from blueprints.minutes import issuing, items, meetings
from blueprints.minutes.area import bp

__all__ = ["bp", "issuing", "items", "meetings"]
