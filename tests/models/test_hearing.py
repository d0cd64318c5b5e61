"""Drafts that representatives comment on: what goes out stands, and no comment is lost on its way
to an answer."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from models import (
    Answer,
    AttendanceKind,
    AuditEvent,
    Card,
    Comment,
    Draft,
    DraftKind,
    DraftState,
    DraftVersion,
    Entered,
    EnteredFrom,
    Meeting,
    MeetingKind,
    Opinion,
    Question,
    RuleBroken,
    Verdict,
    begin_writing,
    clock,
    db,
)
from models.comment import MOST
from models.draft_changes import ChangeKind, changes, unreflected
from models.draft_text import Cut, cut, cut_one, names
from tests.models.conftest import PROOF, THAT_DAY, Database, account, card, unit

TEXT = """柞水县客运站便民服务承诺（征求意见稿）
第一条 县客运站每天早上六点开门。
第二条 末班车不得早于下午六点发车。
（一）冬季可以提前半小时；
（二）逢集日延后一小时。
第三条　老人优先购票。
不得另收费用。"""
CLOSES = date(2013, 6, 27)
LATE = datetime(2013, 6, 28, 9)
EXAMPLES = 150 if PROOF else 6
lean = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=not PROOF,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def prepared(**more: Any) -> Draft:
    facts = {
        "kind": DraftKind.COMMITMENT,
        "title": "客运站便民服务承诺",
        "purpose": "",
        "is_signed": False,
        **more,
    }
    return Draft.prepare(account("transport"), TEXT, unit=unit("县交通运输局"), **facts)


def opened(seats: tuple[int, ...] = (1, 2, 3), **more: Any) -> Draft:
    draft = prepared(**more)
    draft.ask(account("organiser"), [card(seat) for seat in seats])
    draft.open(account("organiser"), CLOSES)
    return draft


def said(draft: Draft, seat: int, words: str, place: int | None = None) -> Comment:
    paragraph = None if place is None else draft.shown.passages[place].paragraph
    return Comment.give(draft, card(seat), words, f"{words} of {seat}", paragraph)


def closed(*comments: tuple[int, str, int | None], **more: Any) -> Draft:
    draft = opened(**more)
    for one in comments:
        said(draft, *one)
    draft.close(account("organiser"))
    return draft


def answer(draft: Draft, *which: Comment, verdict: Verdict = Verdict.ADOPTED) -> Answer:
    return Answer.give(draft, which, verdict, "照此修改", account("transport"))


def the_draft() -> Draft:
    return db.session.query(Draft).one()


# ---- the text ------------------------------------------------------------------------------------


def test_a_pasted_text_is_cut_at_its_paragraphs_and_their_numbers_become_labels() -> None:
    found = cut(TEXT)
    assert [one.label for one in found] == [
        "",
        "第一条",
        "第二条",
        "（一）",
        "（二）",
        "第三条",
        "",
    ]
    assert found[1].text == "县客运站每天早上六点开门。"
    assert names(one.label for one in found) == [
        *("第 1 段", "第一条", "第二条", "第二条（一）", "第二条（二）", "第三条", "第三条第二款")
    ]


def test_a_label_alone_in_its_line_takes_the_next_line_with_it() -> None:
    assert cut("第一条\n开门。\n\n　　二、收费\n1．不另收费") == [
        *(Cut("第一条", "开门。"), Cut("二、", "收费"), Cut("1．", "不另收费"))
    ]


@pytest.mark.parametrize("line", ["第一次坐车的人", "3.5元一张票", "一定要开门", "（附件）名单"])
def test_what_only_looks_like_a_number_is_none(line: str) -> None:
    assert cut_one(line) == Cut("", line)


def test_an_empty_text_an_endless_paragraph_and_too_many_are_refused_in_words() -> None:
    for text_, why in ((" \n　", "粘贴"), ("长" * 2001, "2000"), ("段\n" * 201, "200")):
        with pytest.raises(RuleBroken, match=why):
            cut(text_)


@given(st.lists(st.sampled_from("客运站开门第一条（二）3、.\n　 abc，。"), max_size=80))
@lean
def test_cutting_a_text_loses_nothing_that_can_be_read(signs: list[str]) -> None:
    words = "".join(signs)
    if not "".join(words.split()):
        return
    joined = "".join(one.label + one.text for one in cut(words))
    assert "".join(joined.split()) == "".join(words.split())


# ---- going out -----------------------------------------------------------------------------------


def test_a_handler_prepares_only_for_the_own_unit_and_the_office_sends_it_out(
    database: Database,
) -> None:
    with database.writing():
        with pytest.raises(RuleBroken, match="本单位"):
            Draft.prepare(
                account("power"), TEXT, unit=unit("县交通运输局"), kind=DraftKind.OTHER,
                title="承诺", purpose="", is_signed=False,
            )  # fmt: skip
        draft = prepared()
        with pytest.raises(RuleBroken, match="还没有请代表"):
            draft.open(account("organiser"), CLOSES)
        with pytest.raises(RuleBroken, match="办公室"):
            draft.open(account("transport"), CLOSES)
        draft.ask(account("organiser"), [card(1)])
        with pytest.raises(RuleBroken, match="截止日期"):
            draft.open(account("organiser"), date(2013, 6, 19))
        draft.open(account("organiser"), CLOSES)
        assert draft.stands is DraftState.OPEN and draft.days_left == 5
        assert {card.seat for card in draft.asked} == {1}


def test_who_sits_in_for_the_item_is_asked_as_well(database: Database) -> None:
    with database.writing():
        by = account("organiser")
        held_at = THAT_DAY.replace(tzinfo=clock.SHANGHAI)
        meeting = Meeting.convene(by, kind=MeetingKind.EXECUTIVE, title="常务会议", held_at=held_at)
        item = meeting.minutes.add_item(by, "客运站", "")
        other = meeting.minutes.add_item(by, "别的", "")
        for seat, kind in ((4, AttendanceKind.OBSERVER), (5, AttendanceKind.OBSERVER)):
            meeting.add(by, kind, name=f"代表{seat}", card=card(seat))
        meeting.add(by, AttendanceKind.ABSENT, name="代表6", card=card(6))
        meeting.attendance[1].stay(by, None, None, [other])
        draft = prepared(item=item)
        draft.ask(by, [card(1)])
        draft.open(by, CLOSES)
        assert [one.seat for one in draft.asked] == [1, 4]
        assert item.hearings == [draft]


def test_what_has_gone_out_is_changed_by_a_new_version_alone(database: Database) -> None:
    with database.writing():
        draft = opened()
        version = draft.versions[0]
        with pytest.raises(RuleBroken, match="已经发出"):
            version.rewrite(version.passages[1], account("transport"), "第一条 随时开门。")
        with pytest.raises(RuleBroken):
            version.write(account("transport"), "第一条 重来。")
        with pytest.raises(RuleBroken):
            draft.describe(
                account("transport"), kind=draft.kind, title="别的", purpose="", is_signed=True
            )
        with pytest.raises(RuleBroken):
            draft.discard(account("organiser"))


def test_before_it_goes_out_it_may_be_pasted_anew_or_thrown_away(database: Database) -> None:
    with database.writing():
        draft = prepared()
        draft.versions[0].write(account("transport"), "第一条 六点开门。\n第二条 不收费。")
        assert [one.label for one in draft.versions[0].passages] == ["第一条", "第二条"]
    with database.writing():
        the_draft().discard(account("transport"))
    with database.at():
        assert not db.session.query(Draft).count()
        assert db.session.execute(text("SELECT count(*) FROM draft_paragraph")).scalar() == 0


# ---- comments ------------------------------------------------------------------------------------


def test_only_who_was_asked_comments_and_only_until_the_last_day(database: Database) -> None:
    with database.writing():
        draft = opened()
        assert said(draft, 1, "太早了", 1).place == "第一条"
        assert said(draft, 1, "写得好").place == "全文"
        with pytest.raises(RuleBroken, match="没有请"):
            said(draft, 9, "我也说一句", 1)
    with database.writing(datetime(2013, 6, 27, 23, 59)):
        said(the_draft(), 2, "最后一天", 2)
    with database.writing(LATE):
        draft = the_draft()
        assert draft.stands is DraftState.CLOSED
        with pytest.raises(RuleBroken, match="6月27日截止.*代录"):
            said(draft, 2, "晚了", 2)


def test_what_arrives_twice_exists_once_even_after_the_last_day(database: Database) -> None:
    with database.writing():
        first = said(opened(), 1, "太早了", 1).id
    with database.writing(LATE):
        assert said(the_draft(), 1, "太早了", 1).id == first
        for words, seat in (("别的话", 1), ("太早了", 2)):
            with pytest.raises(RuleBroken):
                Comment.give(the_draft(), card(seat), words, "太早了 of 1")
        assert len(the_draft().comments) == 1


def test_an_author_corrects_and_withdraws_until_the_end_and_nobody_else_does(
    database: Database,
) -> None:
    with database.writing():
        draft = opened()
        comment = said(draft, 1, "太早了", 1)
        with pytest.raises(RuleBroken, match="自己的"):
            comment.revise(card(2), "太晚了")
        comment.revise(card(1), "七点就行")
        other = said(draft, 1, "不要了", 2)
        other.withdraw(card(1))
        assert [one.text for one in draft.comments] == ["七点就行"]
        with pytest.raises(RuleBroken, match="撤回"):
            other.revise(card(1), "还是要")
    with database.writing(LATE), pytest.raises(RuleBroken, match="截止"):
        the_draft().comments[0].revise(card(1), "八点")


def test_a_corrected_comment_that_is_sent_again_keeps_its_correction(database: Database) -> None:
    with database.writing():
        comment = said(opened(), 1, "太早了", 1)
        comment.revise(card(1), "七点就行")
        assert said(comment.draft, 1, "太早了", 1).text == "七点就行"


def test_one_representative_cannot_flood_a_draft(database: Database) -> None:
    with database.writing():
        draft = opened()
        for number in range(MOST):
            said(draft, 1, f"第{number}句", 1)
        with pytest.raises(RuleBroken, match=str(MOST)):
            said(draft, 1, "再一句", 1)
        said(draft, 2, "我也说", 1)


def test_staff_enter_what_comes_late_or_on_paper_until_the_answers_are_published(
    database: Database,
) -> None:
    entered = ("晚到的信", "late-1")
    with database.writing():
        opened()
    with database.writing(LATE):
        draft = the_draft()
        by = Entered(account("organiser"), EnteredFrom.PAPER)
        comment = Comment.give(draft, card(1), *entered, entered=by)
        assert comment.entered_by is account("organiser")
        with pytest.raises(RuleBroken, match="代录"):
            outsider = Entered(account("transport"), EnteredFrom.PAPER)
            Comment.give(draft, card(1), "x", "late-2", entered=outsider)
        answer(draft, comment)
        draft.publish(account("head"))
        with pytest.raises(RuleBroken):
            Comment.give(draft, card(1), "再晚", "late-3", entered=by)


def test_a_comment_is_neither_a_question_nor_an_opinion(database: Database) -> None:
    with database.writing():
        closed((1, "太早了", 1))
        assert not db.session.query(Question).count() + db.session.query(Opinion).count()


def test_a_rehearsal_takes_no_comments(database: Database) -> None:
    with database.writing():
        draft = opened()
        card(1).visit.is_rehearsal = True
        with db.session.no_autoflush, pytest.raises(RuleBroken, match="彩排"):
            said(draft, 1, "太早了", 1)
        db.session.rollback()


def test_no_audit_event_carries_the_words_of_a_comment(database: Database) -> None:
    with database.writing():
        draft = closed((1, "谁也不该读到", 1))
        answer(draft, *draft.comments)
    with database.at():
        told = str([(one.detail, one.subject) for one in db.session.query(AuditEvent)])
        assert "谁也不该读到" not in told and "照此修改" not in told


# ---- answers -------------------------------------------------------------------------------------


def test_like_comments_are_answered_together_and_each_author_has_the_answer(
    database: Database,
) -> None:
    with database.writing():
        draft = closed((1, "太早了", 1), (2, "早了点", 1), (3, "站里要有热水", None))
        early, sooner, water = draft.comments
        together = answer(draft, early, sooner)
        assert [one.card.seat for one in together.comments] == [1, 2]
        assert draft.unanswered == [water]
        with pytest.raises(RuleBroken, match="还有 1 条"):
            draft.publish(account("head"))
        with pytest.raises(RuleBroken, match="理由"):
            Answer.give(draft, [water], Verdict.DECLINED, " ", account("transport"))
        answer(draft, water, verdict=Verdict.DECLINED)
        assert early.published_answer is None
        with pytest.raises(RuleBroken, match="办公室公布"):
            draft.publish(account("transport"))
        draft.publish(account("head"))
        assert early.published_answer is together


def test_one_of_those_answered_together_may_be_answered_apart(database: Database) -> None:
    with database.writing():
        draft = closed((1, "太早了", 1), (2, "早了点", 1))
        first, second = draft.comments
        together = answer(draft, first, second)
        own = answer(draft, second, verdict=Verdict.PARTLY)
        assert (first.answer, second.answer) == (together, own)
        answer(draft, first)
        assert db.session.query(Answer).count() == 2


def test_answers_begin_when_comments_end_and_end_with_their_publication(
    database: Database,
) -> None:
    with database.writing():
        draft = opened()
        comment = said(draft, 1, "太早了", 1)
        with pytest.raises(RuleBroken, match="截止以后"):
            answer(draft, comment)
        draft.close(account("organiser"))
        for stranger in ("power", "leader1"):
            with pytest.raises(RuleBroken):
                Answer.give(draft, [comment], Verdict.ADOPTED, "好", account(stranger))
        given_ = answer(draft, comment)
        given_.revise(account("transport"), Verdict.PARTLY, "改为六点半")
        draft.publish(account("head"))
        with pytest.raises(RuleBroken):
            given_.revise(account("transport"), Verdict.ADOPTED, "再改")


def test_more_days_are_given_until_the_first_answer(database: Database) -> None:
    with database.writing():
        said(opened(), 1, "太早了", 1)
    with database.writing(LATE):
        draft = the_draft()
        with pytest.raises(RuleBroken, match="新的截止日期"):
            draft.extend(account("organiser"), CLOSES)
        draft.extend(account("organiser"), date(2013, 7, 2))
        said(draft, 2, "又能提了", 2)
    with database.writing(datetime(2013, 7, 3, 9)):
        draft = the_draft()
        answer(draft, draft.comments[0])
        with pytest.raises(RuleBroken, match="已经开始答复"):
            draft.extend(account("organiser"), date(2013, 7, 9))


def test_a_handler_does_not_learn_who_said_what_unless_names_are_shown(
    database: Database,
) -> None:
    with database.writing():
        comment = said(opened(), 1, "太早了", 1)
        assert comment.signed_for(account("transport")) == "群众代表"
        assert "代表1" in comment.signed_for(account("organiser"))
        comment.draft.is_signed = True
        with db.session.no_autoflush:
            assert "代表1" in comment.signed_for(account("transport"))
        db.session.rollback()


# ---- new versions --------------------------------------------------------------------------------


def test_a_new_version_shows_paragraph_by_paragraph_what_changed_and_for_whom(
    database: Database,
) -> None:
    by = "transport"
    with database.writing():
        draft = closed((1, "六点太早", 1), (2, "冬天不要提前", 3), (3, "要有热水", None))
        early, winter, water = draft.comments
        answer(draft, early, water)
        answer(draft, winter)
        new = DraftVersion.revise(draft, account(by))
        first = new.passages[1]
        new.rewrite(first, account(by), "第一条 县客运站每天早上六点半开门。", [early])
        new.remove(new.passages[3], account(by))
        new.insert(account(by), new.passages[-1], "第四条 候车室供应热水。", [water])
        found = changes(new)
        assert [(one.name, one.kind) for one in found if one.kind is not ChangeKind.SAME] == [
            ("第一条", ChangeKind.CHANGED),
            ("第二条（一）", ChangeKind.REMOVED),
            ("第四条", ChangeKind.ADDED),
        ]
        assert [piece.after for piece in found[1].pieces if not piece.is_same] == ["半"]
        assert found[1].sources == [early] and found[-1].sources == [water]
        assert unreflected(draft) == []
        with pytest.raises(RuleBroken, match="定稿"):
            draft.publish(account("head"))
        new.issue(account("organiser"), "按代表意见修改")
        draft.publish(account("head"))
        assert draft.shown is new and winter.place == "第二条（一）"


def test_what_was_taken_out_by_mistake_comes_back_as_the_same_paragraph(
    database: Database,
) -> None:
    by = "transport"
    with database.writing():
        draft = closed()
        new = DraftVersion.revise(draft, account(by))
        gone = new.passages[2].paragraph
        new.remove(new.passages[2], account(by))
        new.restore(gone, account(by))
        assert all(one.kind is ChangeKind.SAME for one in changes(new))
        with pytest.raises(RuleBroken, match="没有删去"):
            new.restore(gone, account(by))
        with pytest.raises(RuleBroken, match="一字不差"):
            new.issue(account("organiser"))
        new.drop(account(by))
        assert draft.working is None


def test_only_adopted_comments_are_named_as_a_source_and_stay_adopted(database: Database) -> None:
    by = "transport"
    with database.writing():
        draft = closed((1, "六点太早", 1), (2, "不必改", 1))
        early, no = draft.comments
        answer(draft, early)
        answer(draft, no, verdict=Verdict.DECLINED)
        new = DraftVersion.revise(draft, account(by))
        with pytest.raises(RuleBroken, match="采纳"):
            new.rewrite(new.passages[1], account(by), "第一条 七点。", [no])
        new.rewrite(new.passages[1], account(by), "第一条 七点。", [early])
        with pytest.raises(RuleBroken, match="采自"):
            answer(draft, early, verdict=Verdict.DECLINED)


def test_representatives_read_the_changes_after_the_end_only_with_the_answers(
    database: Database,
) -> None:
    with database.writing():
        draft = opened()
        during = DraftVersion.revise(draft, account("transport"))
        during.rewrite(during.passages[1], account("transport"), "第一条 七点开门。")
        during.issue(account("organiser"))
        assert draft.shown is during
    with database.writing(THAT_DAY + timedelta(hours=1)):
        the_draft().close(account("organiser"))
    with database.writing(THAT_DAY + timedelta(hours=2)):
        draft = the_draft()
        after = DraftVersion.revise(draft, account("transport"))
        after.rewrite(after.passages[1], account("transport"), "第一条 八点开门。")
        after.issue(account("organiser"))
        assert draft.shown.number == 2
        draft.publish(account("head"))
        assert draft.shown is after


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["rewrite", "split", "remove", "insert", "restore", "issue", "comment"]),
        st.integers(0, 30),
    ),
    max_size=25,
)


@given(ACTS)
@lean
def test_whatever_becomes_of_the_text_a_comment_keeps_its_paragraph(
    database: Database, acts: list[tuple[str, int]]
) -> None:
    database.reset()
    with database.writing():
        draft, by, office = opened(), account("transport"), account("organiser")
        places: dict[int, tuple[int | None, str]] = {}
        for number, (act, at) in enumerate(acts):
            if act == "comment":
                passages = draft.shown.passages
                comment = said(draft, at % 3 + 1, f"话{number}", at % len(passages))
                places[comment.id] = comment.paragraph_id, comment.place
                continue
            new = draft.working or DraftVersion.revise(draft, by)
            passage = new.passages[at % len(new.passages)]
            try:
                _change(new, act, passage, number, by, office)
            except RuleBroken as refusal:
                assert str(refusal)
        db.session.flush()
        db.session.expire_all()
        for comment in the_draft().comments:
            assert (comment.paragraph_id, comment.place) == places[comment.id]
            assert comment.read.passage_of(comment.paragraph) is not None
        for version in the_draft().versions:
            ids = [one.paragraph_id for one in version.passages]
            assert len(set(ids)) == len(ids)
            kinds = [one.kind for one in changes(version)]
            assert len(kinds) - kinds.count(ChangeKind.REMOVED) == len(ids)


def _change(new: Any, act: str, passage: Any, number: int, by: Any, office: Any) -> None:
    do: dict[str, Callable[[], object]] = {
        "rewrite": lambda: new.rewrite(passage, by, f"第一条 改了{number}。"),
        "split": lambda: new.rewrite(passage, by, f"第一条 改了{number}。\n又一段{number}。"),
        "remove": lambda: new.remove(passage, by),
        "insert": lambda: new.insert(by, passage, f"加了{number}。"),
        "restore": lambda: new.restore(new.before.passages[0].paragraph, by),
        "issue": lambda: new.issue(office),
    }
    do[act]()


@given(st.lists(st.sampled_from(["answer", "give", "publish", "withdraw", "close"]), max_size=14))
@lean
def test_nothing_is_published_while_a_comment_is_unanswered(
    database: Database, acts: list[str]
) -> None:
    database.reset()
    with database.writing():
        draft, staff = opened(), account("organiser")
        for number, act in enumerate(acts):
            left = draft.unanswered
            try:
                if act == "give":
                    by = Entered(staff, EnteredFrom.PAPER) if number % 2 else None
                    Comment.give(draft, card(1), f"话{number}", f"id {number}", entered=by)
                elif act == "withdraw" and left:
                    left[0].withdraw(left[0].card)
                elif act == "answer" and left:
                    answer(draft, left[0])
                elif act == "close":
                    draft.close(staff)
                elif act == "publish":
                    draft.publish(account("head"))
            except RuleBroken as refusal:
                assert str(refusal)
            if draft.state is DraftState.PUBLISHED:
                assert not draft.unanswered


# ---- past the models -----------------------------------------------------------------------------

PAST = {
    "a standing text is rewritten": "UPDATE passage SET text = '随时开门'",
    "a standing paragraph is taken out": "DELETE FROM passage",
    "a version is taken back": "UPDATE draft_version SET issued_at = NULL",
    "a draft that is out is renamed": "UPDATE draft SET title = '别的'",
    "a draft that is out is deleted": "DELETE FROM draft",
    "it is published unanswered": "UPDATE draft SET state = 'published', published_at = opened_at",
    "the end comes earlier": "UPDATE draft SET closes_on = '2013-06-21'",
    "it goes back to its desk": "UPDATE draft SET state = 'drafting'",
    "a comment is rewritten": "UPDATE comment SET text = '很好'",
    "a comment is given to another": "UPDATE comment SET card_id = card_id + 1",
    "a comment is deleted": "DELETE FROM comment",
    "somebody was never asked": "DELETE FROM draft_asked",
    "a paragraph is gone": "DELETE FROM draft_paragraph",
}


def refused(database: Database, statements: dict[str, str]) -> None:
    let_through = []
    for name, statement in statements.items():
        with database.raw() as connection:
            try:
                connection.execute(text(statement))
            except DatabaseError:
                continue
            let_through.append(name)
    assert not let_through


def test_the_database_refuses_it_too(database: Database) -> None:
    with database.writing():
        closed((1, "太早了", 1))
    refused(database, PAST)


def test_what_is_published_stands_in_the_database(database: Database) -> None:
    with database.writing():
        draft = closed((1, "太早了", 1))
        answer(draft, *draft.comments)
        draft.publish(account("head"))
    refused(
        database,
        {
            "another answer": "UPDATE answer SET words = '别的'",
            "no answer": "DELETE FROM answer",
            "a comment without its answer": "UPDATE comment SET answer_id = NULL",
            "published by nobody": "UPDATE draft SET published_by_id = NULL",
        },
    )


def test_the_same_comment_sent_at_once_by_two_threads_is_there_once(database: Database) -> None:
    with database.writing():
        opened()

    def send(_: int) -> int:
        with database.app.app_context(), clock.at(THAT_DAY):
            begin_writing()
            found = db.session.query(Card).filter_by(seat=1).one()
            number = Comment.give(the_draft(), found, "太早了", "one").number
            db.session.commit()
            db.session.remove()
            return number

    with ThreadPoolExecutor(4) as threads:
        assert set(threads.map(send, range(8))) == {1}
    with database.at():
        assert db.session.query(Comment).count() == 1
