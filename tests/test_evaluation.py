"""The pages of a round: set up and led by the staff, filled in on tablets, keyed in from paper."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from blueprints.slip import slip_of
from models import (
    AgeGroup,
    Ballot,
    Card,
    Envelope,
    Evaluation,
    Representative,
    Role,
    Sex,
    StopKind,
    Unit,
    Visit,
    Voter,
    db,
)
from tests.conftest import HTMX, person, post

Client = Callable[[Role | None], FlaskClient]
OURS = {"Origin": "http://localhost"}
AS_SCRIPT = {**OURS, "Accept": "application/json", **HTMX}
WORDS = "排队的人多，只开一个窗口"


class Room:
    """A round and what is asked in it, for eight cards: of 07 and of seven more."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        with app.app_context():
            visit, by = db.session.query(Visit).one(), person(Role.ORGANISER)
            host = db.session.query(Unit).filter_by(name="县交通运输局").one()
            visit.start(visit.add_stop(by, kind=StopKind.DEPARTMENT, name="交通局", unit=host), by)
            for seat in range(8, 15):
                someone = Representative.enrol(
                    "system",
                    name=f"党德{seat}",
                    sex=Sex.MALE,
                    age_group=AgeGroup.SENIOR,
                    town="营盘镇",
                    walk="务农",
                )
                Card.issue(visit, someone, seat, "system", f"{seat:08}")
            evaluation = Evaluation.prepare(visit, by)
            evaluation.appraise(by, [host])
            evaluation.open(by)
            db.session.commit()
            self.id, self.unit = evaluation.id, evaluation.appraised[0].id
            self.dimensions = [one.id for one in evaluation.dimensions]
            self.cards = {card.seat: card.id for card in visit.cards}
        self.ballot, self.url = f"/ballots/{self.id}", f"/evaluations/{self.id}"

    def slip(self, seat: int) -> str:
        with self.app.test_request_context():
            return slip_of(db.session.get_one(Card, self.cards[seat]))

    def count(self, model: type) -> int:
        with self.app.app_context():
            return db.session.scalar(select(func.count()).select_from(model)) or 0

    def answers(self, level: str = "satisfied", remark: str = "") -> dict[str, str]:
        levels = {f"l_{self.unit}_{one}": level for one in self.dimensions}
        return {**levels, f"c_{self.unit}": "errand", f"r_{self.unit}": remark}

    def send(self, client: FlaskClient, seat: int, **more: str) -> TestResponse:
        data = {"slip": self.slip(seat), "client_id": "an id", "step": "hand_in"}
        data = {**data, **self.answers(), **more}
        return client.post(self.ballot, data=data, headers=AS_SCRIPT)


@pytest.fixture
def room(app: Flask) -> Room:
    return Room(app)


# ---- the tablet ----------------------------------------------------------------------------------


def test_a_ballot_arrives_whoever_is_signed_in_and_counts_once(
    app: Flask, client_as: Client, room: Room
) -> None:
    for client in (app.test_client(), client_as(Role.REPRESENTATIVE), client_as(Role.ORGANISER)):
        answer = room.send(client, 8)
        assert answer.json == {"id": "an id", "label": "测评已交"}
        assert "Set-Cookie" not in answer.headers
    assert (room.count(Voter), room.count(Envelope)) == (1, 1)


def test_without_a_script_it_is_read_through_and_then_handed_in(
    client_as: Client, room: Room
) -> None:
    client = client_as(Role.REPRESENTATIVE)
    assert client.get("/ballots").location == room.ballot
    page = client.get(room.ballot).text
    assert "请不要写自己的姓名" in page and "07 号代表" in page
    (slip,) = re.findall(r'name="slip" value="([^"]+)"', page)
    filled = {"slip": slip, **room.answers("basically", WORDS)}
    url = room.ballot
    review = client.post(url, data={**filled, "step": "review"}, headers=OURS).text
    assert "履职情况：基本满意" in re.sub(r"\s+", "", review) and WORDS in review
    back = client.post(url, data={**filled, "step": "fill"}, headers=OURS).text
    assert WORDS in back and back.count("checked") == 5
    done = client.post(url, data={**filled, "step": "hand_in"}, headers=OURS)
    assert done.status_code == 303
    assert "测评已交" in client.get(url).text and WORDS not in client.get(url).text


def test_what_cannot_be_taken_is_said_and_stays_in_the_form(
    app: Flask, client_as: Client, room: Room
) -> None:
    client = client_as(Role.REPRESENTATIVE)
    page = client.get(room.ballot).text
    (slip,) = re.findall(r'name="slip" value="([^"]+)"', page)
    for step in ("review", "hand_in"):
        data = {"slip": slip, "step": step, f"r_{room.unit}": WORDS}
        answer = client.post(room.ballot, data=data, headers=OURS)
        assert answer.status_code == 422
        assert "还没有评价任何单位" in answer.text and WORDS in answer.text
    long = room.send(client, 7, **{f"r_{room.unit}": "长" * 201})
    assert long.status_code == 422 and "超过 200 字" in long.text
    assert room.count(Voter) == 0


