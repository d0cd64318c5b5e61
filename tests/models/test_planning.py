"""Planning a visit: stops put right and cancelled, held against the programme, copied."""

from collections import Counter
from datetime import date, datetime, time
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from models import (
    Copies,
    Material,
    MaterialKind,
    Meeting,
    MeetingKind,
    Plan,
    RuleBroken,
    Stop,
    StopKind,
    Visit,
    VisitState,
    db,
    itinerary,
)
from models.material import left_over, produced_for, totals
from models.programme import PROGRAMME, Judgement, Part, conflicts, legs_of
from models.year import months_of, visits_of
from tests.models.conftest import PROOF, THAT_DAY, Database, account, unit, visit

K = StopKind
EXAMPLES = settings(max_examples=2000 if PROOF else 60, deadline=None, derandomize=not PROOF)
CHECKED = {  # in the programme's own words
    "机关大院": (1, 1),
    "党政综合办公楼": (1, 1),
    "信访联合接待大厅": (1, 1),
    "部门": (2, 3),
    "园区": (1, 1),
    "重点企业": (1, 1),
    "重点项目": (1, 2),
    "座谈会": (1, None),
    "列席会议": (0, None),
}


def add(name: str, kind: StopKind = K.PROJECT, **more: Any) -> Stop:
    return visit().add_stop("system", kind=kind, name=name, **{"unit": None, **more})


def details(stop: Stop, **more: Any) -> dict[str, Any]:
    names = ("kind", "name", "unit", "planned_at", "planned_until", "place", "receptionist")
    kept = {name: getattr(stop, name) for name in (*names, "telephone", "travel")}
    return kept | more


# ---- the programme and the clock ----------------------------------------------------------------


def test_the_programme_is_held_against_by_its_own_words() -> None:
    assert {kind.label: bounds for kind, bounds in PROGRAMME.items()} == CHECKED


@EXAMPLES
@given(st.lists(st.sampled_from(list(K)), max_size=14))
def test_what_is_missing_or_too_much_is_what_counting_says(kinds: list[StopKind]) -> None:
    counted = Counter(kinds)
    for kind, (least, most) in PROGRAMME.items():
        stops = [Stop(id=number, kind=kind) for number in range(counted[kind])]
        part = Part(kind, least, most, stops)
        assert (part.judgement is Judgement.MISSING) is (counted[kind] < least)
        assert (part.judgement is Judgement.BEYOND) is (most is not None and counted[kind] > most)


def test_one_department_in_two_rooms_is_one(database: Database) -> None:
    with database.writing():
        add("指挥中心", K.DEPARTMENT, unit=unit("县交通运输局"))
        add("县供电公司", K.DEPARTMENT, unit=unit("县供电公司"))
        found = {part.kind: part for part in Plan.of(visit()).parts}
        assert found[K.DEPARTMENT].number == 2
        assert found[K.DEPARTMENT].judgement is Judgement.MET
        assert {part.kind.label for part in Plan.of(visit()).missing} == {
            *("机关大院", "党政综合办公楼", "信访联合接待大厅"),
            *("园区", "重点企业", "重点项目", "座谈会"),
        }


MINUTES = st.none() | st.integers(8 * 60, 9 * 60)


