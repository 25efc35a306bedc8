"""Learning from finished projects: what made-up histories hold is found again; short ones lean on others and say so."""

from __future__ import annotations

import numpy as np
import pytest

from pilothouse.engine.forecast.reference_classes import REFERENCE_CLASSES
from pilothouse.engine.risk import (
    FinishedProject,
    FinishedProjects,
    ProjectProfile,
    RiskTask,
    fit_uncertainty,
    fitted_systemic,
    fixed,
    judge,
    percentiles,
    profile_of,
    risk_plan,
    simulate,
    triangular,
    uniform,
    with_learnt_spread,
)
from pilothouse.engine.risk.scoring import coverage, pinball


def made_up(n, *, seed=0, kinds=("road", "software"), middles=(0.1, 0.4), spreads=(0.1, 0.3)):
    """Projects whose log ratios are normal about a middle by kind; cost moves half as much, with time."""
    random = np.random.default_rng(seed)
    projects = []
    for k in range(n):
        kind = k % len(kinds)
        deviate = random.standard_normal()
        time = np.exp(middles[kind] + spreads[kind] * deviate)
        cost = np.exp(
            0.5 * (middles[kind] + spreads[kind] * (0.8 * deviate + 0.6 * random.standard_normal()))
        )
        own = random.normal(0.05 + 0.3 * deviate, 0.4, 30)
        projects.append(
            FinishedProject(
                id=f"p{k}",
                profile=ProjectProfile(
                    kinds[kind], int(random.integers(10, 200)), float(random.uniform(0, 1))
                ),
                time_ratio=float(time),
                cost_ratio=float(cost),
                started=float(k),
                finished=float(k) + 0.5,
                task_ratios=np.exp(own),
            )
        )
    return FinishedProjects(tuple(projects))


def test_the_middle_and_spread_of_each_kind_are_found():
    learnt = fit_uncertainty(made_up(80))

    road = learnt.outlook(ProjectProfile("road", 50, 0.5))
    software = learnt.outlook(ProjectProfile("software", 50, 0.5))

    assert np.log(road.time_ratio(0.5)) == pytest.approx(0.1, abs=0.06)
    assert np.log(software.time_ratio(0.5)) == pytest.approx(0.4, abs=0.12)
    wide = [np.log(o.time_ratio(0.9) / o.time_ratio(0.1)) for o in (road, software)]
    assert wide[0] == pytest.approx(2 * 1.28 * 0.1, rel=0.5)
    assert wide[1] > 1.7 * wide[0]
    assert 0.5 < road.correlation < 0.95
    assert road.time_basis == road.cost_basis == "fitted"


def test_tasks_of_one_project_are_alike():
    spread = fit_uncertainty(made_up(60)).tasks

    assert spread.within == pytest.approx(0.4, rel=0.1)
    assert spread.between == pytest.approx(0.3, rel=0.3)
    assert spread.correlation == pytest.approx(0.09 / 0.25, abs=0.12)
    plan = with_learnt_spread(risk_plan([RiskTask("a", fixed(480)), RiskTask("b", uniform(1, 2))]), spread)
    assert plan.correlation == pytest.approx(spread.correlation)
    assert list(plan.durations.kind) == [3, 4]


@pytest.mark.thorough
def test_left_out_projects_are_covered_and_kinds_beat_plain_percentiles():
    found = judge(made_up(36, seed=4), "time", "left out")

    assert all(row.true for row in found.fitted.coverage)
    assert found.fitted.pinball < found.plain.pinball


def test_a_short_history_follows_a_published_class_and_says_so():
    outlook = fit_uncertainty(made_up(11)).outlook(ProjectProfile("road"))

    row = REFERENCE_CLASSES["wb-infra-duration"]
    assert outlook.time_basis == outlook.cost_basis == "reference class"
    assert outlook.time_ratio(0.8) == pytest.approx(row.at(0.8), rel=1e-2)
    assert outlook.time_ratio(0.9) == pytest.approx(row.at(0.9), rel=1e-2)
    assert outlook.time_ratio(0.97) > row.at(0.9)
    assert "Only 11 finished projects" in outlook.note
    assert "wb-infra-duration" in outlook.note
    result = simulate(risk_plan([RiskTask("a", fixed(48_000))]), factor=outlook, futures=2_000, threads=1)
    assert any("wb-infra-duration" in note for note in result.notes)
    assert percentiles(result, "finish", [0.8])[0.8] / 48_000 == pytest.approx(row.at(0.8), rel=0.03)


def test_an_unknown_kind_leans_on_the_others_and_says_so():
    learnt = fit_uncertainty(made_up(40))

    stranger = learnt.outlook(ProjectProfile("bridge", 20, 0.4))

    assert "only 0 of them bridge" in stranger.note
    assert learnt.outlook(ProjectProfile("road")).time_ratio(0.9) < stranger.time_ratio(0.95)
    assert "was not said" in learnt.outlook(ProjectProfile()).note


def test_a_simulated_plan_keeps_the_outlook_it_was_given():
    outlook = fit_uncertainty(made_up(60)).outlook(ProjectProfile("software", 30, 1.0))
    plan = risk_plan([RiskTask(str(k), triangular(300, 480, 900)) for k in range(30)])

    result = simulate(plan, factor=outlook, futures=5_000, threads=1)

    for confidence in (0.1, 0.5, 0.8, 0.9):
        ratio = percentiles(result, "finish", [confidence])[confidence] / result.planned_finish
        assert ratio == pytest.approx(outlook.time_ratio(confidence), rel=0.06)


def test_a_plan_wider_than_history_keeps_its_spread_and_says_so():
    outlook = fit_uncertainty(made_up(60)).outlook(ProjectProfile("road"))

    factor = fitted_systemic(risk_plan([RiskTask("a", uniform(10, 10_000))]), outlook)

    assert np.ptp(factor.time) < 1e-6
    assert "wider than that of finished projects" in factor.note


def test_what_a_plan_says_of_itself():
    profile = profile_of(risk_plan([RiskTask(str(k), fixed(1)) for k in range(5)]), kind="IT")

    assert profile == ProjectProfile("IT", 5, 0.0)


def test_coverage_and_loss_are_what_their_definitions_say():
    outcomes = np.arange(1.0, 11.0)

    found = coverage(outcomes, np.full(10, 8.0), 0.8)

    assert (found.hits, found.share, found.true) == (8, 0.8, True)
    assert not coverage(outcomes, np.full(10, 4.0), 0.8).true
    assert pinball(np.array([10.0, 6.0]), np.array([8.0, 8.0]), 0.8) == pytest.approx([1.6, 0.4])


REFUSED = [
    (lambda: FinishedProject("p", time_ratio=0.0), "above 0"),
    (lambda: FinishedProjects((FinishedProject("p"), FinishedProject("p"))), "twice"),
    (lambda: ProjectProfile("x", 0), "one task or more"),
    (lambda: ProjectProfile("x", 3, 1.5), "between 0 and 1"),
    (
        lambda: fit_uncertainty(made_up(3)).outlook(ProjectProfile(), time_class="uk-gmpp-slip-years"),
        "in years",
    ),
    (lambda: fit_uncertainty(made_up(3)).outlook(ProjectProfile(), time_class="moon"), "moon"),
]


@pytest.mark.parametrize(("make", "words"), REFUSED)
def test_bad_histories_are_refused_in_words(make, words):
    with pytest.raises(ValueError, match=words):
        make()
