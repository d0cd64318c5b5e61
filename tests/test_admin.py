"""Accounts, units, the calendar and the record of acts, as the administrator keeps them."""

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from models import (
    Account,
    AuditEvent,
    Card,
    Entry,
    EntryKind,
    Matter,
    MatterKind,
    ModerationKind,
    Opinion,
    Report,
    ReportState,
    Role,
    StopKind,
    Unit,
    Visit,
    Way,
    WorkingCalendar,
    audit,
    calendar,
    clock,
    db,
)
from models.calendar import published
from tests.conftest import PASSWORD, Place, past_the_guards, person, post

Client = Callable[[Role | None], FlaskClient]
THAT_DAY = datetime(2013, 6, 20, 9)  # a Thursday


@pytest.fixture
def admin(client_as: Client) -> FlaskClient:
    return client_as(Role.ADMINISTRATOR)


def account_id(app: Flask, login: str) -> int:
    with app.app_context():
        found = db.session.scalar(select(Account.id).filter_by(login=login))
    assert found
    return found


def unit_id(app: Flask, name: str) -> int:
    with app.app_context():
        found = db.session.scalar(select(Unit.id).filter_by(name=name))
    assert found
    return found


def version_on(page: str) -> str:
    found = re.search(r'name="version"\s+value="(\d+)"', page)
    assert found
    return found[1]


def act(client: FlaskClient, account: int, what: str, **form: str) -> int:
    """An act on an account, decided on its present version."""
    url = f"/admin/accounts/{account}"
    version = form.pop("version", None) or version_on(client.get(url).text)
    return post(client, f"{url}/{what}", {"version": version, **form}).status_code


def password_on(page: str) -> str:
    found = re.search(r'class="once">([^<]+)<', page)
    assert found
    return found[1]


def sign_in(client: FlaskClient, login: str, password: str) -> int:
    return post(client, "/login", {"login": login, "password": password}).status_code


def is_in(client: FlaskClient) -> bool:
    return client.get("/password").status_code == 200


# ---- accounts --------------------------------------------------------------------------------

PATHS = [
    "/admin/accounts",
    "/admin/accounts/new",
    "/admin/accounts/1",
    "/admin/units",
    "/admin/units/new",
    "/admin/units/1",
    "/admin/audit",
    "/admin/audit/verification",
]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_nobody_else_comes_near(client_as: Client, role: Role) -> None:
    client = client_as(role)
    assert {client.get(path).status_code for path in PATHS} == {403}
    assert "/admin/accounts" not in client.get("/").text


def new_account(app: Flask, **fields: str) -> dict[str, str]:
    unit = str(unit_id(app, "县交通运输局"))
    form = {"login": "zhanglei", "name": "张磊", "title": "办公室主任", "role": "handler"}
    return {**form, "unit_id": unit, **fields}


def test_an_account_opens_with_a_password_that_is_shown_once(
    app: Flask, admin: FlaskClient, client_as: Client
) -> None:
    answer = post(admin, "/admin/accounts", new_account(app, login="ZhangLei"))
    password = password_on(answer.text)
    assert answer.status_code == 200 and len(password) >= 10
    assert sign_in(client_as(None), "zhanglei", password) == 303
    again = post(admin, "/admin/accounts", new_account(app))
    assert again.status_code == 422 and "已被使用" in again.text and "办公室主任" in again.text
    assert password not in admin.get(f"/admin/accounts/{account_id(app, 'zhanglei')}").text
    assert password not in admin.get("/admin/audit").text


@pytest.mark.parametrize(
    "wrong",
    [
        {"login": ""},
        {"login": "张磊"},
        {"login": "a b"},
        {"login": "1st"},
        {"name": ""},
        {"role": ""},
        {"role": "representative"},
        {"role": "king"},
        {"unit_id": ""},
        {"unit_id": "999"},
        {"unit_id": "99999999999999999999"},
    ],
)
def test_a_wrong_account_is_not_opened(
    app: Flask, admin: FlaskClient, wrong: dict[str, str]
) -> None:
    answer = post(admin, "/admin/accounts", new_account(app, **wrong))
    assert answer.status_code == 422 and "办公室主任" in answer.text
    assert "办公室主任" not in admin.get("/admin/accounts").text


