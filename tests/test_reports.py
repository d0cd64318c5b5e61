"""Reports of misconduct: who reads and handles one, its gates, its rounds and its end."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import unquote
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import DatabaseError
from werkzeug.test import TestResponse

from models import (
    Account,
    AgeGroup,
    AuthSession,
    Card,
    Channel,
    GateKind,
    Level,
    Question,
    Recipient,
    Report,
    ReportEntryKind,
    ReportState,
    Representative,
    Role,
    RuleBroken,
    Sex,
    Signature,
    StopKind,
    Unit,
    UnitKind,
    Visit,
    db,
)
from tests.conftest import PASSWORD, on_postgresql, post

Client = Callable[[Role | None], FlaskClient]
Clock = Callable[[datetime], AbstractContextManager[None]]

MORNING = datetime(2013, 6, 20, 10)
WORDS = "窗口收了钱不给票"


def hire(login: str, name: str, role: Role, unit: str, kind: UnitKind) -> Account:
    found = db.session.scalar(select(Unit).filter_by(name=unit)) or Unit.found(unit, kind, "system")
    return Account.open(
        login=login, name=name, role=role, unit=found, password=PASSWORD, by="system"
    )


def begin_visit() -> None:
    """Three more investigators, one of them of the transport bureau; a second leader; a second
    representative; and the visit under way."""
    hire("shen", "沈岚", Role.INVESTIGATOR, "县监察局", UnitKind.DISCIPLINE)
    hire("ma", "马永强", Role.INVESTIGATOR, "县信访局", UnitKind.PETITION)
    hire("lu", "陆一鸣", Role.INVESTIGATOR, "县交通运输局", UnitKind.DEPARTMENT)
    hire("guo", "郭志远", Role.LEADER, "县政府", UnitKind.GOVERNMENT)
    visit = db.session.scalars(select(Visit)).one()
    other = Representative.enrol(
        "system", name="陈德厚", sex=Sex.MALE, age_group=AgeGroup.SENIOR, town="营盘镇", walk="务农"
    )
    Card.issue(visit, other, 8, "system", "87654321")
    transport = unit("县交通运输局")
    stop = visit.add_stop("system", kind=StopKind.DEPARTMENT, name="县交通运输局", unit=transport)
    visit.start(stop, "system")
    db.session.commit()


@pytest.fixture
def visit(app: Flask, clock: Clock) -> Iterator[None]:
    with app.app_context(), clock(MORNING):
        begin_visit()
        yield


@pytest.fixture
def report(visit: None) -> Report:
    return given()


def unit(name: str) -> Unit:
    return db.session.scalars(select(Unit).filter_by(name=name)).one()


def account(login: str) -> Account:
    return db.session.scalars(select(Account).filter_by(login=login)).one()


def card(seat: int = 7) -> Card:
    return db.session.scalars(select(Card).filter_by(seat=seat)).one()


def given(**more: Any) -> Report:
    report, _ = Report.give(card(), WORDS, str(uuid4()), **more)
    db.session.commit()
    return report


def pass_all(report: Report) -> None:
    for gate in report.gates:
        gate.pass_(report.investigators[0], "看了原始凭证")
    db.session.commit()


def answered(report: Report) -> Report:
    pass_all(report)
    report.answer(report.investigators[0], "所收的钱已经退还")
    db.session.commit()
    return report


def closed(report: Report) -> Report:
    first, second = report.investigators
    report.propose_closing(first)
    report.close(second)
    db.session.commit()
    return report


def names(report: Report) -> set[str]:
    return {one.name for one in report.investigators}


# ---- 指定专办 ---------------------------------------------------------------------------------


def test_two_investigators_are_named_at_once(report: Report) -> None:
    assert len(names(report)) == 2 and report.state is ReportState.INVESTIGATING


def test_those_with_least_to_do_are_named_first(visit: None) -> None:
    first, second = given(), given()
    assert not names(first) & names(second)


def test_nobody_of_the_unit_reported_on_is_named_or_added(visit: None) -> None:
    for _ in range(8):
        assert "陆一鸣" not in names(given(unit=unit("县交通运输局")))
    report = given(unit=unit("县交通运输局"))
    with pytest.raises(RuleBroken, match="应当回避"):
        report.add_investigator(account("lu"), report.investigators[0])


@pytest.mark.parametrize("where", ["person", "text"])
def test_the_person_reported_on_is_never_named(visit: None, where: str) -> None:
    meant = {"person": "沈 岚"} if where == "person" else {}
    words = "收材料的沈岚要烟" if where == "text" else WORDS
    for _ in range(8):
        report, _ = Report.give(card(), words, str(uuid4()), **meant)
        assert "沈岚" not in names(report)


def test_a_report_waits_until_two_can_be_named(visit: None) -> None:
    for login in ("shen", "ma", "investigator"):
        account(login).disable("system")
    report = given(unit=unit("县交通运输局"))
    assert report.state is ReportState.RECEIVED and not report.team
    account("shen").enable("system")
    assert not report.team
    account("ma").enable("system")
    db.session.commit()
    assert names(report) == {"沈岚", "马永强"} and report.state is ReportState.INVESTIGATING


def test_whoever_leaves_or_comes_to_the_unit_meant_reads_it_no_more(visit: None) -> None:
    report = given(unit=unit("县交通运输局"))
    one, other = report.investigators
    one.give_role(Role.INVESTIGATOR, unit("县交通运输局"), "system")
    other.disable("system")
    for gone in (one, other):
        assert report not in Report.list_for(gone)
        with pytest.raises(RuleBroken, match="只有本件的专办人员"):
            report.find(gone, "查了")
    Report.name_waiting()
    db.session.commit()
    assert len(report.team) == 3  # one was free; two are wanted only where two are to be had


def test_only_its_own_investigators_act_on_it(report: Report) -> None:
    for other in (*report.further_investigators, account("supervisor"), account("leader")):
        for act in (
            lambda by: report.find(by, "查了"),
            lambda by: report.opened(by),
            lambda by: report.gates[0].pass_(by, "看了"),
            lambda by: report.add_investigator(account("lu"), by),
            lambda by: report.propose_closing(by),
        ):
            with pytest.raises(RuleBroken, match="只有本件的专办人员"):
                act(other)


def test_the_same_client_id_gives_one_report_and_one_code(visit: None) -> None:
    client_id = str(uuid4())
    first, code = Report.give(card(), WORDS, client_id)
    again, same = Report.give(card(), WORDS, client_id)
    assert first is again and code == same and re.fullmatch("[2-9A-Z]{12}", code)
    assert Report.by_receipt(f" {code[:4].lower()}-{code[4:8]}　{code[8:]}") is first


def test_the_next_person_on_the_tablet_gets_no_receipt_of_the_one_before(visit: None) -> None:
    client_id = str(uuid4())
    Report.give(card(), WORDS, client_id)
    with pytest.raises(RuleBroken, match="重新打开填写页"):
        Report.give(card(8), "另一个人写的另一件事", client_id)


def test_one_that_comes_later_is_entered_by_an_investigator(visit: None) -> None:
    more: dict[str, Any] = {"channel": Channel.LETTER}
    visit_ = card().visit
    with pytest.raises(RuleBroken, match="由专办人员登记"):
        Report.take_in(account("supervisor"), visit_, WORDS, str(uuid4()), **more)
    report, _ = Report.take_in(account("ma"), visit_, WORDS, str(uuid4()), **more)
    assert not report.contents.is_named and len(report.team) == 2


# ---- 四不放过 ---------------------------------------------------------------------------------


def test_dealt_with_needs_the_written_result_after_a_handover(report: Report) -> None:
    by = report.investigators[0]
    gate = next(one for one in report.gates if one.kind is GateKind.DEALT_WITH)
    with pytest.raises(RuleBroken, match="没有移送"):
        report.record_result(by, "已给处分")
    report.hand_over(by, Recipient.DISCIPLINE, "柞监收17号", "收费凭证三张")
    for act in (gate.pass_, gate.waive):
        with pytest.raises(RuleBroken, match="书面结果"):
            act(by, "口头说处理过了")
    report.record_result(by, "给予行政警告")
    gate.pass_(by, "处分决定")
    assert gate.is_done


def test_nothing_is_handed_over_to_the_body_reported_on(visit: None) -> None:
    report = given(unit=unit("县信访局"))
    with pytest.raises(RuleBroken, match="不能移送给被反映的单位"):
        report.hand_over(report.investigators[0], Recipient.PETITION, "回执1", "")


def test_a_waiver_takes_two(report: Report) -> None:
    first, second = report.investigators
    gate = report.gates[2]
    gate.waive(first, "没有发现违纪")
    with pytest.raises(RuleBroken, match="另一名专办人员"):
        gate.confirm_waiver(first)
    assert not gate.is_done
    gate.confirm_waiver(second)
    assert gate.is_done


def test_the_outcome_waits_for_all_four_gates(report: Report) -> None:
    by = report.investigators[0]
    for gate in report.gates[:3]:
        gate.pass_(by, "看了原始凭证")
    with pytest.raises(RuleBroken, match="四关都过了"):
        report.answer(by, "查清了")
    report.gates[3].pass_(by, "复查过")
    report.answer(by, "查清了")
    assert report.state is ReportState.ANSWERED


# ---- 专报, 评价, 办结 --------------------------------------------------------------------------


def test_a_memo_goes_to_a_leader_who_is_not_concerned(visit: None) -> None:
    report = given(person="郭志远")
    assert account("guo") not in report.addressees
    for wrong in (account("guo"), account("supervisor")):
        with pytest.raises(RuleBroken, match="无关的县领导"):
            report.report_up(report.investigators[0], wrong, "查到的情况")
    report.report_up(report.investigators[0], account("leader"), "查到的情况")
    assert [memo.text for memo in Report.memos_for(account("leader"))] == ["查到的情况"]
    assert not Report.memos_for(account("guo"))


def test_a_leader_writes_only_on_a_memo_of_ones_own(report: Report) -> None:
    report.report_up(report.investigators[0], account("guo"), "查到的情况")
    (memo,) = Report.memos_for(account("guo"))
    with pytest.raises(RuleBroken, match="收到专报的领导"):
        report.instruct(account("leader"), memo, "知道了")
    report.instruct(account("guo"), memo, "一查到底")
    assert [entry.text for entry in memo.instructions] == ["一查到底"]


def test_one_dissatisfied_rating_opens_the_next_round_with_fresh_gates(report: Report) -> None:
    answered(report)
    with pytest.raises(RuleBroken, match="哪里不满意"):
        report.rate(Level.DISSATISFIED)
    report.rate(Level.DISSATISFIED, "钱没退")
    db.session.commit()
    assert report.round == 2 and report.state is ReportState.INVESTIGATING
    assert len(report.gates) == 4 and not any(gate.is_done for gate in report.gates)
    assert len(report.all_gates) == 8 and report.outcome is None
    with pytest.raises(RuleBroken, match="不能评价"):
        report.rate(Level.SATISFIED)


def test_after_a_second_one_the_leader_with_this_rounds_memo_decides(report: Report) -> None:
    answered(report)
    report.report_up(report.investigators[0], account("leader"), "第一轮的专报")
    report.rate(Level.DISSATISFIED, "钱没退")
    answered(report)
    report.rate(Level.DISSATISFIED, "还是没退")
    assert report.is_disputed and report.round == 2
    first, second = report.investigators
    with pytest.raises(RuleBroken, match="签批"):
        report.propose_closing(first)
    with pytest.raises(RuleBroken, match="收到专报的领导签批"):
        report.sign_off(account("leader"), "第一轮收到过专报")
    report.report_up(first, account("guo"), "两轮核查的情况")
    (memo,) = Report.memos_for(account("guo"))
    assert memo.awaits_sign_off
    report.sign_off(account("guo"), "多收部分已全部退清，有收条")
    assert not memo.awaits_sign_off
    assert closed(report).state is ReportState.CLOSED


def test_closing_takes_two_and_the_reporters_word_or_ten_working_days(
    report: Report, clock: Clock
) -> None:
    first, second = report.investigators
    with pytest.raises(RuleBroken, match="告诉举报人之后"):
        report.propose_closing(first)
    answered(report)
    with clock(datetime(2013, 7, 3, 17)), pytest.raises(RuleBroken, match="10 个工作日"):
        report.propose_closing(first)
    with clock(datetime(2013, 7, 4, 9)):
        report.propose_closing(first)
        with pytest.raises(RuleBroken, match="另一名"):
            report.close(first)
        report.close(second)
    db.session.commit()
    assert report.state is ReportState.CLOSED


def test_a_closed_report_is_only_read(report: Report) -> None:
    answered(report).rate(Level.FAIRLY, "")
    by = closed(report).investigators[0]
    for act in (
        lambda: report.find(by, "补一句"),
        lambda: report.report_up(by, account("leader"), "补报"),
        lambda: report.rate(Level.SATISFIED),
        lambda: report.propose_closing(by),
    ):
        with pytest.raises(RuleBroken):
            act()


def test_opening_it_is_recorded_once_an_hour(report: Report, clock: Clock) -> None:
    by = report.investigators[0]
    for minutes, count in ((0, 1), (59, 1), (61, 2)):
        with clock(MORNING + timedelta(minutes=minutes)):
            report.opened(by)
        opened = [one for one in report.entries if one.kind is ReportEntryKind.OPEN]
        assert len(opened) == count


def test_the_record_shows_when_it_was_tampered_with(report: Report) -> None:
    report.find(report.investigators[0], "查了账本")
    db.session.commit()
    assert report.is_whole
    report.entries[1].account_id = account("lu").id
    assert not report.is_whole


def test_nobody_is_added_to_what_is_closed(visit: None) -> None:
    hire("third", "贺兰", Role.INVESTIGATOR, "县监察局", UnitKind.DISCIPLINE)
    report = answered(given())
    report.rate(Level.SATISFIED)
    closed(report)
    with pytest.raises(RuleBroken, match="已经办结"):
        report.add_investigator(report.further_investigators[0], report.investigators[0])


def test_every_act_but_reading_raises_the_version(report: Report) -> None:
    before, by = report.version, report.investigators[0]
    report.opened(by)
    db.session.commit()
    assert report.version == before
    report.find(by, "查了账本")
    db.session.commit()
    assert report.version > before


# ---- the database itself ----------------------------------------------------------------------

MEMBER = "SELECT min(account_id) FROM report_investigator"
OUTSIDER = "SELECT min(id) FROM account WHERE role = 'supervisor'"
CLOSE = "UPDATE report SET state = 'closed'"


def forged(kind: str, account: str) -> str:
    columns = "report_id, number, round, kind, account_id, sealed, hash"
    number = 90 + len(kind)
    return (
        f"INSERT INTO report_entry ({columns})"
        f" SELECT id, {number}, round, '{kind}', ({account}), 'x', 'x' FROM report"
    )


TRICKS = [
    [CLOSE],
    [forged("propose_closing", MEMBER), forged("close", MEMBER), CLOSE],
    [forged("propose_closing", MEMBER), forged("close", OUTSIDER), CLOSE],
    ["UPDATE report SET state = 'closed', round = round + 1"],
    ["UPDATE report SET sealed = 'x'"],
    ["UPDATE report SET reporter = 'x'"],
    ["UPDATE report_gate SET state = 'passed' WHERE state = 'open'"],
    [f"UPDATE report_gate SET state = 'passed', evidence_sealed = 'x', signer_id = ({OUTSIDER})"],
    [
        f"UPDATE report_gate SET state = 'waived', second_id = ({MEMBER}), evidence_sealed = 'x',"
        f" signer_id = ({MEMBER}) WHERE state = 'open'"
    ],
    ["UPDATE report_entry SET sealed = 'x'"],
    ["UPDATE report_investigator SET account_id = account_id"],
    ["DELETE FROM report_gate"],
    ["DELETE FROM report_entry"],
    ["DELETE FROM report_investigator"],
    ["DELETE FROM report"],
]


def refuse(engine: Engine, trick: list[str]) -> None:
    with engine.connect() as connection, pytest.raises(DatabaseError):
        for statement in trick:
            connection.execute(text(statement))


def put_on_the_shelf() -> None:
    """One report in its first steps and one that only two people's word could close."""
    given(unit=unit("县交通运输局"))
    answered(given()).rate(Level.SATISFIED)
    db.session.commit()


