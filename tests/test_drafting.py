"""The pages of meetings and minutes, with and without scripts."""

import io
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from models import (
    Card,
    Decision,
    Matter,
    Meeting,
    Minutes,
    Presence,
    Report,
    Role,
    Statement,
    begin_writing,
    clock,
    db,
)
from tests.conftest import HTMX, pdf, person, post
from tests.test_meetings import AFTER, THAT_DAY, asked, issued, ready, submitted, talk_stop, unit

Client = Callable[[Role | None], FlaskClient]
JSON = {"Accept": "application/json", **HTMX}


@pytest.fixture
def stop_id(app: Flask) -> int:
    with app.app_context(), clock.at(THAT_DAY):
        begin_writing()
        key: int = talk_stop().id
        db.session.commit()
        return key


def do(app: Flask, act: Callable[[], Any]) -> Any:
    """In a transaction of its own."""
    with app.app_context(), clock.at(AFTER):
        begin_writing()
        result = act()
        db.session.commit()
        return result


def versions(app: Flask) -> tuple[int, int]:
    with app.app_context():
        meeting = db.session.scalars(select(Meeting)).one()
        return meeting.version, meeting.minutes.version


def numbers(app: Flask, model: Any) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model)) or 0


def begun(client: FlaskClient, stop_id: int) -> None:
    post(client, f"/meetings/of-stop/{stop_id}")
    post(client, "/meetings/1/items")


def save(client: FlaskClient, block: str, **data: Any) -> Any:
    """As the page's scripts do it."""
    return post(client, f"/meetings/1/blocks/{block}", data, headers=JSON)


def test_from_one_click_to_the_printed_number_without_scripts(
    app: Flask, client_as: Client, stop_id: int
) -> None:
    recorder, head, leader = (
        client_as(role) for role in (Role.RECORDER, Role.OFFICE_HEAD, Role.LEADER)
    )

    def step(client: FlaskClient, name: str, **more: str) -> Any:
        return post(client, f"/meetings/1/{name}", {"version": versions(app)[1], **more})

    with clock.at(AFTER):
        assert "记纪要" in recorder.get("/meetings").text
        assert post(recorder, f"/meetings/of-stop/{stop_id}").location == "/meetings/1"
        assert "disabled" in recorder.get("/meetings/1").text
        assert post(recorder, "/meetings/1/items").location == "/meetings/1/draft#item-1"
        data = {"base": "1", "title": "路灯", "said": "代表反映路灯不亮。"}
        saved = post(recorder, "/meetings/1/blocks/item-1", data)
        assert saved.location == "/meetings/1/draft#item-1"
        added = post(recorder, "/meetings/1/items/1/decision")
        assert added.location == "/meetings/1/draft#decision-1"
        row = {"text": "修好路灯", "lead": "县交通运输局", "due_on": "2013-07-10"}
        post(recorder, "/meetings/1/blocks/decision-1", row)
        step(recorder, "submission")
        assert "核稿通过，送签发" in head.get("/meetings/1").text
        step(head, "return", reason="再核一下")
        assert "再核一下" in recorder.get("/meetings/1").text
        step(recorder, "submission")
        step(head, "review")
        assert "等" in recorder.get("/meetings/1").text
        step(leader, "signature")
        told = step(head, "issue", follow_redirects="")
        assert told.status_code == 303
        page = head.get("/meetings/1").text
    assert "第1号" in page and "督2013-001" in page and "县领导甲" in page
    paper = leader.get("/meetings/1/paper").text
    assert "柞水县人民政府座谈会纪要" in paper and "参加：" in paper
    assert "papers.css" in paper and "base.css" not in paper


def test_a_signature_on_paper_is_keyed_in_by_the_office_head(app: Flask, client_as: Client) -> None:
    do(app, lambda: submitted().minutes.review(person(Role.OFFICE_HEAD)))
    head = client_as(Role.OFFICE_HEAD)
    data = {"version": versions(app)[1], "name": "郭志远", "signed_on": "下个月"}
    with clock.at(AFTER):
        assert "请按 2013-06-28" in post(head, "/meetings/1/paper-signature", data).text
        post(head, "/meetings/1/paper-signature", data | {"signed_on": "2013-06-24"})
        assert "郭志远 2013年6月24日在纸上签发，由办公室领导甲补录" in head.get("/meetings/1").text


