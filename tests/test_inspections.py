"""Inspections through the web: plan, findings, photos, what becomes of them, and who sees what."""

import io
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from models import (
    Account,
    Card,
    Inspection,
    InspectionFinding,
    Limits,
    Matter,
    Rectification,
    Report,
    Role,
    RuleBroken,
    StopKind,
    Unit,
    Visit,
    Way,
    db,
)
from tests.conftest import HTMX, on_sqlite, person, post
from tests.models.conftest import THAT_DAY

As = Callable[[Role | None], FlaskClient]
LEAD = "县交通运输局"
WORDS = "窗口空岗三十分钟"


@pytest.fixture(autouse=True)
def that_day(app: Flask, clock: Any) -> Iterator[None]:
    with clock(THAT_DAY):
        with app.app_context():
            visit, unit = db.session.scalars(select(Visit)).one(), person(Role.HANDLER).unit
            stop = visit.add_stop("system", kind=StopKind.DEPARTMENT, name=LEAD, unit=unit)
            visit.start(stop, "system")
            db.session.commit()
        yield


def ids(app: Flask) -> tuple[int, int, int]:
    with app.app_context():
        unit = db.session.scalars(select(Unit.id).filter_by(name=LEAD)).one()
        who = db.session.scalars(select(Account.id).filter_by(role=Role.SUPERVISOR)).one()
        return unit, who, db.session.scalars(select(Card.id)).one()


def plan(client: FlaskClient, app: Flask, **more: Any) -> Any:
    unit, who, card = ids(app)
    form = {
        "kind": "covert",
        "unit_id": unit,
        "place": "运管所",
        "purpose": "看在不在岗",
        "day": "2013-06-20",
        "hour": "15:00",
        "staff": who,
        "cards": card,
    }
    return post(client, "/inspections?visit=1", form | more)


def version(app: Flask, of: type[Any]) -> int:
    with app.app_context():
        return int(db.session.scalars(select(of).order_by(of.id.desc())).first().version)


def picture() -> tuple[io.BytesIO, str]:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "CAMERA-OF-SOMEBODY"
    Image.new("RGB", (9, 9), "blue").save(out, "JPEG", exif=exif)
    out.seek(0)
    return out, "窗口.jpg"


def enter(client: FlaskClient, url: str, text: str = WORDS, **more: Any) -> Any:
    form = {"client_id": str(uuid4()), "kind": "idleness", "text": text, **more}
    return post(client, url, form, content_type="multipart/form-data")


def test_from_the_plan_to_the_feedback(app: Flask, client_as: As) -> None:
    supervisor, representative = client_as(Role.SUPERVISOR), client_as(Role.REPRESENTATIVE)
    here = plan(supervisor, app).location
    assert here == "/inspections/1"
    assert "巡2013-001" in supervisor.get("/inspections").text
    own = f"/mine{here}"
    assert own in representative.get("/mine").text and "运管所" in representative.get(own).text
    answer = enter(representative, f"{own}/findings", files=picture())
    assert answer.status_code == 303, answer.text
    assert WORDS in representative.get(own).text and WORDS in supervisor.get(here).text
    for who, root in ((supervisor, here), (representative, own)):
        photo = who.get(f"{root}/photos/1")
        assert photo.mimetype == "image/jpeg" and b"CAMERA" not in photo.data
        assert photo.headers["Cache-Control"] == "no-store"
        assert who.get(f"{root}/photos/2").status_code == 404
    hold = {"day": "2013-06-20", "hour": "08:30", "text": "到窗口看了半小时"}
    at = {"version": version(app, Inspection)}
    assert post(supervisor, f"{here}/holding", hold | at).status_code == 303
    matter = {"title": "窗口在岗", "lead_id": ids(app)[0], "requirement": "整改", "days": 7}
    settle = f"{here}/findings/1/matter"
    matter |= {"version": version(app, InspectionFinding)}
    assert post(supervisor, settle, matter).status_code == 303
    page = supervisor.get("/matters/1").text
    assert f"{here}#f1" in page and "巡2013-001第1条" in page
    assert "/matters/1" in supervisor.get(here).text and "窗口在岗" in representative.get(own).text
    tell = {"text": "已立督办", "version": version(app, Inspection)}
    assert post(supervisor, f"{here}/outcome", tell).status_code == 303
    assert "已立督办" in representative.get("/mine").text
    paper = supervisor.get(f"{here}/paper").text
    for part in ("暗访记录", "巡2013-001", WORDS, "转为督2013-001", "已立督办"):
        assert part in paper, part
    with app.app_context():
        db.session.scalars(select(Matter)).one().assign(person(Role.SUPERVISOR))
        db.session.commit()
    handled = client_as(Role.HANDLER).get("/matters/1").text
    assert "窗口在岗" in handled and "/inspections" not in handled and "巡2013" not in handled


