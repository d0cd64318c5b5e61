"""The copy of a PDF that is shown: its pages, nothing that tells of people, nothing that runs."""

import io
from collections.abc import Iterator
from typing import Any

from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    StreamObject,
)

from models.base import RuleBroken

KEPT = {"/Type", "/Pages", "/OCProperties"}  # of the catalogue
# of any part: what programmes write down about people and times, and what happens by itself
TELLING = ("/Metadata", "/PieceInfo", "/LastModified", "/AA", "/OpenAction", "/CreatorInfo")
# of a remark: who made it and when
AUTHOR = ("/T", "/M", "/CreationDate", "/NM", "/Popup", "/RC", "/IRT", "/Parent")
# what shows or marks something; others bring files, sounds or programmes along
SHOWN = frozenset(
    f"/{name}"
    for name in (
        *("Link", "Text", "FreeText", "Line", "Square", "Circle", "Polygon", "PolyLine", "Stamp"),
        *("Highlight", "Underline", "Squiggly", "StrikeOut", "Caret", "Ink", "Widget", "Redact"),
    )
)
# what a PDF of whatever making can make the library say
BROKEN = (
    *(PyPdfError, ValueError, LookupError, TypeError, AttributeError, OSError),
    *(RecursionError, NotImplementedError, ArithmeticError, AssertionError),
)
# segments of a JPEG: Exif and XMP, IPTC, remarks
TOLD_IN_JPEG = frozenset({0xE1, 0xED, 0xFE})


def copy_of_pdf(name: str, content: bytes) -> bytes:
    """Its pages with their pictures and remarks; without the author, the programme and the times,
    without attached files, scripts and forms. Raises RuleBroken for what cannot be opened."""
    try:
        given = PdfReader(io.BytesIO(content))
        if given.is_encrypted and not given.decrypt(""):
            raise RuleBroken(f"「{name}」设有打开密码，请去掉密码、另存后再传")
        pages = list(given.pages)
        _strip(given.root_object, pages)
        bare = PdfWriter()
        bare.metadata = None
        bare.append(given, import_outline=False)
        layers = given.root_object.get("/OCProperties")  # what is hidden stays hidden
        if layers is not None:
            bare.root_object[NameObject("/OCProperties")] = layers.get_object().clone(bare)
        out = io.BytesIO()
        bare.write(out)
    except BROKEN as error:
        raise RuleBroken(f"「{name}」打不开，请另存或打印成 PDF 后再传") from error
    if not pages:
        raise RuleBroken(f"「{name}」里没有页面，请核对后再传")
    return out.getvalue()


def _strip(root: DictionaryObject, pages: list[PageObject]) -> None:
    """Take out what is not to be copied: what nothing leads to any more is left behind."""
    for key in set(root) - KEPT:
        del root[key]
    for page in pages:
        page.pop("/B", None)  # threads, which know their author
        remarks: Any = page.get("/Annots", ArrayObject())
        kept = [each for each in remarks.get_object() if _shows(each.get_object())]
        page[NameObject("/Annots")] = ArrayObject(kept)
    for part in _parts([root, *pages]):
        _forget(part)


def _shows(remark: DictionaryObject) -> bool:
    """Whether a remark shows something; it loses its author."""
    for key in AUTHOR:
        remark.pop(key, None)
    action: Any = remark.get("/A")
    if action is not None and action.get_object().get("/S") not in {"/URI", "/GoTo"}:
        del remark["/A"]
    return remark.get("/Subtype") in SHOWN


def _parts(roots: list[Any]) -> Iterator[DictionaryObject]:
    """All that hangs on `roots`, each once."""
    seen: set[int] = set()
    waiting = list(roots)
    while waiting:
        part = waiting.pop()
        if isinstance(part, IndirectObject):
            if part.idnum in seen:
                continue
            seen.add(part.idnum)
            part = part.get_object()
        if isinstance(part, DictionaryObject):
            yield part
            waiting += part.values()
        elif isinstance(part, ArrayObject):
            waiting += part


def _forget(part: DictionaryObject) -> None:
    for key in TELLING:
        part.pop(key, None)
    if not isinstance(part, StreamObject) or part.get("/Subtype") != "/Image":
        return
    packing = part.get("/Filter")
    if packing == "/DCTDecode" or packing == ["/DCTDecode"]:
        part._data = bare_jpeg(part._data)


def bare_jpeg(content: bytes) -> bytes:
    """A JPEG without Exif, IPTC and remarks, its picture bit for bit as it was."""
    kept, at = [content[:2]], 2
    while content[at : at + 1] == b"\xff" and len(content) >= at + 4:
        kind = content[at + 1]
        if kind == 0xDA:  # from here on it is the picture
            break
        end = at + 2 + int.from_bytes(content[at + 2 : at + 4], "big")
        if kind not in TOLD_IN_JPEG:
            kept.append(content[at:end])
        at = end
    return b"".join((*kept, content[at:]))
