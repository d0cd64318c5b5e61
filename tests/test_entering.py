"""代录, the paper form and its import, rehearsals: through the pages, with CSRF and roles."""

import io
import re
import struct
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import Workbook, load_workbook
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from blueprints import workbook
from blueprints.entering.forms import SHEET
from blueprints.upload import EXAMPLE
from models import (
    Card,
    FormBatch,
    Matter,
    Opinion,
    Promise,
    Question,
    Role,
    RuleBroken,
    Stop,
    StopKind,
    Unit,
    Visit,
    db,
    form_number,
    rehearsal,
)
from models.form_batch import COLUMNS
from tests.conftest import HTMX, person, post

Client = Callable[[Role | None], FlaskClient]
LAMPS = "村口到学校那一段没有路灯，什么时候能装上？"
ONE = str(UUID(int=1))


@pytest.fixture
def visit(app: Flask) -> int:
    """A visit with two stops, at the first of them; its id."""
    with app.app_context():
        visit = db.session.scalars(select(Visit)).one()
        for name in ("县交通运输局", "S102三改二"):
            visit.add_stop("system", kind=StopKind.DEPARTMENT, name=name, unit=None)
        visit.start(visit.stops[0], "system")
        db.session.commit()
        return visit.id


@pytest.fixture
def planned(app: Flask) -> int:
    """The same visit, not begun."""
    with app.app_context():
        visit = db.session.scalars(select(Visit)).one()
        unit = db.session.scalars(select(Unit)).first()
        visit.add_stop("system", kind=StopKind.DEPARTMENT, name="县交通运输局", unit=unit)
        db.session.commit()
        return visit.id


@pytest.fixture
def organiser(client_as: Client) -> FlaskClient:
    return client_as(Role.ORGANISER)


def ids(app: Flask) -> tuple[int, int]:
    """Of the card and of the present stop."""
    with app.app_context():
        stop = db.session.scalars(select(Stop).order_by(Stop.position)).first()
        card = db.session.scalars(select(Card)).one()
        assert stop is not None
        return card.id, stop.id


def entry(app: Flask, **more: Any) -> dict[str, Any]:
    card, stop = ids(app)
    fields = {"card_id": card, "stop_id": stop, "kind": "question", "source": "spoken"}
    return {**fields, "client_id": ONE, "occasion": "visit", "text": LAMPS, **more}


def count(app: Flask, *models: Any) -> list[int]:
    with app.app_context():
        return [db.session.scalar(select(func.count()).select_from(model)) or 0 for model in models]


# ---- 代录 ----------------------------------------------------------------------------------


def test_a_helper_enters_what_a_representative_says(
    app: Flask, visit: int, organiser: FlaskClient, client_as: Client
) -> None:
    answer = post(organiser, f"/entering?visit={visit}", entry(app))
    assert answer.status_code == 303
    shown = organiser.get(answer.headers["Location"]).text
    assert "已替07 号代表登记：提问第01号" in shown
    assert shown.count("checked") == 4  # person, kind, source and stop stay for the next one
    assert ONE not in shown
    for client, page in (
        (client_as(Role.REPRESENTATIVE), "/mine"),
        (client_as(Role.REPRESENTATIVE), "/tablet"),
        (organiser, "/console"),
        (organiser, "/console/questions"),
        (organiser, "/console/questions/1"),
    ):
        assert "工作人员代录 · 口头" in client.get(page).text, page


def test_the_fragment_is_ready_for_the_next_entry(
    app: Flask, visit: int, organiser: FlaskClient
) -> None:
    answer = post(organiser, f"/entering?visit={visit}", entry(app), headers=HTMX)
    assert answer.status_code == 200 and answer.text.count("checked") == 4
    (fresh,) = re.findall(r'name="client_id"[^>]*value="([^"]*)"', answer.text)
    assert UUID(fresh) != UUID(ONE)
    assert LAMPS in answer.text and f">{LAMPS}</textarea>" not in answer.text


def test_a_recorder_may_enter_and_nobody_else_sees_the_entry(
    app: Flask, visit: int, client_as: Client
) -> None:
    recorder = client_as(Role.RECORDER)
    assert post(recorder, "/entering", entry(app, kind="opinion")).status_code == 303
    assert "代录" in recorder.get("/board").text
    for role in (Role.REPRESENTATIVE, Role.HANDLER, Role.LEADER):
        client = client_as(role)
        assert "/entering" not in client.get("/", follow_redirects=True).text
        assert post(client, "/entering", entry(app)).status_code == 403
    assert count(app, Question, Opinion) == [0, 1]


