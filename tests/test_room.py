"""The room: the leader's page and notes, the wall's look, the stops and their order."""

import re
from collections.abc import Callable
from datetime import datetime, time
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from models import (
    AgeGroup,
    AuthSession,
    Card,
    LeaderLink,
    LeaderNote,
    Question,
    Representative,
    Role,
    Sex,
    Stop,
    StopKind,
    Visit,
    Wall,
    clock,
    db,
)
from tests.conftest import HTMX, person, post

Client = Callable[[Role | None], FlaskClient]
LAMPS = "村口到学校那一段没有路灯，什么时候能装上？"
NOON = datetime(2013, 6, 20, 12)


@pytest.fixture
def visit(app: Flask) -> int:
    """A visit with three stops, at the first of them; its id."""
    with app.app_context(), clock.at(NOON):
        visit = db.session.scalars(select(Visit)).one()
        for name, hour in [("县交通运输局", 11), ("S102三改二", 13), ("座谈会", 15)]:
            visit.add_stop(
                "system", kind=StopKind.PROJECT, name=name, unit=None, planned_at=time(hour)
            )
        visit.start(visit.stops[0], "system")
        db.session.commit()
        return visit.id


@pytest.fixture
def organiser(client_as: Client, visit: int) -> FlaskClient:
    return client_as(Role.ORGANISER)


@pytest.fixture
def link(organiser: FlaskClient, visit: int) -> str:
    """The address of the leader's page."""
    answer = post(organiser, f"/console/visits/{visit}/leader/link", {"version": "0"})
    assert answer.status_code == 303
    page = organiser.get(f"/console/visits/{visit}/leader").text
    found = re.search(r"http://localhost(/leader/[\w-]{32})", page)
    assert found and "data:image/svg+xml" in page
    return found[1]


@pytest.fixture
def phone(app: Flask) -> FlaskClient:
    return app.test_client()


def ask(app: Flask, text: str, *, on_screen: bool = False) -> int:
    with app.app_context():
        question = Question.ask(person(Role.REPRESENTATIVE), text, str(uuid4()))
        question.approve("system")
        if on_screen:
            db.session.flush()
            question.put_on_screen("system")
        db.session.commit()
        return question.id


def send_note(client: FlaskClient, visit: int, text: str, **more: Any) -> TestResponse:
    return post(client, f"/console/visits/{visit}/leader/notes", {"text": text}, **more)


def region(client: FlaskClient, name: str, key: object) -> str:
    answer = client.get(f"/live/{name}/{key}")
    assert answer.status_code == 200
    return answer.text


def key_of(visit: int, link: str) -> str:
    return f"{visit}-{link.removeprefix('/leader/')}"


def confirmation(page: str) -> str:
    found = re.search(r'formaction="(/leader/[^"]+/receipt)"', page)
    assert found
    return found[1]


def stops(app: Flask) -> list[tuple[int, str]]:
    with app.app_context():
        return [
            (one.id, one.name) for one in db.session.scalars(select(Stop).order_by(Stop.position))
        ]


def version(app: Flask, visit: int) -> int:
    with app.app_context():
        return db.session.get_one(Visit, visit).version


# The leader's page


def test_the_leader_reads_the_question_and_what_comes_next_and_nothing_else(
    app: Flask, phone: FlaskClient, link: str
) -> None:
    ask(app, LAMPS, on_screen=True)
    for text in ("第二条", "第三条", "第四条"):
        ask(app, text)
    page = phone.get(link).text
    for shown in (
        LAMPS,
        "第 01 号",
        "07 号代表",
        "第 1 站 县交通运输局",
        "第二条",
        "第三条",
        "共 3 条",
    ):
        assert shown in page
    for hidden in ("柯玉梅", "第四条", "/console", "/login", "提问审核", "位代表问到"):
        assert hidden not in page


def test_the_leader_sees_how_many_stand_behind_a_question(
    app: Flask, phone: FlaskClient, link: str, visit: int
) -> None:
    first = ask(app, LAMPS, on_screen=True)
    with app.app_context():
        someone = Representative.enrol(
            "system",
            name="党德明",
            sex=Sex.MALE,
            age_group=AgeGroup.SENIOR,
            town="营盘镇",
            walk="务农",
        )
        card, _ = Card.issue(db.session.get_one(Visit, visit), someone, 8, "system", "87654321")
        Question.ask(card, "学校门口要路灯", str(uuid4())).merge_into(
            db.session.get_one(Question, first), "system"
        )
        db.session.commit()
    assert "07 号代表等 2 位代表问到" in phone.get(link).text


