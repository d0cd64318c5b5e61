"""Meetings and minutes: the rules, and the pages over them."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from models import (
    AgendaFile,
    AttendanceKind,
    AuditEvent,
    Card,
    DecisionRow,
    Finding,
    Gate,
    Matter,
    MatterKind,
    MatterState,
    Meeting,
    MeetingKind,
    Minutes,
    MinutesState,
    Question,
    Result,
    Role,
    RuleBroken,
    Statement,
    StopKind,
    Unit,
    Visit,
    begin_writing,
    clock,
    db,
)
from models.closing import Closing
from models.correction import correct
from models.excerpt import concerning, units_of
from models.outcome import outcomes, previous
from tests.conftest import pdf, person

THAT_DAY = datetime(2013, 6, 20, 15)
AFTER = datetime(2013, 6, 24, 9)
S = MinutesState
Client = Callable[[Role | None], FlaskClient]


@pytest.fixture
def at(app: Flask) -> Iterator[None]:
    """A context in which the models are used, on the Monday after the visit."""
    with app.app_context(), clock.at(AFTER):
        begin_writing()
        yield
        db.session.rollback()


def account(role: Role) -> Any:
    return person(role)


def unit(name: str = "县交通运输局") -> Unit:
    return db.session.scalars(select(Unit).filter_by(name=name)).one()


def talk_stop() -> Any:
    visit = db.session.scalars(select(Visit)).one()
    visit.add_stop("system", kind=StopKind.DEPARTMENT, name="县交通运输局", unit=unit(),
                   receptionist="局长王建军")  # fmt: skip
    return visit.add_stop(
        "system",
        kind=StopKind.TALK,
        name="座谈会",
        unit=None,
        place="县政府三楼会议室",
        receptionist=f"县长{account(Role.LEADER).name}",
    )


def asked() -> Question:
    visit = db.session.scalars(select(Visit)).one()
    visit.start(visit.stops[0], "system")
    card = db.session.scalars(select(Card)).one()
    question = Question.ask(card, "路灯什么时候修好？", "q")
    question.approve("system")
    question.put_on_screen("system")
    question.record_answer("system", "下周修好。", "王建军（局长）", unit())
    return question


def talk() -> Meeting:
    return Meeting.of_stop(talk_stop(), account(Role.RECORDER))


def ready(rows: int = 2) -> Meeting:
    """Complete minutes, still a draft."""
    meeting, by = talk(), account(Role.RECORDER)
    item = meeting.minutes.add_item(by, "路灯")
    drafts = [
        DecisionRow(f"修好第{n}盏路灯。月底前", unit(), date(2013, 7, 10))
        for n in range(1, rows + 1)
    ]
    item.write(by, title="路灯", reporter="", said="代表反映路灯不亮。", decisions=drafts)
    return meeting


def submitted(rows: int = 2) -> Meeting:
    meeting = ready(rows)
    meeting.minutes.submit(account(Role.RECORDER))
    return meeting


def signed(rows: int = 2) -> Meeting:
    meeting = submitted(rows)
    meeting.minutes.review(account(Role.OFFICE_HEAD))
    meeting.minutes.sign(account(Role.LEADER))
    return meeting


def issued(rows: int = 2) -> tuple[Meeting, list[Matter]]:
    meeting = signed(rows)
    return meeting, meeting.minutes.issue(account(Role.OFFICE_HEAD))


def numbers(app: Flask, model: Any) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model)) or 0


# ---- rules -------------------------------------------------------------------------------------


def test_a_talk_takes_chair_place_and_people_from_the_itinerary(at: None) -> None:
    meeting = talk()
    assert (meeting.kind, meeting.number, meeting.year) == (MeetingKind.TALK, 1, 2013)
    assert meeting.chair is account(Role.LEADER)
    assert meeting.place == "县政府三楼会议室"
    assert [each.words for each in meeting.attendance] == [
        "县交通运输局局长王建军",
        "群众代表柯玉梅",
    ]
    assert {each.kind for each in meeting.attendance} == {AttendanceKind.PARTICIPANT}
    assert meeting.stop is not None
    with pytest.raises(RuleBroken, match="已经有纪要"):
        Meeting.of_stop(meeting.stop, account(Role.RECORDER))


def test_only_talks_and_meetings_of_a_visit_have_minutes(at: None) -> None:
    talk_stop()
    stop = db.session.scalars(select(Visit)).one().stops[0]
    with pytest.raises(RuleBroken, match="座谈会和列席会议"):
        Meeting.of_stop(stop, account(Role.RECORDER))


def test_each_kind_has_its_own_numbers_in_each_year(at: None) -> None:
    def held(kind: MeetingKind, year: int) -> int:
        details: dict[str, Any] = {"kind": kind, "title": "研究一件事"}
        moment = datetime(year, 3, 1, 9, tzinfo=clock.SHANGHAI)
        return Meeting.convene(account(Role.RECORDER), held_at=moment, **details).number

    office, special = MeetingKind.OFFICE, MeetingKind.SPECIAL
    assert [held(office, 2013), held(office, 2013), held(special, 2013)] == [1, 2, 1]
    assert held(office, 2014) == 1


def test_what_is_missing_is_named(at: None) -> None:
    by = account(Role.RECORDER)
    moment = THAT_DAY.replace(tzinfo=clock.SHANGHAI)
    meeting = Meeting.convene(by, kind=MeetingKind.SPECIAL, title="专题会议", held_at=moment)
    minutes = meeting.minutes
    assert [each.words for each in minutes.missing] == [
        "没有写主持人", "没有登记到会人员", "还没有议题",
    ]  # fmt: skip
    item = minutes.add_item(by)
    rows = [
        DecisionRow("一"),
        DecisionRow("二", unit()),
        DecisionRow("三", unit(), date(2013, 6, 1)),
    ]
    item.write(by, title="路灯", reporter="", said="", decisions=rows)
    assert [each.words for each in item.missing()] == [
        "第一项没有写讨论情况",
        "第一项议定事项1缺责任单位",
        "第一项议定事项1缺时限",
        "第一项议定事项2缺时限",
        "第一项议定事项3的时限早于会议日期",
    ]
    with pytest.raises(RuleBroken, match="第一项议定事项2缺时限；.*不能送核稿"):
        minutes.submit(by)


def test_those_who_excused_themselves_do_not_count_as_present(at: None) -> None:
    meeting = ready()
    for each in meeting.attendance:
        meeting.mark(each, AttendanceKind.ABSENT, account(Role.RECORDER))
    assert [each.words for each in meeting.minutes.missing] == ["没有登记到会人员"]


def test_a_talk_has_no_members_and_a_meeting_has_no_participants(at: None) -> None:
    with pytest.raises(RuleBroken, match="座谈会不用「出席」"):
        talk().add(account(Role.RECORDER), AttendanceKind.PRESENT, name="张三")


def test_issuing_gives_the_number_and_makes_each_decision_a_matter_once(at: None) -> None:
    meeting = signed()
    minutes, head = meeting.minutes, account(Role.OFFICE_HEAD)
    assert minutes.number is None
    matters = minutes.issue(head)
    assert (minutes.name, minutes.state) == ("第1号", MinutesState.ISSUED)
    assert [matter.title for matter in matters] == ["修好第1盏路灯", "修好第2盏路灯"]
    first = matters[0]
    assert (first.kind, first.state) == (MatterKind.DECISION, MatterState.REGISTERED)
    assert first.round.promised_on == date(2013, 7, 10)
    assert first.visit is meeting.visit
    assert "座谈会纪要》（第1号）议定：修好第1盏路灯。" in first.requirement
    assert first.askers == [] and first.decisions == [minutes.decisions[0]]
    with pytest.raises(RuleBroken, match="已印发"):
        minutes.issue(head)
    assert db.session.scalar(select(func.count()).select_from(Matter)) == 2


def test_nobody_checks_what_he_drafted_himself(at: None) -> None:
    minutes, head = submitted().minutes, account(Role.OFFICE_HEAD)
    minutes.submitted_by = head
    db.session.flush()
    for step in (minutes.review, lambda by: minutes.send_back(by, "再改")):
        with pytest.raises(RuleBroken, match="起草的人不能核自己的稿"):
            step(head)
        with pytest.raises(RuleBroken, match="办公室领导"):
            step(account(Role.SUPERVISOR))


def test_who_presided_signs_and_nobody_else(at: None) -> None:
    meeting = submitted()
    minutes, head, chair = meeting.minutes, account(Role.OFFICE_HEAD), account(Role.LEADER)
    with pytest.raises(RuleBroken, match="现在是「核稿」，不能签发"):
        minutes.sign(chair)
    minutes.review(head)
    with pytest.raises(RuleBroken, match="由会议主持人签发"):
        minutes.sign(head)
    with pytest.raises(RuleBroken, match="现在是「待签发」，不能印发"):
        minutes.issue(head)
    minutes.sign(chair)
    assert (minutes.signed_by, minutes.signed_name, minutes.keyed_by) == (chair, chair.name, None)
    minutes.issue(head)


def test_a_signature_on_paper_is_keyed_in_and_says_so(at: None) -> None:
    minutes, head = submitted().minutes, account(Role.OFFICE_HEAD)
    minutes.review(head)
    with pytest.raises(RuleBroken, match="写明签发人"):
        minutes.sign_on_paper(head, " ", date(2013, 6, 24))
    for wrong in (date(2013, 6, 19), date(2013, 6, 25)):
        with pytest.raises(RuleBroken, match="签发日期应在会议之后"):
            minutes.sign_on_paper(head, "郭志远", wrong)
    with pytest.raises(RuleBroken, match="办公室领导补录签发"):
        minutes.sign_on_paper(account(Role.LEADER), "郭志远", date(2013, 6, 24))
    minutes.sign_on_paper(head, "郭志远", date(2013, 6, 21))
    assert (minutes.signed_by, minutes.keyed_by) == (None, head)
    assert (minutes.signed_name, minutes.signed_on) == ("郭志远", date(2013, 6, 21))
    minutes.issue(head)


def test_sent_back_a_signature_is_void(at: None) -> None:
    minutes, head = signed().minutes, account(Role.OFFICE_HEAD)
    minutes.send_back(head, "漏了一项")
    assert (minutes.state, minutes.signed_by, minutes.signed_name) == (S.DRAFTING, None, "")
    minutes.submit(account(Role.RECORDER))
    minutes.review(head)
    minutes.send_back(account(Role.LEADER), "时限太紧")  # who is to sign may do so, too
    assert minutes.returned_by is account(Role.LEADER)


def test_a_draft_is_not_issued_and_what_waits_is_edited_only_by_who_checks_it(at: None) -> None:
    minutes, by, head = ready().minutes, account(Role.RECORDER), account(Role.OFFICE_HEAD)
    with pytest.raises(RuleBroken, match="现在是「起草」"):
        minutes.issue(head)
    with pytest.raises(RuleBroken, match="由文秘或组织员起草"):
        minutes.add_item(head)
    minutes.submit(by)
    with pytest.raises(RuleBroken, match="已送核稿"):
        minutes.add_item(by)
    minutes.items[0].save(head, {"said": "代表反映村口路灯不亮。"})
    minutes.review(head)
    with pytest.raises(RuleBroken, match="待签发，退回之前不能再改"):
        minutes.items[0].save(head, {"said": "改不了"})


def test_sent_back_it_can_be_edited_again_and_says_why(at: None) -> None:
    minutes = submitted().minutes
    with pytest.raises(RuleBroken, match="理由"):
        minutes.send_back(account(Role.OFFICE_HEAD), " ")
    minutes.send_back(account(Role.OFFICE_HEAD), "时限太紧")
    assert (minutes.state, minutes.return_reason) == (MinutesState.DRAFTING, "时限太紧")
    minutes.add_item(account(Role.RECORDER))


def test_issued_minutes_are_immutable(at: None) -> None:
    (meeting, _), by = issued(), account(Role.RECORDER)
    item = meeting.minutes.items[0]
    for act in (
        lambda: meeting.add(by, AttendanceKind.PARTICIPANT, name="李四"),
        lambda: meeting.remove(meeting.attendance[0], by),
        lambda: item.write(by, title="", reporter="", said="", decisions=[]),
        lambda: item.move(by, 1),
        lambda: meeting.minutes.remove_item(item, by),
        lambda: meeting.minutes.copy_to(by, "县委办公室"),
    ):
        with pytest.raises(RuleBroken, match="已经印发，不能再改"):
            act()


def test_a_refused_issue_gives_its_number_back(at: None) -> None:
    first, head = signed(), account(Role.OFFICE_HEAD)
    db.session.commit()
    begin_writing()
    first.minutes.issue(head)
    db.session.rollback()
    begin_writing()
    minutes = db.session.scalars(select(Minutes)).one()
    minutes.issue(account(Role.OFFICE_HEAD))
    assert minutes.number == 1
    assert sorted(m.number for m in db.session.scalars(select(Matter))) == [1, 2]


def test_a_quote_takes_over_question_and_answer_as_statements(at: None) -> None:
    meeting, by = talk(), account(Role.RECORDER)
    question = asked()
    item = meeting.minutes.add_item(by, "路灯")
    item.quote(question, by)
    assert [(each.speaker, each.words) for each in item.statements] == [
        ("07号代表", "路灯什么时候修好？"),
        ("县交通运输局局长王建军", "下周修好。"),
    ]
    first, second = item.statements
    assert (first.card, first.source, second.card) == (question.card, question, None)
    with pytest.raises(RuleBroken, match="已经引用过"):
        item.quote(question, by)
    first.remove(by)
    second.remove(by)
    item.quote(question, by)  # what was taken out may be taken over again
    assert len(item.statements) == 2


def promised() -> Question:
    visit = db.session.scalars(select(Visit)).one()
    visit.start(visit.stops[0], "system")
    question = Question.ask(db.session.scalars(select(Card)).one(), "路灯何时修好？", "p")
    question.approve("system")
    question.put_on_screen("system")
    question.record_promise(
        "system", "月底前修好", "王建军（局长）", unit(), date(2013, 6, 30), "正在修。"
    )
    return question


@pytest.mark.parametrize("is_matter", [True, False])
def test_a_promise_taken_over_from_a_question_never_becomes_a_second_matter(
    at: None, is_matter: bool
) -> None:
    meeting, by = ready(1), account(Role.RECORDER)
    question = promised()
    if is_matter:
        Matter.of_promise(question.promise, by, "修好路灯")
    item = meeting.minutes.items[0]
    item.quote(question, by)
    [pledge] = item.pledges
    assert (pledge.speaker, pledge.words, pledge.unit) == (
        "县交通运输局局长王建军", "月底前修好", unit(),
    )  # fmt: skip
    minutes = meeting.minutes
    minutes.submit(by)
    minutes.review(account(Role.OFFICE_HEAD))
    minutes.sign(account(Role.LEADER))
    matters = minutes.issue(account(Role.OFFICE_HEAD))
    assert len(matters) == 2 and pledge.matter is question.promise.matter
    of_promise = select(Matter).filter_by(kind=MatterKind.PROMISE)
    assert db.session.scalars(of_promise).all() == [pledge.matter]


def test_a_promise_made_at_the_meeting_becomes_a_matter_like_a_decision(at: None) -> None:
    meeting, by = ready(1), account(Role.RECORDER)
    pledge = meeting.minutes.items[0].add_pledge(by, speaker="局长王建军", words="月底前通车")
    assert [each.words for each in meeting.minutes.missing] == [
        "第一项现场承诺1缺责任单位", "第一项现场承诺1缺时限",
    ]  # fmt: skip
    pledge.save(by, {"unit": unit().id, "due_on": "2013-06-30"})
    meeting.minutes.submit(by)
    meeting.minutes.review(account(Role.OFFICE_HEAD))
    meeting.minutes.sign(account(Role.LEADER))
    decided, promised = meeting.minutes.issue(account(Role.OFFICE_HEAD))
    assert (promised.kind, promised.title) == (MatterKind.PROMISE, "月底前通车")
    assert promised.round.promised_on == date(2013, 6, 30)
    assert "座谈会纪要》（第1号）所记现场承诺：月底前通车" in promised.requirement
    assert (decided.kind, promised.of_meetings) == (MatterKind.DECISION, [pledge])


# ---- representatives read the record of their words --------------------------------------------


def quoted_statement() -> Any:
    meeting, by = ready(1), account(Role.RECORDER)
    item = meeting.minutes.items[0]
    item.quote(asked(), by)
    return item.statements[0]


def test_a_representative_confirms_or_objects_while_it_is_checked(at: None) -> None:
    statement, card, by = quoted_statement(), person(Role.REPRESENTATIVE), account(Role.RECORDER)
    minutes, head = statement.minutes, account(Role.OFFICE_HEAD)
    assert isinstance(card, Card) and Statement.of_card(card) == []
    with pytest.raises(RuleBroken, match="不在核稿中"):
        statement.confirm(card)
    minutes.submit(by)
    assert Statement.of_card(card) == [statement]
    with pytest.raises(RuleBroken, match="哪里不对"):
        statement.object(card, " ")
    statement.object(card, "我说的是村口的路灯")
    assert [each.words for each in minutes.missing] == ["第一项发言1有代表的异议没有处理"]
    with pytest.raises(RuleBroken, match="异议没有处理，不能送签发"):
        minutes.review(head)
    statement.answer_objection(head, "标题已写明是村口路灯")
    assert minutes.missing == [] and statement.review.answer == "标题已写明是村口路灯"
    minutes.review(head)


def test_an_objection_is_settled_by_mending_the_words_which_are_then_read_anew(at: None) -> None:
    statement, card, by = quoted_statement(), person(Role.REPRESENTATIVE), account(Role.RECORDER)
    minutes, head = statement.minutes, account(Role.OFFICE_HEAD)
    minutes.submit(by)
    statement.object(card, "我说的是村口的路灯")
    statement.save(head, {"words": "村口的路灯什么时候修好？"})
    assert statement.objection is None and statement.review is None
    statement.confirm(card)
    assert statement.review.finding is Finding.CONFIRMED
    minutes.review(head)
    with pytest.raises(RuleBroken, match="不在核稿中"):
        statement.object(card, "晚了")


def test_nobody_speaks_for_another(at: None) -> None:
    statement = quoted_statement()
    statement.minutes.submit(account(Role.RECORDER))
    other = statement.item.statements[1]
    with pytest.raises(RuleBroken, match="只能核对自己的发言"):
        other.confirm(person(Role.REPRESENTATIVE))


# ---- corrections, the last meeting, excerpts ---------------------------------------------------


def test_a_correction_goes_the_same_way_and_makes_no_second_matter(at: None) -> None:
    (first, [matter]), by, head = issued(1), account(Role.RECORDER), account(Role.OFFICE_HEAD)
    with pytest.raises(RuleBroken, match="为什么更正"):
        correct(first.minutes, by, " ")
    meeting = correct(first.minutes, by, "时限写错了")
    assert meeting.name.endswith("次，更正）") and meeting.corrects is first
    with pytest.raises(RuleBroken, match="已经有更正稿"):
        correct(first.minutes, by, "再来一次")
    item = meeting.minutes.items[0]
    [decision] = item.decisions
    with pytest.raises(RuleBroken, match="已转为督2013-001，不能删去"):
        decision.remove(by)
    decision.save(by, {"due_on": "2013-07-20"})
    item.add_decision(by, DecisionRow("另装两盏路灯", unit(), date(2013, 8, 1)))
    minutes = meeting.minutes
    minutes.submit(by)
    minutes.review(head)
    minutes.sign(account(Role.LEADER))
    matters = minutes.issue(head)
    assert minutes.name == "第2号" and matters[0] is matter and len(matters) == 2
    assert matter.decisions == [first.minutes.decisions[0], decision]
    assert db.session.scalar(select(func.count()).select_from(Matter)) == 2
    assert [each.words for each in first.attendance] == [each.words for each in meeting.attendance]
    assert first.minutes.decisions[0].due_on == date(2013, 7, 10)


def test_a_speaker_reads_the_words_of_the_correction_and_not_both(at: None) -> None:
    statement, card, by = quoted_statement(), person(Role.REPRESENTATIVE), account(Role.RECORDER)
    minutes, head = statement.minutes, account(Role.OFFICE_HEAD)
    minutes.submit(by)
    minutes.review(head)
    minutes.sign(account(Role.LEADER))
    minutes.issue(head)
    again = correct(minutes, by, "写错一个字").minutes
    assert isinstance(card, Card) and Statement.of_card(card) == [statement]
    again.submit(by)
    assert Statement.of_card(card) == [again.statements[0]]


def test_only_issued_minutes_are_corrected(at: None) -> None:
    with pytest.raises(RuleBroken, match="还没有印发"):
        correct(ready().minutes, account(Role.RECORDER), "改一处")


def test_the_last_meeting_s_decisions_stand_at_the_head_of_the_next(at: None) -> None:
    (first, [matter]), by = issued(1), account(Role.RECORDER)

    def held(kind: MeetingKind, day: int) -> Meeting:
        moment = datetime(2013, 7, day, 9, tzinfo=clock.SHANGHAI)
        return Meeting.convene(by, kind=kind, title="再开一次", held_at=moment)

    again = held(MeetingKind.TALK, 1)
    assert previous(again) is first
    assert [(each.words, each.standing) for each in outcomes(again)] == [
        ("修好第1盏路灯。月底前", "待交办")
    ]
    matter.assign(account(Role.SUPERVISOR))
    assert [each.standing for each in outcomes(again)] == ["待签收"]
    assert previous(held(MeetingKind.OFFICE, 2)) is None
    assert outcomes(held(MeetingKind.TALK, 3)) == outcomes(again)  # a draft is none
    assert previous(first) is None


def test_an_excerpt_has_only_what_one_unit_has_to_do(at: None) -> None:
    meeting, by = ready(2), account(Role.RECORDER)
    office = unit("县政府办公室")
    other = meeting.minutes.add_item(by, "水渠")
    other.add_decision(by, DecisionRow("清淤", unit(), None, [office]))
    meeting.minutes.add_item(by, "别的")
    found = concerning(meeting.minutes, office)
    assert [(each.item, each.decisions) for each in found] == [(other, other.decisions)]
    assert [each.item.title for each in concerning(meeting.minutes, unit())] == ["路灯", "水渠"]
    assert units_of(meeting.minutes) == [unit(), office]


def test_late_arrival_early_leaving_and_single_items_are_on_record(at: None) -> None:
    by = account(Role.RECORDER)
    moment = THAT_DAY.replace(tzinfo=clock.SHANGHAI)
    meeting = Meeting.convene(by, kind=MeetingKind.EXECUTIVE, title="常务会议", held_at=moment)
    items = [meeting.minutes.add_item(by, title) for title in "甲乙丙"]
    guest = meeting.add(by, AttendanceKind.OBSERVER, name="柯玉梅")
    guest.stay(by, time(15, 30), None, [items[2], items[1]])
    assert guest.note == "（15:30到会，列席第二、三项）"
    meeting.minutes.remove_item(items[0], by)
    assert guest.note == "（15:30到会，列席第一、二项）"
    member = meeting.add(by, AttendanceKind.PRESENT, name="王建军")
    member.stay(by, None, time(16, 20))
    assert member.note == "（16:20离会）"
    with pytest.raises(RuleBroken, match="只有列席的人"):
        member.stay(by, None, None, [items[1]])
    with pytest.raises(RuleBroken, match="离会时间应在到会时间之后"):
        member.stay(by, time(16), time(15))


def test_material_is_checked_kept_and_taken_back(at: None) -> None:
    meeting, by = ready(), account(Role.RECORDER)
    item = meeting.minutes.items[0]
    with pytest.raises(RuleBroken, match="不是可用的文件"):
        AgendaFile.add(item, "a.exe", b"MZ no paper", by)
    file = AgendaFile.add(item, "汇报.pdf", pdf("on the lights"), by)
    assert item.files == [file] and b"on the lights" in file.path.read_bytes()
    file.remove(by)
    assert item.files == []


def test_what_nobody_has_let_through_is_not_quoted(at: None) -> None:
    meeting, by = talk(), account(Role.RECORDER)
    asked()
    pending = Question.ask(db.session.scalars(select(Card)).one(), "还没有审", "q2")
    with pytest.raises(RuleBroken, match="公开的提问"):
        meeting.minutes.add_item(by).quote(pending, by)


def test_items_change_places_and_keep_counting(at: None) -> None:
    minutes, by = talk().minutes, account(Role.RECORDER)
    items = [minutes.add_item(by, title) for title in "甲乙丙"]
    items[2].move(by, -1)
    assert [item.title for item in minutes.items] == ["甲", "丙", "乙"]
    minutes.remove_item(items[0], by)
    assert [item.heading for item in minutes.items] == ["一、丙", "二、乙"]


def test_a_decision_s_matter_goes_from_its_gates_to_closing(at: None) -> None:
    _, [matter] = issued(1)
    supervisor, handler = account(Role.SUPERVISOR), account(Role.HANDLER)
    matter.assign(supervisor)
    assert matter.round.due_on == date(2013, 7, 10)
    matter.sign(handler)
    matter.report(handler, "已经修好", Result.SOLVED)
    for gate in matter.gates:
        assert isinstance(gate, Gate)
        gate.pass_(supervisor, "看过现场")
    Closing.propose(matter, supervisor).confirm(account(Role.OFFICE_HEAD))
    db.session.flush()
    assert matter.is_closed


def test_every_step_is_on_the_chain(at: None) -> None:
    issued()
    db.session.commit()
    steps = {"submit", "review", "sign", "issue", "written", "added"}
    actions = set(db.session.scalars(select(AuditEvent.action)))
    assert {"meeting.convene", *(f"minutes.{step}" for step in steps)} <= actions


def test_the_record_seals_the_text_that_was_issued(at: None) -> None:
    meeting, _ = issued()
    sealed = meeting.minutes.digest
    db.session.commit()
    last = select(AuditEvent).filter_by(action="minutes.issue")
    assert db.session.scalars(last).one().detail["text"] == sealed