def test_a_round_that_is_over_or_on_paper_takes_no_ballot(
    app: Flask, client_as: Client, room: Room
) -> None:
    organiser, tablet = client_as(Role.ORGANISER), client_as(Role.REPRESENTATIVE)
    post(organiser, f"{room.url}/papers/hand-out", {"card_id": str(room.cards[7])})
    assert "您已领取纸质票" in tablet.get(room.ballot).text
    refused = room.send(tablet, 7)
    assert refused.status_code == 409 and "领取纸质票" in refused.text
    post(organiser, f"{room.url}/void", {"reason": "单位印错"})
    assert "作废" in room.send(tablet, 8).text
    assert "现在没有正在进行" in tablet.get("/ballots").text


def test_a_ballot_comes_from_our_page_with_a_slip_that_holds(app: Flask, room: Room) -> None:
    client, url = app.test_client(), room.ballot
    data = {"slip": room.slip(8), "step": "hand_in", **room.answers()}
    assert client.post(url, data=data, headers={"Origin": "http://elsewhere"}).status_code == 403
    assert client.post(url, data={**data, "slip": "x"}, headers=OURS).status_code == 400
    with app.app_context():
        db.session.get_one(Card, room.cards[8]).replace("system")
        db.session.commit()
    assert client.post(url, data=data, headers=OURS).status_code == 403
    assert room.count(Voter) == 0


def test_a_ballot_of_somebody_else_is_shown_to_nobody(
    app: Flask, client_as: Client, room: Room
) -> None:
    data = {"slip": room.slip(8), "step": "review", **room.answers(remark=WORDS)}
    answer = client_as(Role.REPRESENTATIVE).post(room.ballot, data=data, headers=OURS)
    assert answer.status_code == 403 and "请本人用代表证" in answer.text


def test_a_tablet_knows_of_no_round_before_it_opens_nor_of_another_visits(
    app: Flask, client_as: Client, room: Room
) -> None:
    tablet = client_as(Role.REPRESENTATIVE)
    with app.app_context():
        by = person(Role.ORGANISER)
        visits = [db.session.query(Visit).one(), Visit.plan(date(2013, 7, 18), by)]
        others = [Evaluation.prepare(visit, by).id for visit in visits]
        db.session.commit()
    for one in others:
        assert tablet.get(f"/ballots/{one}").status_code == 404


def test_the_way_to_an_open_round_stands_on_the_tablets_pages(
    client_as: Client, room: Room
) -> None:
    tablet = client_as(Role.REPRESENTATIVE)
    assert f'href="{room.ballot}"' in tablet.get("/tablet").text
    assert 'href="/ballots"' in tablet.get("/mine").text


# ---- the staff -----------------------------------------------------------------------------------


def test_a_round_is_set_up_from_its_page(app: Flask, client_as: Client) -> None:
    organiser = client_as(Role.ORGANISER)
    with app.app_context():
        visit = str(db.session.query(Visit).one().id)
        host = str(db.session.query(Unit).filter_by(name="县交通运输局").one().id)
    url = post(organiser, "/evaluations", {"visit_id": visit}).location
    assert post(organiser, f"{url}/units", {"units": []}).status_code == 422
    post(organiser, f"{url}/units", {"units": [host], "window": "服务大厅"})
    setting = {
        "title": "窗口测评",
        "dimensions": "态度\n\n速度",
        "version": version_on(organiser, url),
    }
    assert post(organiser, f"{url}/settle", {**setting, "dimensions": ""}).status_code == 422
    assert post(organiser, f"{url}/settle", setting).status_code == 303
    stale = post(organiser, f"{url}/settle", {**setting, "title": "后来的"})
    assert stale.status_code == 409 and "后来的" in stale.text
    page = organiser.get(url).text
    assert "窗口测评" in page and "服务大厅" in page and "态度\n速度" in page
    refused = post(organiser, f"{url}/open", {"version": version_on(organiser, url)})
    assert refused.status_code == 409 and "活动开始以后" in refused.text
    assert "正在进行" not in client_as(Role.REPRESENTATIVE).get("/mine").text


def version_on(client: FlaskClient, url: str) -> str:
    found = re.findall(r'name="version"[^>]*value="(\d+)"', client.get(url).text)
    return str(found[0])


def test_the_staff_see_how_many_have_handed_in_and_not_who(
    app: Flask, client_as: Client, room: Room
) -> None:
    for seat in (8, 9, 10):
        room.send(app.test_client(), seat)
    for role in (Role.ORGANISER, Role.RECORDER, Role.OFFICE_HEAD):
        page = client_as(role).get(room.url).text
        numbers = re.findall(r"<b>(\d+)</b>", page)
        assert numbers == ["8", "3", "0", "5"]
    assert client_as(Role.ADMINISTRATOR).get(room.url).status_code == 403
    assert client_as(Role.HANDLER).get(room.url).status_code == 403


