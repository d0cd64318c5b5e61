"""The lines and tables of a Word document, one block of the paper after the other."""

from collections.abc import Iterator
from typing import Any

from docx.oxml.ns import qn

from blueprints.papers.document import (
    TORN,
    WIDTH,
    Blank,
    Block,
    Cell,
    Colophon,
    Face,
    Head,
    Heading,
    Paper,
    Roll,
    Row,
    Signature,
    Slip,
    Style,
    Table,
    Text,
    cell,
    runs,
    spread,
)
from blueprints.papers.word_styles import CELL, LINE, spacing, table_style
from blueprints.papers.word_xml import (
    RED,
    made,
    mm,
    paragraph,
    pt,
    run,
    tab,
    written,
)

LARGEST, SMALLEST, ACROSS = 36, 18, 442  # points: of 标志, and the width of the 版心
EIGHTHS = 8  # of a point: in which Word measures lines


def body_of(paper: Paper) -> Iterator[Any]:
    if paper.style is Style.LETTER and paper.head is not None:
        about = (spacing(before=5), made("jc", val="right"))
        yield paragraph("KaimenNumber", run(paper.head.number), properties=about)
        title = spacing(before=2 * LINE)
    elif paper.head is not None:
        yield from red_head(paper.head)
        title = spacing(before=12 * LINE - mm(97.1) / 20)
    else:
        title = spacing()
    first, *others = (run(line) for line in paper.lines)
    turned = (each for line in others for each in (made("r", made("br")), line))
    yield paragraph("Title", first, *turned, properties=(title,))
    yield paragraph("KaimenTo")
    for block, after in zip(paper.blocks, (*paper.blocks[1:], None), strict=True):
        lines = list(lines_of(block))
        if isinstance(after, Signature):  # which may not stand on a page alone
            keep(lines[-1])
        yield from lines
    if paper.colophon is not None:
        yield colophon(paper.colophon)
        yield paragraph("KaimenTo", properties=(spacing(1),))


def keep(element: Any) -> None:
    """With what follows: each paragraph in it, be it a table."""
    for about in element.iter(qn("w:pPr")):
        if about.find(qn("w:keepNext")) is None:
            about.find(qn("w:pStyle")).addnext(made("keepNext"))


