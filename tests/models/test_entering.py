"""Entered for a representative (代录), one by one and from the workbook of collected forms."""

import os
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from models import (
    AuditEvent,
    Channel,
    Entered,
    EnteredFrom,
    FormBatch,
    Opinion,
    Question,
    QuestionState,
    RuleBroken,
    SlipKind,
    StopKind,
    db,
    enter_for,
    form_number,
    rehearsal,
)
from models.form_batch import COLUMNS, Cell, Fault
from tests.models.conftest import THAT_DAY, Database, account, card, visit
from tests.models.test_rehearsal import second_visit

PROOF = os.environ.get("KAIMEN_PROOF", "") not in {"", "0"}
Q, OP = SlipKind.QUESTION, SlipKind.OPINION
SPOKEN, PAPER = EnteredFrom.SPOKEN, EnteredFrom.PAPER


def entered(source: EnteredFrom = SPOKEN) -> Entered:
    return Entered(account("organiser"), source)


def total() -> int:
    return sum(
        db.session.scalar(select(func.count()).select_from(model)) or 0
        for model in (Question, Opinion)
    )


def test_what_is_entered_counts_like_what_was_typed(database: Database) -> None:
    with database.writing():
        assert Question.ask(card(1), "自己写的", "own").number == 1
        asked = enter_for(card(7), Q, "路灯", "q", visit().stop, entered())
        said = enter_for(card(7), OP, "便桥", "o", visit().stop, entered(PAPER))
        assert isinstance(asked, Question) and isinstance(said, Opinion)
        assert (asked.number, asked.state, asked.card) == (2, QuestionState.PENDING, card(7))
        assert (said.number, said.channel, said.stop) == (1, Channel.ON_SPOT, visit().stop)
        assert asked.entered_by is said.entered_by is account("organiser")
        assert (asked.entered_from, said.entered_from) == (SPOKEN, PAPER)
    with database.at():
        acts = {one.action: one for one in db.session.scalars(select(AuditEvent))}
        who = account("organiser").actor
        assert (acts["opinion.give"].actor, acts["opinion.give"].detail["entered_from"]) == (
            who, "paper",
        )  # fmt: skip
        assert acts["question.ask"].detail["entered_from"] == "spoken"


def test_entered_twice_it_exists_once_and_other_words_are_not_dropped(database: Database) -> None:
    with database.writing():
        first = enter_for(card(7), Q, "路灯", "x", visit().stop, entered())
        assert enter_for(card(7), Q, " 路灯 ", "x", visit().stop, entered()) is first
        for who, kind, text in ((7, Q, "路灯坏了"), (8, Q, "路灯"), (7, OP, "路灯")):
            with pytest.raises(RuleBroken, match="已经登记为"):
                enter_for(card(who), kind, text, "x", visit().stop, entered())
    with database.at():
        assert total() == 1


def test_only_for_a_stop_that_was_reached_and_in_time(database: Database) -> None:
    with database.writing():
        later = visit().add_stop("system", kind=StopKind.TALK, name="座谈会", unit=None)
        for stop in (later, None):
            with pytest.raises(RuleBroken, match="参观点"):
                enter_for(card(7), Q, "路灯", "x", stop, entered())
    with database.writing():
        visit().finish(account("organiser"))
    with pytest.raises(RuleBroken, match="口头"), database.writing():
        enter_for(card(7), OP, "路灯", "x", visit().stops[0], entered())
    with database.writing(THAT_DAY + timedelta(days=2)):
        enter_for(card(7), OP, "路灯", "x", visit().stops[0], entered(PAPER))
    with pytest.raises(RuleBroken), database.writing(THAT_DAY + timedelta(days=4)):
        enter_for(card(7), OP, "便桥", "y", visit().stops[0], entered(PAPER))
    with database.writing(THAT_DAY + timedelta(days=4)):  # its reply was lost: it is there
        enter_for(card(7), OP, "路灯", "x", visit().stops[0], entered(PAPER))
        assert total() == 1


# ---- the workbook -------------------------------------------------------------------------


def printed(seat: int = 7, count: int = 1, spare: int = 0) -> list[str]:
    slips = form_number.print_forms(visit(), [card(seat)], count, spare, account("organiser"))
    return [str(slip.number) for slip in slips]


def row(number: int, *texts: str, **faults: str) -> tuple[int, dict[str, Cell]]:
    cells = zip("ABCDE", COLUMNS, texts, strict=True)
    return number, {
        column: Cell(f"{letter}{number}", text, faults.get(letter, ""))
        for letter, column, text in cells
    }


def check(*rows: Any) -> tuple[FormBatch | None, list[Fault]]:
    batch, faults = FormBatch.check(visit(), rows, account("organiser"), "表.xlsx", b"content")
    return batch, list(faults)


def told(*texts: str) -> str:
    """What is said of this one row."""
    _, faults = check(row(2, *texts))
    return "；".join(f"{fault.column}：{fault.words}" for fault in faults)


def test_a_workbook_is_checked_first_and_then_imported_as_a_whole(database: Database) -> None:
    with database.writing():
        one, two, spare = printed(7, 2, spare=1)
        batch, faults = check(
            row(2, one, "07", "提问", "县交通运输局", "路灯"),
            row(3, two, "", "意见建议", "1", "便桥"),
            row(5, spare, "０８ 号", "意见", "第1站", "班车"),
        )
        assert batch is not None and not faults
        assert total() == 0  # a dry run
        identity = batch.id
    for _ in range(2):  # pressed twice
        with database.writing():
            db.session.get_one(FormBatch, identity).import_all(account("organiser"))
    with database.at():
        batch = db.session.get_one(FormBatch, identity)
        assert (total(), batch.added, batch.known, batch.lines) == (3, 3, 0, [])
        assert [one.card.seat for one in db.session.scalars(select(Opinion))] == [7, 8]
        assert {one.entered_from for one in db.session.scalars(select(Opinion))} == {PAPER}


