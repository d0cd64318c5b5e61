"""The styles of a Word document: each kind of line has one, so that it can be changed in one place.

The grid is in the styles, too: exact lines of 28.95 points, letters a quarter point closer. The
section's own grid says the same to Word; LibreOffice would stretch lines that snap to it.
"""

from typing import Any

from docx.oxml.ns import qn

from blueprints.papers.word_xml import FACE_STYLES, FONTS, RED, font, made, mm, pt

LINE = 28.95  # points: 22 of them in 225 mm
CLOSER = -6  # twentieths of a point a letter: 28 in 156 mm
CELL = 15.7  # a character's width, then


def spacing(line: float = LINE, before: float = 0, after: float = 0) -> Any:
    return made("spacing", before=pt(before), after=pt(after), line=pt(line), lineRule="exact")


def style(name: str, key: str, *parts: Any, kind: str = "paragraph", base: str = "Normal") -> Any:
    return made(
        "style",
        made("name", val=name),
        made("basedOn", val=base) if base else None,
        made("qFormat"),
        *parts,
        type=kind,
        customStyle="1",
        styleId=key,
    )


def letters(face: str, size: float, *more: Any, closer: int = CLOSER) -> Any:
    half = round(size * 2)
    return made(
        "rPr",
        font(face),
        *more,
        made("spacing", val=closer),
        made("sz", val=half),
        made("szCs", val=half),
        made("lang", val="en-US", eastAsia="zh-CN"),
    )


def indent(characters: float = 0, **more: Any) -> Any:
    if not characters:
        return made("ind", firstLineChars=0, firstLine=0, **more)
    return made("ind", firstLineChars=round(100 * characters), firstLine=pt(CELL * characters))


def define(document: Any) -> None:
    """Put our styles beside Word's own, and make 公文正文 the normal one."""
    styles: Any = document.styles.element
    styles.find(qn("w:docDefaults")).getparent().remove(styles.find(qn("w:docDefaults")))
    for key in ("Normal", "Title", *(f"Heading{level}" for level in range(1, 5))):
        for old in styles.findall(qn("w:style")):
            if old.get(qn("w:styleId")) == key:
                styles.remove(old)
    styles.append(normal())
    for one in paragraphs():
        styles.append(one)
    for face, key in FACE_STYLES.items():
        look = made("rPr", font(face))
        styles.append(style(FONTS[face][:2], key, look, kind="character", base=""))


def normal() -> Any:
    """公文正文, without an indent: 3号仿宋 on exact lines."""
    grid = about(
        made("widowControl", val=0),
        made("overflowPunct", val=0),
        made("autoSpaceDE", val=0),
        made("autoSpaceDN", val=0),
        made("snapToGrid", val=0),
        spacing(),
        aligned("both"),
    )
    found = style("Normal", "Normal", grid, letters("fang", 16), base="")
    found.set(qn("w:default"), "1")
    del found.attrib[qn("w:customStyle")]
    return found


def paragraphs() -> list[Any]:
    """Of lines of text, each with a name that an official knows."""
    wide = made("ind", left=-mm(6), right=-mm(6))  # no mark is ever turned, however long
    in_red = letters("song", 36, made("color", val=RED), closer=0)
    hanging = made("ind", left=pt(5 * CELL), hanging=pt(3 * CELL))
    return [
        style("公文正文", "KaimenText", about(indent(2))),
        style("主送机关", "KaimenTo", about(indent())),
        style("发文机关标志", "KaimenMark", about(spacing(36), wide, aligned("center")), in_red),
        style("发文字号", "KaimenNumber", about(aligned("center"))),
        style("编发机关", "KaimenIssuer", about()),
        style("公文名单", "KaimenRoll", about(hanging)),
        style("公文署名", "KaimenSign", about(made("keepNext"), aligned("right"))),
        style("公文附注", "KaimenNote", about(spacing(18)), letters("hei", 12, closer=0)),
        style("版记", "KaimenColophon", about(spacing(24)), letters("fang", 14, closer=0)),
        style("页码", "KaimenPage", about(spacing(14)), letters("fang", 14, closer=0)),
        *(in_table(size, line) for size, line in ((12, 16.5), (10.5, 13.5))),
        *headings(),
    ]


def about(*parts: Any) -> Any:
    return made("pPr", *parts)


def aligned(where: str) -> Any:
    return made("jc", val=where)


def in_table(size: float, line: float) -> Any:
    to_left = about(spacing(line), aligned("left"))
    key = table_style(size)
    return style(f"公文表格{size}", key, to_left, letters("fang", size, closer=0))


def headings() -> list[Any]:
    """Word's own Title and heading 1 to 4, so that its outline shows them."""
    kept = about(made("keepNext"), aligned("center"))
    found = [style("Title", "Title", kept, letters("song", 22, closer=0))]
    for level, face in ((1, "hei"), (2, "kai"), (3, "fang"), (4, "fang")):
        in_outline = about(made("keepNext"), indent(2), made("outlineLvl", val=level - 1))
        look = letters(face, 16)
        found.append(style(f"heading {level}", f"Heading{level}", in_outline, look))
    for one in found:
        del one.attrib[qn("w:customStyle")]
    return found


def table_style(size: float) -> str:
    return f"KaimenTable{round(size * 2)}"
