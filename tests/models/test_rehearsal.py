"""A rehearsal: everything works in it, and nothing of it is left when the visit begins."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from models import (
    AuditEvent,
    Card,
    Channel,
    Entered,
    EnteredFrom,
    Figures,
    Matter,
    Meeting,
    MeetingKind,
    Model,
    Opinion,
    Promise,
    Question,
    Report,
    RuleBroken,
    SlipKind,
    StopKind,
    Visit,
    VisitState,
    Waiting,
    audit,
    clock,
    db,
    enter_for,
    rehearsal,
)
from models.quoting import quotable
from tests.models.conftest import THAT_DAY, Database, account, card, unit, visit

MEANWHILE = ("question", "opinion", "promise", "report", "report_gate", "report_entry")
WIPED = {*MEANWHILE, "report_investigator", "form_batch"}


def second_visit() -> Visit:
    """With a stop, the card of a person of the first visit, and nothing said yet."""
    second = Visit.plan(date(2013, 7, 18), "system")
    second.add_stop("system", kind=StopKind.DEPARTMENT, name="县水务局", unit=unit("县水务局"))
    Card.issue(second, card(1).representative, 41, "system", "41414141")
    return second


@pytest.fixture
def planned(database: Database) -> int:
    """The second visit, the first being over; its id."""
    with database.writing():
        visit().finish(account("organiser"))
        return second_visit().id


@pytest.fixture
def rehearsed(database: Database, planned: int) -> int:
    """It is in rehearsal, at its stop, and everything that can be said was said."""
    with database.writing():
        second = db.session.get_one(Visit, planned)
        rehearsal.rehearse(second, account("organiser"))
        second.start(second.stops[0], account("organiser"))
    with database.writing():
        speak(planned)
    return planned


def speak(visit_id: int, mark: str = "r") -> None:
    second = db.session.get_one(Visit, visit_id)
    mine, by = second.cards[0], account("organiser")
    first = Question.ask(mine, "路灯", f"{mark}1")
    first.approve(by)
    other = Question.ask(mine, "也是路灯", f"{mark}2")
    db.session.flush()
    other.merge_into(first, by)
    first.put_on_screen(by)
    first.record_promise(by, "月底装上", "局长", unit("县水务局"), date(2013, 8, 1))
    entered = Entered(by, EnteredFrom.SPOKEN)
    enter_for(mine, SlipKind.OPINION, "便桥", f"{mark}3", second.stops[0], entered)
    Report.give(mine, "某人收礼", f"{mark}4")


def counted(visit_id: int) -> dict[str, int]:
    """By SQL of its own: what hangs on the visit, whatever the models say."""
    return {
        table: db.session.execute(
            text(f"SELECT count(*) FROM {table} WHERE visit_id = :v"), {"v": visit_id}
        ).scalar_one()
        for table in ("question", "opinion", "promise", "report", "matter", "form_batch")
    }


def test_a_rehearsal_is_wiped_and_the_visit_begins_at_number_one(
    database: Database, rehearsed: int
) -> None:
    with database.at():
        before = counted(rehearsed)
        assert before == {
            "question": 2, "opinion": 1, "promise": 1, "report": 1, "matter": 0, "form_batch": 0,
        }  # fmt: skip
        of_first = counted(1)
    with database.writing():
        rehearsal.end_rehearsal(db.session.get_one(Visit, rehearsed), account("organiser"))
    with database.at():
        second = db.session.get_one(Visit, rehearsed)
        assert set(counted(rehearsed).values()) == {0}
        assert counted(1) == of_first
        for table in ("report_gate", "report_entry", "report_investigator"):
            assert not db.session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()
        assert (second.state, second.is_rehearsal, second.opened_at) == (
            VisitState.PLANNED, False, None,
        )  # fmt: skip
        assert [stop.started_at for stop in second.stops] == [None]
    with database.writing(THAT_DAY + timedelta(days=28)):
        second = db.session.get_one(Visit, rehearsed)
        second.start(second.stops[0], account("organiser"))
        assert Question.ask(second.cards[0], "真的问题", "real").number == 1
        assert Opinion.give(second.cards[0], "真的意见", "real").number == 1


def test_a_second_rehearsal_begins_at_number_one_as_well(
    database: Database, rehearsed: int
) -> None:
    for _ in range(2):
        with database.writing():
            second = db.session.get_one(Visit, rehearsed)
            rehearsal.end_rehearsal(second, account("organiser"))
            rehearsal.rehearse(second, account("organiser"))
            second.start(second.stops[0], account("organiser"))
            assert Question.ask(second.cards[0], "又一次", "again").number == 1


def test_the_audit_keeps_the_rehearsal_and_says_so(database: Database, rehearsed: int) -> None:
    with database.writing():
        rehearsal.end_rehearsal(db.session.get_one(Visit, rehearsed), account("organiser"))
    with database.at():
        found = select(AuditEvent).order_by(AuditEvent.id)
        acts = [one for one in db.session.scalars(found) if one.detail.get("rehearsal")]
        said = [one.action for one in acts]
        assert {"question.ask", "opinion.give", "question.promise", "visit.stop_started"} <= set(
            said
        )
        assert (said[0], said[-1]) == ("visit.rehearse", "visit.end_rehearsal")
        assert acts[-1].detail == {"rehearsal": 1, "question": 2, "opinion": 1}
        assert list(audit.faults()) == []


def test_figures_count_no_rehearsal(database: Database, rehearsed: int) -> None:
    with database.at():
        figures = Figures.of(db.session.get_one(Visit, rehearsed))
        assert (figures.opinions, figures.reports, figures.matters) == (0, 0, 0)
        real = text(
            "SELECT count(*) FROM opinion o JOIN visit v ON v.id = o.visit_id"
            " WHERE o.channel = 'on_spot' AND v.id = :v AND NOT v.is_rehearsal"
        )
        assert db.session.execute(real, {"v": rehearsed}).scalar_one() == figures.opinions


def test_nothing_of_a_rehearsal_is_taken_up(database: Database, rehearsed: int) -> None:
    with database.at():
        assert not [one for one in Waiting.all().sources if one.visit_id == rehearsed]
        assert quotable(db.session.get_one(Visit, rehearsed)) == []
    with pytest.raises(RuleBroken, match="彩排"), database.writing():
        promise = db.session.scalars(select(Promise).filter_by(visit_id=rehearsed)).one()
        Matter.of_promise(promise, account("organiser"), "装路灯")
    with pytest.raises(RuleBroken, match="彩排"), database.writing():
        second = db.session.get_one(Visit, rehearsed)
        Meeting.convene(
            account("organiser"),
            kind=MeetingKind.TALK,
            title="座谈会",
            held_at=clock.now(),
            visit=second,
        )
    with pytest.raises(RuleBroken, match="彩排"), database.writing():
        second = db.session.get_one(Visit, rehearsed)
        who = (second.cards[0], "来信", "x", Channel.LETTER, account("organiser"))
        Opinion.enter(*who)
    with database.at():
        assert db.session.scalar(select(func.count()).select_from(Matter)) == 0


def test_only_a_visit_to_which_nothing_was_given_can_be_rehearsed(
    database: Database, planned: int
) -> None:
    with pytest.raises(RuleBroken), database.writing():
        rehearsal.rehearse(db.session.get_one(Visit, 1), account("organiser"))  # held
    with database.writing():
        second = db.session.get_one(Visit, planned)
        Opinion.enter(second.cards[0], "来信", "x", Channel.LETTER, account("organiser"))
    with pytest.raises(RuleBroken, match="不能彩排"), database.writing():
        rehearsal.rehearse(db.session.get_one(Visit, planned), account("organiser"))
    with pytest.raises(RuleBroken), database.writing():
        rehearsal.end_rehearsal(db.session.get_one(Visit, planned), account("organiser"))


def test_no_two_visits_go_on_at_once_rehearsed_or_not(database: Database, rehearsed: int) -> None:
    with pytest.raises(RuleBroken, match="彩排"), database.writing():
        third = Visit.plan(date(2013, 8, 15), "system")
        stop = third.add_stop("system", kind=StopKind.COMPOUND, name="机关大院", unit=None)
        third.start(stop, account("organiser"))


def test_what_was_written_in_a_rehearsal_is_refused_afterwards(
    database: Database, rehearsed: int
) -> None:
    with database.writing():
        second = db.session.get_one(Visit, rehearsed)
        then = second.occasion
        second.refuse_unless_now(then)
        rehearsal.end_rehearsal(second, account("organiser"))
        with pytest.raises(RuleBroken, match="彩排时写的"):
            second.refuse_unless_now(then)
        second.refuse_unless_now(second.occasion)
        second.refuse_unless_now("")  # of a page from before rehearsals were known


REFUSED = {
    "a question of a real visit": "DELETE FROM question WHERE visit_id = 1",
    "an opinion of a real visit": "DELETE FROM opinion WHERE visit_id = 1",
    "everything at once": "DELETE FROM question",
    "a report of a real visit": "DELETE FROM report WHERE visit_id = 1",
    "the record of its report": (
        "DELETE FROM report_entry WHERE report_id IN (SELECT id FROM report WHERE visit_id = 1)"
    ),
    "its gates": (
        "DELETE FROM report_gate WHERE report_id IN (SELECT id FROM report WHERE visit_id = 1)"
    ),
    "a real visit put into rehearsal": (
        "UPDATE visit SET is_rehearsal = {true}, rehearsals = 9 WHERE id = 1"
    ),
    "the same, said to be planned": (
        "UPDATE visit SET is_rehearsal = {true}, rehearsals = 9, state = 'planned' WHERE id = 1"
    ),
    "a rehearsal ended unwiped": (
        "UPDATE visit SET is_rehearsal = {false}, state = 'planned' WHERE id = {rehearsed}"
    ),
    "a question moved into the rehearsal": (
        "UPDATE question SET visit_id = {rehearsed}, number = 99 WHERE visit_id = 1"
    ),
    "an opinion moved into the rehearsal": (
        "UPDATE opinion SET visit_id = {rehearsed}, number = 99 WHERE visit_id = 1"
    ),
    "a report moved into the rehearsal": (
        "UPDATE report SET visit_id = {rehearsed} WHERE visit_id = 1"
    ),
    "a matter of a rehearsal": (
        "INSERT INTO matter (year, number, kind, state, way, title, requirement, visit_id,"
        " lead_id, registered_at, changed_at, version) VALUES (2013, 900, 'question',"
        " 'registered', 'route', 'x', '', {rehearsed}, 1, '2013-06-20', '2013-06-20', 1)"
    ),
    "the counter of a real visit": "UPDATE counter SET last = 0 WHERE series = 'question:1'",
}

GUARDED = (
    "不能删除|才能正式举行|记录只增不改|四不放过|事项只能从受理开始|编号只增不减"
    "|的理由不能改|谁提的不能改"
)


@pytest.mark.parametrize("attempt", REFUSED)
def test_the_database_lets_nothing_go_but_a_rehearsal(
    database: Database, rehearsed: int, attempt: str
) -> None:
    with database.writing():
        first = db.session.get_one(Visit, 1)
        assert first.takes_submissions
        Question.ask(card(2), "真的", "real-question")
        Opinion.give(card(2), "真的", "real-opinion")
        Report.give(card(2), "真的", "real-report")
    words = {"rehearsed": rehearsed}
    words |= {"true": "TRUE", "false": "FALSE"}  # type: ignore[dict-item]
    with database.raw() as connection, pytest.raises(DBAPIError, match=GUARDED):
        connection.execute(text(REFUSED[attempt].format(**words)))


def test_nothing_that_hangs_on_what_was_said_is_forgotten_in_the_wiping(
    database: Database,
) -> None:
    """A table that comes to refer to questions, opinions or reports goes with them."""
    with database.at():
        gone = {table.name for table in rehearsal.hanging_on()}
        assert gone >= WIPED
        for table in Model.metadata.sorted_tables:
            refers = {key.column.table.name for key in table.foreign_keys}
            assert table.name in gone or not refers & gone
        kept = {"matter", "card", "stop", "meeting", "material", "hand_out"}
        assert not gone & kept
