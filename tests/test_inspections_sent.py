"""A finding that a device has kept goes out under its author's slip, once; its photos follow."""

import io
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from blueprints.slip import slip_of
from models import Card, Inspection, InspectionFinding, Role, db
from tests.conftest import person, post
from tests.models.conftest import THAT_DAY
from tests.test_inspections import WORDS, picture, plan, that_day

As = Callable[[Role | None], FlaskClient]
SCRIPT = {"Accept": "application/json", "Origin": "http://localhost"}
__all__ = ["that_day"]  # a fixture of every test here, too


@pytest.fixture(autouse=True)
def at_work(clock: Any) -> Iterator[None]:
    with clock(THAT_DAY):
        yield


@pytest.fixture
def here(app: Flask, client_as: As) -> str:
    location: str = plan(client_as(Role.SUPERVISOR), app).location
    return location


@pytest.fixture
def slip(app: Flask) -> str:
    with app.test_request_context():
        return slip_of(db.session.scalars(select(Card)).one())


def send(client: FlaskClient, slip: str, number: int = 1, **more: Any) -> TestResponse:
    headers = more.pop("headers", SCRIPT)
    data = {"kind": "idleness", "text": WORDS, "client_id": str(UUID(int=number)), "slip": slip}
    data |= {"inspection_id": "1", "photos_due": "0"}
    return client.post("/mine/inspections/findings", data=data | more, headers=headers)


def findings(app: Flask) -> list[tuple[int, str, int, int]]:
    with app.app_context():
        found = db.session.scalars(select(InspectionFinding).order_by(InspectionFinding.number))
        return [(one.number, one.text, len(one.photos), one.photos_due) for one in found]


def test_it_is_its_authors_whoever_holds_the_tablet_and_comes_once(
    app: Flask, client_as: As, here: str, slip: str
) -> None:
    nobody, staff = app.test_client(), client_as(Role.ORGANISER)
    for client in (nobody, staff, nobody):
        answer = send(client, slip)
        assert answer.json["number"] == 1 and answer.json["label"] == "已收到，记为第 1 条"
        assert WORDS not in answer.text and "Set-Cookie" not in answer.headers
    assert findings(app) == [(1, WORDS, 0, 0)]
    with app.app_context():
        [one] = db.session.scalars(select(InspectionFinding))
        assert one.found_by == db.session.scalars(select(Card)).one()


def test_what_is_no_finding_of_the_team_is_refused_in_words(
    app: Flask, client_as: As, here: str, slip: str
) -> None:
    nobody = app.test_client()
    assert send(nobody, "made-up").status_code == 400
    assert send(nobody, slip, headers={"Accept": "application/json"}).status_code == 403
    assert send(nobody, slip, inspection_id="2").status_code == 404
    empty = send(nobody, slip, text="", kind="", photos_due="11")
    assert empty.status_code == 422
    for words in ("请写明发现的问题", "请选择问题类型", "最多附 10 张照片"):
        assert words in empty.text
    assert send(nobody, slip).status_code == 200
    other = send(nobody, slip, text="另一句")
    assert other.status_code == 409 and "上一条已经收到" in other.text
    with app.app_context():
        card = db.session.scalars(select(Card)).one()
        card.revoke(person(Role.ORGANISER))
        db.session.commit()
    lost = send(nobody, slip, 2)
    assert lost.status_code == 403 and "挂失" in lost.text
    assert findings(app) == [(1, WORDS, 0, 0)]


def test_photos_that_did_not_come_are_asked_for_until_they_are_there_or_given_up(
    app: Flask, client_as: As, here: str, slip: str
) -> None:
    representative, supervisor = client_as(Role.REPRESENTATIVE), client_as(Role.SUPERVISOR)
    own = f"/mine{here}"
    url = send(app.test_client(), slip, photos_due="2").json["photos"]
    assert url == f"{own}/findings/1/photos"
    assert "还差 2 张照片没有传上来" in representative.get(own).text
    assert "还差 2 张照片" in supervisor.get(here).text
    multipart = {"content_type": "multipart/form-data"}
    assert post(representative, url, {}, **multipart).status_code == 409
    text = (io.BytesIO(b"just words"), "便条.txt")
    unfit = post(representative, url, {"files": text}, **multipart)
    assert unfit.status_code == 422 and "便条.txt" in unfit.text
    for _ in range(2):
        assert post(representative, url, {"files": picture()}, **multipart).status_code == 303
    assert findings(app) == [(1, WORDS, 2, 0)]
    again = post(representative, url, {"files": picture()}, **multipart)
    assert again.status_code == 303 and findings(app) == [(1, WORDS, 2, 0)]
    send(app.test_client(), slip, 2, text="又一处", photos_due="3")
    more = url.replace("/1/photos", "/2/photos")
    assert post(representative, more, {"none": "1"}, **multipart).status_code == 303
    assert "还差" not in representative.get(own).text
    assert post(representative, url.replace("/1/", "/9/"), {}, **multipart).status_code == 404


def test_what_is_settled_takes_no_more_photos(
    app: Flask, client_as: As, here: str, slip: str
) -> None:
    url = send(app.test_client(), slip, photos_due="1").json["photos"]
    with app.app_context():
        [finding] = db.session.scalars(select(InspectionFinding))
        finding.note(person(Role.SUPERVISOR), "当场纠正")
        db.session.commit()
    representative = client_as(Role.REPRESENTATIVE)
    late = post(representative, url, {"files": picture()}, content_type="multipart/form-data")
    assert late.status_code == 409 and "请交给督查室" in late.text
    with app.app_context():
        assert db.session.scalars(select(Inspection)).one().takes_findings
    assert 'name="none"' not in representative.get(f"/mine{here}").text
