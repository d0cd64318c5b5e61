"""The copy of a file that is shown (阅览件): without the place, the author or the camera."""

import io
import re
import zipfile

from PIL import Image, ImageOps

from models.base import RuleBroken
from models.viewing_pdf import copy_of_pdf

PICTURES = {"image/jpeg": "JPEG", "image/png": "PNG"}
OFFICE = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "Excel",
}
LARGEST_INSIDE = 300 * 1024 * 1024  # of an office document unpacked

XML = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
# what tells of people and machines, with what stands in its place
BARE = {
    "docProps/core.xml": XML
    + b'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
    b'core-properties"/>',
    "docProps/app.xml": XML
    + b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
    b'extended-properties"/>',
    "docProps/custom.xml": XML
    + b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
    b'custom-properties"/>',
}
# authors of changes and comments, in Word and in Excel
AUTHORS = re.compile(
    rb'((?:w|w15|w16du|xr):(?:author|initials|userId|providerId)|displayName|userId)="[^"]*"'
)
NAMED = re.compile(rb"<((?:\w+:)?author)>[^<]*</\1>")


def copy_for_viewing(name: str, content: bytes, mime: str) -> bytes:
    """Without what tells of people, places and machines. Raises RuleBroken for what cannot be
    opened."""
    if mime in PICTURES:
        return _picture(name, content, PICTURES[mime])
    return _office(name, content) if mime in OFFICE else copy_of_pdf(name, content)


def _picture(name: str, content: bytes, kind: str) -> bytes:
    """The picture upright and without GPS, author or camera."""
    try:
        with Image.open(io.BytesIO(content)) as picture:
            upright = ImageOps.exif_transpose(picture)
            if upright.mode == "P":  # its colours stand in a palette
                upright = upright.convert("RGBA")
            bare = Image.new(upright.mode, upright.size)
            bare.paste(upright)
            out = io.BytesIO()
            bare.save(out, kind)
            return out.getvalue()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise RuleBroken(f"「{name}」打不开，请重新拍照或另存后再传") from error


def _office(name: str, content: bytes) -> bytes:
    """The document without who wrote, changed or commented it; its pictures, too."""
    out = io.BytesIO()
    try:
        with (
            zipfile.ZipFile(io.BytesIO(content)) as given,
            zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bare,
        ):
            parts = given.infolist()
            if sum(part.file_size for part in parts) > LARGEST_INSIDE:
                raise RuleBroken(f"「{name}」解开后太大，请拆开后再传")
            for part in parts:
                bare.writestr(part.filename, _part(part.filename, given.read(part)))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        raise RuleBroken(f"「{name}」打不开，请另存后再传") from error
    return out.getvalue()


def _part(name: str, content: bytes) -> bytes:
    if name in BARE:
        return BARE[name]
    if name.endswith(".xml"):
        return NAMED.sub(rb"<\1></\1>", AUTHORS.sub(rb'\1=""', content))
    ending = name.rpartition(".")[2].lower()
    kind = {"jpg": "JPEG", "jpeg": "JPEG", "png": "PNG"}.get(ending)
    if kind is not None:
        try:
            return _picture(name, content, kind)
        except RuleBroken:  # Word shows what it can
            return content
    return content
