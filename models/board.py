"""The supervision board (督办看板) as it stands: six lanes, and the units at a glance. Its cost
follows what lies open, not what was ever registered: counts are kept, lanes read by an index."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    Date,
    Select,
    String,
    bindparam,
    func,
    literal_column,
    select,
    type_coerce,
    union_all,
)

from models import clock
from models.base import db
from models.calendar import WorkingCalendar
from models.face import Face
from models.matter import Matter
from models.tally import Tally
from models.terms import LANES, OPEN_STATES, Light, MatterState
from models.unit import Unit

LATEST = 8  # closed matters shown until somebody asks for all
DEEPEST = 38  # cards of a lane; the rest are in the list
PIPS = 5
ALARMS = (Light.OVER, Light.SLOW, Light.NEAR)
WORST_FIRST = (*ALARMS, Light.NONE)
LIGHTS = {light.value: light for light in Light}
NO_LIGHTS: frozenset[Light] = frozenset()
M = MatterState

Counts = Mapping[tuple[MatterState, int], int]  # by state and lead unit
Glance = tuple[Counter[MatterState], Counter[Light], "Standings"]
Rows = tuple[Any, ...]


# ---- cards ---------------------------------------------------------------------------------------


class Place(NamedTuple):
    """位置: where a matter's card stands, and its light today."""

    id: int
    version: int
    light: Light


class Card(NamedTuple):
    """卡片: one matter, with what the day and the calendar say of it."""

    face: Face
    light: Light
    left: int | None  # working days; negative when overdue
    took: int | None  # working days from 交办 to 销号

    @classmethod
    def of(cls, face: Face, light: Light, today: date, calendar: WorkingCalendar) -> "Card":
        left = None if face.due_on is None else calendar.between(today, face.due_on)
        took = None
        if face.closed_on and face.began:
            took = calendar.between(face.began, face.closed_on)
        return cls(face, light, left, took)


def placed(today: Any) -> tuple[Any, ...]:
    """SQL: the columns of a `Place`, in its order."""
    return Matter.id, Matter.version, Matter.light_on(today)


@dataclass(frozen=True)
class Tile:
    """One matter on somebody's desk, with what the calendar says of it."""

    matter: Matter
    light: Light
    left: int | None  # working days; negative when overdue

    @classmethod
    def of(cls, matter: Matter, today: date, calendar: WorkingCalendar) -> "Tile":
        return cls(matter, matter.light(today, calendar), matter.days_left(today, calendar))


# ---- the units -----------------------------------------------------------------------------------


class Standing(NamedTuple):
    """责任单位速览: a unit's matters."""

    unit_id: int
    name: str
    closed: int
    open: int
    alarms: tuple[tuple[Light, int], ...]  # lights that burn, the worst first

    @property
    def total(self) -> int:
        return self.closed + self.open

    @property
    def pips(self) -> list[str]:
        """As many as a line holds: the open ones by their light, then closed ones as `ok`."""
        calm = self.open - sum(number for _, number in self.alarms)
        burning = [light.value for light, number in self.alarms for _ in range(min(PIPS, number))]
        rest = ["none"] * min(PIPS, calm) + ["ok"] * min(PIPS, self.closed)
        return [*burning, *rest][:PIPS]

    @property
    def burning(self) -> tuple[int, ...]:
        """To sort by: most overdue first, then most lagging."""
        found = dict(self.alarms)
        return (-found.get(Light.OVER, 0), -found.get(Light.SLOW, 0))


Standings = tuple[Standing, ...]


# ---- the board -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Board:
    """督办看板."""

    lanes: dict[MatterState, list[Place]]
    counts: Counter[MatterState]
    lights: Counter[Light]
    league: Standings
    at: datetime  # as it stood then

    @classmethod
    def of(
        cls,
        matters: Select[Matter],
        lights: Collection[Light] = NO_LIGHTS,
        latest: int = LATEST,
        counted: Counts | None = None,
    ) -> "Board":
        """Of these matters, those with one of `lights` if any are given. Whoever has the counts of
        `matters` by heart gives them; else they are counted."""
        today = clock.today()
        if lights:  # a closed matter has none
            matters = matters.where(Matter.burns(today), Matter.light_on(today).in_(lights))
        if lights or counted is None:
            counted = _count(matters)
        burning = _burning(matters, today)
        shown = {state for (state, _), number in counted.items() if number and state in LANES}
        lanes: dict[MatterState, list[Place]] = {
            state: _lane(matters, state, latest, today) for state in LANES if state in shown
        }
        return cls._put_together(counted, burning, lanes)

    @classmethod
    def whole(cls) -> "Board":
        """The board of all matters, in two plain statements."""
        asked, connection = {"today": clock.today()}, db.session.connection()
        lanes: list[list[Place]] = [[] for _ in LANES]
        for lane, id_, version, light in connection.execute(ALL_LANES, asked).all():
            lanes[lane].append(Place(id_, version, LIGHTS[light]))
        # an act on one matter changes its card, and mostly neither counts nor lights
        counted = tuple(map(tuple, connection.execute(AT_A_GLANCE, asked).all()))
        return cls(dict(zip(LANES, lanes, strict=True)), *_once_read(counted), clock.now())

    @classmethod
    def _put_together(
        cls,
        counted: Counts,
        burning: Mapping[tuple[int, Light], int],
        lanes: Mapping[MatterState, list[Place]],
    ) -> "Board":
        units = db.session.connection().execute(UNITS).all()
        whole: dict[MatterState, list[Place]] = {s: lanes.get(s, []) for s in LANES}
        return cls(whole, *_at_a_glance(counted, burning, units), clock.now())

    @property
    def total(self) -> int:
        return self.counts.total()

    @property
    def places(self) -> list[Place]:
        return [place for lane in self.lanes.values() for place in lane]

    @property
    def alarms(self) -> list[tuple[Light, int]]:
        """Each light that burns, the worst first, and on how many matters."""
        return [(light, self.lights[light]) for light in ALARMS if self.lights[light]]