@pytest.mark.parametrize("trick", TRICKS, ids=lambda trick: trick[-1][:40])
def test_the_database_refuses_what_comes_past_the_model(visit: None, trick: list[str]) -> None:
    put_on_the_shelf()
    refuse(db.engine, trick)


def test_a_report_cannot_be_inserted_closed(report: Report) -> None:
    columns = "visit_id, reporter, channel, sealed, round, version"
    copy = f"INSERT INTO report (id, client_id, receipt, state, {columns})"
    with pytest.raises(DatabaseError):
        db.session.execute(
            text(f"{copy} SELECT '{uuid4().hex}', 'x', 'x', 'closed', {columns} FROM report")
        )
    db.session.rollback()


@on_postgresql
def test_its_course_cannot_be_cut_off_whole(visit: None) -> None:
    put_on_the_shelf()
    refuse(db.engine, ["TRUNCATE report_entry"])


def test_a_report_takes_no_number_of_the_questions(visit: None) -> None:
    before = Question.ask(card(), "路灯什么时候亮？", str(uuid4())).number
    given()
    given(signature=Signature.ANONYMOUS)
    assert Question.ask(card(8), "水什么时候通？", str(uuid4())).number == before + 1


def test_after_the_visit_the_tablet_takes_no_more(visit: None, clock: Clock) -> None:
    card().visit.finish("system")
    assert given()
    with clock(MORNING + timedelta(days=4)), pytest.raises(RuleBroken, match="不在活动时间内"):
        given()


