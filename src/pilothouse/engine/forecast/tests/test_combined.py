"""The combined forecast: hand arithmetic, laws, recovery of known experience, refusals."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilothouse.engine.forecast import (
    PUBLISHED_MODEL,
    ForecastModel,
    History,
    combined_forecast,
    fit_forecast,
    joined_history,
    project_history,
)
from pilothouse.engine.forecast.combined import _least
from pilothouse.engine.forecast.scatter import LEVELS
from pilothouse.engine.value import (
    Baseline,
    EarnedValue,
    cost_at_completion,
    earned_value,
    time_at_completion,
)

pytestmark = pytest.mark.filterwarnings("error::RuntimeWarning")

FLAT = tuple(np.linspace(-0.2, 0.2, len(LEVELS)))


def even(at, earned, spent):
    """Ten months of even work for 1,000."""
    plan = Baseline(start=np.array([0.0]), finish=np.array([10.0]), budget=np.array([1000.0]))
    return earned_value(plan, at=at, earned=earned, spent=spent)


def model(**facts):
    base = {"trust": 1.0, "labour_trust": 0.0, "recovery": 1.0, "pace": 0.0, "projects": 20}
    base |= {"cost_base": 1.0, "time_base": 1.0}
    return ForecastModel(**{**base, "cost_scatter": FLAT, "time_scatter": FLAT, **facts})


def test_half_done_by_hand():
    # 500 of 1,000 earned for 625 after 6 of 10 months: CPI 0.8, ES 5. With trust 1 the index counts with weight
    # 0.5 at half done: 625 + 500 / 0.8^0.5. Earned schedule with PF=1: 6 + 10 - 5 = 11.
    found = combined_forecast(even([6], [500], [625]), model=model())

    assert found.cost[0] == pytest.approx(625 + 500 / 0.8**0.5)
    assert found.time[0] == pytest.approx(11)
    # the unit of scatter: the root of 0.55 left, and half the work at an index of log 0.8
    unit = np.hypot(0.55**0.5, 0.5 * np.log(0.8))
    assert found.cost_within(0.95)[0] == pytest.approx(found.cost[0] * np.exp(0.2 * unit))
    assert found.time_within(0.5)[0] == pytest.approx(11)


def test_it_contains_the_single_methods_as_its_corners():
    state = even([3, 6], [250, 500], [300, 625])
    assert combined_forecast(state, model=model(trust=0.0)).cost == pytest.approx(cost_at_completion(state))
    assert combined_forecast(state, model=model(trust=60.0)).cost == pytest.approx(
        cost_at_completion(state, factor="1"), rel=1e-6
    )
    assert combined_forecast(state, model=model(), labour_share=1.0).cost == pytest.approx(
        cost_at_completion(state)
    )
    assert combined_forecast(state, model=model()).time == pytest.approx(time_at_completion(state))
    assert combined_forecast(state, model=model(pace=1.0)).time == pytest.approx(
        time_at_completion(state, factor="SPI(t)")
    )


states = st.tuples(st.floats(0.5, 30), st.floats(0, 1000), st.floats(0, 3000), st.floats(0, 1))


@settings(max_examples=80, deadline=None)
@given(facts=states)
def test_intervals_never_cross_nor_undo_the_past(facts):
    at, earned, spent, labour = facts
    found = combined_forecast(even([at], [earned], [spent]), model=PUBLISHED_MODEL, labour_share=labour)
    for table, past in ((found.cost_at, spent), (found.time_at, at)):
        assert np.isfinite(table).all()
        assert (np.diff(table[0]) >= -1e-9).all()
        assert table[0, 0] >= past - 1e-6


@pytest.mark.parametrize("dust", [5e-324, 2.3e-311, 1e-200])
@pytest.mark.parametrize("labour", [0.0, 1.0])
def test_what_rounding_leaves_is_forecast_as_nothing(dust, labour):
    for earned, spent in ((dust, 50.0), (1.0, dust), (dust, dust)):
        found = combined_forecast(even([1.0], [earned], [spent]), model=PUBLISHED_MODEL, labour_share=labour)
        clean = combined_forecast(
            even([1.0], [earned if earned > dust else 0.0], [spent if spent > dust else 0.0]),
            model=PUBLISHED_MODEL,
            labour_share=labour,
        )
        assert found.cost_at == pytest.approx(clean.cost_at)
        assert found.time_at == pytest.approx(clean.time_at)


@settings(max_examples=40, deadline=None)
@given(at=st.floats(1, 30), spent=st.floats(1, 3000))
def test_a_finished_project_is_certain(at, spent):
    found = combined_forecast(even([at], [1000], [spent]), model=PUBLISHED_MODEL)
    assert found.cost_at[0] == pytest.approx(spent)
    assert found.time_at[0] == pytest.approx(at)


@settings(max_examples=40, deadline=None)
@given(facts=states, scale=st.floats(0.01, 100))
def test_units_of_money_and_time_do_not_matter(facts, scale):
    at, earned, spent, labour = facts
    state = even([at], [earned], [spent])
    other = EarnedValue(
        time=state.time * scale,
        planned=state.planned * scale,
        earned=state.earned * scale,
        spent=state.spent * scale,
        schedule=state.schedule * scale,
        budget=state.budget * scale,
        duration=state.duration * scale,
    )
    one = combined_forecast(state, model=PUBLISHED_MODEL, labour_share=labour)
    two = combined_forecast(other, model=PUBLISHED_MODEL, labour_share=labour)
    assert two.cost == pytest.approx(one.cost * scale, rel=1e-9)
    assert two.time_at == pytest.approx(one.time_at * scale, rel=1e-9)


def experience(seed, *, steady):
    """Forty invented projects whose cost index is either the truth from the start, or noise around 1."""
    random = np.random.default_rng(seed)
    parts = []
    for number in range(40):
        done = np.linspace(0.1, 1.0, 10)
        pace = np.exp(random.normal(0, 0.3))
        spent = done * pace if steady else done * np.exp(random.normal(0, 0.3, 10) * (1 - done))
        state = even(np.linspace(1, 10, 10), done * 1000, spent * 1000)
        parts.append(project_history(str(number), state))
    return joined_history(parts)


def test_learning_believes_an_index_that_told_the_truth_and_not_one_that_lied():
    truthful, lying = fit_forecast(experience(1, steady=True)), fit_forecast(experience(1, steady=False))
    assert truthful.trust == 0.25  # the most belief the grid offers
    assert lying.trust == 3.0  # the least
    assert truthful.projects == 40
    assert truthful.cost_scatter[-1] < lying.cost_scatter[-1] * 3


def test_the_same_history_gives_the_same_model():
    assert fit_forecast(experience(2, steady=True)) == fit_forecast(experience(2, steady=True))


def test_refusals():
    with pytest.raises(ValueError, match="needs 10 finished projects; there are 2"):
        fit_forecast(
            joined_history([project_history(n, even([1, 2], [500, 1000], [500, 1000])) for n in "ab"])
        )
    with pytest.raises(ValueError, match="'x' is not finished: 50"):
        project_history("x", even([1], [500], [500]))
    with pytest.raises(ValueError, match="labour share is 2"):
        combined_forecast(even([1], [500], [500]), model=model(), labour_share=2)
    with pytest.raises(ValueError, match="Confidence runs from"):
        combined_forecast(even([1], [500], [500]), model=model()).cost_within(0.99)
    with pytest.raises(ValueError, match="cannot be negative"):
        model(trust=-1.0)
    with pytest.raises(ValueError, match="cannot be negative"):
        model(time_base=-0.1)
    with pytest.raises(ValueError, match="needs 11 values"):
        model(cost_scatter=(0.0,))
    with pytest.raises(ValueError, match="never fall"):
        model(time_scatter=FLAT[::-1])
    with pytest.raises(ValueError, match="no history"):
        joined_history([])


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("done", 1.5, "done row 1 is 1.5"),
        ("spent", -1.0, "spent row 1"),
        ("final_cost", 0.0, "not above zero"),
    ],
)
def test_bad_history_is_refused(name, value, sentence):
    columns = ("done", "spent", "time", "schedule", "labour", "final_cost", "final_time")
    facts = {column: np.array([0.5]) for column in columns} | {name: np.array([value])}
    with pytest.raises(ValueError, match=sentence):
        History(project=("a",), **facts)


def test_errors_are_of_forecasts_chosen_without_the_project():
    # the first way is right about two projects of three, the second about the third alone
    points = np.array([[1.0, 1.0, 1.5], [2.0, 2.0, 1.0]])

    best, error = _least(points, np.ones(3), np.arange(3))

    assert best == 0
    assert error == pytest.approx(-np.log([1.0, 1.0, 1.5]))
    # with two projects, each is forecast in the way that the other would have chosen
    assert _least(points[:, 1:], np.ones(2), np.arange(2))[1] == pytest.approx(-np.log([2.0, 1.5]))


def test_a_history_without_labour_never_looks_at_it():
    history = experience(3, steady=False)
    fit = fit_forecast(history)
    state = even([3], [250], [300])

    assert fit.projects == len(set(history.project)) == history.numbers().max() + 1
    assert combined_forecast(state, model=fit).cost == pytest.approx(
        combined_forecast(state, model=replace(fit, labour_trust=3.0)).cost
    )
