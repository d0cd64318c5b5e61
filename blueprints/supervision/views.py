"""The area's views, by subject."""

from blueprints.supervision import attachments, board, handling, intake, matters, supervising
from blueprints.supervision.area import bp

__all__ = ["attachments", "board", "bp", "handling", "intake", "matters", "supervising"]