def test_type_is_made_larger_by_links(phone: FlaskClient, link: str) -> None:
    page = phone.get(link).text
    assert f"{link}?type=4" in page and f"{link}?type=2" in page and "type3" in page
    assert f"{link}?type=6" not in phone.get(f"{link}?type=5").text
    for odd in ("0", "99", "x"):
        assert "leader-page type3" in phone.get(f"{link}?type={odd}").text


def test_a_note_stands_on_the_page_until_it_is_confirmed(
    organiser: FlaskClient, phone: FlaskClient, link: str, visit: int
) -> None:
    assert send_note(organiser, visit, "请答第 9 号").status_code == 303
    desk = f"/console/visits/{visit}/leader"
    assert "还没有送达" in organiser.get(desk).text
    page = phone.get(link).text
    assert "请答第 9 号" in page
    answer = post(phone, confirmation(page))
    assert (answer.status_code, answer.location) == (303, link)
    assert "请答第 9 号" not in phone.get(link).text
    assert re.search(r"已读 \d\d:\d\d", organiser.get(desk).text)
    assert re.search(r"已读 \d\d:\d\d", re.sub(r"\s+", " ", organiser.get("/console").text))


def test_the_page_says_that_a_note_has_arrived(
    organiser: FlaskClient, phone: FlaskClient, link: str, visit: int
) -> None:
    send_note(organiser, visit, "还有 5 分钟")
    found = re.search(r'data-delivery="([^"]+)"', phone.get(link).text)
    assert found
    assert post(phone, found[1]).status_code == 204
    assert re.search(r"已送达 \d\d:\d\d", region(organiser, "leader_notes", visit))
    assert "还有 5 分钟" in phone.get(link).text


def test_on_two_devices_a_note_is_confirmed_once(
    app: Flask, organiser: FlaskClient, phone: FlaskClient, link: str, visit: int
) -> None:
    tablet = app.test_client()
    send_note(organiser, visit, "还有 5 分钟")
    pages = [device.get(link).text for device in (phone, tablet)]
    with clock.at(NOON):
        assert post(phone, confirmation(pages[0]), headers=HTMX).status_code == 204
    key = key_of(visit, link)
    assert "还有 5 分钟" not in region(tablet, "leader_note", key)
    assert post(tablet, confirmation(pages[1])).status_code == 303
    with app.app_context():
        assert clock.local(db.session.scalars(select(LeaderNote)).one().read_at).hour == NOON.hour


def test_the_latest_note_shows_and_the_history_is_kept(
    organiser: FlaskClient, phone: FlaskClient, link: str, visit: int
) -> None:
    send_note(organiser, visit, "还有 10 分钟")
    send_note(organiser, visit, "还有 5 分钟")
    page = phone.get(link).text
    assert "还有 5 分钟" in page and "还有 10 分钟" not in page
    history = region(organiser, "leader_notes", visit)
    assert "还有 10 分钟" in history and "被后一条代替" in history


@pytest.mark.parametrize("headers", [None, HTMX], ids=["page", "htmx"])
def test_a_note_too_long_is_refused_and_kept(
    app: Flask, organiser: FlaskClient, link: str, visit: int, headers: dict[str, str] | None
) -> None:
    text = "话" * 101
    answer = send_note(organiser, visit, text, headers=headers)
    assert answer.status_code == 422 and text in answer.text and "写了 101 字" in answer.text
    with app.app_context():
        assert LeaderNote.latest(db.session.get_one(Visit, visit)) is None


def test_htmx_gets_an_empty_form_for_the_next_note(
    organiser: FlaskClient, link: str, visit: int
) -> None:
    answer = send_note(organiser, visit, "请收尾", headers=HTMX)
    assert answer.status_code == 200 and "已发出" in answer.text
    assert 'value="请收尾' in answer.text and "<html" not in answer.text  # the button for it
    assert re.search(r'id="text"[^>]*value=""', answer.text)


