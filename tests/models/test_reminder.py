"""Reminders: once for each matter, level, person and day, in working hours, whatever the clock does
and however often, and by however many, they are made."""

from collections import Counter
from datetime import date, datetime, time, timedelta

import chinese_calendar
import pytest
import time_machine
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from models import (
    Matter,
    Notice,
    Reminder,
    ReminderLevel,
    Result,
    RuleBroken,
    audit,
    clock,
    db,
    working_calendar,
)
from models.awaiting import Desk
from models.reminder import Told
from models.reminding import are_working_hours, remind
from models.topic import version_of
from tests.models.conftest import PROOF, THAT_DAY, Database, Writers, account, registered, unit

L = ReminderLevel
FULL_DAY = {"sqlite": 400, "postgresql": 150}
SAMPLE = {"sqlite": 25, "postgresql": 10}


def day(number: int, hour: int = 9, month: int = 7) -> datetime:
    return datetime(2013, month, number, hour)


def told(login: str) -> list[tuple[str, str]]:
    """Of what one person was told today."""
    mine = select(Reminder).filter_by(account_id=account(login).id, day=clock.today())
    return sorted(
        (each.level.value, (each.matter or each.notice).name) for each in db.session.scalars(mine)
    )


def made(database: Database, moment: datetime) -> int:
    with database.writing(moment):
        return remind()


def a_county_at_work(database: Database) -> None:
    """Of 20 June: one matter signed for, one not, one that helps, and a notice."""
    with database.writing(THAT_DAY):
        one, two, three = (registered(seats=(seat,)) for seat in (1, 2, 3))
        for matter in (one, two):
            matter.assign(account("supervisor1"))
        three.assign(account("supervisor1"), assisting=[unit("县水务局")])
        one.sign(account("transport"))
        notice = Notice.draft(
            account("supervisor1"),
            unit=unit("县交通运输局"),
            matters=[one],
            title="",
            text="请办结",
        )
        notice.submit(account("supervisor1"))
        notice.issue(account("head"))


def test_units_the_office_and_the_leader_are_told_of_what_is_theirs(database: Database) -> None:
    a_county_at_work(database)
    made(database, datetime(2013, 6, 24, 9))
    with database.at(datetime(2013, 6, 24, 9)):
        assert told("transport") == [
            ("notice_unsigned", "柞政督〔2013〕1号"),
            ("unsigned", "督2013-002"),
            ("unsigned", "督2013-003"),
        ]
        assert told("water") == [("unsigned", "督2013-003")]
        assert told("supervisor1") == told("supervisor2") == told("transport")
        assert told("power") == told("leader1") == told("head") == told("organiser") == []
    made(database, day(15))
    with database.at(day(15)):
        assert ("over", "督2013-001") in told("transport")
        assert ("notice_late", "柞政督〔2013〕1号") in told("transport")
        assert told("leader1") == [("over", f"督2013-00{n}") for n in (1, 2, 3)]
        assert told("leader2") == []
        assert ("over", "督2013-003") in told("water")


def test_who_has_done_their_part_is_left_alone(database: Database) -> None:
    a_county_at_work(database)
    with database.writing(datetime(2013, 6, 21, 9)):
        one, two, three = db.session.scalars(select(Matter).order_by(Matter.id))
        two.sign(account("transport"))
        for login in ("transport", "water"):
            three.sign(account(login))
        three.finish_part(account("water"), "水管已让开")
        one.report(account("transport"), "已修好", Result.SOLVED)
        notice = db.session.scalars(select(Notice)).one()
        notice.sign(account("transport"))
        notice.reply(account("transport"), "已修好")
    made(database, day(15))
    with database.at(day(15)):
        assert told("water") == []
        assert told("transport") == [("over", "督2013-002"), ("over", "督2013-003")]


