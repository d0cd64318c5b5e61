"""定期回复: who waits for what, on the page and on paper, and that it was given."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError

from models import (
    Card,
    Channel,
    Handing,
    Matter,
    MatterKind,
    Opinion,
    PeriodicReply,
    Report,
    Role,
    StopKind,
    Visit,
    Way,
    db,
)
from models import clock as clocks
from tests.conftest import person, post
from tests.models.conftest import THAT_DAY

As = Callable[[Role | None], FlaskClient]
NOW = THAT_DAY + timedelta(days=5)


@pytest.fixture
def owed(app: Flask) -> int:
    """One matter in work, one opinion that nobody has taken up, one that was declined."""
    with app.app_context(), clocks.at(THAT_DAY):
        by: Any = person(Role.SUPERVISOR)
        handler: Any = person(Role.HANDLER)
        visit = db.session.scalars(select(Visit)).one()
        stop = visit.add_stop(by, kind=StopKind.DEPARTMENT, name="站", unit=handler.unit)
        visit.start(stop, by)
        card: Any = db.session.scalars(select(Card)).first()
        lamp, shed, fee = (
            Opinion.give(card, text, text) for text in ("修好路灯", "搭个车棚", "免了税")
        )
        Report.give(card, "某某收了钱", "r")
        fee.decline(by, "税法规定")
        assert shed.matter is None
        matter = Matter.register(
            by,
            kind=MatterKind.OPINION,
            title="路灯",
            way=Way.ROUTE,
            lead=handler.unit,
            sources=[lamp],
        )
        matter.assign(by)
        db.session.commit()
        return int(card.representative_id)


def given(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(PeriodicReply)) or 0


def test_each_line_says_what_was_said_where_it_stands_and_when_to_look_again(
    owed: int, client_as: As, clock: Any
) -> None:
    with clock(NOW):
        supervisor = client_as(Role.SUPERVISOR)
        page = supervisor.get("/periodic").text
        assert "柯玉梅" in page and "2 件" in page and "登记送达" in page
        one = supervisor.get(f"/periodic/{owed}").text
        for words in (
            "修好路灯",
            "已交县交通运输局，等它签收",
            "7月1日 周一",
            "搭个车棚",
            "等待受理",
        ):
            assert words in one, words
        for words in ("免了税", "收了钱"):
            assert words not in one, words
        paper = supervisor.get("/periodic/paper?visit=1").text
        assert "柯玉梅代表" in paper and "修好路灯" in paper and "收件人签字" in paper
        assert supervisor.get(f"/periodic/{owed}/paper.docx").status_code == 200
        assert supervisor.get("/periodic/999").status_code == 404
        assert supervisor.get("/periodic/999/paper").status_code == 404


def test_to_whom_it_was_given_is_kept_once_a_month(
    app: Flask, owed: int, client_as: As, clock: Any
) -> None:
    supervisor = client_as(Role.SUPERVISOR)
    url = f"/periodic/{owed}/giving"
    form = {"given_on": "2013-06-25", "way": "hand", "receiver": "女儿柯小梅代收"}
    with clock(NOW):
        wrong = post(supervisor, url, {"receiver": "女儿", "given_on": "2013-02-31"})
        assert wrong.status_code == 422 and 'value="女儿"' in wrong.text
        assert "请选择怎样送达的" in wrong.text and given(app) == 0
        early = post(supervisor, url, {**form, "given_on": "2013-05-31"})
        assert early.status_code == 409 and "应在本月" in early.text
        late = post(supervisor, url, {**form, "given_on": "2013-06-26"})
        assert late.status_code == 409 and "还没有到" in late.text
        assert post(supervisor, url, form).status_code == 303
        page = supervisor.get("/periodic").text
        assert "女儿柯小梅代收" in page and given(app) == 1
        again = post(supervisor, url, form)
        assert again.status_code == 409 and "已经登记送达" in again.text
    with clock(datetime(2013, 7, 8, 9)):
        assert post(supervisor, url, {**form, "given_on": "2013-07-08"}).status_code == 303
        assert "2013年6月" in supervisor.get(f"/periodic/{owed}").text and given(app) == 2
    with app.app_context():
        first = db.session.scalars(select(PeriodicReply).order_by(PeriodicReply.id)).first()
        assert first is not None
        assert (first.lines, first.way, first.month.isoformat()) == (2, Handing.HAND, "2013-06-01")


def test_who_waits_for_nothing_is_not_on_the_list(app: Flask, client_as: As, clock: Any) -> None:
    with clock(NOW):
        supervisor = client_as(Role.SUPERVISOR)
        assert "本月没有要回复的" in supervisor.get("/periodic").text
        with app.app_context():
            card: Any = person(Role.REPRESENTATIVE)
            key = card.representative_id
        form = {"given_on": "2013-06-25", "way": "hand", "receiver": "本人"}
        answer = post(supervisor, f"/periodic/{key}/giving", form)
        assert answer.status_code == 409 and "都已办结" in answer.text


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE periodic_reply SET receiver = '别人'",
        "DELETE FROM periodic_reply",
        "INSERT INTO periodic_reply (representative_id, month, given_on, way, receiver, lines, at,"
        " by_id) SELECT representative_id, month, given_on, way, receiver, lines, at, by_id"
        " FROM periodic_reply",
    ],
)
def test_the_database_lets_nobody_rewrite_what_was_given(
    app: Flask, owed: int, client_as: As, clock: Any, statement: str
) -> None:
    form = {"given_on": "2013-06-25", "way": "hand", "receiver": "本人"}
    with clock(NOW):
        assert post(client_as(Role.SUPERVISOR), f"/periodic/{owed}/giving", form).status_code == 303
    with app.app_context(), pytest.raises(DatabaseError):
        db.session.execute(text(statement))
    with app.app_context():
        db.session.rollback()


def test_a_matter_raised_at_two_visits_is_one_line(
    app: Flask, owed: int, client_as: As, clock: Any
) -> None:
    with clock(NOW):
        with app.app_context():
            organiser: Any = person(Role.ORGANISER)
            first: Any = person(Role.REPRESENTATIVE)
            later = Visit.plan(NOW.date(), organiser)
            card, _ = Card.issue(later, first.representative, 1, organiser, "87654321")
            matter = db.session.scalars(select(Matter)).one()
            matter.take_up(
                Opinion.enter(card, "路灯还没修", "again", Channel.LETTER, organiser, later)
            )
            db.session.commit()
        one = client_as(Role.SUPERVISOR).get(f"/periodic/{owed}").text
        assert one.count("督2013-001") == 1