def test_without_a_token_nothing_is_entered(app: Flask, visit: int, organiser: FlaskClient) -> None:
    answer = organiser.post("/entering", data=entry(app))
    assert answer.status_code == 400
    assert count(app, Question) == [0]


def test_a_double_click_or_a_lost_reply_enters_it_once(
    app: Flask, visit: int, organiser: FlaskClient
) -> None:
    for _ in range(2):
        assert post(organiser, "/entering", entry(app)).status_code == 303
    changed = post(organiser, "/entering", entry(app, text="改过的话"))
    assert changed.status_code == 409
    assert "已经登记为提问第01号" in changed.text and "改过的话" in changed.text
    assert count(app, Question) == [1]


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"card_id": ""}, "请选择是哪位代表"),
        ({"card_id": "999"}, "代表"),
        ({"stop_id": "999"}, "参观点"),
        ({"text": " "}, "请写下内容"),
        ({"text": "好" * 301}, "最多 300 字"),
        ({"kind": "report"}, "类别"),
        ({"source": "paper", "form_number": "0010070015"}, "表号"),
        ({"client_id": "x"}, "页面不完整"),
    ],
)
def test_what_is_wrong_is_told_and_the_text_is_kept(
    app: Flask, visit: int, organiser: FlaskClient, wrong: dict[str, str], why: str
) -> None:
    answer = post(organiser, "/entering", entry(app, **wrong))
    assert (answer.status_code, count(app, Question)) == (422, [0])
    assert why in answer.text
    if "text" not in wrong:
        assert LAMPS in answer.text


def test_a_report_is_not_entered_and_the_page_says_how_it_is_given(
    app: Flask, visit: int, organiser: FlaskClient
) -> None:
    shown = organiser.get("/entering").text
    assert "监督举报不由别人代录" in shown and 'value="report"' not in shown


# ---- 纸质表 --------------------------------------------------------------------------------


def test_forms_are_printed_by_seat_with_numbers_that_never_come_again(
    app: Flask, visit: int, organiser: FlaskClient
) -> None:
    pages = [
        post(organiser, "/entering/forms", {"scope": "all", "each": 2, "spare": 1}).text
        for _ in range(2)
    ]
    for text, running in zip(pages, ((1, 2), (3, 4)), strict=True):
        for number in running:
            assert str(form_number.FormNumber(1, 7, number)) in text
        assert "柯玉梅" in text and "意见建议" in text and "S102三改二" in text
    assert "12345678" not in "".join(pages)  # the card's digits
    wrong = post(organiser, "/entering/forms", {"scope": "all", "each": 11, "spare": -1})
    assert wrong.status_code == 422


# ---- 导入 ----------------------------------------------------------------------------------


def forms(app: Flask, each: int = 1, spare: int = 0) -> list[str]:
    with app.app_context():
        visit = db.session.scalars(select(Visit)).one()
        slips = form_number.print_forms(visit, visit.cards, each, spare, "system")
        db.session.commit()
        return [str(slip.number) for slip in slips]


def book(*rows: Any, headings: Any = COLUMNS) -> bytes:
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = SHEET
    sheet.append(list(headings))
    for row in rows:
        sheet.append(list(row))
    return saved(made)


def saved(made: Workbook) -> bytes:
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def upload(client: FlaskClient, content: bytes, name: str = "收回的表.xlsx") -> TestResponse:
    answer = post(
        client,
        "/entering/forms/imports",
        {"file": (io.BytesIO(content), name)},
        content_type="multipart/form-data",
    )
    assert answer.request
    answer.request.environ["wsgi.input"].close()  # the test client leaves a large body's file open
    return answer