def test_without_a_link_no_note_is_sent(organiser: FlaskClient, visit: int) -> None:
    answer = send_note(organiser, visit, "还有 5 分钟")
    assert answer.status_code == 409 and "还有 5 分钟" in answer.text


def test_a_new_link_ends_the_old_one(
    app: Flask, organiser: FlaskClient, phone: FlaskClient, link: str, visit: int
) -> None:
    send_note(organiser, visit, "还有 5 分钟")
    old = confirmation(phone.get(link).text)
    with app.app_context():
        current = db.session.scalars(select(LeaderLink)).one().version
    url = f"/console/visits/{visit}/leader/link"
    assert post(organiser, url, {"version": str(current)}).status_code == 303
    assert post(organiser, url, {"version": str(current)}).status_code == 409
    assert post(organiser, url).status_code == 400
    gone = phone.get(link)
    assert gone.status_code == 404 and "新的二维码" in gone.text
    assert post(phone, old).status_code == 404
    assert post(phone, old.replace("receipt", "delivery")).status_code == 404
    for name in ("leader", "leader_note"):
        assert phone.get(f"/live/{name}/{key_of(visit, link)}").status_code == 404
        assert phone.get(f"/live?on={name}.{key_of(visit, link)}@0").status_code == 404
    with app.app_context():
        assert db.session.scalars(select(LeaderNote)).one().read_at is None


def test_a_link_reaches_the_notes_of_its_own_visit_only(
    app: Flask, organiser: FlaskClient, phone: FlaskClient, link: str, visit: int
) -> None:
    with app.app_context():
        other = Visit.plan(clock.today(), "system")
        LeaderLink.open(other, "system")
        note = LeaderNote.send(other, "别处的话", person(Role.ORGANISER))
        db.session.commit()
        number, its = note.id, other.id
    assert post(phone, f"{link}/notes/{number}/receipt").status_code == 404
    wrong = f"{its}-{link.removeprefix('/leader/')}"
    for key in (wrong, f"{visit}", f"{visit}-guessed", "x-y", f"99-{link[8:]}"):
        assert phone.get(f"/live/leader_note/{key}").status_code == 404


def test_the_history_of_notes_is_the_organisers(
    client_as: Client, phone: FlaskClient, visit: int, organiser: FlaskClient
) -> None:
    for client in (phone, client_as(Role.REPRESENTATIVE), client_as(Role.SUPERVISOR)):
        assert client.get(f"/live/leader_notes/{visit}").status_code == 404
        assert client.get(f"/live/itinerary/{visit}").status_code == 404
    for odd in ("99", "x"):
        assert organiser.get(f"/live/leader_notes/{odd}").status_code == 404


def test_streams_of_a_link_end_when_it_is_replaced(
    app: Flask, organiser: FlaskClient, phone: FlaskClient, link: str, visit: int
) -> None:
    key = key_of(visit, link)
    stream = phone.get(f"/live?on=leader_note.{key}@0&on=leader.{key}@0")
    chunks = iter(stream.response)
    assert b"retry" in next(chunks)
    assert b"event: leader" in next(chunks)
    with app.app_context():
        current = db.session.scalars(select(LeaderLink)).one().version
    url = f"/console/visits/{visit}/leader/link"
    assert post(organiser, url, {"version": str(current)}).status_code == 303
    rest = b"".join(chunks)  # it ends, or this never would
    assert b"event: leader" not in rest
    stream.close()


# The wall


def wall_address(app: Flask, visit: int) -> str:
    with app.app_context():
        return f"/wall/{db.session.get_one(Visit, visit).wall_token}"


def test_the_walls_look_is_kept_for_the_next_load(
    app: Flask, organiser: FlaskClient, phone: FlaskClient, visit: int
) -> None:
    address = wall_address(app, visit)
    answer = post(phone, f"{address}/look", {"look": "larger"})
    assert (answer.status_code, answer.location) == (303, address)
    assert post(phone, f"{address}/look", {"look": "dark"}, headers=HTMX).status_code == 204
    answer = post(organiser, f"/console/visits/{visit}/wall", {"look": "code"})
    assert (answer.status_code, answer.location) == (303, f"/console?visit={visit}")
    page = app.test_client().get(address).text
    assert 'class="wall up1 dark joining"' in page and 'data-look="up1 dark joining"' in page
    console = re.sub(r"\s+", "", organiser.get("/console").text)
    assert "字号+1" in console and "深色" in console and "大二维码" in console


