"""What stands on a paper, whoever writes it: the browser, Word, or the server's PDF engine.

Builders make it of a record, once; writers set it by GB/T 9704-2012. It holds no row of the
database, so that writing it asks no database, in whatever thread that is.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields, is_dataclass, replace
from enum import StrEnum
from typing import Any

from blueprints.papers import heading
from models import outline

CHARACTERS = 28  # in a line of the 版心
WIDTH = 156  # of the 版心, in mm


class Style(StrEnum):
    """版式: 公文 and 纪要 on the grid of the standard, or 信函格式 (10.1)."""

    OFFICIAL = "official"
    LETTER = "letter"


class Face(StrEnum):
    """字体 within a line; 小标宋 is that of 标志 and 标题 alone."""

    FANG = "fang"
    KAI = "kai"
    HEI = "hei"


@dataclass(frozen=True)
class Run:
    """Words in one face."""

    text: str
    face: Face = Face.FANG


Runs = tuple[Run, ...]


def runs(*words: str) -> Runs:
    return tuple(Run(word) for word in words if word)


@dataclass(frozen=True)
class Text:
    """自然段: two characters in, unless it is an address (主送)."""

    runs: Runs
    indented: bool = True


@dataclass(frozen=True)
class Heading:
    """结构层次序数 and its words: 一、 in 黑体, （一） in 楷体, 1. and （1） in 仿宋.

    `rest` goes on in the same line. The ordinal comes by itself, unless it is quoted with `at`.
    """

    level: int
    text: str
    rest: Runs = ()
    at: int | None = None
    ordinal: str = ""

    @property
    def face(self) -> Face:
        return {1: Face.HEI, 2: Face.KAI}.get(self.level, Face.FANG)

    @property
    def runs(self) -> Runs:
        return (Run(self.ordinal + self.text, self.face), *self.rest)


@dataclass(frozen=True)
class Roll:
    """出席、列席、请假: a label in 黑体, turned lines under the first name."""

    label: str
    words: str


@dataclass(frozen=True)
class Blank:
    """空行."""


@dataclass(frozen=True)
class Cell:
    """单元格: its paragraphs, and how many columns it reaches over."""

    paragraphs: tuple[Runs, ...]
    span: int = 1
    is_head: bool = False


@dataclass(frozen=True)
class Row:
    """表格的一行; one that heads a group never stands alone at a page's foot."""

    cells: tuple[Cell, ...]
    is_group: bool = False


TORN = 500  # characters: a row so long may go on on the next page, others may not


@dataclass(frozen=True)
class Table:
    """表格, as wide as the 版心; the head stands on each of its pages."""

    widths: tuple[float, ...]  # of the columns, in mm
    rows: tuple[Row, ...]
    head: tuple[Row, ...] = ()
    size: float = 12  # points
    high: float = 0  # of a row at least, in mm
    is_whole: bool = False  # stands on one page

    @property
    def columns(self) -> tuple[float, ...]:
        """Their widths; what would be wider than the 版心 is made as wide."""
        whole = sum(self.widths)
        return tuple(round(one * min(1, WIDTH / whole), 2) for one in self.widths)


@dataclass(frozen=True)
class Signature:
    """署名 and 成文日期, with room for the seal, which is never drawn."""

    organ: str
    dated: str


@dataclass(frozen=True)
class Slip:
    """签收回执: torn off and sent back."""

    number: str
    contact: str
    unit: str


Block = Text | Heading | Roll | Blank | Table | Signature | Slip


@dataclass(frozen=True)
class Head:
    """版头: 标志, 字号, and in 纪要格式 the issuing organ and the day."""

    mark: str
    number: str
    organ: str = ""
    dated: str = ""


@dataclass(frozen=True)
class Colophon:
    """版记, at the foot of the last page."""

    copies: str
    organ: str
    issued: str


@dataclass(frozen=True)
class Paper:
    """一份公文."""

    name: str  # of its file, without an ending
    title: str
    blocks: tuple[Block, ...]
    style: Style = Style.OFFICIAL
    head: Head | None = None
    colophon: Colophon | None = None
    draft: str = ""  # 样稿, 送审稿: what it is as long as it is not issued

    @property
    def lines(self) -> tuple[str, ...]:
        """Of its title."""
        return heading.lines(self.title)


def numbered(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """With the ordinals of its headings: each level counts within the one above."""
    counts = [0, 0, 0, 0]
    done: list[Block] = []
    for block in blocks:
        if isinstance(block, Heading):
            place = block.level - 1
            counts[place] = block.at or counts[place] + 1
            counts[place + 1 :] = [0] * (3 - place)
            block = replace(block, ordinal=outline.number(block.level, counts[place]))
        done.append(block)
    return tuple(done)


def cell(*paragraphs: str, span: int = 1, head: bool = False) -> Cell:
    """Plain text: a paragraph each, and where somebody began a new line."""
    lines = [line.strip() for words in paragraphs for line in words.split("\n")]
    return Cell(tuple(runs(line) for line in lines if line) or (runs("—"),), span, head)


def heads(*words: str) -> tuple[Cell, ...]:
    return tuple(cell(word, head=True) for word in words)


def spread(row: Row) -> int:
    """How many characters stand in it."""
    return sum(len(run.text) for one in row.cells for part in one.paragraphs for run in part)


def plain(value: Any) -> Any:
    """As JSON has it: each block says in `is` what it is."""
    if is_dataclass(value) and not isinstance(value, type):
        found = {field.name: plain(getattr(value, field.name)) for field in fields(value)}
        if isinstance(value, Heading):
            found["runs"] = plain(value.runs)
        if isinstance(value, Table):
            found["widths"] = list(value.columns)
        if isinstance(value, Row):
            found["torn"] = spread(value) > TORN
        return {"is": type(value).__name__.lower(), **found}
    return [plain(each) for each in value] if isinstance(value, tuple) else value
