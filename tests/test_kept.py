"""A piece of a page is rendered once for each value that it shows."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

import pytest
from flask import Flask
from markupsafe import Markup

from blueprints.kept import Pieces
from models import clock

MOST = 3
NEW_YEAR = datetime(2014, 1, 1, tzinfo=clock.SHANGHAI)


class Card(NamedTuple):
    number: int
    text: str


class Kept:
    """What a template calls, and how often the macro was really rendered."""

    def __init__(self) -> None:
        self.pieces, self.times = Pieces(MOST), 0

    def macro(self, card: Card) -> Markup:
        self.times += 1
        return Markup("<p>{}</p>").format(card.text)

    def __call__(self, *cards: Card) -> list[str]:
        macro: Callable[..., Markup] = self.macro
        return [str(self.pieces(macro, card)) for card in cards]


@pytest.fixture
def kept(app: Flask) -> Iterator[Kept]:
    with app.test_request_context():
        yield Kept()


def test_the_same_value_is_rendered_once_and_another_anew(kept: Kept) -> None:
    for _ in range(2):
        assert kept(Card(1, "a"), Card(2, "<b>")) == ["<p>a</p>", "<p>&lt;b&gt;</p>"]
    assert kept.times == 2
    assert kept(Card(1, "c")) == ["<p>c</p>"] and kept.times == 3


def test_the_oldest_goes_first(kept: Kept) -> None:
    kept(*(Card(number, "a") for number in range(MOST + 1)))
    assert kept.times == MOST + 1
    kept(Card(MOST, "a"))
    assert kept.times == MOST + 1
    kept(Card(0, "a"))
    assert kept.times == MOST + 2


def test_with_the_year_moments_are_written_anew(kept: Kept) -> None:
    for moment in (NEW_YEAR - timedelta(seconds=1), NEW_YEAR):
        with clock.at(moment):
            kept(Card(0, "a"))
    assert kept.times == 2


def test_under_another_prefix_links_begin_anew(app: Flask, kept: Kept) -> None:
    kept(Card(0, "a"))
    with app.test_request_context(environ_overrides={"SCRIPT_NAME": "/kaimen"}):
        kept(Card(0, "a"))
    assert kept.times == 2
