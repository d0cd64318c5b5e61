"""Like questions on the sheet, the papers of a visit, and its workbook: who sees what of them."""

import io
import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from urllib.parse import unquote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from sqlalchemy import select
from werkzeug.test import TestResponse

from blueprints.sheets import UNFIT, Column, fill
from models import (
    Card,
    Matter,
    Opinion,
    Question,
    QuestionState,
    Report,
    Representative,
    Role,
    Sex,
    StopKind,
    Unit,
    Visit,
    clock,
    db,
)
from models.representative import AgeGroup
from tests.conftest import person, post

Client = Callable[[Role | None], FlaskClient]
LAMPS = "村口的路灯坏了好几个月没人修，啥时候能修好？"
LAMPS_AGAIN = "请问我们村口路灯不亮，什么时候有人来修？"
REFUSED, REASON = "请给法院打个招呼", "法院依法独立办案"
PENDING, QUEUED = "还没有人看过的话", "桥上能不能安个栏杆？"
OPINION, BRIBE = "建议多印些手册", "某某在低保评定里收了礼"
PROMISED = ("王局长", "七月底修好", "2013年7月31日", "督2013-001")
STAFF = (Role.ORGANISER, Role.SUPERVISOR, Role.RECORDER)
PUBLIC = (Role.LEADER, Role.OFFICE_HEAD)


@pytest.fixture
def visit(app: Flask) -> int:
    """The lamps promised by 王局长 to 07 and 08, one refused, one pending, one queued."""
    with app.app_context(), clock.at(datetime(2013, 6, 20, 9, 30)):
        visit = db.session.scalars(select(Visit)).one()
        by: Any = person(Role.ORGANISER)
        unit = db.session.scalars(select(Unit).filter_by(name="县交通运输局")).one()
        stop = visit.add_stop(by, kind=StopKind.DEPARTMENT, name="县交通运输局", unit=unit)
        visit.start(stop, by)
        seven: Any = person(Role.REPRESENTATIVE)
        other = Representative.enrol(
            by, name="党德明", sex=Sex.MALE, age_group=AgeGroup.SENIOR, town="营盘镇", walk="务农"
        )
        eight, _ = Card.issue(visit, other, 8, by, "87654321")
        lamps = Question.ask(seven, LAMPS, "1")
        again = Question.ask(eight, LAMPS_AGAIN, "2")
        refused = Question.ask(seven, REFUSED, "3")
        Question.ask(eight, PENDING, "4")
        queued = Question.ask(seven, QUEUED, "5")
        for one in (lamps, queued):
            one.approve(by)
        again.merge_into(lamps, by)
        refused.refuse(by, REASON)
        lamps.put_on_screen(by)
        promise = lamps.record_promise(
            by, "七月底修好", "王局长", unit, date(2013, 7, 31), "已查过"
        )
        Matter.of_promise(promise, by, "修好村口路灯")
        Opinion.give(seven, OPINION, "6")
        Report.give(seven, BRIBE, "7")
        db.session.commit()
        return visit.id