# ---- the pages --------------------------------------------------------------------------------


class Stage:
    """The scene for requests, which need an app context of their own."""

    def __init__(self, app: Flask) -> None:
        self.app = app

    def __call__(self, act: Callable[[], Any]) -> Any:
        with self.app.app_context():
            value = act()
            db.session.commit()
            return value

    def client(self, who: str | int) -> FlaskClient:
        """Signed in as the account with this login, or the card of this seat."""
        client = self.app.test_client()
        token = self(lambda: AuthSession.start(card(who) if isinstance(who, int) else account(who)))
        with client.session_transaction() as session:
            session["_user_id"] = token
        return client

    @property
    def team(self) -> list[FlaskClient]:
        logins = self(lambda: [one.login for one in the_report().investigators])
        return [self.client(login) for login in logins]

    def act(self, client: FlaskClient, what: str, **data: Any) -> TestResponse:
        key, version = self(lambda: (the_report().id, the_report().version))
        return post(client, f"/reports/{key}/{what}", {"version": version, **data})


def the_report() -> Report:
    return db.session.scalars(select(Report)).one()


@pytest.fixture
def stage(app: Flask, clock: Clock) -> Iterator[Stage]:
    stage = Stage(app)
    with clock(MORNING):
        stage(begin_visit)
        yield stage


