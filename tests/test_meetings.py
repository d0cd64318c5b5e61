"""Meetings and minutes: the rules, and the pages over them."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from models import (
    AttendanceKind,
    AuditEvent,
    Card,
    Decision,
    Draft,
    Gate,
    Matter,
    MatterKind,
    MatterState,
    Meeting,
    MeetingKind,
    Minutes,
    MinutesState,
    Opinion,
    Question,
    Result,
    Role,
    RuleBroken,
    StopKind,
    Unit,
    Visit,
    begin_writing,
    clock,
    db,
)
from models.closing import Closing
from tests.conftest import person, post

THAT_DAY = datetime(2013, 6, 20, 15)
AFTER = datetime(2013, 6, 24, 9)
Client = Callable[[Role | None], FlaskClient]


@pytest.fixture
def at(app: Flask) -> Iterator[None]:
    """A context in which the models are used, on the Monday after the visit."""
    with app.app_context(), clock.at(AFTER):
        begin_writing()
        yield
        db.session.rollback()


def account(role: Role) -> Any:
    return person(role)


def unit(name: str = "县交通运输局") -> Unit:
    return db.session.scalars(select(Unit).filter_by(name=name)).one()


def talk_stop() -> Any:
    visit = db.session.scalars(select(Visit)).one()
    visit.add_stop("system", kind=StopKind.DEPARTMENT, name="县交通运输局", unit=unit(),
                   receptionist="局长王建军")  # fmt: skip
    return visit.add_stop(
        "system",
        kind=StopKind.TALK,
        name="座谈会",
        unit=None,
        place="县政府三楼会议室",
        receptionist=f"县长{account(Role.LEADER).name}",
    )


def asked() -> Question:
    visit = db.session.scalars(select(Visit)).one()
    visit.start(visit.stops[0], "system")
    card = db.session.scalars(select(Card)).one()
    question = Question.ask(card, "路灯什么时候修好？", "q")
    question.approve("system")
    question.put_on_screen("system")
    question.record_answer("system", "下周修好。", "王建军（局长）", unit())
    return question


def talk() -> Meeting:
    return Meeting.of_stop(talk_stop(), account(Role.RECORDER))


def ready(rows: int = 2) -> Meeting:
    """Complete minutes, still a draft."""
    meeting, by = talk(), account(Role.RECORDER)
    item = meeting.minutes.add_item(by, "路灯")
    drafts = [
        Draft(f"修好第{n}盏路灯。月底前", unit(), date(2013, 7, 10)) for n in range(1, rows + 1)
    ]
    item.write(by, title="路灯", reporter="", said="代表反映路灯不亮。", decisions=drafts)
    return meeting


def submitted(rows: int = 2) -> Meeting:
    meeting = ready(rows)
    meeting.minutes.submit(account(Role.RECORDER))
    return meeting


def numbers(app: Flask, model: Any) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model)) or 0


# ---- rules ---------------------------------------------------------------------------------------


def test_a_talk_takes_chair_place_and_people_from_the_itinerary(at: None) -> None:
    meeting = talk()
    assert (meeting.kind, meeting.number, meeting.year) == (MeetingKind.TALK, 1, 2013)
    assert meeting.chair is account(Role.LEADER)
    assert meeting.place == "县政府三楼会议室"
    assert [each.words for each in meeting.attendance] == [
        "县交通运输局局长王建军",
        "群众代表柯玉梅",
    ]
    assert {each.kind for each in meeting.attendance} == {AttendanceKind.PARTICIPANT}
    assert meeting.stop is not None
    with pytest.raises(RuleBroken, match="已经有纪要"):
        Meeting.of_stop(meeting.stop, account(Role.RECORDER))


def test_only_talks_and_meetings_of_a_visit_have_minutes(at: None) -> None:
    talk_stop()
    stop = db.session.scalars(select(Visit)).one().stops[0]
    with pytest.raises(RuleBroken, match="座谈会和列席会议"):
        Meeting.of_stop(stop, account(Role.RECORDER))


def test_each_kind_has_its_own_numbers_in_each_year(at: None) -> None:
    def held(kind: MeetingKind, year: int) -> int:
        details: dict[str, Any] = {"kind": kind, "title": "研究一件事"}
        moment = datetime(year, 3, 1, 9, tzinfo=clock.SHANGHAI)
        return Meeting.convene(account(Role.RECORDER), held_at=moment, **details).number

    office, special = MeetingKind.OFFICE, MeetingKind.SPECIAL
    assert [held(office, 2013), held(office, 2013), held(special, 2013)] == [1, 2, 1]
    assert held(office, 2014) == 1


def test_what_is_missing_is_named(at: None) -> None:
    by = account(Role.RECORDER)
    moment = THAT_DAY.replace(tzinfo=clock.SHANGHAI)
    meeting = Meeting.convene(by, kind=MeetingKind.SPECIAL, title="专题会议", held_at=moment)
    minutes = meeting.minutes
    assert [each.words for each in minutes.missing] == [
        "没有写主持人", "没有登记到会人员", "还没有议题",
    ]  # fmt: skip
    item = minutes.add_item(by)
    rows = [Draft("一"), Draft("二", unit()), Draft("三", unit(), date(2013, 6, 1))]
    item.write(by, title="路灯", reporter="", said="", decisions=rows)
    assert [each.words for each in item.missing()] == [
        "第一项没有写讨论情况",
        "第一项议定事项1缺责任单位",
        "第一项议定事项1缺时限",
        "第一项议定事项2缺时限",
        "第一项议定事项3的时限早于会议日期",
    ]
    with pytest.raises(RuleBroken, match="第一项议定事项2缺时限；.*不能送核稿"):
        minutes.submit(by)


def test_those_who_excused_themselves_do_not_count_as_present(at: None) -> None:
    meeting = ready()
    for each in meeting.attendance:
        meeting.mark(each, AttendanceKind.ABSENT, account(Role.RECORDER))
    assert [each.words for each in meeting.minutes.missing] == ["没有登记到会人员"]


def test_a_talk_has_no_members_and_a_meeting_has_no_participants(at: None) -> None:
    with pytest.raises(RuleBroken, match="座谈会不用「出席」"):
        talk().add(account(Role.RECORDER), AttendanceKind.PRESENT, name="张三")


def test_issuing_gives_the_number_and_makes_each_decision_a_matter_once(at: None) -> None:
    meeting = submitted()
    minutes, head = meeting.minutes, account(Role.OFFICE_HEAD)
    assert minutes.number is None
    matters = minutes.issue(head)
    assert (minutes.name, minutes.state) == ("第1号", MinutesState.ISSUED)
    assert [matter.title for matter in matters] == ["修好第1盏路灯", "修好第2盏路灯"]
    first = matters[0]
    assert (first.kind, first.state) == (MatterKind.DECISION, MatterState.REGISTERED)
    assert first.round.promised_on == date(2013, 7, 10)
    assert first.visit is meeting.visit
    assert "座谈会纪要》（第1号）议定：修好第1盏路灯。" in first.requirement
    assert first.askers == [] and first.decisions == [minutes.decisions[0]]
    with pytest.raises(RuleBroken, match="已印发"):
        minutes.issue(head)
    assert db.session.scalar(select(func.count()).select_from(Matter)) == 2


def test_nobody_issues_what_he_drafted_himself(at: None) -> None:
    minutes, head = submitted().minutes, account(Role.OFFICE_HEAD)
    minutes.submitted_by = head
    db.session.flush()
    with pytest.raises(RuleBroken, match="起草的人不能签发"):
        minutes.issue(head)
    with pytest.raises(RuleBroken, match="办公室领导"):
        minutes.issue(account(Role.SUPERVISOR))


def test_a_draft_is_not_issued_and_what_waits_is_not_edited(at: None) -> None:
    minutes, by = ready().minutes, account(Role.RECORDER)
    with pytest.raises(RuleBroken, match="现在是「起草」"):
        minutes.issue(account(Role.OFFICE_HEAD))
    minutes.submit(by)
    with pytest.raises(RuleBroken, match="已送核稿"):
        minutes.add_item(by)


def test_sent_back_it_can_be_edited_again_and_says_why(at: None) -> None:
    minutes = submitted().minutes
    with pytest.raises(RuleBroken, match="理由"):
        minutes.send_back(account(Role.OFFICE_HEAD), " ")
    minutes.send_back(account(Role.OFFICE_HEAD), "时限太紧")
    assert (minutes.state, minutes.return_reason) == (MinutesState.DRAFTING, "时限太紧")
    minutes.add_item(account(Role.RECORDER))


def test_issued_minutes_are_immutable(at: None) -> None:
    meeting, by = submitted(), account(Role.RECORDER)
    meeting.minutes.issue(account(Role.OFFICE_HEAD))
    item = meeting.minutes.items[0]
    for act in (
        lambda: meeting.add(by, AttendanceKind.PARTICIPANT, name="李四"),
        lambda: meeting.remove(meeting.attendance[0], by),
        lambda: item.write(by, title="", reporter="", said="", decisions=[]),
        lambda: item.move(by, 1),
        lambda: meeting.minutes.remove_item(item, by),
        lambda: meeting.minutes.copy_to(by, "县委办公室"),
    ):
        with pytest.raises(RuleBroken, match="已经印发，不能再改"):
            act()


def test_a_refused_issue_gives_its_number_back(at: None) -> None:
    first, head = submitted(), account(Role.OFFICE_HEAD)
    db.session.commit()
    begin_writing()
    first.minutes.issue(head)
    db.session.rollback()
    begin_writing()
    minutes = db.session.scalars(select(Minutes)).one()
    minutes.issue(account(Role.OFFICE_HEAD))
    assert minutes.number == 1
    assert [matter.number for matter in db.session.scalars(select(Matter))] == [1, 2]


def test_a_quote_takes_over_question_and_answer(at: None) -> None:
    meeting, by = talk(), account(Role.RECORDER)
    question = asked()
    item = meeting.minutes.add_item(by, "路灯")
    item.quote(question, by)
    assert item.said == "07号代表提出：路灯什么时候修好？县交通运输局局长王建军答复：下周修好。"
    with pytest.raises(RuleBroken, match="已经引用过"):
        item.quote(question, by)


def test_what_nobody_has_let_through_is_not_quoted(at: None) -> None:
    meeting, by = talk(), account(Role.RECORDER)
    asked()
    pending = Question.ask(db.session.scalars(select(Card)).one(), "还没有审", "q2")
    with pytest.raises(RuleBroken, match="公开的提问"):
        meeting.minutes.add_item(by).quote(pending, by)


def test_items_change_places_and_keep_counting(at: None) -> None:
    minutes, by = talk().minutes, account(Role.RECORDER)
    items = [minutes.add_item(by, title) for title in "甲乙丙"]
    items[2].move(by, -1)
    assert [item.title for item in minutes.items] == ["甲", "丙", "乙"]
    minutes.remove_item(items[0], by)
    assert [item.heading for item in minutes.items] == ["一、丙", "二、乙"]


def test_a_decision_s_matter_goes_from_its_gates_to_closing(at: None) -> None:
    meeting = submitted(1)
    matter = meeting.minutes.issue(account(Role.OFFICE_HEAD))[0]
    supervisor, handler = account(Role.SUPERVISOR), account(Role.HANDLER)
    matter.assign(supervisor)
    assert matter.round.due_on == date(2013, 7, 10)
    matter.sign(handler)
    matter.report(handler, "已经修好", Result.SOLVED)
    for gate in matter.gates:
        assert isinstance(gate, Gate)
        gate.pass_(supervisor, "看过现场")
    Closing.propose(matter, supervisor).confirm(account(Role.OFFICE_HEAD))
    db.session.flush()
    assert matter.is_closed


def test_every_step_is_on_the_chain(at: None) -> None:
    submitted().minutes.issue(account(Role.OFFICE_HEAD))
    db.session.commit()
    actions = set(db.session.scalars(select(AuditEvent.action)))
    assert {"meeting.convene", "minutes.write", "minutes.submit", "minutes.issue"} <= actions


# ---- pages ---------------------------------------------------------------------------------------


@pytest.fixture
def stop_id(app: Flask) -> int:
    with app.app_context(), clock.at(THAT_DAY):
        begin_writing()
        key: int = talk_stop().id
        db.session.commit()
        return key


def item_data(app: Flask, said: str = "代表反映路灯不亮。", **more: Any) -> dict[str, Any]:
    with app.app_context():
        version = db.session.scalars(select(Minutes)).one().items[0].version
        return {
            "version": version,
            "title": "路灯",
            "said": said,
            "decisions-0-text": "修好路灯",
            "decisions-0-lead_id": unit().id,
            "decisions-0-due_on": "2013-07-10",
            "decisions-1-text": "",
            **more,
        }


def versions(app: Flask) -> tuple[int, int]:
    with app.app_context():
        meeting = db.session.scalars(select(Meeting)).one()
        return meeting.version, meeting.minutes.version


def test_from_one_click_to_the_printed_number_without_scripts(
    app: Flask, client_as: Client, stop_id: int
) -> None:
    recorder, head = client_as(Role.RECORDER), client_as(Role.OFFICE_HEAD)
    with clock.at(AFTER):
        assert "记纪要" in recorder.get("/meetings").text
        assert post(recorder, f"/meetings/of-stop/{stop_id}").location == "/meetings/1"
        assert "disabled" in recorder.get("/meetings/1").text
        assert post(recorder, "/meetings/1/items").location == "/meetings/1/items/1"
        saved = post(recorder, "/meetings/1/items/1", item_data(app))
        assert saved.location == "/meetings/1/items/1"
        post(recorder, "/meetings/1/submission", {"version": versions(app)[1]})
        assert "待核稿签发" in head.get("/meetings/1").text
        post(head, "/meetings/1/return", {"version": versions(app)[1], "reason": "再核一下"})
        assert "再核一下" in recorder.get("/meetings/1").text
        post(recorder, "/meetings/1/submission", {"version": versions(app)[1]})
        told = post(head, "/meetings/1/issue", {"version": versions(app)[1]}, follow_redirects=True)
    assert "第1号" in told.text and "督2013-001" in told.text
    assert "引用" not in recorder.get("/meetings/1/items/1").text.split("可引用")[0]
    paper = client_as(Role.LEADER).get("/meetings/1/paper").text
    assert "柞水县人民政府座谈会纪要" in paper and "参加：" in paper
    assert "papers.css" in paper and "base.css" not in paper


def begun(app: Flask, client: FlaskClient, stop_id: int) -> None:
    post(client, f"/meetings/of-stop/{stop_id}")
    post(client, "/meetings/1/items")


def test_a_quote_keeps_what_was_typed(app: Flask, client_as: Client, stop_id: int) -> None:
    recorder = client_as(Role.RECORDER)
    begun(app, recorder, stop_id)
    with app.app_context(), clock.at(THAT_DAY):
        begin_writing()
        asked()
        db.session.commit()
    assert "路灯什么时候修好" in recorder.get("/meetings/1/items/1").text
    data = item_data(app, "先写的一句。")
    assert post(recorder, "/meetings/1/items/1/quotes/question-1", data).status_code == 303
    shown = recorder.get("/meetings/1/items/1").text
    assert "先写的一句。\n07号代表提出：路灯什么时候修好？" in shown
    assert "已引用" in shown
    assert post(recorder, "/meetings/1/items/1/quotes/report-1", data).status_code == 404
    assert post(recorder, "/meetings/1/items/1/quotes/question-9", data).status_code == 404


def test_two_people_at_one_item_see_both_texts(app: Flask, client_as: Client, stop_id: int) -> None:
    recorder, organiser = client_as(Role.RECORDER), client_as(Role.ORGANISER)
    begun(app, recorder, stop_id)
    stale = item_data(app, "后到的人写的。")
    post(organiser, "/meetings/1/items/1", item_data(app, "先到的人写的。"))
    refused = post(recorder, "/meetings/1/items/1", stale)
    assert refused.status_code == 409
    assert "先到的人写的。" in refused.text and "后到的人写的。" in refused.text
    with app.app_context():
        item = db.session.scalars(select(Minutes)).one().items[0]
        assert item.said == "先到的人写的。"
        assert f'value="{item.version}"' in refused.text
    merged = item_data(app, "先到的人写的。后到的人写的。")
    assert post(recorder, "/meetings/1/items/1", merged).status_code == 303


def test_a_wrong_date_comes_back_with_the_text(app: Flask, client_as: Client, stop_id: int) -> None:
    recorder = client_as(Role.RECORDER)
    begun(app, recorder, stop_id)
    data = item_data(app, "写了很久的话。") | {"decisions-0-due_on": "下个月"}
    answer = post(recorder, "/meetings/1/items/1", data)
    assert answer.status_code == 422
    assert "写了很久的话。" in answer.text and "请按 2013-06-28 的样子填写日期" in answer.text


def test_an_empty_row_is_no_decision_and_an_emptied_one_is_dropped(
    app: Flask, client_as: Client, stop_id: int
) -> None:
    recorder = client_as(Role.RECORDER)
    begun(app, recorder, stop_id)
    post(recorder, "/meetings/1/items/1", item_data(app))
    assert numbers(app, Decision) == 1
    with app.app_context():
        key = db.session.scalars(select(Decision)).one().id
    post(recorder, "/meetings/1/items/1",
         item_data(app) | {"decisions-0-id": key, "decisions-0-text": ""})  # fmt: skip
    assert numbers(app, Decision) == 0


def test_order_by_buttons_and_removal(app: Flask, client_as: Client, stop_id: int) -> None:
    recorder = client_as(Role.RECORDER)
    begun(app, recorder, stop_id)
    post(recorder, "/meetings/1/items")
    assert post(recorder, "/meetings/1/items/1/down", item_data(app)).status_code == 303
    with app.app_context():
        items = db.session.scalars(select(Minutes)).one().items
        assert [item.id for item in items] == [2, 1]
        version = items[0].version
    post(recorder, "/meetings/1/items/2/removal", {"version": version})
    assert recorder.get("/meetings/1/items/2").status_code == 404


def test_people_are_added_excused_and_removed(app: Flask, client_as: Client, stop_id: int) -> None:
    recorder = client_as(Role.RECORDER)
    post(recorder, f"/meetings/of-stop/{stop_id}")
    data = {"version": versions(app)[0], "kind": "participant", "name": "白敬安"}
    post(recorder, "/meetings/1/attendance", {**data, "unit": "县卫生局", "duty": "局长"})
    assert "县卫生局局长白敬安" in recorder.get("/meetings/1").text
    post(recorder, "/meetings/1/attendance/3", {"version": versions(app)[0], "kind": "absent"})
    assert "请假 1 人" in recorder.get("/meetings/1").text
    assert post(recorder, "/meetings/1/attendance/3/removal", {"version": 1}).status_code == 409
    post(recorder, "/meetings/1/attendance/3/removal", {"version": versions(app)[0]})
    assert "白敬安" not in recorder.get("/meetings/1").text
    stale = post(recorder, "/meetings/1/attendance", data)
    assert stale.status_code == 409 and "白敬安" in stale.text


def test_a_meeting_without_a_visit_is_entered_by_hand(app: Flask, client_as: Client) -> None:
    organiser = client_as(Role.ORGANISER)
    assert post(organiser, "/meetings", {"kind": "special", "title": ""}).status_code == 422
    data = {"kind": "special", "title": "专题会议", "held_at": "2013-07-01T09:00", "visit_id": ""}
    assert post(organiser, "/meetings", data).location == "/meetings/1"
    page = organiser.get("/meetings/1").text
    assert "专题会议（2013年第1次）" in page and "没有写主持人" in page
    facts = {"version": versions(app)[0], "title": "专题会议", "held_at": "2013-07-01 10:00",
             "chair_name": "周建国", "chair_title": "常务副县长"}  # fmt: skip
    post(organiser, "/meetings/1", facts)
    assert "没有写主持人" not in organiser.get("/meetings/1").text


def test_issuing_is_for_the_office_head_who_saw_the_last_state(
    app: Flask, client_as: Client
) -> None:
    with app.app_context(), clock.at(AFTER):
        begin_writing()
        seen = submitted().minutes.version
        db.session.commit()
    assert post(client_as(Role.RECORDER), "/meetings/1/issue", {"version": seen}).status_code == 403
    head = client_as(Role.OFFICE_HEAD)
    assert post(head, "/meetings/1/issue", {"version": seen - 1}).status_code == 409
    assert post(head, "/meetings/1/return", {"version": seen}).status_code == 422
    with clock.at(AFTER):
        post(head, "/meetings/1/issue", {"version": seen})
        assert post(head, "/meetings/1/issue", {"version": seen}).status_code == 409
    assert numbers(app, Matter) == 2
    assert numbers(app, Opinion) == 0


def test_a_report_is_nowhere_in_the_editor(app: Flask, client_as: Client, stop_id: int) -> None:
    from models import Report

    recorder = client_as(Role.RECORDER)
    begun(app, recorder, stop_id)
    with app.app_context(), clock.at(THAT_DAY):
        begin_writing()
        asked()
        card = db.session.scalars(select(Card)).one()
        Report.give(card, "有人公车私用", "r" * 36)
        db.session.commit()
    assert "公车私用" not in recorder.get("/meetings/1/items/1").text


def test_who_may_not_issue_is_not_offered_it(app: Flask, client_as: Client) -> None:
    with app.app_context(), clock.at(AFTER):
        begin_writing()
        ready().minutes.submit(account(Role.OFFICE_HEAD))
        db.session.commit()
    page = client_as(Role.OFFICE_HEAD).get("/meetings/1").text
    assert "/meetings/1/issue" not in page and "另一位办公室领导" in page


def test_a_decision_s_matter_and_the_minutes_lead_to_each_other(
    app: Flask, client_as: Client
) -> None:
    with app.app_context(), clock.at(AFTER):
        begin_writing()
        meeting = submitted()
        item = meeting.minutes.items[0].id
        matter = meeting.minutes.issue(account(Role.OFFICE_HEAD))[0]
        matter.assign(account(Role.SUPERVISOR), lead=account(Role.HANDLER).unit)
        db.session.commit()
        there, words = f"/matters/{matter.id}", f"《{meeting.title}纪要》第1号"
    source = f"/meetings/1#item-{item}"
    leader = client_as(Role.LEADER)
    assert f'href="{there}"' in leader.get("/meetings/1").text
    page = leader.get(there).text
    assert f'href="{source}"' in page and words in page
    assert f'id="item-{item}"' in leader.get("/meetings/1").text
    # a unit may not read the minutes: it reads their name and the decision, and finds no dead link
    unit_s = client_as(Role.HANDLER).get(there).text
    assert words in unit_s and "修好第1盏路灯" in unit_s and source not in unit_s
