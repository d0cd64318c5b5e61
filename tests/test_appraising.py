"""Results of a round through the web, its remarks that become opinions, and what it proposes."""

import io
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select

from models import (
    AppraisalLevel,
    Card,
    Evaluation,
    Marks,
    Matter,
    MatterKind,
    Opinion,
    Proposal,
    Remark,
    Representative,
    Role,
    Sex,
    Stop,
    StopKind,
    Unit,
    UnitKind,
    Visit,
    db,
)
from models.ballot import hand_in
from models.counting import close
from models.representative import AgeGroup
from tests.conftest import person, post

As = Callable[[Role | None], FlaskClient]
L = AppraisalLevel
BAD, WATER = "=中午没有人", "县水务局"
VOTERS = 8


@pytest.fixture(autouse=True)
def closed(app: Flask) -> None:
    """Eight ballots: of the handler's unit three are 不满意 and one 不了解, of another but two."""
    with app.app_context():
        visit, by = db.session.scalars(select(Visit)).one(), person(Role.ORGANISER)
        water = Unit.found(WATER, UnitKind.DEPARTMENT, "system")
        stop: Stop = visit.add_stop("system", kind=StopKind.DEPARTMENT, name="局", unit=water)
        visit.start(stop, "system")
        for seat in range(11, 11 + VOTERS):
            one = Representative.enrol(
                "system",
                name=f"代表{seat}",
                sex=Sex.FEMALE,
                age_group=AgeGroup.SENIOR,
                town="下梁镇",
                walk="务农",
            )
            Card.issue(visit, one, seat, "system", f"{seat:08}")
        evaluation = Evaluation.prepare(visit, by)
        evaluation.appraise(by, [person(Role.HANDLER).unit, water])
        evaluation.open(by)
        own, other = evaluation.appraised
        dimensions = [dimension.id for dimension in evaluation.dimensions]
        levels = [L.DISSATISFIED] * 3 + [L.UNKNOWN] + [L.SATISFIED] * 3 + [L.BASICALLY]
        for place, level in enumerate(levels):
            card = db.session.scalars(select(Card).filter_by(seat=11 + place)).one()
            marked = {
                own.id: Marks(dict.fromkeys(dimensions, level), None, BAD if not place else "")
            }
            if place < 2:
                marked[other.id] = Marks(dict.fromkeys(dimensions, L.SATISFIED))
            hand_in(evaluation, card, marked)
        close(evaluation, by)
        db.session.commit()


def test_counts_stand_beside_rates_and_too_few_are_told_nothing(client_as: As) -> None:
    page = client_as(Role.RECORDER).get("/evaluations/1/results").text
    assert '42.9%</b> <small class="nw">12 ÷ 28' in page  # 满意, without 不了解
    assert '57.1%</b> <small class="nw">16 ÷ 28' in page  # 基本满意以上
    assert "票少" in page and "满意 ÷（所有 − 不了解）" in page and "不满意 × 0" in page
    assert f"{WATER}：评价的不足 5 张，不公布" in page
    assert BAD in page and "转为意见建议" not in page  # that is the supervisor's
    paper = client_as(Role.LEADER).get("/evaluations/1/bulletin").text
    assert "关于第一期民主测评情况的通报" in paper and "12÷28" in paper
    assert BAD not in paper  # it may name somebody
    assert client_as(Role.LEADER).get("/evaluations/1/bulletin.pdf").data.startswith(b"%PDF")


def test_the_workbook_keeps_text_as_text(client_as: As) -> None:
    answer = client_as(Role.OFFICE_HEAD).get("/evaluations/1/results.xlsx")
    book = load_workbook(io.BytesIO(answer.data))
    cell = book["附言"]["B2"]
    assert (cell.value, cell.data_type) == (BAD, "s")
    first = [cell.value for cell in book["各单位"][2]]
    assert first[1:7] == [VOTERS, 12, 4, 12, 4, 28] and first[7] == "42.9"


def test_remarks_become_opinions_by_an_act_of_the_supervisor(app: Flask, client_as: As) -> None:
    supervisor = client_as(Role.SUPERVISOR)
    nothing = post(supervisor, "/evaluations/1/opinions")
    assert nothing.status_code == 422 and "请勾选要转为意见建议的附言" in nothing.text
    with app.app_context():
        key = db.session.scalars(select(Remark.id)).one()
    for _ in range(2):
        assert post(supervisor, "/evaluations/1/opinions", {"remarks": key}).status_code == 303
    with app.app_context():
        assert [one.text for one in db.session.scalars(select(Opinion))] == [BAD]
    intake = supervisor.get("/intake").text
    assert "不记名" in intake and 'href="/evaluations/1/results#u1"' in intake
    assert "已转意见第 01 号" in supervisor.get("/evaluations/1/results").text
    form = supervisor.get("/intake/registration?source=opinion:1").text
    assert 'selected value="' in form  # the unit that it was said of
    told = {"version": 1, "reason": "已经办了"}
    assert post(supervisor, "/opinions/1/refusal", told).status_code == 303


def test_a_proposal_becomes_a_matter_on_the_board_or_is_set_aside(
    app: Flask, client_as: As
) -> None:
    supervisor = client_as(Role.SUPERVISOR)
    desk = supervisor.get("/").text
    assert "研究测评整改建议" in desk
    page = supervisor.get("/evaluations/proposals").text
    assert "42.9%，3 ÷ 7" in page and "测评反映问题整改" in page
    with app.app_context():
        version = db.session.scalars(select(Proposal.version)).one()
    told = {"version": version, "title": "", "requirement": "查清原因", "days": 15}
    back = post(supervisor, "/evaluations/proposals/1/matter", told)
    assert back.status_code == 422 and "请写一个简短的标题" in back.text and "查清原因" in back.text
    back = post(supervisor, "/evaluations/proposals/1/refusal", {"version": version})
    assert back.status_code == 422 and "请写明不立项的理由" in back.text
    told["title"] = "窗口值班整改"
    assert post(supervisor, "/evaluations/proposals/1/matter", told).status_code == 303
    with app.app_context():
        matter = db.session.scalars(select(Matter)).one()
        assert (matter.kind, len(matter.gates)) == (MatterKind.RECTIFICATION, 4)
    assert "窗口值班整改" in supervisor.get("/board").text
    assert "窗口值班整改" in supervisor.get("/board?source=evaluation&view=list").text
    assert "窗口值班整改" not in supervisor.get("/board?source=exchange&view=list").text
    assert "第一期民主测评（县交通运输局）" in supervisor.get("/board/ledger").text
    assert "第一期民主测评" in supervisor.get("/matters/1").text
    assert "窗口值班整改" in client_as(Role.RECORDER).get("/evaluations/1/results").text
    again = post(supervisor, "/evaluations/proposals/1/refusal", {"version": 9, "reason": "重复"})
    assert again.status_code == 409 and "重复" in again.text


def test_there_are_no_results_before_the_end(app: Flask, client_as: As) -> None:
    with app.app_context():
        by, visit = person(Role.ORGANISER), db.session.scalars(select(Visit)).one()
        Evaluation.prepare(visit, by)
        db.session.commit()
    for path in ("results", "bulletin", "results.xlsx"):
        answer = client_as(Role.RECORDER).get(f"/evaluations/2/{path}")
        assert answer.status_code == 409 and "测评结束以后才有结果" in answer.text
        assert client_as(Role.RECORDER).get(f"/evaluations/9/{path}").status_code == 404