@pytest.fixture
def url(stage: Stage) -> str:
    return f"/reports/{stage(lambda: given().id)}"


def bare(page: str, url: str) -> str:
    """Without its address, and without the token, which tells the second."""
    return re.sub(r"Ij[\w-]+\.[\w-]+\.[\w-]+", "", page.replace(url, ""))


def test_only_those_named_find_it(stage: Stage, client_as: Client, url: str) -> None:
    own = stage.team[0]
    assert WORDS in own.get("/reports").text and own.get(url).status_code == 200
    other = stage.client(stage(lambda: the_report().further_investigators[0].login))
    assert WORDS not in other.get("/reports").text
    unknown = f"/reports/{UUID(int=1)}"
    foreign, missing = other.get(url), other.get(unknown)
    assert foreign.status_code == missing.status_code == 404
    assert bare(foreign.text, url) == bare(missing.text, unknown)
    for role in set(Role) - {Role.INVESTIGATOR}:
        assert client_as(role).get(url).status_code == 403


def test_it_shows_its_text_only_after_an_opening_that_is_recorded(stage: Stage, url: str) -> None:
    client = stage.team[0]
    assert WORDS not in client.get(url).text
    answer = post(client, f"{url}/opening", follow_redirects=True)
    assert WORDS in answer.text and "限专办" in answer.text
    assert stage(lambda: the_report().entries[-1].kind) is ReportEntryKind.OPEN


