"""What the databases themselves refuse about minutes."""

from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from models import AttendanceKind, DecisionRow, Meeting, MeetingKind, Minutes, clock, db
from tests.models.conftest import THAT_DAY, Database, account, card, unit, visit


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
    row = DecisionRow("修好路灯", unit("县供电公司"), date(2013, 7, 1), [unit("县水务局")])
    item.write(by, title="路灯", reporter="", said="路灯不亮。", decisions=[row])
    item.add_statement(by, "县长", "抓紧修好。", card=card(1))
    item.add_pledge(by, speaker="局长", words="月底前修好", unit=unit("县供电公司").id,
                    due_on="2013-06-30")  # fmt: skip
    minutes = meeting.minutes
    minutes.submit(by)
    if issue:
        minutes.review(account("head"))
        minutes.sign(account("leader1"))
        minutes.issue(account("head"))


CHANGES = (
    "UPDATE minutes SET copies_to = '某单位'",
    "UPDATE minutes SET state = 'drafting', number = NULL, issued_at = NULL, issued_by_id = NULL",
    "UPDATE meeting SET place = '别处'",
    "UPDATE attendance SET name = '别人'",
    "INSERT INTO attendance (meeting_id, position, kind, name, unit, title, edited, version)"
    " VALUES (1, 9, 'participant', '别人', '', '', 0, 1)",
    "UPDATE agenda_item SET said = '没有说过'",
    "INSERT INTO agenda_item (minutes_id, position, title, reporter, said, version, edited)"
    " VALUES (1, 9, '加的', '', '加的', 1, 0)",
    "UPDATE statement SET words = '没有说过'",
    "UPDATE statement SET removed_at = NULL, position = 7",
    "UPDATE pledge SET words = '别的承诺'",
    "DELETE FROM statement",
    "DELETE FROM pledge",
    "UPDATE edit SET account_id = NULL",
    "DELETE FROM edit",
    "INSERT INTO edit (minutes_id, number, block, kind, state, at)"
    " SELECT minutes_id, 999, block, kind, state, at FROM edit WHERE number = 1",
    "INSERT INTO conflict (minutes_id, block, field, value, edit, at, version)"
    " SELECT minutes_id, block, 'said', state, number, at, 1 FROM edit WHERE number = 1",
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
    with database.raw() as connection, pytest.raises(DBAPIError, match="不能|只增不改"):
        connection.execute(text(change))


HEAD = "(SELECT id FROM account WHERE login = 'head')"
LEADER = "(SELECT id FROM account WHERE login = 'leader1')"
OTHER = "(SELECT id FROM account WHERE login = 'leader2')"
DAY = "signed_name = '某人', signed_on = '2013-06-20', signed_at = submitted_at"
REVIEW = f"UPDATE minutes SET state = 'reviewed', reviewed_by_id = {HEAD}"
SIGN = f"UPDATE minutes SET state = 'signed', {DAY}"
ISSUE = (
    "UPDATE minutes SET state = 'issued', series = 'talk', year = 2013, number = 1,"
    " issued_at = submitted_at"
)


@pytest.mark.parametrize(
    "changes",
    [
        ["UPDATE minutes SET number = 7"],
        ["UPDATE minutes SET state = 'reviewed', reviewed_by_id = submitted_by_id"],
        ["UPDATE minutes SET state = 'reviewed'"],
        [f"{SIGN}, signed_by_id = {LEADER}"],  # nobody has checked it
        [REVIEW, f"{SIGN}, signed_by_id = {OTHER}"],  # did not preside
        [REVIEW, SIGN],  # signed by nobody
        [REVIEW, f"{SIGN}, keyed_by_id = submitted_by_id"],
        [REVIEW, f"{ISSUE}, issued_by_id = {HEAD}"],  # not signed
        [REVIEW, f"{SIGN}, signed_by_id = {LEADER}", f"{ISSUE}, issued_by_id = submitted_by_id"],
        # its decisions have no matters yet
        [REVIEW, f"{SIGN}, signed_by_id = {LEADER}", f"{ISSUE}, issued_by_id = {HEAD}"],
    ],
)
def test_nothing_is_issued_past_the_models(database: Database, changes: list[str]) -> None:
    with database.writing():
        prepare(issue=False)
    *first, last = changes
    with database.raw() as connection:
        for change in first:
            connection.execute(text(change))
        with pytest.raises(DBAPIError, match="印发后不能再改"):
            connection.execute(text(last))


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
    return db.session.scalars(select(Minutes)).one()
