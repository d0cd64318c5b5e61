"""Collected forms typed into a workbook: its template, the dry run, and the import."""

import io

from flask import Response, abort, redirect, send_file, url_for
from flask.typing import ResponseReturnValue
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from blueprints import workbook
from blueprints.access import viewer
from blueprints.entering.area import asked_visit, bp, may_enter
from blueprints.entering.forms import SHEET, FormsUpload
from blueprints.entering.paper import overview
from blueprints.pages import page
from blueprints.upload import EXAMPLE
from models import FormBatch, SlipKind, Visit, begin_writing, db
from models.entering import reached
from models.form_batch import COLUMNS
from models.text import LONGEST

NOTES = "填写说明"
WIDTHS = (18, 10, 12, 24, 70)
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/forms/template.xlsx")
@may_enter
def template() -> Response:
    visit = asked_visit()
    file = io.BytesIO()
    _template(visit).save(file)
    file.seek(0)
    name = f"{visit.name}纸质表登记.xlsx"
    return send_file(file, mimetype=SPREADSHEET, as_attachment=True, download_name=name)


@bp.post("/forms/imports")
@may_enter
def check() -> ResponseReturnValue:
    """试读: nothing is entered yet."""
    form = FormsUpload()
    db.session.rollback()  # while the file is read, others may write
    is_sound = form.validate_on_submit()
    begin_writing()
    visit = asked_visit()
    if not is_sound:
        return overview(visit, 422, upload=form)
    batch, faults = FormBatch.check(visit, form.filled, viewer(), form.name, form.content)
    if batch is None:
        return overview(visit, 422, faults=faults, rows=len(list(form.filled)))
    db.session.commit()
    return redirect(url_for(".batch", batch_id=batch.id), 303)


@bp.get("/forms/imports/<int:batch_id>")
@may_enter
def batch(batch_id: int) -> Response:
    batch = _own(batch_id)
    return page("entering/batch.html", "main", batch=batch, visit=batch.visit, lines=batch.read)


@bp.post("/forms/imports/<int:batch_id>")
@may_enter
def confirm(batch_id: int) -> ResponseReturnValue:
    batch = _own(batch_id)
    batch.import_all(viewer())
    db.session.commit()
    return redirect(url_for(".batch", batch_id=batch.id), 303)


def _own(batch_id: int) -> FormBatch:
    batch = db.session.get(FormBatch, batch_id)
    if batch is None or batch.by_id != viewer().id:
        abort(404, "这次试读已经不在了，请重新选择文件试读")
    return batch


def _template(visit: Visit) -> Workbook:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = SHEET
    stops = reached(visit) or visit.stops
    sheet.append(list(COLUMNS))
    kinds = [kind.label for kind in SlipKind]
    place = stops[0].name if stops else "第 1 站"
    sheet.append([f"{EXAMPLE}001-007-001-5", "07", kinds[0], place, "这一行是示例，不会导入"])
    for row in sheet.iter_rows(min_row=1, max_row=workbook.MOST_ROWS + 1, max_col=len(COLUMNS)):
        for cell in row:
            cell.number_format = "@"  # zeros in front stay, nothing becomes a date
            cell.alignment = Alignment(vertical="top", wrap_text=True)
    for index, width in enumerate(WIDTHS, 1):
        sheet.cell(1, index).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(index)].width = width
    choice = DataValidation("list", formula1=f'"{",".join(kinds)}"', allow_blank=True)
    choice.add(f"C2:C{workbook.MOST_ROWS + 1}")
    sheet.add_data_validation(choice)
    sheet.freeze_panes = "A2"
    notes = book.create_sheet(NOTES)
    notes.column_dimensions["A"].width = 90
    for line in _notes(visit, kinds):
        notes.append([line])
    return book


def _notes(visit: Visit, kinds: list[str]) -> list[str]:
    return [
        f"{visit.title}　纸质表登记",
        "一行填一张表，标题一行不要改动，不要合并单元格，不要用公式。",
        "表号：纸上右上角的 10 位数字，末位是校验位，抄错一位就会提示。",
        "代表号：纸上印好的可以不填；备用表要填。",
        f"类别：{'、'.join(kinds)}。监督举报不能由别人录入，请本人用平板提交，或按信件交专办人员。",
        "参观点：填站名或站次。",
        f"内容：照纸上的原话，最多 {LONGEST} 字。",
        *(f"第 {stop.position} 站　{stop.name}" for stop in visit.stops),
    ]
