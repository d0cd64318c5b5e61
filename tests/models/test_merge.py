"""Two texts that were written on one: nothing of either is lost, and what collides stays apart."""

from hypothesis import given, settings
from hypothesis import strategies as st

from models.merge import differences, merge, paragraphs
from models.outline import numbered
from models.text import tidy
from tests.models.conftest import PROOF

often = settings(max_examples=5000 if PROOF else 300, deadline=None)
LINES = st.lists(st.sampled_from("甲乙丙丁戊"), max_size=6).map("\n".join)


@st.composite
def edited(draw: st.DrawFn, base: str, mark: str) -> str:
    """The text after some changes by one person, each of whose paragraphs tells who wrote it."""
    lines = paragraphs(base)
    for count in range(draw(st.integers(0, 3))):
        place = draw(st.integers(0, len(lines)))
        kind = draw(st.sampled_from(("add", "change", "drop")))
        if kind == "add" or place == len(lines):
            lines.insert(place, f"{mark}{count}")
        elif kind == "change":
            lines[place] += f"{mark}{count}"
        else:
            del lines[place]
    return "\n".join(lines)


@often
@given(st.data(), LINES)
def test_what_either_wrote_is_in_the_joined_text(data: st.DataObject, base: str) -> None:
    theirs, mine = data.draw(edited(base, "他")), data.draw(edited(base, "我"))
    joined = merge(base, theirs, mine)
    if joined is not None:
        there = paragraphs(joined)
        for text, mark in ((theirs, "他"), (mine, "我")):
            assert {line for line in paragraphs(text) if mark in line} <= set(there)


@often
@given(LINES, LINES)
def test_who_writes_alone_gets_what_was_written(base: str, text: str) -> None:
    assert merge(base, base, text) == merge(base, text, base) == merge(base, text, text) == text


def test_two_who_change_one_paragraph_collide() -> None:
    assert merge("甲\n乙", "甲一\n乙", "甲二\n乙") is None
    assert merge("甲\n乙", "乙", "甲二\n乙") is None
    assert merge("甲\n乙\n丙", "甲一\n乙\n丙", "甲\n乙\n丙三") == "甲一\n乙\n丙三"


def test_two_who_go_on_at_the_end_both_stand_there_once() -> None:
    assert merge("甲", "甲\n他写的", "甲\n我写的") == "甲\n他写的\n我写的"
    assert merge("", "同一句", "同一句\n还有一句") == "同一句\n还有一句"


@often
@given(LINES, LINES)
def test_marked_differences_spell_both_texts(before: str, after: str) -> None:
    pieces = differences(before, after)
    assert "".join(piece.before for piece in pieces).strip("\n") == before
    assert "".join(piece.after for piece in pieces).strip("\n") == after


def test_differences_are_marked_by_the_character() -> None:
    pieces = differences("六月底前修好路灯。", "七月底前修好全部路灯。")
    assert [(p.before, p.after) for p in pieces if not p.is_same] == [("六", "七"), ("", "全部")]


def test_what_word_and_wps_add_is_dropped() -> None:
    pasted = "　　一、路灯\u200b不亮\x0b\uf0b7 村口\u00a0三盏\r\n\r\n\ufeff二、修好"
    assert tidy(pasted) == "一、路灯不亮\n村口 三盏\n二、修好"


def test_numbers_are_counted_anew_whatever_was_typed() -> None:
    text = "加快修复。\n3.村口三盏\n（5）先修学校门口\n（5）再修桥头\n1、其余各村"
    shown = [(each.number, each.words) for each in numbered(text, heads=True)]
    assert shown == [
        ("", "加快修复。"),
        ("1.", "村口三盏"),
        ("（1）", "先修学校门口"),
        ("（2）", "再修桥头"),
        ("2.", "其余各村"),
    ]
    assert [each.number for each in numbered("总述。\n甲\n乙", heads=True)] == ["", "1.", "2."]
    assert [each.number for each in numbered("总述。\n1.5米宽\n乙")] == ["", "", ""]