def test_before_it_is_held_nobody_else_knows_of_it(app: Flask, client_as: As) -> None:
    here = plan(client_as(Role.SUPERVISOR), app).location
    for role in (Role.OFFICE_HEAD, Role.LEADER):
        assert client_as(role).get(here).status_code == 404
        assert "运管所" not in client_as(role).get("/inspections").text
    assert client_as(Role.DISCIPLINE).get(here).status_code == 200
    assert client_as(Role.SUPERVISOR).get(f"{here}/paper").status_code == 404
    for role in (Role.HANDLER, Role.ORGANISER, Role.RECORDER, Role.ADMINISTRATOR):
        assert client_as(role).get(here).status_code == 403
        assert "运管所" not in client_as(role).get("/").text


def test_a_plan_that_is_not_right_comes_back_with_its_words(app: Flask, client_as: As) -> None:
    supervisor = client_as(Role.SUPERVISOR)
    answer = plan(supervisor, app, day="明天", purpose="看看食堂")
    assert answer.status_code == 422
    assert "看看食堂" in answer.text and "2013-06-28" in answer.text
    refused = post(supervisor, "/inspections?visit=1", {})
    assert refused.status_code == 422 and "请选择巡查方式" in refused.text
    assert plan(supervisor, app, staff=[]).status_code == 409


def test_a_finding_of_another_or_an_unfit_file_is_refused(app: Flask, client_as: As) -> None:
    here = plan(client_as(Role.SUPERVISOR), app).location
    representative = client_as(Role.REPRESENTATIVE)
    text = (io.BytesIO(b"just words"), "便条.txt")
    answer = enter(representative, f"/mine{here}/findings", files=text)
    assert answer.status_code == 422 and WORDS in answer.text and "便条.txt" in answer.text
    with app.app_context():
        inspection = db.session.scalars(select(Inspection)).one()
        inspection.revise(
            person(Role.SUPERVISOR),
            kind=inspection.kind,
            unit=inspection.unit,
            place="",
            purpose="看在不在岗",
            at=inspection.planned_at,
            visit=None,
            staff=inspection.staff,
            cards=[],
        )
        db.session.commit()
    for address in (f"/mine{here}", f"/mine{here}/photos/1"):
        assert representative.get(address).status_code == 404
    assert enter(representative, f"/mine{here}/findings").status_code == 404


def test_one_who_found_it_without_the_net_has_it_entered(app: Flask, client_as: As) -> None:
    supervisor = client_as(Role.SUPERVISOR)
    here = plan(supervisor, app).location
    card = ids(app)[2]
    assert enter(supervisor, f"{here}/findings", found_by=card).status_code == 303
    page = supervisor.get(here).text
    assert "07 号代表，督查室甲代录" in page


def test_what_is_set_aside_shows_only_that(app: Flask, client_as: As) -> None:
    supervisor, representative = client_as(Role.SUPERVISOR), client_as(Role.REPRESENTATIVE)
    here = plan(supervisor, app).location
    enter(representative, f"/mine{here}/findings", files=picture())
    hold = {
        "day": "2013-06-20",
        "hour": "08:30",
        "text": "看了",
        "version": version(app, Inspection),
    }
    post(supervisor, f"{here}/holding", hold)
    aside = {"unit_id": ids(app)[0], "person": "王某", "version": version(app, InspectionFinding)}
    assert post(supervisor, f"{here}/findings/1/report", aside).status_code == 303
    for who, root in ((supervisor, here), (representative, f"/mine{here}")):
        page = who.get(root).text
        assert "已另行处理" in page and WORDS not in page and "庸懒散：" not in page
        assert who.get(f"{root}/photos/1").status_code == 404
    assert WORDS not in supervisor.get(f"{here}/paper").text
    assert WORDS in representative.get("/mine").text  # as their own report
    with app.app_context():
        assert len(db.session.scalars(select(Report)).all()) == 1


