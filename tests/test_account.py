"""Getting in with a password or a card, getting out, and staying oneself in between."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from blueprints.pages import local
from models import AuditEvent, AuthSession, Role, clock, db
from tests.conftest import DIGITS, PASSWORD, person, post

Client = Callable[[Role | None], FlaskClient]
STAFF = {"login": "supervisor", "password": PASSWORD}


def cookie(client: FlaskClient) -> str:
    found = client.get_cookie("kaimen")
    return found.value if found else ""


def open_sessions(app: Flask) -> int:
    with app.app_context():
        held = select(func.count()).select_from(AuthSession).where(AuthSession.ended_at.is_(None))
        return db.session.scalar(held) or 0


def test_staff_sign_in_with_a_password(client_as: Client) -> None:
    client = client_as(None)
    answer = post(client, "/login", STAFF)
    assert (answer.status_code, answer.location) == (303, "/")
    assert "督查室甲" in client.get("/password").text


def test_a_wrong_password_keeps_the_login_and_tells_nothing(client_as: Client) -> None:
    wrong = post(client_as(None), "/login", {**STAFF, "password": "something else"})
    unknown = post(client_as(None), "/login", {"login": "nobody", "password": "something else"})
    assert wrong.status_code == unknown.status_code == 422
    assert 'value="supervisor"' in wrong.text and "something else" not in wrong.text
    words = re.findall("账号或密码不对[^<]*", wrong.text)
    assert words and words == re.findall("账号或密码不对[^<]*", unknown.text)


def test_after_five_failures_the_form_says_how_long_to_wait(client_as: Client) -> None:
    client = client_as(None)
    for _ in range(5):
        post(client, "/login", {**STAFF, "password": "wrong"})
    answer = post(client, "/login", STAFF)
    assert answer.status_code == 422
    assert "15 分钟后再试" in answer.text and 'value="supervisor"' in answer.text
    elsewhere = post(client, "/login", STAFF, environ_base={"REMOTE_ADDR": "10.0.0.9"})
    assert elsewhere.status_code == 303
    with clock.at(clock.now() + timedelta(minutes=16)):
        assert post(client_as(None), "/login", STAFF).status_code == 303


def test_a_forged_forwarding_header_changes_no_address(client_as: Client) -> None:
    client = client_as(None)
    for number in range(5):
        headers = {"X-Forwarded-For": f"10.0.0.{number}"}
        post(client, "/login", {**STAFF, "password": "wrong"}, headers=headers)
    headers = {"X-Forwarded-For": "10.0.0.99"}
    assert post(client, "/login", STAFF, headers=headers).status_code == 422


@pytest.mark.parametrize(
    "code", [DIGITS, "1234 5678", "1234-5678", "１２３４５６７８", " 12345678 "]
)
def test_a_card_opens_however_its_digits_are_written(client_as: Client, code: str) -> None:
    client = client_as(None)
    client.get("/login")
    assert post(client, "/card", {"code": code}).status_code == 303
    assert "07 号代表" in client.get("/nowhere").text


@pytest.mark.parametrize("code", ["", "1234", "1234 56789", "abcdefgh", "00000000"])
def test_what_is_no_card_is_said_to_be_none(client_as: Client, code: str) -> None:
    answer = post(client_as(None), "/card", {"code": code})
    assert answer.status_code == 422
    assert 'id="code-error"' in answer.text


def test_wrong_cards_are_counted_for_the_device_and_not_for_the_room(client_as: Client) -> None:
    guesser, neighbour = client_as(None), client_as(None)
    for client in (guesser, neighbour):
        client.get("/login")
    for number in range(8):
        post(guesser, "/card", {"code": f"0000000{number}"})
    assert "输错次数过多" in post(guesser, "/card", {"code": DIGITS}).text
    assert post(neighbour, "/card", {"code": DIGITS}).status_code == 303


def test_the_page_that_a_qr_opens_sends_no_digits(client_as: Client) -> None:
    answer = client_as(None).get("/card")
    assert answer.status_code == 200
    assert 'name="code"' in answer.text and "card.js" in answer.text


def test_the_next_person_on_a_tablet_takes_over(app: Flask, client_as: Client) -> None:
    client = client_as(Role.SUPERVISOR)
    assert post(client, "/card", {"code": DIGITS}).status_code == 303
    assert "07 号代表" in client.get("/nowhere").text
    assert open_sessions(app) == 1


def test_signing_in_begins_a_new_session(client_as: Client) -> None:
    client = client_as(None)
    token = client.get("/token").text
    with client.session_transaction() as session:
        session["planted"] = "by somebody else"
        before = session["csrf_token"]
    client.post("/login", data={**STAFF, "csrf_token": token})
    with client.session_transaction() as session:
        assert "planted" not in session
        assert session.get("csrf_token") != before
    assert client.post("/logout", data={"csrf_token": token}).status_code == 400


def test_signing_out_ends_the_session_for_every_copy_of_the_cookie(client_as: Client) -> None:
    client, thief = client_as(Role.HANDLER), client_as(None)
    token = client.get("/token").text
    stolen = cookie(client)
    thief.set_cookie("kaimen", stolen)
    assert thief.get("/password").status_code == 200
    answer = client.post("/logout", data={"csrf_token": token})
    assert (answer.status_code, answer.location) == (303, "/login")
    assert cookie(client) != stolen and "HttpOnly" in answer.headers["Set-Cookie"]
    assert thief.get("/password").status_code == 303


def test_a_session_ends_after_twelve_hours(client_as: Client) -> None:
    client = client_as(Role.HANDLER)
    with clock.at(clock.now() + timedelta(hours=12, minutes=1)):
        assert client.get("/password").status_code == 303


def test_changing_ones_password(app: Flask, client_as: Client) -> None:
    other, client = client_as(Role.HANDLER), client_as(Role.HANDLER)
    new = "a new one, quite long"
    form = {"password": PASSWORD, "new_password": new, "repeated_password": new}
    answer = post(client, "/password", form)
    assert answer.status_code == 303
    assert "密码已修改" in client.get("/password").text
    assert other.get("/password").status_code == 303
    assert post(client_as(None), "/login", {"login": "handler", "password": new}).location == "/"
    with app.app_context():
        handler = person(Role.HANDLER)
        assert db.session.scalar(select(AuditEvent).filter_by(action="account.password")).actor == (
            handler.actor
        )


@pytest.mark.parametrize(
    "change, words",
    [
        ({"password": "not mine at all"}, "现在的密码不对"),
        ({"new_password": "short", "repeated_password": "short"}, "至少 10 位"),
        ({"repeated_password": "another long one"}, "两遍新密码不一致"),
    ],
)
def test_a_password_is_not_changed_on_a_doubt(
    client_as: Client, change: dict[str, str], words: str
) -> None:
    new = "a new one, quite long"
    form = {"password": PASSWORD, "new_password": new, "repeated_password": new, **change}
    answer = post(client_as(Role.HANDLER), "/password", form)
    assert answer.status_code == 422
    assert words in answer.text and new not in answer.text
    assert (
        post(client_as(None), "/login", {"login": "handler", "password": PASSWORD}).location == "/"
    )


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "https://evil.example/",
        "javascript:alert(1)",
        "/a\r\nSet-Cookie: b=c",
        "/%0d%0aSet-Cookie:b=c\n",
        "／／evil.example",
        " /board",
        "board",
        "",
    ],
)
def test_nobody_is_led_away_after_signing_in(client_as: Client, target: str) -> None:
    client = client_as(None)
    token = client.get("/token").text
    query = {"next": target}
    answer = client.post("/login", query_string=query, data={**STAFF, "csrf_token": token})
    assert (answer.status_code, answer.location) == (303, "/")
    assert "b" not in {found.split("=")[0] for found in answer.headers.getlist("Set-Cookie")}


def test_one_returns_to_the_page_one_asked_for(client_as: Client) -> None:
    client = client_as(None)
    asked = client.get("/password?from=menu")
    answer = post(client, asked.location, STAFF)
    assert answer.location == "/password?from=menu"
    assert local("/board?unit=3&q=路灯") == "/board?unit=3&q=路灯"


def test_the_large_type_is_remembered_on_the_device(client_as: Client) -> None:
    client = client_as(None)
    answer = client.get("/login?next=/board&size=large")
    assert answer.location == "/login?next=%2Fboard"
    assert 'data-size="large"' in client.get("/login").text
    client.get("/login?size=normal")
    assert 'data-size="large"' not in client.get("/login").text


def test_the_server_says_whether_it_lives_and_whether_it_is_ready(
    app: Flask, client_as: Client
) -> None:
    client = client_as(None)
    assert client.get("/healthz").text == client.get("/readyz").text == "ok\n"
    with app.app_context():
        db.session.execute(db.text("UPDATE alembic_version SET version_num = 'older'"))
        db.session.commit()
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 503


def test_handed_on_the_tablet_asks_for_the_next_card(client_as: Client) -> None:
    client = client_as(Role.REPRESENTATIVE)
    assert post(client, "/logout?to=card").location == "/card"
    assert client.get("/tablet").location.startswith("/login?next=")
    page = client.get("/card")
    assert "还没有退出" not in page.text and page.headers["Cache-Control"] == "no-store"