@pytest.mark.parametrize("form", [{}, {"look": ""}, {"look": "gold"}])
def test_a_look_that_is_none_changes_nothing(
    app: Flask, organiser: FlaskClient, visit: int, form: dict[str, str]
) -> None:
    assert post(organiser, f"/console/visits/{visit}/wall", form).status_code == 400
    assert post(organiser, f"{wall_address(app, visit)}/look", form).status_code == 400
    with app.app_context():
        assert db.session.get(Wall, visit) is None


def test_who_has_no_link_to_the_wall_does_not_set_it(phone: FlaskClient, visit: int) -> None:
    assert post(phone, "/wall/guessed/look", {"look": "dark"}).status_code == 404


@pytest.mark.parametrize(
    "text, shown, size",
    [
        ("一\n二", "一\n二", "w1"),
        ("一\n二\n三", "一\n二\n三", "w2"),
        ("\n\n".join("一二三四五"), "一\n二\n三\n四\n五", "w3"),
        ("\n".join("一二三四五六七八"), "一\n二\n三\n四\n五\n六\n七\n八", "w4"),
        ("\n".join("一二三四五六七八九"), "一 二 三 四 五 六 七 八 九", "w1"),
        ("问" * 300, "问" * 300, "w4"),
    ],
)
def test_lines_count_for_the_size_and_too_many_are_joined(
    app: Flask, phone: FlaskClient, visit: int, text: str, shown: str, size: str
) -> None:
    ask(app, text, on_screen=True)
    assert f'<h1 class="{size}">{shown}</h1>' in phone.get(wall_address(app, visit)).text


# The stops


def test_leaving_a_stop_asks_first_and_then_all_screens_follow(
    app: Flask, client_as: Client, organiser: FlaskClient, phone: FlaskClient, link: str, visit: int
) -> None:
    rep = client_as(Role.REPRESENTATIVE)
    first, second = (number for number, _ in stops(app)[:2])
    assert "「S102三改二」" in organiser.get(f"/console/stops/{first}/departure").text
    assert "县交通运输局" in region(rep, "visit", visit)
    url, data = f"/console/stops/{first}/departure", {"version": version(app, visit)}
    assert post(organiser, url).status_code == 422
    answer = post(organiser, url, data)
    assert (answer.status_code, answer.location) == (303, f"/console?visit={visit}")
    assert post(organiser, url, data).status_code == 409
    assert post(organiser, url, {"version": version(app, visit)}).status_code == 409
    assert "途中" in region(rep, "visit", visit)
    for page in (phone.get(wall_address(app, visit)), phone.get(link)):
        assert "途中" in page.text and "S102三改二" in page.text
    assert f"/console/stops/{second}" in organiser.get(f"/console/visits/{visit}/room").text


def test_stops_not_reached_change_places(app: Flask, organiser: FlaskClient, visit: int) -> None:
    (first, _), (second, _), (third, _) = stops(app)
    page = organiser.get(f"/console/visits/{visit}/itinerary").text
    assert f"/console/stops/{third}/up" in page and f"/console/stops/{first}/up" not in page
    old = version(app, visit)
    answer = post(organiser, f"/console/stops/{third}/up", {"version": old})
    assert answer.status_code == 303
    assert answer.location == f"/console/visits/{visit}/itinerary#stop-{third}"
    assert [name for _, name in stops(app)] == ["县交通运输局", "座谈会", "S102三改二"]
    assert post(organiser, f"/console/stops/{third}/down", {"version": old}).status_code == 409
    assert post(organiser, f"/console/stops/{third}/down").status_code == 400
    now = version(app, visit)
    assert post(organiser, f"/console/stops/{first}/down", {"version": now}).status_code == 409
    assert post(organiser, f"/console/stops/{second}/down", {"version": now}).status_code == 409
    assert post(organiser, f"/console/stops/{second}/sideways", {"version": now}).status_code == 404
    text = region(organiser, "itinerary", visit)
    assert text.index("座谈会") < text.index("S102三改二")


