"""Questions from the tablet to the wall and to their answer; opinions and reports beside them."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from models import (
    AgeGroup,
    AuthSession,
    Card,
    Matter,
    MatterKind,
    Opinion,
    Question,
    QuestionState,
    Report,
    Representative,
    Role,
    Sex,
    Stop,
    StopKind,
    Unit,
    Visit,
    clock,
    db,
)
from models.text import LONGEST
from tests.conftest import HTMX, person, post

Client = Callable[[Role | None], FlaskClient]
LAMPS = "村口到学校那一段没有路灯，什么时候能装上？"
DUST = "便道天天过大车，能不能多洒几回水？"
BRIBE = "某某在低保评定里收了礼"
AS_SCRIPT = {"Accept": "application/json", **HTMX}


def uuid(number: int) -> str:
    return str(UUID(int=number))


@pytest.fixture
def visit(app: Flask) -> int:
    """A visit with two stops, at the first of them; its id."""
    with app.app_context():
        visit = db.session.scalars(select(Visit)).one()
        organiser = person(Role.ORGANISER)
        unit = db.session.scalars(select(Unit).filter_by(name="县交通运输局")).one()
        visit.add_stop(organiser, kind=StopKind.DEPARTMENT, name="县交通运输局", unit=unit)
        visit.add_stop(organiser, kind=StopKind.PROJECT, name="S102三改二", unit=unit)
        visit.start(visit.stops[0], organiser)
        db.session.commit()
        return visit.id


@pytest.fixture
def rep(client_as: Client, visit: int) -> FlaskClient:
    return client_as(Role.REPRESENTATIVE)


@pytest.fixture
def organiser(client_as: Client, visit: int) -> FlaskClient:
    return client_as(Role.ORGANISER)


@pytest.fixture
def neighbour(app: Flask, visit: int) -> FlaskClient:
    """Representative 08, on another tablet."""
    with app.app_context():
        someone = Representative.enrol(
            "system",
            name="党德明",
            sex=Sex.MALE,
            age_group=AgeGroup.SENIOR,
            town="营盘镇",
            walk="务农",
        )
        card, _ = Card.issue(db.session.get_one(Visit, visit), someone, 8, "system", "87654321")
        token = AuthSession.start(card)
        db.session.commit()
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = token
    return client


def send(client: FlaskClient, text: str, number: int = 1, **more: Any) -> TestResponse:
    """As the page of the card that is signed in there sends it."""
    headers = {"Origin": "http://localhost", **(more.pop("headers", None) or {})}
    data = {"kind": "question", "text": text, "client_id": uuid(number), **more}
    data.setdefault("slip", slip(client))
    return client.post("/submissions", data=data, headers=headers)


def slip(client: FlaskClient) -> str:
    found = re.search(r'name="slip" value="([^"]+)"', client.get("/tablet").text)
    assert found
    return found[1]


def act(client: FlaskClient, app: Flask, number: int, what: str, **more: Any) -> TestResponse:
    """Press a button for the question with this number, as it stands now."""
    with app.app_context():
        question = question_no(number)
        url, data = (
            f"/console/questions/{question.id}/{what}",
            {"version": question.version, **more},
        )
    return post(client, url, data)


def question_no(number: int) -> Question:
    return db.session.scalars(select(Question).filter_by(number=number)).one()


def state(app: Flask, number: int) -> QuestionState:
    with app.app_context():
        return question_no(number).state


def region(client: FlaskClient, name: str, key: object) -> str:
    answer = client.get(f"/live/{name}/{key}")
    assert answer.status_code == 200
    return answer.text


def wall(app: Flask, client: FlaskClient, visit: int) -> str:
    with app.app_context():
        token = db.session.get_one(Visit, visit).wall_token
    return client.get(f"/wall/{token}").text


def count(app: Flask, model: Any) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model)) or 0


# The tablet


def test_the_tablet_shows_the_present_stop_and_one_box(rep: FlaskClient) -> None:
    text = rep.get("/tablet").text
    assert "县交通运输局</h1>" in re.sub(r"\s+", "", text) and text.count("<textarea") == 2
    assert re.search(r'name="client_id"\s+value="[0-9a-f-]{36}"', text)


def test_a_question_gets_its_number_and_is_listed_as_mine(rep: FlaskClient) -> None:
    answer = send(rep, LAMPS)
    assert (answer.status_code, answer.location) == (303, "/tablet")
    page = rep.get("/tablet").text
    assert "已收到，第 01 号" in page and LAMPS in page and "待审" in page


def test_sent_twice_it_exists_once_and_has_the_same_number(app: Flask, rep: FlaskClient) -> None:
    answers = [send(rep, LAMPS, headers=AS_SCRIPT) for _ in range(2)]
    receipts = [json.loads(answer.text) for answer in answers]
    told = {"id": uuid(1), "label": "已收到，第 01 号", "number": 1, "code": ""}
    assert receipts[0] == receipts[1] == told
    assert count(app, Question) == 1


def test_numbers_follow_each_other(rep: FlaskClient, neighbour: FlaskClient) -> None:
    send(rep, LAMPS, 1)
    assert send(neighbour, DUST, 2, headers=AS_SCRIPT).json["number"] == 2


def test_a_question_belongs_to_the_stop_where_it_was_written(
    app: Flask, rep: FlaskClient, visit: int
) -> None:
    with app.app_context():
        first, second = db.session.scalars(select(Stop).order_by(Stop.position))
        first_id = first.id
        second.visit.start(second, person(Role.ORGANISER))
        db.session.commit()
    send(rep, LAMPS, 1, stop_id=str(first_id))
    send(rep, DUST, 2)
    send(rep, DUST, 3, stop_id="999")
    with app.app_context():
        names = [question_no(number).stop.name for number in (1, 2, 3)]
    assert names == ["县交通运输局", "S102三改二", "S102三改二"]


@pytest.mark.parametrize("kind", ["question", "opinion", "report"])
@pytest.mark.parametrize("headers", [None, AS_SCRIPT], ids=["page", "script"])
def test_what_is_too_long_is_refused_and_kept(
    app: Flask, rep: FlaskClient, kind: str, headers: dict[str, str] | None
) -> None:
    text = "长" * (LONGEST + 1)
    answer = send(rep, text, kind=kind, headers=headers)
    assert answer.status_code == 422
    assert f"写了 {LONGEST + 1} 字" in answer.text
    assert (text in answer.text) is (headers is None)  # the script's page has it already
    assert not count(app, Question) + count(app, Opinion) + count(app, Report)


def test_marks_above_letters_are_not_counted(rep: FlaskClient) -> None:
    assert send(rep, "e\u0301" * LONGEST).status_code == 303


@pytest.mark.parametrize(
    "change",
    [
        {"text": " \n "},
        {"kind": "gift"},
        {"client_id": "1"},
        {"client_id": ""},
        {"kind": "report", "person": "某" * 61},
    ],
)
def test_what_is_incomplete_is_refused(
    app: Flask, rep: FlaskClient, change: dict[str, str]
) -> None:
    assert send(rep, **{"text": LAMPS, **change}).status_code == 422
    assert count(app, Question) == 0


def test_a_submission_is_nobody_elses(app: Flask, rep: FlaskClient, neighbour: FlaskClient) -> None:
    send(rep, LAMPS, 1)
    assert send(neighbour, LAMPS, 1).status_code == 409
    assert count(app, Question) == 1


def test_an_opinion_has_a_series_of_its_own(
    rep: FlaskClient, organiser: FlaskClient, visit: int
) -> None:
    send(rep, LAMPS, 1)
    answer = send(rep, "公示牌挂到村委会", 2, kind="opinion", headers=AS_SCRIPT)
    assert (answer.json["label"], answer.json["number"]) == ("已收到，意见第 01 号", 1)
    assert "公示牌挂到村委会" in rep.get("/tablet").text
    assert "公示牌挂到村委会" in region(organiser, "console", visit)


def test_outside_a_visit_the_page_says_so_and_shows_a_way_on(app: Flask, client_as: Client) -> None:
    rep = client_as(Role.REPRESENTATIVE)
    page = rep.get("/tablet").text
    assert (
        "筹备中" in page and "到达第一个参观点后" in page and re.search(r"<form[^>]*hidden", page)
    )
    answer = send(rep, LAMPS)
    assert answer.status_code == 409 and LAMPS in answer.text and "slip" not in answer.text


def test_after_the_visit_it_leads_to_what_became_of_it(
    app: Flask, rep: FlaskClient, organiser: FlaskClient, visit: int
) -> None:
    with app.app_context():
        version = db.session.get_one(Visit, visit).version
    post(organiser, f"/console/visits/{visit}/end", {"version": version})
    page = rep.get("/tablet").text
    assert "已经结束" in page and re.search(r'id="submission"[^>]*hidden', page)
    assert send(rep, LAMPS).status_code == 303  # written on the spot, it arrives late
    with app.app_context(), clock.at(clock.now() + timedelta(days=4)):
        assert not db.session.get_one(Visit, visit).takes_submissions


def test_the_list_of_another_card_does_not_exist(
    app: Flask, rep: FlaskClient, neighbour: FlaskClient, organiser: FlaskClient, visit: int
) -> None:
    send(rep, LAMPS)
    with app.app_context():
        own = person(Role.REPRESENTATIVE).id
    assert LAMPS in region(rep, "mine", own)
    for stranger in (neighbour, organiser, app.test_client()):
        assert stranger.get(f"/live/mine/{own}").status_code == 404
        assert stranger.get(f"/live?on=mine.{own}@0").status_code == 404


def test_regions_are_for_those_whom_they_concern(
    app: Flask, rep: FlaskClient, organiser: FlaskClient, client_as: Client, visit: int
) -> None:
    region(rep, "visit", visit)
    region(organiser, "console", visit)
    with app.app_context():
        Visit.plan(clock.today(), "system")
        db.session.commit()
    for client, place in [
        (rep, f"visit/{visit + 1}"),
        (rep, f"console/{visit}"),
        (client_as(Role.SUPERVISOR), f"console/{visit}"),
        (client_as(None), f"visit/{visit}"),
        (organiser, "console/99"),
        (organiser, "console/x"),
        (organiser, "console/" + "9" * 40),
        (rep, f"wall/{visit}-guessed"),
        (rep, f"wall/{visit}"),
        (rep, "wall/x-y"),
    ]:
        assert client.get(f"/live/{place}").status_code == 404, place


# A report


def test_a_report_answers_with_its_code_once(app: Flask, rep: FlaskClient) -> None:
    answer = send(rep, BRIBE, kind="report")
    assert answer.status_code == 200
    code = re.search(r"data-code>\s*([2-9A-Z]{4} [2-9A-Z]{4} [2-9A-Z]{4})\s*<", answer.text)
    assert code and "请抄下查询码" in answer.text and BRIBE not in answer.text
    again = send(rep, BRIBE, kind="report", headers=AS_SCRIPT)
    assert again.json["code"] == code[1].replace(" ", "") and again.json["number"] is None
    assert count(app, Report) == 1
    with app.app_context():
        assert Report.by_receipt(code[1]) is not None
    page = rep.get("/tablet").text
    assert code[1] not in page and again.json["code"] not in page and BRIBE not in page


def test_what_a_report_names_is_sealed_with_it(app: Flask, rep: FlaskClient) -> None:
    with app.app_context():
        unit_id = db.session.scalars(select(Unit.id).filter_by(name="县交通运输局")).one()
    more = {"unit_id": str(unit_id), "person": "某股长", "anonymous": "y"}
    send(rep, BRIBE, kind="report", **more)
    with app.app_context():
        contents = db.session.scalars(select(Report)).one().contents
    assert (contents.text, contents.unit_id, contents.person) == (BRIBE, unit_id, "某股长")
    assert contents.card_id is None and contents.stop == "县交通运输局"


def test_a_report_appears_nowhere_else(
    app: Flask, rep: FlaskClient, organiser: FlaskClient, visit: int
) -> None:
    with app.app_context():
        card_id = person(Role.REPRESENTATIVE).id
    places = [(rep, "mine", card_id), (organiser, "console", visit)]
    places += [(rep, name, visit) for name in ("visit", "room", "supports")]
    before = [region(*place) for place in places]
    send(rep, BRIBE, kind="report")
    assert [region(*place) for place in places] == before
    for page in (organiser.get("/console").text, wall(app, organiser, visit)):
        assert BRIBE not in page and "举报" not in page


# The console


def test_a_pending_question_is_the_moderators_alone(
    app: Flask, rep: FlaskClient, neighbour: FlaskClient, organiser: FlaskClient, visit: int
) -> None:
    send(rep, LAMPS)
    assert LAMPS in region(organiser, "console", visit)
    assert LAMPS not in neighbour.get("/tablet").text
    assert LAMPS not in wall(app, neighbour, visit)


def test_let_through_it_is_everybodys_and_on_the_screen_it_is_on_the_wall(
    app: Flask, rep: FlaskClient, neighbour: FlaskClient, organiser: FlaskClient, visit: int
) -> None:
    send(rep, LAMPS)
    answer = act(organiser, app, 1, "approve")
    assert (answer.status_code, answer.location) == (303, f"/console?visit={visit}")
    assert LAMPS in neighbour.get("/tablet").text
    assert f'<h1 class="w1">{LAMPS}' not in wall(app, neighbour, visit)
    act(organiser, app, 1, "screen")
    assert LAMPS in region(neighbour, "room", visit)
    assert f'<h1 class="w1">{LAMPS}' in wall(app, app.test_client(), visit)
    assert "正在回答" in rep.get("/tablet").text
    act(organiser, app, 1, "down")
    assert state(app, 1) is QuestionState.QUEUED


def test_htmx_gets_no_body_since_the_region_brings_the_change(
    app: Flask, rep: FlaskClient, organiser: FlaskClient
) -> None:
    send(rep, LAMPS)
    data = {"version": "1"}
    answer = post(organiser, "/console/questions/1/approve", data, headers=HTMX)
    assert (answer.status_code, answer.text) == (204, "")
    assert state(app, 1) is QuestionState.QUEUED


def test_one_question_at_a_time_is_on_the_screen(
    app: Flask, rep: FlaskClient, organiser: FlaskClient
) -> None:
    for number, text in enumerate((LAMPS, DUST), 1):
        send(rep, text, number)
        act(organiser, app, number, "approve")
        act(organiser, app, number, "screen")
    assert [state(app, number) for number in (1, 2)] == ["queued", "answering"]


def test_a_long_question_is_set_smaller_on_the_wall(
    app: Flask, rep: FlaskClient, organiser: FlaskClient, visit: int
) -> None:
    for number, (letters, size) in enumerate([(28, "w1"), (60, "w2"), (100, "w3"), (300, "w4")], 1):
        send(rep, "问" * letters, number)
        act(organiser, app, number, "approve")
        act(organiser, app, number, "screen")
        assert f'<h1 class="{size}">' in wall(app, rep, visit)


def test_a_refusal_needs_a_reason_and_the_asker_reads_it(
    app: Flask, rep: FlaskClient, neighbour: FlaskClient, organiser: FlaskClient, visit: int
) -> None:
    send(rep, LAMPS)
    answer = act(organiser, app, 1, "refusal", reason=" ")
    assert answer.status_code == 422 and "请写明不采用的原因" in answer.text
    assert act(organiser, app, 1, "refusal", reason="和第 3 号重复").status_code == 303
    assert "和第 3 号重复" in rep.get("/tablet").text
    assert "和第 3 号重复" in region(organiser, "console", visit)
    assert "和第 3 号重复" not in neighbour.get("/tablet").text
    act(organiser, app, 1, "approve")
    assert state(app, 1) is QuestionState.QUEUED


def test_merged_askers_get_the_answer(
    app: Flask, rep: FlaskClient, neighbour: FlaskClient, organiser: FlaskClient
) -> None:
    send(rep, LAMPS, 1)
    send(neighbour, "学校门口要路灯", 2)
    act(organiser, app, 1, "approve")
    with app.app_context():
        into = question_no(1).id
    assert "第 01 号" in act(organiser, app, 2, "merger", into="").text
    assert act(organiser, app, 2, "merger", into=str(into)).status_code == 303
    assert "已并入第 01 号" in neighbour.get("/tablet").text
    act(organiser, app, 1, "screen")
    answer = {"outcome": "answer", "words": "下月装二十盏", "speaker": "王建军"}
    act(organiser, app, 1, "outcome", **answer)
    for client in (rep, neighbour):
        assert "下月装二十盏" in client.get("/tablet").text


def on_screen(app: Flask, rep: FlaskClient, organiser: FlaskClient) -> None:
    send(rep, LAMPS)
    act(organiser, app, 1, "approve")
    act(organiser, app, 1, "screen")


def test_the_sheet_offers_the_unit_that_receives_the_group(
    app: Flask, rep: FlaskClient, organiser: FlaskClient
) -> None:
    on_screen(app, rep, organiser)
    page = organiser.get("/console/questions/1").text
    assert re.search(r"<option selected[^>]*>县交通运输局", page)
    assert "data-poll" not in page  # nothing live where people type


def test_an_answer_says_who_spoke(app: Flask, rep: FlaskClient, organiser: FlaskClient) -> None:
    on_screen(app, rep, organiser)
    words = "下月装二十盏"
    answer = act(organiser, app, 1, "outcome", outcome="answer", words=words, speaker="")
    assert answer.status_code == 422 and "请写明是谁答复的" in answer.text and words in answer.text
    act(organiser, app, 1, "outcome", outcome="answer", words=words, speaker="王建军")
    assert state(app, 1) is QuestionState.ANSWERED
    page = rep.get("/tablet").text
    assert "王建军" in page and words in page and "已答复" in page


def promise(app: Flask, **change: str) -> dict[str, str]:
    with app.app_context():
        unit_id = db.session.scalars(select(Unit.id).filter_by(name="县交通运输局")).one()
    due_on = str(clock.today() + timedelta(days=20))
    return {
        "outcome": "promise",
        "words": "二十天内装二十盏路灯",
        "speaker": "王建军",
        "unit_id": str(unit_id),
        "due_on": due_on,
        "title": "村口路灯安装",
        **change,
    }


def test_a_promise_becomes_a_matter_in_the_same_step(
    app: Flask, rep: FlaskClient, organiser: FlaskClient
) -> None:
    on_screen(app, rep, organiser)
    assert act(organiser, app, 1, "outcome", **promise(app)).status_code == 303
    with app.app_context():
        matter, question = db.session.scalars(select(Matter)).one(), question_no(1)
        assert question.state is QuestionState.PROMISED and question.matter is matter
        assert (matter.kind, matter.title) == (MatterKind.PROMISE, "村口路灯安装")
        assert [asker.card_id for asker in matter.askers] == [question.card_id]


@pytest.mark.parametrize(
    "change",
    [{"due_on": ""}, {"title": ""}, {"unit_id": ""}, {"speaker": ""}, {"words": ""}],
    ids=lambda change: next(iter(change)),
)
def test_half_a_promise_is_none(
    app: Flask, rep: FlaskClient, organiser: FlaskClient, change: dict[str, str]
) -> None:
    on_screen(app, rep, organiser)
    answer = act(organiser, app, 1, "outcome", **promise(app, **change))
    kept = "王建军" if "words" in change else "二十天内装二十盏路灯"
    assert answer.status_code == 422 and kept in answer.text
    assert state(app, 1) is QuestionState.ANSWERING and count(app, Matter) == 0


def test_a_promise_of_yesterday_leaves_neither_promise_nor_matter(
    app: Flask, rep: FlaskClient, organiser: FlaskClient
) -> None:
    on_screen(app, rep, organiser)
    yesterday = str(clock.today() - timedelta(days=1))
    answer = act(organiser, app, 1, "outcome", **promise(app, due_on=yesterday))
    assert answer.status_code == 409 and "二十天内装二十盏路灯" in answer.text
    assert state(app, 1) is QuestionState.ANSWERING and count(app, Matter) == 0


def test_what_is_not_answered_is_taken_along(
    app: Flask, rep: FlaskClient, organiser: FlaskClient
) -> None:
    send(rep, LAMPS)
    act(organiser, app, 1, "approve")
    form = {**promise(app), "outcome": "route", "words": "", "speaker": ""}
    assert act(organiser, app, 1, "outcome", **{**form, "unit_id": ""}).status_code == 422
    assert act(organiser, app, 1, "outcome", **form).status_code == 303
    assert state(app, 1) is QuestionState.ROUTED
    assert "由县交通运输局带回办理" in rep.get("/tablet").text


@pytest.mark.parametrize(
    "what, form, typed",
    [
        ("refusal", {"reason": "与走访无关"}, "与走访无关"),
        ("outcome", {"outcome": "answer", "words": "下月装", "speaker": "王建军"}, "下月装"),
        ("merger", {}, ""),
        ("approve", {}, ""),
        ("screen", {}, ""),
    ],
)
def test_a_decision_on_an_older_state_is_refused_with_what_was_typed(
    app: Flask, rep: FlaskClient, organiser: FlaskClient, what: str, form: Any, typed: str
) -> None:
    for number in (1, 2):
        send(rep, LAMPS, number)
    act(organiser, app, 1, "approve")
    act(organiser, app, 2, "approve")
    with app.app_context():
        into = str(question_no(2).id)
    more = {"into": into, **form} if what == "merger" else form
    answer = act(organiser, app, 1, what, **{**more, "version": "1"})
    assert answer.status_code == 409
    assert "情况已有变化" in answer.text and typed in answer.text
    assert state(app, 1) is QuestionState.QUEUED


def test_a_button_without_a_version_does_nothing(
    app: Flask, rep: FlaskClient, organiser: FlaskClient
) -> None:
    send(rep, LAMPS)
    assert act(organiser, app, 1, "approve", version="").status_code == 400
    assert state(app, 1) is QuestionState.PENDING


def test_all_questions_are_listed_and_unknown_ones_are_not_found(
    rep: FlaskClient, organiser: FlaskClient
) -> None:
    send(rep, LAMPS)
    assert LAMPS in organiser.get("/console/questions").text
    assert organiser.get("/console/questions/99").status_code == 404
    assert organiser.get("/console?visit=99").status_code == 404


# Where the group is


def test_arriving_asks_first_and_then_tablets_wall_and_console_follow(
    app: Flask, rep: FlaskClient, organiser: FlaskClient, visit: int
) -> None:
    with app.app_context():
        stop_id = db.session.scalars(select(Stop.id).filter_by(position=2)).one()
        version = db.session.get_one(Visit, visit).version
    seen = rep.get(f"/live/visit/{visit}").headers["X-Version"]
    assert "所有平板和大屏" in organiser.get(f"/console/stops/{stop_id}").text
    assert rep.get(f"/live/visit/{visit}?seen={seen}").status_code == 204
    answer = post(organiser, f"/console/stops/{stop_id}/arrival", {"version": version})
    assert (answer.status_code, answer.location) == (303, f"/console?visit={visit}")
    assert f'data-stop="{stop_id}"' in rep.get(f"/live/visit/{visit}?seen={seen}").text
    assert "S102三改二" in wall(app, rep, visit)
    assert re.search(
        r'aria-current="step">.*?S102三改二', region(organiser, "console", visit), re.S
    )


def test_when_the_visit_has_ended_no_question_hangs_on_the_screens(
    app: Flask, rep: FlaskClient, organiser: FlaskClient, visit: int
) -> None:
    on_screen(app, rep, organiser)
    with app.app_context():
        version = db.session.get_one(Visit, visit).version
    post(organiser, f"/console/visits/{visit}/end", {"version": version})
    assert LAMPS not in wall(app, rep, visit) and LAMPS not in region(rep, "room", visit)
    assert LAMPS in region(organiser, "console", visit)  # it is still to be dealt with


def test_a_visit_is_ended_once(organiser: FlaskClient, app: Flask, visit: int) -> None:
    with app.app_context():
        version = db.session.get_one(Visit, visit).version
    assert organiser.get(f"/console/visits/{visit}/end").status_code == 200
    url, data = f"/console/visits/{visit}/end", {"version": version}
    assert post(organiser, url, data).status_code == 303
    assert post(organiser, url, data).status_code == 409
    assert "本期活动已结束" in wall(app, organiser, visit)


def test_the_wall_is_for_whoever_has_its_link(app: Flask, client_as: Client, visit: int) -> None:
    stranger = client_as(None)
    page = wall(app, stranger, visit)
    assert "data:image/svg+xml" in page and "localhost" in page
    assert stranger.get("/wall/guessed").status_code == 404


def test_before_any_visit_the_console_says_so(app: Flask, client_as: Client) -> None:
    with app.app_context():
        db.session.query(Card).delete()
        db.session.query(Visit).delete()
        db.session.commit()
    assert "还没有活动" in client_as(Role.ORGANISER).get("/console").text
