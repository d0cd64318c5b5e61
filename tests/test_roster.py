"""The roster: entered, found, changed, and imported from workbooks of every kind."""

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import Workbook, load_workbook
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from models import Account, AuditEvent, AuthSession, Representative, Role, Unit, db
from models.roster_batch import COLUMNS, TELEPHONE
from tests.conftest import on_sqlite, post, stored

Client = Callable[[Role | None], FlaskClient]
UPLOAD = "/visits/representatives/import"
GOOD = ("陈德厚", "男", "60岁以上", "下梁镇", "西川村", "务农", "本县", "13909140001")
OTHER = ("王桂花", "女", "46–60岁", "乾佑镇", "", "教师", "外来人员", "")


@pytest.fixture
def organiser(client_as: Client) -> FlaskClient:
    return client_as(Role.ORGANISER)


def saved(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def a_book(*rows: tuple[Any, ...]) -> Workbook:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "名册"
    for row in (COLUMNS, *rows):
        sheet.append(list(row))
    return book


def upload(client: FlaskClient, content: bytes) -> TestResponse:
    data = {"file": (io.BytesIO(content), "名册.xlsx")}
    return post(client, UPLOAD, data)  # type: ignore[arg-type]


def on_roster(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Representative)) or 0


def faults_of(answer: TestResponse) -> list[tuple[int, str, str]]:
    """Row, cell and column, and what is wrong."""
    pattern = (
        r"<td class=\"nw\">第 (\d+) 行</td>\s*<td class=\"nw\">([^<]+)</td>\s*<td>([^<]+)</td>"
    )
    return [(int(row), cell, words) for row, cell, words in re.findall(pattern, answer.text)]


def with_(column: int, value: Any) -> tuple[Any, ...]:
    return (*GOOD[:column], value, *GOOD[column + 1 :])


def test_a_sound_roster_is_shown_before_it_is_imported_and_imported_once(
    app: Flask, organiser: FlaskClient
) -> None:
    before = on_roster(app)
    answer = upload(organiser, saved(a_book(GOOD, OTHER)))
    assert answer.status_code == 303 and on_roster(app) == before
    shown = organiser.get(answer.location).text
    assert "新登记 2 人" in shown and "陈德厚" in shown and "13909140001" not in shown
    with app.app_context():
        assert "13909140001" not in stored()
    for _ in range(2):
        assert post(organiser, answer.location).status_code == 303
        assert on_roster(app) == before + 2
    assert "已导入：新登记 2 人" in organiser.get(answer.location).text
    with app.app_context():
        one = db.session.scalars(select(Representative).filter_by(name="陈德厚")).one()
        assert one.telephone == "13909140001" and one.is_resident
        assert "13909140001" not in stored()


def test_the_same_person_is_recognised_however_the_number_is_written(
    app: Flask, organiser: FlaskClient
) -> None:
    first = upload(organiser, saved(a_book(GOOD, OTHER)))
    post(organiser, first.location)
    full_width = GOOD[7].translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    again = (*with_(3, "小岭镇")[:7], f"{full_width[:3]} {full_width[3:]}")
    namesake = ("王桂花", "女", "30岁以下", "乾佑镇", "仁和社区", "务工", "", "13909140777")
    answer = upload(organiser, saved(a_book(again, namesake)))
    shown = organiser.get(answer.location).text
    assert "名册里已有 1 人" in shown and "镇（街道）与名册不同，以名册为准" in shown
    assert "同镇同名，电话不同" in shown
    before = on_roster(app)
    post(organiser, answer.location)
    assert on_roster(app) == before + 1


@pytest.mark.parametrize(
    ("row", "cell", "why"),
    [
        (with_(0, ""), "A2 姓名", "没有填姓名"),
        (with_(0, "2013-06-20"), "A2 姓名", "不像姓名"),
        (with_(1, "先生"), "B2 性别", "只能填"),
        (with_(2, "2013/6/20"), "C2 年龄段", "是日期"),
        (with_(2, 17), "C2 年龄段", "18 至 110"),
        (with_(2, date(2013, 6, 20)), "C2 年龄段", "是日期，请把这一列设为「文本」"),
        (with_(3, ""), "D2 镇（街道）", "没有填"),
        (with_(5, "123"), "F2 职业界别", "不像"),
        (with_(6, "不清楚"), "G2 户籍", "本县"),
        (with_(7, "1390914"), "H2 联系电话", "11 位，这里是 7 位"),
        (with_(7, 9144321000), "H2 联系电话", "区号前面的 0 丢了"),
        (with_(7, "=A2"), "H2 联系电话", "是公式"),
        (with_(7, True), "H2 联系电话", "逻辑值"),
        (with_(7, 139.5), "H2 联系电话", "带小数"),
        (with_(7, "请打办公室"), "H2 联系电话", "只能有数字"),
    ],
)
@on_sqlite
def test_what_is_wrong_is_named_by_row_and_column_and_nobody_is_imported(
    app: Flask, organiser: FlaskClient, row: tuple[Any, ...], cell: str, why: str
) -> None:
    before = on_roster(app)
    answer = upload(organiser, saved(a_book(row, OTHER)))
    [(number, place, words)] = faults_of(answer)
    assert answer.status_code == 422 and (number, place) == (2, cell) and why in words
    assert on_roster(app) == before


@on_sqlite
def test_all_faults_of_all_rows_are_told_at_once(organiser: FlaskClient) -> None:
    rows = [with_(1, "?"), OTHER, with_(7, "1"), GOOD, GOOD]
    told = faults_of(upload(organiser, saved(a_book(*rows))))
    assert [(row, cell) for row, cell, _ in told] == [
        (2, "B2 性别"),
        (4, "H4 联系电话"),
        (6, "A6 姓名"),
    ]
    assert "与第 5 行是同一个人" in told[2][2]