def test_planned_times_are_changed_and_kept_when_wrong(
    app: Flask, organiser: FlaskClient, visit: int
) -> None:
    second, _ = stops(app)[1]
    url = f"/console/stops/{second}/times"
    assert 'value="13:00"' in organiser.get(url).text
    data = {"planned_at": "13:20", "planned_until": "14:05", "version": version(app, visit)}
    for wrong, status in [({"planned_at": "25:00"}, 422), ({"planned_until": "13:00"}, 409)]:
        answer = post(organiser, url, {**data, **wrong})
        assert answer.status_code == status and next(iter(wrong.values())) in answer.text
    answer = post(organiser, url, data)
    assert (answer.status_code, answer.location) == (303, f"/console/visits/{visit}/itinerary")
    shown = re.sub(r"\s+", "", region(organiser, "itinerary", visit))
    assert "计划13:20到，14:05离开" in shown
    assert post(organiser, url, data).status_code == 409


def test_the_console_counts_the_minutes_at_each_look(organiser: FlaskClient, visit: int) -> None:
    for moment, words in [
        (NOON.replace(minute=52), "还有 8 分"),
        (NOON.replace(hour=13), "时间到"),
        (NOON.replace(hour=13, minute=12), "已超 12 分"),
    ]:
        with clock.at(moment):
            line = organiser.get(f"/console/visits/{visit}/room").text
        assert "下一站计划 13:00 到" in line and words in line


def test_late_and_early_arrivals_are_said(app: Flask, organiser: FlaskClient, visit: int) -> None:
    assert "晚到 60 分" in region(organiser, "itinerary", visit)
    second, _ = stops(app)[1]
    with clock.at(NOON.replace(minute=50)):
        data = {"version": version(app, visit)}
        post(organiser, f"/console/stops/{second}/arrival", data)
    assert "早到 10 分" in region(organiser, "itinerary", visit)


def test_the_order_is_made_before_the_day(app: Flask, client_as: Client) -> None:
    organiser = client_as(Role.ORGANISER)
    with app.app_context():
        visit = db.session.scalars(select(Visit)).one()
        for name in ("甲", "乙"):
            visit.add_stop("system", kind=StopKind.PROJECT, name=name, unit=None)
        db.session.commit()
        number = visit.id
    address = f"/console/visits/{number}/itinerary"
    assert address in organiser.get(f"/visits/{number}").text
    (first, _), _ = stops(app)
    post(organiser, f"/console/stops/{first}/down", {"version": version(app, number)})
    assert [name for _, name in stops(app)] == ["乙", "甲"]
    assert address not in client_as(Role.SUPERVISOR).get(f"/visits/{number}").text


def test_a_visit_that_is_over_has_no_room(app: Flask, organiser: FlaskClient, visit: int) -> None:
    with app.app_context():
        db.session.get_one(Visit, visit).finish("system")
        db.session.commit()
    assert "room-line" not in organiser.get("/console").text
    page = organiser.get(f"/console/visits/{visit}/itinerary").text
    assert "座谈会" in page and "/up" not in page and "到站" not in page


def test_a_stop_is_planned_with_both_its_times(
    app: Flask, organiser: FlaskClient, visit: int
) -> None:
    data = {
        "version": version(app, visit),
        "kind": "park",
        "name": "产业园",
        "unit_id": "",
        "planned_at": "16:00",
        "planned_until": "16:40",
    }
    assert post(organiser, f"/visits/{visit}/stops", data).status_code == 303
    assert "16:00–16:40" in organiser.get(f"/visits/{visit}").text


def test_the_session_of_a_representative_is_none_of_the_leaders(
    app: Flask, visit: int, link: str
) -> None:
    """A tablet that is signed in may open the leader's page too, and stays who it is."""
    client = app.test_client()
    with app.app_context():
        token = AuthSession.start(person(Role.REPRESENTATIVE))
        db.session.commit()
    with client.session_transaction() as session:
        session["_user_id"] = token
    assert client.get(link).status_code == 200
    assert client.get("/tablet").status_code == 200