def test_who_gave_it_is_not_shown(stage: Stage, url: str) -> None:
    page = post(stage.team[0], f"{url}/opening", follow_redirects=True).text
    assert "保密署名" in page and "身份另外封存" in page
    assert "柯玉梅" not in page and "07 号" not in page


def test_a_report_goes_its_whole_way_on_the_pages(stage: Stage, url: str) -> None:
    first, second = stage.team
    guo = stage(lambda: account("guo").id)
    for what, data in (
        ("findings", {"text": "查了收费台账"}),
        ("handovers", {"to": "discipline", "receipt": "柞监收17号", "text": "台账复印件"}),
        ("results", {"text": "给予行政警告"}),
        ("memos", {"leader": guo, "text": "如实上报"}),
        ("gates/clarified/passing", {"text": "三方对上"}),
        ("gates/investigated/passing", {"text": "已退费"}),
        ("gates/dealt_with/passing", {"text": "处分决定"}),
        ("gates/rectified/waiver", {"text": "单位已经撤销"}),
    ):
        assert stage.act(first, what, **data).status_code == 303, what
    assert stage.act(first, "gates/rectified/confirmation").status_code == 409
    assert stage.act(second, "gates/rectified/confirmation").status_code == 303
    assert stage.act(first, "outcome", text="钱已退还").status_code == 303
    leader = stage.client("guo")
    link = re.search(r'href="(/memos/[^"]+)"', leader.get("/memos").text)
    assert link and "如实上报" in leader.get(link[1]).text
    assert stage.client("leader").get(link[1]).status_code == 404
    stage(lambda: the_report().rate(Level.SATISFIED, "谢谢"))
    assert stage.act(first, "closing-proposal").status_code == 303
    assert stage.act(first, "closing").status_code == 409
    assert stage.act(second, "closing").status_code == 303
    assert stage(lambda: the_report().state) is ReportState.CLOSED
    assert "已办结" in second.get(url).text


