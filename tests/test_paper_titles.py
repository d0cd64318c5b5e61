"""A title of official papers is broken where a word ends, and no line holds one character alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blueprints.papers.heading import CLOSING, LONGEST, OPENING, lines


@pytest.mark.parametrize(
    "broken",
    [
        ("第一期群众代表走进县政府座谈会纪要",),
        ("第二期群众代表与便民服务单位", "现场座谈会纪要"),
        ("柞水县人民政府关于落实县政府", "第三次常务会议议定事项的督办通知"),
        ("研究便民服务大厅适老服务", "专题会议纪要（更正）"),
    ],
)
def test_a_line_ends_with_a_word(broken: tuple[str, ...]) -> None:
    assert lines("".join(broken)) == broken


@given(st.text("字的会议纪要，。（）《》2013", max_size=120))
def test_every_title_stands_whole_in_lines_that_fit(title: str) -> None:
    found = lines(title)
    assert "".join(found) == title
    assert len(found) <= 2 * max(1, -(-len(title) // LONGEST))
    assert all(len(line) <= LONGEST for line in found)


@given(st.text("字的会议", min_size=LONGEST + 1, max_size=120))
def test_lines_are_about_alike(title: str) -> None:
    assert min(len(line) for line in lines(title)) >= 4


@given(st.lists(st.sampled_from(["（字字", "，字字", "字字字"]), min_size=8, max_size=30))
def test_no_line_begins_or_ends_with_a_mark_that_may_not_stand_there(parts: list[str]) -> None:
    found = lines("".join(parts))
    assert not any(line[0] in CLOSING for line in found[1:])
    assert not any(line[-1] in OPENING for line in found[:-1])
