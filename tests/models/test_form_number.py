"""Numbers of printed forms: a digit misread or two swapped are caught, and none is given twice."""

import os
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from models import FormNumber, RuleBroken, form_number
from models.form_number import LENGTH
from tests.models.conftest import Database, account, card, visit

PROOF = os.environ.get("KAIMEN_PROOF", "") not in {"", "0"}
often = settings(max_examples=5000 if PROOF else 300, deadline=None)
some = st.integers(1, 999)
numbers = st.builds(FormNumber, some, st.integers(0, 999), some)


@often
@given(numbers)
def test_a_number_is_read_as_it_was_printed(number: FormNumber) -> None:
    assert len(number.digits) == LENGTH
    assert FormNumber.read(number.digits) == FormNumber.read(str(number)) == number
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in number.digits)
    assert FormNumber.read(f"　{wide} ") == number  # 全角
    assert FormNumber.read(number.digits.lstrip("0")) == number  # a spreadsheet took the zeros


@often
@given(numbers, st.integers(0, LENGTH - 1), st.integers(1, 9))
def test_any_wrong_digit_is_caught(number: FormNumber, place: int, off: int) -> None:
    digits = number.digits
    wrong = str((int(digits[place]) + off) % 10)
    with pytest.raises(RuleBroken):
        FormNumber.read(digits[:place] + wrong + digits[place + 1 :])


@often
@given(numbers, st.integers(0, LENGTH - 2))
@example(FormNumber(1, 90, 9), 4)  # 09 and 90, which weaker check digits confuse
def test_any_swap_of_neighbours_is_caught(number: FormNumber, place: int) -> None:
    digits = number.digits
    swapped = digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]
    if swapped == digits:
        assert FormNumber.read(swapped) == number
    else:
        with pytest.raises(RuleBroken):
            FormNumber.read(swapped)


@pytest.mark.parametrize(
    "text", ["", "abc", "0020070015 0020070015", "12345", "²²²²²²²²²²", "-", "1" * 4000, "1e9"]
)
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(RuleBroken):
        FormNumber.read(text)


def test_no_number_is_printed_twice_and_only_printed_ones_count(database: Database) -> None:
    def printed(**more: Any) -> list[str]:
        with database.writing():
            cards = [card(2), card(7)]
            slips = form_number.print_forms(visit(), cards, 2, 3, account("organiser"))
            for slip in slips:
                slip.number.refuse_unless_of(visit())
            return [str(slip.number) for slip in slips]

    first, second = printed(), printed()
    assert [number[4:11] for number in first] == [
        "002-001", "002-002", "007-001", "007-002", "000-001", "000-002", "000-003",
    ]  # fmt: skip
    assert not set(first) & set(second)
    with database.at():
        with pytest.raises(RuleBroken, match="没有印过"):
            FormNumber(1, 7, 5).refuse_unless_of(visit())
        with pytest.raises(RuleBroken, match="没有印过"):
            FormNumber(1, 9, 1).refuse_unless_of(visit())
        with pytest.raises(RuleBroken, match="第 2 期"):
            FormNumber(2, 7, 1).refuse_unless_of(visit())
    with pytest.raises(RuleBroken), database.writing():
        form_number.print_forms(visit(), [], 2, 0, account("organiser"))
    with pytest.raises(RuleBroken), database.writing():
        form_number.print_forms(visit(), [card(7)], 601, 0, account("organiser"))