def test_the_template_is_filled_in_checked_and_imported(
    app: Flask, visit: int, organiser: FlaskClient, client_as: Client
) -> None:
    one, two = forms(app, 2)
    template = load_workbook(io.BytesIO(organiser.get("/entering/forms/template.xlsx").data))
    sheet = template[SHEET]
    assert [cell.value for cell in sheet[1]] == list(COLUMNS)
    assert str(sheet["A2"].value).startswith(EXAMPLE)
    assert {sheet[f"{column}3"].number_format for column in "ABCDE"} == {"@"}
    for row, values in enumerate(
        [(one, "07", "提问", "县交通运输局", LAMPS), (two, "", "意见建议", "1", "=多装几盏")], 3
    ):
        for column, value in enumerate(values, 1):
            sheet.cell(row, column, value).data_type = "s"
    content = saved(template)
    checked = upload(organiser, content)
    assert (checked.status_code, count(app, Question, Opinion)) == (303, [0, 0])
    address = checked.headers["Location"]
    shown = organiser.get(address).text
    assert "试读通过：2 行" in shown and "=多装几盏" in shown and "收回的表.xlsx" in shown
    assert client_as(Role.RECORDER).get(address).status_code == 404  # who checked it, confirms
    for _ in range(2):
        assert post(organiser, address).status_code == 303
    assert "新登记 2 条，原来已有 0 条" in organiser.get(address).text
    again = upload(organiser, content)
    assert "已有 2 条不再登记" in organiser.get(again.headers["Location"]).text
    post(organiser, again.headers["Location"])
    assert count(app, Question, Opinion) == [1, 1]


def test_a_form_typed_by_hand_is_not_doubled_by_the_import(
    app: Flask, visit: int, organiser: FlaskClient
) -> None:
    (one,) = forms(app)
    typed = entry(app, source="paper", form_number=one, kind="opinion")
    assert post(organiser, "/entering", typed).status_code == 303
    checked = upload(organiser, book((one, "7", "意见建议", "1", LAMPS)))
    post(organiser, checked.headers["Location"])
    assert count(app, Question, Opinion) == [0, 1]


def test_one_wrong_row_keeps_all_out(app: Flask, visit: int, organiser: FlaskClient) -> None:
    one, two, three = forms(app, 3)
    content = book(
        (one, "07", "提问", "1", LAMPS),
        (two, "07", "表扬", "9", ""),
        (int(three.replace("-", "")), 7, "提问", 1, datetime(2013, 6, 20)),
    )
    answer = upload(organiser, content)
    assert (answer.status_code, count(app, Question, FormBatch)) == (422, [0, 0])
    for told in (
        "没有导入：4 处要改",
        "第 3 行",
        "C3 类别",
        "D3 参观点",
        "E3 内容",
        "E4 内容",
        "是日期",
    ):
        assert told in answer.text


