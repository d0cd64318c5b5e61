"""Planning through the web: stops, copies, the year; the county in brief; files and demand."""

import io
import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select
from werkzeug.test import TestResponse

from models import (
    Card,
    Copies,
    Disclosure,
    DisclosureCategory,
    DisclosureFile,
    Material,
    MaterialKind,
    Question,
    Role,
    Stop,
    StopKind,
    Unit,
    Visit,
    db,
)
from models.wanted import Demand
from tests.conftest import person, post
from tests.models.conftest import THAT_DAY

As = Callable[[Role | None], FlaskClient]
TELEPHONE = "13909140203"
SECTION = {"title": "位置和人口", "text": "九山半水半分田。", "source": "约数"}
BODY = {"setup": "设四个股", "duties": "修路养路", "window": "一楼", "telephone": "0914-4322201"}


@pytest.fixture
def visit_id(app: Flask, clock: Any) -> Iterator[int]:
    """A visit that goes on at 县交通运输局; a talk comes next."""
    with clock(THAT_DAY):
        with app.app_context():
            visit, handler = db.session.scalars(select(Visit)).one(), person(Role.HANDLER)
            named = {"receptionist": "局长王建军", "telephone": TELEPHONE}
            kind = StopKind.DEPARTMENT
            stop = visit.add_stop("system", kind=kind, name="交通局", unit=handler.unit, **named)
            visit.add_stop("system", kind=StopKind.TALK, name="座谈会", unit=None)
            visit.start(stop, "system")
            db.session.commit()
            number = visit.id
        yield number


def version_on(page: str) -> str:
    found = re.search(r'name="version"[^>]*value="(\d+)"', page)
    assert found
    return found[1]


def send(client: FlaskClient, url: str, **form: str) -> TestResponse:
    """Fill in the page's form as it stands."""
    return post(client, url, {"version": version_on(client.get(url).text), **form})


def picture() -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (9, 9)).save(content, "PNG")
    return content.getvalue()


# ---- stops --------------------------------------------------------------------------------------


def test_a_stop_is_revised_and_an_older_page_is_told_with_its_text(
    client_as: As, visit_id: int
) -> None:
    organiser = client_as(Role.ORGANISER)
    url = f"/visits/{visit_id}/stops/2"
    old = version_on(organiser.get(url).text)
    form = {"kind": "talk", "name": "和县长座谈", "place": "三楼会议室", "travel": "１5"}
    assert send(organiser, url, **form, telephone="139 0914 0001").status_code == 303
    page = organiser.get(f"/visits/{visit_id}").text
    assert "和县长座谈" in page and "13909140001" in page
    late = post(organiser, url, {"version": old, **form, "place": "改到四楼"})
    assert late.status_code == 409 and "改到四楼" in late.text
    theirs = late.text.partition('id="theirs"')[2].partition("</section>")[0]
    for words in ("三楼会议室", "座谈会", "和县长座谈", "15", "13909140001"):
        assert words in theirs, words
    assert theirs.count("与您写的不同") == 2  # the place, and the telephone that was left out
    again = post(organiser, url, {"version": version_on(late.text), **form, "place": "四楼"})
    assert again.status_code == 303  # once both were seen
    assert "改到四楼" not in organiser.get(f"/visits/{visit_id}").text


@pytest.mark.parametrize("wrong", [{"travel": "半小时"}, {"travel": "999"}, {"telephone": "问他"}])
def test_a_wrong_stop_is_asked_for_again_with_its_text(
    client_as: As, visit_id: int, wrong: dict[str, str]
) -> None:
    organiser = client_as(Role.ORGANISER)
    form = {"kind": "talk", "name": "座谈会", "place": "三楼会议室", **wrong}
    answer = send(organiser, f"/visits/{visit_id}/stops/2", **form)
    assert answer.status_code == 422 and "三楼会议室" in answer.text


def test_a_stop_is_cancelled_until_the_group_is_there(client_as: As, visit_id: int) -> None:
    organiser = client_as(Role.ORGANISER)
    url = f"/visits/{visit_id}/stops"
    here = send(organiser, f"{url}/1", name="x")  # its page has a version to act on
    version = version_on(organiser.get(f"{url}/1").text)
    assert here.status_code == 422
    reached = post(organiser, f"{url}/1/removal", {"version": version})
    assert reached.status_code == 409 and "已经到过" in reached.text
    assert post(organiser, f"{url}/2/removal", {"version": version}).status_code == 303
    assert "<td><b>座谈会</b></td>" not in organiser.get(f"/visits/{visit_id}").text
    assert organiser.get(f"{url}/2").status_code == 404


def test_a_stop_of_another_visit_is_not_there(client_as: As, visit_id: int, app: Flask) -> None:
    with app.app_context():
        other = Visit.plan(date(2013, 7, 18), "system").id
        db.session.commit()
    assert client_as(Role.ORGANISER).get(f"/visits/{other}/stops/1").status_code == 404


# ---- copies and the year ------------------------------------------------------------------------


