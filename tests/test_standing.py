"""A page is given again as it stands, for as long as it does and to nobody else."""

import random
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask, request, request_started
from flask.testing import FlaskClient
from sqlalchemy import select

from models import (
    AuthSession,
    Card,
    Matter,
    MatterKind,
    Opinion,
    Question,
    RuleBroken,
    Stop,
    StopKind,
    Support,
    Unit,
    UnitKind,
    Visit,
    Way,
    clock,
    db,
)
from models.account import end_sessions
from models.latest import Latest
from tests.test_reports import MORNING, Stage, account, begin_visit, card

PAGES = {7: "/tablet", 8: "/tablet", "organiser": "/board", "leader": "/board"}
TURNS = 60


@pytest.fixture
def stage(app: Flask) -> Iterator[Stage]:
    with clock.at(MORNING):
        stage = Stage(app)
        stage(begin_visit)
        yield stage


@pytest.fixture
def asked(app: Flask) -> Iterator[list[str]]:
    """What Flask was asked for."""
    paths: list[str] = []

    def note(_app: Flask, **_more: Any) -> None:
        paths.append(request.path)

    with request_started.connected_to(note, app):
        yield paths


def settled(stage: Stage, who: int | str, url: str) -> FlaskClient:
    """A client whose page stands: the first one gave it its token."""
    client = stage.client(who)
    for _ in range(2):
        assert client.get(url).status_code == 200
    return client


def bare(page: str) -> str:
    """But for what is made anew each time."""
    return re.sub(r'name="client_id"[^>]*>', "", page)


def test_flask_is_not_asked_for_what_stands(stage: Stage, asked: list[str]) -> None:
    for who, url in PAGES.items():
        client = settled(stage, who, url)
        client.set_cookie("other", "1")
        made = client.get(url)
        client.delete_cookie("other")
        asked.clear()
        kept = client.get(url)
        assert asked == [] and bare(kept.text) == bare(made.text)
        assert {**kept.headers} == {**made.headers, "Content-Length": str(len(kept.data))}


def test_what_is_made_anew_is_another_each_time(stage: Stage, asked: list[str]) -> None:
    client = settled(stage, 7, "/tablet")
    asked.clear()
    ids = [
        re.findall(r'name="client_id"[^>]*value="(.+?)"', client.get("/tablet").text)[0]
        for _ in "ab"
    ]
    assert asked == [] and ids[0] != ids[1]


def test_it_is_given_to_its_own_cookie_alone(stage: Stage) -> None:
    stage(lambda: Question.ask(card(7), "只有我看得到", "a"))
    mine, other = (settled(stage, seat, "/tablet") for seat in (7, 8))
    assert "只有我看得到" in mine.get("/tablet").text
    assert "只有我看得到" not in other.get("/tablet").text
    stranger = stage.app.test_client()
    assert stranger.get("/tablet").status_code == 303


@pytest.mark.parametrize(
    "end",
    [
        lambda: end_sessions(AuthSession.card_id == card().id),
        lambda: card().revoke("system"),
    ],
    ids=["signed out", "card lost"],
)
def test_with_the_session_it_ends(stage: Stage, end: Callable[[], Any]) -> None:
    client = settled(stage, 7, "/tablet")
    stage(end)
    assert client.get("/tablet").status_code == 303


def test_an_account_that_was_disabled_gets_nothing_more(stage: Stage) -> None:
    client = settled(stage, "leader", "/board")
    stage(lambda: account("leader").disable("system"))
    assert client.get("/board").status_code == 303


def test_a_session_that_is_over_gets_nothing_more(stage: Stage) -> None:
    client = settled(stage, 7, "/tablet")
    over = stage(
        lambda: db.session.scalars(
            select(AuthSession.expires_at).order_by(AuthSession.id.desc())
        ).first()
    )
    with clock.at(over - timedelta(seconds=1)):
        for _ in range(2):
            assert client.get("/tablet").status_code == 200
    with clock.at(over):
        assert client.get("/tablet").status_code == 303


def test_with_the_day_it_is_made_anew(stage: Stage, asked: list[str]) -> None:
    with clock.at(MORNING.replace(hour=20)):
        client = settled(stage, "leader", "/board")
    midnight = MORNING.replace(hour=0) + timedelta(days=1)
    for moment, times in ((midnight - timedelta(seconds=1), 0), (midnight, 1), (midnight, 0)):
        asked.clear()
        with clock.at(moment):
            assert client.get("/board").status_code == 200
        assert len(asked) == times


