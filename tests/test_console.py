"""The moderator's console: wordings, stars, order, undo, notes, and what is left at the end."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from models import (
    Account,
    AuthSession,
    Matter,
    Moderation,
    Question,
    QuestionState,
    Role,
    Stop,
    Transcript,
    Unit,
    Visit,
    Waiting,
    db,
    publish,
)
from tests.conftest import HTMX, PASSWORD, post
from tests.test_questions import (
    DUST,
    LAMPS,
    act,
    neighbour,
    on_screen,
    organiser,
    promise,
    question_no,
    region,
    rep,
    send,
    state,
    visit,
    wall,
)

__all__ = ["neighbour", "organiser", "rep", "visit"]  # fixtures

Client = Callable[[Role | None], FlaskClient]
LAMPS_TOO = "村口到学校那段路没有路灯，什么时候能够装上？"
PLAIN = "村口到学校的路灯何时装好？"
STAR = "星标"


@pytest.fixture
def colleague(app: Flask, visit: int) -> FlaskClient:
    """The second moderator."""
    with app.app_context():
        office = db.session.scalars(select(Unit).filter_by(name="县政府办公室")).one()
        second = Account.open(
            login="second",
            name="董瑞",
            role=Role.ORGANISER,
            unit=office,
            password=PASSWORD,
            by="system",
        )
        token = AuthSession.start(second)
        db.session.commit()
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = token
    return client


def order(app: Flask, visit: int) -> list[int]:
    with app.app_context():
        found = Question.of(db.session.get_one(Visit, visit), QuestionState.QUEUED)
        return [question.number for question in db.session.scalars(found)]


def sheet(client: FlaskClient, app: Flask, number: int, query: str = "") -> str:
    with app.app_context():
        known = question_no(number).id
    return client.get(f"/console/questions/{known}{query}").text


# The wording


def test_the_room_reads_the_wording_and_the_asker_reads_both(
    app: Flask, rep: FlaskClient, neighbour: FlaskClient, organiser: FlaskClient, visit: int
) -> None:
    send(rep, LAMPS)
    assert act(organiser, app, 1, "wording", wording=PLAIN).status_code == 303
    act(organiser, app, 1, "approve")
    for page in (neighbour.get("/tablet").text, wall(app, app.test_client(), visit)):
        assert PLAIN in page and LAMPS not in page
    act(organiser, app, 1, "screen")
    assert f'<h1 class="w1">{PLAIN}' in wall(app, app.test_client(), visit)
    for page in (region(organiser, "console", visit), sheet(organiser, app, 1)):
        assert PLAIN in page and f"原话：{LAMPS}" in page.replace("（07 号代表）", "").replace(
            "</span>", ""
        )
    own = rep.get("/tablet").text
    assert LAMPS in own and f"上屏的措辞：{PLAIN}" in own


def test_a_wording_that_is_empty_or_too_long_is_kept_in_the_box(
    app: Flask, rep: FlaskClient, organiser: FlaskClient
) -> None:
    send(rep, LAMPS)
    assert act(organiser, app, 1, "wording", wording=" ").status_code == 422
    long = "长" * 301
    answer = act(organiser, app, 1, "wording", wording=long)
    assert answer.status_code == 422 and long in answer.text
    with app.app_context():
        assert question_no(1).shown == LAMPS


@pytest.mark.parametrize(
    "what, form",
    [
        ("wording", {"wording": PLAIN}),
        ("refusal", {"reason": "与走访无关"}),
        ("outcome", {"outcome": "answer", "words": "下月装二十盏", "speaker": "王建军"}),
    ],
)
def test_who_comes_too_late_sees_both_texts_and_may_decide_again(
    app: Flask,
    rep: FlaskClient,
    organiser: FlaskClient,
    colleague: FlaskClient,
    what: str,
    form: dict[str, str],
) -> None:
    on_screen(app, rep, organiser)
    if what == "refusal":
        act(organiser, app, 1, "down")
    with app.app_context():
        seen = str(question_no(1).version)
    act(colleague, app, 1, "wording", wording="另一位主持改的话")
    answer = act(organiser, app, 1, what, **form, version=seen)
    assert answer.status_code == 409
    typed = next(text for name, text in form.items() if name != "outcome")
    assert "情况已有变化" in answer.text and "董瑞" in answer.text
    assert "另一位主持改的话" in answer.text and answer.text.count(typed) == 2
    with app.app_context():
        assert question_no(1).shown == "另一位主持改的话"
        now = question_no(1).version
    assert f'name="version" value="{now}"' in re.sub(r"\s+", " ", answer.text)
    assert act(organiser, app, 1, what, **form).status_code == 303


# Stars, order, the way back


def test_a_star_is_the_staff_s_alone(
    app: Flask, rep: FlaskClient, neighbour: FlaskClient, organiser: FlaskClient, visit: int
) -> None:
    send(rep, LAMPS)
    act(organiser, app, 1, "approve")
    places = [(rep, "/tablet"), (neighbour, "/tablet")]
    before = [re.sub(r'value="[^"]*"', "", client.get(url).text) for client, url in places]
    before.append(wall(app, app.test_client(), visit))
    assert act(organiser, app, 1, "star").status_code == 303
    assert "去星标" in region(organiser, "console", visit)
    after = [re.sub(r'value="[^"]*"', "", client.get(url).text) for client, url in places]
    after.append(wall(app, app.test_client(), visit))
    assert not any(STAR in page for page in after)
    assert [LAMPS in page for page in before] == [LAMPS in page for page in after]
    act(organiser, app, 1, "star")
    assert "去星标" not in region(organiser, "console", visit)


def test_the_queue_is_put_in_order_and_the_wall_follows(
    app: Flask, rep: FlaskClient, organiser: FlaskClient, visit: int
) -> None:
    for number in (1, 2, 3):
        send(rep, f"{LAMPS}{number}", number)
        act(organiser, app, number, "approve")
    assert act(organiser, app, 3, "move/up").status_code == 303
    assert order(app, visit) == [1, 3, 2]
    act(organiser, app, 2, "move/top")
    assert order(app, visit) == [2, 1, 3]
    act(organiser, app, 2, "move/down")
    assert order(app, visit) == [1, 2, 3]
    assert act(organiser, app, 1, "move/up").status_code == 409
    page = wall(app, app.test_client(), visit)
    assert page.index(f"{LAMPS}1") < page.index(f"{LAMPS}2") < page.index(f"{LAMPS}3")
    act(organiser, app, 3, "move/top")
    act(organiser, app, 3, "undo")
    assert order(app, visit) == [1, 2, 3]


def test_each_step_is_taken_back_and_both_are_on_record(
    app: Flask, rep: FlaskClient, organiser: FlaskClient, visit: int
) -> None:
    send(rep, LAMPS)
    act(organiser, app, 1, "approve")
    assert "撤销通过" in region(organiser, "console", visit)
    assert act(organiser, app, 1, "undo").status_code == 303
    assert state(app, 1) is QuestionState.PENDING
    answer = act(organiser, app, 1, "undo")
    assert answer.status_code == 409 and "没有可以撤销的操作" in answer.text
    page = re.sub(r"\s+", "", sheet(organiser, app, 1))
    assert "审核记录" in page and "<b>通过</b>" in page and "<b>撤销</b>「通过」" in page
    assert "已撤销" in page
    with app.app_context():
        kinds = [did.kind.value for did in Moderation.of(question_no(1))]
    assert kinds == ["approve", "undo"]


def test_a_merger_is_taken_back_from_the_sheet_of_the_other(
    app: Flask, rep: FlaskClient, neighbour: FlaskClient, organiser: FlaskClient
) -> None:
    send(rep, LAMPS, 1)
    send(neighbour, DUST, 2)
    act(organiser, app, 1, "approve")
    with app.app_context():
        into = str(question_no(1).id)
    act(organiser, app, 2, "merger", into=into)
    assert "撤销并入" in sheet(organiser, app, 1)
    act(organiser, app, 2, "undo")
    assert "已并入" not in neighbour.get("/tablet").text
    assert state(app, 2) is QuestionState.PENDING


def test_a_promise_that_has_become_a_matter_stays_and_the_page_says_what_to_do(
    app: Flask, rep: FlaskClient, organiser: FlaskClient
) -> None:
    on_screen(app, rep, organiser)
    also = "路灯归我们管，灯杆这周先立"
    act(organiser, app, 1, "outcome", **promise(app), answer=also)
    with app.app_context():
        name = db.session.scalars(select(Matter)).one().name
        assert question_no(1).answer == also
    answer = act(organiser, app, 1, "undo")
    assert answer.status_code == 409
    assert name in answer.text and "请告诉督查室" in answer.text


# Refusals


def test_a_stock_reason_is_filled_in_and_can_be_changed(
    app: Flask, rep: FlaskClient, organiser: FlaskClient
) -> None:
    send(rep, LAMPS)
    answer = act(organiser, app, 1, "refusal", reason="", stock="private")
    assert answer.status_code == 200 and "</textarea>" in answer.text
    assert re.search(r"<textarea[^>]*name=\"reason\"[^>]*>\s*涉及个人或家庭的私事", answer.text)
    assert state(app, 1) is QuestionState.PENDING


# Answers


def test_an_answer_in_part_is_read_whole_by_the_asker_and_waits_for_the_unit(
    app: Flask, rep: FlaskClient, organiser: FlaskClient
) -> None:
    on_screen(app, rep, organiser)
    form = {**promise(app), "outcome": "partial", "words": "灯杆这周先立", "rest": ""}
    answer = act(organiser, app, 1, "outcome", **form)
    assert answer.status_code == 422 and "请写明还有什么要带回办理" in answer.text
    form["rest"] = "通电的日子由供电公司定了再回话"
    assert act(organiser, app, 1, "outcome", **form).status_code == 303
    page = rep.get("/tablet").text
    assert "部分答复" in page and "灯杆这周先立" in page
    assert "由县交通运输局带回办理：通电的日子由供电公司定了再回话" in page
    with app.app_context():
        assert [one.number for one in Waiting.all().questions] == [1]
    assert "通电的日子" in rep.get("/mine").text


def keep(
    client: FlaskClient, app: Flask, words: str, draft: int, headers: Any = HTMX
) -> TestResponse:
    with app.app_context():
        known = question_no(1).id
    data = {"words": words, "speaker": "王建军", "draft": str(draft)}
    return post(client, f"/console/questions/{known}/transcript", data, headers=headers)


def test_notes_are_kept_while_the_leader_speaks_and_the_other_moderator_reads_them(
    app: Flask, rep: FlaskClient, organiser: FlaskClient, colleague: FlaskClient, visit: int
) -> None:
    on_screen(app, rep, organiser)
    before = region(colleague, "transcript", visit)
    answer = keep(organiser, app, "下月装", 0)
    assert answer.status_code == 200 and 'name="draft" value="1"' in re.sub(
        r"\s+", " ", answer.text
    )
    assert "下月装" in region(colleague, "transcript", visit) and "下月装" not in before
    assert re.search(r"<textarea[^>]*name=\"words\"[^>]*>\s*下月装", sheet(organiser, app, 1))
    assert "下月装" not in rep.get("/tablet").text and state(app, 1) is QuestionState.ANSWERING
    assert keep(organiser, app, "下月装二十盏", 1, headers=None).status_code == 303
    with app.app_context():
        assert Transcript.of(question_no(1)).words == "下月装二十盏"


def test_two_who_write_at_once_both_keep_their_words(
    app: Flask, rep: FlaskClient, organiser: FlaskClient, colleague: FlaskClient
) -> None:
    on_screen(app, rep, organiser)
    keep(organiser, app, "下月装二十盏", 0)
    late = keep(colleague, app, "先装村口", 0)
    assert late.status_code == 409 and late.headers["HX-Retarget"] == "#transcript"
    assert "下月装二十盏" in late.text and "以我写的为准" in late.text
    plain = keep(colleague, app, "先装村口", 0, headers=None)
    assert plain.status_code == 409 and "下月装二十盏" in plain.text and "先装村口" in plain.text
    assert keep(colleague, app, "下月装二十盏，先装村口", 1).status_code == 200


def test_notes_that_are_too_long_say_so(
    app: Flask, rep: FlaskClient, organiser: FlaskClient
) -> None:
    on_screen(app, rep, organiser)
    answer = keep(organiser, app, "长" * 2001, 0)
    assert answer.status_code == 422 and "没有暂存" in answer.text


# What is left


def leave(
    client: FlaskClient, app: Flask, visit: int, numbers: list[int], **more: Any
) -> TestResponse:
    with app.app_context():
        marks = [f"{one.id}@{one.version}" for one in map(question_no, numbers)]
    data = {"question": marks, "stop_id": "", "unit_id": "", **more}
    return post(client, f"/console/visits/{visit}/leftover", data)


def test_what_is_unanswered_is_looked_at_and_carried_along_in_one_act(
    app: Flask, rep: FlaskClient, organiser: FlaskClient, visit: int
) -> None:
    for number in (1, 2):
        send(rep, f"{LAMPS}{number}", number)
    act(organiser, app, 1, "approve")
    page = organiser.get(f"/console/visits/{visit}/leftover").text
    assert f"{LAMPS}1" in page and f"{LAMPS}2" in page and page.count("checked") == 3
    with app.app_context():
        second = db.session.scalars(select(Stop.id).filter_by(position=2)).one()
    answer = leave(organiser, app, visit, [1, 2], way="carry", stop_id=str(second))
    assert answer.status_code == 303
    assert "2 条都已处理" in organiser.get("/console").text
    with app.app_context():
        assert [question_no(number).venue.id for number in (1, 2)] == [second, second]
        assert question_no(1).stop.position == 1
    assert "县交通运输局 → S102三改二" in region(organiser, "console", visit)


def test_what_cannot_be_routed_is_listed_with_its_reason(
    app: Flask, rep: FlaskClient, organiser: FlaskClient, visit: int
) -> None:
    for number in (1, 2):
        send(rep, f"{LAMPS}{number}", number)
    act(organiser, app, 1, "approve")
    unit_id = promise(app)["unit_id"]
    assert leave(organiser, app, visit, [1], way="route").status_code == 422
    assert leave(organiser, app, visit, [], way="route", unit_id=unit_id).status_code == 409
    answer = leave(organiser, app, visit, [1, 2], way="route", unit_id=unit_id)
    assert answer.status_code == 200
    assert "已处理 1 条，还有 1 条没有处理" in answer.text and "现在是「待审」" in answer.text
    assert [state(app, number) for number in (1, 2)] == ["routed", "pending"]
    with app.app_context():
        assert [one.number for one in Waiting.all().questions] == [1]


def test_the_way_out_of_the_visit_leads_past_what_is_left(
    app: Flask, rep: FlaskClient, organiser: FlaskClient, visit: int
) -> None:
    send(rep, LAMPS)
    link = f"/console/visits/{visit}/leftover"
    assert link in organiser.get(f"/console/visits/{visit}/end").text
    assert link in organiser.get("/console").text


# Finding


def test_questions_are_found_by_number_and_by_words(
    app: Flask, rep: FlaskClient, organiser: FlaskClient
) -> None:
    send(rep, LAMPS, 1)
    send(rep, DUST, 2)
    act(organiser, app, 1, "wording", wording=PLAIN)
    for words, found in [("何时装好", LAMPS), ("没有路灯", LAMPS), ("2", DUST), ("02", DUST)]:
        page = organiser.get(f"/console/questions?q={words}").text
        assert found in page and (LAMPS in page) is (found == LAMPS), words
    assert "没有找到" in organiser.get("/console/questions?q=%").text


def test_who_did_what_last_stands_on_the_card(
    app: Flask, rep: FlaskClient, organiser: FlaskClient, colleague: FlaskClient, visit: int
) -> None:
    send(rep, LAMPS)
    act(colleague, app, 1, "approve")
    page = re.sub(r"\s+", " ", region(organiser, "console", visit))
    assert re.search(r'class="did">董瑞 .*? 通过', page)
    assert "董瑞：第 01 号通过" in page  # for the screen reader


def test_the_console_is_the_same_for_both_moderators(
    app: Flask, rep: FlaskClient, organiser: FlaskClient, colleague: FlaskClient, visit: int
) -> None:
    on_screen(app, rep, organiser)
    keep(organiser, app, "下月装", 0)
    for name in ("console", "transcript"):
        one = region(organiser, name, visit)
        assert one == region(colleague, name, visit)
        assert "csrf" not in one and "<input" not in one and "<textarea" not in one
    assert rep.get(f"/live/transcript/{visit}").status_code == 404


def test_a_card_that_is_kept_follows_what_changes_beside_its_question(
    app: Flask, organiser: FlaskClient, colleague: FlaskClient, rep: FlaskClient, visit: int
) -> None:
    send(rep, LAMPS)
    act(colleague, app, 1, "wording", wording=PLAIN)
    before = region(organiser, "console", visit)
    assert "董瑞" in before
    with app.app_context():
        stop = db.session.scalars(select(Question)).one().stop
        assert stop is not None and stop.name in before
        old, stop.name = stop.name, "县交通运输局新楼"
        db.session.scalars(select(Account).filter_by(name="董瑞")).one().name = "董锐"
        publish(f"console:{visit}")
        db.session.commit()
    after = region(organiser, "console", visit)
    assert after.count("县交通运输局新楼") == before.count(old) > 1
    assert after.count("董锐") == before.count("董瑞") and "董瑞" not in after


def test_a_card_that_is_kept_gains_and_loses_what_is_merged_into_it(
    app: Flask, organiser: FlaskClient, rep: FlaskClient, neighbour: FlaskClient, visit: int
) -> None:
    send(rep, LAMPS, 1)
    act(organiser, app, 1, "approve")
    send(neighbour, LAMPS_TOO, 2)
    assert "可能与" in region(organiser, "console", visit)
    with app.app_context():
        into = question_no(1).id
    assert act(organiser, app, 2, "merger", into=into).status_code == 303
    merged = region(organiser, "console", visit)
    assert "已并入：" in merged and "可能与" not in merged
    act(organiser, app, 2, "undo")
    assert "已并入：" not in region(organiser, "console", visit)
