"""Reading the futures: percentiles, joint promises, contingency, and how exact the answer is."""

from __future__ import annotations

import numpy as np
import pytest

from pilothouse.engine.risk import (
    CostLine,
    RiskTask,
    confidence_of,
    contingency,
    convergence,
    fixed,
    joint_confidence,
    joint_targets,
    percentiles,
    risk_plan,
    s_curve,
    simulate,
    systemic_lognormal,
    uniform,
)


@pytest.fixture(scope="module")
def futures():
    plan = risk_plan(
        [RiskTask("a", uniform(1000, 2000))],
        lines=[CostLine("x", uniform(50, 150)), CostLine("y", rate=0.01)],
    )
    return simulate(plan, futures=20_000, threads=1, factor=systemic_lognormal(0.1, 0.1, correlation=0.8))


def test_percentiles_and_confidence_are_each_other_back_to_front(futures):
    p80 = percentiles(futures, "finish", [0.8])[0.8]

    assert confidence_of(futures, "finish", p80) == pytest.approx(0.8, abs=1e-3)
    curve = s_curve(futures, "finish")
    assert np.interp(0.8, curve.confidence, curve.value) == pytest.approx(p80, rel=1e-3)
    assert np.all(np.diff(curve.value) >= 0)


def test_a_joint_promise_is_less_sure_than_either(futures):
    targets = joint_targets(futures, confidence=0.8)

    assert targets.both == pytest.approx(0.8, abs=2e-3)
    assert targets.on_time > 0.8
    assert targets.within_cost == pytest.approx(targets.on_time, abs=0.01)
    both = joint_confidence(futures, finish=targets.finish, cost=targets.cost)
    assert both.both <= min(both.on_time, both.within_cost)


def test_without_any_cost_the_joint_promise_is_that_of_the_finish():
    run = simulate(risk_plan([RiskTask("a", uniform(0, 10_000))]), futures=2_000, seed=1, threads=1)

    targets = joint_targets(run, confidence=0.8)

    assert targets.finish == pytest.approx(percentiles(run, "finish", [0.8])[0.8], rel=2e-3)
    assert targets.both == pytest.approx(0.8, abs=1e-3)


def test_contingency_is_the_percentile_less_the_plan(futures):
    (row,) = contingency(futures, [0.9])
    (together,) = contingency(futures, [0.9], joint=True)

    assert row.time == pytest.approx(percentiles(futures, "finish", [0.9])[0.9] - 1500)
    assert row.money == pytest.approx(percentiles(futures, "cost", [0.9])[0.9] - 115)
    assert together.time > row.time
    assert together.money > row.money


def test_the_error_told_is_the_error_made():
    """The standard error of P80, against the spread of P80 over 60 seeds."""
    plan = risk_plan([RiskTask("a", uniform(0, 10_000))])
    runs = [simulate(plan, futures=1_000, seed=seed, threads=1) for seed in range(60)]

    spread = np.std([percentiles(run, "finish", [0.8])[0.8] for run in runs])
    told = np.mean([convergence(run, "finish").error[-1] for run in runs])

    assert told == pytest.approx(spread, rel=0.3)
    assert convergence(runs[0], "finish", tolerance=1e-3).needed > 1_000


def test_a_plan_without_doubt_has_one_answer():
    run = simulate(risk_plan([RiskTask("a", fixed(60))]), futures=100, threads=1)

    assert percentiles(run, "finish") == dict.fromkeys((0.1, 0.5, 0.8, 0.9), 60.0)
    assert convergence(run, "finish").error[-1] == 0


@pytest.mark.parametrize("confidence", [0.0, 1.0, -0.2])
def test_a_confidence_outside_0_to_1_is_refused(futures, confidence):
    with pytest.raises(ValueError, match="between 0 and 1"):
        percentiles(futures, "finish", [confidence])
    with pytest.raises(ValueError, match="between 0 and 1"):
        joint_targets(futures, confidence=confidence)
