"""Earned value against hand arithmetic, a slow second way of computing it, and its own laws."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilothouse.engine.value import (
    COST_FACTORS,
    TIME_FACTORS,
    Baseline,
    EarnedValue,
    cost_at_completion,
    earned_schedule,
    earned_value,
    schedule_adherence,
    time_at_completion,
)

pytestmark = pytest.mark.filterwarnings("error::RuntimeWarning")


def monthly(values):
    """A plan whose planned value at the end of month k is the k-th value."""
    budget = np.diff(np.concatenate([[0.0], values]))
    months = np.arange(len(values), dtype=float)
    return Baseline(start=months, finish=months + 1, budget=budget)


def test_lipke_earned_schedule_counts_whole_months_plus_a_part():
    # Lipke's rule, ES = C + (EV - PV_C) / (PV_C+1 - PV_C), worked by hand: at the end of month 7 the work
    # earned is 2,200; the plan held 2,100 after month 5 and 2,600 after month 6, so C = 5 and ES = 5.2.
    plan = monthly([200, 500, 1000, 1500, 2100, 2600, 3100, 3500, 3800, 4000])
    state = earned_value(plan, at=[7], earned=[2200], spent=[2500])

    assert state.schedule[0] == pytest.approx(5.2)
    assert state.schedule_variance_time[0] == pytest.approx(-1.8)
    assert state.spi_time[0] == pytest.approx(5.2 / 7)
    assert time_at_completion(state, method="ES", factor="SPI(t)")[0] == pytest.approx(10 / (5.2 / 7))
    assert time_at_completion(state, method="ES", factor="1")[0] == pytest.approx(11.8)


def test_textbook_indices_by_hand():
    # The definitions of PMI's earned value standard on round numbers: BAC 1,000 over 10 months, even work;
    # after 4 months PV 400, with 300 earned for 375 spent.
    plan = Baseline(start=np.array([0.0]), finish=np.array([10.0]), budget=np.array([1000.0]))
    state = earned_value(plan, at=[4], earned=[300], spent=[375])

    assert (state.planned[0], state.schedule[0]) == (400, 3)
    assert (state.cost_variance[0], state.schedule_variance[0]) == (-75, -100)
    assert (state.cpi[0], state.spi[0], state.spi_time[0]) == pytest.approx((0.8, 0.75, 0.75))
    assert state.tcpi[0] == pytest.approx(700 / 625)
    assert state.tcpi_for(cost_at_completion(state))[0] == pytest.approx(0.8)
    hand = {
        "1": 375 + 700,
        "CPI": 1000 / 0.8,
        "SPI": 375 + 700 / 0.75,
        "SPI(t)": 375 + 700 / 0.75,
        "SCI": 375 + 700 / 0.6,
        "SCI(t)": 375 + 700 / 0.6,
        "0.8 CPI + 0.2 SPI": 375 + 700 / 0.79,
        "0.8 CPI + 0.2 SPI(t)": 375 + 700 / 0.79,
    }
    assert {name: cost_at_completion(state, factor=name)[0] for name in COST_FACTORS} == pytest.approx(hand)
    times = {("PV", "1"): 11, ("PV", "SPI"): 10 / 0.75, ("PV", "SCI"): 10 / 0.6}
    times |= {("ED", "1"): 11, ("ED", "SPI"): 4 + 7 / 0.75, ("ED", "SCI"): 4 + 7 / 0.6}
    times |= {("ES", "1"): 11, ("ES", "SPI(t)"): 4 + 7 / 0.75, ("ES", "SCI(t)"): 4 + 7 / 0.6}
    ours = {
        (method, factor): time_at_completion(state, method=method, factor=factor)[0]
        for method, factors in TIME_FACTORS.items()
        for factor in factors
    }
    assert ours == pytest.approx(times)


def test_a_purchase_falls_due_when_its_task_starts_and_not_at_the_evening_before():
    plan = Baseline(
        start=np.array([0.0, 8.0]),
        finish=np.array([8.0, 16.0]),
        budget=np.array([80.0, 100.0]),
        at_start=np.array([0.0, 60.0]),
    )
    assert plan.planned_value([0, 4, 8, 9, 16, 99]) == pytest.approx([0, 40, 80, 145, 180, 180])
    assert earned_schedule(plan, earned=[100], at=[12])[0] == pytest.approx(8)


def test_a_pause_in_the_plan_is_nobodys_delay():
    plan = Baseline(
        start=np.array([0.0, 20.0]), finish=np.array([10.0, 30.0]), budget=np.array([100.0, 100.0])
    )
    assert earned_schedule(plan, earned=[100, 100, 100], at=[15, 25, 5]) == pytest.approx([15, 20, 10])


moments = st.integers(0, 480).map(lambda eighths: eighths / 8)
plans = st.lists(
    st.tuples(st.integers(0, 30), st.integers(0, 15), st.integers(0, 50), st.integers(0, 50)),
    min_size=1,
    max_size=6,
).filter(
    lambda rows: (
        sum(row[2] + row[3] for row in rows) > 0 and max(r[0] + r[1] for r in rows) > min(r[0] for r in rows)
    )
)


def built(rows):
    table = np.array(rows, dtype=float)
    return Baseline(
        start=table[:, 0],
        finish=table[:, 0] + table[:, 1],
        budget=table[:, 2] + table[:, 3],
        at_start=table[:, 3],
    )


@settings(max_examples=80, deadline=None)
@given(rows=plans, at=moments)
def test_planned_value_equals_task_by_task_arithmetic(rows, at):
    plan = built(rows)
    origin = min(row[0] for row in rows)
    slow = 0.0
    for start, length, spread, due in rows:
        moment = at + origin
        if moment > start:
            slow += due + (spread * min(1.0, (moment - start) / length) if length else spread)
    assert plan.planned_value(at)[0] == pytest.approx(slow, abs=1e-9)
    assert plan.planned_by_task(at).sum() == pytest.approx(slow, abs=1e-9)


@settings(max_examples=80, deadline=None)
@given(rows=plans, share=st.floats(0, 1), at=moments)
def test_earned_schedule_is_where_the_curve_holds_the_earned_value(rows, share, at):
    plan = built(rows)
    value = share * plan.budget_at_completion
    point = float(earned_schedule(plan, earned=[value], at=[at])[0])
    step = 1e-6
    assert 0 <= point <= plan.planned_duration
    assert plan.planned_value(max(point - step, 0))[0] <= value + 1e-3
    if point < plan.planned_duration:
        assert plan.planned_value(point + step)[0] >= value - 1e-3


@settings(max_examples=60, deadline=None)
@given(rows=plans, shares=st.tuples(st.floats(0, 1), st.floats(0, 1)), at=moments)
def test_more_earned_is_never_earlier_on_the_plan(rows, shares, at):
    plan = built(rows)
    low, high = sorted(shares)
    budget = plan.budget_at_completion
    first, second = earned_schedule(plan, earned=[low * budget, high * budget], at=[at, at])
    assert first <= second + 1e-9


@settings(max_examples=60, deadline=None)
@given(rows=plans, share=st.floats(0, 1), at=moments)
def test_whole_hours_lie_within_one_hour_of_the_exact_reading(rows, share, at):
    plan = built(rows)
    value = [share * plan.budget_at_completion]
    exact = earned_schedule(plan, earned=value, at=[at])[0]
    whole = earned_schedule(plan, earned=value, at=[at], grain=1.0)[0]
    assert abs(exact - whole) <= 1.0 + 1e-6


@settings(max_examples=60, deadline=None)
@given(rows=plans, at=st.floats(1, 60), spent=st.floats(0, 500))
def test_a_finished_project_costs_what_it_cost(rows, at, spent):
    plan = built(rows)
    state = earned_value(plan, at=[at], earned=[plan.budget_at_completion], spent=[spent])
    for factor in COST_FACTORS:
        assert cost_at_completion(state, factor=factor)[0] == pytest.approx(spent, abs=1e-6)
    for factor in TIME_FACTORS["ES"]:
        if state.schedule[0] == plan.planned_duration:
            assert time_at_completion(state, method="ES", factor=factor)[0] == pytest.approx(at)


dust = st.sampled_from([0.0, 5e-324, 2.3e-311, 1e-100, 1e-13])


@settings(max_examples=60, deadline=None)
@given(at=dust, earned=dust, spent=dust, target=dust)
def test_what_rounding_leaves_counts_as_nothing(at, earned, spent, target):
    plan = Baseline(start=np.array([0.0]), finish=np.array([10.0]), budget=np.array([1.0]))
    state = earned_value(plan, at=[at], earned=[earned], spent=[spent])

    assert (state.cpi[0], state.spi[0], state.spi_time[0]) == (1, 1, 1)
    assert np.isinf(state.tcpi_for(np.array([target]))[0])
    for factor in COST_FACTORS:
        assert cost_at_completion(state, factor=factor)[0] == pytest.approx(1)
    for method, factors in TIME_FACTORS.items():
        for factor in factors:
            assert time_at_completion(state, method=method, factor=factor)[0] == pytest.approx(10)


def test_work_without_credit_yet_keeps_its_index_of_nought():
    plan = Baseline(start=np.array([0.0]), finish=np.array([10.0]), budget=np.array([1000.0]))
    state = earned_value(plan, at=[4], earned=[1e-310], spent=[375])

    assert (state.cpi[0], state.spi[0]) == (0, 0)
    assert cost_at_completion(state)[0] == pytest.approx(1375)


def test_earning_in_the_planned_order_has_full_adherence_and_out_of_order_less():
    plan = Baseline(
        start=np.array([0.0, 10.0]), finish=np.array([10.0, 20.0]), budget=np.array([100.0, 100.0])
    )
    assert schedule_adherence(plan, schedule=10.0, earned_by_task=[100.0, 0.0]) == 1.0
    # 60 of the meant 100 on the first task, 40 ahead of turn on the second: 60 / 100.
    assert schedule_adherence(plan, schedule=10.0, earned_by_task=[60.0, 40.0]) == pytest.approx(0.6)


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"start": []}, "one task or more"),
        ({"start": [0.0], "finish": [1.0, 2.0]}, "finish has 2 rows where 1"),
        ({"finish": [-1.0, 2.0]}, "Task 1 of the baseline finishes before it starts"),
        ({"budget": [-1.0, 2.0]}, "Task 1 .* negative budget"),
        ({"budget": [0.0, 0.0]}, "nothing can be earned"),
        ({"at_start": [9.0, 0.0]}, "more money at its start"),
        ({"start": [0.0, float("nan")]}, "start row 2"),
    ],
)
def test_bad_baselines_are_refused(facts, sentence):
    good = {"start": [0.0, 0.0], "finish": [1.0, 2.0], "budget": [1.0, 2.0]}
    with pytest.raises(ValueError, match=sentence):
        Baseline(**{name: np.array(values) for name, values in {**good, **facts}.items()})


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"at": [-1.0]}, "lies before the baseline"),
        ({"earned": [500.0]}, "more than the whole budget"),
        ({"earned": [-5.0]}, "negative"),
        ({"spent": [1.0, 2.0]}, "spent has 2 rows"),
        ({"grain": -1.0}, "cannot be negative"),
    ],
)
def test_bad_states_are_refused(facts, sentence):
    good = {"at": [1.0], "earned": [10.0], "spent": [10.0]}
    with pytest.raises(ValueError, match=sentence):
        earned_value(monthly([100.0, 200.0]), **{**good, **facts})


def test_unknown_factors_and_methods_are_refused_with_the_known():
    one = np.array([1.0])
    state = EarnedValue(one, one, one, one, one, 2.0, 2.0)
    with pytest.raises(ValueError, match="No cost factor 'luck'; there are: 1, CPI"):
        cost_at_completion(state, factor="luck")
    with pytest.raises(ValueError, match="Method ES has no factor 'SPI'"):
        time_at_completion(state, method="ES", factor="SPI")
    with pytest.raises(ValueError, match="No time method 'XX'"):
        time_at_completion(state, method="XX")