def test_accounts_are_found_by_unit_and_role(app: Flask, admin: FlaskClient) -> None:
    unit = unit_id(app, "县监察局")
    page = admin.get(f"/admin/accounts?unit_id={unit}").text
    assert "专办人员甲" in page and "纪检监察甲" in page and "督查室甲" not in page
    page = admin.get(f"/admin/accounts?unit_id={unit}&role=investigator").text
    assert "专办人员甲" in page and "纪检监察甲" not in page
    assert "没有符合条件的账号" in admin.get("/admin/accounts?unit_id=99").text
    assert "督查室甲" in admin.get("/admin/accounts?unit_id=x&role=king").text


def test_a_disabled_account_is_out_at_once_until_it_is_enabled(
    app: Flask, admin: FlaskClient, client_as: Client
) -> None:
    handler, account = client_as(Role.HANDLER), account_id(app, "handler")
    assert is_in(handler)
    assert act(admin, account, "disabling") == 303
    assert not is_in(handler)
    assert sign_in(client_as(None), "handler", PASSWORD) == 422
    assert admin.get(f"/admin/accounts/{account}").status_code == 200  # where the flash is read
    assert "单位经办甲" not in admin.get("/admin/accounts").text
    assert "单位经办甲" in admin.get("/admin/accounts?disabled=y").text
    assert act(admin, account, "enabling") == 303
    assert not is_in(handler) and sign_in(client_as(None), "handler", PASSWORD) == 303


def test_a_reset_password_ends_the_old_one_and_is_not_reset_twice(
    app: Flask, admin: FlaskClient, client_as: Client
) -> None:
    handler, account = client_as(Role.HANDLER), account_id(app, "handler")
    url = f"/admin/accounts/{account}"
    form = {"version": version_on(admin.get(url).text)}
    password = password_on(post(admin, f"{url}/password", form).text)
    assert post(admin, f"{url}/password", form).status_code == 409  # the page was reloaded
    assert post(admin, f"{url}/password").status_code == 409
    assert not is_in(handler)
    assert sign_in(client_as(None), "handler", PASSWORD) == 422
    assert sign_in(client_as(None), "handler", password) == 303


def test_another_role_begins_with_signing_in_anew(
    app: Flask, admin: FlaskClient, client_as: Client
) -> None:
    client, account = client_as(Role.HANDLER), account_id(app, "handler")
    unit = str(unit_id(app, "县政府办公室"))
    assert act(admin, account, "role", role="recorder", unit_id=unit) == 303
    assert not is_in(client)
    page = admin.get(f"/admin/accounts/{account}").text
    assert "文秘" in page and "县政府办公室" in page
    assert act(admin, account, "role", role="", unit_id=unit) == 422
    assert act(admin, account, "role", role="handler", unit_id=unit, version="1") == 409


def test_an_administrator_cannot_shut_himself_out(app: Flask, admin: FlaskClient) -> None:
    own, unit = account_id(app, "administrator"), str(unit_id(app, "县政府办公室"))
    page = admin.get(f"/admin/accounts/{own}").text
    assert "停用账号" not in page and "另一位管理员" in page
    assert act(admin, own, "disabling", version="1") == 409
    assert act(admin, own, "role", version="1", role="handler", unit_id=unit) == 409
    assert is_in(admin)


def test_who_leads_units_keeps_the_role_until_they_are_led_by_another(
    app: Flask, admin: FlaskClient
) -> None:
    leader, unit = account_id(app, "leader"), unit_id(app, "县交通运输局")
    assert post(admin, f"/admin/units/{unit}/leader", {"leader_id": leader}).status_code == 303
    office = str(unit_id(app, "县政府办公室"))
    version = version_on(admin.get(f"/admin/accounts/{leader}").text)
    form = {"version": version, "role": "handler", "unit_id": office}
    answer = post(admin, f"/admin/accounts/{leader}/role", form)
    assert answer.status_code == 409 and "分管县交通运输局" in answer.text
    assert act(admin, leader, "disabling") == 303
    assert "已停用，请改派" in admin.get("/admin/units").text


def test_a_waiting_report_gets_its_team_when_the_second_investigator_comes(
    app: Flask, admin: FlaskClient
) -> None:
    with app.app_context():
        visit = db.session.get(Visit, 1)
        visit.add_stop("system", kind=StopKind.TALK, name="座谈会", unit=None)
        visit.start(visit.stops[0], "system")
        Report.give(person(Role.REPRESENTATIVE), "反映一件事", "client-1")
        db.session.commit()
        assert db.session.scalar(select(Report)).state is ReportState.RECEIVED
    unit = str(unit_id(app, "县政府办公室"))
    form = new_account(app, role="investigator", unit_id=unit)
    assert post(admin, "/admin/accounts", form).status_code == 200
    with app.app_context():
        report = db.session.scalar(select(Report))
        assert report.state is ReportState.INVESTIGATING and len(report.team) == 2
        assert not db.session.scalar(select(AuditEvent).where(AuditEvent.action.like("report%")))


