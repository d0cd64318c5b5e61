"""现场提问: the representatives' tablet, the moderator's console and the wall."""

from blueprints.questions import (
    console,
    desk,
    export,
    itinerary,
    leader,
    leftover,
    own,
    papers,
    regions,
    sheet,
    supporting,
    views,
    wall,
)

__all__ = [
    "console",
    "desk",
    "export",
    "itinerary",
    "leader",
    "leftover",
    "own",
    "papers",
    "regions",
    "sheet",
    "supporting",
    "views",
    "wall",
]
