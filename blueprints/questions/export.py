"""Questions and opinions as a workbook: text stays text, numbers and days are what they are."""

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
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from blueprints.access import requires
from blueprints.questions.views import bp
from models import Opinion, Permission, Question, Visit, clock, db
from models.proceedings import STAFF_VERSION, Proceedings

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


SEAT = Column("代表座号", NUMBER, lambda one: one.card.seat)
STOP = Column("参观点", 20, lambda one: one.stop.name if one.stop else "途中")
GIVEN = Column("提出时间", MOMENT, lambda one: one.given_at)
NUMBERED = Column("编号", NUMBER, lambda one: one.number)
WORDS = Column("内容", TEXT, lambda one: one.text)  # an opinion's
SHOWN = Column("内容", TEXT, lambda one: one.shown)
ORIGINAL = Column("原话", TEXT, lambda one: one.text if one.wording else None)
STATE = Column("状态", 10, lambda one: one.state.label)
REASON = Column("不采用的原因", 30, lambda one: one.reason)
MATTER = (
    Column("督办编号", 14, lambda one: one.matter.name if one.matter else None),
    Column("督办状态", 10, lambda one: one.matter.state.label if one.matter else None),
)
ANSWER = (
    Column("答复人", 16, lambda one: one.speaker),
    Column("答复单位", 20, lambda one: one.unit.name if one.unit else None),
    Column("答复时间", MOMENT, lambda one: one.settled_at if one.answer else None),
    Column("答复内容", TEXT, lambda one: one.answer),
    Column("承诺内容", TEXT, lambda one: one.promise.words if one.promise else None),
    Column("承诺单位", 20, lambda one: one.promise.unit.name if one.promise else None),
    Column("承诺办结日期", DAY, lambda one: one.promise.due_on if one.promise else None),
)
PUBLIC = (
    NUMBERED,
    STOP,
    GIVEN,
    SHOWN,
    Column("并入的提问", 16, lambda one: "、".join(other.name for other in one.merged)),
    STATE,
    *ANSWER,
    *MATTER,
)
STAFF = (
    NUMBERED,
    SEAT,
    STOP,
    GIVEN,
    SHOWN,
    ORIGINAL,
    STATE,
    Column("并入第几号", NUMBER, lambda one: one.merged_into.number if one.merged_into else None),
    *ANSWER,
    REASON,
    *MATTER,
)
OPINIONS = (
    NUMBERED,
    SEAT,
    STOP,
    Column("渠道", 8, lambda one: one.channel.label),
    GIVEN,
    WORDS,
    STATE,
    Column("不予受理的理由", 30, lambda one: one.reason),
    *MATTER,
)


@bp.get("/visits/<int:visit_id>/questions.xlsx")
@requires(Permission.VISIT_READ)
def public_workbook(visit_id: int) -> Response:
    visit = db.get_or_404(Visit, visit_id)
    book = Workbook(write_only=True)
    fill(book, "提问", PUBLIC, by_number(Proceedings.of(visit).questions))
    return sent(book, f"{visit.name}提问（公开版）.xlsx", f"questions-{visit.number}.xlsx")


@bp.get("/visits/<int:visit_id>/questions/staff.xlsx")
@requires(*STAFF_VERSION)
def staff_workbook(visit_id: int) -> Response:
    """With what was refused, who asked, and the opinions."""
    visit = db.get_or_404(Visit, visit_id)
    shown = Proceedings.of(visit, whole=True).questions
    every = [one for question in shown for one in (question, *question.merged)]
    opinions = select(Opinion).filter_by(visit_id=visit.id).order_by(Opinion.number)
    whole = opinions.options(joinedload(Opinion.stop), joinedload(Opinion.matter))
    book = Workbook(write_only=True)
    fill(book, "提问", STAFF, by_number(every))
    fill(book, "意见建议", OPINIONS, db.session.scalars(whole))
    name = f"{visit.name}提问和意见建议（内部版）.xlsx"
    return sent(book, name, f"questions-{visit.number}-staff.xlsx")


def by_number(questions: Iterable[Question]) -> list[Question]:
    return sorted(questions, key=lambda question: question.number)


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
