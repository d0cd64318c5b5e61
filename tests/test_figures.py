"""The figures of supervision: each number leads to its rows, on page, paper and in workbook."""

import io
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select

from models import (
    Card,
    Level,
    Matter,
    MatterKind,
    Opinion,
    Question,
    Rating,
    Reply,
    Report,
    Result,
    Role,
    StopKind,
    Unit,
    UnitKind,
    Visit,
    Way,
    db,
)
from models import clock as clocks
from tests.conftest import person
from tests.models.conftest import THAT_DAY

As = Callable[[Role | None], FlaskClient]
OURS, OTHERS = "县交通运输局", "县供电公司"
LATER = datetime(2013, 7, 15, 10)
NUMBER = re.compile(r'<a[^>]*href="(/figures/rows\?[^"]*)"[^>]*>([^<]*?)(\d+)(?: 件)?</a>')
EVIL = "=HYPERLINK(1)<i>路灯</i>"


@pytest.fixture
def county(app: Flask) -> None:
    """Two matters of ours, one closed as far as it goes, and one of another unit, overdue."""
    with app.app_context(), clocks.at(THAT_DAY):
        by: Any = person(Role.SUPERVISOR)
        ours: Unit = person(Role.HANDLER).unit  # type: ignore[attr-defined]
        other = Unit.found(OTHERS, UnitKind.ENTERPRISE, "system")
        visit = db.session.scalars(select(Visit)).one()
        stop = visit.add_stop(by, kind=StopKind.DEPARTMENT, name=OURS, unit=ours)
        visit.start(stop, by)
        card: Any = db.session.scalars(select(Card)).first()
        Report.give(card, "某某收了路灯钱", "r")
        Question.ask(card, "晚上路灯什么时候亮", "q1").approve(person(Role.ORGANISER))
        Question.ask(card, "路灯是谁家亲戚装的", "q2").refuse(person(Role.ORGANISER), "不实")
        for number, (unit, title) in enumerate(
            ((ours, EVIL), (ours, "补划停车位"), (other, "更换变压器"))
        ):
            opinion = Opinion.give(card, f"{title}路灯", f"o{number}")
            matter = Matter.register(
                by,
                kind=MatterKind.OPINION,
                title=title,
                way=Way.ROUTE,
                lead=unit,
                sources=[opinion],
            )
            matter.assign(by)
        done = db.session.get_one(Matter, 1)
        handler: Any = person(Role.HANDLER)
        with clocks.at(THAT_DAY + timedelta(minutes=5)):
            done.sign(handler)
        done.report(handler, "装好了", Result.SOLVED)
        db.session.flush()
        for gate in done.gates:
            gate.pass_(by, "看过")
        db.session.flush()
        Reply.send(done, by, "装好了")
        Rating.key_in(done.askers[0], by, Level.FAIRLY, "还行", "本人", "139")
        db.session.commit()


def test_each_number_on_the_page_leads_to_so_many_rows(
    county: None, client_as: As, clock: Any
) -> None:
    with clock(LATER):
        supervisor = client_as(Role.SUPERVISOR)
        page = supervisor.get("/figures").text
        found = [(unescape(url), int(number)) for url, _, number in NUMBER.findall(page)]
        assert len(found) > 25
        for url, number in found:
            rows = supervisor.get(url)
            assert rows.status_code == 200, url
            assert f'>{number}<span class="sr"> 条</span>' in rows.text, (url, number)
            assert rows.text.count("/matters/") == number, url
        assert "件少" in page  # few are marked


def test_it_says_how_it_counts_and_draws_without_a_style(
    county: None, client_as: As, clock: Any
) -> None:
    with clock(LATER):
        page = client_as(Role.LEADER).get("/figures").text
        assert "按期办结的件次÷（已办结的件次＋超期在办的件次）" in page
        assert "基本满意不算满意" in page and "监督举报不是督办事项" in page
        assert page.count('role="img"') == 2 == page.count("<desc") and "看表格" in page
        assert "style=" not in page and "<style" not in page
        assert "按期办结 1</a> ÷" in page  # of three, two are open and overdue
        assert re.search(r"33\.3</b><span>%</span>", page)