def _all_lanes() -> Any:
    today: Any = bindparam("today", type_=Date())
    parts = []
    for place, state in enumerate(LANES):
        numbered: Any = literal_column(str(place)).label("lane")
        id_, version, light = placed(today)
        placing = (id_, version, type_coerce(light, String).label("light"))
        columns = (numbered, *placing, Matter.sorts_on, Matter.closed_at)
        lane: Any = select(*columns).where(Matter.state == state)
        if state is M.CLOSED:
            lane = lane.order_by(Matter.closed_at.desc(), Matter.id.desc()).limit(LATEST)
        else:
            lane = lane.order_by(Matter.sorts_on, Matter.id).limit(DEEPEST)
        parts.append(select(lane.subquery()))
    found = union_all(*parts).subquery()
    number, matter_id, at, burns, sorts_on, closed_at = found.c
    # of the open ones none was closed; of the closed ones all deadlines are the end of time
    return select(number, matter_id, at, burns).order_by(
        number, sorts_on, closed_at.desc(), matter_id
    )


def _counts() -> Any:
    """What is counted, the word for it, the unit, and how many: the units themselves too."""
    today: Any = bindparam("today", type_=Date())
    light, lead = type_coerce(Matter.light_on(today), String), Matter.lead_id + 0
    states: Any = select(
        literal_column(str(STATES)), type_coerce(Tally.state, String), Tally.lead_id,
        func.sum(Tally.number),
    ).group_by(Tally.state, Tally.lead_id)  # fmt: skip
    lights: Any = select(literal_column(str(BURNING)), light, lead, func.count())
    units: Any = select(literal_column(str(NAMES)), Unit.name, Unit.id, literal_column("0"))
    return union_all(states, lights.where(Matter.burns(today)).group_by(light, lead), units)


STATES, BURNING, NAMES = range(3)
# put together once: the whole board is rendered anew after every act on any matter
ALL_LANES, AT_A_GLANCE = _all_lanes(), _counts()


def _lane(matters: Select[Matter], state: MatterState, latest: int, today: date) -> list[Place]:
    lane = matters.where(Matter.state == state).with_only_columns(*placed(today))
    if state is M.CLOSED:
        lane = lane.order_by(Matter.closed_at.desc(), Matter.id.desc()).limit(latest)
    else:
        lane = lane.order_by(Matter.sorts_on, Matter.id).limit(DEEPEST)
    return [Place(*row) for row in db.session.execute(lane)]


def _count(matters: Select[Matter]) -> Counts:
    columns = (Matter.state, Matter.lead_id)
    counting = matters.with_only_columns(*columns, func.count()).order_by(None)
    return {(row[0], row[1]): row[2] for row in db.session.execute(counting.group_by(*columns))}


def _burning(matters: Select[Matter], today: date) -> dict[tuple[int, Light], int]:
    """How many of each light there are for each lead unit. The sum keeps SQLite from reading the
    whole table in the order of its units, only because they are grouped."""
    columns: tuple[Any, ...] = (Matter.lead_id + 0, Matter.light_on(today))
    lit = matters.where(Matter.burns(today)).with_only_columns(*columns, func.count())
    rows = db.session.execute(lit.order_by(None).group_by(*columns))
    return {(row[0], row[1]): row[2] for row in rows}


UNITS = select(Unit.id, Unit.name).order_by(Unit.id)


@lru_cache(maxsize=4)
def _once_read(rows: Rows) -> Glance:
    """The same for rows as the database gives them: words for states and lights."""
    found: tuple[Rows, ...] = tuple(
        tuple(row[1:] for row in rows if row[0] == what) for what in (STATES, BURNING, NAMES)
    )
    return _at_a_glance(
        {(M(state), unit_id): int(number) for state, unit_id, number in found[STATES]},
        {(unit_id, Light(light)): number for light, unit_id, number in found[BURNING]},
        sorted((unit_id, name) for name, unit_id, _ in found[NAMES]),
    )


def _at_a_glance(
    counted: Counts, burning: Mapping[tuple[int, Light], int], units: Iterable[Any]
) -> Glance:
    """How many matters are in each state, how many burn with each light, and the units."""
    counts: Counter[MatterState] = Counter()
    for (state, _), number in counted.items():
        counts[state] += number
    del counts[M.MERGED]
    lights: Counter[Light] = Counter()
    for (_, light), number in burning.items():
        lights[light] += number
    return counts, lights, _league(counted, burning, units)


def _league(
    counted: Counts, burning: Mapping[tuple[int, Light], int], units: Iterable[Any]
) -> Standings:
    """Those whose matters burn first, then those with most of them."""
    open_: Counter[int] = Counter()
    closed: Counter[int] = Counter()
    for (state, lead_id), number in counted.items():
        if state in LANES:
            (open_ if state in OPEN_STATES else closed)[lead_id] += number
    standings = [
        Standing(
            unit_id,
            name,
            closed[unit_id],
            open_[unit_id],
            tuple(
                (light, burning[unit_id, light]) for light in ALARMS if (unit_id, light) in burning
            ),
        )
        for unit_id, name in units
        if open_[unit_id] or closed[unit_id]
    ]
    return tuple(sorted(standings, key=lambda each: (*each.burning, -each.total, each.unit_id)))


def tallied(**which: object) -> Counts:
    """The counts that are kept, of matters with this `visit_id`, `lead_id` and `kind`."""
    return Tally.by_state_and_lead(**which)
