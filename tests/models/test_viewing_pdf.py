"""What of a PDF is shown: its pages, and nothing of who made it, brought along or left running."""

import io
import zlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.actions import JavaScript
from pypdf.annotations import FreeText, Text
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    TextStringObject,
)

from models import RuleBroken
from models.viewing_copy import copy_for_viewing
from models.viewing_pdf import bare_jpeg, copy_of_pdf
from tests.models.conftest import PROOF

SECRET = "CANARY"


def photo(told: str = SECRET) -> bytes:
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x013B] = exif[0x010F] = told
    Image.new("RGB", (40, 30), "#a63").save(out, "JPEG", exif=exif, comment=told)
    return out.getvalue()


def written(**security: Any) -> bytes:
    """A document in which everything that can tell of somebody does."""
    scan = io.BytesIO()
    Image.new("RGB", (200, 100), "#369").save(scan, "PDF", title=SECRET, author=SECRET)
    pdf = PdfWriter(clone_from=PdfReader(scan))
    pdf.add_metadata({"/Author": SECRET, "/Creator": SECRET, "/Company": SECRET})
    pdf.xmp_metadata = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{SECRET}</x:xmpmeta>".encode()
    pdf.add_attachment(f"{SECRET}.txt", SECRET.encode())
    pdf.add_open_action(JavaScript(f"app.alert('{SECRET}')"))
    pdf.add_outline_item(SECRET, 0)
    remark = Text(text="第三行金额不对", rect=(10, 10, 30, 30), title_bar=SECRET)
    pdf.add_annotation(0, remark)
    pdf.add_annotation(0, FreeText(text="此处已核", rect=(40, 10, 90, 30)))
    page = pdf.pages[0]
    brought = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject("/FileAttachment"),
            NameObject("/Contents"): TextStringObject(SECRET),
        }
    )
    page["/Annots"].append(pdf._add_object(brought))
    image = page["/Resources"]["/XObject"]["/image"].get_object()
    image._data = photo()
    image[NameObject("/Filter")] = NameObject("/DCTDecode")
    told = DecodedStreamObject()
    told.set_data(SECRET.encode())
    image[NameObject("/Metadata")] = pdf._add_object(told)
    page[NameObject("/PieceInfo")] = DictionaryObject(
        {NameObject("/Word"): TextStringObject(SECRET)}
    )
    page[NameObject("/AA")] = DictionaryObject({NameObject("/O"): TextStringObject(SECRET)})
    page[NameObject("/B")] = ArrayObject([TextStringObject(SECRET)])
    if security:
        pdf.encrypt(algorithm="AES-256", **security)
    out = io.BytesIO()
    pdf.write(out)
    return out.getvalue()


def everything(content: bytes) -> str:
    """All that lies in a PDF, whether anything leads there or not."""
    found = [content.decode("latin-1")]
    reader = PdfReader(io.BytesIO(content))
    for number in range(1, len(reader.xref[0]) + 50):
        part = reader.get_object(number) if number in reader.xref.get(0, {}) else None
        if part is None:
            continue
        found.append(repr(part))
        if hasattr(part, "_data"):
            found += [part._data.decode("latin-1"), repr(zlib_of(part._data))]
    return "".join(found)


def zlib_of(data: bytes) -> bytes:
    try:
        return zlib.decompress(data)
    except zlib.error:
        return b""


def test_who_made_it_and_what_it_brought_along_is_nowhere_in_the_copy() -> None:
    came = written()
    assert SECRET in everything(came)
    copy = copy_for_viewing("票据.pdf", came, "application/pdf")
    assert SECRET not in everything(copy)
    shown = PdfReader(io.BytesIO(copy))
    assert not shown.metadata and not shown.attachments and shown.xmp_metadata is None
    assert set(shown.root_object) <= {"/Type", "/Pages", "/Outlines"} and not shown.outline
    remarks = [each.get_object() for each in shown.pages[0]["/Annots"]]
    assert [each["/Contents"] for each in remarks] == ["第三行金额不对", "此处已核"]


def test_what_is_to_be_seen_is_as_it_was() -> None:
    came, shown = (PdfReader(io.BytesIO(one)) for one in (written(), copy_of_pdf("x", written())))
    before, after = came.pages[0], shown.pages[0]
    assert before.mediabox == after.mediabox
    assert before.get_contents().get_data() == after.get_contents().get_data()
    assert before.images[0].image.tobytes() == after.images[0].image.tobytes()


def test_a_document_that_opens_without_a_password_is_shown_and_another_is_refused() -> None:
    assert copy_of_pdf("限制打印.pdf", written(user_password="", owner_password="x"))
    with pytest.raises(RuleBroken, match="「机密.pdf」设有打开密码，请去掉密码"):
        copy_of_pdf("机密.pdf", written(user_password="1", owner_password="x"))


@pytest.mark.parametrize("content", [b"%PDF-1.7\n%%EOF", b"%PDF-1.4 words", written()[:900]])
def test_what_cannot_be_opened_is_refused_with_a_way_on(content: bytes) -> None:
    with pytest.raises(RuleBroken, match="「单据.pdf」(打不开，请另存|里没有页面)"):
        copy_of_pdf("单据.pdf", content)


def test_a_document_without_pages_is_refused() -> None:
    empty = PdfWriter()
    out = io.BytesIO()
    empty.write(out)
    with pytest.raises(RuleBroken, match="没有页面"):
        copy_of_pdf("空.pdf", out.getvalue())


WHOLE = written()


@settings(max_examples=3000 if PROOF else 60, deadline=None, derandomize=not PROOF)
@given(st.lists(st.tuples(st.integers(9, len(WHOLE) - 1), st.integers(0, 255)), max_size=30))
def test_a_damaged_document_is_shown_or_refused_in_words(changes: list[tuple[int, int]]) -> None:
    content = bytearray(WHOLE)
    for place, byte in changes:
        content[place] = byte
    try:
        copy_of_pdf("坏了的.pdf", bytes(content))
    except RuleBroken as refusal:
        assert "坏了的.pdf" in str(refusal)


@settings(max_examples=1000 if PROOF else 60, deadline=None, derandomize=not PROOF)
@given(st.binary(max_size=300))
def test_a_picture_in_it_keeps_every_pixel_whatever_it_begins_with(noise: bytes) -> None:
    came = photo()
    bare = bare_jpeg(came)
    assert SECRET.encode() not in bare and len(bare) < len(came)
    with Image.open(io.BytesIO(came)) as before, Image.open(io.BytesIO(bare)) as after:
        assert before.tobytes() == after.tobytes()
    assert len(bare_jpeg(noise)) <= len(noise)