def test_paper_is_handed_out_collected_keyed_in_twice_and_settled(
    app: Flask, client_as: Client, room: Room
) -> None:
    organiser, recorder = client_as(Role.ORGANISER), client_as(Role.RECORDER)
    url = room.url
    assert "√" in organiser.get(f"{url}/sheet").text
    for seat in (7, 8):
        post(organiser, f"{url}/papers/hand-out", {"card_id": str(room.cards[seat])})
    for seat in range(9, 14):
        room.send(app.test_client(), seat)
    assert post(organiser, f"{url}/papers/collect", {"count": "x"}).status_code == 422
    post(organiser, f"{url}/papers/collect", {"count": "2"})
    assert organiser.get(f"{url}/papers/3").status_code == 404
    empty = post(organiser, f"{url}/papers/1", {"spoiled": ""})
    assert empty.status_code == 422 and "还没有评价" in empty.text
    first = post(organiser, f"{url}/papers/1", room.answers("dissatisfied", WORDS))
    assert first.location == f"{url}/papers/2"
    assert "录过第一遍" in recorder.get(f"{url}/papers/1").text
    assert WORDS not in recorder.get(f"{url}/papers/1").text
    assert WORDS in organiser.get(f"{url}/papers/1").text
    second = post(recorder, f"{url}/papers/1", room.answers("dissatisfied", "看不清"))
    assert second.location == f"{url}/papers/1/differences"
    page = recorder.get(second.location).text
    assert WORDS in page and "看不清" in page and page.count("两遍不同") == 2
    post(recorder, f"{url}/papers/1/differences", room.answers("dissatisfied", WORDS))
    for client in (organiser, recorder):
        post(client, f"{url}/papers/2", {"spoiled": "double"})
    closed = post(organiser, f"{url}/close")
    assert closed.status_code == 303
    page = organiser.get(url).text
    assert re.findall(r"<b>(\d+)</b><span>张", page) == ["8", "7", "6", "1"]
    assert room.count(Ballot) == 6


def test_a_sheet_that_one_reader_calls_spoiled_is_settled_with_the_sheet_in_hand(
    client_as: Client, room: Room
) -> None:
    organiser, recorder = client_as(Role.ORGANISER), client_as(Role.RECORDER)
    post(organiser, f"{room.url}/papers/hand-out", {"card_id": str(room.cards[7])})
    post(organiser, f"{room.url}/papers/collect", {"count": "1"})
    post(organiser, f"{room.url}/papers/1", {"spoiled": "named"})
    post(recorder, f"{room.url}/papers/1", room.answers("basically", WORDS))
    page = recorder.get(f"{room.url}/papers/1/differences").text
    assert "写了姓名或作了记号</td>" in page and WORDS in page and "两遍不同」" in page
    chosen = [tag for tag in re.findall(r"<input[^>]*>", page) if "checked" in tag]
    assert chosen and not any('name="spoiled"' in tag for tag in chosen)
    settled = post(recorder, f"{room.url}/papers/1/differences", {"spoiled": "named"})
    assert settled.status_code == 303 and "已核定" in organiser.get(room.url).text


def test_more_sheets_than_handed_out_void_the_round_once_that_is_confirmed(
    client_as: Client, room: Room
) -> None:
    organiser, url = client_as(Role.ORGANISER), room.url
    post(organiser, f"{url}/papers/hand-out", {"card_id": str(room.cards[7])})
    refused = post(organiser, f"{url}/papers/collect", {"count": "2"})
    assert refused.status_code == 409 and "重新清点" in refused.text
    post(organiser, f"{url}/papers/collect", {"count": "2", "confirmed": "y"})
    assert "收回纸质票 2 张，多于发出的 1 张" in organiser.get(url).text


def test_too_few_ballots_stay_sealed_and_the_page_says_why(
    app: Flask, client_as: Client, room: Room
) -> None:
    for seat in (8, 9, 10):
        room.send(app.test_client(), seat)
    organiser, url = client_as(Role.ORGANISER), room.url
    assert post(organiser, f"{url}/close").status_code == 303
    page = organiser.get(url).text
    assert "结果封存" in page and "不足 5 张" in page


def test_only_the_organiser_leads_and_only_two_kinds_of_staff_key_in(
    client_as: Client, room: Room
) -> None:
    supervisor, url = client_as(Role.SUPERVISOR), room.url
    page = supervisor.get(url).text
    assert "结束测评" not in page and "发纸质票" not in page and "作废这次" not in page
    assert post(supervisor, f"{url}/close").status_code == 403
    assert "进行中" in supervisor.get(url).text
