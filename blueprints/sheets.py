"""Workbooks that people take along: text stays text, numbers and days are what they are."""

import io
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import quote

from flask import Response, send_file
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from models import clock

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # in no XML
TEMPTING = ("=", "+", "-", "@", "\t")  # becomes a formula as soon as somebody edits the cell
TEXT, NUMBER, DAY, MOMENT = 44, 8, 13, 17  # widths of columns, in characters
Value = str | int | date | datetime | None


@dataclass(frozen=True)
class Column:
    """列: its heading, how wide it is, and what stands in it."""

    heading: str
    width: int
    of: Callable[[Any], Value]


def fill(book: Workbook, title: str, columns: Iterable[Column], rows: Iterable[Any]) -> None:
    """A sheet of its own, its headings frozen; written row by row."""
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "B2"
    for place, column in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(place)].width = column.width
    headings = [cell(sheet, column.heading) for column in columns]
    for heading in headings:
        heading.font = Font(bold=True)
    sheet.append(headings)
    for row in rows:
        sheet.append([cell(sheet, column.of(row)) for column in columns])


def cell(sheet: Any, value: Value) -> Any:
    """Text is never a formula, a moment is that of the county's clock."""
    if isinstance(value, datetime):
        value = clock.local(value).replace(tzinfo=None)
    fit: Any = UNFIT.sub("", value) if isinstance(value, str) else value
    made = WriteOnlyCell(sheet, fit)
    made.alignment = Alignment(vertical="top", wrap_text=isinstance(value, str))
    if isinstance(value, str):
        made.data_type = "s"
        made.quotePrefix = value.startswith(TEMPTING)
    elif isinstance(value, datetime):
        made.number_format = "yyyy-mm-dd hh:mm"
    elif isinstance(value, date):
        made.number_format = "yyyy-mm-dd"
    return made


def sent(book: Workbook, name: str, plain: str) -> Response:
    """By its Chinese name (RFC 5987); `plain` is for those who cannot read that."""
    content = io.BytesIO()
    book.save(content)
    content.seek(0)
    response = send_file(content, XLSX)
    told = {"filename": plain, "filename*": f"UTF-8''{quote(name)}"}
    response.headers.set("Content-Disposition", "attachment", **told)
    response.headers["Cache-Control"] = "no-store"
    return response