def test_a_disabled_account_is_told_nothing(database: Database) -> None:
    a_county_at_work(database)
    with database.writing(day(15, 8)):
        account("transport").disable("system")
    made(database, day(15))
    with database.at(day(15)):
        assert told("transport") == [] and told("supervisor1")


@pytest.mark.parametrize(
    "moment, works",
    [
        (datetime(2013, 6, 24, 7, 59), False),
        (datetime(2013, 6, 24, 8, 0), True),
        (datetime(2013, 6, 24, 12, 0), False),
        (datetime(2013, 6, 24, 14, 0), True),
        (datetime(2013, 6, 24, 18, 0), False),
        (datetime(2013, 6, 22, 10, 0), False),  # a Saturday
        (datetime(2013, 9, 22, 10, 0), True),  # a Sunday that is worked
        (datetime(2013, 10, 1, 10, 0), False),  # 国庆节
    ],
)
def test_only_in_working_hours_of_working_days(
    database: Database, moment: datetime, works: bool
) -> None:
    a_county_at_work(database)
    with database.app.app_context(), time_machine.travel(moment.replace(tzinfo=clock.SHANGHAI)):
        assert are_working_hours(clock.now(), working_calendar()) is works
        assert (remind() > 0) is works
        db.session.rollback()


def test_after_three_days_without_it_the_present_is_told_once(database: Database) -> None:
    a_county_at_work(database)
    assert made(database, day(15)) > 0

    first = made(database, day(18))
    with database.at(day(18)):
        rows = db.session.scalars(select(Reminder).where(Reminder.day > date(2013, 7, 15))).all()
        assert len(rows) == first and {each.day for each in rows} == {date(2013, 7, 18)}
    assert made(database, day(18, 10)) == 0


def test_a_clock_set_back_an_hour_or_a_day_doubles_nothing(database: Database) -> None:
    a_county_at_work(database)
    assert made(database, day(15, 10)) > 0 and made(database, day(16, 10)) > 0
    assert made(database, day(16, 9)) == made(database, day(15, 9)) == made(database, day(15)) == 0


moments = st.builds(
    lambda days, minutes: (days, minutes), st.integers(-2, 9), st.integers(0, 24 * 60 - 1)
)


