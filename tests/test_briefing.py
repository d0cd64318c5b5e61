"""A visit's briefing: each figure leads to its records, and it says how it counts."""

import re
from collections.abc import Callable
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text

from models import (
    Card,
    Matter,
    MatterKind,
    Notice,
    Opinion,
    Role,
    StopKind,
    Visit,
    Way,
    audit,
    db,
)
from tests.conftest import person
from tests.models.conftest import THAT_DAY

As = Callable[[Role | None], FlaskClient]


def stand(app: Flask) -> tuple[int, int]:
    """One opinion, made a matter of 县交通运输局, about which a notice was issued."""
    with app.app_context():
        held, handler = db.session.scalars(select(Visit)).one(), person(Role.HANDLER)
        stop = held.add_stop("system", kind=StopKind.DEPARTMENT, name="站", unit=handler.unit)
        held.start(stop, "system")
        opinion = Opinion.give(db.session.scalars(select(Card)).one(), "路灯<i>不亮", "o1")
        matter = Matter.register(
            person(Role.SUPERVISOR),
            kind=MatterKind.OPINION,
            title="修好路灯",
            way=Way.ROUTE,
            lead=handler.unit,
            sources=[opinion],
        )
        matter.assign(person(Role.SUPERVISOR))
        notice = Notice.draft(
            person(Role.SUPERVISOR), unit=handler.unit, matters=[matter], title="", text="请办结"
        )
        notice.submit(person(Role.SUPERVISOR))
        notice.issue(person(Role.OFFICE_HEAD))
        db.session.commit()
        return held.id, handler.unit_id


def test_every_figure_leads_to_its_records_and_reports_lead_nowhere(
    app: Flask, client_as: As, clock: Any
) -> None:
    with clock(THAT_DAY):
        visit_id, unit_id = stand(app)
        leader = client_as(Role.LEADER)
        page = leader.get(f"/briefing/{visit_id}").text
        links = {link.replace("&amp;", "&") for link in re.findall(r'href="([^"]+)"', page)}
        expected = {
            f"/visits/{visit_id}#roster",
            f"/briefing/{visit_id}/opinions",
            "/notices?visit=1&sent=1",
            "/board?visit=1&closed=all",
            "/board?visit=1&closed=all&state=assigned",
            "/board?visit=1&closed=all&result=none",
            f"/board?visit=1&closed=all&unit={unit_id}",
        }
        assert expected <= links, expected - links
        assert not any("report" in link for link in links)
        for link in expected:
            answer = leader.get(link)
            assert answer.status_code == 200
            if "board" in link:
                assert "共 1 件" in answer.text and "修好路灯" in answer.text, link
        assert "共 0 件" in leader.get("/board?visit=1&closed=all&state=closed").text
        assert "共 0 件" in leader.get("/board?visit=1&closed=all&result=solved").text
        opinions = leader.get(f"/briefing/{visit_id}/opinions").text
        assert "路灯&lt;i&gt;不亮" in opinions


def test_it_says_how_it_counts_and_prints_the_audit_head(
    app: Flask, client_as: As, clock: Any
) -> None:
    with clock(THAT_DAY):
        visit_id, _ = stand(app)
        recorder = client_as(Role.RECORDER)
        page = recorder.get(f"/briefing/{visit_id}").text
        with app.app_context():
            end = audit.head()
            assert end is not None and end.hash in page and f"共 {end.last} 条" in page
        assert "按最初登记逐条计" in page and "同一单位只计一个" in page
        assert page.count('<svg class="meter"') > 10 and "看表格" in page
        assert "第一期" in recorder.get("/briefing").text
        assert recorder.get("/briefing/99").status_code == 404
        assert client_as(Role.HANDLER).get(f"/briefing/{visit_id}").status_code == 403


def test_without_a_visit_it_says_so(app: Flask, client_as: As) -> None:
    with app.app_context():
        for table in ("card", "visit"):
            db.session.execute(text(f"DELETE FROM {table}"))
        db.session.commit()
    assert "还没有走访活动" in client_as(Role.LEADER).get("/briefing").text
