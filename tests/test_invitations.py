"""Inviting through the pages: by name, by an open call that the public enters, and at the door."""

import html
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from models import Card, Draw, Invitation, Representative, Role, Visit, db
from tests.conftest import DIGITS, on_sqlite, post, stored
from tests.second_lot import worked_out

Client = Callable[[Role | None], FlaskClient]
Clock = Callable[[datetime], Any]
HERE = "/visits/1/invitations"
OPENS = datetime(2013, 6, 3, 9)
CLOSES = OPENS + timedelta(days=7)
CALL = {
    "places": "4",
    "opens_at": "2013-06-03T09:00",
    "closes_at": "2013-06-10T09:00",
    "source": "双色球第 2013066 期的开奖号码",
    "towns": "乾佑镇\n下梁镇\n小岭镇",
    "walks": "务农\n教师",
    "is_online": "y",
}
NUMBER = "05 09 13 22 28 30 11"


@pytest.fixture
def organiser(client_as: Client) -> FlaskClient:
    return client_as(Role.ORGANISER)


def version_on(page: str) -> str:
    found = re.search(r'name="version"[^>]*value="(\d+)"', page)
    assert found
    return found[1]


def announce(client: FlaskClient, **changed: str) -> TestResponse:
    return post(client, f"{HERE}/call", {**CALL, **changed})


def public_address(app: Flask) -> str:
    with app.app_context():
        return f"/apply/{db.session.scalars(select(Draw.token)).one()}"


def applicant(number: int, **changed: str) -> dict[str, str]:
    return {
        "client_id": str(uuid4()),
        "name": f"报名{'甲乙丙丁戊己庚辛壬癸'[number % 10]}",
        "telephone": f"1390914{number:04}",
        "sex": "male",
        "age_group": "older",
        "town": ("乾佑镇", "下梁镇", "小岭镇")[number % 3],
        "place": "一村",
        "walk": ("务农", "教师")[number % 2],
        "first_wish": "县水务局",
        **changed,
    }


def plain(page: str) -> str:
    """The text that a reader sees, cells and paragraphs on lines of their own."""
    body = re.sub(r"<(script|style|svg)\b.*?</\1>", "", page, flags=re.S)
    lines = re.sub(r"</(td|th|p|li|h\d|div)>", "\n", body)
    return html.unescape(re.sub(r"<[^>]+>", "", lines))


def drawn(app: Flask, organiser: FlaskClient, public: FlaskClient, clock: Clock) -> str:
    """A call with ten applications, drawn; its public address."""
    with clock(OPENS):
        assert announce(organiser).status_code == 303
        address = public_address(app)
        for number in range(1, 11):
            assert post(public, address, applicant(number)).status_code == 200
    with clock(CLOSES):
        version = version_on(organiser.get(f"{HERE}/call").text)
        post(organiser, f"{HERE}/call/freezing", {"version": version})
        data = {
            "version": version_on(organiser.get(f"{HERE}/call").text),
            "public_number": NUMBER,
        }
        assert post(organiser, f"{HERE}/call/draw", data).status_code == 303
    return address


def test_the_printed_page_alone_gives_the_same_result_to_whoever_works_it_out(
    app: Flask, organiser: FlaskClient, client_as: Client, clock: Clock
) -> None:
    address = drawn(app, organiser, client_as(None), clock)
    paper = [line.strip() for line in plain(organiser.get("/visits/1/draw").text).splitlines()]
    lines = [line for line in paper if line]

    def after(label: str) -> str:
        return lines[lines.index(label) + 1]

    def column(first: int, last: int, of: int, wanted: int) -> list[str]:
        """One column of the table between two headings."""
        cells = lines[first + of + 1 : last]
        return cells[wanted::of]

    at = {name: next(i for i, line in enumerate(lines) if line.endswith(name)) for name in
          ("、抽签", "、抽中", "、候补", "、各镇份额")}  # fmt: skip
    head = lines.index("编号")
    rows = lines[head + 4 : at["、抽签"]]
    published = "\n".join("|".join((rows[i], *rows[i + 2 : i + 4])) for i in range(0, len(rows), 4))
    chosen, substitutes = worked_out(
        published, int(after("抽签名额")), after("暗码"), after("公开号码")
    )
    assert len(chosen) == 4 and len(substitutes) == 6
    assert column(at["、抽中"], at["、候补"], 5, 1) == chosen
    assert column(at["、候补"], at["、各镇份额"], 5, 1) == substitutes
    listed = organiser.get(f"{address}/list.txt").text
    assert listed == published
    with app.app_context():
        invited = {one.representative.name for one in db.session.scalars(select(Invitation))}
        assert len(invited) == 4


