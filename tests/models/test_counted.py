"""The figures of supervision, against SQL of their own, for whatever history there may be."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from models import (
    Account,
    Closing,
    Level,
    Matter,
    MatterKind,
    Rating,
    Reply,
    Result,
    Unit,
    Visit,
    calendar,
    clock,
    db,
    figures,
)
from models.counted import Part, Rate
from models.figures import Behind, League, Scope, Share, Tally, kinds, tally, trend
from models.regrouping import merge
from tests.models import figures_sql
from tests.models.conftest import (
    PROOF,
    THAT_DAY,
    Database,
    account,
    card,
    registered,
    unit,
)
from tests.models.test_matter_life import life

Counts = dict[tuple[int | None, str], int]
LOOKED_AT = [THAT_DAY + timedelta(days) for days in (0, 2, 9, 16, 47, 200)]


def told(scope: Scope) -> Counts:
    league = League.of(scope)
    rows: list[tuple[int | None, Tally]] = [(each.id, found) for each, found in league.units]
    found = {
        (unit_id, part.value): number
        for unit_id, each in [*rows, (None, league.loose)]
        for part, number in each.counts.items()
        if number
    }
    assert league.total.counts == Counter(tally(scope).counts)
    return found


def agrees(viewer: Any, today: date) -> Counts:
    """The figures of all matters, of one visit, of one kind, and of each unit's own people."""
    scope = Scope(viewer)
    whole = told(scope)
    assert whole == figures_sql.counted(db.session.connection(), today)
    visit = db.session.scalars(select(Visit)).first()
    only = f"m.visit_id = {visit.id}"
    assert told(Scope(viewer, visit=visit)) == figures_sql.counted(
        db.session.connection(), today, only
    )
    for kind in (MatterKind.OPINION, MatterKind.INSPECTION):
        of_kind = figures_sql.counted(db.session.connection(), today, f"m.kind = '{kind.value}'")
        assert told(Scope(viewer, kind=kind)) == of_kind
    for each in {unit_id for unit_id, _ in whole} - {None}:
        own = told(Scope(viewer, unit=db.session.get_one(Unit, each)))
        assert own == {key: number for key, number in whole.items() if key[0] == each}
    return whole


SEEN = {
    "closed",
    "passed_in_time",
    "open_overdue",
    "dissatisfied",
    "unrated",
    "redone",
    "sent_back",
}


def test_sql_of_its_own_gives_the_same_figures_for_any_history(database: Database) -> None:
    life(database, *((150, 40) if PROOF else (8, 25)))
    with database.writing(day(20)):
        merge(registered(seats=(1,)), registered(seats=(2,)), account("supervisor1"), "同一件事")
        unhappy = replied(seats=(3,))  # few histories come as far as this
        Rating.give(unhappy.askers[0], card(3), Level.DISSATISFIED, "还不亮")
    seen: set[str] = set()
    for moment in LOOKED_AT:
        with database.at(moment):
            seen |= {part for _, part in agrees(account("supervisor1"), clock.today())}
    assert seen >= SEEN, SEEN - seen
    with database.at(LOOKED_AT[3]):
        every_figure_leads_to_its_rows(account("supervisor1"))


def every_figure_leads_to_its_rows(viewer: Any) -> None:
    league = League.of(Scope(viewer))
    for part in Part:
        assert Behind.of(Scope(viewer), [part]).number == league.total[part], part
    for each, counts in league.units:
        for rate in Rate:
            behind = Behind.of(Scope(viewer, unit=each), rate.parts)
            assert behind.number == counts.share(rate).whole
            assert len(behind.rows) == min(behind.number, 50)


