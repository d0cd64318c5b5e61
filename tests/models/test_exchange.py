"""Meetings with appraised units: who was there, what was said, and what was suggested."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from models import (
    Channel,
    Exchange,
    ExchangeKind,
    Figures,
    Matter,
    MatterKind,
    Opinion,
    RuleBroken,
    Way,
    db,
)
from tests.models.conftest import Database, account, card, unit, visit

HEARD = "供电所上门服务次数少"
SUGGESTED = "每个村每月去一次，贴出时间"


def kept(**more: Any) -> Exchange:
    details: dict[str, Any] = {
        "kind": ExchangeKind.TALK,
        "title": "供电服务座谈会",
        "held_on": date(2013, 6, 19),
        "place": "供电公司会议室",
        "units": [unit("县供电公司")],
        "staff": [account("organiser")],
        "cards": [card(1), card(2)],
        "others": "客户服务中心主任",
        "text": HEARD,
    }
    by = more.pop("by", account("organiser"))
    return Exchange.keep(by, visit(), **(details | more))


def suggested(exchange: Exchange, seat: int = 1, **more: Any) -> Opinion:
    key = more.get("client_id", str(uuid4()))
    return exchange.suggest(account("organiser"), card(seat), more.get("text", SUGGESTED), key)


def test_a_suggestion_made_there_becomes_an_opinion_that_leads_back_to_it(
    database: Database,
) -> None:
    with database.writing():
        before = Figures.of(visit()).opinions
        exchange = kept()
        opinion = suggested(exchange)
        assert (opinion.channel, opinion.exchange) == (Channel.EXCHANGE, exchange)
        assert opinion.askers == [card(1)]
        assert Figures.of(visit()).opinions == before  # not given on the spot of the visit
        matter = Matter.register(
            account("supervisor1"),
            kind=MatterKind.OPINION,
            title="上门服务",
            way=Way.ROUTE,
            lead=unit("县供电公司"),
            sources=[opinion],
        )
        assert [asker.card for asker in matter.askers] == [card(1)]
    with database.at():
        assert [one.matter for one in db.session.scalars(db.select(Exchange)).one().opinions] == [
            db.session.scalars(db.select(Matter)).one()
        ]


def test_a_suggestion_sent_twice_is_one(database: Database) -> None:
    with database.writing():
        exchange, key = kept(), str(uuid4())
        assert suggested(exchange, client_id=key) is suggested(exchange, client_id=key)
        with pytest.raises(RuleBroken, match="上一条已经收到"):
            suggested(exchange, client_id=key, text="另一句")


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"held_on": date(2013, 6, 21)}, "日期还没有到"),
        ({"units": []}, "至少选一个参加的单位"),
        ({"cards": []}, "至少选一位参加的代表"),
        ({"text": "  "}, "谈了什么"),
        ({"title": ""}, "主题"),
        ({"by": "supervisor1"}, "组织员或文秘"),
    ],
)
def test_what_is_missing_is_asked_for(on_sqlite: Database, wrong: dict[str, Any], why: str) -> None:
    with on_sqlite.at():
        if "by" in wrong:
            wrong = {"by": account(wrong["by"])}
        with pytest.raises(RuleBroken, match=why):
            kept(**wrong)


def test_only_who_was_there_can_have_suggested_something(on_sqlite: Database) -> None:
    with on_sqlite.at(), pytest.raises(RuleBroken, match="参加了这次活动的代表"):
        suggested(kept(), seat=3)


def test_a_correction_keeps_whoever_suggested_something(database: Database) -> None:
    with database.writing():
        exchange = kept()
        suggested(exchange)
        told: dict[str, Any] = {
            "kind": ExchangeKind.RESEARCH,
            "title": "供电服务调研",
            "held_on": date(2013, 6, 18),
            "place": "营业厅",
            "units": [unit("县供电公司"), unit("县水务局")],
            "staff": [],
            "others": "",
            "text": "看了营业厅",
        }
        with pytest.raises(RuleBroken, match="要留在参加人里"):
            exchange.revise(account("organiser"), cards=[card(2)], **told)
        before = exchange.version
        exchange.revise(account("organiser"), cards=[card(1), card(3)], **told)
        db.session.flush()
        assert exchange.version > before
        assert [one.seat for one in exchange.cards] == [1, 3]
        assert [one.name for one in exchange.units] == ["县供电公司", "县水务局"]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE opinion SET exchange_id = NULL",
        "UPDATE opinion SET card_id = NULL",
        "UPDATE opinion SET channel = 'on_spot'",
        "UPDATE opinion SET text = 'x'",
    ],
)
def test_the_database_keeps_where_an_opinion_came_from(database: Database, change: str) -> None:
    with database.writing():
        suggested(kept())
    with database.raw() as connection, pytest.raises(DatabaseError):
        connection.execute(text(change))
