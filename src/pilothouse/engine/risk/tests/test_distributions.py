"""Uncertain numbers: quantiles against SciPy, columns against objects, refusals."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from pilothouse.engine.risk import Distribution, discrete, empirical, lognormal, pert, triangular, uniform
from pilothouse.engine.risk.uncertain import ShapeBook, Uncertain, chance_nodes

P = np.array([0.01, 0.1, 0.5, 0.8, 0.99])
AGAINST_SCIPY = [
    (triangular(2, 3, 8), stats.triang(1 / 6, 2, 6)),
    (pert(2, 3, 8), stats.beta(1 + 4 / 6, 5 - 4 / 6, 2, 6)),
    (pert(2, 3, 8, weight=2), stats.beta(1 + 2 / 6, 3 - 2 / 6, 2, 6)),
    (lognormal(5, 0.4), stats.lognorm(0.4, scale=5)),
    (uniform(2, 8), stats.uniform(2, 6)),
]


@pytest.mark.parametrize(("ours", "theirs"), AGAINST_SCIPY)
def test_quantiles_means_and_deviations_are_those_of_scipy(ours, theirs):
    columns = Uncertain.of([ours])

    assert ours.quantiles(P) == pytest.approx(theirs.ppf(P), rel=1e-9)
    assert ours.mean() == pytest.approx(theirs.mean())
    assert columns.means()[0] == pytest.approx(theirs.mean())
    assert columns.deviations()[0] == pytest.approx(theirs.std(), rel=1e-2)


def test_a_list_jumps_and_observations_run():
    two = discrete([10, 4], [0.25, 0.75])

    assert list(two.quantiles(np.array([0.1, 0.74, 0.76]))) == [4, 4, 10]
    assert two.mean() == 5.5
    assert empirical([1, 2, 4]).quantiles(np.array([0.5, 0.75])) == pytest.approx([2, 3])


def test_a_thousand_pert_modes_are_read_from_257_without_harm():
    modes = np.linspace(1, 9, 1000)
    columns = Uncertain(np.full(1000, 2, np.uint8), np.zeros(1000), modes, np.full(1000, 10.0))
    book = ShapeBook()
    shape, _, _ = book.add(columns)
    tables = book.shapes().tables

    for row in (0, 313, 999):
        exact = pert(0, modes[row], 10).quantiles(chance_nodes()) / 10
        assert tables[shape[row]] == pytest.approx(exact, abs=2e-4)


def test_many_triangles_share_shapes_without_harm():
    modes = np.linspace(1, 9, 5000)
    columns = Uncertain(np.full(5000, 1, np.uint8), np.zeros(5000), modes, np.full(5000, 10.0))
    book = ShapeBook()
    shape, _, _ = book.add(columns)
    tables = book.shapes().tables

    assert len(tables) <= 2049
    for row in (0, 2313, 4999):
        exact = triangular(0, modes[row], 10).quantiles(chance_nodes()) / 10
        assert tables[shape[row]] == pytest.approx(exact, abs=5e-4)


REFUSED = [
    (lambda: triangular(3, 2, 8), "rising"),
    (lambda: pert(0, 1, 2, weight=0), "weight"),
    (lambda: lognormal(0, 1), "median above 0"),
    (lambda: discrete([1, 2], [0.5, 0.6]), "add up to 1"),
    (lambda: discrete([1, 2], [1.0]), "as many chances"),
    (lambda: Distribution("fixed", (float("nan"),)), "finite"),
    (lambda: Uncertain(np.array([1], np.uint8), np.array([3.0]), np.array([2.0]), np.array([4.0])), "Row 0"),
]


@pytest.mark.parametrize(("make", "words"), REFUSED)
def test_bad_numbers_are_refused_in_words(make, words):
    with pytest.raises(ValueError, match=words):
        make()


@settings(max_examples=25, deadline=None)
@given(st.lists(st.floats(0, 1e6), min_size=3, max_size=3))
def test_quantiles_rise_and_stay_within_the_ends(numbers):
    low, mode, high = sorted(numbers)
    for item in (triangular(low, mode, high), pert(low, mode, high)):
        values = item.quantiles(P)
        assert np.all(np.diff(values) >= -1e-9 * (1 + high))
        assert low - 1e-6 * (1 + high) <= values[0]
        assert values[-1] <= high + 1e-6 * (1 + high)
