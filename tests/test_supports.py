"""附议 from the tablet, with and without scripts."""

import re
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from models import Card, Question, QuestionState, Role, Support, Visit, clock, db
from tests.conftest import HTMX, post
from tests.test_reports import MORNING, Stage, account, begin_visit, card, unit

Client = Callable[[Role | None], FlaskClient]


@pytest.fixture
def stage(app: Flask) -> Iterator[Stage]:
    with clock.at(MORNING):
        stage = Stage(app)
        stage(begin_visit)
        yield stage


def ask(seat: int, text: str) -> int:
    question = Question.ask(card(seat), text, text)
    question.approve(account("organiser"))
    db.session.flush()
    return question.id


def order(page: str) -> list[int]:
    return [int(number) for number in re.findall(r'data-asked="(\d+)"', page)]


def test_one_tap_and_another_without_scripts(stage: Stage) -> None:
    key, client = stage(lambda: ask(8, "路灯")), stage.client(7)
    assert f"/questions/{key}/support" in client.get("/tablet").text
    answer = post(client, f"/questions/{key}/support")
    assert (answer.status_code, answer.location) == (303, f"/tablet#asked-{key}")
    page = client.get("/tablet").text
    assert "已附议" in page and f"/questions/{key}/support/withdrawal" in page
    assert "已附议" not in stage.client(8).get("/tablet").text
    post(client, f"/questions/{key}/support/withdrawal")
    assert "已附议" not in client.get("/tablet").text


def test_a_script_gets_the_button_as_it_is_now(stage: Stage) -> None:
    key, client = stage(lambda: ask(8, "路灯")), stage.client(7)
    button = post(client, f"/questions/{key}/support", headers=HTMX).text
    assert "已附议" in button and re.search(r"data-count>1<", button) and "<html" not in button
    assert (
        f'data-open="{key}"' in client.get(f"/live/supports/{stage(lambda: card().visit_id)}").text
    )


def test_the_list_is_sorted_as_one_chooses(stage: Stage) -> None:
    keys = stage(lambda: [ask(8, f"第 {number} 问") for number in range(3)])
    stage(lambda: Support.give(card(7), db.session.get_one(Question, keys[0])))
    client = stage.client(7)
    assert order(client.get("/tablet").text) == [keys[0], keys[2], keys[1]]
    assert order(client.get("/tablet?sort=latest").text) == keys[::-1]
    assert order(client.get("/tablet?sort=nonsense").text) == [keys[0], keys[2], keys[1]]


def test_ones_own_cannot_be_supported(stage: Stage) -> None:
    key = stage(lambda: ask(7, "路灯"))
    client = stage.client(7)
    page = client.get("/tablet").text
    assert f"/questions/{key}/support" not in page and "您提的" in page
    assert post(client, f"/questions/{key}/support").status_code == 409


def test_what_is_not_shown_to_all_does_not_exist(stage: Stage) -> None:
    def hidden() -> list[int]:
        pending = Question.ask(card(8), "还没有审", "pending")
        elsewhere = Visit.plan(clock.today(), "system")
        other, _ = Card.issue(elsewhere, card(8).representative, 1, "system")
        db.session.flush()
        foreign = Question(
            client_id="foreign",
            visit=elsewhere,
            card=other,
            number=1,
            text="别期的",
            state=QuestionState.QUEUED,
            given_at=clock.now(),
            queued_at=clock.now(),
        )
        db.session.add(foreign)
        db.session.flush()
        return [pending.id, foreign.id, 999]

    client = stage.client(7)
    for key in stage(hidden):
        assert post(client, f"/questions/{key}/support").status_code == 404
        assert post(client, f"/questions/{key}/support/withdrawal").status_code == 404
    page = client.get("/tablet").text
    assert "还没有审" not in page and "别期的" not in page


def test_what_is_settled_takes_no_more(stage: Stage) -> None:
    def settled() -> int:
        question = db.session.get_one(Question, ask(8, "路灯"))
        question.route(account("organiser"), unit("县交通运输局"))
        return question.id

    assert post(stage.client(7), f"/questions/{stage(settled)}/support").status_code == 409


def test_the_shared_region_tells_nobody_who_supports_what(stage: Stage) -> None:
    key = stage(lambda: ask(8, "路灯"))
    post(stage.client(7), f"/questions/{key}/support")
    visit = stage(lambda: card().visit_id)
    own, other = (stage.client(seat).get(f"/live/supports/{visit}").text for seat in (7, 8))
    assert own == other and f'data-open="{key}"' in own and 'data-count="1"' in own


def test_a_page_that_is_kept_is_the_page_that_is_made(stage: Stage) -> None:
    def page(client: FlaskClient) -> tuple[str, str]:
        text = client.get("/tablet").text
        [made] = re.findall(r'name="client_id"[^>]*value="([^"]+)"', text)
        return text.replace(made, ""), made

    stage(lambda: [ask(8, f"第 {number} 问") for number in range(3)])
    client = stage.client(7)
    (first, one), (kept, other), (again, third) = page(client), page(client), page(client)
    assert first == kept == again and len({one, other, third}) == 3
    assert "&lt;" not in kept and kept.count("<article") >= 3
    stage(lambda: ask(8, "又一问"))
    assert "又一问" in page(client)[0]
