"""What a tablet hands in goes by its slip: whose it is, what it opens, and how much is taken."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeSerializer
from werkzeug.test import TestResponse

from blueprints.questions.views import LARGEST_SUBMISSION
from blueprints.slip import slip_of
from models import (
    AuditEvent,
    AuthSession,
    Card,
    Opinion,
    Question,
    Report,
    Representative,
    Role,
    Sex,
    SignInFailure,
    StopKind,
    Topic,
    Visit,
    clock,
    db,
)
from models.representative import AgeGroup
from tests.conftest import HTMX, person

Client = Callable[[Role | None], FlaskClient]
LAMPS = "村口到学校那一段没有路灯，什么时候能装上？"
OURS = {"Origin": "http://localhost"}
AS_SCRIPT = {**OURS, "Accept": "application/json", **HTMX}
MOST = 10  # as app.py has it


@pytest.fixture
def visit(app: Flask) -> int:
    """A visit at its first stop, with a second representative; its id."""
    with app.app_context():
        visit, organiser = db.session.query(Visit).one(), person(Role.ORGANISER)
        stop = visit.add_stop(organiser, kind=StopKind.TALK, name="座谈会", unit=None)
        visit.start(stop, organiser)
        someone = Representative.enrol(
            "system",
            name="党德明",
            sex=Sex.MALE,
            age_group=AgeGroup.SENIOR,
            town="营盘镇",
            walk="务农",
        )
        Card.issue(visit, someone, 8, "system", "87654321")
        db.session.commit()
        return visit.id


def card(seat: int) -> Card:
    return db.session.query(Card).filter_by(seat=seat).one()


@pytest.fixture
def slips(app: Flask, visit: int) -> dict[int, str]:
    with app.test_request_context():
        return {seat: slip_of(card(seat)) for seat in (7, 8)}


@pytest.fixture
def tablet(app: Flask) -> FlaskClient:
    """With nobody signed in: what goes out may go out long after."""
    return app.test_client()


def send(client: FlaskClient, slip: str | None, number: int = 1, **more: Any) -> TestResponse:
    headers = more.pop("headers", AS_SCRIPT)
    data = {"kind": "question", "text": LAMPS, "client_id": str(UUID(int=number)), **more}
    if slip is not None:
        data["slip"] = slip
    return client.post("/submissions", data=data, headers=headers)


def counts(app: Flask) -> list[int]:
    with app.app_context():
        return [db.session.query(model).count() for model in (Question, Opinion, Report)]


def authors(app: Flask) -> list[int]:
    with app.app_context():
        return [one.card.seat for one in db.session.query(Question).order_by(Question.number)]


# Whose it is


def test_it_is_its_authors_whoever_is_signed_in_there_now(
    app: Flask, client_as: Client, slips: dict[int, str]
) -> None:
    nobody, staff, other = app.test_client(), client_as(Role.ORGANISER), app.test_client()
    with app.app_context():
        token = AuthSession.start(card(8))
        db.session.commit()
    with other.session_transaction() as session:
        session["_user_id"] = token
    for number, client in enumerate((nobody, staff, other), 1):
        assert send(client, slips[7], number).json["number"] == number
    assert authors(app) == [7, 7, 7]
    assert send(other, slips[8], 4).json["number"] == 4
    assert authors(app)[-1] == 8


def test_it_needs_no_session_and_begins_none(tablet: FlaskClient, slips: dict[int, str]) -> None:
    answer = send(tablet, slips[7])
    assert answer.status_code == 200 and "Set-Cookie" not in answer.headers
    assert tablet.get("/tablet").location.startswith("/login")


def test_the_form_without_scripts_hands_its_slip_in_as_well(
    app: Flask, client_as: Client, visit: int
) -> None:
    client = client_as(Role.REPRESENTATIVE)
    page = client.get("/tablet").text
    fields = dict(re.findall(r'<input type="hidden"\s+name="(\w+)"\s+value="([^"]*)"', page))
    fields.pop("csrf_token")  # of the page's buttons
    answer = client.post(
        "/submissions", data={**fields, "kind": "opinion", "text": LAMPS}, headers=OURS
    )
    assert (answer.status_code, answer.location) == (303, "/tablet")
    assert counts(app) == [0, 1, 0]


def test_a_refused_form_is_shown_to_its_author_alone(
    app: Flask, client_as: Client, slips: dict[int, str]
) -> None:
    client, long = client_as(Role.REPRESENTATIVE), "长" * 301
    own = send(client, slips[7], text=long, headers=OURS)
    assert own.status_code == 422 and 'id="submission"' in own.text and long in own.text
    foreign = send(client, slips[8], text=long, headers=OURS)
    assert foreign.status_code == 422 and "写了 301 字" in foreign.text and long in foreign.text
    assert 'id="submission"' not in foreign.text and slips[8] not in foreign.text


# What it takes


def forged(app: Flask, content: Any, salt: str = "submission", key: str = "") -> str:
    return str(URLSafeSerializer(key or app.secret_key, salt=salt).dumps(content))


def test_without_a_slip_or_with_a_forged_one_nothing_is_created(
    app: Flask, tablet: FlaskClient, visit: int, slips: dict[int, str]
) -> None:
    with app.test_request_context():
        content = URLSafeSerializer(app.secret_key, salt="submission").loads(slips[7])
    elsewhere = [content[0], content[1] + 1, content[2]]
    wrong = [
        None,
        "",
        "x",
        "\0",
        slips[7][:-1],
        slips[7].partition(".")[0] + "." + slips[8].partition(".")[2],
        forged(app, content, key="another key of a good length, 0123456789"),
        forged(app, content, salt="device"),
        forged(app, elsewhere),
        forged(app, [999, *content[1:]]),
        forged(app, "7"),
        forged(app, {}),
        forged(app, [content[0]]),
    ]
    for slip in wrong:
        answer = send(tablet, slip)
        assert answer.status_code == 400, slip
        assert "您写的内容还在" in answer.text
    assert counts(app) == [0, 0, 0]


def test_signed_in_without_a_slip_nothing_is_created_either(
    app: Flask, client_as: Client, visit: int
) -> None:
    client = client_as(Role.REPRESENTATIVE)
    token = client.get("/token").text
    assert send(client, None, csrf_token=token).status_code == 400
    assert send(client, token).status_code == 400
    assert counts(app) == [0, 0, 0]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "null"},
        {"Origin": "http://evil.example"},
        {"Origin": "http://localhost.evil.example"},
        {"Origin": "http://localhost:8080"},
        {"Origin": "file://localhost"},
        {"Referer": "http://localhost/tablet"},
        {**OURS, "Sec-Fetch-Site": "cross-site"},
        {**OURS, "Sec-Fetch-Site": "same-site"},
    ],
    ids=str,
)
def test_from_another_origin_nothing_is_created(
    app: Flask, tablet: FlaskClient, slips: dict[int, str], headers: dict[str, str]
) -> None:
    answer = send(tablet, slips[7], headers=headers)
    assert answer.status_code == 403 and "不是从本系统的页面发出的" in answer.text
    assert counts(app) == [0, 0, 0]


def test_from_a_page_of_ours_it_is_taken_where_the_browser_says_more(
    app: Flask, tablet: FlaskClient, slips: dict[int, str]
) -> None:
    headers = {**AS_SCRIPT, "Sec-Fetch-Site": "same-origin"}
    assert send(tablet, slips[7], headers=headers).status_code == 200


@pytest.mark.parametrize("lost", ["revoke", "replace", "both"])
def test_a_lost_card_takes_its_slips_with_it_and_the_new_one_sends_what_waits(
    app: Flask, tablet: FlaskClient, slips: dict[int, str], lost: str
) -> None:
    with app.app_context():
        if lost != "replace":
            card(7).revoke("system")
        if lost != "revoke":
            card(7).replace("system")
        db.session.commit()
    answer = send(tablet, slips[7])
    assert answer.status_code == 403
    assert "挂失" in answer.text and "补发的代表证" in answer.text and "还存在" in answer.text
    assert counts(app) == [0, 0, 0]
    assert send(tablet, slips[8], 2).status_code == 200  # nobody else's is touched
    with app.app_context():
        card(7).replace("system")
        db.session.commit()
    with app.test_request_context():
        fresh = slip_of(card(7))
    assert send(tablet, fresh).status_code == 200
    assert authors(app) == [8, 7]


def test_after_the_visit_nothing_new_is_taken_but_every_receipt_is_given_again(
    app: Flask, tablet: FlaskClient, slips: dict[int, str]
) -> None:
    first = {kind: send(tablet, slips[7], kind=kind).json for kind in ("question", "opinion")}
    with app.app_context():
        db.session.query(Visit).one().finish("system")
        db.session.commit()
    with clock.at(clock.now() + timedelta(days=4)):
        for kind, receipt in first.items():
            assert send(tablet, slips[7], kind=kind).json == receipt
            answer = send(tablet, slips[7], 2, kind=kind)
            assert answer.status_code == 409 and "不在活动时间内" in answer.text
    assert counts(app) == [1, 1, 0]


def test_a_slip_opens_nothing_else(app: Flask, tablet: FlaskClient, slips: dict[int, str]) -> None:
    slip = slips[7]
    for url in ("/tablet", "/mine", "/live/visit/1", "/live/mine/1", "/console", "/"):
        for given in ({"slip": slip}, {"token": slip}):
            answer = tablet.get(url, query_string=given, headers={"Authorization": slip})
            assert answer.status_code in {303, 404} and LAMPS not in answer.text
    assert tablet.get(f"/wall/{slip}").status_code == 404
    for url in ("/logout", "/mine/matters/1/rating", "/questions/1/support", "/card", "/receipt"):
        answer = tablet.post(url, data={"slip": slip, "csrf_token": slip, "code": slip})
        assert answer.status_code == 400, url
    with tablet.session_transaction() as session:
        session["_user_id"] = slip
    assert tablet.get("/tablet").location.startswith("/login")


def test_the_slip_is_not_shown_among_what_was_typed(
    app: Flask, tablet: FlaskClient, slips: dict[int, str]
) -> None:
    with app.app_context():
        db.session.query(Visit).one().finish("system")
        db.session.commit()
    with clock.at(clock.now() + timedelta(days=4)):
        answer = send(tablet, slips[7], headers=OURS)
    assert answer.status_code == 409 and LAMPS in answer.text and slips[7] not in answer.text


# How much is taken


@pytest.mark.parametrize("kind, model", [("question", Question), ("opinion", Opinion)])
def test_another_text_under_the_same_id_is_refused_and_not_swallowed(
    app: Flask, tablet: FlaskClient, slips: dict[int, str], kind: str, model: Any
) -> None:
    send(tablet, slips[7], kind=kind)
    answer = send(tablet, slips[7], kind=kind, text="返回上一页又写的一条")
    assert answer.status_code == 409 and "请刷新页面" in answer.text
    with app.app_context():
        assert db.session.query(model).one().text == LAMPS


def test_one_card_floods_no_one_and_loses_nothing(
    app: Flask, tablet: FlaskClient, slips: dict[int, str]
) -> None:
    with clock.at(clock.now()):
        for number in range(MOST):
            kind = "opinion" if number % 3 else "question"
            assert send(tablet, slips[7], number, kind=kind).status_code == 200
        late = send(tablet, slips[7], MOST)
        assert late.status_code == 429 and int(late.headers["Retry-After"]) == 600
        assert "10 分钟后" in late.text or "请过 10 分钟" in late.text
        again = send(tablet, slips[7], 0)  # a lost receipt is given at any pace
        assert again.json["number"] == 1
        assert send(tablet, slips[8], 99).status_code == 200  # nobody else waits for that
        page = send(tablet, slips[7], MOST, headers=OURS)
        assert page.status_code == 429 and LAMPS in page.text
    with clock.at(clock.now() + timedelta(minutes=11)):
        assert send(tablet, slips[7], MOST).status_code == 200
    assert sum(counts(app)) == MOST + 2


def test_reports_are_held_to_a_pace_of_which_nothing_is_written_down(
    app: Flask, tablet: FlaskClient, slips: dict[int, str]
) -> None:
    def traces() -> list[int]:
        with app.app_context():
            return [db.session.query(one).count() for one in (AuditEvent, Topic, SignInFailure)]

    before = traces()
    with clock.at(clock.now()):
        for number in range(MOST):
            assert send(tablet, slips[7], number, kind="report").status_code == 200
        assert send(tablet, slips[7], MOST, kind="report").status_code == 429
        assert send(tablet, slips[7], 0, kind="report").status_code == 200
        assert send(tablet, slips[7], MOST).status_code == 200  # a question tells nothing of them
    with clock.at(clock.now() + timedelta(minutes=11)):
        assert send(tablet, slips[7], MOST, kind="report").status_code == 200
    assert counts(app) == [1, 0, MOST + 1]
    events, topics, failures = (now - was for now, was in zip(traces(), before, strict=True))
    assert events == 1 and failures == 0 and topics < MOST  # the question's, and nothing else's


def test_thirty_people_behind_one_address_do_not_wait_for_each_other(
    app: Flask, tablet: FlaskClient, visit: int
) -> None:
    with app.app_context():
        someone, seats = card(7).representative, range(10, 40)
        for seat in seats:
            Card.issue(db.session.get_one(Visit, visit), someone, seat, "system")
        db.session.commit()
    with app.test_request_context():
        given = [slip_of(card(seat)) for seat in seats]
    with clock.at(clock.now()):
        for round in range(4):
            for place, slip in enumerate(given):
                answer = send(tablet, slip, 1000 * round + place)
                assert answer.status_code == 200
    assert counts(app)[0] == 30 * 4


def test_what_is_too_large_is_refused_before_it_is_read(
    app: Flask, tablet: FlaskClient, slips: dict[int, str]
) -> None:
    assert send(tablet, slips[7], text="长" * LARGEST_SUBMISSION).status_code == 413
    thick = "a" + "\u0301" * 15
    assert send(tablet, slips[7], text=thick * 300).status_code == 200  # as much as one may write
    assert send(tablet, slips[7], 2, text=thick * 300 + "。").status_code == 422
    assert counts(app) == [1, 0, 0]
