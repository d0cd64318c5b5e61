"""WordprocessingML, written briefly: elements, their attributes, and lengths in its units."""

import re
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from blueprints.papers.document import Face, Runs

# What no XML can hold.
UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
FONTS = {"song": "方正小标宋简体", "fang": "仿宋_GB2312", "kai": "楷体_GB2312", "hei": "黑体"}
RED = "E60012"


def mm(value: float) -> int:
    """Millimetres as twentieths of a point."""
    return round(value / 25.4 * 72 * 20)


def pt(value: float) -> int:
    return round(value * 20)


def made(name: str, *children: Any, **attributes: Any) -> Any:
    """<w:name w:attribute="…">children</w:name>."""
    element = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), str(value))
    element.extend([child for child in children if child is not None])
    return element


def font(face: str) -> Any:
    name = FONTS[face]
    return made("rFonts", ascii=name, hAnsi=name, eastAsia=name, cs=name)


def run(text: str, face: Face = Face.FANG, *more: Any) -> Any:
    """Words; those not in 仿宋 say so with a character style."""
    style = None if face is Face.FANG else made("rStyle", val=FACE_STYLES[face])
    properties = [style, *more]
    written = made("t")
    written.text = UNFIT.sub("", text.replace("\n", " "))
    written.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    about = made("rPr", *properties) if any(one is not None for one in properties) else None
    return made("r", about, written)


FACE_STYLES = {Face.KAI: "KaimenKai", Face.HEI: "KaimenHei"}


def tab() -> Any:
    return made("r", made("tab"))


def paragraph(style: str, *content: Any, properties: tuple[Any, ...] = ()) -> Any:
    return made("p", made("pPr", made("pStyle", val=style), *properties), *content)


def written(found: Runs) -> list[Any]:
    return [run(one.text, one.face) for one in found]


def page_field() -> list[Any]:
    """The number of the page, which Word counts."""
    words = made("instrText")
    words.text = " PAGE "
    return [
        made("r", made("fldChar", fldCharType="begin")),
        made("r", words),
        made("r", made("fldChar", fldCharType="separate")),
        run("1"),
        made("r", made("fldChar", fldCharType="end")),
    ]