def test_a_memo_is_taken_along_by_those_who_may_read_it_and_its_file_tells_nothing(
    stage: Stage, url: str
) -> None:
    def report_up() -> tuple[str, str]:
        report = the_report()
        report.report_up(report.investigators[0], account("guo"), "如实上报\n账已查清")
        memo = report.entries[-1]
        report.instruct(account("guo"), memo, "一查到底")
        return f"{report.id}", f"{memo.number}"

    key, number = stage(report_up)
    to_leader, to_team = f"/memos/{key}/{number}", f"/reports/{key}/memos/{number}"
    leader, (first, second) = stage.client("guo"), stage.team
    post(first, f"{url}/opening")
    for client, at in ((leader, to_leader), (first, to_team)):
        page = client.get(f"{at}/paper")
        word, drawn = client.get(f"{at}/paper.docx"), client.get(f"{at}/paper.pdf")
        with zipfile.ZipFile(io.BytesIO(word.data)) as parts:
            body, core = parts.read("word/document.xml"), parts.read("docProps/core.xml")
        for words in ("如实上报", "账已查清", "一查到底", "限专办"):
            assert words in page.text and words.encode() in body, words
        assert drawn.data.startswith(b"%PDF") and "如实上报".encode() not in core
        for answer in (page, word, drawn):
            assert answer.headers["Cache-Control"] == "no-store"
            told = answer.headers.get("Content-Disposition", "")
            assert unquote(told).count("专报") <= 1 and key not in told
    assert second.get(f"{to_team}/paper").status_code == 404  # who has not opened the report
    others = (("leader", to_leader), ("guo", f"/memos/{key}/999"), ("supervisor", to_team))
    for login, at in others:
        assert stage.client(login).get(f"{at}/paper.pdf").status_code in {403, 404}, login


