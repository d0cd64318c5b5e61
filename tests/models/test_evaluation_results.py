"""Rates and groups of a round's results, whatever was voted."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models import AppraisalChannel, AppraisalLevel, Ballot, Dimension
from models.evaluation import FEWEST
from models.evaluation_results import Counts, groups_of
from tests.models.conftest import PROOF

L, C = AppraisalLevel, AppraisalChannel
LEVELS = st.sampled_from(list(L))
CHANNELS = st.sampled_from([*C, None])


@settings(max_examples=2000 if PROOF else 200, deadline=None)
@given(st.lists(LEVELS, max_size=40))
def test_rates_are_shares_of_those_who_know(levels: list[L]) -> None:
    counts = Counts.of(levels)
    known = [level for level in levels if level is not L.UNKNOWN]
    assert counts.total == len(levels) and counts.informed == len(known)
    if not known:
        assert counts.satisfied_rate is None and counts.at_least_basically_rate is None
        return
    share = Counter(known)[L.SATISFIED] / len(known)
    assert counts.satisfied_rate == share
    rates = (counts.satisfied_rate, counts.basically_rate, counts.dissatisfied_rate)
    assert sum(rate for rate in rates if rate is not None) == pytest.approx(1)
    assert counts.at_least_basically_rate == pytest.approx(1 - (counts.dissatisfied_rate or 0))


@settings(max_examples=2000 if PROOF else 200, deadline=None)
@given(st.lists(st.tuples(CHANNELS, LEVELS), min_size=FEWEST, max_size=60))
def test_no_group_of_channels_is_smaller_than_five_and_none_is_lost(
    cast: list[tuple[C | None, L]],
) -> None:
    dimension = Dimension(id=7, name="履职情况", position=1)
    ballots = [Ballot(channel=channel, levels={"7": level.value}) for channel, level in cast]
    groups = groups_of(ballots, [(dimension, Counts.of(level for _, level in cast))])
    assert all(group.counts.total >= FEWEST for group in groups)
    named = [channel for group in groups for channel in group.channels]
    assert sorted(map(str, named)) == sorted(map(str, {channel for channel, _ in cast}))
    total = Counts.of(level for _, level in cast)
    assert Counts(*(sum(group.counts[level] for group in groups) for level in L)) == total
    alone = {channel for channel, number in Counter(c for c, _ in cast).items() if number < FEWEST}
    assert not any(len(group.channels) == 1 and group.channels[0] in alone for group in groups)
