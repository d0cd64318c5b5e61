"""Disclosures and materials through the web: who keeps, who reads, what the tablet shows."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from models import (
    Copies,
    Disclosure,
    DisclosureCategory,
    HandOut,
    Material,
    MaterialKind,
    Role,
    StopKind,
    Unit,
    UnitKind,
    Visit,
    db,
    version_of,
)
from tests.conftest import person, post
from tests.models.conftest import THAT_DAY

As = Callable[[Role | None], FlaskClient]
OWN, OTHER = "县交通运输局", "县供电公司"
READERS = (Role.ORGANISER, Role.RECORDER, Role.OFFICE_HEAD, Role.SUPERVISOR, Role.LEADER)
ENTRY = {
    "category": "plans",
    "title": "农村公路<b>三年规划",
    "dated_on": "2013-03-28",
    "text": "先修学生上学的路。\n再修临崖的路。",
}


@pytest.fixture
def visit_id(app: Flask, clock: Any) -> Iterator[int]:
    """A visit that goes on at 县交通运输局; 县供电公司 comes next and has disclosed one thing."""
    with clock(THAT_DAY):
        with app.app_context():
            visit, handler = db.session.scalars(select(Visit)).one(), person(Role.HANDLER)
            other = Unit.found(OTHER, UnitKind.ENTERPRISE, "system")
            stop = visit.add_stop("system", kind=StopKind.DEPARTMENT, name=OWN, unit=handler.unit)
            visit.add_stop("system", kind=StopKind.ENTERPRISE, name="营业厅", unit=other)
            visit.start(stop, "system")
            now, by = visit.opened_at, person(Role.LEADER)
            db.session.add(
                Disclosure(
                    unit=other,
                    category=DisclosureCategory.RULES,
                    title="停电公告办法",
                    dated_on=date(2013, 4, 2),
                    text="停电提前七天公告。",
                    disclosed_at=now,
                    kept_by=by,
                    kept_at=now,
                )
            )
            db.session.commit()
            found = visit.id
        yield found


def disclose(client: FlaskClient, **more: Any) -> int:
    answer = post(client, "/disclosures", {**ENTRY, **more})
    assert answer.status_code == 303, answer.text
    with client.application.app_context():
        return db.session.scalars(select(Disclosure.id).order_by(Disclosure.id.desc())).first() or 0


def version(client: FlaskClient, address: str) -> str:
    found = re.findall(r'name="version"[^>]* value="(\d+)"', client.get(address).text)
    assert found and len(set(found)) == 1, address
    return str(found[0])


# ---- disclosures ---------------------------------------------------------------------------------


def test_a_handler_discloses_revises_and_withdraws_what_is_the_units_own(
    visit_id: int, client_as: As
) -> None:
    handler = client_as(Role.HANDLER)
    entry = disclose(handler)
    page = handler.get("/disclosures").text
    assert "农村公路&lt;b&gt;三年规划" in page and "发展规划" in page
    assert "停电公告办法" not in page
    seen = version(handler, f"/disclosures/{entry}")
    changed = {**ENTRY, "title": "四年规划", "version": seen}
    assert post(handler, f"/disclosures/{entry}", changed).status_code == 303
    assert "四年规划" in handler.get("/disclosures").text
    seen = version(handler, f"/disclosures/{entry}")
    gone = {"reason": "数字有误", "version": seen}
    assert post(handler, f"/disclosures/{entry}/withdrawal", gone).status_code == 303
    page = handler.get("/disclosures").text
    assert "数字有误" in page and "已撤下的 1 项" in page
    shown = handler.get(f"/disclosures/{entry}").text
    assert "四年规划" in shown and "<textarea" not in shown
    again = post(handler, f"/disclosures/{entry}", {**changed, "version": "9"})
    assert again.status_code == 409 and "已经撤下" in again.text and "四年规划" in again.text


def test_another_units_entry_does_not_exist_for_a_handler(
    visit_id: int, app: Flask, client_as: As
) -> None:
    handler = client_as(Role.HANDLER)
    with app.app_context():
        entry = db.session.scalars(select(Disclosure)).one()
        foreign, unit_id = entry.id, entry.unit_id
    assert handler.get(f"/disclosures/{foreign}").status_code == 404
    assert handler.get(f"/disclosures/units/{unit_id}").status_code == 404
    for address in (f"/disclosures/{foreign}", f"/disclosures/{foreign}/withdrawal"):
        assert post(handler, address, {**ENTRY, "version": 1}).status_code == 404


@pytest.mark.parametrize("role", READERS, ids=lambda role: role.value)
def test_the_office_reads_all_units_and_changes_none(
    visit_id: int, client_as: As, role: Role
) -> None:
    entry = disclose(client_as(Role.HANDLER))
    reader = client_as(role)
    overview = reader.get("/disclosures").text
    assert OWN in overview and OTHER in overview
    for address in re.findall(r'href="(/disclosures/units/\d+)"', overview):
        assert reader.get(address).status_code == 200
    page = reader.get(f"/disclosures/{entry}")
    assert page.status_code == 200 and 'action="/disclosures' not in page.text
    assert post(reader, f"/disclosures/{entry}", ENTRY).status_code == 403
    assert post(reader, "/disclosures", ENTRY).status_code == 403


def test_who_was_overtaken_by_a_colleague_sees_both_texts_and_may_send_again(
    visit_id: int, client_as: As
) -> None:
    mine, colleague = client_as(Role.HANDLER), client_as(Role.HANDLER)
    entry = disclose(mine)
    address = f"/disclosures/{entry}"
    seen = version(mine, address)
    theirs = {**ENTRY, "text": "同事写的一段。", "version": seen}
    assert post(colleague, address, theirs).status_code == 303
    answer = post(mine, address, {**ENTRY, "text": "我写的一段。", "version": seen})
    assert answer.status_code == 409
    assert "同事写的一段。" in answer.text and "我写的一段。" in answer.text
    [fresh] = set(re.findall(r'id="version"[^>]* value="(\d+)"', answer.text))
    both = {**ENTRY, "text": "同事写的一段。我写的一段。", "version": fresh}
    assert post(mine, address, both).status_code == 303
    assert "同事写的一段。我写的一段。" in mine.get(address).text


@pytest.mark.parametrize(
    "wrong, why",
    [
        ({"title": ""}, "请写标题"),
        ({"text": " "}, "请写公开的内容"),
        ({"dated_on": "2013-06-21"}, "不能晚于今天"),
        ({"dated_on": "昨天"}, "2013-06-20 的样子"),
        ({"category": "secrets"}, ""),
    ],
)
def test_a_form_that_is_wrong_comes_back_with_its_text(
    visit_id: int, client_as: As, wrong: dict[str, str], why: str
) -> None:
    handler = client_as(Role.HANDLER)
    entry = disclose(handler, title="原来的")
    form = {**ENTRY, "title": "改过的标题", "text": "改过的内容", **wrong}
    for address, more in (
        ("/disclosures", {}),
        (f"/disclosures/{entry}", {"version": version(handler, f"/disclosures/{entry}")}),
    ):
        answer = post(handler, address, {**form, **more})
        assert answer.status_code == 422 and why in answer.text
        assert 'class="err"' in answer.text
        assert "改过的标题" in answer.text or "改过的内容" in answer.text
    assert "改过的" not in handler.get("/disclosures").text


# ---- materials -----------------------------------------------------------------------------------


def produce(
    client: FlaskClient, visit_id: int, copies: str = "200", title: str = "《手册》"
) -> str:
    form = {"kind": "booklet", "title": title, "copies": copies, "text": "怎么办、找谁办"}
    answer = post(client, f"/visits/{visit_id}/materials", form)
    assert answer.status_code == 303, answer.text
    with client.application.app_context():
        latest = db.session.scalars(select(Material.id).order_by(Material.id.desc())).first()
    return f"/visits/{visit_id}/materials/{latest}"


def test_the_organiser_enters_what_was_produced_and_what_was_handed_out(
    visit_id: int, app: Flask, client_as: As
) -> None:
    organiser = client_as(Role.ORGANISER)
    address = produce(organiser, visit_id, "２００ 册")
    form = {"number": " ３１ 册", "receiver": "", "version": version(organiser, address)}
    assert post(organiser, f"{address}/hand-outs", form).status_code == 303
    page = organiser.get(f"/visits/{visit_id}").text
    row = re.search(r"《手册》.*?</tr>", page, re.S)
    assert row and re.findall(r"(\d+余?) 册", row[0]) == ["200", "31", "31", "169"]
    leader = client_as(Role.LEADER).get(f"/visits/{visit_id}").text
    assert "《手册》" in leader and address not in leader
    with app.app_context():
        given = db.session.scalars(select(HandOut)).one()
        assert (given.copies, given.receiver) == (31, "群众代表")
    back = {"version": version(organiser, address)}
    assert post(organiser, f"{address}/hand-outs/{given.id}/removal", back).status_code == 303
    assert "已撤销" in organiser.get(address).text
    again = post(organiser, f"{address}/hand-outs/{given.id}/removal", back)
    assert again.status_code == 409
    gone = {"version": version(organiser, address)}
    assert post(organiser, f"{address}/withdrawal", gone).status_code == 303
    assert organiser.get(address).status_code == 404


def test_what_was_sent_twice_is_counted_once(visit_id: int, app: Flask, client_as: As) -> None:
    organiser = client_as(Role.ORGANISER)
    address = produce(organiser, visit_id)
    form = {"number": "31", "version": version(organiser, address)}
    first, second = (post(organiser, f"{address}/hand-outs", form) for _ in range(2))
    assert (first.status_code, second.status_code) == (303, 409)
    with app.app_context():
        assert db.session.scalars(select(Material)).one().handed_out == 31


def test_no_more_is_handed_out_than_there_is_and_the_page_says_why(
    visit_id: int, client_as: As
) -> None:
    organiser = client_as(Role.ORGANISER)
    address = produce(organiser, visit_id, "30")
    form = {"number": "31", "version": version(organiser, address)}
    answer = post(organiser, f"{address}/hand-outs", form)
    assert answer.status_code == 409 and "只剩 30 册" in answer.text


@pytest.mark.parametrize("number", ["", "0", "若干", "30余", "-5"])
def test_a_number_that_is_none_comes_back_with_what_was_typed(
    visit_id: int, client_as: As, number: str
) -> None:
    organiser = client_as(Role.ORGANISER)
    address = produce(organiser, visit_id)
    form = {"number": number, "receiver": "各村", "version": version(organiser, address)}
    answer = post(organiser, f"{address}/hand-outs", form)
    assert answer.status_code == 422 and 'value="各村"' in answer.text
    assert 'class="err"' in answer.text


def test_a_round_figure_is_shown_as_one(visit_id: int, client_as: As) -> None:
    organiser = client_as(Role.ORGANISER)
    address = produce(organiser, visit_id, "500余", "《牛背梁》《放歌牛背梁》")
    form = {"number": "93", "version": version(organiser, address)}
    assert post(organiser, f"{address}/hand-outs", form).status_code == 303
    page = organiser.get(f"/visits/{visit_id}").text
    assert "500余" in page and "407余" in page
    assert 'value="500余"' in organiser.get(address).text


def test_a_material_of_a_later_visit_is_not_found_at_an_earlier_one(
    visit_id: int, app: Flask, client_as: As
) -> None:
    organiser = client_as(Role.ORGANISER)
    with app.app_context():
        later = Visit.plan(date(2013, 7, 18), "system")
        db.session.commit()
        later_id = later.id
    address = produce(organiser, later_id)
    assert organiser.get(address).status_code == 200
    wrong = address.replace(f"/visits/{later_id}/", f"/visits/{visit_id}/")
    assert organiser.get(wrong).status_code == 404


# ---- the tablet ----------------------------------------------------------------------------------


def test_the_tablet_shows_the_present_host_first_and_follows_the_group(
    visit_id: int, app: Flask, client_as: As
) -> None:
    disclose(client_as(Role.HANDLER))
    tablet = client_as(Role.REPRESENTATIVE)
    assert 'href="/showing"' in tablet.get("/tablet").text
    page = tablet.get("/showing").text
    assert page.index("农村公路&lt;b&gt;三年规划") < page.index("停电公告办法")
    assert page.index("现在在这里") < page.index(OTHER)
    with app.app_context():
        visit = db.session.get_one(Visit, visit_id)
        visit.start(visit.stops[1], "system")
        db.session.commit()
    region = tablet.get(f"/live/disclosures/{visit_id}").text
    assert region.index("停电公告办法") < region.index("农村公路&lt;b&gt;三年规划")
    assert region.count("现在在这里") == 1


def test_what_is_withdrawn_or_handed_out_changes_on_the_tablet(
    visit_id: int, app: Flask, client_as: As
) -> None:
    handler, organiser = client_as(Role.HANDLER), client_as(Role.ORGANISER)
    tablet = client_as(Role.REPRESENTATIVE)
    entry, address = disclose(handler), produce(organiser, visit_id, "40")
    assert "还有 40 册" in tablet.get(f"/live/materials/{visit_id}").text
    assert "三年规划" in tablet.get(f"/live/disclosures/{visit_id}").text
    with app.app_context():
        before = {name: version_of(f"{name}:{visit_id}") for name in ("disclosures", "materials")}
    form = {"number": "40", "version": version(organiser, address)}
    post(organiser, f"{address}/hand-outs", form)
    gone = {"reason": "数字有误", "version": version(handler, f"/disclosures/{entry}")}
    post(handler, f"/disclosures/{entry}/withdrawal", gone)
    assert "已经发完" in tablet.get(f"/live/materials/{visit_id}").text
    assert "三年规划" not in tablet.get(f"/live/disclosures/{visit_id}").text
    with app.app_context():
        for name, seen in before.items():
            assert version_of(f"{name}:{visit_id}") == seen + 1


def test_the_regions_are_for_the_representatives_of_their_visit_alone(
    visit_id: int, app: Flask, client_as: As
) -> None:
    with app.app_context():
        later = Visit.plan(date(2013, 7, 18), "system")
        db.session.commit()
        later_id = later.id
    for name in ("disclosures", "materials"):
        for role in (None, Role.ORGANISER, Role.HANDLER):
            assert client_as(role).get(f"/live/{name}/{visit_id}").status_code == 404
        tablet = client_as(Role.REPRESENTATIVE)
        assert tablet.get(f"/live/{name}/{visit_id}").status_code == 200
        assert tablet.get(f"/live/{name}/{later_id}").status_code == 404
        region = tablet.get(f"/live/{name}/{visit_id}").text
        assert not re.search(r"<(input|form|button|textarea)|csrf", region)


def test_the_visits_page_shows_what_hosts_disclose_and_lack(
    visit_id: int, app: Flask, client_as: As
) -> None:
    disclose(client_as(Role.HANDLER))
    with app.app_context():
        visit = db.session.get_one(Visit, visit_id)
        Material.produce(
            visit,
            person(Role.ORGANISER),
            kind=MaterialKind.DISC,
            title="《牛背梁》",
            copies=Copies(30),
        )
        db.session.commit()
    page = client_as(Role.SUPERVISOR).get(f"/visits/{visit_id}").text
    assert "发展规划 1" in page and "规范性文件 1" in page
    assert "岗位职责" in page and "30 张" in page