@on_sqlite
def test_anybody_may_run_the_draw_again_on_its_page(
    app: Flask, organiser: FlaskClient, client_as: Client, clock: Clock
) -> None:
    public = client_as(None)
    address = drawn(app, organiser, public, clock)
    with app.app_context():
        code = db.session.scalars(select(Draw.code)).one()
    for number, code_sent, words in (
        (NUMBER, code, "与公布的结果一致"),
        ("1", code, "是公开号码不同"),
        (NUMBER, "x", "与事先公布的校验值不符"),
    ):
        query = {"code": code_sent, "number": number}
        assert words in public.get(f"{address}/draw", query_string=query).text
    page = public.get(f"{address}/draw").text
    assert "种子" in page and "为什么谁也动不了手脚" in page
    assert "报名甲" not in page and "1390914" not in page  # masked names, no numbers


@on_sqlite
def test_the_public_page_opens_and_closes_and_knows_no_other_address(
    app: Flask, organiser: FlaskClient, client_as: Client, clock: Clock
) -> None:
    public = client_as(None)
    with clock(OPENS - timedelta(hours=1)):
        announce(organiser, is_online="")
        address = public_address(app)
        assert "还没有开始" in public.get(address).text
        assert public.get("/apply/none").status_code == 404
        assert public.get(f"{address}/list.txt").status_code == 404
    with clock(OPENS):
        assert "网上报名现在没有开放" in public.get(address).text
        assert post(public, address, applicant(1)).status_code == 409
        version = version_on(organiser.get(f"{HERE}/call").text)
        post(organiser, f"{HERE}/call/online", {"version": version, "is_online": "y"})
        assert 'name="telephone"' in public.get(address).text
    with clock(CLOSES):
        assert "已经截止" in public.get(address).text
        late = post(public, address, applicant(1))
        assert late.status_code == 409 and "报名乙" in late.text  # what was typed is still there


@on_sqlite
def test_an_application_gets_a_receipt_that_finds_it_again_and_tells_nobody_else(
    app: Flask, organiser: FlaskClient, client_as: Client, clock: Clock
) -> None:
    public = client_as(None)
    with clock(OPENS):
        announce(organiser)
        address = public_address(app)
        sent = applicant(1)
        first, second = (post(public, address, sent).text for _ in range(2))
        receipt = re.findall(r'class="big">([\d ]+)<', first)
        assert receipt[0] == "0001" and receipt == re.findall(r'class="big">([\d ]+)<', second)
        known = post(public, f"{address}/receipt", {"code": receipt[1]})
        assert "已收到" in known.text and "报名乙" not in known.text
        twin = post(
            public, address, applicant(1)
        ).text  # the same person once more: the same answer
        assert "报名已收到" in twin and "0002" in twin
        wrong = [post(public, f"{address}/receipt", {"code": "0" * 10}) for _ in range(13)]
        assert wrong[0].status_code == 422 and "没有这个查询码" in wrong[0].text
        assert wrong[-1].status_code == 409 and "分钟后再试" in wrong[-1].text
    with app.app_context():
        assert receipt[1].replace(" ", "") not in stored()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": ""}, "请填写姓名"),
        ({"telephone": "12"}, "只能有数字"),
        ({"telephone": ""}, "抽中了要打这个电话"),
        ({"town": ""}, "请选择镇"),
        ({"town": "西安市"}, "town-error"),
        ({"client_id": "x"}, "已报"),
    ],
)
@on_sqlite
def test_a_wrong_application_keeps_what_was_typed(
    app: Flask,
    organiser: FlaskClient,
    client_as: Client,
    clock: Clock,
    wrong: dict[str, str],
    words: str,
) -> None:
    public = client_as(None)
    with clock(OPENS):
        announce(organiser)
        answer = post(public, public_address(app), applicant(3, **wrong))
        assert answer.status_code == 422 and "县水务局" in answer.text
        assert words in answer.text or "client_id" in wrong


