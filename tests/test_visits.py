"""Preparing a visit: stops, representatives, and cards that are printed once."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
import segno
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, text
from werkzeug.test import TestResponse

from models import AuditEvent, Card, Representative, Role, Unit, Visit, clock, db
from tests.conftest import DIGITS, post, stored

Client = Callable[[Role | None], FlaskClient]
PERSON = {
    "seat": "8",
    "name": "陈德厚",
    "sex": "male",
    "age_group": "senior",
    "town": "下梁镇",
    "place": "西川村",
    "walk": "务农",
    "telephone": "139 0914 0001",
}


@pytest.fixture
def organiser(client_as: Client) -> FlaskClient:
    return client_as(Role.ORGANISER)


def page_of(client: FlaskClient, visit: int = 1) -> str:
    return client.get(f"/visits/{visit}").text


def seen_on(page: str) -> str:
    found = re.search(r'name="seen"\s+value="(\d+)"', page)
    assert found
    return found[1]


def print_cards(client: FlaskClient, **form: Any) -> TestResponse:
    seen = form.pop("seen", None) or seen_on(page_of(client))
    return post(client, "/visits/1/cards/printing", {"seen": seen, **form})


def digits_on(page: str) -> list[str]:
    return [a + b for a, b in re.findall(r">(\d{4}) (\d{4})<", page)]


def enter(client: FlaskClient, digits: str) -> TestResponse:
    client.get("/login")
    return post(client, "/card", {"code": digits})


def is_in(client: FlaskClient) -> bool:
    """Whether the tablet is still signed in: elsewhere it would be sent to the way in."""
    return client.get("/").location is None or "/login" not in client.get("/").location


def card_id(app: Flask, seat: int) -> int:
    with app.app_context():
        found = db.session.scalar(select(Card.id).filter_by(seat=seat))
    assert found
    return found


def test_an_organiser_plans_a_visit_with_the_next_number(organiser: FlaskClient) -> None:
    answer = post(organiser, "/visits", {"held_on": "2013-07-18"})
    assert answer.status_code == 303
    page = organiser.get(answer.location).text
    assert "第二期群众代表走进县政府" in page and "2013年7月18日" in page
    assert "第二期" in organiser.get("/visits").text


@pytest.mark.parametrize("day", ["", "2013-02-30", "20130718", "1913-07-18", "9999-12-31"])
def test_a_day_that_is_none_is_asked_for_again(organiser: FlaskClient, day: str) -> None:
    answer = post(organiser, "/visits", {"held_on": day, "title": "七月的一期"})
    assert answer.status_code == 422
    assert 'id="held_on-error"' in answer.text and "七月的一期" in answer.text
    assert "第二期" not in organiser.get("/visits").text


def stop_form(page: str, **fields: str) -> dict[str, str]:
    version = re.search(r'name="version"[^>]*value="(\d+)"', page)
    assert version
    return {"kind": "department", "name": "县交通运输局", "version": version[1], **fields}


def test_stops_are_put_at_the_end_of_the_itinerary(app: Flask, organiser: FlaskClient) -> None:
    with app.app_context():
        unit = db.session.scalar(select(Unit.id).filter_by(name="县交通运输局"))
    for name, when in (("一楼大厅", "09:30"), ("指挥中心", "")):
        form = stop_form(
            organiser.get("/visits/1/stops/new").text,
            name=name,
            unit_id=str(unit),
            receptionist="局长王建军",
            place="二楼",
            planned_at=when,
        )
        assert post(organiser, "/visits/1/stops", form).status_code == 303
    page = page_of(organiser)
    assert page.index("<b>一楼大厅</b>") < page.index("<b>指挥中心</b>")
    assert "09:30" in page and "局长王建军" in page and "县交通运输局" in page


def test_a_stop_decided_on_an_older_itinerary_is_refused(
    app: Flask, organiser: FlaskClient
) -> None:
    post(organiser, "/visits/1/stops", stop_form(organiser.get("/visits/1/stops/new").text))
    form = stop_form(organiser.get("/visits/1/stops/new").text, name="县供电公司")
    with app.app_context():
        visit = db.session.get(Visit, 1)
        visit.start(visit.stops[0], "system")
        db.session.commit()
    assert post(organiser, "/visits/1/stops", form).status_code == 409
    assert "<b>县供电公司</b>" not in page_of(organiser)


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"kind": "castle"},
        {"unit_id": "999"},
        {"unit_id": "x"},
        {"planned_at": "25:00"},
    ],
)
def test_a_wrong_stop_keeps_what_was_typed(organiser: FlaskClient, wrong: dict[str, str]) -> None:
    form = stop_form(organiser.get("/visits/1/stops/new").text, receptionist="局长王建军") | wrong
    answer = post(organiser, "/visits/1/stops", form)
    assert answer.status_code == 422 and "局长王建军" in answer.text


def test_a_telephone_is_sealed_and_shown_masked(app: Flask, organiser: FlaskClient) -> None:
    assert post(organiser, "/visits/1/representatives", PERSON).status_code == 303
    page = page_of(organiser)
    assert "陈德厚" in page and "139****0001" in page and "13909140001" not in page
    with app.app_context():
        person = db.session.scalar(select(Representative).filter_by(name="陈德厚"))
        assert person.telephone == "13909140001" and person.is_resident
        stored = db.session.execute(text("SELECT telephone_sealed FROM representative")).scalars()
        assert not any("0914" in value for value in stored)


def test_the_next_seat_is_offered_and_a_taken_one_refused(organiser: FlaskClient) -> None:
    assert 'value="8"' in organiser.get("/visits/1/representatives/new").text
    answer = post(organiser, "/visits/1/representatives", {**PERSON, "seat": "7"})
    assert answer.status_code == 422
    assert "07 号已发给另一位代表" in answer.text and "陈德厚" in answer.text


@pytest.mark.parametrize(
    "wrong",
    [
        {"seat": "0"},
        {"seat": "七"},
        {"seat": "99999999999"},
        {"name": " "},
        {"town": ""},
        {"sex": "x"},
        {"telephone": "问他儿子"},
        {"telephone": "139"},
    ],
)
def test_a_wrong_representative_is_not_half_enrolled(
    app: Flask, organiser: FlaskClient, wrong: dict[str, str]
) -> None:
    answer = post(organiser, "/visits/1/representatives", {**PERSON, **wrong})
    assert answer.status_code == 422 and "西川村" in answer.text
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Representative)) == 1


def test_printed_cards_open_the_door_by_digits_and_by_qr(
    organiser: FlaskClient, client_as: Client
) -> None:
    post(organiser, "/visits/1/representatives", PERSON)
    answer = print_cards(organiser, scope="unprinted")
    assert answer.status_code == 200 and answer.headers["Cache-Control"] == "no-store"
    [digits] = digits_on(answer.text)
    assert "08 号代表" in answer.text and "第一期群众代表走进县政府" in answer.text
    qr = segno.make(f"http://localhost/card#{digits}", error="m", micro=False)
    assert qr.svg_inline(omitsize=True, border=2) in answer.text
    tablet = client_as(None)
    assert enter(tablet, digits).status_code == 303
    assert "08 号代表" in tablet.get("/nowhere").text


def test_all_that_were_never_printed_are_printed_at_once(organiser: FlaskClient) -> None:
    for seat in ("8", "9", "10"):
        person = {**PERSON, "seat": seat, "name": f"代表{seat}"}
        post(organiser, "/visits/1/representatives", person)
    assert page_of(organiser).count("未印<") == 3
    assert len(digits_on(print_cards(organiser, scope="unprinted").text)) == 3
    page = page_of(organiser)
    assert "未印<" not in page and "印发未印的" not in page


def test_the_digits_are_stored_nowhere(app: Flask, organiser: FlaskClient) -> None:
    card = card_id(app, 7)
    [digits] = digits_on(print_cards(organiser, cards=[card]).text)
    with app.app_context():
        everything = stored()
        told = select(AuditEvent).filter_by(action="card.replace", subject=f"card:{card}")
        assert db.session.scalar(told) is not None
    assert digits not in everything and digits not in page_of(organiser)


def test_an_old_card_is_dead_after_printing_and_its_pages_end(
    app: Flask, organiser: FlaskClient, client_as: Client
) -> None:
    tablet = client_as(None)
    enter(tablet, DIGITS)
    assert is_in(tablet)
    [digits] = digits_on(print_cards(organiser, cards=[card_id(app, 7)]).text)
    assert not is_in(tablet)
    assert enter(client_as(None), DIGITS).status_code == 422
    assert enter(tablet, digits).status_code == 303 and is_in(tablet)


def test_a_reloaded_page_does_not_make_waste_of_printed_cards(
    app: Flask, organiser: FlaskClient, client_as: Client
) -> None:
    seen, card = seen_on(page_of(organiser)), card_id(app, 7)
    first = print_cards(organiser, seen=seen, cards=[card])
    [digits] = digits_on(first.text)
    for url, form in (
        ("/visits/1/cards/printing", {"seen": seen, "cards": [card]}),
        (f"/visits/1/cards/{card}/reissue", {"seen": seen}),
        (f"/visits/1/cards/{card}/reissue", {}),
        (f"/visits/1/cards/{card}/reissue", {"seen": "x"}),
    ):
        answer = post(organiser, url, form)
        assert answer.status_code == 409 and "这次没有换号" in answer.text
    assert enter(client_as(None), digits).status_code == 303


def test_printing_nothing_is_said_to_be_nothing(organiser: FlaskClient) -> None:
    answer = print_cards(organiser)
    assert answer.status_code == 409 and "请勾选要印的代表证" in answer.text


def test_a_card_of_another_visit_cannot_be_printed_here(
    app: Flask, organiser: FlaskClient, client_as: Client
) -> None:
    post(organiser, "/visits", {"held_on": "2013-07-18"})
    card = card_id(app, 7)
    answer = post(organiser, "/visits/2/cards/printing", {"seen": "0", "cards": [card]})
    assert answer.status_code == 422
    assert organiser.get(f"/visits/2/cards/{card}").status_code == 404
    assert post(organiser, f"/visits/2/cards/{card}/revocation").status_code == 404
    assert enter(client_as(None), DIGITS).status_code == 303


def test_a_revoked_card_is_out_at_once_and_can_be_issued_again(
    app: Flask, organiser: FlaskClient, client_as: Client
) -> None:
    tablet, card = client_as(None), card_id(app, 7)
    enter(tablet, DIGITS)
    assert post(organiser, f"/visits/1/cards/{card}/revocation").status_code == 303
    assert "已注销" in page_of(organiser)
    assert not is_in(tablet) and enter(client_as(None), DIGITS).status_code == 422
    assert print_cards(organiser, cards=[card]).status_code == 409
    seen = seen_on(organiser.get(f"/visits/1/cards/{card}").text)
    [digits] = digits_on(post(organiser, f"/visits/1/cards/{card}/reissue", {"seen": seen}).text)
    assert enter(tablet, digits).status_code == 303


def test_a_page_opened_on_this_very_machine_warns_of_its_qr(
    app: Flask, organiser: FlaskClient
) -> None:
    words, card = "二维码指向本机", card_id(app, 7)
    assert words in print_cards(organiser, cards=[card]).text
    seen = seen_on(page_of(organiser))
    token = organiser.get("/token").text
    host = "http://192.168.8.10:8000"
    with organiser.session_transaction() as session:
        kept = dict(session)
    elsewhere = app.test_client()
    with elsewhere.session_transaction(base_url=host) as session:
        session.update(kept)
    form = {"seen": seen, "cards": [card], "csrf_token": token}
    answer = elsewhere.post("/visits/1/cards/printing", data=form, base_url=host)
    assert answer.status_code == 200 and words not in answer.text
    [digits] = digits_on(answer.text)
    qr = segno.make(f"{host}/card#{digits}", error="m", micro=False)
    assert qr.svg_inline(omitsize=True, border=2) in answer.text


def test_a_visit_that_is_over_takes_nobody_more(app: Flask, organiser: FlaskClient) -> None:
    post(organiser, "/visits/1/stops", stop_form(organiser.get("/visits/1/stops/new").text))
    with app.app_context(), clock.at(datetime(2013, 6, 20, 9)):
        visit = db.session.get(Visit, 1)
        visit.start(visit.stops[0], "system")
        visit.finish("system")
        db.session.commit()
    answer = post(organiser, "/visits/1/representatives", PERSON)
    assert answer.status_code == 409 and "第一期已经结束" in answer.text
    page = page_of(organiser)
    assert "登记代表</a>" not in page and "安排参观点</a>" not in page and "09:00–09:00" in page


@pytest.mark.parametrize("role", [Role.RECORDER, Role.OFFICE_HEAD, Role.SUPERVISOR, Role.LEADER])
def test_who_only_reads_is_offered_nothing_to_change(client_as: Client, role: Role) -> None:
    page = page_of(client_as(role))
    assert "柯玉梅" in page
    assert not any(word in page for word in ("印发勾选", "补发或注销", "登记代表<", 'name="cards"'))


def test_what_is_no_visit_is_not_found(organiser: FlaskClient) -> None:
    for url in ("/visits/99", "/visits/99/stops/new", "/visits/99/representatives/new"):
        assert organiser.get(url).status_code == 404
    assert post(organiser, "/visits/99/cards/printing").status_code == 404
