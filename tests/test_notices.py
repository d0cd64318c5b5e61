"""Supervision notices through the web: who sees which, the acts, the paper."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from models import (
    Card,
    Matter,
    MatterKind,
    Notice,
    Opinion,
    Role,
    StopKind,
    Unit,
    Visit,
    Way,
    db,
)
from tests.conftest import HTMX, person, post
from tests.models.conftest import THAT_DAY

As = Callable[[Role | None], FlaskClient]
LEAD = "县交通运输局"


@pytest.fixture
def matter_id(app: Flask, clock: Any) -> Iterator[int]:
    """One matter of 县交通运输局, in the office that the web tests know."""
    with clock(THAT_DAY):
        with app.app_context():
            visit, handler = db.session.scalars(select(Visit)).one(), person(Role.HANDLER)
            stop = visit.add_stop("system", kind=StopKind.DEPARTMENT, name=LEAD, unit=handler.unit)
            visit.start(stop, "system")
            opinion = Opinion.give(db.session.scalars(select(Card)).one(), "路灯不亮", "o1")
            matter = Matter.register(
                person(Role.SUPERVISOR),
                kind=MatterKind.OPINION,
                title="修好<b>路灯",
                way=Way.ROUTE,
                lead=handler.unit,
                sources=[opinion],
            )
            matter.assign(person(Role.SUPERVISOR))
            db.session.commit()
            found = matter.id
        yield found


def draft_by_page(supervisor: FlaskClient, app: Flask, matter_id: int, **more: Any) -> str:
    with app.app_context():
        unit_id = db.session.scalars(select(Unit.id).filter_by(name=LEAD)).one()
    form = {"matters": matter_id, "text": "请尽快办结", "days": 5, "title": "", **more}
    answer = post(supervisor, f"/notices?unit={unit_id}", form)
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def act(client: FlaskClient, app: Flask, url: str, **more: Any) -> Any:
    with app.app_context():
        version = db.session.scalars(select(Notice)).one().version
    return post(client, url, {"version": version, **more})


def test_from_the_matter_s_page_to_the_answer(app: Flask, client_as: As, matter_id: int) -> None:
    supervisor, head = client_as(Role.SUPERVISOR), client_as(Role.OFFICE_HEAD)
    handler, leader = client_as(Role.HANDLER), client_as(Role.LEADER)
    assert f"/notices/new?matter={matter_id}" in supervisor.get(f"/matters/{matter_id}").text
    form = supervisor.get(f"/notices/new?matter={matter_id}").text
    assert "checked" in form and "修好&lt;b&gt;路灯" in form
    here = draft_by_page(supervisor, app, matter_id)
    for hidden_from in (handler, leader):
        assert hidden_from.get(here).status_code == 404
        assert hidden_from.get(f"{here}/paper").status_code == 404
        assert here not in hidden_from.get("/notices").text
    assert act(supervisor, app, f"{here}/submission").status_code == 303
    wrong = act(head, app, f"{here}/return", reason=" ")
    assert wrong.status_code == 422 and "请写明退回修改的理由" in wrong.text
    assert act(head, app, f"{here}/return", reason="时限太宽").status_code == 303
    assert "时限太宽" in supervisor.get(here).text
    words = {"matters": matter_id, "text": "三日内办结", "days": 3, "title": "关于路灯的督办通知"}
    assert act(supervisor, app, f"{here}/revision", **words).status_code == 303
    assert act(supervisor, app, f"{here}/submission").status_code == 303
    assert act(head, app, f"{here}/issue").status_code == 303
    page = handler.get(here).text
    assert "柞政督〔2013〕1号" in page and "三日内办结" in page
    assert here in leader.get("/notices").text
    assert f"/notices?matter={matter_id}" in handler.get(f"/matters/{matter_id}").text
    assert act(handler, app, f"{here}/signing").status_code == 303
    assert act(handler, app, f"{here}/answer", text="已修好").status_code == 303
    assert "已修好" in supervisor.get(here).text


def test_the_list_is_narrowed_to_a_visit_or_a_matter(
    app: Flask, client_as: As, matter_id: int
) -> None:
    supervisor = client_as(Role.SUPERVISOR)
    here = draft_by_page(supervisor, app, matter_id)
    for found in ("?visit=1", f"?matter={matter_id}", "?visit=99", "?visit=x", ""):
        assert f'href="{here}"' in supervisor.get(f"/notices{found}").text
    assert f'href="{here}"' not in supervisor.get("/notices?visit=1&sent=1").text
    part = supervisor.get("/notices", headers=HTMX).text
    assert here in part and "<html" not in part


def test_a_wrong_draft_comes_back_with_its_words(app: Flask, client_as: As, matter_id: int) -> None:
    supervisor = client_as(Role.SUPERVISOR)
    with app.app_context():
        unit_id = db.session.scalars(select(Unit.id).filter_by(name=LEAD)).one()
    form = {"text": "请尽快办结", "days": 99, "title": "很好的标题"}
    answer = post(supervisor, f"/notices?unit={unit_id}", form)
    assert answer.status_code == 422
    for words in ("请至少选一件督办事项", "回复时限是 1 至 60", "请尽快办结", "很好的标题"):
        assert words in answer.text
    assert post(supervisor, "/notices", form).status_code == 409


def test_a_stale_act_is_refused(app: Flask, client_as: As, matter_id: int) -> None:
    supervisor = client_as(Role.SUPERVISOR)
    here = draft_by_page(supervisor, app, matter_id)
    assert act(supervisor, app, f"{here}/submission").status_code == 303
    stale = post(client_as(Role.OFFICE_HEAD), f"{here}/issue", {"version": 1})
    assert stale.status_code == 409
    assert post(client_as(Role.OFFICE_HEAD), f"{here}/issue").status_code == 422


def test_another_unit_s_notice_does_not_exist(app: Flask, client_as: As, matter_id: int) -> None:
    here = draft_by_page(client_as(Role.SUPERVISOR), app, matter_id)
    with app.app_context():
        notice = db.session.scalars(select(Notice)).one()
        notice.submit(person(Role.SUPERVISOR))
        notice.issue(person(Role.OFFICE_HEAD))
        db.session.commit()
    handler = client_as(Role.HANDLER)
    assert handler.get(here).status_code == 200
    with app.app_context():
        person(Role.HANDLER).unit = person(Role.SUPERVISOR).unit
        db.session.commit()
    for address in (here, f"{here}/paper"):
        assert handler.get(address).status_code == 404
    assert act(handler, app, f"{here}/signing").status_code == 404


def test_the_paper_has_its_parts_and_no_seal(app: Flask, client_as: As, matter_id: int) -> None:
    supervisor = client_as(Role.SUPERVISOR)
    here = draft_by_page(supervisor, app, matter_id)
    proof = supervisor.get(f"{here}/paper").text
    assert "送审稿" in proof and "签发后 5 个工作日内" in proof
    with app.app_context():
        notice = db.session.scalars(select(Notice)).one()
        notice.submit(person(Role.SUPERVISOR))
        notice.issue(person(Role.OFFICE_HEAD))
        db.session.commit()
    paper = client_as(Role.HANDLER).get(f"{here}/paper").text
    for part in (
        "柞水县人民政府办公室",
        "柞政督〔2013〕1号",
        f"{LEAD}：",
        "督2013-001",
        "第一期意见建议第1号",
        "2013年7月1日",
        "请于2013年6月27日前",
        "签收回执",
        "css/letter.css",
        "修好&lt;b&gt;路灯",
    ):
        assert part in paper, part
    assert "签发人" not in paper and "送审稿" not in paper and "style=" not in paper
    assert "css/letter.css" not in supervisor.get(here).text


def test_the_slip_that_came_back_on_paper_is_keyed_in_and_the_notice_cleared(
    app: Flask, client_as: As, matter_id: int
) -> None:
    supervisor = client_as(Role.SUPERVISOR)
    here = draft_by_page(supervisor, app, matter_id)
    assert act(supervisor, app, f"{here}/submission").status_code == 303
    assert act(client_as(Role.OFFICE_HEAD), app, f"{here}/issue").status_code == 303
    assert "录入纸质签收回执" in supervisor.get(here).text
    assert "录入纸质签收回执" not in client_as(Role.HANDLER).get(here).text
    wrong = act(supervisor, app, f"{here}/signing-slip", name="王建军", on="六月")
    assert wrong.status_code == 422 and "王建军" in wrong.text and "2013-06-28" in wrong.text
    slip = {"name": "王建军", "on": "2013-06-20"}
    assert act(supervisor, app, f"{here}/signing-slip", **slip).status_code == 303
    answer = {**slip, "text": "路灯已修好"}
    assert act(supervisor, app, f"{here}/answer-slip", **answer).status_code == 303
    page = client_as(Role.HANDLER).get(here).text
    assert "王建军 2013年6月20日（纸质，督查室甲录入）" in page and "路灯已修好" in page
    assert act(supervisor, app, f"{here}/clearing", text="").status_code == 409
    assert act(supervisor, app, f"{here}/clearing", text="已去看过").status_code == 303
    assert "已去看过" in supervisor.get(here).text


def test_the_list_is_narrowed_by_unit_and_state(
    app: Flask, client_as: As, matter_id: int, clock: Any
) -> None:
    supervisor = client_as(Role.SUPERVISOR)
    here = draft_by_page(supervisor, app, matter_id)
    with app.app_context():
        lead = db.session.scalars(select(Unit.id).filter_by(name=LEAD)).one()
        other = db.session.scalars(select(Unit.id).filter_by(name="县政府办公室")).one()
    for found in (f"?unit={lead}", "?state=draft", "?unit=x&state=y"):
        assert f'href="{here}"' in supervisor.get(f"/notices{found}").text
    for none in (f"?unit={other}", "?state=issued", "?state=late"):
        assert "没有符合条件的督办通知" in supervisor.get(f"/notices{none}").text
    assert act(supervisor, app, f"{here}/submission").status_code == 303
    assert act(client_as(Role.OFFICE_HEAD), app, f"{here}/issue").status_code == 303
    with clock(THAT_DAY.replace(month=8)):
        later = client_as(Role.SUPERVISOR).get("/notices?state=late").text
        assert f'href="{here}"' in later and "逾期未回复" in later
        assert 'name="unit"' not in client_as(Role.HANDLER).get("/notices").text