def test_every_fault_is_told_by_row_and_column(database: Database) -> None:
    with database.writing():
        form, other, spare = printed(7, 2, spare=1)
        wrong = form[:-1] + str((int(form[-1]) + 1) % 10)
        right = ("07", "提问", "1", "路灯")
        assert told("", *right) == "A2 表号：没有填表号"
        assert "校验位不对" in told(wrong, *right)
        assert "没有印过" in told(str(form_number.FormNumber(1, 7, 9)), *right)
        assert "第 2 期" in told(str(form_number.FormNumber(2, 7, 1)), *right)
        assert "B2 代表号：表号上是 07 号代表" in told(form, "08", *right[1:])
        assert "没有 77 号代表" in told(spare, "77", *right[1:])
        assert "备用表" in told(spare, "", *right[1:])
        assert "代表号是数字" in told(form, "柯玉梅", *right[1:])
        assert "C2 类别：类别只能填" in told(form, "07", "表扬", "1", "路灯")
        assert "举报不能由别人录入" in told(form, "07", "监督举报", "1", "路灯")
        assert "D2 参观点" in told(form, "07", "提问", "某处", "路灯")
        assert "E2 内容：没有填内容" in told(form, "07", "提问", "1", " ")
        assert "最多 300 字" in told(form, "07", "提问", "1", "好" * 301)
        both = told("", "07", "", "", "")
        assert all(place in both for place in ("A2", "C2", "D2", "E2"))
        _, faults = check(
            row(2, form, *right),
            row(3, other, *right, E="是公式，请改为文字"),
            row(4, form, *right),
        )
        assert [(fault.row, fault.column, fault.words) for fault in faults] == [
            (3, "E3 内容", "是公式，请改为文字"),
            (4, "A4 表号", "与第 2 行是同一张表，一张表只写一件事"),
        ]
        assert db.session.scalar(select(func.count()).select_from(FormBatch)) == 0
        assert total() == 0


def test_a_form_that_a_helper_typed_makes_no_double_in_the_import(database: Database) -> None:
    with database.writing():
        one, two = printed(7, 2)
        identity = form_number.FormNumber.read(one).client_id(visit())
        enter_for(card(7), Q, "路灯", identity, visit().stop, entered(PAPER))
        rows = [row(2, one, "", "提问", "1", "路灯！"), row(3, two, "", "提问", "1", "便桥")]
        batch, _ = check(*rows)
        assert batch is not None
        assert [(line.known is not None, line.differs) for line in batch.read] == [
            (True, True), (False, False),
        ]  # fmt: skip
        batch.import_all(account("organiser"))
        assert (batch.added, batch.known, total()) == (1, 1, 2)
        assert "不符" in told(one, "", "意见建议", "1", "路灯")


def test_what_cannot_be_entered_any_more_stops_the_whole_import(database: Database) -> None:
    with database.writing():
        one, two = printed(7, 2)
        batch, _ = check(row(2, one, "", "提问", "1", "路灯"), row(3, two, "", "提问", "1", "便桥"))
        assert batch is not None
        identity = batch.id
        visit().finish(account("organiser"))
    whole, late = "第 2 行.*整份表都没有导入", THAT_DAY + timedelta(days=5)
    with pytest.raises(RuleBroken, match=whole), database.writing(late):
        db.session.get_one(FormBatch, identity).import_all(account("organiser"))
    with pytest.raises(RuleBroken), database.writing():
        db.session.get_one(FormBatch, identity).import_all(account("supervisor1"))
    with database.at():
        assert total() == 0


def test_forms_checked_in_a_rehearsal_go_with_it(database: Database) -> None:
    with database.writing():
        visit().finish(account("organiser"))
        second = second_visit()
        rehearsal.rehearse(second, account("organiser"))
        second.start(second.stops[0], account("organiser"))
        slips = form_number.print_forms(second, second.cards, 1, 0, account("organiser"))
        rows = [row(2, str(slips[0].number), "", "提问", "1", "路灯")]
        batch, _ = FormBatch.check(second, rows, account("organiser"), "x", b"x")
        assert batch is not None
        rehearsal.end_rehearsal(second, account("organiser"))
        assert db.session.scalar(select(func.count()).select_from(FormBatch)) == 0


@settings(
    max_examples=200 if PROOF else 12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.lists(st.tuples(st.integers(0, 5), st.sampled_from(list(SlipKind))), max_size=12),
    st.lists(st.sets(st.integers(0, 5), min_size=1), min_size=1, max_size=4),
)
def test_however_forms_come_each_is_there_once(
    database: Database, typed: list[tuple[int, SlipKind]], sheets: list[set[int]]
) -> None:
    """Typed by helpers and imported in overlapping workbooks, in any order: one row a form."""
    database.reset()
    with database.writing():
        forms = printed(7, 6)
        kinds = dict(typed)
        for index, kind in kinds.items():
            identity = form_number.FormNumber.read(forms[index]).client_id(visit())
            enter_for(card(7), kind, f"第{index}件", identity, visit().stop, entered(PAPER))
    for sheet in sheets:
        with database.writing():
            rows = [
                row(2 + at, forms[at], "7", kinds.get(at, OP).label, "1", f"第{at}件")
                for at in sorted(sheet)
            ]
            batch, faults = check(*rows)
            assert batch is not None and not faults
            batch.import_all(account("organiser"))
    with database.at():
        assert total() == len(set(kinds).union(*sheets))
