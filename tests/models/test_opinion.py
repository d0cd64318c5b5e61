"""Opinions and suggestions: received once, then taken up or declined, never both."""

import pytest
from sqlalchemy import func, select

from models import Channel, Matter, MatterKind, Opinion, OpinionState, RuleBroken, Way, db
from tests.models.conftest import Database, account, card, registered, unit


def test_an_opinion_sent_twice_exists_once_under_one_number(database: Database) -> None:
    with database.writing():
        one = Opinion.give(card(1), "修一座便桥", "bridge")
        assert Opinion.give(card(1), "修一座便桥", "bridge") is one
        assert Opinion.give(card(2), "修一座便桥", "another").number == one.number + 1
        with pytest.raises(RuleBroken):
            Opinion.give(card(2), "修一座便桥", "bridge")
    with database.at():
        assert db.session.scalar(select(func.count()).select_from(Opinion)) == 2


@pytest.mark.parametrize("text", ["", "  \n ", "好" * 301, "\x00\x07"])
def test_an_opinion_is_neither_empty_nor_endless(database: Database, text: str) -> None:
    with pytest.raises(RuleBroken), database.writing():
        Opinion.give(card(1), text, "bridge")
    with database.writing():
        assert Opinion.give(card(1), "修一座便桥", "bridge").number == 1  # the number came back


def test_what_comes_later_is_entered_by_staff_with_its_channel(database: Database) -> None:
    with database.writing():
        letter = Opinion.enter(card(1), "好" * 2000, "x", Channel.LETTER, account("organiser"))
        assert (letter.channel, letter.stop) == (Channel.LETTER, None)
        with pytest.raises(RuleBroken):
            Opinion.enter(card(1), "路灯", "y", Channel.ON_SPOT, account("organiser"))


def test_declining_needs_a_reason_and_is_undone_only_by_taking_up(database: Database) -> None:
    with database.writing():
        opinion = Opinion.give(card(1), "修一座便桥", "bridge")
        with pytest.raises(RuleBroken):
            opinion.decline(account("supervisor1"), " ")
        opinion.decline(account("supervisor1"), "已列入水毁修复")
        with pytest.raises(RuleBroken):
            opinion.decline(account("supervisor1"), "再说一遍")
        assert opinion.declined_reason == "已列入水毁修复"
        matter = Matter.register(
            account("supervisor1"),
            kind=MatterKind.OPINION,
            title="便桥",
            way=Way.ROUTE,
            lead=unit("县水务局"),
            sources=[opinion],
        )
        assert opinion.matter is matter and not opinion.is_declined
        assert [asker.card.seat for asker in matter.askers] == [1]


def test_an_opinion_belongs_to_one_matter_and_leads_both_ways(database: Database) -> None:
    with database.writing():
        matter = registered(seats=(1, 2))
        opinion = matter.opinions[0]
        assert opinion.state is OpinionState.ACCEPTED and opinion.matter is matter
        assert [asker.card.seat for asker in matter.askers] == [1, 2]
        with pytest.raises(RuleBroken):
            matter.take_up(opinion)
        with pytest.raises(RuleBroken):
            opinion.decline(account("supervisor1"), "不办了")


def test_who_has_two_opinions_in_a_matter_is_answered_once(database: Database) -> None:
    with database.writing():
        matter = registered(seats=(1,))
        matter.take_up(Opinion.give(card(1), "还有路牌", "sign"))
        assert len(matter.askers) == 1 and len(matter.opinions) == 2
