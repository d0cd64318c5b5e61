"""Meetings with appraised units through the web: recorded, corrected, and what was suggested."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from models import Card, Channel, Exchange, Opinion, Role, Unit, db
from tests.conftest import post

As = Callable[[Role | None], FlaskClient]
LEAD = "县交通运输局"


@pytest.fixture
def told(app: Flask) -> dict[str, Any]:
    """What the form sends."""
    with app.app_context():
        unit = db.session.scalars(select(Unit.id).filter_by(name=LEAD)).one()
        return {
            "kind": "talk",
            "title": "班车座谈会",
            "held_on": "2013-06-19",
            "place": "运管所",
            "units": unit,
            "cards": db.session.scalars(select(Card.id)).one(),
            "others": "所长",
            "text": "问了班车的事",
        }


def test_a_meeting_is_recorded_and_a_suggestion_leads_both_ways(
    app: Flask, client_as: As, told: dict[str, Any]
) -> None:
    organiser, supervisor = client_as(Role.ORGANISER), client_as(Role.SUPERVISOR)
    assert "登记调研座谈" in organiser.get("/exchanges/new").text
    assert post(organiser, "/exchanges?visit=1", told).status_code == 303
    sent = {"client_id": str(uuid4()), "card_id": told["cards"], "suggestion": "早班车提前十分钟"}
    for _ in range(2):  # sent twice, it is one
        assert post(organiser, "/exchanges/1/suggestions", sent).status_code == 303
    with app.app_context():
        assert db.session.scalars(select(Opinion.channel)).all() == [Channel.EXCHANGE]
    page = supervisor.get("/exchanges/1").text
    assert "早班车提前十分钟" in page and "/intake#opinion-1" in page
    intake = supervisor.get("/intake").text
    assert "座谈：班车座谈会" in intake and 'href="/exchanges/1"' in intake
    own = client_as(Role.REPRESENTATIVE).get("/mine").text
    assert "早班车提前十分钟" in own and "座谈：班车座谈会" in own
    listed = supervisor.get("/exchanges?kind=talk").text
    assert "班车座谈会" in listed and "1 条" in listed
    assert "没有符合条件的调研座谈" in supervisor.get("/exchanges?kind=fellowship").text


def test_what_is_missing_comes_back_with_what_was_written(
    client_as: As, told: dict[str, Any]
) -> None:
    organiser = client_as(Role.ORGANISER)
    page = post(organiser, "/exchanges?visit=1", {**told, "units": "", "held_on": "昨天"})
    assert page.status_code == 422
    assert "请按 2013-06-28 的样子填写日期" in page.text
    assert "请至少选一个参加的单位" in page.text and "问了班车的事" in page.text
    late = post(organiser, "/exchanges?visit=1", {**told, "held_on": "2033-01-01"})
    assert late.status_code == 409 and "日期还没有到" in late.text and "问了班车的事" in late.text
    assert post(organiser, "/exchanges?visit=9", told).status_code == 404
    post(organiser, "/exchanges?visit=1", told)
    nothing = post(organiser, "/exchanges/1/suggestions", {"suggestion": "没写谁提的"})
    assert nothing.status_code == 422 and "没写谁提的" in nothing.text


def test_a_correction_on_an_old_state_shows_both(
    app: Flask, client_as: As, told: dict[str, Any]
) -> None:
    organiser = client_as(Role.ORGANISER)
    post(organiser, "/exchanges?visit=1", told)
    assert "问了班车的事" in organiser.get("/exchanges/1/edit").text
    with app.app_context():
        version = db.session.scalars(select(Exchange.version)).one()
    fresh = {**told, "version": version, "text": "问了班车和候车亭"}
    assert post(organiser, "/exchanges/1/edit", fresh).status_code == 303
    stale = post(organiser, "/exchanges/1/edit", {**fresh, "text": "只问了候车亭"})
    assert stale.status_code == 409 and "只问了候车亭" in stale.text
    with app.app_context():
        assert db.session.scalars(select(Exchange.said)).one() == "问了班车和候车亭"