def clock_time(minute: int | None) -> time | None:
    return None if minute is None else time(minute // 60, minute % 60)


@EXAMPLES
@given(st.lists(st.tuples(MINUTES, st.integers(1, 30), MINUTES.map(bool)), max_size=5))
def test_stops_that_overlap_or_run_backwards_are_told_and_no_others(
    planned: list[tuple[int | None, int, bool]],
) -> None:
    spans = [(at, at + long if at and ends else at) for at, long, ends in planned]
    stops = [
        Stop(name=f"第{place}站", planned_at=clock_time(at), planned_until=clock_time(until))
        for place, (at, until) in enumerate(spans)
    ]
    wrong = 0
    for (at, until), (next_at, _) in combinations(spans, 2):
        if at is not None and until is not None and next_at is not None:
            wrong += next_at < at or any(minute == next_at for minute in range(at, until))
    assert len(list(conflicts(stops, legs_of(stops)))) == wrong


def test_a_way_that_takes_longer_than_there_is_time_for_is_told(database: Database) -> None:
    with database.writing():
        add("甲", planned_at=time(9), planned_until=time(9, 40))
        late = add("乙", planned_at=time(10), planned_until=time(10, 30), travel=25)
        plan = Plan.of(visit())
        assert plan.conflicts == ["从「甲」到「乙」路上要 25 分钟，只留了 20 分钟"]
        leg = plan.leg_to(late)
        assert leg is not None and (leg.gap, leg.short) == (20, 5)
        assert [stop.name for stop in plan.untimed] == ["县交通运输局"]
        itinerary.revise(late, "system", **details(late, travel=20))
        assert Plan.of(visit()).conflicts == []


def test_a_visit_on_a_day_off_says_which(database: Database) -> None:
    with database.writing():
        by = account("organiser")
        found = [Plan.of(Visit.plan(day, by)).day for day in (date(2013, 6, 11), date(2013, 6, 8))]
        assert found == ["端午节放假", ""]  # the Saturday before is worked


# ---- stops put right and cancelled --------------------------------------------------------------


def test_a_stop_is_put_right_and_its_telephone_sealed(database: Database) -> None:
    with database.writing():
        stop = add("乙", receptionist="王建军", telephone="13909140203")
        version = visit().version
        itinerary.revise(stop, "system", **details(stop, name="指挥中心", place="二楼"))
        db.session.flush()
        assert (stop.name, stop.place, stop.telephone) == ("指挥中心", "二楼", "13909140203")
        assert stop.masked_telephone == "139****0203"
        assert visit().version > version
    with database.raw() as connection:
        sealed = connection.scalars(text("SELECT telephone_sealed FROM stop")).all()
        assert not any("0914" in one for one in sealed)


def test_what_is_under_way_keeps_its_host_and_what_is_over_stays(database: Database) -> None:
    with database.writing():
        here, other = visit().stops[0], add("乙")
        itinerary.revise(here, "system", **details(here, place="三楼"))
        for wrong in ({"unit": unit("县供电公司")}, {"kind": K.PARK}):
            with pytest.raises(RuleBroken, match="不能再改"):
                itinerary.revise(here, "system", **details(here, **wrong))
        visit().start(other, "system")
        with pytest.raises(RuleBroken, match="走完"):
            itinerary.revise(here, "system", **details(here, place="四楼"))
        assert here.place == "三楼"


def test_only_what_was_not_reached_and_holds_nothing_is_cancelled(database: Database) -> None:
    with database.writing():
        for name in "乙丙丁":
            add(name)
        with pytest.raises(RuleBroken, match="已经到过"):
            itinerary.cancel(visit().stops[0], "system")
        talk = visit().stops[2]
        Meeting.convene(
            account("organiser"),
            kind=MeetingKind.TALK,
            title="座谈会",
            held_at=datetime(2013, 6, 20, 15).astimezone(),
            chair_name="郭志远",
            chair_title="县长",
            visit=visit(),
            stop=talk,
        )
        with pytest.raises(RuleBroken, match="会议或来件"):
            itinerary.cancel(talk, "system")
        itinerary.cancel(visit().stops[1], "system")
    with database.writing():
        names = [(stop.position, stop.name) for stop in visit().stops]
        assert names == [(1, "县交通运输局"), (2, "丙"), (3, "丁")]
        visit().finish("system")
        with pytest.raises(RuleBroken, match="已经结束"):
            itinerary.cancel(visit().stops[2], "system")


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM stop WHERE started_at IS NOT NULL",
        "INSERT INTO hand_out (material_id, visit_id, copies, receiver, by_id, handed_at)"
        " SELECT id, visit_id, 171, '', entered_by_id, entered_at FROM material"
        " WHERE title = '手册'",
        "INSERT INTO hand_out (material_id, visit_id, copies, receiver, by_id, handed_at)"
        " SELECT id, visit_id, 1, '', entered_by_id, entered_at FROM material"
        " WHERE title = '画册'",
        "UPDATE hand_out SET copies = 1",
        "UPDATE material SET produced = 29 WHERE title = '手册'",
        "DELETE FROM hand_out",
        "DELETE FROM material",
    ],
)
def test_the_database_itself_keeps_what_was_reached_and_counted(
    database: Database, statement: str
) -> None:
    with database.writing():
        by = account("organiser")
        made = {"kind": MaterialKind.BOOKLET, "copies": Copies(200)}
        Material.produce(visit(), by, title="手册", **made).hand_out(visit(), 30, by)
        Material.produce(visit(), by, title="画册", is_planned=True, **made)
    with database.raw() as connection, pytest.raises(DatabaseError):
        connection.execute(text(statement))