# ---- units -----------------------------------------------------------------------------------


def test_a_unit_is_founded_and_put_under_a_leader(app: Flask, admin: FlaskClient) -> None:
    form = {"name": "县水务局", "kind": "department", "telephone": "0914-4322301"}
    answer = post(admin, "/admin/units", form)
    assert answer.status_code == 303
    assert "未定，升级时无人可报" in admin.get("/admin/units").text
    leader = account_id(app, "leader")
    assert post(admin, f"{answer.location}/leader", {"leader_id": leader}).status_code == 303
    assert "县领导甲" in admin.get("/admin/units").text
    again = post(admin, "/admin/units", form)
    assert again.status_code == 422 and "已有名为「县水务局」的单位" in again.text


@pytest.mark.parametrize("leader", ["", "x", "999", "handler"])
def test_only_a_county_leader_is_in_charge(app: Flask, admin: FlaskClient, leader: str) -> None:
    unit = unit_id(app, "县交通运输局")
    chosen = str(account_id(app, leader)) if leader == "handler" else leader
    answer = post(admin, f"/admin/units/{unit}/leader", {"leader_id": chosen})
    assert answer.status_code == 422 and "县交通运输局" in answer.text


# ---- calendar --------------------------------------------------------------------------------

MAKE_UP = [
    "2013-09-22",
    "2013-09-29",
    "2013-10-12",
    "2019-04-28",
    "2019-05-05",
    "2024-02-04",
    "2024-02-18",
    "2024-04-07",
    "2024-04-28",
    "2024-05-11",
    "2024-09-14",
    "2024-09-29",
    "2024-10-12",
]


@cache
def official() -> WorkingCalendar:
    rows = [(r["day"], r["is_working"], r["official"], r["note"]) for r in published()]
    return WorkingCalendar(rows)


@pytest.mark.parametrize("day", MAKE_UP)
def test_a_make_up_day_counts_as_the_state_council_published_it(
    app: Flask, admin: FlaskClient, day: str
) -> None:
    that = date.fromisoformat(day)
    assert that.weekday() > 4 and official().is_working(that)
    page = admin.get(f"/admin/calendar/{that.year}").text
    label = f'aria-label="{that.month}月{that.day}日 调休上班"'
    assert label in page and "makeup" in page
    asked = {"start": str(that - timedelta(1)), "days": "1"}
    told = admin.get("/admin/calendar/term", query_string=asked).text
    assert f"{that.year}年{that.month}月{that.day}日（周" in told and "调休上班" in told


def test_a_deadline_over_a_golden_week_is_explained_day_by_day(admin: FlaskClient) -> None:
    page = admin.get("/admin/calendar/term?start=2013-09-27&days=7").text
    assert "2013年10月12日（周六）前办结" in page
    assert page.count("国庆节放假") == 7 and page.count("调休上班") == 2
    assert "交办当日，不计" in page and "暂估" not in page


def test_a_deadline_beyond_the_notices_is_marked_as_estimated(admin: FlaskClient) -> None:
    assert "暂估" in admin.get("/admin/calendar/term?start=2030-01-04&days=3").text


@pytest.mark.parametrize(
    "query",
    [
        "start=&days=7",
        "start=x&days=7",
        "start=1999-01-01&days=7",
        "start=2013-06-20&days=0",
        "start=2013-06-20&days=x",
        "start=2013-06-20&days=9999",
        "start=2036-12-30&days=200",
    ],
)
def test_a_question_without_an_answer_says_why(admin: FlaskClient, query: str) -> None:
    answer = admin.get(f"/admin/calendar/term?{query}")
    assert answer.status_code in {409, 422}
    assert "前办结" not in answer.text and 'class="note bad"' in answer.text or "err" in answer.text


@pytest.mark.parametrize("path", ["2003", "2037", "days/2013-13-01", "days/x", "days/1999-01-01"])
def test_what_the_calendar_does_not_hold_is_not_found(admin: FlaskClient, path: str) -> None:
    assert admin.get(f"/admin/calendar/{path}").status_code == 404