def test_each_block_is_saved_by_itself_and_says_what_to_go_on_from(
    app: Flask, client_as: Client, stop_id: int
) -> None:
    recorder = client_as(Role.RECORDER)
    begun(recorder, stop_id)
    first = save(recorder, "item-1", title="路灯", said="  不亮。\r\n\r\n　　修。").json
    assert first["fields"]["said"] == "不亮。\n修。" and first["sent"] == first["number"]
    assert "没有写主持人" not in first["missing"]
    again = save(recorder, "item-1", base=first["number"], said="不亮。\n修好。").json
    assert again["number"] > first["number"] and again["fields"]["title"] == "路灯"


def test_two_people_at_one_text_see_both(app: Flask, client_as: Client, stop_id: int) -> None:
    recorder, organiser = client_as(Role.RECORDER), client_as(Role.ORGANISER)
    begun(recorder, stop_id)
    seen = save(recorder, "item-1", said="甲\n乙").json["number"]
    save(organiser, "item-1", base=seen, said="甲\n乙，添上的")
    joined = save(recorder, "item-1", base=seen, said="甲，我的\n乙").json
    assert joined["fields"]["said"] == "甲，我的\n乙，添上的"
    assert joined["sent"] < joined["number"]
    clash = save(organiser, "item-1", base=seen, said="甲，别的\n乙").json
    assert "两稿" in clash["conflicts"] and "甲，我的" in clash["fields"]["said"]
    page = recorder.get("/meetings/1/draft").text
    assert 'id="conflict-1"' in page and "别的" in page
    assert "disabled" in recorder.get("/meetings/1").text
    data = {"version": "1", "choice": "both", "text": "甲，都要\n乙"}
    assert post(recorder, "/meetings/1/conflicts/1", data).location.endswith("#item-1")
    assert post(recorder, "/meetings/1/conflicts/1", data).status_code == 303
    assert "甲，都要" in recorder.get("/meetings/1/draft").text


def test_what_others_wrote_is_told_since_what_one_has_seen(client_as: Client, stop_id: int) -> None:
    recorder, organiser = client_as(Role.RECORDER), client_as(Role.ORGANISER)
    begun(recorder, stop_id)
    seen = save(recorder, "item-1", said="甲").json["number"]
    save(organiser, "item-1", base=seen, said="甲乙")
    found = recorder.get(f"/meetings/1/changes?since={seen}").json
    assert [(b["block"], b["fields"]["said"], b["who"]) for b in found["blocks"]] == [
        ("item-1", "甲乙", "组织员甲")
    ]
    assert not found["moved"]
    assert organiser.get(f"/meetings/1/changes?since={seen}").json["blocks"] == []
    post(organiser, "/meetings/1/items")
    assert recorder.get(f"/meetings/1/changes?since={found['last']}").json["moved"]


def test_units_are_written_by_name_and_a_wrong_one_holds_up_nothing_else(
    app: Flask, client_as: Client, stop_id: int
) -> None:
    recorder = client_as(Role.RECORDER)
    begun(recorder, stop_id)
    post(recorder, "/meetings/1/items/1/decision")
    row = {
        "text": "修好",
        "lead": "县交通局",
        "assisting": "县监察局、县交通运输局",
        "due_on": "明天",
    }
    answer = save(recorder, "decision-1", **row).json
    assert answer["problems"] == {
        "lead": "没有「县交通局」这个单位，请从列表里选",
        "due_on": "请按 2013-06-28 的样子填写日期",
    }
    with app.app_context():
        decision = db.session.scalars(select(Decision)).one()
        assert (decision.text, decision.lead, len(decision.assisting)) == ("修好", None, 2)
    save(recorder, "decision-1", lead="县交通运输局", due_on="2013年7月1日")
    with app.app_context():
        assert db.session.scalars(select(Decision)).one().lead is unit()


def test_a_page_left_open_writes_in_nobody_else_s_name(client_as: Client, stop_id: int) -> None:
    recorder = client_as(Role.RECORDER)
    begun(recorder, stop_id)
    assert save(recorder, "item-1", writer=99, said="别人的话").status_code == 409
    assert "别人的话" not in recorder.get("/meetings/1/draft").text


def test_one_save_sent_twice_is_one(client_as: Client, stop_id: int) -> None:
    recorder = client_as(Role.RECORDER)
    begun(recorder, stop_id)
    sent = {"base": "1", "client_id": "one-and-the-same", "said": "甲"}
    assert (
        save(recorder, "item-1", **sent).json["sent"]
        == save(recorder, "item-1", **sent).json["sent"]
    )


