"""How the demo tells what units disclose and which materials were produced and handed out."""

from dataclasses import dataclass

from models.demo.script import Day, Moment


@dataclass(frozen=True, slots=True)
class Entry:
    """政务公开事项. A whole number counts working days, before today when negative."""

    category: str
    title: str
    dated_on: Day
    paragraphs: tuple[str, ...]
    sheet: tuple[str, tuple[tuple[str, ...], ...]] | None = None  # an Excel file: name and rows


@dataclass(frozen=True, slots=True)
class Unit:
    """What one unit disclosed at one time, by the hand of its handler."""

    unit: str
    by: str
    at: Moment
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Produced:
    """资料: how many, in the words of the record."""

    key: str
    kind: str
    title: str
    copies: str
    text: str


@dataclass(frozen=True, slots=True)
class HandedOut:
    """发放. The key may be that of a material of an earlier visit."""

    key: str
    copies: int
    at: Moment
    by: str
    receiver: str = ""


@dataclass(frozen=True, slots=True)
class Materials:
    """The materials of one visit."""

    at: Moment
    by: str
    produced: tuple[Produced, ...]
    handed_out: tuple[HandedOut, ...]
