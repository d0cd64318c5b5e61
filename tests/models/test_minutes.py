"""What the databases themselves refuse about minutes."""

from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from models import AttendanceKind, Draft, Meeting, MeetingKind, Minutes, clock
from tests.models.conftest import THAT_DAY, Database, account, unit, visit


def prepare(issue: bool) -> None:
    by = account("organiser")
    meeting = Meeting.convene(
        by,
        kind=MeetingKind.TALK,
        title="座谈会",
        held_at=THAT_DAY.replace(tzinfo=clock.SHANGHAI),
        chair=account("leader1"),
        visit=visit(),
    )
    meeting.add(by, AttendanceKind.PARTICIPANT, name="王建军")
    item = meeting.minutes.add_item(by)
    row = Draft("修好路灯", unit("县供电公司"), date(2013, 7, 1), [unit("县水务局")])
    item.write(by, title="路灯", reporter="", said="路灯不亮。", decisions=[row])
    meeting.minutes.submit(by)
    if issue:
        meeting.minutes.issue(account("head"))


CHANGES = (
    "UPDATE minutes SET copies_to = '某单位'",
    "UPDATE minutes SET state = 'drafting', number = NULL, issued_at = NULL, issued_by_id = NULL",
    "UPDATE meeting SET place = '别处'",
    "UPDATE attendance SET name = '别人'",
    "INSERT INTO attendance (meeting_id, position, kind, name, unit, title)"
    " VALUES (1, 9, 'participant', '别人', '', '')",
    "UPDATE agenda_item SET said = '没有说过'",
    "INSERT INTO agenda_item (minutes_id, position, title, reporter, said, version)"
    " VALUES (1, 9, '加的', '', '加的', 1)",
    "UPDATE decision SET text = '别的事'",
    "UPDATE decision SET matter_id = NULL",
    "DELETE FROM decision_unit",
    "DELETE FROM attendance",
    "DELETE FROM decision",
    "DELETE FROM minutes",
    "DELETE FROM meeting",
)


@pytest.mark.parametrize("change", CHANGES)
def test_issued_minutes_are_not_changed_past_the_models(database: Database, change: str) -> None:
    with database.writing():
        prepare(issue=True)
    with database.raw() as connection, pytest.raises(DBAPIError, match="不能"):
        connection.execute(text(change))


ISSUE = "UPDATE minutes SET state = 'issued', series = 'talk', year = 2013, number = 1, {}"
HEAD = "(SELECT id FROM account WHERE login = 'head')"
NAMED = f"issued_at = submitted_at, issued_by_id = {HEAD}"


@pytest.mark.parametrize(
    "change",
    [
        ISSUE.format(NAMED),  # its decisions have no matters yet
        ISSUE.format("issued_at = submitted_at, issued_by_id = submitted_by_id"),
        ISSUE.format("issued_at = submitted_at"),
        "UPDATE minutes SET number = 7",
    ],
)
def test_nothing_is_issued_past_the_models(database: Database, change: str) -> None:
    with database.writing():
        prepare(issue=False)
    with database.raw() as connection, pytest.raises(DBAPIError, match="印发后不能再改"):
        connection.execute(text(change))


def test_a_draft_can_be_written_and_dropped(database: Database) -> None:
    with database.writing():
        prepare(issue=False)
    with database.writing():
        minutes = database_minutes()
        minutes.send_back(account("head"), "再改")
        minutes.remove_item(minutes.items[0], account("organiser"))
    with database.at():
        assert database_minutes().items == []


def database_minutes() -> Minutes:
    from models import db

    return db.session.scalars(select(Minutes)).one()