def test_a_range_stands_in_the_address_and_a_wrong_one_keeps_its_text(
    county: None, client_as: As, clock: Any
) -> None:
    with clock(LATER):
        leader = client_as(Role.LEADER)
        other = leader.get("/figures?kind=opinion&visit=1&since=2013-06-20&unit=3").text
        assert OTHERS in other and "2013年6月20日起督办统计" in other
        for wrong in ("since=2013-09-01&until=2013-01-01", "since=2013-02-31", "until=gestern"):
            answer = leader.get(f"/figures?{wrong}")
            assert answer.status_code == 422 and "请改好再统计" in answer.text
            assert f'value="{wrong.split("=")[1].split("&")[0]}"' in answer.text
        assert "这个范围里没有已交办的督办事项" in leader.get("/figures?since=2014-01-01").text
        assert leader.get("/figures/paper?since=2013-02-31").status_code == 404


def test_a_unit_reads_its_own_and_learns_of_no_other(
    county: None, client_as: As, clock: Any
) -> None:
    with clock(LATER):
        handler = client_as(Role.HANDLER)
        for path in ("/figures", "/figures?unit=3", "/figures/paper"):
            page = handler.get(path).text
            assert OURS in page and OTHERS not in page, path
        rows = handler.get("/figures/rows?part=open&part=closed&unit=3").text
        assert "补划停车位" in rows and "更换变压器" not in rows
        assert handler.get("/figures/words/路灯").status_code == 403
        book = load_workbook(io.BytesIO(handler.get("/figures/figures.xlsx").data))
        assert OTHERS not in {cell.value for row in book["责任单位"] for cell in row}


def test_parts_that_are_not_alike_have_no_rows(county: None, client_as: As) -> None:
    leader = client_as(Role.LEADER)
    for wrong in ("", "part=nonsense", "part=open&part=satisfied", "part=sent_back&part=redone"):
        assert leader.get(f"/figures/rows?{wrong}").status_code == 404, wrong


def test_what_is_asked_most_counts_what_was_let_through_and_no_report(
    county: None, client_as: As, clock: Any
) -> None:
    with clock(LATER):
        leader = client_as(Role.LEADER)
        page = leader.get("/figures").text
        assert re.search(r'href="/figures/words/[^"]*">路灯</a>', page) and "4 条" in page
        found = leader.get("/figures/words/路灯")
        assert "晚上路灯什么时候亮" in found.text and "谁家亲戚" not in found.text
        assert "收了路灯钱" not in found.text
        assert leader.get("/figures/words/没有的词").status_code == 404
        assert client_as(Role.DISCIPLINE).get("/figures").text.count("问得最多") == 0


def test_the_workbooks_hold_the_rows_of_the_role_as_text(
    county: None, client_as: As, clock: Any
) -> None:
    with clock(LATER):
        for role, titles in (
            (Role.LEADER, [EVIL, "补划停车位", "更换变压器"]),
            (Role.HANDLER, [EVIL, "补划停车位"]),
        ):
            answer = client_as(role).get("/board/ledger.xlsx")
            book = load_workbook(io.BytesIO(answer.data))
            head, *rows = book["督办台账"].iter_rows()
            assert [cell.value for cell in head][:3] == ["编号", "督办事项", "类型"]
            assert [row[1].value for row in rows] == titles
            assert all(row[1].data_type == "s" for row in rows)
            assert answer.headers["Cache-Control"] == "no-store"
        kept = client_as(Role.LEADER).get("/board/ledger.xlsx?light=over")
        [_, *rows] = load_workbook(io.BytesIO(kept.data))["督办台账"].iter_rows()
        assert [row[1].value for row in rows] == ["补划停车位", "更换变压器"]
        book = load_workbook(io.BytesIO(client_as(Role.LEADER).get("/figures/figures.xlsx").data))
        assert book.sheetnames == ["责任单位", "各期", "单位和类型", "数字口径"]
        league = [[cell.value for cell in row] for row in book["责任单位"].iter_rows()]
        whole = dict(zip(league[0], league[-1], strict=True))
        assert (whole["单位"], whole["牵头件数"], whole["按期办结率（%）"]) == ("合计", 3, "33.3")
        assert (whole["超期在办"], whole["基本满意"], whole["满意"]) == (2, 1, 0)