@pytest.mark.parametrize(
    ("written", "age"),
    [("46-60岁", "older"), ("４６—６０", "older"), ("61", "senior"), ("30岁以下", "young")],
)
@on_sqlite
def test_ages_are_read_however_they_are_written(
    app: Flask, organiser: FlaskClient, written: str, age: str
) -> None:
    answer = upload(organiser, saved(a_book(with_(2, written))))
    post(organiser, answer.location)
    with app.app_context():
        one = db.session.scalars(select(Representative).filter_by(name="陈德厚")).one()
        assert one.age_group == age


def merged() -> bytes:
    book = a_book(GOOD, OTHER)
    book.active.merge_cells("D2:D3")  # type: ignore[union-attr]
    return saved(book)


def vast() -> bytes:
    """A sheet that says it reaches to the last cell, with one value far below."""
    book = a_book(GOOD)
    book.active["XFD1048576"] = "far"  # type: ignore[index]
    return saved(book)


def bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/workbook.xml", b"<workbook/>")
        parts.writestr("xl/worksheets/sheet1.xml", b"\0" * (64 * 1024 * 1024))
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (merged, "合并的单元格（D2:D3）"),
        (bomb, "解开后太大"),
        (lambda: b"", "没有选择文件，或文件是空的"),
        (lambda: b"not a workbook", "不是 Excel"),
        (lambda: saved(a_book()), "没有要导入的行"),
        (lambda: saved(Workbook()), "缺少「姓名」"),
    ],
    ids=["merged", "bomb", "empty", "text", "no rows", "no heading"],
)
@on_sqlite
def test_a_hostile_or_odd_file_is_refused_in_clear_words(
    app: Flask, organiser: FlaskClient, content: Callable[[], bytes], why: str
) -> None:
    before = on_roster(app)
    answer = upload(organiser, content())
    assert answer.status_code in {409, 422} and why in answer.text
    assert on_roster(app) == before


@on_sqlite
def test_a_vast_sheet_costs_no_more_than_what_it_holds(organiser: FlaskClient) -> None:
    assert upload(organiser, vast()).status_code == 303


@on_sqlite
def test_the_template_may_be_sent_in_as_it_is_filled(organiser: FlaskClient) -> None:
    book = load_workbook(io.BytesIO(organiser.get(f"{UPLOAD}/template.xlsx").data))
    sheet = book["名册"]
    assert [cell.value for cell in sheet[1]] == list(COLUMNS)
    assert sheet.cell(3, COLUMNS.index(TELEPHONE) + 1).number_format == "@"
    for column, value in enumerate(GOOD, 1):
        sheet.cell(3, column, value)
    shown = organiser.get(upload(organiser, saved(book)).location).text
    assert "新登记 1 人" in shown  # the example in row 2 is nobody


@on_sqlite
def test_nobody_else_sees_or_imports_what_somebody_checked(
    app: Flask, organiser: FlaskClient
) -> None:
    place = upload(organiser, saved(a_book(GOOD))).location
    with app.app_context():
        office = db.session.scalars(select(Unit).filter_by(name="县政府办公室")).one()
        other = Account.open(
            login="second", name="乙", role=Role.ORGANISER, unit=office,
            password="long enough it is", by="system",
        )  # fmt: skip
        token = AuthSession.start(other)
        db.session.commit()
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = token
    assert client.get(place).status_code == 404 and post(client, place).status_code == 404


FORM = {
    "name": "倪桂兰", "sex": "female", "age_group": "senior", "town": "下梁镇", "place": "明星村",
    "walk": "务农", "telephone": "139 0914 0111",
}  # fmt: skip


def test_somebody_is_entered_changed_and_their_number_shown_on_purpose(
    app: Flask, organiser: FlaskClient
) -> None:
    answer = post(organiser, "/visits/representatives", FORM)
    assert answer.status_code == 303
    place = answer.location
    page = organiser.get(place).text
    assert "139****0111" in page and "13909140111" not in page
    assert "13909140111" in post(organiser, f"{place}/telephone").text
    again = post(organiser, "/visits/representatives", FORM)
    assert again.status_code == 422 and "名册里已有同名同号的倪桂兰" in again.text
    edit = organiser.get(f"{place}/edit").text
    version = re.search(r'name="version"[^>]*value="(\d+)"', edit)
    assert version and "139****0111" in edit and "13909140111" not in edit
    changed = {**FORM, "town": "小岭镇", "telephone": "", "version": version[1]}
    assert post(organiser, f"{place}/edit", changed).status_code == 303
    assert "小岭镇" in organiser.get(place).text and "139****0111" in organiser.get(place).text
    assert post(organiser, f"{place}/edit", changed).status_code == 409  # decided on an older state
    with app.app_context():
        acts = db.session.scalars(select(AuditEvent.action)).all()
        assert {"representative.show_telephone", "representative.change"} <= set(acts)


def test_the_roll_is_narrowed_by_town_origin_and_the_whole_number(
    app: Flask, organiser: FlaskClient
) -> None:
    post(organiser, "/visits/representatives", {**FORM, "is_newcomer": "y"})
    for query, count in (
        ("origin=newcomer", 1),
        ("town=下梁镇", 2),
        ("came=no", 1),
        ("came=yes", 1),
        ("age=senior&sex=female", 1),
        ("q=139-0914-0111", 1),
        ("q=139-0914-0112", 0),
        ("age=nonsense", 2),
    ):
        page = organiser.get(f"/visits/representatives?{query}").text
        assert f"找到 {count} 人" in page, query