def packed(parts: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packing:
        for name, content in parts.items():
            packing.writestr(name, content)
    return file.getvalue()


def changed(content: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        found = {name: parts.read(name) for name in parts.namelist()}
    found[part] = change(found[part])
    return packed(found)


SHEET_PART = "xl/worksheets/sheet1.xml"
FINE = ("0010070015", "07", "提问", "1", "路灯")


def merged() -> bytes:
    made = load_workbook(io.BytesIO(book(FINE, FINE)))
    made[SHEET].merge_cells("A2:A3")
    return saved(made)


def formula() -> bytes:
    return book(("=1+1", "07", "提问", "1", '=HYPERLINK("http://x")'))


def vast(content: bytes) -> bytes:
    """It says that it is as large as a sheet can be, and its last row is far away."""
    content = content.replace(b'ref="A1:E2"', b'ref="A1:XFD1048576"')
    return content.replace(b'<row r="2"', b'<row r="1999999999"').replace(b'"A2"', b'"A1999999999"')


def lying() -> bytes:
    """A part that unpacks to more than it says."""
    whole = bytearray(packed({"xl/workbook.xml": b"x" * 1_000_000}))
    at = whole.rindex(b"PK\x01\x02") + 24
    whole[at : at + 4] = struct.pack("<I", 10)
    return bytes(whole)


def entity(content: bytes) -> bytes:
    return content.replace(b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet', 1)


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "没有选择文件"),
    "not a zip": (lambda: b"<html>" * 50, "不是 Excel"),
    "an old .xls": (lambda: workbook.OLD + b"\0" * 600, "旧版 .xls"),
    "another zip": (lambda: packed({"a.txt": b"x"}), "不是 Excel"),
    "cut short": (lambda: book(FINE)[:900], "不是 Excel|损坏"),
    "a bomb": (
        lambda: packed({"xl/workbook.xml": b"\0" * (workbook.UNPACKED + 1)}), "解开后太大",
    ),
    "many parts": (
        lambda: packed({f"{n}.xml": b"" for n in range(workbook.PARTS + 1)}), "解开后太大",
    ),
    "a part that lies": (lying, "损坏|不是 Excel"),
    "too large": (lambda: b"PK\x03\x04" + b"\0" * workbook.LARGEST, "超过 5 MB"),
    "entities": (lambda: changed(book(FINE), SHEET_PART, entity), "不该有的内容"),
    "no sheet": (lambda: changed(book(FINE), "xl/workbook.xml", lambda _: b"<x/>"), "读不出来"),
    "broken xml": (lambda: changed(book(FINE), SHEET_PART, lambda old: old[:-40]), "读不出来"),
    "merged cells": (merged, "合并的单元格（A2:A3）"),
    "other headings": (lambda: book(FINE, headings="甲乙丙丁戊"), "第 1 行缺少「表号」"),
    "a heading twice": (lambda: book(FINE, headings=["表号", *COLUMNS]), "有两个「表号」"),
    "no rows": (lambda: book(), "没有要导入的行"),
    "vast dimensions": (lambda: changed(book(FINE), SHEET_PART, vast), "没有要导入的行|表号"),
    "10,000 rows": (lambda: book(*[FINE] * 10_000), "超过 1000 行"),
    "formulas": (formula, "A2 表号.*是公式.*E2 内容.*是公式"),
    "truth": (lambda: book((True, "07", "提问", "1", "x")), "A2 表号.*逻辑值"),
    "fractions": (lambda: book((1.5, 7, "提问", 1, 1e300)), "A2 表号.*小数.*E2 内容.*小数"),
    "a date for a seat": (lambda: book((FINE[0], date(2013, 7, 1), "提问", 1, "x")), "是日期"),
    "an error": (lambda: book(("#N/A", "07", "提问", "1", "x")), "A2 表号.*(错误值|10 位数字)"),
}  # fmt: skip


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_workbook_is_refused_in_clear_words(
    app: Flask, visit: int, organiser: FlaskClient, kind: str
) -> None:
    make, told = HOSTILE[kind]
    answer = upload(organiser, make())
    assert answer.status_code in {409, 422}, answer.text
    assert re.search(told, answer.text, re.S), answer.text
    assert count(app, Question, Opinion, FormBatch) == [0, 0, 0]


def test_digits_are_read_however_the_spreadsheet_keeps_them(
    app: Flask, visit: int, organiser: FlaskClient
) -> None:
    one, two, three = (number.replace("-", "") for number in forms(app, 3))
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in two)
    content = book(
        (int(one), 7.0, "提问", 1, "数字"),
        (wide, "０７", "提问", "１", "全角"),
        (f" {three[2:]} ", "007", " 提 问 ", "第1站", "少了前面的零"),
    )
    checked = upload(organiser, content)
    assert checked.status_code == 303, checked.text
    post(organiser, checked.headers["Location"])
    assert count(app, Question) == [3]


def test_reading_names_each_cell(app: Flask) -> None:
    rows = workbook.read(book(FINE, (), ("x",)), SHEET, COLUMNS)
    assert [number for number, _ in rows] == [2, 4]
    assert rows[0][1]["内容"] == workbook.Value("E2", "路灯")
    with pytest.raises(RuleBroken):
        workbook.read(b"PK", SHEET, COLUMNS)


# ---- 彩排 ----------------------------------------------------------------------------------


def begin(app: Flask, client: FlaskClient, visit: int) -> None:
    with app.app_context():
        version = db.session.get_one(Visit, visit).version
    assert post(client, f"/visits/{visit}/rehearsal", {"version": version}).status_code == 303
    with app.app_context():
        rehearsed = db.session.get_one(Visit, visit)
        rehearsed.start(rehearsed.stops[0], "system")
        db.session.commit()


def end(app: Flask, client: FlaskClient, visit: int) -> TestResponse:
    with app.app_context():
        version = db.session.get_one(Visit, visit).version
    return post(client, f"/visits/{visit}/rehearsal/end", {"version": version})


def ask(client: FlaskClient, occasion: str, number: int) -> TestResponse:
    fields = {"kind": "question", "text": LAMPS, "client_id": str(UUID(int=number))}
    slip = re.search(r'name="slip" value="([^"]+)"', client.get("/tablet").text)
    assert slip
    data = {**fields, "occasion": occasion, "slip": slip[1]}
    return client.post("/submissions", data=data, headers={"Origin": "http://localhost"})