@on_sqlite
def test_a_rectification_is_given_the_days_that_the_office_has_set(
    app: Flask, client_as: As
) -> None:
    with app.app_context():
        lead = db.session.scalars(select(Unit).filter_by(name=LEAD)).one()
        key = Rectification.propose(lead, "车辆管理", "节假日车辆入库").id
        days = dict.fromkeys(Way, (7, 15)) | {Way.ROUTE: (4, 9)}
        Limits.current().set(person(Role.SUPERVISOR), 5, days, 20)
        db.session.commit()
    supervisor = client_as(Role.SUPERVISOR)
    page = supervisor.get("/rectifications").text
    assert "4 个工作日" in page and "9 个工作日（情况复杂）" in page and "15 个" not in page
    refused = post(supervisor, f"/rectifications/{key}/matter", {"days": 15})
    assert refused.status_code == 422 and "9 个工作日（情况复杂）" in refused.text
    assert post(supervisor, f"/rectifications/{key}/matter", {"days": 9}).status_code == 303


def test_a_stale_step_is_refused_with_its_words(app: Flask, client_as: As) -> None:
    supervisor = client_as(Role.SUPERVISOR)
    here = plan(supervisor, app).location
    stale = {"day": "2013-06-20", "hour": "08:30", "text": "写了很久的经过", "version": 0}
    answer = post(supervisor, f"{here}/holding", stale)
    assert answer.status_code == 409 and "写了很久的经过" in answer.text
    cancelled = {"text": "改期", "version": version(app, Inspection)}
    assert post(supervisor, f"{here}/cancellation", cancelled).status_code == 303
    assert "改期" in supervisor.get(here).text


@on_sqlite
def test_the_list_is_narrowed_and_comes_in_part(app: Flask, client_as: As) -> None:
    supervisor = client_as(Role.SUPERVISOR)
    here = plan(supervisor, app).location
    unit = ids(app)[0]
    for found in ("", f"?unit={unit}", "?kind=covert&visit=1", "?state=planned", "?unit=x"):
        assert here in supervisor.get(f"/inspections{found}").text
    for none in ("?kind=tips", "?state=told", "?unit=1"):
        assert "没有符合条件的巡查" in supervisor.get(f"/inspections{none}").text
    part = supervisor.get("/inspections", headers=HTMX).text
    assert here in part and "<html" not in part


def test_a_rectification_is_taken_up_once_by_the_supervisor(app: Flask, client_as: As) -> None:
    with app.app_context():
        lead = db.session.scalars(select(Unit).filter_by(name=LEAD)).one()
        key = Rectification.propose(lead, "车辆管理", "节假日车辆入库").id
        db.session.commit()
    supervisor = client_as(Role.SUPERVISOR)
    assert "节假日车辆入库" in supervisor.get("/rectifications").text
    assert post(supervisor, f"/rectifications/{key}/matter", {"days": 99}).status_code == 422
    assert post(supervisor, f"/rectifications/{key}/matter", {"days": 15}).status_code == 303
    assert "节假日车辆入库" not in supervisor.get("/rectifications").text
    assert post(supervisor, f"/rectifications/{key}/matter", {"days": 15}).status_code == 409
    with app.app_context():
        matter = db.session.scalars(select(Matter)).one()
        assert (matter.kind, len(matter.gates), matter.askers) == ("rectification", 4, [])
        with pytest.raises(RuleBroken, match="督查室"):
            Rectification.propose(matter.lead, "再来", "另一件").take_up(person(Role.LEADER), 7)
