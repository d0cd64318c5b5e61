"""The desk of each role, the menu above it, the roll of representatives and the list of visits."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from html import unescape
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from blueprints.home.views import PLACES
from models import (
    Account,
    AgeGroup,
    Card,
    Figures,
    Matter,
    MatterKind,
    Notice,
    Opinion,
    Question,
    Reminder,
    Report,
    Representative,
    Role,
    Sex,
    StopKind,
    Unit,
    Visit,
    Way,
    clock,
    db,
    reminding,
)
from models.people import PER_PAGE, Roll, Sieve
from models.roster import enrol
from models.task import Duty
from models.visits import Glance
from tests.conftest import person, post

Client = Callable[[Role | None], FlaskClient]
MORNING = datetime(2013, 6, 20, 9)
STAFF = [role for role in Role if role is not Role.REPRESENTATIVE]
SECRET = "镇长收了两条烟"


@pytest.fixture(autouse=True)
def morning() -> Iterator[None]:
    with clock.at(MORNING):
        yield


@pytest.fixture
def begun(app: Flask) -> None:
    """A visit under way: a question, two opinions, a matter handed out, a report of misconduct."""
    with app.app_context():
        visit = db.session.scalars(select(Visit)).one()
        unit = db.session.scalars(select(Unit).filter_by(name="县交通运输局")).one()
        stop = visit.add_stop("system", kind=StopKind.DEPARTMENT, name="县交通运输局", unit=unit)
        visit.start(stop, "system")
        card = db.session.scalars(select(Card)).one()
        Question.ask(card, "路灯什么时候修？", str(uuid4()))
        opinions = [Opinion.give(card, text, str(uuid4())) for text in ("修好路灯", "增开班车")]
        supervisor = person(Role.SUPERVISOR)
        matter = Matter.register(
            supervisor,
            kind=MatterKind.OPINION,
            title="修好村口路灯",
            way=Way.ROUTE,
            lead=unit,
            sources=opinions[:1],
        )
        matter.assign(supervisor)
        Notice.draft(supervisor, unit=unit, matters=[matter], title="", text="请办").submit(
            supervisor
        )
        Report.give(card, SECRET, str(uuid4()))
        db.session.commit()


def test_the_staff_start_at_their_desk_and_representatives_at_the_tablet(client_as: Client) -> None:
    for role in STAFF:
        answer = client_as(role).get("/")
        assert answer.status_code == 200 and "等我办的" in answer.text, role
        assert '<a href="/"\naria-current="page">工作台</a>' in answer.text, role
    assert client_as(Role.REPRESENTATIVE).get("/").location == "/tablet"
    assert "工作台" not in client_as(Role.REPRESENTATIVE).get("/tablet").text


def test_who_has_nothing_to_do_is_told_so(client_as: Client) -> None:
    assert "没有等您办的事" in client_as(Role.DISCIPLINE).get("/").text


@pytest.mark.usefixtures("begun")
@pytest.mark.parametrize(
    ("role", "words"),
    [
        (Role.ORGANISER, ["审核新提问", "/console?visit=1", "正在<b>县交通运输局"]),
        (Role.OFFICE_HEAD, ["签发督办通知", "/notices/1"]),
        (Role.SUPERVISOR, ["受理来件", "/intake", "意见建议 1 件"]),
        (Role.HANDLER, ["签收", "督2013-001 修好村口路灯", "/matters/1", "剩 1 个工作日"]),
        (Role.ADMINISTRATOR, ["从未登录", "链头校验值", "/admin/audit"]),
        (Role.ADMINISTRATOR, ["确定分管领导", "/admin/units/"]),
    ],
    ids=str,
)
def test_each_finds_what_awaits_them_and_the_way_there(
    client_as: Client, role: Role, words: list[str]
) -> None:
    page = client_as(role).get("/").text
    assert [word for word in words if word not in page] == []


@pytest.mark.usefixtures("begun")
def test_every_link_of_a_desk_opens(client_as: Client) -> None:
    for role in STAFF:
        client = client_as(role)
        main = client.get("/").text.partition('id="main"')[2]
        for link in set(re.findall(r'<a[^>]* href="(/[^"]*)"', main)):
            assert client.get(link.replace("&amp;", "&")).status_code in {200, 302}, (role, link)


def test_every_duty_has_its_place(app: Flask) -> None:
    assert set(PLACES) == set(Duty)
    for endpoint, names in PLACES.values():
        rules = list(app.url_map.iter_rules(endpoint))
        assert any(
            "GET" in (rule.methods or ()) and (rule.arguments <= set(names)) for rule in rules
        ), endpoint


@pytest.mark.usefixtures("begun")
def test_a_report_shows_on_the_desk_of_its_investigators_only_and_unread(
    app: Flask, client_as: Client
) -> None:
    with app.app_context():
        office = db.session.scalars(select(Unit).filter_by(name="县政府办公室")).one()
        Account.open(
            login="second",
            name="专办乙",
            role=Role.INVESTIGATOR,
            unit=office,
            password="a long enough one",
            by="system",
        )
        db.session.commit()
        report = db.session.scalars(select(Report)).one()
        key, entries = report.id, len(report.entries)
        assert person(Role.INVESTIGATOR) in report.investigators
    for role in STAFF:
        page = client_as(role).get("/").text
        assert SECRET not in page
        assert (str(key) in page) is (role is Role.INVESTIGATOR), role
        assert ("举报件" in page) is (role is Role.INVESTIGATOR), role
    with app.app_context():
        assert len(db.session.get_one(Report, key).entries) == entries  # nobody has opened it


@pytest.mark.usefixtures("begun")
def test_the_desk_hears_of_changes_and_fetches_itself_again(client_as: Client) -> None:
    page = client_as(Role.SUPERVISOR).get("/").text
    for key in ("board", "notices", "intake", "meetings", "visit-1"):
        assert f'id="live-desk_tick-{key}"' in page
    handler = client_as(Role.HANDLER)
    own = handler.get("/").text
    assert 'id="live-desk_tick-board"' in own and "desk_tick-intake" not in own
    assert handler.get("/live/desk_tick/board").status_code == 200
    for key in ("intake", "meetings", "visit-1", "sessions", "card:1"):
        assert handler.get(f"/live/desk_tick/{key}").status_code == 404, key
    part = handler.get("/", headers={"HX-Request": "true"}).text
    assert "修好村口路灯" in part and "<html" not in part and "csrf" not in part
    for role in (Role.INVESTIGATOR, Role.ADMINISTRATOR):
        assert "sse-connect" not in client_as(role).get("/").text


@pytest.mark.usefixtures("begun")
@pytest.mark.parametrize("role", sorted(set(Role) - {Role.REPRESENTATIVE}))
def test_the_stream_of_every_desk_is_there(client_as: Client, role: Role) -> None:
    client = client_as(role)
    stream = re.search(r'sse-connect="([^"]+)"', client.get("/").text)
    if stream is None:
        assert role in {Role.INVESTIGATOR, Role.ADMINISTRATOR}
        return
    answer = client.get(unescape(stream[1]))
    assert answer.status_code == 200 and answer.mimetype == "text/event-stream"
    answer.close()


@pytest.mark.usefixtures("begun")
def test_a_tick_says_only_that_something_changed(app: Flask, client_as: Client) -> None:
    handler = client_as(Role.HANDLER)
    before = handler.get("/live/desk_tick/board").text
    with app.app_context():
        db.session.scalars(select(Matter)).one().urge(person(Role.SUPERVISOR), "请抓紧")
        db.session.commit()
    after = handler.get("/live/desk_tick/board").text
    assert before != after
    assert all(re.fullmatch(r"<i hidden>\d+</i>", text.strip()) for text in (before, after))


def test_what_the_bar_has_no_room_for_is_folded_and_still_linked(client_as: Client) -> None:
    page = client_as(Role.SUPERVISOR).get("/briefing").text
    bar, _, folded = page.partition('<details class="more">')
    folded = folded.partition("</details>")[0]
    assert 'href="/board"' in bar and 'href="/briefing"' not in bar
    assert 'href="/briefing"' in folded and '<summary class="here">情况简报' in folded
    assert '<details class="more">' not in client_as(Role.HANDLER).get("/").text


# ---- the roll ------------------------------------------------------------------------------------


def more_people(app: Flask, number: int) -> None:
    with app.app_context():
        visit = db.session.scalars(select(Visit)).one()
        for each in range(number):
            enrol(
                visit,
                100 + each,
                "system",
                name=f"代表{each}",
                sex=Sex.MALE,
                age_group=AgeGroup.OLDER,
                town="石瓮镇",
                walk="教师",
                is_resident=each > 0,
                telephone="13900001234",
            )
        db.session.commit()


def test_the_roll_is_found_by_name_town_and_walk_and_is_paged(
    app: Flask, client_as: Client
) -> None:
    more_people(app, PER_PAGE + 5)
    client = client_as(Role.RECORDER)
    first = client.get("/visits/representatives").text
    assert f"{PER_PAGE + 6} 人" in first and "第 1 页，共 2 页" in first
    second = client.get("/visits/representatives?page=2").text
    assert "柯玉梅" in second and "柯玉梅" not in first
    assert "外来人员" in second and "139****1234" in second and "13900001234" not in second
    for words in ("玉梅", "下梁", "务农", "下梁 务农"):
        found = client.get("/visits/representatives", query_string={"q": words}).text
        assert "找到 1 人" in found and "柯玉梅" in found, words
        assert f'value="{words}"' in found
    assert "没有找到" in client.get("/visits/representatives?q=下梁 教师").text
    assert "没有找到" in client.get("/visits/representatives?q=%25").text
    for page in ("99", "-1", "x", "9" * 30):
        assert client.get(f"/visits/representatives?page={page}").status_code == 200


@pytest.mark.usefixtures("begun")
def test_a_person_has_visits_and_what_was_said_there_but_no_report(
    app: Flask, client_as: Client
) -> None:
    client = client_as(Role.LEADER)
    roll = client.get("/visits/representatives").text
    assert "第一期 07 号" in roll and "1 条" in roll and "2 条" in roll
    page = client.get("/visits/representatives/1").text
    for words in ("第一期", "07 号代表", "路灯什么时候修？", "待审", "增开班车", "已收到"):
        assert words in page
    assert "督2013-001 修好村口路灯" in page and "待签收" in page
    assert client.get("/visits/representatives/99").status_code == 404
    for text in (roll, page):
        assert SECRET not in text and "举报" not in text.partition('id="main"')[2]
    with app.app_context():
        before = Roll.of(Sieve())
        Report.give(db.session.scalars(select(Card)).one(), "另一件", str(uuid4()))
        after = Roll.of(Sieve())
        assert (before.questions, before.opinions) == (after.questions, after.opinions)


def test_who_may_not_read_visits_sees_no_roll(client_as: Client) -> None:
    for role in (Role.HANDLER, Role.DISCIPLINE, Role.INVESTIGATOR, Role.REPRESENTATIVE):
        assert client_as(role).get("/visits/representatives").status_code == 403
        assert client_as(role).get("/visits/representatives/1").status_code == 403


# ---- the visits ----------------------------------------------------------------------------------


@pytest.mark.usefixtures("begun")
def test_the_list_of_visits_counts_as_the_briefing_does(app: Flask, client_as: Client) -> None:
    organiser = client_as(Role.ORGANISER)
    post(organiser, "/visits", {"held_on": "2013-07-18"})
    with app.app_context():
        notice = db.session.scalars(select(Notice)).one()
        notice.issue(person(Role.OFFICE_HEAD))
        db.session.commit()
    with app.app_context():
        glances = Glance.all()
        assert [one.visit.number for one in glances] == [2, 1]
        for one in glances:
            told = Figures.of(one.visit)
            assert one.representatives == told.representatives
            assert (one.opinions, one.reports) == (told.opinions, told.reports)
            assert one.open + one.closed == told.matters
            assert one.units_noticed == told.units_noticed
        newest, first = glances
        assert (first.questions, first.opinions, first.reports) == (1, 2, 1)
        assert (first.open, first.closed, first.units_noticed, newest.open) == (1, 0, 1, 0)
    page = organiser.get("/visits").text
    assert page.index("第二期") < page.index("第一期")
    for link in ("/visits/1", "/console?visit=1", "/briefing/1", "/notices?visit=1"):
        assert f'href="{link}' in page
    assert "/console" not in client_as(Role.LEADER).get("/visits").text


def test_representatives_without_a_card_of_their_own_are_still_people(app: Flask) -> None:
    with app.app_context():
        Representative.enrol(
            "system",
            name="周小满",
            sex=Sex.FEMALE,
            age_group=AgeGroup.YOUNG,
            town="乾佑镇",
            walk="教师",
        )
        assert [one.name for one in Roll.of(Sieve("周小满")).people] == ["周小满"]


# ---- reminders -----------------------------------------------------------------------------------


def test_reminders_stand_beside_the_desk_and_opening_one_reads_it(
    app: Flask, begun: None, client_as: Client
) -> None:
    assert "条新提醒" not in client_as(Role.HANDLER).get("/").text
    with clock.at(datetime(2013, 7, 15, 9)):
        handler = client_as(Role.HANDLER)
        with app.app_context():
            assert reminding.remind() > 0
            mine = select(Reminder).filter_by(account_id=person(Role.HANDLER).id)
            keys = [each.id for each in db.session.scalars(mine)]
            others = db.session.scalars(
                select(Reminder).filter_by(account_id=person(Role.SUPERVISOR).id)
            ).first()
            assert others is not None
            foreign = others.id
            db.session.commit()
        desk = handler.get("/").text
        assert f'{len(keys)}<span class="sr"> 条新提醒</span>' in desk
        assert "新提醒：超期" in desk and "新提醒：逾期未签收" in desk
        assert "条新提醒" in handler.get("/board").text  # on every page
        for client in (client_as(Role.ORGANISER), client_as(Role.ADMINISTRATOR)):
            assert "条新提醒" not in client.get("/").text
        assert handler.post(f"/reminders/{keys[0]}/reading").status_code == 400  # no token
        assert post(handler, f"/reminders/{foreign}/reading").status_code == 404
        opened = post(handler, f"/reminders/{keys[0]}/reading")
        assert opened.status_code == 303 and opened.location == "/matters/1"
        assert "条新提醒" not in handler.get("/").text  # all that was told of this matter
        record = handler.get("/reminders").text
        assert "修好村口路灯" in record and "未读" not in record.partition("<table>")[2]
        supervisor = client_as(Role.SUPERVISOR)
        assert "新提醒" in supervisor.get("/").text
        assert post(supervisor, "/reminders/reading").location == "/reminders"
        assert "条新提醒" not in supervisor.get("/").text
        leader = client_as(Role.LEADER).get("/reminders").text
        assert SECRET not in record + leader
