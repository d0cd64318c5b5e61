"""The supervision board (督办看板) as it stands: six lanes, and the units at a glance."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import selectinload

from models import clock
from models.base import db
from models.calendar import WorkingCalendar, working_calendar
from models.matter import Matter
from models.reply import Level
from models.round import Round
from models.terms import Light, MatterState
from models.unit import Unit

LATEST = 8  # closed matters shown until somebody asks for all
PIPS = 5
ALARMS = (Light.OVER, Light.SLOW, Light.NEAR)
WORST_FIRST = (*ALARMS, Light.NONE)
NO_LIGHTS: frozenset[Light] = frozenset()


@dataclass(frozen=True)
class Tile:
    """卡片: one matter, with what the calendar says of it."""

    matter: Matter
    light: Light
    left: int | None  # working days; negative when overdue
    took: int | None  # working days from 交办 to 销号

    @classmethod
    def of(cls, matter: Matter, today: date, calendar: WorkingCalendar) -> "Tile":
        begun, took = matter.rounds[0].started_on, None
        if matter.closed_at and begun:
            took = calendar.between(begun, clock.local(matter.closed_at).date())
        light = matter.light(today, calendar)
        return cls(matter, light, matter.days_left(today, calendar), took)

    @property
    def unrated(self) -> int:
        """Askers who were answered in this round and have not rated."""
        return len(self.matter.round.replies) - len(self.matter.round.ratings)

    @property
    def level(self) -> Level | None:
        """The least content of the last round's ratings."""
        levels = {rating.level for rating in self.matter.round.ratings}
        return next((level for level in reversed(Level) if level in levels), None)


@dataclass(frozen=True)
class Standing:
    """责任单位速览: a unit's matters, the worst light first."""

    unit: Unit
    closed: int
    lights: list[Light]

    @property
    def total(self) -> int:
        return self.closed + len(self.lights)

    @property
    def pips(self) -> list[str]:
        """As many as a line holds: the open ones by their light, then closed ones as `ok`."""
        return [*(light.value for light in self.lights), *["ok"] * self.closed][:PIPS]

    @property
    def burning(self) -> tuple[int, ...]:
        """To sort by: most overdue first, then most lagging."""
        return (-self.lights.count(Light.OVER), -self.lights.count(Light.SLOW))

    @property
    def worst(self) -> tuple[Light, int] | None:
        found = Counter(self.lights)
        return next(((light, found[light]) for light in ALARMS if found[light]), None)


@dataclass(frozen=True)
class Board:
    """督办看板."""

    lanes: dict[MatterState, list[Tile]]
    counts: dict[MatterState, int]
    lights: Counter[Light]
    league: list[Standing]
    at: datetime  # as it stood then

    @classmethod
    def of(
        cls,
        matters: Select[Matter],
        lights: Collection[Light] = NO_LIGHTS,
        latest: int | None = LATEST,
    ) -> "Board":
        """Of these matters, those with one of `lights` if any are given. A fixed number of
        queries, and one look at the calendar, however many matters there are."""
        today, calendar = clock.today(), working_calendar()
        closed = Matter.state == MatterState.CLOSED
        open_ones = _loaded(matters.where(~closed).order_by(Matter.id))
        tiles = [Tile.of(matter, today, calendar) for matter in open_ones]
        done: dict[int, int] = {}
        if lights:  # a closed matter has none
            tiles = [tile for tile in tiles if tile.light in lights]
        else:
            ids = matters.where(closed).with_only_columns(Matter.lead_id, func.count())
            rows = db.session.execute(ids.order_by(None).group_by(Matter.lead_id))
            done = {row[0]: row[1] for row in rows}
            last = matters.where(closed).order_by(Matter.closed_at.desc(), Matter.id.desc())
            tiles += [Tile.of(each, today, calendar) for each in _loaded(last.limit(latest))]
        lanes: dict[MatterState, list[Tile]] = {state: [] for state in MatterState}
        for tile in tiles:
            lanes[tile.matter.state].append(tile)
        for state in MatterState:
            if state is not MatterState.CLOSED:
                lanes[state].sort(key=lambda tile: tile.matter.round.due_on or date.max)
        counts = {state: len(lanes[state]) for state in MatterState}
        counts[MatterState.CLOSED] = sum(done.values())
        found = Counter(tile.light for tile in tiles)
        return cls(lanes, counts, found, _league(tiles, done), clock.now())

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def alarms(self) -> list[tuple[Light, int]]:
        """Each light that burns, the worst first, and on how many matters."""
        return [(light, self.lights[light]) for light in ALARMS if self.lights[light]]


def _loaded(matters: Select[Matter]) -> list[Matter]:
    """With all that a card shows."""
    rounds = selectinload(Matter.rounds)
    parts = (Round.gates, Round.assignments, Round.replies, Round.ratings)
    loaded = matters.options(
        *(rounds.selectinload(part) for part in parts), selectinload(Matter.sign_offs)
    )
    return list(db.session.scalars(loaded))


def _league(tiles: list[Tile], done: dict[int, int]) -> list[Standing]:
    """Those whose matters burn first, then those with most of them."""
    lights: dict[int, list[Light]] = {lead_id: [] for lead_id in done}
    for tile in tiles:
        if not tile.matter.is_closed:
            lights.setdefault(tile.matter.lead_id, []).append(tile.light)
    units = db.session.scalars(select(Unit).where(Unit.id.in_(lights)))
    standings = [
        Standing(unit, done.get(unit.id, 0), sorted(lights[unit.id], key=WORST_FIRST.index))
        for unit in units
    ]
    return sorted(standings, key=lambda each: (*each.burning, -each.total, each.unit.id))