def test_a_year_is_estimated_until_it_is_confirmed(app: Flask, admin: FlaskClient) -> None:
    assert "365 天按周几暂估" in admin.get("/admin/calendar/2030").text
    day = {"works": "no", "note": "元旦放假"}
    assert post(admin, "/admin/calendar/days/2030-01-01", day).status_code == 303
    assert "364 天按周几暂估" in admin.get("/admin/calendar/2030").text
    assert post(admin, "/admin/calendar/2030/confirmation").status_code == 303
    page = admin.get("/admin/calendar/2030").text
    assert "暂估。" not in page and "guess" not in page.split("年份")[1].split("图例")[0]
    assert "元旦放假" in page
    assert post(admin, "/admin/calendar/2037/confirmation").status_code == 404


def test_a_supervisor_keeps_the_calendar_as_well(client_as: Client) -> None:
    client = client_as(Role.SUPERVISOR)
    form = {"works": "no", "note": "防汛停工"}
    assert post(client, "/admin/calendar/days/2013-06-25", form).status_code == 303
    assert client_as(Role.HANDLER).get("/admin/calendar/2013").status_code == 403
    assert post(client, "/admin/calendar/days/2013-06-25", {**form, "note": ""}).status_code == 422


def register(title: str, *, promised_on: date | None = None) -> Matter:
    """A matter of the transport bureau that was handed out on 20 June 2013."""
    card = db.session.scalars(select(Card)).one()
    opinion = Opinion.give(card, f"{title}，盼早日解决", f"client {title}")
    matter = Matter.register(
        "system",
        kind=MatterKind.OPINION,
        title=title,
        way=Way.ROUTE,
        lead=person(Role.HANDLER).unit,
        sources=[opinion],
        days=None if promised_on else 7,
        promised_on=promised_on,
    )
    matter.assign("system")
    return matter


@pytest.fixture
def matters(app: Flask) -> Iterator[dict[str, int]]:
    """Counted, promised and extended, all of them running."""
    with app.app_context(), clock.at(THAT_DAY):
        visit = db.session.get(Visit, 1)
        visit.add_stop("system", kind=StopKind.TALK, name="座谈会", unit=None)
        visit.start(visit.stops[0], "system")
        found = {
            "counted": register("路灯不亮"),
            "promised": register("便道洒水", promised_on=date(2013, 7, 2)),
            "extended": register("水渠漏水"),
            "refused": register("班车太少"),
        }
        handler, supervisor = person(Role.HANDLER), person(Role.SUPERVISOR)
        for name, grant in (("extended", True), ("refused", False)):
            found[name].ask_extension(handler, date(2013, 7, 5), "要等材料")
            found[name].decide_extension(supervisor, grant, "情况属实" if grant else "抓紧办")
        db.session.commit()
        ids = {name: matter.id for name, matter in found.items()}
    yield ids


def due(app: Flask, matter: int) -> date | None:
    with app.app_context():
        return db.session.get_one(Matter, matter).round.due_on


def test_a_new_holiday_moves_what_is_counted_and_nothing_else(
    app: Flask, admin: FlaskClient, matters: dict[str, int]
) -> None:
    assert due(app, matters["counted"]) == date(2013, 7, 1)
    form = {"works": "no", "note": "防汛停工"}
    answer = post(admin, "/admin/calendar/days/2013-06-25", form)
    assert answer.status_code == 303
    assert "2 件督办事项的时限随之重算" in admin.get(answer.location).text
    moved = {name: due(app, matter) for name, matter in matters.items()}
    assert moved == {
        "counted": date(2013, 7, 2),
        "refused": date(2013, 7, 2),
        "promised": date(2013, 7, 2),  # as it was promised
        "extended": date(2013, 7, 5),  # as it was granted
    }
    with app.app_context():
        told = select(Entry).filter_by(kind=EntryKind.RECOMPUTE).order_by(Entry.matter_id)
        entries = db.session.scalars(told).all()
        assert [entry.matter_id for entry in entries] == [matters["counted"], matters["refused"]]
        assert entries[0].text == "工作日历更正，时限由2013年7月1日改为2013年7月2日"
        assert entries[0].who.endswith("管理员甲")
        assert db.session.get_one(Matter, matters["counted"]).round.first_due_on == date(2013, 7, 2)
        kept = db.session.get_one(Matter, matters["extended"]).round.first_due_on
        assert kept == date(2013, 7, 1)