# ---- copied, and on the calendar ----------------------------------------------------------------


def test_a_copy_has_stops_times_and_titles_and_nobody_and_nothing_of_the_day(
    database: Database,
) -> None:
    with database.writing():
        by, former = account("organiser"), visit()
        add("乙", planned_at=time(9), planned_until=time(10), place="二楼", travel=5)
        add("丙", K.TALK, unit=unit("县政府"), receptionist="郭志远", telephone="13909140001")
        made = {"kind": MaterialKind.BOOKLET, "copies": Copies(500, True), "text": "简介"}
        Material.produce(former, by, title="手册", **made).hand_out(former, 30, by)
        copied = itinerary.copy(former, date(2013, 7, 18), by)
        assert (copied.number, copied.state, copied.cards) == (2, VisitState.PLANNED, [])
        same = (
            "position",
            "kind",
            "name",
            "unit",
            "planned_at",
            "planned_until",
            "place",
            "travel",
        )
        for one, other in zip(former.stops, copied.stops, strict=True):
            assert [getattr(one, name) for name in same] == [getattr(other, name) for name in same]
            assert (other.receptionist, other.telephone, other.has_started) == ("", "", False)
        [planned] = produced_for(copied)
        assert (planned.title, str(planned.copies), planned.text) == ("手册", "500余", "简介")
        assert planned.is_planned and totals([planned]) == []


def test_what_is_to_be_printed_is_handed_out_once_it_is_there(database: Database) -> None:
    with database.writing():
        by, now = account("organiser"), visit()
        made = {"kind": MaterialKind.DISC, "title": "光盘", "copies": Copies(500)}
        planned = Material.produce(now, by, is_planned=True, **made)
        with pytest.raises(RuleBroken, match="还没有印好"):
            planned.hand_out(now, 1, by)
        later = Visit.plan(date(2013, 7, 18), by)
        assert left_over(later) == []
        planned.arrive(by, Copies(480))
        assert left_over(later) == [planned] and str(planned.left) == "480"
        planned.hand_out(now, 480, by)
        with pytest.raises(RuleBroken, match="只剩 0 张"):
            planned.hand_out(now, 1, by)
        with pytest.raises(RuleBroken, match="已经登记"):
            planned.arrive(by, Copies(1))


def test_the_year_shows_each_visit_on_its_day_and_each_day_once(database: Database) -> None:
    with database.writing():
        by, first = account("organiser"), visit()
        second, third = (Visit.plan(day, by) for day in (date(2013, 9, 29), date(2014, 1, 1)))
        assert visits_of(2013) == {THAT_DAY.date(): [first], date(2013, 9, 29): [second]}
        assert visits_of(2014) == {date(2014, 1, 1): [third]}
        days = [day for month in months_of(2013) for day in month.days]
        assert len(days) == len({day.day for day in days}) == 365
        notes = {day.day: day.note for day in days}
        assert notes[date(2013, 9, 29)] == "调休上班"
        assert "放假" in notes[date(2013, 10, 1)]
