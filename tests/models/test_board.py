"""The board against plain SQL and against its first principles: counts, lights, pages, words."""

from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from models import (
    Board,
    Light,
    Limits,
    Listing,
    Matter,
    MatterKind,
    MatterState,
    Opinion,
    Result,
    RuleBroken,
    Tally,
    Way,
    calendar,
    clock,
    db,
    working_calendar,
)
from models.bulk import BulkAct, act_on
from models.lit import Days
from models.round import Round
from models.terms import IN_WORK, LANES
from models.words import titled
from tests.conftest import pdf
from tests.models.conftest import PROOF, THAT_DAY, Database, account, card, registered, unit
from tests.models.test_guards import passed, rated, report_done

THURSDAY = THAT_DAY.date()


def several(number: int) -> list[Matter]:
    return [
        Matter.register(
            account("supervisor1"),
            kind=MatterKind.OPINION,
            title=f"第{place}处路灯改造",
            way=Way.ROUTE,
            lead=unit("县交通运输局" if place % 2 else "县供电公司"),
            sources=[Opinion.give(card(1 + place % 30), "路灯不亮", str(uuid4()))],
        )
        for place in range(number)
    ]


def everywhere() -> None:
    """A matter at every point of its way."""
    report_done(registered(seats=(1,)))
    for step, seat in ((passed, 2), (rated, 3)):
        opinion = Opinion.give(card(seat), "路牌歪了", str(uuid4()))
        step(
            Matter.register(
                account("supervisor1"),
                kind=MatterKind.OPINION,
                title="扶正路牌",
                way=Way.ROUTE,
                lead=unit("县交通运输局"),
                sources=[opinion],
            )
        )
    for matter in several(6)[:4]:
        matter.assign(account("supervisor1"))


def test_the_board_counts_what_plain_sql_counts(database: Database) -> None:
    with database.writing():
        everywhere()
    for later in (0, 3, 9, 30):
        with database.at(THAT_DAY + timedelta(days=later)):
            whole, filtered = Board.whole(), Board.of(select(Matter))
            rows = db.session.execute(text("SELECT state, count(*) FROM matter GROUP BY state"))
            counted = {row[0]: row[1] for row in rows}
            assert {s.value: n for s, n in whole.counts.items() if n} == counted
            matters = db.session.scalars(select(Matter)).all()
            lights = Counter(matter.light() for matter in matters)
            del lights[Light.NONE]
            assert +whole.lights == +filtered.lights == lights, f"{later} days later"
            assert (whole.lanes, whole.counts, whole.league) == (
                filtered.lanes,
                filtered.counts,
                filtered.league,
            )
            of = {matter.id: matter for matter in matters}
            for place in whole.places:
                assert (place.version, place.light) == (of[place.id].version, of[place.id].light())


def test_counts_that_drifted_are_told_and_put_right(database: Database) -> None:
    with database.writing():
        everywhere()
    with database.writing():
        assert list(Tally.faults()) == []
        db.session.execute(text("UPDATE tally SET number = number + 1 WHERE state = 'assigned'"))
        db.session.execute(text("DELETE FROM tally WHERE state = 'reported'"))
        told = list(Tally.faults())
        assert any("待签收" in one for one in told) and any("待审核" in one for one in told)
        Tally.recount()
        assert list(Tally.faults()) == []


def test_what_is_rolled_back_is_not_counted(database: Database) -> None:
    with pytest.raises(RuleBroken), database.writing():
        registered()
        db.session.flush()
        raise RuleBroken("thought better of it")
    with database.writing():
        registered()
    with database.at():
        assert sum(Tally.by_state_and_lead().values()) == 1


days = st.dates(date(2013, 5, 1), date(2013, 12, 31))
moments = days.map(lambda day: datetime(day.year, day.month, day.day, 10, tzinfo=clock.SHANGHAI))


