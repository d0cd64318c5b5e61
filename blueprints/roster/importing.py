"""A roster in a workbook: its template, the dry run, and the import."""

import io

from flask import Response, abort, redirect, send_file, url_for
from flask.typing import ResponseReturnValue
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from blueprints.access import requires, viewer
from blueprints.pages import page
from blueprints.roster.area import bp
from blueprints.roster.forms import SHEET, RosterUpload
from blueprints.upload import EXAMPLE
from models import AgeGroup, Permission, RosterBatch, Sex, begin_writing, db
from models.coverage import towns, walks
from models.roster_batch import COLUMNS, MOST_ROWS, NEWCOMER, RESIDENT

NOTES = "填写说明"
WIDTHS = (14, 8, 12, 16, 18, 14, 12, 18)
ROWS = 1000  # made ready for typing
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN = 200  # lines of a page


@bp.get("/import")
@requires(Permission.VISIT_MANAGE)
def upload() -> Response:
    return _upload(RosterUpload())


@bp.get("/import/template.xlsx")
@requires(Permission.VISIT_MANAGE)
def template() -> Response:
    file = io.BytesIO()
    _template().save(file)
    file.seek(0)
    return send_file(
        file, mimetype=SPREADSHEET, as_attachment=True, download_name="群众代表名册.xlsx"
    )


@bp.post("/import")
@requires(Permission.VISIT_MANAGE)
def check() -> ResponseReturnValue:
    """试读: nobody is entered yet."""
    form = RosterUpload()
    db.session.rollback()  # while the file is read, others may write
    is_sound = form.validate_on_submit()
    begin_writing()
    if not is_sound:
        return _upload(form, 422)
    batch, faults = RosterBatch.check(form.filled, viewer(), form.name, form.content)
    if batch is None:
        return _upload(form, 422, faults=faults, rows=len(list(form.filled)))
    db.session.commit()
    return redirect(url_for(".batch", batch_id=batch.id), 303)


@bp.get("/import/<int:batch_id>")
@requires(Permission.VISIT_MANAGE)
def batch(batch_id: int) -> Response:
    batch = _own(batch_id)
    people = batch.people
    return page(
        "roster/batch.html",
        "main",
        batch=batch,
        new=[one for one in people if one.known_id is None],
        known=[one for one in people if one.known_id is not None],
        alike=[one for one in people if one.namesake],
        most=SHOWN,
    )


@bp.post("/import/<int:batch_id>")
@requires(Permission.VISIT_MANAGE)
def confirm(batch_id: int) -> ResponseReturnValue:
    batch = _own(batch_id)
    batch.import_all(viewer())
    db.session.commit()
    return redirect(url_for(".batch", batch_id=batch.id), 303)


def _own(batch_id: int) -> RosterBatch:
    batch = db.session.get(RosterBatch, batch_id)
    if batch is None or batch.by_id != viewer().id:
        abort(404, "这次试读已经不在了，请重新选择文件试读")
    return batch


def _upload(form: RosterUpload, status: int = 200, **more: object) -> Response:
    return page("roster/import.html", "main", status, form=form, most=MOST_ROWS, **more)


def _template() -> Workbook:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = SHEET
    sheet.append(list(COLUMNS))
    ages = [group.label for group in AgeGroup]
    example = (f"{EXAMPLE}张三", "男", ages[2], "乾佑镇", "仁和社区", "务农", RESIDENT)
    sheet.append([*example, "13909140000"])
    for row in sheet.iter_rows(min_row=1, max_row=ROWS, max_col=len(COLUMNS)):
        for cell in row:
            cell.number_format = "@"  # zeros in front stay, nothing becomes a date
            cell.alignment = Alignment(vertical="top")
    for index, width in enumerate(WIDTHS, 1):
        sheet.cell(1, index).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(index)].width = width
    lists = {"B": [sex.label for sex in Sex], "C": ages, "G": [RESIDENT, NEWCOMER]}
    for column, words in lists.items():
        choice = DataValidation("list", formula1=f'"{",".join(words)}"', allow_blank=True)
        choice.add(f"{column}2:{column}{ROWS}")
        sheet.add_data_validation(choice)
    sheet.freeze_panes = "A2"
    notes = book.create_sheet(NOTES)
    notes.column_dimensions["A"].width = 90
    for line in (
        "一行填一个人，标题一行不要改动，不要合并单元格，不要用公式。",
        f"年龄段：{'、'.join(ages)}；也可以填周岁。",
        f"户籍：{RESIDENT}，或{NEWCOMER}（户籍不在本县，在本县居住或务工）。空着算{RESIDENT}。",
        "联系电话：手机 11 位，或带区号的固定电话；可以不填。导入后加密保存，页面上只显示头尾。",
        "姓名和电话都与名册相同的，算同一个人，不会重复登记。",
        f"镇（街道）：{'、'.join(towns())}。",
        f"职业界别，如：{'、'.join(walks())}。",
        f"一个文件最多 {MOST_ROWS} 行。",
    ):
        notes.append([line])
    return book