def test_an_expired_session_keeps_the_text_on_the_page_that_says_so(
    client_as: Client, stop_id: int
) -> None:
    begun(client_as(Role.RECORDER), stop_id)
    answer = post(client_as(None), "/meetings/1/blocks/item-1", {"said": "写了很久的话"})
    assert answer.status_code == 401 and "写了很久的话" in answer.text


def test_quotes_parts_order_and_removal_by_buttons(
    app: Flask, client_as: Client, stop_id: int
) -> None:
    recorder = client_as(Role.RECORDER)
    begun(recorder, stop_id)
    with app.app_context(), clock.at(THAT_DAY):
        begin_writing()
        asked()
        db.session.commit()
    assert "路灯什么时候修好" in recorder.get("/meetings/1/draft").text
    assert post(recorder, "/meetings/1/items/1/quotes/question-1").status_code == 303
    page = recorder.get("/meetings/1/draft").text
    assert "07号代表" in page and "县交通运输局局长王建军" in page and "已引用" in page
    for wrong in ("report-1", "question-9", "question-x"):
        assert post(recorder, f"/meetings/1/items/1/quotes/{wrong}").status_code == 404
    post(recorder, "/meetings/1/items")
    post(recorder, "/meetings/1/blocks/item-1/down")
    with app.app_context():
        items = db.session.scalars(select(Minutes)).one().items
        assert [item.id for item in items] == [2, 1]
    swapped = post(recorder, "/meetings/1/blocks/item-2/removal", headers=HTMX)
    assert 'id="editor"' in swapped.text and 'id="item-2"' not in swapped.text
    assert "<html" not in swapped.text


def test_old_links_to_removed_blocks_do_not_break(client_as: Client, stop_id: int) -> None:
    recorder = client_as(Role.RECORDER)
    begun(recorder, stop_id)
    for block in ("item-9", "decision-1", "none", "meeting"):
        assert save(recorder, block, said="甲").status_code == 409


def test_versions_are_listed_compared_and_brought_back(client_as: Client, stop_id: int) -> None:
    recorder, organiser = client_as(Role.RECORDER), client_as(Role.ORGANISER)
    begun(recorder, stop_id)
    old = save(recorder, "item-1", said="六月底前修好。").json["number"]
    new = save(organiser, "item-1", base=old, said="七月底前修好。").json["number"]
    page = recorder.get(f"/meetings/1/versions?old={old}&new={new}").text
    assert "<del>六</del>" in page and "<ins>七</ins>" in page
    assert "组织员甲" in page and "文秘甲" in page
    assert post(recorder, f"/meetings/1/versions/{old}").status_code == 303
    assert "六月底前修好。" in recorder.get("/meetings/1/draft").text
    assert recorder.get("/meetings/1/versions?old=0&new=0").status_code == 409


def test_everything_is_replaced_at_once(client_as: Client, stop_id: int) -> None:
    recorder = client_as(Role.RECORDER)
    begun(recorder, stop_id)
    save(recorder, "item-1", title="县交通局", said="县交通局说，县交通局办。")
    data = {"wanted": "县交通局", "words": "县交通运输局"}
    told = post(recorder, "/meetings/1/replacement", data, follow_redirects=True).text
    assert "替换了 3 处" in told and "县交通运输局说，县交通运输局办。" in told
    assert post(recorder, "/meetings/1/replacement", data | {"wanted": "没有的"}).status_code == 409
    assert post(recorder, "/meetings/1/replacement", data | {"wanted": ""}).status_code == 409


def test_stock_phrases_are_the_office_s_own_list(client_as: Client, stop_id: int) -> None:
    recorder = client_as(Role.RECORDER)
    begun(recorder, stop_id)
    assert "会议认为，" in recorder.get("/meetings/1/draft").text
    post(
        recorder, "/meetings/phrases", {"texts": "会议一致同意，\n\n会议一致同意，\n请督查室跟踪。"}
    )
    page = client_as(Role.ORGANISER).get("/meetings/1/draft").text
    assert (
        page.count("会议一致同意，") == 1 and "请督查室跟踪。" in page and "会议认为，" not in page
    )
    too_many = "\n".join(f"第{n}句" for n in range(41))
    assert post(recorder, "/meetings/phrases", {"texts": too_many}).status_code == 409


@pytest.mark.parametrize("key", ["all", "9", "٣", "99999999999", "a-b"])
def test_a_meeting_that_is_not_there_has_no_live_regions(client_as: Client, key: str) -> None:
    for name in ("writers", "draft_edits"):
        assert client_as(Role.RECORDER).get(f"/live/{name}/{key}").status_code == 404


