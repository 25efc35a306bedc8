"""Milestone trend: the line, where it lands, and what it is called."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilothouse.engine.forecast import Trend, milestone_trend

DAYS = st.integers(-1000, 1000)


def test_half_a_day_a_day_by_hand():
    # Promised for day 100; every 20 days it moves 10 later. After day 40 it stands at 120, 80 ahead;
    # it closes in by half a day each day, so it arrives 160 days on, at day 200.
    found = milestone_trend("Handover", reported=[0, 20, 40], promised=[100, 110, 120])

    assert (found.slip, found.last_move, found.slope, found.arrival) == (20, 10, 0.5, 200)
    assert found.trend is Trend.SLIPPING


def test_a_date_that_recedes_as_fast_as_time_never_comes():
    found = milestone_trend("Go-live", reported=[0, 30, 60], promised=[90, 120, 150])
    assert (found.arrival, found.trend) == (None, Trend.RUNAWAY)


def test_one_odd_report_does_not_turn_the_line():
    found = milestone_trend("Permit", reported=[0, 10, 20, 30, 40], promised=[100, 300, 100, 100, 100])
    assert (found.slope, found.trend, found.arrival) == (0, Trend.STEADY, 100)


def test_one_report_is_taken_at_its_word():
    found = milestone_trend("Start", reported=[5], promised=[50])
    assert (found.slope, found.arrival, found.last_move) == (0, 50, 0)


@settings(max_examples=60, deadline=None)
@given(
    steps=st.lists(st.integers(1, 60), min_size=1, max_size=6),
    promised=st.lists(DAYS, min_size=6, max_size=6),
    shift=DAYS,
)
def test_the_zero_of_the_calendar_does_not_matter(steps, promised, shift):
    reported = [sum(steps[: n + 1]) for n in range(len(steps))]
    promised = promised[: len(reported)]
    one = milestone_trend("M", reported=reported, promised=promised)
    two = milestone_trend("M", reported=[d + shift for d in reported], promised=[d + shift for d in promised])
    assert (one.slip, one.slope, one.trend) == (two.slip, two.slope, two.trend)
    if one.arrival is None:
        assert two.arrival is None
    else:
        assert two.arrival == pytest.approx(one.arrival + shift, rel=1e-9, abs=1e-6)


@pytest.mark.parametrize(
    ("reported", "promised", "sentence"),
    [
        ([], [], "never reported"),
        ([1, 1], [5, 6], "Report 2 .* not later"),
        ([1, 2], [5], "promised has 1 rows"),
        ([1, 2], [5, float("nan")], "promised row 2"),
    ],
)
def test_refusals(reported, promised, sentence):
    with pytest.raises(ValueError, match=sentence):
        milestone_trend("M", reported=reported, promised=promised)