def test_whatever_the_clock_does_there_is_one_a_day_in_working_hours(database: Database) -> None:
    a_county_at_work(database)
    holidays = {date(2013, 6, 20) + timedelta(n) for n in range(200)}
    works = {each for each in holidays if chinese_calendar.is_workday(each)}

    @settings(
        max_examples=(FULL_DAY if PROOF else SAMPLE)[database.kind],
        deadline=None,
        database=None,
        derandomize=not PROOF,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    @given(runs=st.lists(st.tuples(moments, st.integers(1, 3)), min_size=2, max_size=6))
    def check(runs: list[tuple[tuple[int, int], int]]) -> None:
        with database.writing():
            db.session.execute(text("DELETE FROM reminder"))
        today, told_on = datetime(2013, 6, 24), set()
        for (days, minutes), times in runs:
            today = max(datetime(2013, 6, 24), today + timedelta(days))
            moment = today + timedelta(minutes=minutes)
            numbers = [made(database, moment) for _ in range(times)]
            assert numbers[1:] == [0] * (times - 1), "the same again"
            is_open = moment.date() in works and any(
                begin <= moment.time() < end
                for begin, end in ((time(8), time(12)), (time(14), time(18)))
            )
            is_new = is_open and moment.date() not in told_on
            assert (numbers[0] > 0) == is_new, f"told at {moment}"
            if is_open:
                told_on.add(moment.date())
        with database.at(today):
            rows = db.session.execute(
                text("SELECT account_id, matter_id, notice_id, level, day FROM reminder")
            )
            counts = Counter(tuple(row) for row in rows)
            assert set(counts.values()) <= {1}
            for each in db.session.scalars(select(Reminder)):
                local = clock.local(each.at)
                assert local.date() == each.day and each.day in works

    check()


def test_two_processes_at_once_make_each_once(database: Database, writers: Writers) -> None:
    with database.writing(THAT_DAY - timedelta(9)):
        for seat in range(1, 7):
            registered(seats=(seat,)).assign(account("supervisor1"))
    for _ in range(3):
        writers.start("reminded", 2)
    assert writers.wait() == [0, 0, 0]
    with database.at():
        rows = db.session.scalars(select(Reminder)).all()
        things = {(each.account_id, each.matter_id, each.level) for each in rows}
        # the unit's handler and three supervisors, of unsigned and of lagging matters
        assert len(things) == len(rows) == sum(writers.acknowledged.values()) == 6 * 2 * 4
        assert list(audit.faults()) == []


# ---- reading them --------------------------------------------------------------------------------


def test_they_stand_with_the_task_and_one_opening_reads_all_of_one_matter(
    database: Database,
) -> None:
    a_county_at_work(database)
    made(database, day(15))
    made(database, day(16))
    with database.writing(day(16)):
        me = account("transport")
        assert Reminder.unread(me) == len({(level, name) for level, name in told("transport")})
        desk = Desk.of(me)
        by_name = {task.name: task for task in desk.tasks if task.told}
        assert set(by_name) == {"督2013-001", "督2013-002", "督2013-003", "柞政督〔2013〕1号"}
        both = by_name["督2013-002"].told
        assert {one.last.level for one in both} == {L.OVER, L.UNSIGNED}
        assert all(one.days == 2 and one.is_unread for one in both)
        assert desk.told == []  # none but what is a task
        before, version = Reminder.unread(me), version_of(f"reminders:{me.id}")
        both[0].last.read(me)
    with database.at(day(16)):
        me = account("transport")
        assert Reminder.unread(me) == before - 2
        assert version_of(f"reminders:{me.id}") > version
        assert not any(task.told for task in Desk.of(me).tasks if task.name == "督2013-002")
        [first, *_] = Told.of(me)
        assert first.is_unread and not Told.of(me)[-1].is_unread
        # a leader has no task of it, and learns of it all the same
        desk = Desk.of(account("leader1"))
        assert desk.told == [] and set(desk.told_of) == {tile.matter.id for tile in desk.watched}
        assert {one.last.level for each in desk.told_of.values() for one in each} == {L.OVER}
    with database.writing(day(16)):
        with pytest.raises(RuleBroken):
            first.last.read(account("supervisor1"))
        Reminder.read_all(account("transport"))
        assert Reminder.unread(account("transport")) == 0 < Reminder.unread(account("supervisor1"))


def test_the_next_day_it_is_new_again_and_the_old_ones_go(database: Database) -> None:
    a_county_at_work(database)
    made(database, day(15))
    with database.writing(day(15)):
        Reminder.read_all(account("transport"))
    made(database, day(16))
    with database.at(day(16)):
        assert Reminder.unread(account("transport")) > 0
    made(database, datetime(2013, 10, 21, 9))
    with database.at(datetime(2013, 10, 21, 9)):
        days = set(db.session.scalars(select(Reminder.day)))
        assert days == {date(2013, 10, 21)}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE reminder SET day = '2013-07-14'",
        "UPDATE reminder SET account_id = account_id + 1",
        "UPDATE reminder SET level = 'near'",
        "UPDATE reminder SET matter_id = 2 WHERE matter_id = 1",
        "UPDATE reminder SET read_at = NULL WHERE read_at IS NOT NULL",
        "INSERT INTO reminder (account_id, matter_id, notice_id, level, day, at)"
        " SELECT account_id, matter_id, notice_id, level, day, at FROM reminder",
    ],
)
def test_the_database_lets_nobody_rewrite_what_was_told(database: Database, statement: str) -> None:
    a_county_at_work(database)
    made(database, day(15))
    with database.writing(day(15)):
        Reminder.read_all(account("water"))
    with database.raw() as connection, pytest.raises(DatabaseError):
        connection.execute(text(statement))
