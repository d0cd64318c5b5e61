"""The stock of a material: never more handed out than there is, on both databases."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from models import (
    AuditEvent,
    Copies,
    HandOut,
    Material,
    MaterialKind,
    RuleBroken,
    Visit,
    audit,
    db,
    material,
    version_of,
)
from tests.models.conftest import PROOF, THAT_DAY, Database, account, visit

TITLE = "《惠民政策手册》"


def produced(copies: str = "200", kind: MaterialKind = MaterialKind.BOOKLET) -> Material:
    return Material.produce(
        visit(), account("organiser"), kind=kind, title=TITLE, copies=Copies.read(copies)
    )


def the_material() -> Material:
    return db.session.scalars(select(Material)).one()


def hand_out(copies: int) -> HandOut:
    return the_material().hand_out(visit(), copies, account("organiser"))


# ---- numbers as people type them -----------------------------------------------------------------


@pytest.mark.parametrize(
    "typed, number, is_more",
    [
        ("200", 200, False),
        (" ２００ ", 200, False),
        ("200册", 200, False),
        ("1,200 本", 1200, False),
        ("１，２００", 1200, False),
        ("500余", 500, True),
        ("500 余张", 500, True),
        ("５００多张", 500, True),
        ("500张以上", 500, True),
    ],
)
def test_a_number_is_read_as_people_type_it(typed: str, number: int, is_more: bool) -> None:
    assert Copies.read(typed) == Copies(number, is_more)


@pytest.mark.parametrize(
    "typed", ["", "0", "-3", "两百", "20.5", "1e3", "200/300", "1,20", "9" * 40, "100001", "余500"]
)
def test_what_is_no_number_of_copies_is_refused_in_words(typed: str) -> None:
    with pytest.raises(RuleBroken, match="数量"):
        Copies.read(typed)


def test_what_was_handed_out_is_a_number_that_somebody_counted() -> None:
    assert Copies.read_exactly("31册") == 31
    with pytest.raises(RuleBroken, match="准确"):
        Copies.read_exactly("30余")


@given(st.integers(1, 100_000), st.booleans())
def test_what_is_shown_is_read_again_as_the_same(number: int, is_more: bool) -> None:
    copies = Copies(number, is_more)
    assert Copies.read(str(copies)) == copies


# ---- the stock -----------------------------------------------------------------------------------

STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("out"), st.integers(-2, 40)),
        st.tuples(st.just("back"), st.integers(0, 9)),
        st.tuples(st.just("correct"), st.integers(1, 90)),
    ),
    max_size=14,
)


@settings(
    max_examples=200 if PROOF else 25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(begun=st.integers(1, 60), steps=STEPS)
def test_what_is_left_is_what_was_produced_less_what_was_handed_out_and_never_negative(
    database: Database, begun: int, steps: list[tuple[str, int]]
) -> None:
    with database.at():
        stock, by = produced(str(begun)), account("organiser")
        copies, given_out = begun, list[int]()  # what we know without the models
        for word, number in steps:
            before = (copies, list(given_out))
            if word == "out" and 1 <= number <= copies - sum(given_out):
                given_out.append(number)
            elif word == "correct" and number >= sum(given_out):
                copies = number
            elif word == "back" and number < len(given_out) and given_out[number]:
                given_out[number] = 0
            act: dict[str, Callable[[], object]] = {
                "out": lambda n=number: stock.hand_out(visit(), n, by),
                "back": lambda n=number: stock.take_back(stock.hand_outs[n], by),
                "correct": lambda n=number: stock.revise(
                    by, kind=stock.kind, title=TITLE, copies=Copies(n)
                ),
            }
            if before == (copies, given_out) and not (word == "correct" and number == copies):
                with pytest.raises((RuleBroken, IndexError)):
                    act[word]()
            else:
                act[word]()
            assert (stock.produced, stock.handed_out) == (copies, sum(given_out))
            assert stock.left == Copies(copies - sum(given_out))
            assert stock.left.number >= 0
        db.session.rollback()


def test_many_at_once_hand_out_no_more_than_there_is(database: Database) -> None:
    with database.writing():
        produced("20")
    with database.at():
        begun = the_material().version
    writers = 12
    barrier = Barrier(writers)

    def try_three(_: int) -> bool:
        barrier.wait()
        try:
            with database.writing():
                hand_out(3)
        except RuleBroken:
            return False
        return True

    with ThreadPoolExecutor(writers) as pool:
        went = list(pool.map(try_three, range(writers)))
    with database.at():
        assert went.count(True) == 6
        assert (the_material().handed_out, the_material().left) == (18, Copies(2))
        assert the_material().version == begun + 6
        events = select(func.count()).select_from(AuditEvent)
        assert db.session.scalar(events.where(AuditEvent.action == "material.hand_out")) == 6
        assert list(audit.faults()) == []


def test_more_than_is_left_is_refused_with_the_numbers(database: Database) -> None:
    with database.writing():
        produced("40")
        hand_out(31)
    with database.at(), pytest.raises(RuleBroken, match="只剩 9 册，发不出 10 册"):
        hand_out(10)


def test_of_a_round_figure_no_exact_one_is_made(database: Database) -> None:
    """500余 less 93 is 407余; beyond 500 somebody has to count first."""
    with database.writing():
        discs = produced("500余", MaterialKind.DISC)
        hand_out(93)
        assert (str(discs.copies), str(discs.left)) == ("500余", "407余")
        hand_out(407)
        assert str(material.totals([discs])[0].produced) == "500余"
    with database.at(), pytest.raises(RuleBroken, match="清点"):
        hand_out(1)
    with database.writing():
        discs = the_material()
        copies = Copies.read("512")
        discs.revise(account("organiser"), kind=discs.kind, title=TITLE, copies=copies)
        hand_out(12)
        assert discs.left == Copies(0)


def test_what_was_taken_back_stays_on_record_and_counts_no_more(database: Database) -> None:
    with database.writing():
        given_out = produced("40").hand_out(visit(), 31, account("organiser"), "各镇")
        the_material().take_back(given_out, account("organiser"))
        assert the_material().handed_out == 0
        with pytest.raises(RuleBroken, match="已经撤销"):
            the_material().take_back(given_out, account("organiser"))
    with database.at():
        kept = db.session.scalars(select(HandOut)).one()
        assert (kept.copies, kept.receiver, kept.counts) == (31, "各镇", False)


def test_what_was_handed_out_can_be_neither_withdrawn_nor_corrected_away(
    database: Database,
) -> None:
    with database.writing():
        held = produced("40")
        hand_out(31)
    with database.at():
        held, by = the_material(), account("organiser")
        with pytest.raises(RuleBroken, match="不能撤销登记"):
            held.withdraw(by)
        with pytest.raises(RuleBroken, match="已经发出 31 册"):
            held.revise(by, kind=held.kind, title=TITLE, copies=Copies(30))


def test_what_is_left_goes_on_to_a_later_visit_and_never_to_an_earlier_one(
    database: Database,
) -> None:
    with database.writing():
        first = visit()
        produced("40")
        hand_out(31)
        first.finish(account("organiser"))
        later = Visit.plan(THAT_DAY.date() + timedelta(days=30), "system")
        before = version_of(f"materials:{later.id}")
        assert material.left_over(later) == [the_material()]
        assert material.produced_for(later) == []
        the_material().hand_out(later, 9, account("organiser"))
        assert (the_material().handed_out_at(first), the_material().handed_out_at(later)) == (31, 9)
        assert material.left_over(later) == [the_material()]  # handed out at it
        new = Material.produce(
            later,
            account("organiser"),
            kind=MaterialKind.BOOKLET,
            title="《办事指南》",
            copies=Copies(5),
        )
        with pytest.raises(RuleBroken, match="不能记在第一期"):
            new.hand_out(first, 1, account("organiser"))
        later_id = later.id
    with database.at():
        assert version_of(f"materials:{later_id}") == before + 1


def test_the_database_takes_no_hand_out_of_nothing(database: Database) -> None:
    with database.writing():
        produced("40")
        hand_out(31)
    for wrong in ("UPDATE hand_out SET copies = 0", "UPDATE material SET produced = -1"):
        with pytest.raises(IntegrityError), database.raw() as connection:
            connection.execute(text(wrong))
