"""What is counted as one character, in the table that the browser is held to as well."""

import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models import RuleBroken
from models.text import THICKEST, length, said
from tests.models.conftest import PROOF

CASES = json.loads(Path(__file__).with_name("letters.json").read_text("utf-8"))
many = settings(max_examples=20_000 if PROOF else 200, deadline=None, derandomize=not PROOF)
texts = st.text()


def counted(text: str) -> int:
    """As the server counts what a browser sends: half a character arrives as a sign for that."""
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    try:
        return length(said(text, 10_000))
    except RuleBroken:
        return 0


@pytest.mark.parametrize("text, letters", CASES, ids=[ascii(text)[:30] for text, _ in CASES])
def test_the_table_of_cases_holds(text: str, letters: int) -> None:
    assert counted(text) == letters


@many
@given(texts)
def test_no_more_characters_than_code_points_and_no_endless_piles(text: str) -> None:
    assert -(-len(text) // THICKEST) <= length(text) <= len(text)


@many
@given(texts, texts)
def test_two_parts_count_at_most_as_much_as_apart(one: str, other: str) -> None:
    assert max(length(one), 1 if other else 0) <= length(one + other) <= length(one) + length(other)


@many
@given(texts)
def test_however_an_accent_is_coded_it_counts_the_same(text: str) -> None:
    text = text[:THICKEST]  # a pile may be cut differently
    composed, taken_apart = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
    if max(len(composed), len(taken_apart)) <= THICKEST:
        assert length(composed) == length(taken_apart)


@many
@given(texts)
def test_what_was_cleaned_stays_as_it_is(text: str) -> None:
    if counted(text):
        assert said(said(text, 10_000), 10_000) == said(text, 10_000)
