"""What a supervision notice may be about, who issues it, its number, and that it then stands."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError

from models import (
    AuditEvent,
    EntryKind,
    Grade,
    Matter,
    Notice,
    NoticeState,
    Role,
    RuleBroken,
    Stale,
    clock,
    db,
    version_of,
)
from models import notice as notices
from tests.models.conftest import THAT_DAY, Database, account, registered, unit
from tests.models.test_guards import closed

N = NoticeState
LEAD = "县交通运输局"


def assigned(seat: int = 1, lead: str = LEAD, assisting: tuple[str, ...] = ()) -> Matter:
    matter = registered(lead=lead, seats=(seat,))
    matter.assign(account("supervisor1"), assisting=[unit(name) for name in assisting])
    return matter


def drafted(*matters: Matter, to: str = LEAD) -> Notice:
    return Notice.draft(
        account("supervisor1"),
        unit=unit(to),
        matters=matters,
        title="",
        text="请把路灯修好",
        days=5,
    )


def issued(*matters: Matter, to: str = LEAD) -> Notice:
    notice = drafted(*matters, to=to)
    notice.submit(account("supervisor1"))
    notice.issue(account("head"))
    return notice


def test_a_notice_goes_its_way_and_stands_in_the_record_of_each_matter(database: Database) -> None:
    with database.writing():
        first, second = assigned(1), assigned(2)
        notice = drafted(first, second)
        assert (notice.state, notice.number, notice.title) == (N.DRAFT, None, "督办通知")
        notice.submit(account("supervisor1"))
        before = {name: version_of(name) for name in ("board", "notices", first.subject)}
    with database.writing():
        notice = db.session.scalars(select(Notice)).one()
        notice.issue(account("head"))
        assert notice.name == "柞政督〔2013〕1号"
        assert notice.reply_by == date(2013, 6, 27)  # a Thursday, five working days on
    with database.writing(THAT_DAY + timedelta(days=1)):
        notice = db.session.scalars(select(Notice)).one()
        notice.sign(account("transport"))
        notice.reply(account("transport"), "已派人看过，本周修好")
        assert notice.state is N.ANSWERED
    with database.at():
        for matter in db.session.scalars(select(Matter)):
            told = [entry for entry in matter.entries if entry.kind is EntryKind.NOTICE]
            assert len(told) == 3 and all(entry.is_internal for entry in told)
            assert "柞政督〔2013〕1号" in told[0].text
        seen = db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)).all()
        said = [action for action in seen if action.startswith("notice.")]
        assert said == [f"notice.{act}" for act in ("draft", "submit", "issue", "sign", "answer")]
        assert all(version_of(name) > number for name, number in before.items())


def test_numbers_come_at_issue_and_without_gaps(database: Database) -> None:
    with database.writing():
        one, two = drafted(assigned(1)), drafted(assigned(2))
        for notice in (one, two):
            notice.submit(account("supervisor1"))
        two.issue(account("head"))
        assert (one.number, two.number) == (None, 1)
    with pytest.raises(ZeroDivisionError), database.writing():
        db.session.get_one(Notice, 1).issue(account("head"))
        raise ZeroDivisionError
    with database.writing():
        one = db.session.get_one(Notice, 1)
        one.issue(account("head"))
        assert one.number == 2
    with database.writing(datetime(2014, 1, 6, 9)):
        assert issued(assigned(3)).name == "柞政督〔2014〕1号"


def test_only_an_office_head_who_did_not_draft_it_issues_it(database: Database) -> None:
    with database.writing():
        notice = drafted(assigned())
        with pytest.raises(RuleBroken, match="起草"):
            notice.issue(account("head"))
        notice.submit(account("supervisor1"))
        for other in ("supervisor2", "leader1", "transport"):
            with pytest.raises(RuleBroken, match="办公室领导"):
                notice.issue(account(other))
        account("supervisor1").role = Role.OFFICE_HEAD
        with pytest.raises(RuleBroken, match="起草人"):
            notice.issue(account("supervisor1"))
        notice.send_back(account("head"), "时限太宽")
        assert (notice.state, notice.reason) == (N.DRAFT, "时限太宽")
        with pytest.raises(RuleBroken, match="起草"):
            notice.send_back(account("head"), "再退")


def test_a_notice_is_about_what_the_unit_has_in_hand(database: Database) -> None:
    with database.writing():
        ours, theirs = assigned(1), assigned(2, lead="县供电公司", assisting=("县水务局",))
        with pytest.raises(RuleBroken, match="不由县交通运输局办理"):
            drafted(ours, theirs)
        with pytest.raises(RuleBroken, match="至少选一件"):
            drafted()
        with pytest.raises(RuleBroken, match="只能列一次"):
            drafted(ours, ours)
        assert drafted(theirs, to="县水务局").unit.name == "县水务局"
        assert Notice.open_matters(unit("县水务局")) == [theirs]
        waiting = drafted(ours)
        waiting.submit(account("supervisor1"))
        ours.send_back(account("transport"), unit("县供电公司"), "归供电公司")
        with pytest.raises(RuleBroken, match="不由县交通运输局办理"):
            waiting.issue(account("head"))


def test_the_grade_follows_from_what_was_sent_before(database: Database) -> None:
    with database.writing():
        one, two = assigned(1), assigned(2)
        parallel = drafted(one)
        parallel.submit(account("supervisor1"))
        assert issued(one).grade is Grade.FIRST
        with pytest.raises(RuleBroken, match="等级已变"):
            parallel.issue(account("head"))
        with pytest.raises(RuleBroken, match="等级不同"):
            drafted(one, two)
        again = issued(one)
        assert (again.grade, again.title) == (Grade.SECOND, "再次督办通知")
        assert [issued(one).grade, issued(one).grade] == [Grade.THIRD, Grade.THIRD]


def test_only_the_unit_signs_and_answers_and_each_once(database: Database) -> None:
    with database.writing():
        notice = issued(assigned())
        with pytest.raises(RuleBroken, match="贵单位"):
            notice.sign(account("water"))
        with pytest.raises(RuleBroken, match="已签发"):
            notice.reply(account("transport"), "办好了")
        notice.sign(account("transport"))
        with pytest.raises(RuleBroken, match="已签收"):
            notice.sign(account("transport"))
        notice.reply(account("transport"), "办好了")
        with pytest.raises(RuleBroken, match="已回复"):
            notice.reply(account("transport"), "又办好了")


def test_the_paper_says_what_was_issued_whatever_comes_later(database: Database) -> None:
    with database.writing():
        matter = assigned()
        notice = issued(matter)
        [before] = [dict(item.row) for item in notice.items]
        matter.title = "另一个标题"
        db.session.flush()
        assert notice.items[0].row == before
        assert before["source"] == "第一期意见建议第1号" and before["due"] == "2013年7月1日"


REFUSED = {
    "its number": "UPDATE notice SET number = 9",
    "its words": "UPDATE notice SET text = 'anders'",
    "its unit": "UPDATE notice SET unit_id = unit_id + 1",
    "its day": "UPDATE notice SET issued_at = NULL",
    "back to a draft": "UPDATE notice SET state = 'draft'",
    "gone": "DELETE FROM notice",
    "a matter fewer": "DELETE FROM notice_item",
    "a matter's words": "UPDATE notice_item SET printed = NULL",
    "a matter's place": "UPDATE notice_item SET position = 7",
    "a matter more": "INSERT INTO notice_item (notice_id, matter_id, position)"
    " SELECT (SELECT max(id) FROM notice), min(id), 2 FROM matter",
    "answered unsigned": "UPDATE notice SET state = 'answered', answer = 'ja'",
    "signed by a stranger": "UPDATE notice SET state = 'signed', signed_at = issued_at,"
    " signed_by_id = (SELECT id FROM account WHERE login = 'water')",
}


@pytest.mark.parametrize("statement", REFUSED.values(), ids=REFUSED)
def test_the_database_keeps_an_issued_notice_as_it_is(database: Database, statement: str) -> None:
    with database.writing():
        other = assigned(1)
        issued(assigned(2))
        assert other.id < db.session.scalars(select(func.max(Matter.id))).one()
    with database.raw() as connection, pytest.raises(DatabaseError):
        connection.execute(text(statement))


BEFORE = {
    "issued by nobody": "issued_by_id = NULL, number = 1",
    "issued by the drafter": "issued_by_id = drafted_by_id, number = 1",
    "a number out of turn": "number = 5",
}


@pytest.mark.parametrize("how", BEFORE.values(), ids=BEFORE)
def test_the_database_lets_no_notice_be_issued_past_the_rules(database: Database, how: str) -> None:
    with database.writing():
        issued(assigned(2))
        drafted(assigned(1)).submit(account("supervisor1"))
    head = "(SELECT id FROM account WHERE login = 'head')"
    given = "" if "issued_by_id" in how else f"issued_by_id = {head}, "
    with database.raw() as connection, pytest.raises(DatabaseError):
        connection.execute(
            text(
                f"UPDATE notice SET state = 'issued', prefix = 'x', year = 2013, {given}{how},"
                " issued_at = submitted_at, reply_by = '2013-06-30' WHERE number IS NULL"
            )
        )


def test_the_prefix_is_a_setting_and_issued_notices_keep_theirs(database: Database) -> None:
    try:
        with database.writing():
            before = issued(assigned(1))
            notices.configure("山政督")
            assert issued(assigned(2)).name == "山政督〔2013〕2号"
            assert before.name == "柞政督〔2013〕1号"
    finally:
        notices.configure("柞政督")


def test_who_decides_on_an_older_state_is_refused(database: Database) -> None:
    with database.writing():
        notice = drafted(assigned())
        seen = notice.version
        notice.submit(account("supervisor1"))
        db.session.flush()
        with pytest.raises(Stale):
            notice.expect(seen)


# ---- 纸质回执 and 销号 ---------------------------------------------------------------------------


def test_what_came_back_on_paper_is_keyed_in_by_the_supervisor(database: Database) -> None:
    supervisor, day = "supervisor2", THAT_DAY.date()
    with database.writing():
        notice = issued(assigned())
        with pytest.raises(RuleBroken, match="由督查室"):
            notice.sign_on_paper(account("transport"), "王建军", day)
        for wrong in (day - timedelta(days=1), day + timedelta(days=1)):
            with pytest.raises(RuleBroken, match="到今天之间"):
                notice.sign_on_paper(account(supervisor), "王建军", wrong)
        with pytest.raises(RuleBroken, match="签收人"):
            notice.sign_on_paper(account(supervisor), " ", day)
        notice.sign_on_paper(account(supervisor), "王建军", day)
        assert (notice.state, notice.signed_by, notice.signed_name) == (N.SIGNED, None, "王建军")
    with database.writing(THAT_DAY + timedelta(days=4)):
        notice = db.session.scalars(select(Notice)).one()
        notice.reply_on_paper(account(supervisor), "王建军", date(2013, 6, 21), "已派人看过")
        assert (notice.state, notice.answer) == (N.ANSWERED, "已派人看过")
        assert clock.local(notice.answered_at or clock.now()).date() == date(2013, 6, 21)
        told = [entry.text for entry in notice.matters[0].entries if "纸质" in entry.text]
        assert len(told) == 2 and "王建军" in told[0]


def test_a_notice_is_cleared_when_its_answer_will_do_or_its_matters_are_closed(
    database: Database,
) -> None:
    with database.writing():
        notice = issued(assigned())
        with pytest.raises(RuleBroken, match="还没有回复"):
            notice.clear(account("supervisor1"), "算了")
        notice.sign(account("transport"))
        notice.reply(account("transport"), "本周修好")
        with pytest.raises(RuleBroken, match="写明回复为什么可以"):
            notice.clear(account("supervisor1"))
        with pytest.raises(RuleBroken, match="由督查室"):
            notice.clear(account("head"), "可以")
        notice.clear(account("supervisor1"), "已现场核对")
        assert (notice.state, notice.clearing) == (N.CLEARED, "已现场核对")
    with database.writing():
        matter = assigned(2)
        unanswered = issued(matter)
        closed(matter)
        unanswered.clear(account("supervisor1"))
        assert unanswered.state is N.CLEARED and not unanswered.is_late


def test_late_ones_are_those_that_still_owe_an_answer(database: Database) -> None:
    with database.writing():
        owing, answered = issued(assigned(1)), issued(assigned(2))
        answered.sign(account("transport"))
        answered.reply(account("transport"), "修好了")
        db.session.flush()
        assert not db.session.scalars(Notice.late(select(Notice))).all()
        key = owing.id
    with database.at(THAT_DAY + timedelta(days=30)):
        late = db.session.scalars(Notice.late(select(Notice))).all()
        assert [one.id for one in late] == [key] and late[0].is_late


NEVER = {
    "cleared without an answer": "UPDATE notice SET state = 'cleared', clearing = 'x'"
    ", cleared_at = issued_at, cleared_by_id = drafted_by_id WHERE id = 1",
    "cleared by the unit": "UPDATE notice SET state = 'cleared', clearing = 'x'"
    ", cleared_at = issued_at, cleared_by_id = answered_by_id WHERE id = 2",
    "signed on paper by nobody": "UPDATE notice SET state = 'signed', signed_at = issued_at"
    ", signed_keyed_by_id = drafted_by_id WHERE id = 1",
    "signed on paper, keyed in by the head": "UPDATE notice SET state = 'signed', signed_name = 'x'"
    ", signed_at = issued_at, signed_keyed_by_id = issued_by_id WHERE id = 1",
    "another name on the slip": "UPDATE notice SET answered_name = 'x' WHERE id = 2",
    "cleared and open again": "UPDATE notice SET state = 'answered' WHERE id = 3",
    "another reason": "UPDATE notice SET clearing = 'x' WHERE id = 3",
}


def test_the_database_clears_no_notice_that_the_rules_would_not(database: Database) -> None:
    with database.writing():
        for seat in (1, 2, 3):
            notice = issued(assigned(seat))
            if seat > 1:
                notice.sign(account("transport"))
                notice.reply(account("transport"), "修好了")
            if seat == 3:
                notice.clear(account("supervisor1"), "看过了")
    for what, sql in NEVER.items():
        with database.raw() as connection, pytest.raises(DatabaseError):
            connection.execute(text(sql))
            pytest.fail(what)