STRIP = 'class="rehearsal"'


def test_a_rehearsal_is_marked_everywhere_and_then_gone(
    app: Flask, planned: int, organiser: FlaskClient, client_as: Client
) -> None:
    begin(app, organiser, planned)
    rep = client_as(Role.REPRESENTATIVE)
    with app.app_context():
        wall = f"/wall/{db.session.get_one(Visit, planned).wall_token}"
    assert 'value="rehearsal-1"' in rep.get("/tablet").text
    assert ask(rep, "rehearsal-1", 1).status_code == 303
    pages = ["/console", "/entering", "/entering/forms", f"/visits/{planned}", wall]
    pages += ["/console/questions", "/console/questions/1", f"/briefing/{planned}"]
    for page in pages:
        assert STRIP in organiser.get(page).text, page
    for page in ("/tablet", "/mine"):
        assert STRIP in rep.get(page).text, page
    assert "badge rehearsed" in organiser.get("/visits").text
    printed = post(organiser, "/entering/forms", {"scope": "all", "each": 1, "spare": 0})
    assert "slip-rehearsal" in printed.text
    assert "提问 <b>1</b> 条" in organiser.get(f"/visits/{planned}/rehearsal").text
    assert end(app, organiser, planned).status_code == 303
    for client, page in ((organiser, "/console"), (rep, "/tablet"), (organiser, wall)):
        assert STRIP not in client.get(page).text, page
    assert count(app, Question) == [0]


def test_a_promise_in_a_rehearsal_becomes_no_matter(
    app: Flask, planned: int, organiser: FlaskClient, client_as: Client
) -> None:
    begin(app, organiser, planned)
    ask(client_as(Role.REPRESENTATIVE), "rehearsal-1", 1)
    with app.app_context():
        question = db.session.scalars(select(Question)).one()
        question.approve("system")
        question.put_on_screen("system")
        db.session.commit()
        fields = {"version": question.version, "unit_id": question.stop.unit_id}  # type: ignore[union-attr]
    promised = {"outcome": "promise", "words": "月底装上", "speaker": "局长", "title": "路灯"}
    promised |= {"due_on": "2099-01-01", **fields}
    answer = post(organiser, "/console/questions/1/outcome", promised)
    assert answer.status_code == 303, answer.text
    assert count(app, Promise, Matter) == [1, 0]
    supervisor = client_as(Role.SUPERVISOR)
    assert "promise:" not in supervisor.get("/intake").text
    assert end(app, organiser, planned).status_code == 303
    assert count(app, Promise, Question) == [0, 0]


def test_what_a_tablet_still_held_from_the_rehearsal_does_not_land_in_the_visit(
    app: Flask, planned: int, organiser: FlaskClient, client_as: Client
) -> None:
    begin(app, organiser, planned)
    rep = client_as(Role.REPRESENTATIVE)
    ask(rep, "rehearsal-1", 1)
    end(app, organiser, planned)
    with app.app_context():
        real = db.session.get_one(Visit, planned)
        real.start(real.stops[0], "system")
        db.session.commit()
    for number in (1, 2):  # sent before, its receipt lost; and never sent
        late = ask(rep, "rehearsal-1", number)
        assert late.status_code == 409
        assert "彩排时写的" in late.text and LAMPS in late.text
    assert count(app, Question) == [0]
    assert ask(rep, "visit", 2).status_code == 303
    with app.app_context():
        assert db.session.scalars(select(Question)).one().number == 1


def test_only_those_who_manage_visits_rehearse_and_on_the_state_they_saw(
    app: Flask, planned: int, client_as: Client
) -> None:
    for role in (Role.RECORDER, Role.SUPERVISOR, Role.REPRESENTATIVE):
        assert post(client_as(role), f"/visits/{planned}/rehearsal").status_code == 403
    organiser = client_as(Role.ORGANISER)
    stale = post(organiser, f"/visits/{planned}/rehearsal", {"version": 999})
    assert stale.status_code == 409
    begin(app, organiser, planned)
    assert post(organiser, f"/visits/{planned}/rehearsal/end", {"version": 1}).status_code == 409
    with app.app_context():
        assert db.session.get_one(Visit, planned).is_rehearsal
        rehearsal.end_rehearsal(db.session.get_one(Visit, planned), person(Role.ORGANISER))
        db.session.rollback()