def test_who_is_at_the_draft_is_told_once_and_forgotten_when_gone(
    app: Flask, client_as: Client, stop_id: int
) -> None:
    recorder, organiser = client_as(Role.RECORDER), client_as(Role.ORGANISER)
    begun(recorder, stop_id)
    with clock.at(AFTER):
        post(recorder, "/meetings/1/presence", {"block": "item-1"})
        post(organiser, "/meetings/1/presence", {"block": ""})
        shown = recorder.get("/live/writers/1").text
        assert "文秘甲</b>（第一项）" in shown.replace("\n", "") and "组织员甲" in shown
        seen = recorder.get("/live/writers/1").headers["X-Version"]
        post(organiser, "/meetings/1/presence", {"block": ""})  # nothing that others need to know
        assert recorder.get(f"/live/writers/1?seen={seen}").status_code == 204
        post(organiser, "/meetings/1/presence", {"gone": "1"})
        assert "组织员甲" not in recorder.get("/live/writers/1").text
    with clock.at(datetime(2013, 6, 24, 9, 1)):
        post(organiser, "/meetings/1/presence", {"block": ""})
    assert numbers(app, Presence) == 1
    assert client_as(Role.LEADER).get("/live/writers/1").status_code == 404


def test_people_are_added_excused_timed_and_removed(
    app: Flask, client_as: Client, stop_id: int
) -> None:
    recorder = client_as(Role.RECORDER)
    post(recorder, f"/meetings/of-stop/{stop_id}")
    data = {"version": versions(app)[0], "kind": "participant", "name": "白敬安"}
    post(recorder, "/meetings/1/attendance", {**data, "unit": "县卫生局", "duty": "局长"})
    assert "县卫生局局长白敬安" in recorder.get("/meetings/1").text
    late = {"version": versions(app)[0], "arrived_at": "15:30", "left_at": ""}
    post(recorder, "/meetings/1/attendance/3/stay", late)
    assert "（15:30到会）" in recorder.get("/meetings/1").text
    wrong = {"version": versions(app)[0], "arrived_at": "三点"}
    assert post(recorder, "/meetings/1/attendance/3/stay", wrong).status_code == 409
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
    def prepare() -> int:
        minutes = submitted().minutes
        minutes.review(person(Role.OFFICE_HEAD))
        minutes.sign(person(Role.LEADER))
        return minutes.version

    seen = do(app, prepare)
    assert post(client_as(Role.RECORDER), "/meetings/1/issue", {"version": seen}).status_code == 403
    head = client_as(Role.OFFICE_HEAD)
    assert post(head, "/meetings/1/issue", {"version": seen - 1}).status_code == 409
    assert post(head, "/meetings/1/return", {"version": seen}).status_code == 422
    with clock.at(AFTER):
        post(head, "/meetings/1/issue", {"version": seen})
        assert post(head, "/meetings/1/issue", {"version": seen}).status_code == 409
    assert numbers(app, Matter) == 2


def test_a_correction_says_what_it_corrects(app: Flask, client_as: Client) -> None:
    do(app, lambda: issued(1)[0].id)
    recorder = client_as(Role.RECORDER)
    assert post(recorder, "/meetings/1/correction", {"reason": ""}).status_code == 422
    assert (
        post(recorder, "/meetings/1/correction", {"reason": "时限写错"}).location == "/meetings/2"
    )
    page = recorder.get("/meetings/2").text
    assert "更正<a" in page and "第1号纪要" in page and "时限写错" in page
    assert "本纪要更正第1号纪要。更正理由：时限写错。" in recorder.get("/meetings/2/paper").text
    assert 'href="/meetings/2"' in recorder.get("/meetings/1").text


def test_material_lies_beside_its_item(app: Flask, client_as: Client, stop_id: int) -> None:
    recorder = client_as(Role.RECORDER)
    begun(recorder, stop_id)
    file = (io.BytesIO(pdf("lights")), "汇报材料.pdf")
    post(recorder, "/meetings/1/items/1/files", {"file": file})
    assert "汇报材料.pdf" in recorder.get("/meetings/1").text
    got = client_as(Role.LEADER).get("/meetings/1/files/1")
    assert b"lights" in got.data and "attachment" in got.headers["Content-Disposition"]
    got.close()
    assert client_as(Role.HANDLER).get("/meetings/1/files/1").status_code == 403
    post(recorder, "/meetings/1/files/1/removal")
    assert recorder.get("/meetings/1/files/1").status_code == 404
    assert post(recorder, "/meetings/1/items/1/files", {}).status_code == 409


