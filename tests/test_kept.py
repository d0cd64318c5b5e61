"""A row is read once for each of its versions, a piece of a page rendered once for each value."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

import pytest
from flask import Flask
from markupsafe import Markup

from blueprints.kept import Facts, Pieces, Row
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


class Reading:
    """What rows say, and which were really read."""

    def __init__(self) -> None:
        self.facts, self.read_of = Facts(MOST), list[int]()

    def __call__(self, *rows: Row, kind: str = "ask") -> dict[int, str]:
        def read(ids: list[int]) -> dict[int, str]:
            self.read_of += ids
            return {key: f"{key} as {len(self.read_of)}" for key in ids}

        return self.facts.of(kind, rows, read)


def test_a_row_is_read_once_for_each_version() -> None:
    reading, one, other = Reading(), Row(1, 1, "a"), Row(2, 1, "b")
    first = reading(one, other)
    assert reading(one, other) == first and reading.read_of == [1, 2]
    changed = reading(one, other._replace(version=2))
    assert changed[1] == first[1] and changed[2] != first[2]
    assert reading.read_of == [1, 2, 2]


def test_an_id_that_is_used_again_is_another_row() -> None:
    reading = Reading()
    assert reading(Row(1, 1, "a")) != reading(Row(1, 1, "b"))


def test_rows_of_another_kind_are_others() -> None:
    reading = Reading()
    assert reading(Row(1, 1, "a")) != reading(Row(1, 1, "a"), kind="said")


def test_the_row_that_was_read_first_is_forgotten_first() -> None:
    reading = Reading()
    reading(*(Row(key, 1, "a") for key in range(MOST + 1)))
    reading(Row(MOST, 1, "a"))
    assert len(reading.read_of) == MOST + 1
    reading(Row(0, 1, "a"))
    assert reading.read_of[-1] == 0


def test_a_row_that_is_gone_meanwhile_is_left_out() -> None:
    assert Facts(MOST).of("ask", [Row(1, 1, "a")], lambda ids: {}) == {}