def test_a_visit_is_planned_after_a_former_one_and_its_materials_arrive(
    client_as: As, visit_id: int, app: Flask
) -> None:
    with app.app_context():
        made = {"kind": MaterialKind.BOOKLET, "title": "《手册》", "copies": Copies(200)}
        Material.produce(db.session.get_one(Visit, visit_id), person(Role.ORGANISER), **made)
        db.session.commit()
    organiser, tablet = client_as(Role.ORGANISER), client_as(Role.REPRESENTATIVE)
    form = {"held_on": "2013-07-18", "like_id": str(visit_id)}
    answer = post(organiser, "/visits", form)
    page = organiser.get(answer.location).text
    assert "座谈会" in page and "拟印 200 册" in page
    assert TELEPHONE not in page and "王建军" not in page
    material = re.search(r'href="(/visits/2/materials/\d+)"[^>]*>\s*印好入库', page)
    assert material
    url = material[1]
    version = version_on(organiser.get(url).text)
    form = {"version": version, "number": "10"}
    assert post(organiser, f"{url}/hand-outs", form).status_code == 409
    form = {"version": version, "copies": "没数"}
    assert post(organiser, f"{url}/arrival", form).status_code == 422
    form = {"version": version, "copies": "１８０ 册"}
    assert post(organiser, f"{url}/arrival", form).status_code == 303
    assert "180 册" in organiser.get("/visits/2").text
    assert tablet.get("/showing").text.count("《手册》") == 1


def test_the_year_has_the_visit_on_its_day_and_only_organisers_plan_from_it(
    client_as: As, visit_id: int
) -> None:
    organiser, leader = client_as(Role.ORGANISER), client_as(Role.LEADER)
    page = organiser.get("/visits/calendar/2013").text
    assert re.search(r'class="day visit[^"]*"\s+href="/visits/1"', page)
    assert "/visits/new?held_on=2013-07-18" in page
    assert "/visits/new?held_on=2013-06-19" not in page, "it is over"
    assert 'value="2013-07-18"' in organiser.get("/visits/new?held_on=2013-07-18").text
    assert organiser.get("/visits/new?held_on=tomorrow").status_code == 200
    assert "/visits/new?" not in leader.get("/visits/calendar/2013").text
    assert organiser.get("/visits/calendar/1999").status_code == 404
    assert leader.get("/visits/calendar").location == "/visits/calendar/2013"


def test_the_check_says_what_is_missing_and_forbids_nothing(client_as: As, visit_id: int) -> None:
    page = client_as(Role.LEADER).get(f"/visits/{visit_id}").text
    plan = page[page.index('id="plan"') :]
    assert plan.count("还缺 1 个") == 7 and "没有定到达时间" in plan


# ---- papers -------------------------------------------------------------------------------------


def test_telephones_stand_on_the_paper_of_those_who_go_along_and_on_no_other(
    client_as: As, visit_id: int
) -> None:
    organiser, leader = client_as(Role.ORGANISER), client_as(Role.LEADER)
    url = f"/visits/{visit_id}/programme"
    for client in (organiser, leader):
        paper = client.get(url).text
        assert "局长王建军" in paper and TELEPHONE not in paper and "139****" not in paper
    assert TELEPHONE in organiser.get(f"{url}/staff").text
    assert leader.get(f"{url}/staff").status_code == 403
    tablet = client_as(Role.REPRESENTATIVE).get("/showing").text
    assert "139****0203" in tablet and TELEPHONE not in tablet


# ---- the county in brief ------------------------------------------------------------------------


def test_the_county_in_brief_is_written_read_and_printed(client_as: As, visit_id: int) -> None:
    organiser, tablet = client_as(Role.ORGANISER), client_as(Role.REPRESENTATIVE)
    assert post(organiser, "/county/sections", {**SECTION, "text": ""}).status_code == 422
    assert post(organiser, "/county/sections", SECTION).status_code == 303
    old = version_on(organiser.get("/county/sections/1").text)
    changed = {**SECTION, "text": "人口约十六万。"}
    assert post(organiser, "/county/sections/1", {**changed, "version": old}).status_code == 303
    late = post(organiser, "/county/sections/1", {**SECTION, "text": "我的", "version": old})
    assert late.status_code == 409
    assert "人口约十六万。" in late.text and "我的" in late.text, "both texts"
    for read in (tablet.get("/showing/county"), organiser.get("/county/paper")):
        assert "人口约十六万。" in read.text
    version = version_on(organiser.get("/county/sections/1").text)
    removed = post(organiser, "/county/sections/1/removal", {"version": version})
    assert removed.status_code == 303
    assert organiser.get("/county/sections/1").status_code == 404
    assert "人口约十六万。" not in tablet.get("/showing/county").text


