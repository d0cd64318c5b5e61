"""上期意见办理情况: what a visit asked and what became of it, for staff and the next visit."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from models import (
    AuthSession,
    Card,
    Closing,
    Matter,
    MatterKind,
    Opinion,
    Question,
    Report,
    Result,
    Role,
    StopKind,
    Visit,
    Way,
    db,
)
from models import clock as clocks
from models.visit_outcome import VisitOutcome, previous
from tests.conftest import person
from tests.models.conftest import THAT_DAY

As = Callable[[Role | None], FlaskClient]
NOW = THAT_DAY + timedelta(days=30)


@pytest.fixture
def held(app: Flask) -> int:
    """Of the first visit: one matter closed, one in work and late, one of an inspection."""
    with app.app_context(), clocks.at(THAT_DAY):
        by, organiser = person(Role.SUPERVISOR), person(Role.ORGANISER)
        unit = person(Role.HANDLER).unit  # type: ignore[attr-defined]
        visit = db.session.scalars(select(Visit)).one()
        stop = visit.add_stop(organiser, kind=StopKind.DEPARTMENT, name="站", unit=unit)
        visit.start(stop, organiser)
        card: Any = db.session.scalars(select(Card)).first()
        asked = Question.ask(card, "路灯几时亮", "q")
        asked.approve(organiser)
        asked.put_on_screen(organiser)
        promise = asked.record_promise(organiser, "今晚就亮", "局长", unit, date(2013, 7, 1))
        Matter.of_promise(promise, organiser, "路灯今晚亮")
        Report.give(card, "某某收了钱", "r")
        found = [Opinion.give(card, text, text) for text in ("补划车位", "查办吃请")]
        for opinion, kind in zip(found, (MatterKind.OPINION, MatterKind.INSPECTION), strict=True):
            matter = Matter.register(
                by, kind=kind, title=opinion.text, way=Way.ROUTE, lead=unit, sources=[opinion]
            )
            matter.assign(by)
        visit.finish(organiser)
        db.session.commit()
        return visit.id


def test_what_was_asked_and_what_became_of_it_without_anybodys_name(
    app: Flask, held: int, client_as: As, clock: Any
) -> None:
    with clock(NOW):
        page = client_as(Role.LEADER).get(f"/briefing/{held}/outcome").text
        assert "提问" in page and "1 条：当场答复 1 条" in page and "监督举报" in page
        assert "补划车位" in page and "已经超过时限" in page and "今晚就亮" in page
        for hidden in ("查办吃请", "收了钱", "柯玉梅", "07 号代表"):
            assert hidden not in page, hidden
        paper = client_as(Role.LEADER).get(f"/briefing/{held}/outcome/paper").text
        assert "补划车位" in paper and "查办吃请" not in paper
        assert client_as(Role.HANDLER).get(f"/briefing/{held}/outcome").status_code == 403


def test_the_next_visits_representatives_read_it_on_their_tablet(
    app: Flask, held: int, client_as: As, clock: Any
) -> None:
    with clock(NOW):
        assert "还没有上期" in client_as(Role.REPRESENTATIVE).get("/last-visit").text
        with app.app_context():
            organiser = person(Role.ORGANISER)
            first: Any = person(Role.REPRESENTATIVE)
            again = Visit.plan(NOW.date(), organiser)
            card, _ = Card.issue(again, first.representative, 1, organiser, "87654321")
            token = AuthSession.start(card)
            db.session.commit()
            assert previous(again) is not None
        tablet = app.test_client()
        with tablet.session_transaction() as session:
            session["_user_id"] = token
        page = tablet.get("/last-visit").text
        assert "第一期" in page and "补划车位" in page and "查办吃请" not in page
        assert "/matters/" not in page and "上期意见办理情况" in tablet.get("/mine").text


def test_closed_matters_stand_under_their_result(app: Flask, held: int, clock: Any) -> None:
    with clock(THAT_DAY + timedelta(days=1)), app.app_context():
        by, handler, head = (
            person(role) for role in (Role.SUPERVISOR, Role.HANDLER, Role.OFFICE_HEAD)
        )
        matter = Matter.register(
            by,
            kind=MatterKind.DECISION,
            title="修路",
            way=Way.ROUTE,
            lead=handler.unit,  # type: ignore[attr-defined]
            sources=[],
        )
        matter.visit_id = held
        matter.assign(by)
        matter.sign(handler)  # type: ignore[arg-type]
        matter.report(handler, "修好", Result.LIMITED)  # type: ignore[arg-type]
        db.session.flush()
        for gate in matter.gates:
            gate.pass_(by, "看过")  # type: ignore[arg-type]
        Closing.propose(matter, by).confirm(head)  # type: ignore[arg-type]
        db.session.commit()
        outcome = VisitOutcome.of(db.session.get_one(Visit, held))
        assert [(result, [one.title for one in found]) for result, found in outcome.done] == [
            (Result.LIMITED, ["修路"])
        ]
        assert (outcome.closed, outcome.matters, outcome.kept) == (1, 3, 0)