def test_a_long_list_is_read_page_by_page(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(figures, "PAGE", 2)
    with database.writing():
        for seat in range(1, 6):
            registered(seats=(seat,)).assign(account("supervisor1"))
    with database.at():
        scope, before, read = Scope(account("supervisor1")), None, []
        for size in (2, 2, 1):
            behind = Behind.of(scope, [Part.OPEN], before)
            assert (len(behind.rows), behind.number) == (size, 5)
            read += [row.id for row in behind.rows]
            before = behind.more
        assert before is None and len(set(read)) == 5


# ---- one life, figure by figure ------------------------------------------------------------------


def day(number: int, hour: int = 10, month: int = 6) -> datetime:
    return datetime(2013, month, number, hour)


def passed(matter: Matter, result: Result = Result.SOLVED) -> None:
    matter.report(account("transport"), "已修好", result)
    for gate in matter.gates:
        gate.pass_(account("supervisor2"), "看过")


def shares(database: Database, moment: datetime) -> dict[Rate, tuple[int, int]]:
    with database.at(moment):
        agrees(account("supervisor1"), clock.today())
        counts = tally(Scope(account("supervisor1")))
        return {rate: (counts.share(rate).top, counts.share(rate).whole) for rate in Rate}


def test_open_and_overdue_counts_as_late_until_it_is_done(database: Database) -> None:
    with database.writing(day(20)):
        one, two = registered(seats=(1,)), registered(seats=(2,))
        for matter in (one, two):
            matter.assign(account("supervisor1"))
        ids = one.id, two.id
    with database.writing(day(21)):
        for key in ids:
            db.session.get_one(Matter, key).sign(account("transport"))
    with database.writing(day(24)):
        passed(db.session.get_one(Matter, ids[0]))
    assert shares(database, day(25))[Rate.IN_TIME] == (1, 1)
    assert shares(database, day(15, month=7))[Rate.IN_TIME] == (1, 2)  # open, overdue: late
    with database.writing(day(16, month=7)):
        passed(db.session.get_one(Matter, ids[1]))
    found = shares(database, day(17, month=7))
    assert found[Rate.IN_TIME] == (1, 2) and found[Rate.SIGNED] == (2, 2)
    assert found[Rate.DONE] == (0, 2)


def test_an_extension_that_is_granted_moves_the_day_and_one_refused_does_not(
    database: Database,
) -> None:
    with database.writing(day(20)):
        ids = []
        for seat in (1, 2):
            matter = registered(seats=(seat,))
            matter.assign(account("supervisor1"))
            matter.sign(account("transport"))
            matter.ask_extension(account("transport"), date(2013, 8, 1), "等材料")
            matter.decide_extension(account("supervisor1"), seat == 1, "按期办")
            ids.append(matter.id)
    assert shares(database, day(20, month=7))[Rate.IN_TIME] == (0, 1)
    with database.at(day(20, month=7)):
        assert tally(Scope(account("supervisor1")))[Part.EXTENDED] == 1


def test_a_signature_has_one_working_day(database: Database) -> None:
    """Assigned on Friday: Monday is in time, Tuesday is not; unsigned it is late on Tuesday."""
    with database.writing(day(21)):
        ids = []
        for seat in (1, 2, 3):
            matter = registered(seats=(seat,))
            matter.assign(account("supervisor1"))
            ids.append(matter.id)
    assert shares(database, day(24))[Rate.SIGNED] == (0, 0)  # nothing is late, nothing signed
    with database.writing(day(24)):
        db.session.get_one(Matter, ids[0]).sign(account("transport"))
    assert shares(database, day(25))[Rate.SIGNED] == (1, 3)
    with database.writing(day(25)):
        db.session.get_one(Matter, ids[1]).sign(account("transport"))
    with database.at(day(25)):
        found = tally(Scope(account("supervisor1")))
        parts = (Part.SIGNED_IN_TIME, Part.SIGNED_LATE, Part.UNSIGNED_LATE)
        assert [found[part] for part in parts] == [1, 1, 1]


def test_what_was_sent_back_is_not_the_units_and_counts_anew_for_the_next(
    database: Database,
) -> None:
    with database.writing(day(20)):
        matter = registered()
        matter.assign(account("supervisor1"))
        key = matter.id
    with database.writing(day(21)):
        matter = db.session.get_one(Matter, key)
        matter.send_back(account("transport"), unit("县供电公司"), "路灯归供电公司")
    with database.at(day(15, month=7)):  # nobody has it, and it is overdue
        league = League.of(Scope(account("supervisor1")))
        assert league.loose[Part.OPEN_OVERDUE] == 1 == league.total[Part.OPEN_OVERDUE]
        [(sender, counts)] = league.units
        assert sender.name == "县交通运输局" and counts.counts == {Part.SENT_BACK: 1}
    with database.writing(day(15, month=7)):
        matter = db.session.get_one(Matter, key)
        matter.assign(account("supervisor1"), lead=unit("县供电公司"))
    with database.at(day(16, month=7)):
        agrees(account("supervisor1"), clock.today())
        league = League.of(Scope(account("supervisor1")))
        assert not league.loose.counts and league.total[Part.OPEN_OVERDUE] == 0
        own = League.of(Scope(account("transport")))
        assert not own.units  # it is not this unit's any more


def replied(seats: tuple[int, ...]) -> Matter:
    matter = registered(seats=seats)
    matter.assign(account("supervisor1"))
    matter.sign(account("transport"))
    passed(matter)
    Reply.send(matter, account("supervisor1"), "修好了")
    return matter


def test_a_second_round_takes_nothing_back_and_silence_is_no_consent(database: Database) -> None:
    with database.writing(day(20)):
        key = replied((1, 2, 3)).id

    def asker(seat: int) -> Any:
        matter = db.session.get_one(Matter, key)
        return next(each for each in matter.askers if each.card.seat == seat)

    with database.writing(day(21)):
        Rating.give(asker(1), card(1), Level.SATISFIED)
    with database.writing(day(24)):
        Rating.key_in(asker(2), account("supervisor1"), Level.DISSATISFIED, "还不亮", "本人", "139")
    with database.at(day(25)):
        found = tally(Scope(account("supervisor1")))
        assert (found[Part.SATISFIED], found[Part.DISSATISFIED]) == (1, 1)
        assert found[Part.UNRATED] == 1  # the third can rate that answer no more
        assert found[Part.REDONE] == 1
        assert found.share(Rate.CONTENT) == Share(1, 2)
    with database.writing(day(25)):
        matter = db.session.get_one(Matter, key)
        matter.sign(account("transport"))
        passed(matter)
        Reply.send(matter, account("supervisor1"), "又修了")
    assert shares(database, day(26))[Rate.CONTENT] == (1, 2)
    with database.at(day(9, month=7)):  # ten working days after the answer
        found = tally(Scope(account("supervisor1")))
        assert (found[Part.AWAITED], found[Part.UNRATED]) == (0, 4)
        assert found.share(Rate.CONTENT) == Share(1, 2)  # nobody's silence makes it better


def test_a_unit_reads_its_own_row_and_no_other(database: Database) -> None:
    with database.writing(day(20)):
        for seat, lead in ((1, "县交通运输局"), (2, "县供电公司"), (3, "县供电公司")):
            registered(lead=lead, seats=(seat,)).assign(account("supervisor1"))
    with database.at(day(21)):
        viewer: Account = account("power")
        league = League.of(Scope(viewer, unit=unit("县交通运输局")))
        assert [(each.name, counts.matters) for each, counts in league.units] == [("县供电公司", 2)]
        assert Behind.of(Scope(viewer), [Part.OPEN]).number == 2
        assert [(each.name, n.total()) for each, n in kinds(Scope(viewer)).items()] == [
            ("县供电公司", 2)
        ]
        [first] = trend(Scope(viewer))
        assert first.tally.matters == 2


def test_visits_stand_side_by_side_whichever_the_range_is_of(database: Database) -> None:
    with database.writing(day(20)):
        matter = registered(seats=(1, 2))
        matter.assign(account("supervisor1"))
        Visit.plan(date(2013, 7, 20), "system")
    with database.at(day(21)):
        boss = account("supervisor1")
        for visit in (None, db.session.scalars(select(Visit).filter_by(number=2)).one()):
            scope = Scope(boss, visit=visit)
            for league in (None, League.of(scope)):
                shown = [
                    (held.visit.number, held.opinions, held.tally.matters)
                    for held in trend(scope, league)
                ]
                assert shown == [(1, 2, 1), (2, 0, 0)]


def test_what_was_merged_counts_as_what_it_is_part_of(database: Database) -> None:
    with database.writing(day(20)):
        one, two = registered(seats=(1,)), registered(lead="县供电公司", seats=(2,))
        for matter in (one, two):
            matter.assign(account("supervisor1"))
        merge(two, one, account("supervisor1"), "同一件事")
    for moment in (day(21), day(15, month=7)):
        with database.at(moment):
            counts = agrees(account("supervisor1"), clock.today())
            assert counts[unit("县交通运输局").id, "open"] == 1
            assert (unit("县供电公司").id, "open") not in counts
            assert [each.name for each in kinds(Scope(account("supervisor1")))] == ["县交通运输局"]


def test_a_period_holds_both_its_days(database: Database) -> None:
    for number, hour in ((20, 23), (21, 0), (22, 23), (23, 0)):
        with database.writing(day(number, hour)):
            registered(seats=(number,)).assign(account("supervisor1"))
    with database.at(day(24)):
        boss = account("supervisor1")
        within = Scope(boss, since=date(2013, 6, 21), until=date(2013, 6, 22))
        assert tally(within)[Part.OPEN] == 2
        assert tally(Scope(boss, since=date(2013, 6, 23)))[Part.OPEN] == 1
        assert tally(Scope(boss, until=date(2013, 6, 20)))[Part.OPEN] == 1


@pytest.mark.parametrize("order", [(Rate.IN_TIME), (Rate.CONTENT), None])
def test_few_are_marked_and_stand_behind_in_the_league(order: Rate | None) -> None:
    def row(key: int, top: int, rest: int) -> Any:
        of: Sequence[Part] = (order or Rate.DONE).parts
        return type("U", (), {"id": key})(), Tally(Counter({of[0]: top, of[-1]: rest}))

    league = League([row(1, 1, 0), row(2, 8, 2), row(3, 5, 5), row(4, 0, 0)], Tally(), Tally())
    places = [each.id for each, _ in league.sorted_by(order)]
    assert places == ([2, 3, 1, 4])
    assert Share(1, 1).is_small and not Share(8, 10).is_small and not Share(0, 0).is_small
    assert Share(0, 0).percent is None


def test_what_was_counted_once_is_counted_anew_where_its_ground_has_changed(
    database: Database,
) -> None:
    """Another calendar, a clock set back, people of other units, another database in its place."""
    with database.writing(day(20)):
        key = replied((1, 2)).id
    with database.writing(day(21)):
        for seat in (1, 2):
            asker = next(a for a in db.session.get_one(Matter, key).askers if a.card.seat == seat)
            Rating.give(asker, card(seat), Level.SATISFIED)
        proposed = Closing.propose(db.session.get_one(Matter, key), account("supervisor1"))
        proposed.confirm(account("supervisor2"))
    for moment in (day(25), day(26), day(21), day(26)):
        with database.at(moment):
            counts = agrees(account("supervisor1"), clock.today())
            assert counts[unit("县交通运输局").id, "closed"] == 1
    with database.writing(day(26)):
        calendar.set_day(date(2013, 6, 21), False, "另行通知", account("supervisor1"))
    with database.at(day(26)):
        agrees(account("supervisor1"), clock.today())
