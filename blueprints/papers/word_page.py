"""The page of a Word document: 版心, grid, mirrored margins, and numbers on the outer side."""

from typing import Any

from docx.oxml.ns import qn

from blueprints.papers.document import Face, Paper, Style
from blueprints.papers.word_styles import spacing
from blueprints.papers.word_xml import RED, made, mm, page_field, paragraph, pt, run

TOP, BOTTOM, INNER, OUTER = 37, 35, 28, 26  # mm
FOOT = 25.4  # mm: so that the dash stands 7 mm below the 版心
LETTER_HEAD = 30.3  # mm: the characters of 标志 stand a little above their line's own middle
LETTER_FOOT = 20  # mm: where the lower double line of 信函格式 stands
GRID = 579, -860  # a line in twentieths of a point; a letter's change in 4096ths


def set_page(document: Any, paper: Paper) -> None:
    section, settings = document.sections[0], document.settings.element
    is_letter = paper.style is Style.LETTER
    # by Word's own order of settings; mode 15 puts a table's edges on those of the text
    settings.find(qn("w:zoom")).addnext(made("mirrorMargins"))
    for mode in settings.iter(qn("w:compatSetting")):
        if mode.get(qn("w:name")) == "compatibilityMode":
            mode.set(qn("w:val"), "15")
    document.settings.odd_and_even_pages_header_footer = True
    for found in settings.findall(qn("w:characterSpacingControl")):
        found.set(qn("w:val"), "doNotCompress")
    section.different_first_page_header_footer = is_letter
    _fill(section.footer, _number("right", is_letter))
    _fill(section.even_page_footer, _number("left", is_letter))
    if is_letter and paper.head is not None:
        note = [_note(paper.draft, _hung())] if paper.draft else []
        _fill(section.first_page_header, *note, *_letter_head(paper.head.mark))
        _fill(section.first_page_footer, _letter_line("thinThickSmallGap", "bottom", 0))
    elif paper.draft:
        section.different_first_page_header_footer = True
        _fill(section.first_page_footer, _number("right", is_letter))
        _fill(section.first_page_header, _note(paper.draft))
    _measure(section._sectPr, is_letter)


def _measure(section: Any, is_letter: bool) -> None:
    """A letter's first page reaches down to its lower line; later ones end above their number."""
    head, foot, bottom = (LETTER_HEAD, LETTER_FOOT, 24) if is_letter else (12, FOOT, BOTTOM)
    for name in ("w:pgSz", "w:pgMar", "w:cols", "w:docGrid"):
        for found in section.findall(qn(name)):
            section.remove(found)
    size = made("pgSz", w=mm(210), h=mm(297))
    margins = made(
        "pgMar", top=mm(TOP), right=mm(OUTER), bottom=mm(bottom), left=mm(INNER),
        header=mm(head), footer=mm(foot), gutter=0,
    )  # fmt: skip
    grid = made("docGrid", type="linesAndChars", linePitch=GRID[0], charSpace=GRID[1])
    place = [child for child in section if child.tag.endswith(("Reference", "footnotePr"))]
    at = len(place)
    for offset, element in enumerate((size, margins)):
        section.insert(at + offset, element)
    section.append(grid)


def _fill(part: Any, *elements: Any) -> None:
    part.is_linked_to_previous = False
    for child in list(part._element):
        part._element.remove(child)
    part._element.extend(elements)


def _number(side: str, is_letter: bool) -> Any:
    """— 1 —, a character in from the outer side."""
    ind = made("ind", left=pt(14), right=pt(14), firstLine=0)
    after = mm(FOOT - LETTER_FOOT) / 20 if is_letter else 0
    about = (spacing(14, after=after), ind, made("jc", val=side))
    return paragraph("KaimenPage", run("— "), *page_field(), run(" —"), properties=about)


def _note(words: str, *about: Any) -> Any:
    """样稿 or 送审稿, above the 版心."""
    return paragraph("KaimenNote", run(words), properties=about)


def _hung() -> Any:
    """Where the mark of a letter is not pushed down by it."""
    return made(
        "framePr", w=mm(120), wrap="around", vAnchor="page", hAnchor="page", x=mm(INNER), y=mm(12)
    )


def _letter_head(mark: str) -> list[Any]:
    size = 20 if len(mark) > 16 else 27 if len(mark) > 12 else 36
    letters = (made("sz", val=2 * size), made("szCs", val=2 * size))
    written = _letter_line("thickThinSmallGap", "bottom", 3)
    written.find(qn("w:pPr")).find(qn("w:pStyle")).set(qn("w:val"), "KaimenMark")
    written.append(run(mark, Face.FANG, *letters))
    return [written]


def _letter_line(kind: str, side: str, space: float) -> Any:
    """A red double line, 170 mm wide."""
    line = made(side, val=kind, sz=24, space=round(space / 25.4 * 72), color=RED)
    about = (
        made("pBdr", line),
        spacing(36 if space else 1),
        made("ind", left=-mm(8), right=-mm(6), firstLine=0),
    )
    return paragraph("KaimenPage", properties=about)
