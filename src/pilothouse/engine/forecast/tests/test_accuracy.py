"""The forecast on projects it has not seen: truer than the best single method, and as sure as it says."""

from __future__ import annotations

from pathlib import Path

import pytest

from pilothouse.engine.bench.forecast_accuracy import binomial_interval, finished, learned, time_split
from pilothouse.engine.bench.tracked_projects import tracked_projects
from pilothouse.engine.forecast import PUBLISHED_MODEL, fit_forecast

DATA = Path(__file__).parents[6] / "shared" / "data" / "dslib"


@pytest.fixture(scope="module")
def projects():
    if not DATA.exists():
        pytest.skip("../shared/data is absent: dslib is needed")
    return tracked_projects(DATA)


@pytest.fixture(scope="module")
def newer(projects):
    return time_split(projects)[2]


@pytest.mark.data
def test_the_split_is_by_time_and_the_halves_share_no_project(projects):
    ordered = finished(projects)
    half = len(ordered) // 2
    assert max(p.finished_on for p in ordered[:half]) <= min(p.finished_on for p in ordered[half:])
    assert len({p.code for p in ordered}) == len(ordered) == 66


@pytest.mark.data
def test_newer_projects_are_forecast_better_than_by_any_single_method(newer):
    assert newer.projects == 33
    for error in (newer.cost_error, newer.time_error):
        assert error["combined"] < min(value for name, value in error.items() if name != "combined")
    assert newer.time_error["combined"] < 11.0


@pytest.mark.data
@pytest.mark.parametrize(("name", "share"), [("P80", 0.8), ("P90", 0.9)])
def test_newer_projects_end_within_the_forecast_as_often_as_it_says(newer, name, share):
    low, high = binomial_interval(newer.projects, share)
    assert low <= newer.cost_coverage[name] <= high
    assert low <= newer.time_coverage[name] <= high


@pytest.mark.data
def test_the_interval_from_p10_to_p90_holds_four_in_five(newer):
    low, high = binomial_interval(newer.projects, 0.8)
    assert low <= newer.cost_central <= high
    assert low <= newer.time_central <= high


@pytest.mark.data
def test_the_published_model_is_what_all_projects_teach(projects):
    again = fit_forecast(learned(finished(projects)))
    assert (again.trust, again.labour_trust, again.recovery, again.pace, again.projects) == (
        PUBLISHED_MODEL.trust,
        PUBLISHED_MODEL.labour_trust,
        PUBLISHED_MODEL.recovery,
        PUBLISHED_MODEL.pace,
        PUBLISHED_MODEL.projects,
    )
    assert again.cost_scatter == pytest.approx(PUBLISHED_MODEL.cost_scatter, abs=1e-5)
    assert again.time_scatter == pytest.approx(PUBLISHED_MODEL.time_scatter, abs=1e-5)


def test_binomial_interval_by_hand():
    # Ten throws of a fair coin: 2 to 8 heads hold 97.9 %, and 1.07 % lie below 2, so 5 % is passed at 2.
    assert binomial_interval(10, 0.5) == (0.2, 0.8)