def test_a_report_is_nowhere_in_the_editor(app: Flask, client_as: Client, stop_id: int) -> None:
    recorder = client_as(Role.RECORDER)
    begun(recorder, stop_id)
    with app.app_context(), clock.at(THAT_DAY):
        begin_writing()
        asked()
        Report.give(db.session.scalars(select(Card)).one(), "有人公车私用", "r" * 36)
        db.session.commit()
    assert "公车私用" not in recorder.get("/meetings/1/draft").text


def test_who_may_not_check_it_is_not_offered_it(app: Flask, client_as: Client) -> None:
    def prepare() -> None:
        minutes = ready().minutes
        minutes.submit(person(Role.RECORDER))
        minutes.submitted_by = person(Role.OFFICE_HEAD)

    do(app, prepare)
    page = client_as(Role.OFFICE_HEAD).get("/meetings/1").text
    assert "/meetings/1/review" not in page and "另一位办公室领导" in page


def test_a_decision_s_matter_and_the_minutes_lead_to_each_other(
    app: Flask, client_as: Client
) -> None:
    with app.app_context(), clock.at(AFTER):
        begin_writing()
        meeting, [matter, _] = issued()
        item = meeting.minutes.items[0].id
        matter.assign(person(Role.SUPERVISOR), lead=person(Role.HANDLER).unit)
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


def test_the_last_meeting_s_decisions_are_read_at_the_head_of_the_next(
    app: Flask, client_as: Client
) -> None:
    do(app, lambda: issued(1)[0].id)
    organiser = client_as(Role.ORGANISER)
    data = {"kind": "talk", "title": "再谈", "held_at": "2013-07-01T09:00", "visit_id": ""}
    assert post(organiser, "/meetings", data).location == "/meetings/2"
    page = organiser.get("/meetings/2").text
    assert "上次议定事项落实情况" in page and "修好第1盏路灯" in page and "待交办" in page
    assert "上次议定事项落实情况" not in organiser.get("/meetings/1").text


# ---- representatives read the record of their words ---------------------------------------------


def read_by_its_speaker(app: Flask) -> None:
    def prepare() -> None:
        meeting = ready(1)
        meeting.minutes.items[0].quote(asked(), person(Role.RECORDER))
        meeting.minutes.submit(person(Role.RECORDER))

    do(app, prepare)


def statement_version(app: Flask) -> int:
    with app.app_context():
        return db.session.scalars(select(Statement)).first().version


def test_a_representative_confirms_on_the_page_of_the_card(app: Flask, client_as: Client) -> None:
    read_by_its_speaker(app)
    card = client_as(Role.REPRESENTATIVE)
    page = card.get("/mine").text
    assert "纪要里您的话" in page and "记得对，我确认" in page
    stale = post(card, "/mine/statements/1/confirmation", {"version": 99})
    assert stale.status_code == 409
    post(card, "/mine/statements/1/confirmation", {"version": statement_version(app)})
    assert "您已确认" in card.get("/mine").text
    assert "本人已确认" in client_as(Role.RECORDER).get("/meetings/1").text
    assert post(card, "/mine/statements/2/confirmation", {"version": 1}).status_code == 404


def test_an_objection_holds_up_the_signing_until_it_is_answered(
    app: Flask, client_as: Client
) -> None:
    read_by_its_speaker(app)
    card, head = client_as(Role.REPRESENTATIVE), client_as(Role.OFFICE_HEAD)
    version = statement_version(app)
    empty = post(card, "/mine/statements/1/objection", {"version": version, "words": ""})
    assert empty.status_code == 422 and "请写明哪里不对" in empty.text
    words = {"version": version, "words": "我说的是村口的路灯"}
    assert post(card, "/mine/statements/1/objection", words).status_code == 303
    page = head.get("/meetings/1").text
    assert "有代表的异议没有处理" in page and "我说的是村口的路灯" in page
    seen = {"version": versions(app)[1]}
    assert post(head, "/meetings/1/review", seen).status_code == 409
    assert "我说的是村口的路灯" in head.get("/meetings/1/draft").text
    post(head, "/meetings/1/statements/1/answer", {"words": "标题已写明"})
    assert "标题已写明" in card.get("/mine").text
    assert post(head, "/meetings/1/review", {"version": versions(app)[1]}).status_code == 303