def test_a_day_that_matters_to_nobody_moves_nothing(
    app: Flask, admin: FlaskClient, matters: dict[str, int]
) -> None:
    answer = post(admin, "/admin/calendar/days/2013-08-01", {"works": "no", "note": "防汛停工"})
    assert "没有督办事项的时限因此变动" in admin.get(answer.location).text
    with app.app_context():
        assert not db.session.scalars(select(Entry).filter_by(kind=EntryKind.RECOMPUTE)).all()


def test_a_correction_taken_back_moves_the_deadline_back(
    app: Flask, admin: FlaskClient, matters: dict[str, int]
) -> None:
    for works, note in (("no", "防汛停工"), ("yes", "照常上班")):
        form = {"works": works, "note": note}
        assert post(admin, "/admin/calendar/days/2013-06-25", form).status_code == 303
    assert due(app, matters["counted"]) == date(2013, 7, 1)


def test_a_clock_that_has_stopped_is_not_moved(
    app: Flask, admin: FlaskClient, matters: dict[str, int]
) -> None:
    with app.app_context(), clock.at(THAT_DAY + timedelta(1)):
        db.session.get_one(Matter, matters["counted"]).round.passed_at = clock.now()
        db.session.commit()
    post(admin, "/admin/calendar/days/2013-06-25", {"works": "no", "note": "防汛停工"})
    assert due(app, matters["counted"]) == date(2013, 7, 1)


DAYS = st.dates(date(2005, 1, 1), date(2034, 12, 31))


@settings(deadline=None, max_examples=30)
@given(start=DAYS, count=st.integers(1, 60), off=st.integers(0, 120))
def test_one_more_holiday_never_shortens_a_deadline(start: date, count: int, off: int) -> None:
    before, holiday = official(), start + timedelta(off)
    rows = [
        (day, works and day != holiday, known, note)
        for day, (works, known, note) in before.days.items()
    ]
    after = WorkingCalendar(rows)
    assert after.after(start, count) >= before.after(start, count)
    assert after.between(start, after.after(start, count)) == count


@settings(deadline=None)
@given(start=DAYS, count=st.integers(1, 250))
def test_counting_back_gives_what_was_counted(start: date, count: int) -> None:
    counted = official()
    due_on = counted.after(start, count)
    assert counted.between(start, due_on) == count and counted.is_working(due_on)
    assert counted.explain(start, due_on)[-1].count == count


# ---- the record of acts ------------------------------------------------------------------------


def test_the_record_is_read_newest_first_and_page_by_page(app: Flask, admin: FlaskClient) -> None:
    with app.app_context():
        for number in range(60):
            audit.record("unit.found", f"unit:{number}", "system", name=f"单位{number}")
        db.session.commit()
        last = audit.head().last  # type: ignore[union-attr]
    first = admin.get("/admin/audit").text
    numbers = [int(n) for n in re.findall(r'class="n nw">(\d+)<', first)]
    assert numbers == list(range(last, last - 50, -1))
    with app.app_context():  # what is new does not shift the next page
        audit.record("unit.found", "unit:99", "system")
        db.session.commit()
    older = re.search(r'href="(/admin/audit\?before=[^"]+)"', first)
    assert older
    page = admin.get(older[1].replace("&amp;", "&")).text
    assert [int(n) for n in re.findall(r'class="n nw">(\d+)<', page)][0] == last - 50


def test_the_record_is_filtered_by_subject_and_names_people(app: Flask, admin: FlaskClient) -> None:
    subject = f"account:{account_id(app, 'handler')}"
    page = admin.get(f"/admin/audit?subject={subject}").text
    assert "开户" in page and "单位经办甲" in page and "登记代表" not in page.split("<tbody>")[1]
    for odd in ("subject=nothing", "before=0", "before=-5", f"before={2**80}", "before=x"):
        assert admin.get(f"/admin/audit?{odd}").status_code == 200


def test_every_act_that_is_recorded_has_its_name(app: Flask, admin: FlaskClient) -> None:
    models = Path(__file__).parents[1] / "models"
    sources = "".join(path.read_text("utf-8") for path in models.rglob("*.py"))
    written = re.findall(r'(?:record|changed)\([^"()]*"([a-z]+[.][a-z_]+)"', sources)
    acts = {*written, *(f"question.{kind.value}" for kind in ModerationKind)}
    for file, area in {
        "notice": "notice",
        "material": "material",
        "disclosure": "disclosure",
        "disclosure_file": "disclosure",
        "profile": "profile",
    }.items():
        text = Path(f"models/{file}.py").read_text("utf-8")
        acts |= {f"{area}.{act}" for act in re.findall(r'_did\("([a-z_]+)"', text)}
    assert len(acts) > 60
    assert {"visit.rehearse", "question.star", "notice.sign", "evaluation.void"} <= acts
    with app.app_context():
        for act in sorted(acts):
            audit.record(act, "visit:1", "system")
        db.session.commit()
    shown = ""
    where = "/admin/audit"
    while where:
        text = admin.get(where).text
        shown += text.split("<tbody>")[1]
        older = re.search(r'href="(/admin/audit\?before=[^"]+)"', text)
        where = older[1].replace("&amp;", "&") if older else ""
    assert [act for act in sorted(acts) if act in shown] == []


