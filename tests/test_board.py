"""The board's list, acts on many matters, what the office sets, and matters made two or one."""

import io
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select
from werkzeug.test import TestResponse

from models import (
    AuditEvent,
    Card,
    EntryKind,
    Limits,
    Matter,
    MatterKind,
    MatterState,
    Opinion,
    Role,
    StopKind,
    Unit,
    UnitKind,
    Visit,
    Way,
    clock,
    db,
)
from models.terms import ORDINARY_DAYS
from tests.conftest import person, post

As = Callable[[Role | None], FlaskClient]
THURSDAY = datetime(2013, 6, 20, 9)


@pytest.fixture(autouse=True)
def on_the_day() -> Iterator[None]:
    with clock.at(THURSDAY):
        yield


@pytest.fixture
def supervisor(client_as: As) -> FlaskClient:
    return client_as(Role.SUPERVISOR)


def opened(app: Flask, titles: list[str], said: int = 1) -> list[int]:
    """Matters of 县交通运输局, each from so many opinions of representative 07."""
    with app.app_context():
        organiser, visit = person(Role.ORGANISER), db.session.scalars(select(Visit)).one()
        unit = db.session.scalars(select(Unit).filter_by(name="县交通运输局")).one()
        if visit.stop is None:
            unit.put_under(person(Role.LEADER), "system")
            Unit.found("县水务局", UnitKind.DEPARTMENT, "system")
            kind = StopKind.DEPARTMENT
            stop = visit.add_stop(organiser, kind=kind, name="县交通运输局", unit=unit)
            visit.start(stop, organiser)
        card = db.session.scalars(select(Card)).one()
        found = []
        for title in titles:
            opinions = [Opinion.give(card, f"{title}{n}", str(uuid4())) for n in range(said)]
            matter = Matter.register(
                person(Role.SUPERVISOR),
                kind=MatterKind.OPINION,
                title=title,
                way=Way.ROUTE,
                lead=unit,
                sources=opinions,
            )
            found.append(matter.id)
        db.session.commit()
        return found


def version(app: Flask, matter_id: int) -> int:
    with app.app_context():
        return db.session.get_one(Matter, matter_id).version


def mark(app: Flask, matter_id: int) -> str:
    return f"{matter_id}@{version(app, matter_id)}"


def act(app: Flask, client: FlaskClient, matter_id: int, name: str, **data: Any) -> TestResponse:
    told = {"version": version(app, matter_id), **data}
    return post(client, f"/matters/{matter_id}/{name}", told)


def unit_id(app: Flask, name: str) -> int:
    with app.app_context():
        return db.session.scalars(select(Unit.id).filter_by(name=name)).one()


# ---- the list ------------------------------------------------------------------------------------


def test_the_list_goes_on_page_by_page_with_its_filters(
    app: Flask, supervisor: FlaskClient
) -> None:
    opened(app, [f"第{n}件路灯" for n in range(45)])
    page = supervisor.get("/board?view=list&kind=opinion").text
    assert page.count('name="matter"') == 40 and "第44件" in page and "第3件" not in page
    following = re.search(r'href="(/board\?[^"]*after=[^"]*)"', page)
    assert following is not None
    rest = supervisor.get(following[1].replace("&amp;", "&")).text
    assert rest.count('name="matter"') == 5 and "第0件" in rest and "回到第一页" in rest
    assert 'value="opinion"' in rest and 'name="view" value="list"' in rest
    assert "没有符合条件" in supervisor.get("/board?view=list&source=letter").text


def test_a_lane_shows_its_first_cards_and_the_way_to_the_rest(
    app: Flask, supervisor: FlaskClient
) -> None:
    opened(app, [f"第{n}件路灯" for n in range(41)])
    page = supervisor.get("/board").text
    assert page.count('<li class="card') == 38 and "另有 3 件" in page
    assert "共 41 件" in page


def test_every_source_can_be_filtered_by(app: Flask, supervisor: FlaskClient) -> None:
    opened(app, ["修好村口路灯"])
    for source in ("question", "promise", "meeting", "inspection", "network", "letter"):
        page = supervisor.get(f"/board?source={source}").text
        assert "没有符合条件" in page, source
    assert "修好村口路灯" in supervisor.get("/board?source=on_spot").text
    assert "修好村口路灯" in supervisor.get("/board?source=nonsense").text


def test_only_the_supervisor_acts_on_many(app: Flask, client_as: As) -> None:
    opened(app, ["修好村口路灯"])
    assert 'name="matter"' not in client_as(Role.LEADER).get("/board?view=list").text
    assert "修好村口路灯" in client_as(Role.LEADER).get("/board?view=list").text
    assert "修好村口路灯" not in client_as(Role.HANDLER).get("/board?view=list").text
    refused = post(client_as(Role.LEADER), "/board/acts", {"act": "assign"})
    assert refused.status_code == 403


def test_many_are_dealt_with_in_one_act_or_told_why_not(
    app: Flask, supervisor: FlaskClient
) -> None:
    first, second, third = opened(app, ["修路灯", "修水沟", "修护栏"])
    url = "/board/acts?view=list&kind=opinion"
    answer = post(supervisor, url, {"act": "assign", "matter": [mark(app, first)]})
    assert answer.status_code == 303 and answer.location == "/board?kind=opinion&view=list"
    told = [mark(app, first), mark(app, second), f"{third}@77"]
    page = post(supervisor, url, {"act": "assign", "matter": told})
    assert page.status_code == 200
    assert "已交办 1 件，还有 2 件没有办" in page.text and "刚刚被别人改过" in page.text
    with app.app_context():
        states = [db.session.get_one(Matter, key).state for key in (first, second, third)]
        assert states == [MatterState.ASSIGNED, MatterState.ASSIGNED, MatterState.REGISTERED]


