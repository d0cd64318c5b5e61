"""A cookie is read once; what a request does to its session reaches no other request."""

from flask import Flask, flash, session
from flask.testing import FlaskClient

from models import Role
from tests.conftest import post
from tests.test_account import Client


def _cookie(client: FlaskClient) -> str:
    cookie = client.get_cookie("kaimen")
    assert cookie is not None
    return cookie.value


def test_two_requests_with_one_cookie_do_not_share_a_session(app: Flask, client_as: Client) -> None:
    headers = {"Cookie": f"kaimen={_cookie(client_as(Role.LEADER))}"}
    with app.test_request_context(headers=headers):
        token = session["_user_id"]
        flash("只告诉这一位")
        session["extra"] = "1"
    with app.test_request_context(headers=headers):
        assert session["_user_id"] == token and "extra" not in session
        assert "_flashes" not in session and not session.modified


def test_a_cookie_that_was_tampered_with_is_nobodys(app: Flask, client_as: Client) -> None:
    value = _cookie(client_as(Role.LEADER))
    # Not the last character: two of its six bits are padding, so another one may say the same.
    body, when, signature = value.rsplit(".", 2)
    other = ("A" if signature[0] != "A" else "B") + signature[1:]
    for one in (value, f"{body}.{when}.{other}", value[1:]):
        with app.test_request_context(headers={"Cookie": f"kaimen={one}"}):
            assert ("_user_id" in session) == (one == value)


def test_a_session_that_was_ended_lets_nobody_in_though_its_cookie_is_known(
    client_as: Client,
) -> None:
    client = client_as(Role.LEADER)
    headers = {"Cookie": f"kaimen={_cookie(client)}"}
    assert client.get("/password").status_code == 200

    assert post(client, "/logout").status_code == 303
    again = client.application.test_client(use_cookies=False)
    assert again.get("/password", headers=headers).status_code == 303


def test_what_is_told_once_is_told_once(app: Flask, client_as: Client) -> None:
    client = client_as(Role.LEADER)
    with client.session_transaction() as mine:
        mine["_flashes"] = [("message", "已经改好")]
    first, second = client.get("/password").text, client.get("/password").text
    assert "已经改好" in first and "已经改好" not in second