def test_a_body_is_kept_by_its_own_handler_and_by_no_other(
    client_as: As, visit_id: int, app: Flask
) -> None:
    handler, organiser = client_as(Role.HANDLER), client_as(Role.ORGANISER)
    with app.app_context():
        own, other = person(Role.HANDLER).unit_id, person(Role.LEADER).unit_id
    url = f"/county/units/{own}"
    assert post(handler, url, {**BODY, "version": "0"}).status_code == 303
    assert handler.get(f"/county/units/{other}").status_code == 404
    assert post(handler, f"/county/units/{other}", {**BODY, "version": "0"}).status_code == 404
    late = post(organiser, url, {**BODY, "duties": "只修路", "version": "0"})
    assert late.status_code == 409 and "修路养路" in late.text and "只修路" in late.text
    assert send(organiser, url, **{**BODY, "duties": ""}).status_code == 422
    for page in (organiser.get("/county"), client_as(Role.REPRESENTATIVE).get("/showing/county")):
        assert "修路养路" in page.text and "0914-4322201" in page.text


# ---- files and demand ---------------------------------------------------------------------------


def disclosed(app: Flask, title: str = "班车时刻", text: str = "首末班贴在车站。") -> int:
    with app.app_context():
        entry = Disclosure.disclose(
            person(Role.HANDLER),
            category=DisclosureCategory.DUTIES,
            title=title,
            dated_on=date(2013, 3, 28),
            text=text,
        )
        db.session.commit()
        return entry.id


def attach(client: FlaskClient, entry: int, content: bytes, name: str = "时刻.png") -> TestResponse:
    form = {"file": (io.BytesIO(content), name)}
    return post(client, f"/disclosures/{entry}/files", form)


def test_a_file_is_read_by_whoever_reads_its_disclosure(
    client_as: As, visit_id: int, app: Flask
) -> None:
    entry, handler = disclosed(app), client_as(Role.HANDLER)
    tablet = client_as(Role.REPRESENTATIVE)
    assert attach(handler, entry, picture()).status_code == 303
    assert "/disclosures/files/1" in tablet.get("/showing").text
    for client in (tablet, handler, client_as(Role.LEADER)):
        with client.get("/disclosures/files/1") as answer:
            assert answer.data.startswith(b"\x89PNG")
    assert attach(handler, entry, b"<svg onload=alert(1)>", "a.png").status_code == 409
    assert attach(handler, entry, b"").status_code == 409
    version = version_on(handler.get(f"/disclosures/{entry}").text)
    gone = post(handler, f"/disclosures/{entry}/files/1/removal", {"version": version})
    assert gone.status_code == 303
    for client in (tablet, handler):
        assert client.get("/disclosures/files/1").status_code == 404
    with app.app_context():
        kept = db.session.scalars(select(DisclosureFile)).one()
        assert kept.path.exists(), "taken out, not destroyed"


def test_a_file_of_a_unit_that_does_not_receive_is_nobody_elses(
    client_as: As, visit_id: int, app: Flask
) -> None:
    entry = disclosed(app)
    attach(client_as(Role.HANDLER), entry, picture())
    with app.app_context():
        for stop in db.session.scalars(select(Stop)):
            stop.unit = None
        db.session.commit()
    assert client_as(Role.REPRESENTATIVE).get("/disclosures/files/1").status_code == 404


def test_no_more_files_than_five(client_as: As, visit_id: int, app: Flask) -> None:
    entry, handler = disclosed(app), client_as(Role.HANDLER)
    answers = [attach(handler, entry, picture()).status_code for _ in range(6)]
    assert answers == [303] * 5 + [409]


def ask(text: str, key: str, stop: Stop | None = None) -> Question:
    return Question.ask(db.session.scalars(select(Card)).one(), text, key, stop)


def test_what_is_asked_and_not_disclosed_is_told_with_what_it_rests_on(
    client_as: As, visit_id: int, app: Flask
) -> None:
    disclosed(app)
    with app.app_context():
        by = person(Role.ORGANISER)
        for number, text in enumerate(("路灯不亮", "村口路灯何时装", "末班车太早", "谢谢你们")):
            ask(text, f"q{number}").approve(by)
        ask("停水三天了", "pending")
        ask("水库放水不通知", "refused").refuse(by, "与本单位无关")
        talk = db.session.scalars(select(Stop).filter_by(kind=StopKind.TALK)).one()
        talk.unit = person(Role.HANDLER).unit
        db.session.get_one(Visit, visit_id).start(talk, "system")
        ask("低保怎么评的", "talk").approve(by)
        db.session.commit()
        demand = Demand.of(db.session.get_one(Unit, person(Role.HANDLER).unit_id))
        found = [(one.topic, one.number) for one in demand.wanted]
        assert (found, demand.asked, demand.nameless) == ([("路灯", 2)], 4, 1)
    page = client_as(Role.HANDLER).get("/disclosures").text
    assert "村口路灯何时装" in page and "照明灯" in page
    for hidden in ("停水三天了", "水库放水不通知", "低保怎么评的"):
        assert hidden not in page
    disclosed(app, "路灯怎么报修", "打城管电话。")
    assert "公开的事项里都写到了" in client_as(Role.HANDLER).get("/disclosures").text