def page(client: FlaskClient, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.text


def ask(app: Flask, text: str, seat: int = 8) -> int:
    """Another question of today; its id."""
    with app.app_context(), clock.at(datetime(2013, 6, 20, 10)):
        card = db.session.scalars(select(Card).filter_by(seat=seat)).one()
        question = Question.ask(card, text, f"asked {text}")
        db.session.commit()
        return question.id


def number(app: Flask, number: int) -> Question:
    with app.app_context():
        return db.session.scalars(select(Question).filter_by(number=number)).one()


# Like questions


def test_the_sheet_shows_what_was_promised_to_a_like_question_and_how_it_stands(
    app: Flask, client_as: Client, visit: int
) -> None:
    text = page(client_as(Role.ORGANISER), f"/console/questions/{ask(app, LAMPS_AGAIN)}")
    panel = text[text.index('id="similar"') :]
    for shown in (
        LAMPS,
        "第 01 号",
        "很像",
        "已承诺",
        "王局长",
        "七月底修好",
        "2013年7月31日",
        "督2013-001",
    ):
        assert shown in panel, shown
    assert not re.search(r"0\.\d\d", panel)


def test_a_like_question_can_be_picked_and_is_merged_only_by_the_moderator_s_own_act(
    app: Flask, client_as: Client, visit: int
) -> None:
    organiser, key, target = client_as(Role.ORGANISER), ask(app, LAMPS_AGAIN), number(app, 1).id
    picked = page(organiser, f"/console/questions/{key}?into={target}")
    assert re.search(rf'<option selected value="{target}">', picked)
    with app.app_context():
        assert db.session.get_one(Question, key).state is QuestionState.PENDING
        version = db.session.get_one(Question, key).version
    answer = post(
        organiser, f"/console/questions/{key}/merger", {"version": version, "into": target}
    )
    assert answer.status_code == 303
    with app.app_context():
        assert db.session.get_one(Question, key).merged_into_id == target


def test_an_answer_can_be_cited_without_scripts(app: Flask, client_as: Client, visit: int) -> None:
    organiser, key = client_as(Role.ORGANISER), ask(app, LAMPS_AGAIN)
    with app.app_context():
        db.session.get_one(Question, key).approve(person(Role.ORGANISER))
        db.session.commit()
    sheet = page(organiser, f"/console/questions/{key}")
    assert "引入答复" in sheet
    text = page(organiser, f"/console/questions/{key}?cite={number(app, 1).id}")
    words = re.search(r'<textarea[^>]*name="words"[^>]*>([^<]*)<', text)
    assert words and "王局长：已查过。县交通运输局承诺2013年7月31日前办结：七月底修好。" in words[1]
    assert "现为督办事项督2013-001" in words[1]


@pytest.mark.parametrize("query", ["into=999&cite=999", "into=x&cite=y", "into=&cite="])
def test_what_cannot_be_picked_is_not(
    app: Flask, client_as: Client, visit: int, query: str
) -> None:
    key = number(app, 5).id
    assert "已有答复。" not in page(client_as(Role.ORGANISER), f"/console/questions/{key}?{query}")


def test_a_waiting_card_says_which_question_it_repeats(
    app: Flask, client_as: Client, visit: int
) -> None:
    organiser = client_as(Role.ORGANISER)
    before = page(organiser, f"/live/console/{visit}")
    key = ask(app, LAMPS_AGAIN)
    mark = f'可能与<a href="/console/questions/{key}#similar">第 01 号</a>相同'
    assert "可能与" not in before
    assert mark in page(organiser, f"/live/console/{visit}")
    assert mark in page(organiser, f"/console?visit={visit}")


# On paper


@pytest.mark.parametrize("role", STAFF)
def test_the_staff_s_record_holds_what_was_refused_and_who_asked(
    client_as: Client, visit: int, role: Role
) -> None:
    text = page(client_as(role), f"/visits/{visit}/record/staff")
    for shown in (LAMPS, LAMPS_AGAIN, REFUSED, REASON, PENDING, QUEUED, "07 号代表", "08 号代表"):
        assert shown in text, shown
    assert BRIBE not in text and OPINION not in text


@pytest.mark.parametrize("role", [*STAFF, *PUBLIC])
def test_the_public_record_holds_only_what_was_let_through(
    client_as: Client, visit: int, role: Role
) -> None:
    text = page(client_as(role), f"/visits/{visit}/record")
    for shown in (LAMPS, "第 02 号", QUEUED, *PROMISED):
        assert shown in text, shown
    for hidden in (LAMPS_AGAIN, REFUSED, REASON, PENDING, "号代表", BRIBE, OPINION, "未采用"):
        assert hidden not in text, hidden


@pytest.mark.parametrize("role", PUBLIC)
def test_the_staff_s_version_is_shut_to_others(client_as: Client, visit: int, role: Role) -> None:
    client = client_as(role)
    for place in ("record/staff", "questions/staff.xlsx"):
        assert client.get(f"/visits/{visit}/{place}").status_code == 403
    links = page(client, f"/visits/{visit}")
    assert f"/visits/{visit}/record" in links and f"/visits/{visit}/questions.xlsx" in links
    assert "staff" not in links and f"/console/visits/{visit}/queue" not in links


def test_the_queue_on_paper_has_seat_stop_and_room_to_write(client_as: Client, visit: int) -> None:
    text = page(client_as(Role.ORGANISER), f"/console/visits/{visit}/queue")
    before, _, unread = text.partition("还没有审核的提问")
    assert QUEUED in before and "07 号代表" in before and "县交通运输局" in before
    assert before.count("qa-room") == 1
    assert PENDING in unread and PENDING not in before
    assert REFUSED not in text and BRIBE not in text


def test_a_visit_without_questions_has_its_papers_too(client_as: Client, app: Flask) -> None:
    organiser = client_as(Role.ORGANISER)
    with app.app_context():
        key = db.session.scalars(select(Visit.id)).one()
    assert "没有等待回答的提问" in page(organiser, f"/console/visits/{key}/queue")
    assert "没有人提问" in page(organiser, f"/visits/{key}/record/staff")
    assert rows(organiser.get(f"/visits/{key}/questions.xlsx"), "提问")[1:] == []


# As a workbook


def rows(answer: TestResponse, sheet: str) -> list[tuple[Any, ...]]:
    assert answer.status_code == 200
    book = load_workbook(io.BytesIO(answer.data))
    return list(book[sheet].iter_rows(values_only=True))


def test_the_staff_s_workbook_holds_every_question_and_the_opinions(
    client_as: Client, visit: int
) -> None:
    answer = client_as(Role.RECORDER).get(f"/visits/{visit}/questions/staff.xlsx")
    heading, *found = rows(answer, "提问")
    first = dict(zip(heading, found[0], strict=True))
    assert [row[0] for row in found] == [1, 2, 3, 4, 5]
    assert first["代表座号"] == 7 and first["内容"] == LAMPS and first["承诺内容"] == "七月底修好"
    assert first["承诺办结日期"] == datetime(2013, 7, 31)
    assert first["提出时间"] == datetime(2013, 6, 20, 9, 30)  # as the clock in the county showed
    assert dict(zip(heading, found[1], strict=True))["并入第几号"] == 1
    assert dict(zip(heading, found[2], strict=True))["不采用的原因"] == REASON
    assert [row[5] for row in rows(answer, "意见建议")[1:]] == [OPINION]
    assert BRIBE not in str(rows(answer, "提问")) + str(rows(answer, "意见建议"))


def test_the_public_workbook_holds_only_what_was_let_through(client_as: Client, visit: int) -> None:
    answer = client_as(Role.LEADER).get(f"/visits/{visit}/questions.xlsx")
    book = load_workbook(io.BytesIO(answer.data))
    assert book.sheetnames == ["提问"]
    heading, *found = rows(answer, "提问")
    assert [row[0] for row in found] == [1, 5]
    assert dict(zip(heading, found[0], strict=True))["并入的提问"] == "第 02 号"
    assert "代表座号" not in heading
    for hidden in (LAMPS_AGAIN, REFUSED, REASON, PENDING, OPINION, BRIBE):
        assert hidden not in str(found)


def test_its_name_is_chinese_and_it_is_kept_nowhere(client_as: Client, visit: int) -> None:
    answer = client_as(Role.ORGANISER).get(f"/visits/{visit}/questions/staff.xlsx")
    told = answer.headers["Content-Disposition"]
    assert told.startswith("attachment; filename=questions-1-staff.xlsx; filename*=UTF-8''")
    assert unquote(told).endswith("第一期提问和意见建议（内部版）.xlsx")
    assert answer.headers["Cache-Control"] == "no-store"


def test_headings_stay_in_sight_and_columns_are_wide_enough(client_as: Client, visit: int) -> None:
    answer = client_as(Role.ORGANISER).get(f"/visits/{visit}/questions.xlsx")
    sheet = load_workbook(io.BytesIO(answer.data))["提问"]
    assert sheet.freeze_panes == "B2"
    for column in sheet.iter_cols(max_row=1):
        width = sheet.column_dimensions[column[0].column_letter].width
        assert width >= 1.6 * len(str(column[0].value))


ODD = ["=1+1", "+86", "-1", "@SUM(A1)", "\t=1", "'=1", "#REF!", "\x0b", "a\x00b", "\ufffe\uffff"]
ODD += [
    "6" * 400,
    "61052619530305001X",
    "007",
    "1e5",
    "2013-06-20",
    "一\n二",
    "a\ud800",
    "<b>&amp;",
]
ODD += ["\U0001f600\U0001f469\u200d\U0001f467", " 两头空格 "]


def read_back(values: list[Any]) -> list[Any]:
    book, content = Workbook(write_only=True), io.BytesIO()
    fill(book, "表", [Column("值", 10, lambda value: value)], values)
    book.save(content)
    cells = [row[0] for row in load_workbook(content)["表"].iter_rows(min_row=2)]
    assert not any(cell.data_type == "f" for cell in cells)
    return [cell.value for cell in cells]


@pytest.mark.parametrize("text", ODD)
def test_text_that_looks_like_something_else_stays_text(text: str) -> None:
    assert read_back([text, "."]) == [UNFIT.sub("", text) or None, "."]


@settings(deadline=None)
@given(st.lists(st.text(max_size=60) | st.integers(-(10**9), 10**9), min_size=1, max_size=8))
def test_what_is_written_is_what_is_read(values: list[Any]) -> None:
    fit = [UNFIT.sub("", value) or None if isinstance(value, str) else value for value in values]
    assert read_back([*values, "."]) == [*fit, "."]


@settings(deadline=None)
@given(st.dates(date(1900, 3, 1), date(2999, 12, 31)))
def test_days_are_days(day: date) -> None:
    assert read_back([day]) == [datetime(day.year, day.month, day.day)]
