"""Everything the administrator does, brought together."""

from blueprints.admin import accounts, audit, calendar, units
from blueprints.admin.area import bp

__all__ = ["accounts", "audit", "bp", "calendar", "units"]