SWAP = "UPDATE audit_event SET id = {} WHERE id = {}"
COPY = (
    "INSERT INTO audit_event (id, at, actor, action, subject, detail, previous, hash) "
    "SELECT {}, at, actor, action, subject, detail, previous, hash FROM audit_event WHERE id = {}"
)
TAMPERING = {
    "edited": ["UPDATE audit_event SET actor = 'account:1' WHERE id = 4"],
    "redated": ["UPDATE audit_event SET at = '2013-01-01 00:00:00' WHERE id = 4"],
    "deleted": ["DELETE FROM audit_event WHERE id = 4"],
    "deleted and closed up": [
        "DELETE FROM audit_event WHERE id = 4",
        "UPDATE audit_event SET id = -id WHERE id > 4",
        "UPDATE audit_event SET id = -id - 1 WHERE id < 0",
        "UPDATE audit_head SET last = last - 1",
    ],
    "inserted": [
        "UPDATE audit_event SET id = -id WHERE id > 4",
        "UPDATE audit_event SET id = 1 - id WHERE id < 0",
        COPY.format(5, 3),
        "UPDATE audit_head SET last = last + 1",
    ],
    "appended": [COPY.format(9999, 3)],
    "reordered": [SWAP.format(-4, 4), SWAP.format(4, 5), SWAP.format(5, -4)],
    "tail cut": ["DELETE FROM audit_event WHERE id = (SELECT last FROM audit_head)"],
    "tail cut and head set back": [
        "DELETE FROM audit_event WHERE id = (SELECT last FROM audit_head)",
        "UPDATE audit_head SET last = last - 1",
    ],
    "all gone": ["DELETE FROM audit_event"],
    "head gone": ["DELETE FROM audit_head"],
}


@pytest.mark.parametrize("how", TAMPERING)
def test_whatever_is_done_to_the_record_is_found(
    place: Place, app: Flask, admin: FlaskClient, how: str
) -> None:
    assert "记录完整" in admin.get("/admin/audit/verification").text
    past_the_guards(place, *TAMPERING[how])
    with app.app_context():
        assert list(audit.faults())
    page = admin.get("/admin/audit/verification").text
    assert "记录有问题" in page and "记录完整" not in page


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_event SET actor = 'x'", "DELETE FROM audit_event"]
)
def test_the_database_itself_refuses_to_rewrite_the_record(app: Flask, statement: str) -> None:
    with app.app_context():
        with pytest.raises(Exception, match="记录"):
            db.session.execute(text(statement))
        db.session.rollback()
        assert not list(audit.faults())


def test_every_act_in_the_record_has_a_name(app: Flask, admin: FlaskClient) -> None:
    with app.app_context():
        calendar.set_day(date(2013, 6, 25), False, "防汛停工", "system")
        db.session.commit()
    cells = re.findall(r'<td class="nw">([a-z]+\.[a-z_.]+)</td>', admin.get("/admin/audit").text)
    assert not cells


def test_details_are_told_in_chinese_with_names_for_ids(app: Flask, admin: FlaskClient) -> None:
    office = unit_id(app, "县政府办公室")
    with app.app_context():
        audit.record("matter.assign", "matter:1", "system", round=2, lead=office)
        audit.record("account.role", "account:1", "system", role="handler", unit=office)
        audit.record("matter.pass_gate", "matter:1", "system", round=1, gate="rectified")
        audit.record("minutes.issue", "meeting:1", "system", number=3, matters=[1, 2])
        audit.record("something.new", "thing:1", "system", colour="red")
        db.session.commit()
    page = admin.get("/admin/audit").text
    for told in (
        "第 2 轮，牵头 县政府办公室",
        "单位经办，县政府办公室",
        "整改方案",
        "第 3 号，转为督办事项 2 件",
    ):
        assert told in page, told
    assert "colour：red" in page and "lead=" not in page
