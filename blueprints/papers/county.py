"""The paper of the county in brief and its directory (县情和机构名录)."""

from collections.abc import Sequence
from datetime import datetime

from blueprints.dates import full_day
from blueprints.papers.document import (
    Block,
    Heading,
    Paper,
    Row,
    Table,
    Text,
    cell,
    heads,
    numbered,
    runs,
)
from models import DirectoryEntry, Profile, Unit

COLUMNS = (("机构", 34), ("机构设置和职责分工", 72), ("窗口和电话", 50))


def county_paper(
    sections: Sequence[Profile],
    bodies: Sequence[tuple[Unit, DirectoryEntry | None]],
    county: str,
    now: datetime,
) -> Paper:
    """县情和机构名录; of the bodies those that have an entry or a telephone."""
    blocks: list[Block] = []
    for section in sections:
        blocks.append(Heading(1, section.title))
        blocks += [Text(runs(line)) for line in section.paragraphs]
        if section.source:
            blocks.append(Text(runs(f"（{section.source}）")))
    rows = tuple(body_row(unit, entry) for unit, entry in bodies if entry or unit.telephone)
    if rows:
        widths = tuple(width for _, width in COLUMNS)
        head = (Row(heads(*(word for word, _ in COLUMNS))),)
        blocks += [Heading(1, "机构名录"), Table(widths, rows, head, size=10.5)]
    if not blocks:
        blocks.append(Text(runs("县情和机构名录还没有填写。")))
    blocks.append(Text(runs(f"{county}人民政府办公室整理，{full_day(now)}印。")))
    return Paper(
        name=f"{county}县情和机构名录",
        title=f"{county}县情和机构名录",
        blocks=numbered(blocks),
    )


def body_row(unit: Unit, entry: DirectoryEntry | None) -> Row:
    if entry is None:
        return Row((cell(unit.name), cell(""), cell(f"电话：{unit.telephone}")))
    telephone = f"电话：{entry.reached_by}" if entry.reached_by else ""
    setup = f"机构设置：{entry.setup}" if entry.setup else ""
    return Row(
        (
            cell(unit.name),
            cell(setup, f"职责分工：{entry.duties}"),
            cell(entry.window, telephone),
        )
    )