@on_sqlite
def test_too_many_applications_from_one_address_have_to_wait(
    app: Flask, organiser: FlaskClient, client_as: Client, clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr("models.application.PER_ADDRESS", 2)
    public = client_as(None)
    with clock(OPENS):
        announce(organiser)
        address = public_address(app)
        answers = [post(public, address, applicant(number)) for number in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 409]
    assert "报名的人太多" in answers[2].text and "报名丙" in answers[2].text


@on_sqlite
def test_what_was_announced_cannot_be_announced_again(organiser: FlaskClient, clock: Clock) -> None:
    with clock(OPENS):
        wrong = announce(organiser, source="")
        assert wrong.status_code == 422 and "请写明公开号码从哪里来" in wrong.text
        assert announce(organiser, closes_at="2013-06-01T09:00").status_code == 409
        assert announce(organiser).status_code == 303
        assert announce(organiser).status_code == 409


def test_paper_applications_are_entered_and_one_who_came_lately_needs_a_reason(
    app: Flask, organiser: FlaskClient, clock: Clock
) -> None:
    with app.app_context():
        known = db.session.scalars(select(Representative)).one()
        known.change("system", telephone="13909140007")
        db.session.commit()
    with clock(OPENS):
        post(organiser, "/visits", {"held_on": "2013-08-20"})
        there = HERE.replace("1", "2")
        post(organiser, f"{there}/call", CALL)
        form = applicant(1, name="柯玉梅", telephone="139-0914-0007", channel="paper")
        answer = post(organiser, f"{there}/applications", form)
        assert "报名已收到" in answer.text
        page = organiser.get(f"{there}/applications/1").text
        assert "参加过第一期" in page
        data = {"version": version_on(page), "reason": "上一期提的事还在办"}
        assert post(organiser, f"{there}/applications/1/allowance", data).status_code == 303
    with clock(CLOSES):
        version = version_on(organiser.get(f"{there}/call").text)
        post(organiser, f"{there}/call/freezing", {"version": version})
        assert "准许再次参加的：0001，上一期提的事还在办" in plain(
            organiser.get("/visits/2/draw").text
        )


def test_people_of_the_roster_are_invited_answer_and_get_letters_and_seats(
    app: Flask, organiser: FlaskClient
) -> None:
    person = {"name": "倪桂兰", "sex": "female", "age_group": "senior", "town": "小岭镇",
              "walk": "务农", "telephone": "13909140111"}  # fmt: skip
    post(organiser, "/visits/representatives", person)
    assert post(organiser, f"{HERE}/direct", {}).status_code == 409
    assert post(organiser, f"{HERE}/direct", {"people": ["2"]}).status_code == 303
    page = organiser.get(HERE).text
    assert "倪桂兰" in page and "待回复" in page and "还没有的镇" in page
    letter = organiser.get(f"{HERE}/letters").text
    assert "倪桂兰女士：" in letter and "2013年6月20日（星期四）" in letter
    one = organiser.get(f"{HERE}/1").text
    data = {"version": version_on(one), "first_wish": "县供电公司"}
    assert post(organiser, f"{HERE}/1/acceptance", data).status_code == 303
    assert "县供电公司" in organiser.get("/visits/1").text  # beside the plan
    with app.app_context():
        seats = [card.seat for card in db.session.get_one(Visit, 1).cards]
        assert seats == [7, 8]
    assert post(organiser, f"{HERE}/1/acceptance", data).status_code == 409
    data = {"version": version_on(organiser.get(f"{HERE}/1").text), "note": "住院了"}
    assert post(organiser, f"{HERE}/1/refusal", data).status_code == 303
    assert "住院了" in organiser.get(HERE).text


def test_at_the_door_cards_are_scanned_ticked_and_undone_and_everybody_sees_the_count(
    app: Flask, organiser: FlaskClient, client_as: Client
) -> None:
    door = f"{HERE}/check-in"
    answer = post(organiser, door, {"code": f"http://10.1.1.1:8000/card#{DIGITS}"})
    assert answer.status_code == 303
    page = organiser.get(door).text
    assert "07 号代表柯玉梅 已签到" in page and "已到" in page
    watched = client_as(Role.LEADER).get("/live/check_in/1").text
    assert "<b>1</b>" in watched and "07 号代表柯玉梅" in watched
    assert client_as(Role.HANDLER).get("/live/check_in/1").status_code == 404
    assert post(organiser, door, {"code": "87654321"}).status_code == 409
    with app.app_context():
        card = db.session.scalars(select(Card.id)).one()
    assert post(organiser, f"{door}/{card}/undoing").status_code == 303
    assert "07 号代表柯玉梅" not in client_as(Role.LEADER).get("/live/check_in/1").text
    assert post(organiser, door, {"cards": [card]}).status_code == 303
    walk_in = applicant(2)
    wrong = post(organiser, f"{HERE}/walk-in", {**walk_in, "name": ""})
    assert wrong.status_code == 422 and walk_in["place"] in wrong.text
    assert post(organiser, f"{HERE}/walk-in", walk_in).status_code == 303
    assert "临时到场 1 人" in client_as(Role.LEADER).get("/live/check_in/1").text
