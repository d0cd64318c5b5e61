"""现场提问: the representatives' tablet, the moderator's console and the wall."""

from blueprints.questions import (
    console,
    itinerary,
    leader,
    leftover,
    regions,
    sheet,
    supporting,
    views,
    wall,
)

__all__ = [
    "console",
    "itinerary",
    "leader",
    "leftover",
    "regions",
    "sheet",
    "supporting",
    "views",
    "wall",
]
