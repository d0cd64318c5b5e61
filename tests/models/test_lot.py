"""The lot: fair, within each share, and the same for whoever works it out."""

import random
from collections import Counter
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from models.lot import Entrant, Lot, Share, listing, next_of
from tests.models.conftest import PROOF
from tests.second_lot import worked_out

TOWNS = ("乾佑镇", "下梁镇", "小岭镇", "凤凰镇", "营盘镇")
WALKS = ("务农", "教师", "个体户", "退休人员")
DRAWS = 10_000 if PROOF else 300

people = st.lists(
    st.tuples(st.sampled_from(TOWNS), st.sampled_from(WALKS)), min_size=1, max_size=90
).map(lambda found: [Entrant(at, *one) for at, one in enumerate(found, 1)])
numbers = st.text("0123456789 abc号", max_size=12)


def lot(entrants: Sequence[Entrant], places: int, code: str = "c", number: str = "n") -> Lot:
    return Lot(listing(entrants), places, code, number)


@given(people, st.integers(1, 40), numbers, numbers)
def test_every_place_is_given_once_and_everybody_else_is_a_substitute(
    entrants: list[Entrant], places: int, code: str, number: str
) -> None:
    one = lot(entrants, places, code, number)
    assert len(one.drawn) == min(places, len(entrants))
    assert sorted([*one.drawn, *one.substitutes], key=lambda each: each.number) == entrants


@given(people, st.integers(1, 40), numbers, numbers)
def test_every_town_and_every_walk_within_it_gets_its_share(
    entrants: list[Entrant], places: int, code: str, number: str
) -> None:
    one = lot(entrants, places, code, number)
    for by_walk in (False, True):
        assert all(is_within(share, places, len(entrants)) for share in one.shares(by_walk=by_walk))


def is_within(share: Share, places: int, of: int) -> bool:
    """Less than one from what is due: its floor or its ceiling."""
    due = min(places, of) * share.entrants
    return due // of <= share.drawn <= -(-due // of)


@given(people, st.integers(1, 40), numbers, numbers)
def test_a_second_way_of_working_it_out_comes_to_the_same(
    entrants: list[Entrant], places: int, code: str, number: str
) -> None:
    one = lot(entrants, places, code, number)
    drawn, substitutes = worked_out(one.text, places, code, number)
    assert drawn == [each.name for each in one.drawn]
    assert substitutes == [each.name for each in one.substitutes]


@given(people.filter(lambda found: len(found) > 5), st.integers(1, 4), numbers)
def test_the_order_in_which_people_applied_counts_for_nothing_but_their_numbers(
    entrants: list[Entrant], places: int, code: str
) -> None:
    mixed = random.Random(7).sample(entrants, len(entrants))
    assert lot(entrants, places, code).drawn == lot(mixed, places, code).drawn


def a_county() -> list[Entrant]:
    """64 people, unevenly spread: one walk has a single person in a whole town."""
    mixed = random.Random(2013)
    places = [("乾佑镇", "医生")]
    places += [
        (mixed.choice(TOWNS[:2] * 3 + TOWNS[2:]), mixed.choice(WALKS[:1] * 4 + WALKS))
        for _ in range(63)
    ]
    return [Entrant(at, *one) for at, one in enumerate(places, 1)]


def test_over_many_draws_everybody_has_the_same_chance_and_no_share_is_missed() -> None:
    """Of 64 people 20 are drawn: each in about 31 of a hundred draws, the loneliest as well."""
    entrants, places = a_county(), 20
    drawn: Counter[int] = Counter()
    walks: Counter[str] = Counter()
    for number in range(DRAWS):
        one = lot(entrants, places, "office", str(number))
        assert all(
            is_within(share, places, len(entrants))
            for by_walk in (False, True)
            for share in one.shares(by_walk=by_walk)
        )
        drawn.update(each.number for each in one.drawn)
        walks.update(each.walk for each in one.drawn)
    chance = places / len(entrants)
    slack = 5 * (chance * (1 - chance) / DRAWS) ** 0.5  # five standard deviations
    for entrant in entrants:
        assert abs(drawn[entrant.number] / DRAWS - chance) < slack, entrant
    for walk, count in Counter(one.walk for one in entrants).items():
        assert abs(walks[walk] / DRAWS - chance * count) < slack * count


def test_another_public_number_or_office_code_is_another_draw() -> None:
    entrants = a_county()
    results = {
        tuple(each.number for each in lot(entrants, 20, code, number).drawn)
        for code in "ab"
        for number in "123"
    }
    assert len(results) == 6


def test_a_list_with_one_person_less_is_another_list_and_another_draw() -> None:
    entrants = a_county()
    whole, shorter = lot(entrants, 20), lot(entrants[:-1], 20)
    assert whole.digest != shorter.digest and whole.seed != shorter.seed


def test_a_substitute_comes_from_the_same_town_while_there_is_one() -> None:
    waiting = [Entrant(4, "乾佑镇", "务农"), Entrant(2, "下梁镇", "教师")]
    assert next_of(waiting, "下梁镇") == waiting[1]
    assert next_of(waiting, "小岭镇") == waiting[0]
    assert next_of([], "小岭镇") is None


def test_a_result_once_published_stays_what_it_was() -> None:
    """Fixed by hand: a change of the rule would make every printed result a lie."""
    entrants = [
        Entrant(1, "下梁镇", "务农"),
        Entrant(2, "下梁镇", "教师"),
        Entrant(3, "乾佑镇", "务农"),
        Entrant(5, "乾佑镇", "务农"),
        Entrant(8, "小岭镇", "个体户"),
    ]
    one = lot(entrants, 2, "office-code", "2013173 285")
    assert one.text.splitlines()[3:] == ["0005|乾佑镇|务农", "0008|小岭镇|个体户"]
    assert one.seed == "0c6512a06a0bf4a4bf1ae1cb8a57bd349f8ca856c7b2ffe84217cc2534b11140"
    assert [each.number for each in one.drawn] == [3, 2]
    assert [each.number for each in one.substitutes] == [1, 8, 5]