@settings(
    max_examples=2000 if PROOF else 150,
    deadline=None,
    database=None,
    derandomize=not PROOF,
    suppress_health_check=list(HealthCheck),
)
@given(
    state=st.sampled_from(list(MatterState)),
    due=st.none() | days,
    moved=moments,
    reported=st.none() | moments,
    passed_at=st.none() | moments,
    reworked=st.booleans(),
    slow_days=st.integers(1, 30),
    today=days,
)
def test_the_days_of_a_light_say_what_the_light_says(
    on_sqlite: Database,
    state: MatterState,
    due: date | None,
    moved: datetime,
    reported: datetime | None,
    passed_at: datetime | None,
    reworked: bool,
    slow_days: int,
    today: date,
) -> None:
    with on_sqlite.at():
        counted = working_calendar()
    kept, counted.slow_days = counted.slow_days, slow_days
    try:
        if state in IN_WORK:  # gates are passed after 报结
            passed_at = None
        round_ = Round(due_on=due, moved_at=moved, reported_at=reported, passed_at=passed_at)
        round_.reworked_at = moved if reworked else None
        lit = Days.of(round_, state, counted)
        expected = round_.light(state, today, counted)
        assert lit.light(today) is expected, (lit, expected)
    finally:
        counted.slow_days = kept


# ---- 时限设定 ------------------------------------------------------------------------------------


def set_limits(slow_days: int = 5, **ways: tuple[int, int]) -> None:
    told = {way: ways.get(way.value, (7, 15)) for way in Way}
    Limits.current().set(account("supervisor1"), slow_days, told, 20)
    Matter.relight_open()


def test_n_set_anew_takes_effect_at_once_and_raises_no_version(database: Database) -> None:
    with database.writing():
        matter = registered()
        matter.assign(account("supervisor1"))
        db.session.flush()
        version = matter.version
    later = THAT_DAY + timedelta(days=5)  # three working days
    with database.at(later):
        assert db.session.scalars(select(Matter)).one().light() is Light.NONE
    with database.writing(later):
        set_limits(2)
    with database.at(later):
        matter = db.session.scalars(select(Matter)).one()
        assert matter.light() is Light.SLOW and Board.whole().lights == {Light.SLOW: 1}
        assert matter.version == version
    with database.writing(later):
        set_limits(4)
    with database.at(later):
        assert not +Board.whole().lights


def test_a_next_round_has_the_days_of_its_way(database: Database) -> None:
    from models import Level

    with database.writing():
        set_limits(route=(3, 9))
        matter = rated(registered(), Level.DISSATISFIED)
        assert matter.round.number == 2 and matter.round.days == 3


@pytest.mark.parametrize("slow, route", [(0, (7, 15)), (61, (7, 15)), (5, (0, 15)), (5, (9, 8))])
def test_nonsense_is_not_set(database: Database, slow: int, route: tuple[int, int]) -> None:
    with database.writing(), pytest.raises(RuleBroken):
        set_limits(slow, route=route)


def test_a_changed_calendar_moves_the_lights_of_open_matters(database: Database) -> None:
    with database.writing():
        matter = registered()
        matter.assign(account("supervisor1"))
        db.session.flush()
        assert matter.round.due_on == date(2013, 7, 1) and matter.near_from == date(2013, 6, 27)
    with database.writing():
        calendar.set_day(date(2013, 6, 28), False, "放假", account("supervisor1"))
        assert len(Matter.recompute_open(account("supervisor1"))) == 1
    with database.at():
        matter = db.session.scalars(select(Matter)).one()
        assert (matter.round.due_on, matter.sorts_on) == (date(2013, 7, 2), date(2013, 7, 2))
        assert matter.over_from == date(2013, 7, 3)


# ---- 清单 and 查找 -------------------------------------------------------------------------------


def test_pages_show_every_matter_once_in_order(database: Database) -> None:
    with database.writing():
        for matter in several(95)[::3]:
            matter.assign(account("supervisor1"), days=1 + matter.number % 5)
    with database.at():
        for by_deadline in (False, True):
            seen, after = [], ""
            while True:
                page = Listing.of(select(Matter), by_deadline, after)
                seen += [place.id for place in page.places]
                after = page.next
                if not after:
                    break
            matters = {each.id: each for each in db.session.scalars(select(Matter))}
            key: Any = (lambda m: (m.sorts_on, m.id)) if by_deadline else (lambda m: -m.number)
            assert seen == [m.id for m in sorted(matters.values(), key=key)]