def test_what_is_told_once_does_not_stand(stage: Stage) -> None:
    client = settled(stage, 7, "/tablet")
    form = {"kind": "question", "text": "路灯", "client_id": "", "unit_id": ""}
    page = client.get("/tablet").text
    fields = dict(re.findall(r'name="(client_id|slip|stop_id|occasion)"[^>]*value="([^"]*)"', page))
    answer = client.post(
        "/submissions", data={**form, **fields}, headers={"Origin": "http://localhost"}
    )
    assert answer.status_code == 303
    told, after = client.get("/tablet").text, client.get("/tablet").text
    assert "已收到" in told and told != after


def test_a_refusal_and_another_method_are_not_kept(stage: Stage, asked: list[str]) -> None:
    client = settled(stage, 7, "/tablet")
    for _ in range(2):
        asked.clear()
        assert client.get("/board").status_code == 403 and client.head("/tablet").status_code == 200
        assert asked == ["/board", "/tablet"]


def test_the_oldest_goes_first(stage: Stage, asked: list[str]) -> None:
    stage.app.extensions["standing"] = Latest(2)
    clients = [settled(stage, seat, "/tablet") for seat in (7, 8)]
    clients.append(settled(stage, "leader", "/board"))
    for client, url, times in (
        (clients[2], "/board", 0),
        (clients[1], "/tablet", 0),
        (clients[0], "/tablet", 1),
    ):
        asked.clear()
        assert client.get(url).status_code == 200 and len(asked) == times


class Chance(random.Random):
    """Who does what to what, another each time and the same for each seed."""

    def any(self, kind: Any) -> Any:
        rows = db.session.scalars(select(kind).order_by(kind.id)).all()
        if not rows:
            raise RuleBroken("there is none")
        return self.choice(rows)

    def words(self) -> str:
        return f"路灯不亮 {self.random()}"

    def give(self) -> Question:
        return Question.ask(self.any(Card), self.words(), self.words())


DEEDS: list[Callable[[Chance], Any]] = [
    Chance.give,
    lambda chance: chance.any(Question).approve("system"),
    lambda chance: chance.any(Question).reword("system", chance.words()),
    lambda chance: chance.any(Question).refuse("system", chance.words()),
    lambda chance: chance.any(Question).merge_into(chance.any(Question), "system"),
    lambda chance: chance.any(Question).put_on_screen("system"),
    lambda chance: chance.any(Question).undo("system"),
    lambda chance: chance.any(Question).record_answer("system", "已修好", "张局长", None),
    lambda chance: chance.any(Question).route("system", chance.any(Unit)),
    lambda chance: Support.give(chance.any(Card), chance.any(Question)),
    lambda chance: Support.withdraw(chance.any(Card), chance.any(Question)),
    lambda chance: chance.any(Visit).add_stop(
        "system", kind=StopKind.DEPARTMENT, name=chance.words(), unit=None
    ),
    lambda chance: chance.any(Visit).start(chance.any(Stop), "system"),
    lambda chance: chance.any(Visit).finish_stop(chance.any(Stop), "system"),
    lambda chance: Unit.found(chance.words(), UnitKind.DEPARTMENT, "system"),
    lambda chance: chance.any(Card).representative.change("system", name=chance.words()),
    lambda chance: Matter.register(
        account("supervisor"),
        kind=MatterKind.OPINION,
        title=chance.words(),
        way=Way.ROUTE,
        lead=chance.any(Unit),
        sources=[Opinion.give(chance.any(Card), chance.words(), chance.words())],
    ),
]


@pytest.mark.parametrize("seed", range(3))
def test_whatever_happens_what_stands_is_what_would_be_made(stage: Stage, seed: int) -> None:
    """The same page is asked for beside a cookie for which nothing stands."""
    chance = Chance(seed)
    clients = {who: settled(stage, who, url) for who, url in PAGES.items()}
    done = set()
    for turn in range(TURNS):
        deed = chance.choice(DEEDS)
        with suppress(RuleBroken):
            stage(lambda deed=deed: deed(chance))
            done.add(deed)
        for who, url in PAGES.items():
            kept = clients[who].get(url)
            clients[who].set_cookie("turn", str(turn))
            made = clients[who].get(url)
            clients[who].delete_cookie("turn")
            assert bare(kept.text) == bare(made.text), DEEDS.index(deed)
    assert len(done) > len(DEEDS) / 2