def test_urging_many_needs_words_and_keeps_what_was_ticked(
    app: Flask, supervisor: FlaskClient
) -> None:
    (only,) = opened(app, ["修路灯"])
    ticked = mark(app, only)
    page = post(supervisor, "/board/acts?view=list", {"act": "urge", "matter": [ticked]})
    assert page.status_code == 422 and "请写明催办的意见" in page.text
    assert re.search(rf'value="{ticked}"\s+checked', page.text)
    nothing = post(supervisor, "/board/acts?view=list", {"act": "assign"})
    assert nothing.status_code == 409 and "请先勾选" in nothing.text


# ---- 时限设定 ------------------------------------------------------------------------------------


def limits(version: int = 0, **more: Any) -> dict[str, Any]:
    told = {
        f"{way.value}_{kind}": n for way in Way for kind, n in (("ordinary", 7), ("complex", 15))
    }
    return {"version": version, "slow_days": 5, "dissatisfied_percent": 20, **told, **more}


def test_the_office_sets_the_days_of_each_way(app: Flask, supervisor: FlaskClient) -> None:
    assert "时限设定" in supervisor.get("/board").text
    answer = post(supervisor, "/board/limits", limits(slow_days=3, adopt_ordinary=4))
    assert answer.status_code == 303
    page = supervisor.get("/board/limits").text
    assert 'value="3"' in page and 'value="4"' in page
    with app.app_context():
        assert Limits.current().of(Way.ADOPT) == (4, 15)
        assert Limits.current().of(Way.ROUTE) == (ORDINARY_DAYS, 15)
        told = db.session.scalars(select(AuditEvent).filter_by(action="limits.set")).one()
        assert told.detail["slow_days"] == 3
    stale = post(supervisor, "/board/limits", limits(slow_days=9))
    assert stale.status_code == 409 and "刚刚被别人改过" in stale.text


@pytest.mark.parametrize(
    "field, value",
    [("slow_days", "x"), ("route_complex", "0"), ("dissatisfied_percent", "101")],
)
def test_limits_that_make_no_sense_come_back(
    app: Flask, supervisor: FlaskClient, field: str, value: str
) -> None:
    page = post(supervisor, "/board/limits", limits(**{field: value}))
    assert page.status_code == 422 and "的整数" in page.text
    shorter = post(supervisor, "/board/limits", limits(route_complex=3))
    assert shorter.status_code == 409 and "复杂的不能比一般的短" in shorter.text


# ---- 拆分 and 合并 -------------------------------------------------------------------------------


def test_a_part_goes_its_own_way_and_both_pages_say_so(app: Flask, supervisor: FlaskClient) -> None:
    (whole,) = opened(app, ["修路灯也清水沟"], said=2)
    with app.app_context():
        opinion = db.session.get_one(Matter, whole).opinions[1]
        source = f"opinion:{opinion.id}"
    empty = act(app, supervisor, whole, "split", way="route")
    assert empty.status_code == 422 and "请写明拆出来的是什么事" in empty.text
    data = {"title": "清水沟", "lead_id": unit_id(app, "县水务局"), "way": "adopt"}
    answer = act(app, supervisor, whole, "split", sources=[source], **data)
    assert answer.status_code == 303
    part = supervisor.get(answer.location).text
    assert "修路灯也清水沟" in part and f'href="/matters/{whole}"' in part
    assert answer.location in supervisor.get(f"/matters/{whole}").text


def test_a_matter_is_merged_and_leaves_board_and_figures(
    app: Flask, supervisor: FlaskClient, client_as: As
) -> None:
    into, matter = opened(app, ["修路灯", "修好路灯"])
    assert "共 2 件" in supervisor.get("/board").text
    page = act(app, supervisor, matter, "merger", into_id=into, text="同一件事")
    assert page.status_code == 303
    merged = supervisor.get(f"/matters/{matter}").text
    assert "这一件已并入" in merged and f'href="/matters/{into}"' in merged
    assert "不算销号" in merged and 'class="steps"' not in merged
    board = supervisor.get("/board").text
    assert "共 1 件" in board and "修好路灯" not in board
    assert "修好路灯" in supervisor.get("/board?q=修好路灯&view=list").text
    assert "并入了" in supervisor.get(f"/matters/{into}").text
    line = client_as(Role.REPRESENTATIVE).get("/mine").text
    assert line.count('class="panel tale-one"') == 1 and "合并办理" in line


def test_a_stage_is_shown_to_who_asked(app: Flask, supervisor: FlaskClient, client_as: As) -> None:
    (matter,) = opened(app, ["修路灯"])
    handler = client_as(Role.HANDLER)
    chosen = {"lead_id": unit_id(app, "县交通运输局")}
    assert act(app, supervisor, matter, "assignment", **chosen).status_code == 303
    assert act(app, handler, matter, "signature").status_code == 303
    bare = act(app, handler, matter, "stage", text="前三盏已亮")
    assert bare.status_code == 422 and "要附佐证材料" in bare.text and "前三盏已亮" in bare.text
    picture = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(picture, "PNG")
    picture.seek(0)
    done = act(app, handler, matter, "stage", text="前三盏已亮", files=(picture, "灯.png"))
    assert done.status_code == 303
    with app.app_context():
        kinds = [each.kind for each in db.session.get_one(Matter, matter).entries]
        assert kinds[-1] is EntryKind.STAGE
    line = client_as(Role.REPRESENTATIVE).get("/mine").text
    assert "阶段性办结" in line and "前三盏已亮" in line and "灯.png" in line