def red_head(head: Head) -> Iterator[Any]:
    """标志 35 mm below the top of the 版心, the number two lines below it, the red line."""
    size = max(SMALLEST, min(LARGEST, ACROSS // max(1, len(head.mark))))
    letters = (made("sz", val=2 * size), made("szCs", val=2 * size))
    about = (spacing(size, before=mm(35) / 20),)
    yield paragraph("KaimenMark", run(head.mark, Face.FANG, *letters), properties=about)
    gap = mm(67.4 - 35) / 20 - size
    yield paragraph("KaimenNumber", run(head.number), properties=(spacing(before=gap),))
    line = made("bottom", val="single", sz=round(0.5 / 25.4 * 72 * EIGHTHS), space=10, color=RED)
    ends = made("tabs", made("tab", val="right", pos=mm(WIDTH) - pt(CELL)))
    gap = mm(83 - 67.4) / 20 - LINE
    # the line reaches over the whole 版心, the words begin a character in
    first = made("ind", firstLineChars=0, firstLine=pt(CELL))
    about_issuer = (made("pBdr", line), ends, spacing(before=gap), first)
    words = (run(head.organ), tab(), run(head.dated))
    yield paragraph("KaimenIssuer", *words, properties=about_issuer)


def lines_of(block: Block) -> Iterator[Any]:
    match block:
        case Text():
            style = "KaimenText" if block.indented else "KaimenTo"
            yield paragraph(style, *written(block.runs))
        case Heading(rest=()):
            yield paragraph(f"Heading{block.level}", run(block.ordinal + block.text))
        case Heading():
            yield paragraph("KaimenText", *written(block.runs))
        case Roll():
            yield paragraph("KaimenRoll", run(f"{block.label}：", Face.HEI), run(block.words))
        case Blank():
            yield paragraph("KaimenTo")
        case Table():
            yield gap(3)
            yield table(block)
        case Signature():
            yield from signature(block)
        case Slip():
            yield from slip(block)


def gap(points: float) -> Any:
    """Keeps tables apart, which Word would make one of."""
    return paragraph("KaimenTo", properties=(made("keepNext"), spacing(points)))


def signature(block: Signature) -> Iterator[Any]:
    """署名 centred above the date, which ends four characters in."""
    wide, wider = width(block.dated), width(block.organ)
    right = max(0.0, 4 - max(0.0, (wider - wide) / 2))
    for words, own, before in ((block.organ, wider, 8.0), (block.dated, wide, 0.0)):
        inwards = right + (max(wide, wider) - own) / 2
        about = (spacing(before=before), made("ind", right=pt(inwards * CELL)))
        yield paragraph("KaimenSign", run(words), properties=about)


def width(text: str) -> float:
    """In characters; a digit is half of one."""
    return sum(0.5 if ch.isascii() else 1 for ch in text)


def slip(block: Slip) -> Iterator[Any]:
    """签收回执, under the line along which it is torn off."""
    style = table_style(12)
    line = made("top", val="dashed", sz=6, space=3, color="auto")
    ends = made("tabs", made("tab", val="right", pos=mm(WIDTH)))
    about = (made("keepNext"), made("pBdr", line), ends, spacing(18, before=12))
    said = run(f"签收回执（{block.number}）", Face.HEI)
    yield paragraph(style, said, tab(), run(block.contact), properties=about)
    empty = Cell((runs(" "),))
    cells = (
        cell("签收单位", head=True), cell(block.unit),
        cell("签收人", head=True), empty,
        cell("签收时间", head=True), empty,
    )  # fmt: skip
    yield table(Table((20, 56, 18, 22, 20, 20), (Row(cells),), high=7.5))
    yield gap(1)


# ---- tables --------------------------------------------------------------------------------------


def table(block: Table) -> Any:
    """As wide as the 版心, whatever stands in it."""
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    about = made(
        "tblPr",
        made("tblW", w=mm(sum(block.columns)), type="dxa"),
        made("tblBorders", *(made(s, val="single", sz=6, space=0, color="auto") for s in sides)),
        made("tblLayout", type="fixed"),
        made("tblCellMar", *(made(s, w=mm(1.2), type="dxa") for s in ("left", "right"))),
    )
    columns = made("tblGrid", *(made("gridCol", w=mm(one)) for one in block.columns))
    heads = [row_of(block, row, is_head=True) for row in block.head]
    rows = [row_of(block, row, last=row is block.rows[-1]) for row in block.rows]
    return made("tbl", about, columns, *heads, *rows)


def row_of(block: Table, row: Row, is_head: bool = False, last: bool = False) -> Any:
    about = made(
        "trPr",
        None if spread(row) > TORN else made("cantSplit"),
        made("trHeight", val=mm(block.high), hRule="atLeast") if block.high else None,
        made("tblHeader") if is_head else None,
    )
    cells, at = [], 0
    for one in row.cells:
        wide = sum(block.columns[at : at + one.span])
        at += one.span
        is_kept = row.is_group or (block.is_whole and not last)
        cells.append(cell_of(block, one, wide, is_kept))
    return made("tr", about, *cells)


def cell_of(block: Table, one: Cell, wide: float, is_kept: bool) -> Any:
    about = made(
        "tcPr",
        made("tcW", w=mm(wide), type="dxa"),
        made("gridSpan", val=one.span) if one.span > 1 else None,
        made("vAlign", val="center"),
    )
    style = table_style(block.size)
    parts = []
    for part in one.paragraphs:
        kept = (made("keepNext"),) if is_kept else ()
        middle = (made("jc", val="center"),) if one.is_head else ()
        parts.append(paragraph(style, *written(part), properties=(*kept, *middle)))
    return made("tc", about, *parts)


def colophon(block: Colophon) -> Any:
    """版记: a table that hangs on the foot of the last page's 版心.

    It is centred on the page, a millimetre beside the 版心: LibreOffice lets no table hang that is
    as wide as the text which it is told to keep to, and the last page may be a left or a right one.
    """
    position = made(
        "tblpPr", leftFromText=0, rightFromText=0, vertAnchor="margin", horzAnchor="page",
        tblpXSpec="center", tblpYSpec="bottom",
    )  # fmt: skip
    about = made(
        "tblPr",
        position,
        made("tblOverlap", val="never"),
        made("tblW", w=mm(WIDTH), type="dxa"),
        made("tblBorders", *(line(side, *THICK[side]) for side in THICK)),
        made("tblLayout", type="fixed"),
        made("tblCellMar", *(made(side, w=pt(14), type="dxa") for side in ("left", "right"))),
    )
    rows = []
    if block.copies:
        kept = (made("keepNext"), made("ind", left=pt(42), hanging=pt(42)))
        words = run(f"抄送：{block.copies}。")
        rows.append(paragraph("KaimenColophon", words, properties=kept))
    ends = made("tabs", made("tab", val="right", pos=mm(WIDTH) - pt(28)))
    of_issuer = (run(block.organ), tab(), run(block.issued))
    rows.append(paragraph("KaimenColophon", *of_issuer, properties=(ends,)))
    columns = made("tblGrid", made("gridCol", w=mm(WIDTH)))
    return made("tbl", about, columns, *(_only_cell(row) for row in rows))


THICK = {"top": (0.35,), "bottom": (0.35,), "insideH": (0.25,)}  # 粗线 and 细线, in mm


def line(side: str, thick: float) -> Any:
    return made(side, val="single", sz=round(thick / 25.4 * 72 * EIGHTHS), space=0, color="000000")


def _only_cell(content: Any) -> Any:
    about = made("tcPr", made("tcW", w=mm(WIDTH), type="dxa"))
    return made("tr", made("trPr", made("cantSplit")), made("tc", about, content))
