"""What is listed for somebody is what they may act upon: every act is tried, on both databases."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import event, select

from app import configure_models
from models import (
    Account,
    Closing,
    Evaluation,
    GateKind,
    GateState,
    Level,
    Matter,
    MatterState,
    Meeting,
    MeetingKind,
    Notice,
    NoticeState,
    Opinion,
    Question,
    Rating,
    Reply,
    Report,
    ReportState,
    Result,
    Role,
    RuleBroken,
    SignOff,
    StopKind,
    Visit,
    VisitState,
    begin_writing,
    clock,
    db,
)
from models.awaiting import Desk
from models.awaiting_matters import LAGGING
from models.decision import DecisionRow
from models.gate import is_for_discipline
from models.report_entry import ReportEntryKind
from models.roster import enrol
from models.task import Duty, Task
from tests.models.conftest import THAT_DAY, Database, account, card, registered, unit
from tests.models.test_figures import noticed

D = Duty
LATER = datetime(2013, 7, 1, 9)  # seven working days after the visit
Doing = Callable[[Any, Account], object]


# ---- a county in the midst of its work -----------------------------------------------------------


def boss() -> Account:
    return account("supervisor1")


def assigned(seat: int, lead: str = "县交通运输局", signed: bool = True, **more: Any) -> Matter:
    matter = registered(lead=lead, seats=(seat,))
    matter.assign(boss(), **more)
    if signed:
        for held in matter.round.held:
            matter.sign(handler_of(held.unit_id))
    return matter


def handler_of(unit_id: int) -> Account:
    return db.session.scalars(select(Account).filter_by(role=Role.HANDLER, unit_id=unit_id)).one()


def reported(seat: int, lead: str = "县交通运输局", result: Result = Result.SOLVED) -> Matter:
    matter = assigned(seat, lead)
    planned = date(2013, 12, 1) if result is Result.PLANNED else None
    matter.report(handler_of(matter.lead_id), "已修好", result, planned)
    return matter


def passed(seat: int, lead: str = "县交通运输局", result: Result = Result.SOLVED) -> Matter:
    matter = reported(seat, lead, result)
    signer = account("discipline1") if lead == "县政府办公室" else boss()
    for gate in matter.gates:
        gate.pass_(signer, "看过现场")
    return matter


def replied(seat: int, level: Level | None = None, result: Result = Result.SOLVED) -> Matter:
    matter = passed(seat, result=result)
    Reply.send(matter, boss(), "已经修好")
    if level:
        Rating.give(matter.askers[0], card(seat), level, "还是不亮")
    return matter


def disputed(seat: int) -> Matter:
    matter = replied(seat, Level.DISSATISFIED)
    matter.sign(account("transport"))
    matter.report(account("transport"), "又修了一次", Result.SOLVED)
    for gate in matter.gates:
        gate.pass_(boss(), "看过现场")
    Reply.send(matter, boss(), "又修好了")
    Rating.give(matter.askers[0], card(seat), Level.DISSATISFIED, "还是不亮")
    return matter


def matters_of_every_kind() -> None:
    registered(seats=(1,))
    assigned(2, signed=False)
    assigned(3, assisting=[unit("县供电公司")])
    finished = assigned(4, assisting=[unit("县供电公司")])
    finished.finish_part(account("power"), "杆子立好了")
    assigned(5, "县水务局").ask_extension(account("water"), date(2013, 7, 5), "等材料")
    reported(6)
    reported(7, "县政府办公室")
    reported(8).gates[0].waive(boss(), "不涉及")
    for gate in reported(9, "县供电公司").gates:
        gate.waive(boss(), "不涉及")
    passed(10)
    replied(11)
    replied(12, Level.SATISFIED)
    replied(13, result=Result.PLANNED)
    Closing.propose(replied(14, Level.FAIRLY), boss())
    disputed(15)
    returned = assigned(16, signed=False)
    returned.send_back(account("transport"), unit("县水务局"), "是水务局的")
    reported(17).rework(boss(), "照片不清楚")
    closed = replied(18, Level.SATISFIED)
    Closing.propose(closed, boss()).confirm(account("supervisor2"))
    Opinion.give(card(19), "修路", str(uuid4()))
    office = reported(20, "县政府办公室")
    office.gates[0].waive(account("discipline1"), "不涉及")


def notices_of_every_kind() -> None:
    power = assigned(21, "县供电公司")
    Notice.draft(boss(), unit=unit("县供电公司"), matters=[power], title="", text="请办结")
    noticed(assigned(22, "县水务局"), "县水务局", issue=False)
    sent_back = noticed(assigned(23, "县水务局"), "县水务局", issue=False)
    sent_back.send_back(account("head"), "写得不清楚")
    noticed(assigned(24), "县交通运输局")
    signed = noticed(assigned(25), "县交通运输局")
    signed.sign(account("transport"))
    answered = noticed(assigned(26), "县交通运输局")
    answered.sign(account("transport"))
    answered.reply(account("transport"), "正在办")


def questions_visits_and_minutes() -> None:
    for seat in (1, 2, 3):
        Question.ask(card(seat), "路灯什么时候修？", str(uuid4()))
    first, second, _ = db.session.scalars(select(Question).order_by(Question.id))
    for question in (first, second):
        question.approve(account("organiser"))
    first.put_on_screen(account("organiser"))
    Visit.plan(date(2013, 7, 18), "system")
    talk = Visit.plan(date(2013, 7, 1), "system")
    talk.add_stop(
        "system", kind=StopKind.TALK, name="座谈会", unit=unit("县政府"), planned_at=time(15)
    )
    with clock.at(THAT_DAY):
        details = {"name": "李明", "sex": "male", "age_group": "older", "town": "石瓮镇"}
        enrol(talk, 1, account("organiser"), walk="务农", is_resident=True, **details)
    written = convened("organiser", "准备会")
    item = written.minutes.add_item(account("organiser"), "修路")
    item.write(account("organiser"), title="修路", reporter="", said="要修。", decisions=[])
    written.minutes.submit(account("organiser"))
    convened("organiser", "碰头会")
    back = convened("organiser", "协调会")
    item = back.minutes.add_item(account("organiser"), "供水")
    decisions = [DecisionRow("供水改造", unit("县水务局"), date(2013, 8, 1))]
    item.write(account("organiser"), title="供水", reporter="", said="要改。", decisions=decisions)
    back.minutes.submit(account("organiser"))
    back.minutes.send_back(account("head"), "缺数字")


def convened(who: str, title: str) -> Meeting:
    meeting = Meeting.convene(
        account(who),
        kind=MeetingKind.SPECIAL,
        title=title,
        held_at=clock.now(),
        chair_name="郭县长",
    )
    meeting.add("system", meeting.kinds[0], name="王局长")
    return meeting


def a_report(client_id: str) -> Report:
    return Report.give(card(30), f"镇上办事要等半天 {client_id}", client_id)[0]


def reports_of_every_kind() -> None:
    a_report("open")
    waived = a_report("waived")
    one, other = waived.investigators
    for gate in waived.gates:
        gate.waive(one, "不涉及")
    told = a_report("told")
    told_by = told.investigators[0]
    for gate in told.gates:
        gate.pass_(told_by, "查过了")
    answered, rated, proposed, unhappy = (
        a_report(name) for name in ("answered", "rated", "proposed", "unhappy")
    )
    for report in (answered, rated, proposed, unhappy):
        close_to_the_end(report)
    rated.rate(Level.SATISFIED)
    proposed.rate(Level.SATISFIED)
    proposed.propose_closing(proposed.investigators[0])
    unhappy.rate(Level.DISSATISFIED, "没人管")
    close_to_the_end(unhappy)
    unhappy.rate(Level.DISSATISFIED, "还是没人管")
    reported_up = a_report("reported up")
    reported_up.report_up(reported_up.investigators[0], account("leader1"), "如实上报")
    noted = a_report("noted")
    noted.report_up(noted.investigators[0], account("leader1"), "如实上报")
    memo = noted.memo
    assert memo is not None
    noted.instruct(account("leader1"), memo, "从严")
    for_sign_off = a_report("for sign-off")
    for _ in range(2):
        close_to_the_end(for_sign_off)
        for_sign_off.rate(Level.DISSATISFIED, "没人管")
    for_sign_off.report_up(for_sign_off.investigators[0], account("leader2"), "请签批")


def close_to_the_end(report: Report) -> None:
    db.session.flush()
    for gate in report.gates:
        gate.pass_(report.investigators[0], "查过了")
    report.answer(report.investigators[0], "已经处理")


PARTS = {
    "matters": matters_of_every_kind,
    "notices": notices_of_every_kind,
    "visits": questions_visits_and_minutes,
    "reports": reports_of_every_kind,
}


def filled(database: Database, *parts: str) -> Database:
    for part in parts:
        with database.writing():
            PARTS[part]()
    return database


@pytest.fixture
def with_matters(database: Database) -> Database:
    return filled(database, "matters")


@pytest.fixture
def with_notices(database: Database) -> Database:
    return filled(database, "notices")


@pytest.fixture
def with_visits(database: Database) -> Database:
    return filled(database, "visits")


@pytest.fixture
def with_reports(database: Database) -> Database:
    return filled(database, "reports")


@pytest.fixture
def busy(database: Database) -> Database:
    """The county with something in every state, for everybody."""
    return filled(database, *PARTS)


# ---- trying -------------------------------------------------------------------------------------


@contextmanager
def kept_as_it_was() -> Iterator[None]:
    """Whatever is done within is undone."""
    nested = db.session.begin_nested()
    try:
        yield
    finally:
        nested.rollback()


def works(do: Doing, thing: Any, who: Account) -> bool:
    """Whether the act goes through; one that is refused has changed nothing."""
    with kept_as_it_was():
        try:
            do(thing, who)
            db.session.flush()
        except RuleBroken:
            return False
    db.session.expire_all()
    return True


def has(who: Account, permission: str) -> None:
    """What the view would ask before it comes to the model."""
    if not who.may(permission):  # type: ignore[arg-type]
        raise RuleBroken("没有这个权限")


def supervising(do: Doing) -> Doing:
    def act(matter: Matter, who: Account) -> None:
        has(who, "matter:supervise")
        do(matter, who)

    return act


def handling(do: Doing) -> Doing:
    def act(matter: Matter, who: Account) -> None:
        has(who, "matter:handle")
        do(matter, who)

    return act


def confirm_closing(matter: Matter, who: Account) -> None:
    if matter.pending_closing is None:
        raise RuleBroken("没有提请")
    matter.pending_closing.confirm(who)


def confirm_waiver(matter: Matter, who: Account) -> None:
    waiving = [gate for gate in matter.gates if gate.state is GateState.WAIVING]
    others = [gate for gate in waiving if gate.signer_id != who.id]
    (others or waiving or matter.gates)[0].confirm_waiver(who)


def review(matter: Matter, who: Account) -> None:
    open_ones = [gate for gate in matter.gates if gate.state is GateState.OPEN]
    if not open_ones:
        raise RuleBroken("没有要审核的关")
    open_ones[0].pass_(who, "看过现场")


def finish(matter: Matter, who: Account) -> None:
    if matter.round.assignment_of(who).finished_at:
        raise RuleBroken("已经办结")
    matter.finish_part(who, "办好了")


def progress(matter: Matter, who: Account) -> None:
    if not matter.round.assignment_of(who).is_lead:
        raise RuleBroken("由牵头单位办理")
    matter.progress(who, "正在办")


def urge(matter: Matter, who: Account) -> None:
    if matter.light() not in LAGGING:
        raise RuleBroken("不急")
    matter.urge(who, "请抓紧")


def sign_off(matter: Matter, who: Account) -> None:
    has(who, "matter:sign_off")
    SignOff.give(matter, who, "已经尽力")


# in the order in which they are put forward
ON_MATTERS: dict[Duty, Doing] = {
    D.CONFIRM_CLOSING: confirm_closing,
    D.SIGN_OFF: sign_off,
    D.DECIDE_EXTENSION: supervising(lambda m, who: m.decide_extension(who, True)),
    D.ASSIGN: supervising(lambda m, who: m.assign(who)),
    D.SIGN: handling(lambda m, who: m.sign(who)),
    D.CONFIRM_WAIVER: confirm_waiver,
    D.REVIEW: review,
    D.REPLY: supervising(lambda m, who: Reply.send(m, who, "已经修好")),
    D.PROPOSE_CLOSING: supervising(lambda m, who: Closing.propose(m, who)),
    D.FINISH_PART: handling(finish),
    D.REPORT: handling(lambda m, who: m.report(who, "修好了", Result.SOLVED)),
    D.PROGRESS: handling(progress),
    D.URGE: supervising(urge),
}


def staff() -> list[Account]:
    return list(db.session.scalars(select(Account).order_by(Account.id)))


def listed(who: Account, duties: Any) -> set[tuple[Duty, Any]]:
    wanted = set(duties)
    return {(task.duty, task.key) for task in Desk.of(who).tasks if task.duty in wanted}


@pytest.mark.parametrize("moment", [THAT_DAY, datetime(2013, 7, 9, 9)])
def test_of_the_matters_each_person_has_exactly_what_goes_through(
    with_matters: Database, moment: datetime
) -> None:
    """The first act that goes through; for 纪检监察, where nobody else may sign."""
    seen: set[Duty] = set()
    with with_matters.at(moment):
        begin_writing()
        keys = list(db.session.scalars(select(Matter.id)))
        for who in staff():
            found = listed(who, ON_MATTERS)
            may = set()
            for key in keys:
                matter = db.session.get_one(Matter, key)
                if who.role is Role.DISCIPLINE and not is_for_discipline(matter):
                    continue
                for duty, act in ON_MATTERS.items():
                    if works(act, db.session.get_one(Matter, key), who):
                        may.add((duty, (key,)))
                        break
            assert found == may, who.login
            seen |= {duty for duty, _ in found}
        db.session.rollback()
    late = {D.URGE} if moment > THAT_DAY else set()
    assert seen >= set(ON_MATTERS) - {D.URGE, D.PROGRESS} | late, set(ON_MATTERS) - seen


def issue(notice: Notice, who: Account) -> None:
    has(who, "notice:issue")
    notice.issue(who)


def draft_again(notice: Notice, who: Account) -> None:
    """What can follow an answer, or its absence: another notice, of the next grade."""
    has(who, "matter:supervise")
    Notice.draft(who, unit=notice.unit, matters=notice.matters, title="", text="请抓紧")


ON_NOTICES: dict[Duty, tuple[NoticeState, Doing]] = {
    D.SUBMIT_NOTICE: (NoticeState.DRAFT, supervising(lambda n, who: n.submit(who))),
    D.MEND_NOTICE: (NoticeState.DRAFT, supervising(lambda n, who: n.submit(who))),
    D.ISSUE_NOTICE: (NoticeState.SUBMITTED, issue),
    D.SIGN_NOTICE: (NoticeState.ISSUED, handling(lambda n, who: n.sign(who))),
    D.ANSWER_NOTICE: (NoticeState.SIGNED, handling(lambda n, who: n.reply(who, "正在办"))),
    D.CHECK_NOTICE: (NoticeState.ANSWERED, draft_again),
}


def test_of_the_notices_each_person_has_exactly_what_goes_through(with_notices: Database) -> None:
    with with_notices.at():
        begin_writing()
        notices = {one.id: one.state for one in db.session.scalars(select(Notice))}
        sent_back = set(db.session.scalars(select(Notice.id).where(Notice.reason != "")))
        seen: set[Duty] = set()
        for who in staff():
            may = set()
            for key, state in notices.items():
                for duty, (wanted, act) in ON_NOTICES.items():
                    if state is not wanted or (duty is D.MEND_NOTICE) != (key in sent_back):
                        continue
                    if works(act, db.session.get_one(Notice, key), who):
                        may.add((duty, (key,)))
            assert listed(who, ON_NOTICES) == may, who.login
            seen |= {duty for duty, _ in may}
        db.session.rollback()
    assert seen == set(ON_NOTICES)


def test_a_notice_without_its_answer_in_time_is_chased_until_the_next_one(
    with_notices: Database,
) -> None:
    with with_notices.writing(LATER):
        late = [task for task in Desk.of(boss()).tasks if task.duty is D.CHASE_NOTICE]
        assert len(late) == 2 and {task.light.value for task in late} == {"over"}
        old = db.session.get_one(Notice, late[0].key[0])
        again = Notice.draft(boss(), unit=old.unit, matters=old.matters, title="", text="再办").id
    with with_notices.at(LATER):
        tasks = Desk.of(boss()).tasks
        assert [task.key for task in tasks if task.duty is D.CHASE_NOTICE] == [late[1].key]
        assert (D.SUBMIT_NOTICE, (again,)) in {(task.duty, task.key) for task in tasks}


def find(report: Report, who: Account) -> None:
    if not any(gate.state is GateState.OPEN for gate in report.gates):
        raise RuleBroken("各关都审核了")
    report.find(who, "查过了")


def second_waiver(report: Report, who: Account) -> None:
    waiving = [gate for gate in report.gates if gate.state is GateState.WAIVING]
    (waiving or report.gates)[0].confirm_waiver(who)


def report_up(report: Report, who: Account) -> None:
    if not report.is_disputed or report.memo is not None:
        raise RuleBroken("不必再报")
    report.report_up(who, report.addressees[0], "请签批")


def propose_end(report: Report, who: Account) -> None:
    report.propose_closing(who)


ON_REPORTS: dict[Duty, Doing] = {
    D.SECOND_WAIVER: second_waiver,
    D.INVESTIGATE: find,
    D.TELL_OUTCOME: lambda report, who: report.answer(who, "已经处理"),
    D.REPORT_UP: report_up,
    D.CONFIRM_END: lambda report, who: report.close(who),
    D.PROPOSE_END: propose_end,
}


def test_reports_await_their_own_investigators_and_nobody_else(with_reports: Database) -> None:
    with with_reports.at():
        begin_writing()
        keys = list(db.session.scalars(select(Report.id)))
        seen: set[Duty] = set()
        for who in staff():
            may = set()
            for key in keys:
                for duty, act in ON_REPORTS.items():
                    if works(act, db.session.get_one(Report, key), who):
                        may.add((duty, (key,)))
                        break
            assert listed(who, ON_REPORTS) == may, who.login
            seen |= {duty for duty, _ in may}
        db.session.rollback()
    assert seen == set(ON_REPORTS)


def test_a_task_names_a_report_by_its_key_alone(with_reports: Database) -> None:
    with with_reports.at():
        for who in staff():
            for task in Desk.of(who).tasks:
                if task.duty in ON_REPORTS:
                    assert task == Task(task.duty, task.key, f"举报件 {task.key[0].hex[:8]}")


def test_a_leader_has_the_memos_that_nothing_was_written_on(with_reports: Database) -> None:
    def instruct(report: Report, who: Account) -> None:
        memo = report.memo
        if memo is None or report.is_disputed or memo.instructions:
            raise RuleBroken("不用批示")
        report.instruct(who, memo, "从严")

    on_memos: dict[Duty, Doing] = {
        D.READ_MEMO: instruct,
        D.DECIDE_MEMO: lambda report, who: report.sign_off(who, "同意"),
    }
    with with_reports.at():
        begin_writing()
        seen: set[Duty] = set()
        for who in staff():
            may = set()
            for key in list(db.session.scalars(select(Report.id))):
                for duty, act in on_memos.items():
                    if works(act, db.session.get_one(Report, key), who):
                        memo = db.session.get_one(Report, key).memo
                        may.add((duty, (key, memo.number if memo else 0)))
            assert listed(who, on_memos) == may, who.login
            seen |= {duty for duty, _ in may}
        assert seen == set(on_memos)
        db.session.rollback()


def test_questions_wait_for_those_who_moderate(with_visits: Database) -> None:
    duties = (D.REVIEW_QUESTIONS, D.CALL_QUESTIONS, D.RECORD_ANSWER)
    with with_visits.at():
        for who in staff():
            counted = {t.duty: t.number for t in Desk.of(who).tasks if t.duty in duties}
            moderates = who.role is Role.ORGANISER
            assert counted == (dict.fromkeys(duties, 1) if moderates else {}), who.login
    with with_visits.writing():
        visit = db.session.scalars(select(Visit).filter_by(state=VisitState.ONGOING)).one()
        visit.finish(account("organiser"))
    with with_visits.at():  # what was let through and not answered is taken up by the supervisor
        left = [t for t in Desk.of(account("organiser")).tasks if t.duty in duties]
        assert {t.duty for t in left} == {D.REVIEW_QUESTIONS, D.RECORD_ANSWER}
        assert {t.note for t in left} == {"活动结束时留下的"}
        taken = [t for t in Desk.of(boss()).tasks if t.duty is D.TAKE_UP]
        assert [(t.number, t.note) for t in taken] == [(1, "提问 1 件")]


def test_a_visit_is_prepared_opened_on_its_day_and_ended_after_it(with_visits: Database) -> None:
    duties = (D.ARRANGE_STOPS, D.ENROL, D.PRINT_CARDS, D.OPEN_VISIT, D.END_VISIT)

    def wait() -> set[tuple[Duty, str]]:
        tasks = Desk.of(account("organiser")).tasks
        return {(task.duty, task.name) for task in tasks if task.duty in duties}

    planned = {(D.ARRANGE_STOPS, "第二期"), (D.ENROL, "第二期"), (D.PRINT_CARDS, "第三期")}
    with with_visits.at():
        assert wait() == planned
        assert not any(listed(who, duties) for who in staff() if who.role is not Role.ORGANISER)
    with with_visits.at(LATER):
        assert wait() == planned | {(D.OPEN_VISIT, "第三期"), (D.END_VISIT, "第一期")}


def test_a_round_waits_to_be_opened_once_its_visit_has_begun_and_then_to_be_ended(
    with_visits: Database,
) -> None:
    duties = (D.OPEN_EVALUATION, D.CLOSE_EVALUATION)
    configure_models(with_visits.app.config)  # where the key of the ballot box is kept

    def wait(who: Account) -> list[tuple[Duty, str]]:
        return [(task.duty, task.name) for task in Desk.of(who).tasks if task.duty in duties]

    with with_visits.writing():
        for visit in db.session.scalars(select(Visit)):
            Evaluation.prepare(visit, account("organiser"))
    with with_visits.at():
        assert wait(account("organiser")) == [(D.OPEN_EVALUATION, "第一期")]
        assert not any(wait(who) for who in staff() if who.role is not Role.ORGANISER)
    with with_visits.writing():
        visit = db.session.scalars(select(Visit).filter_by(state=VisitState.ONGOING)).one()
        [round_] = Evaluation.of(visit)
        round_.appraise(account("organiser"), [unit("县交通运输局")])
        round_.open(account("organiser"))
    with with_visits.at():
        assert wait(account("organiser")) == [(D.CLOSE_EVALUATION, "第一期")]


def test_minutes_wait_for_their_writer_and_for_another_office_head(with_visits: Database) -> None:
    duties = (
        D.BEGIN_MINUTES, D.WRITE_MINUTES, D.MEND_MINUTES,
        D.REVIEW_MINUTES, D.SIGN_MINUTES, D.ISSUE_MINUTES,
    )  # fmt: skip
    with with_visits.writing():
        unit_ = unit("县政府办公室")
        Account.open(
            login="recorder",
            name="文秘",
            role=Role.RECORDER,
            unit=unit_,
            password="a long enough one",
            by="system",
        )
        convened("head", "主任自己记的会")
        mine = db.session.scalars(select(Meeting).filter_by(title="主任自己记的会")).one()
        item = mine.minutes.add_item("system", "修路")
        item.write("system", title="修路", reporter="", said="要修。", decisions=[])
        mine.minutes.submit(account("organiser"))
        visit = db.session.scalars(select(Visit).filter_by(state=VisitState.ONGOING)).one()
        talk = visit.add_stop("system", kind=StopKind.TALK, name="座谈会", unit=None)
        stop_id = talk.id
    with with_visits.at():
        before = listed(account("recorder"), duties)
        assert {duty for duty, _ in before} == {D.WRITE_MINUTES, D.MEND_MINUTES}
        assert listed(account("organiser"), duties) == before  # they recorded these themselves
        issuing = [t.title for t in Desk.of(account("head")).tasks if t.duty in duties]
        assert issuing == ["准备会"]  # not the one that this head wrote
        others = {"organiser", "recorder", "head"}
        assert not any(listed(who, duties) for who in staff() if who.login not in others)
    with with_visits.writing():
        visit = db.session.scalars(select(Visit).filter_by(state=VisitState.ONGOING)).one()
        visit.start(visit.stops[-1], account("organiser"))
    with with_visits.at():
        now = listed(account("recorder"), duties)
        assert now - before == {(D.BEGIN_MINUTES, (stop_id,))}


def test_the_administrator_has_the_calendar_and_units_without_a_leader(
    with_notices: Database,
) -> None:
    with with_notices.writing():
        Account.open(
            login="admin",
            name="管理员",
            role=Role.ADMINISTRATOR,
            unit=unit("县政府办公室"),
            password="a long enough one",
            by="system",
        )
        unit("县交通运输局").leader = None
        held = unit("县交通运输局").id
    duties = (D.CONFIRM_YEAR, D.NAME_LEADER)
    with with_notices.at():
        assert listed(account("admin"), duties) == {(D.NAME_LEADER, (held,))}
        assert not any(listed(who, duties) for who in staff() if who.login != "admin")
    with with_notices.at(datetime(2035, 10, 31, 9)):  # a year that no notice has been entered for
        assert (D.CONFIRM_YEAR, (2035,)) in listed(account("admin"), duties)
        assert (D.CONFIRM_YEAR, (2036,)) not in listed(account("admin"), duties)
    with with_notices.at(datetime(2035, 11, 1, 9)):
        assert (D.CONFIRM_YEAR, (2036,)) in listed(account("admin"), duties)


# ---- order, deadlines, cost ----------------------------------------------------------------------


def test_the_worst_light_comes_first_then_the_nearest_deadline(busy: Database) -> None:
    worst = ["over", "slow", "near", "none"]
    with busy.at(LATER):
        for who in staff():
            tasks = Desk.of(who).tasks
            lights = [worst.index(task.light.value) for task in tasks]
            assert lights == sorted(lights), who.login
            for one, next_ in zip(tasks, tasks[1:], strict=False):
                if one.light is next_.light and one.due_on and next_.due_on:
                    assert one.due_on <= next_.due_on


def test_a_unit_signs_within_one_working_day(database: Database) -> None:
    with database.writing():
        matter = assigned(1, signed=False)
        key = matter.id
    for moment, left, light in (
        (THAT_DAY, 1, "near"),
        (THAT_DAY + timedelta(1), 0, "near"),  # a Friday
        (THAT_DAY + timedelta(4), -1, "slow"),
    ):
        with database.at(moment):
            (task,) = Desk.of(account("transport")).tasks
            assert (task.duty, task.key, task.due_on) == (D.SIGN, (key,), date(2013, 6, 21))
            assert (task.left, task.light.value) == (left, light)


def test_an_answered_matter_may_be_closed_after_ten_working_days(database: Database) -> None:
    with database.writing():
        key = replied(1).id
    with database.at(datetime(2013, 7, 3, 9)):  # nine working days later
        assert not listed(boss(), [D.PROPOSE_CLOSING])
    with database.at(datetime(2013, 7, 4, 9)):
        assert listed(boss(), [D.PROPOSE_CLOSING]) == {(D.PROPOSE_CLOSING, (key,))}


def test_a_leader_sees_what_is_overdue_or_reported_up_in_their_units(
    with_matters: Database,
) -> None:
    with with_matters.at(datetime(2013, 7, 9, 9)):
        for login in ("leader1", "leader2"):
            for tile in Desk.of(account(login)).watched:
                assert tile.matter.lead.leader_id == account(login).id
                assert tile.light.value == "over" or tile.matter.escalated_at
        matters = db.session.scalars(select(Matter).where(Matter.state != MatterState.CLOSED))
        overdue = sum(m.light().value == "over" for m in matters)
        both = (Desk.of(account(login)).watched for login in ("leader1", "leader2"))
        assert sum(len(one) for one in both) == overdue > 0


def test_more_matters_take_no_more_queries(busy: Database) -> None:
    def cost(login: str) -> int:
        with busy.at(LATER):
            who, statements = account(login), []
            db.session.expire_all()
            who = account(login)
            listen = (db.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
            event.listen(*listen)
            Desk.of(who)
            event.remove(*listen)
            return len(statements)

    logins = ("supervisor2", "transport", "leader1", "head", "discipline1", "organiser")
    cost("supervisor2")  # what was closed is read once a process
    before = {login: cost(login) for login in logins}
    with busy.writing():
        for seat in range(2, 12):
            Opinion.give(card(seat), "还有一件", f"more {seat}")
        for opinion in list(db.session.scalars(select(Opinion).filter(Opinion.text == "还有一件"))):
            matter = Matter.register(
                boss(),
                kind="opinion",  # type: ignore[arg-type]
                title="还有一件",
                way="route",  # type: ignore[arg-type]
                lead=unit("县交通运输局"),
                sources=[opinion],
            )
            matter.assign(boss())
            noticed(matter, "县交通运输局")
            if opinion.id % 2:
                matter.sign(account("transport"))
                matter.report(account("transport"), "修好", Result.SOLVED)
    assert {login: cost(login) for login in logins} == before


def test_the_rate_is_of_clocks_passed_and_overdue(database: Database) -> None:
    with database.writing():
        passed(1)
        assigned(2)
        late = reported(3, "县供电公司").id
    with database.at(LATER):
        load = Desk.of(boss()).load
        assert load and (load.open, load.in_time, load.passed, load.rate) == (3, 1, 1, 100.0)
    with database.writing(datetime(2013, 7, 9, 9)):
        for gate in db.session.get_one(Matter, late).gates:
            gate.pass_(boss(), "看过")  # reported in time, looked at later
    with database.at(datetime(2013, 7, 9, 9)):
        load = Desk.of(boss()).load
        assert load and (load.in_time, load.passed, load.counted) == (2, 2, 3)
        assert load.rate == pytest.approx(200 / 3)
        own = Desk.of(account("power")).load
        assert own and (own.open, own.in_time, own.counted, own.rate) == (1, 1, 1, 100.0)
        nobodys = Desk.of(account("clerk")).load
        assert nobodys and (nobodys.open, nobodys.rate) == (0, None)
        assert Desk.of(account("investigator1")).load is None


def test_every_gate_of_a_waived_report_is_waiting_for_the_other(with_reports: Database) -> None:
    with with_reports.at():
        waived = next(
            one
            for one in db.session.scalars(select(Report))
            if all(gate.state is GateState.WAIVING for gate in one.gates)
        )
        assert waived.state is ReportState.INVESTIGATING and len(waived.gates) == len(GateKind)
        signer, other = waived.gates[0].signer, None
        other = next(one for one in waived.investigators if one is not signer)
        assert signer and (D.SECOND_WAIVER, (waived.id,)) in listed(other, ON_REPORTS)
        assert (waived.id,) not in {key for _, key in listed(signer, ON_REPORTS)}
        assert {entry.kind for entry in waived.entries} >= {ReportEntryKind.WAIVE_GATE}