def test_a_stale_or_empty_act_changes_nothing_and_loses_no_words(stage: Stage, url: str) -> None:
    client = stage.team[0]
    before = stage(lambda: len(the_report().entries))
    stale = stage.act(client, "findings", text="旧页面上写的", version=0)
    assert stale.status_code == 409 and "旧页面上写的" in stale.text
    half = stage.act(client, "handovers", to="", receipt="柞监收17号", text="台账")
    assert half.status_code == 422 and "请选择移送给哪里" in half.text
    assert "柞监收17号" in half.text
    assert stage.act(client, "findings", text="写了", version="").status_code == 422
    assert stage.act(client, "gates/none/passing", text="写了").status_code == 404
    assert stage(lambda: len(the_report().entries)) == before


def test_an_investigator_is_added_from_those_who_may(stage: Stage, url: str) -> None:
    client = stage.team[0]
    third, wrong = stage(
        lambda: (the_report().further_investigators[0].id, account("supervisor").id)
    )
    assert stage.act(client, "investigators", account=wrong).status_code == 422
    assert stage.act(client, "investigators", account=third).status_code == 303
    assert third in stage(lambda: [one.id for one in the_report().investigators])


def test_a_leader_instructs_and_signs_off_on_the_page(stage: Stage, url: str) -> None:
    def dispute() -> str:
        report = the_report()
        for words in ("钱没退", "还是没退"):
            answered(report).rate(Level.DISSATISFIED, words)
        report.report_up(report.investigators[0], account("guo"), "两轮核查的情况")
        return f"/memos/{report.id}/{report.entries[-1].number}"

    memo, leader = stage(dispute), stage.client("guo")
    assert "两轮核查的情况" in leader.get(memo).text and "签批" in leader.get(memo).text

    def write(what: str, version: int, words: str) -> int:
        return post(leader, f"{memo}/{what}", {"version": version, "text": words}).status_code

    version = stage(lambda: the_report().version)
    assert write("instruction", version, "请当面说明") == 303
    assert write("sign-off", version, "同意") == 409  # stale by now
    version = stage(lambda: the_report().version)
    assert write("sign-off", version, "") == 422
    assert write("sign-off", version, "退费收条齐全，同意") == 303
    assert not stage(lambda: the_report().is_disputed)
    assert "退费收条齐全" in leader.get(memo).text and "请当面说明" in leader.get(memo).text


# ---- the reporter's side ----------------------------------------------------------------------


def code_of_one_answered() -> str:
    report, code = Report.give(card(), WORDS, str(uuid4()), signature=Signature.ANONYMOUS)
    db.session.flush()
    report.opened(report.investigators[0])
    answered(report)
    return code


def test_the_receipt_code_opens_its_way_without_a_name(stage: Stage) -> None:
    code = stage(code_of_one_answered)
    client = stage.app.test_client()
    assert "查询码" in client.get("/receipt").text
    shown = post(client, "/receipt", {"code": f"{code[:4]} {code[4:8].lower()}-{code[8:]}"})
    assert shown.status_code == 200
    for words in (WORDS, "专办人员查阅", GateKind.CLARIFIED.label, "所收的钱已经退还", "提交评价"):
        assert words in shown.text
    names_in_it = stage(lambda: names(the_report()))
    assert not any(name in shown.text for name in names_in_it)
    assert "看了原始凭证" not in shown.text
    version = stage(lambda: the_report().version)
    data = {"code": code, "version": version, "level": "fairly", "words": "慢了些"}
    assert post(client, "/receipt/rating", data | {"version": 0}).status_code == 409
    assert post(client, "/receipt/rating", data | {"level": ""}).status_code == 422
    assert "您的评价已经收到" in post(client, "/receipt/rating", data).text
    assert stage(lambda: the_report().rating.level) is Level.FAIRLY
    assert post(client, "/receipt/rating", data).status_code == 409
    with client.session_transaction() as session:
        assert code not in str(dict(session))


def test_wrong_codes_are_counted_for_the_device(stage: Stage) -> None:
    code = stage(code_of_one_answered)
    guesser, other = stage.app.test_client(), stage.app.test_client()
    for _ in range(8):
        assert "没有这个查询码" in post(guesser, "/receipt", {"code": "A" * 12}).text
    held = post(guesser, "/receipt", {"code": code})
    assert held.status_code == 422 and "输错次数过多" in held.text and WORDS not in held.text
    assert WORDS in post(other, "/receipt", {"code": code}).text
    assert "12 位" in post(other, "/receipt", {"code": "ABC"}).text
