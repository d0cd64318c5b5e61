"""What people are told when something is refused or breaks."""

import io
import sqlite3
from collections.abc import Callable

import pytest
from flask import Flask, abort, request
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm.exc import StaleDataError

from blueprints.access import public
from blueprints.intake import clean
from models import Role, RuleBroken, Stale, db
from tests.conftest import HTMX, on_sqlite, post

Client = Callable[[Role | None], FlaskClient]
WRITTEN = {"note": "西川村口那段便道\r\n下雨全是泥", "password": "keep out", "kind": "question"}
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def locked(words: str) -> OperationalError:
    return OperationalError("UPDATE", {}, sqlite3.OperationalError(words))


@pytest.fixture
def raising(app: Flask) -> Callable[[BaseException | int], None]:
    """Let POST /login raise, as any view might."""

    def let(error: BaseException | int) -> None:
        @public
        def view() -> None:
            if isinstance(error, int):
                abort(error)
            raise error

        app.view_functions["account.sign_in"] = view
        app.config["PROPAGATE_EXCEPTIONS"] = False

    return let


REFUSALS = [
    (RuleBroken("牵头单位已经签收，不能再改派"), 409, "牵头单位已经签收，不能再改派"),
    (Stale("这一条刚刚被别人改过"), 409, "查看最新情况"),
    (StaleDataError(), 409, "查看最新情况"),
    (locked("database is locked"), 503, "系统正忙"),
    (locked("database or disk is full"), 503, "系统正忙"),
    (PoolTimeout(), 503, "系统正忙"),
    (locked("no such table: matter"), 500, "系统出了差错"),
    (ZeroDivisionError(), 500, "系统出了差错"),
    (OverflowError(), 400, "没有看懂"),
    (400, 400, "没有看懂"),
    (403, 403, "没有办理这一项的权限"),
    (404, 404, "没有找到"),
    (413, 413, "内容太大"),
    (418, 418, "没有看懂"),
    (429, 429, "太频繁"),
    (503, 503, "系统正忙"),
]


@pytest.mark.parametrize("error, status, words", REFUSALS, ids=lambda value: str(value)[:20])
def test_a_refusal_says_why_and_keeps_what_was_written(
    client_as: Client,
    raising: Callable[[BaseException | int], None],
    error: BaseException | int,
    status: int,
    words: str,
) -> None:
    raising(error)
    answer = post(
        client_as(Role.HANDLER),
        "/login",
        WRITTEN,
        headers={"Referer": "http://localhost/matters/3?x=1"},
    )
    assert answer.status_code == status
    assert words in answer.text and "回到首页" in answer.text
    assert "西川村口那段便道\n下雨全是泥</textarea>" in answer.text
    assert 'href="/matters/3?x=1"' in answer.text
    assert "keep out" not in answer.text and ">question<" not in answer.text
    assert ("权限" in answer.text) == (status == 403)


@pytest.mark.parametrize("error, status, words", REFUSALS, ids=lambda value: str(value)[:20])
def test_htmx_gets_a_refusal_as_a_notice(
    client_as: Client,
    raising: Callable[[BaseException | int], None],
    error: BaseException | int,
    status: int,
    words: str,
) -> None:
    raising(error)
    answer = post(client_as(Role.HANDLER), "/login", WRITTEN, headers=HTMX)
    assert answer.status_code == status
    assert words in answer.text and "<html" not in answer.text


def test_a_way_back_never_leads_elsewhere(client_as: Client) -> None:
    headers = {"Referer": "https://evil.example/trap"}
    assert "evil" not in client_as(None).post("/login", headers=headers).text


def test_a_page_without_its_token_is_told_to_have_expired(client_as: Client) -> None:
    answer = client_as(Role.HANDLER).post("/login", data=WRITTEN)
    assert answer.status_code == 400
    assert "页面已过期" in answer.text and "西川村口那段便道" in answer.text


def test_a_broken_database_is_not_asked_for_the_name_of_the_viewer(
    app: Flask, client_as: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_as(Role.HANDLER)

    def refuse(*_args: object, **_more: object) -> None:
        raise locked("database is locked")

    for asked in ("connection", "execute", "scalar"):
        monkeypatch.setattr(db.session, asked, refuse)
    answer = post(client, "/password", WRITTEN)
    assert answer.status_code == 503
    assert "西川村口那段便道" in answer.text
    assert client.get("/password").status_code == 503


def test_a_representative_sees_refusals_on_the_tablet_layout(client_as: Client) -> None:
    client = client_as(None)
    post(client, "/card", {"code": "12345678"})
    assert 'class="tablet"' in client.get("/nowhere").text


def test_a_method_that_is_not_there_says_which_are(client_as: Client) -> None:
    answer = client_as(None).get("/logout")
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]


@pytest.mark.parametrize(
    "url", ["/", "/login", "/card", "/nowhere", "/healthz", "/logout", "/static/nothing.css"]
)
def test_every_answer_carries_the_same_headers(client_as: Client, url: str) -> None:
    answer = client_as(None).get(url)
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert answer.headers["Cache-Control"] == "no-store"


def test_static_files_are_kept_for_as_long_as_their_content_stands(
    app: Flask, client_as: Client
) -> None:
    with app.test_request_context():
        url = app.url_for("static", filename="css/tokens.css")
    client = client_as(None)
    assert "?v=" in url
    with client.get(url) as answer, client.get("/static/css/tokens.css") as without:
        assert "immutable" in answer.headers["Cache-Control"]
        assert without.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("url", ["/%00", "/login?next=%00", "/live/board/%00"])
def test_a_null_character_goes_no_further_than_the_door(client_as: Client, url: str) -> None:
    assert client_as(None).get(url).status_code == 400


def test_text_arrives_clean(client_as: Client) -> None:
    assert clean("一\0二\ud800三\x0b四\r\n五\t六") == "一二三四\n五\t六"
    answer = post(client_as(None), "/login", {"login": " a\0b\x1f ", "password": "x"})
    assert answer.status_code == 422 and 'value="ab"' in answer.text


def test_forms_speak_chinese(client_as: Client) -> None:
    long = {"login": "a" * 41, "password": "x"}
    assert "字段长度不能超过 40 个字符" in post(client_as(None), "/login", long).text


@on_sqlite  # where one that begins to write keeps all others waiting
def test_a_body_is_read_whole_and_still_parsed(app: Flask, client_as: Client) -> None:
    seen = {}

    @public
    def view() -> str:
        seen["writing"] = db.session.connection().get_execution_options()["sqlite_begin"]
        upload = request.files["file"]
        seen["note"], seen["file"] = request.form["note"], upload.read()
        upload.close()
        return ""

    app.view_functions["account.sign_in"] = view
    data = {"note": "附图", "file": (io.BytesIO(b"x" * 100_000), "a.bin")}
    assert post(client_as(None), "/login", data).status_code == 200
    assert seen == {"writing": "IMMEDIATE", "note": "附图", "file": b"x" * 100_000}


def test_too_large_a_body_is_refused_before_it_is_read(app: Flask, client_as: Client) -> None:
    app.config["MAX_CONTENT_LENGTH"] = 1000
    answer = post(client_as(None), "/login", {"note": "x" * 2000})
    assert answer.status_code == 413
    assert "内容太大" in answer.text


@on_sqlite
def test_pages_that_only_read_do_not_take_the_writers_place(app: Flask, client_as: Client) -> None:
    client = client_as(Role.HANDLER)
    with app.app_context():
        db.session.connection(execution_options={"sqlite_begin": "IMMEDIATE"})
        assert client.get("/password").status_code == 200
