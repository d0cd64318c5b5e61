"""参观活动: the visits of representatives, their stops, their roster and the cards."""

from blueprints.visits import planning, rehearsal, views

__all__ = ["planning", "rehearsal", "views"]
