"""现场提问: the representatives' tablet, the moderator's console and the wall."""

from blueprints.questions import (
    console,
    export,
    itinerary,
    leader,
    leftover,
    papers,
    regions,
    sheet,
    supporting,
    views,
    wall,
)

__all__ = [
    "console",
    "export",
    "itinerary",
    "leader",
    "leftover",
    "papers",
    "regions",
    "sheet",
    "supporting",
    "views",
    "wall",
]
