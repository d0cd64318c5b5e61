"""A unit's concentrated rectification through the web: kept by its handler, read by the others."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from models import Matter, MatterKind, RectificationPlan, Role, Unit, UnitKind, Way, db
from tests.conftest import person, post

As = Callable[[Role | None], FlaskClient]
PLAN = {
    "title": "班车服务",
    "reason": "代表反映班车不准点",
    "responsible": "副局长张磊",
    "starts_on": "2013-06-20",
    "ends_on": "2013-08-30",
}


@pytest.fixture
def matter(app: Flask) -> int:
    """One that the handler's unit works at."""
    with app.app_context():
        found = Matter.register(
            person(Role.SUPERVISOR),
            kind=MatterKind.OPINION,
            title="末班车延后",
            way=Way.ROUTE,
            lead=person(Role.HANDLER).unit,
            sources=[],
        )
        found.assign(person(Role.SUPERVISOR))
        db.session.commit()
        return found.id


def version(app: Flask) -> int:
    with app.app_context():
        return int(db.session.scalars(select(RectificationPlan.version)).one())


def test_a_plan_gathers_matters_and_shows_their_progress(
    app: Flask, client_as: As, matter: int
) -> None:
    handler, supervisor = client_as(Role.HANDLER), client_as(Role.SUPERVISOR)
    assert post(handler, "/rectification-plans", PLAN).status_code == 303
    told = {"version": version(app), "matters": matter}
    assert post(handler, "/rectification-plans/1/matters", told).status_code == 303
    told = {"version": version(app), "text": "排替班", "due_on": "2013-07-10"}
    assert post(handler, "/rectification-plans/1/measures", told).status_code == 303
    told = {"version": version(app), "done": "替班表已上墙"}
    assert post(handler, "/rectification-plans/1/measures/1/done", told).status_code == 303
    for client in (handler, supervisor):
        page = client.get("/rectification-plans/1").text
        assert "末班车延后" in page and "待签收" in page and "过 0/2 关" in page
        assert "替班表已上墙" in page
    assert "移出方案" in handler.get("/rectification-plans/1").text
    assert "移出方案" not in supervisor.get("/rectification-plans/1").text
    assert "「班车服务」" in supervisor.get(f"/matters/{matter}").text
    paper = supervisor.get("/rectification-plans/1/paper")
    assert "末班车延后" in paper.text and "替班表已上墙" in paper.text
    assert supervisor.get("/rectification-plans/1/paper.docx").data.startswith(b"PK")
    gone = {"version": version(app)}
    assert (
        post(handler, f"/rectification-plans/1/matters/{matter}/release", gone).status_code == 303
    )
    assert "还没有归入事项" in supervisor.get("/rectification-plans/1").text


def test_what_is_missing_or_stale_comes_back_with_what_was_written(
    app: Flask, client_as: As, matter: int
) -> None:
    handler = client_as(Role.HANDLER)
    page = post(handler, "/rectification-plans", {**PLAN, "responsible": ""})
    assert page.status_code == 422 and "请写明责任人" in page.text and "班车不准点" in page.text
    page = post(handler, "/rectification-plans", {**PLAN, "ends_on": "2013-06-01"})
    assert page.status_code == 409 and "不能早于开始" in page.text and "班车不准点" in page.text
    post(handler, "/rectification-plans", PLAN)
    nothing = post(handler, "/rectification-plans/1/matters", {"version": version(app)})
    assert nothing.status_code == 422 and "请勾选要归入的事项" in nothing.text
    undated = {"version": version(app), "text": "查岗", "due_on": ""}
    page = post(handler, "/rectification-plans/1/measures", undated)
    assert page.status_code == 422 and "查岗" in page.text
    late = {"version": 0, "text": "查岗", "due_on": "2013-07-01"}
    stale = post(handler, "/rectification-plans/1/measures", late)
    assert stale.status_code == 409 and "查岗" in stale.text
    assert post(handler, "/rectification-plans/1/edit", {**PLAN, "version": 0}).status_code == 409


def test_another_units_plan_does_not_exist_for_a_handler(app: Flask, client_as: As) -> None:
    handler = client_as(Role.HANDLER)
    post(handler, "/rectification-plans", PLAN)
    with app.app_context():
        other: Any = Unit.found("县水务局", UnitKind.DEPARTMENT, "system")
        person(Role.HANDLER).unit = other
        db.session.commit()
    for path in ("", "/edit", "/paper"):
        assert handler.get(f"/rectification-plans/1{path}").status_code == 404
    assert "班车服务" not in handler.get("/rectification-plans").text
    told = {"version": version(app), "text": "查岗", "due_on": "2013-07-01"}
    assert post(handler, "/rectification-plans/1/measures", told).status_code == 404