@pytest.mark.parametrize("after", ["x", "_", "2013_x", "x_1", "9" * 30 + "_1"])
def test_a_page_after_nonsense_is_the_first_page(database: Database, after: str) -> None:
    with database.writing():
        several(2)
    with database.at():
        for by_deadline in (False, True):
            assert len(Listing.of(select(Matter), by_deadline, after).places) == 2


def test_words_are_found_as_sql_would_find_them(database: Database) -> None:
    with database.writing():
        several(12)
    with database.at():
        for words in ("路灯", "灯", "处路灯改", "路灯路", "第1处", "%", "_", "改造路", "LU"):
            pattern = words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
            plain = "SELECT id FROM matter WHERE title LIKE :like ESCAPE '\\' ORDER BY id"
            expected = db.session.scalars(text(plain), {"like": f"%{pattern}%"}).all()
            found = db.session.scalars(select(Matter.id).where(titled(words)).order_by(Matter.id))
            assert found.all() == expected, words


# ---- 批量办理 ------------------------------------------------------------------------------------


def marks(*matters: Matter) -> list[str]:
    db.session.flush()
    return [f"{matter.id}@{matter.version}" for matter in matters]


def test_many_are_done_or_listed_with_the_reason(database: Database) -> None:
    with database.writing():
        first, second, third, fourth = several(4)
        second.assign(account("supervisor1"))
        told = [*marks(first, second, fourth), f"{third.id}@99"]
        outcome = act_on(told, BulkAct.ASSIGN, account("supervisor1"), "")
        assert [each.id for each in outcome.done] == [first.id, fourth.id]
        reasons = {one.matter.id: one.reason for one in outcome.remainder}
        assert "待签收" in reasons[second.id] and "刚刚被别人改过" in reasons[third.id]
        assert [m.state for m in (first, second, third, fourth)] == [
            *(MatterState.ASSIGNED, MatterState.ASSIGNED),
            *(MatterState.REGISTERED, MatterState.ASSIGNED),
        ]


@pytest.mark.parametrize("told", [[], ["x"], ["1@"], [f"{n}@1" for n in range(1, 202)]])
def test_nothing_ticked_or_too_much_does_nothing(database: Database, told: list[str]) -> None:
    with database.writing():
        matter = several(1)[0]
        if told == ["1@"]:
            outcome = act_on(told, BulkAct.ASSIGN, account("supervisor1"), "")
            assert not outcome.done and len(outcome.remainder) == 1
        else:
            with pytest.raises(RuleBroken):
                act_on(told, BulkAct.ASSIGN, account("supervisor1"), "")
        assert matter.state is MatterState.REGISTERED


# ---- 阶段性办结 ----------------------------------------------------------------------------------


def test_a_stage_needs_evidence_and_is_progress(database: Database) -> None:
    with database.writing():
        matter = registered()
        matter.assign(account("supervisor1"))
        matter.sign(account("transport"))
    with database.writing(THAT_DAY + timedelta(days=1)):
        matter = db.session.scalars(select(Matter)).one()
        with pytest.raises(RuleBroken, match="佐证材料"):
            matter.finish_stage(account("transport"), "前三盏已亮", [])
        entry = matter.finish_stage(
            account("transport"), "前三盏已亮，还剩两盏", [("a.pdf", pdf("lamps"))]
        )
        assert not entry.is_internal and len(entry.attachments) == 1
        assert matter.state is MatterState.HANDLING and matter.round.result is None
        assert clock.local(matter.round.moved_at).date() == THURSDAY + timedelta(days=1)
        matter.report(account("transport"), "全部修好", Result.SOLVED)
    assert LANES[-1] is MatterState.CLOSED
