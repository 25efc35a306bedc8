"""The interval of a forecast: what it is told in, and that past errors count by their size, not their side."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilothouse.engine.forecast.scatter import BASES, LEVELS, fit_scatter, scale

LAST = LEVELS.index(0.8)


def one_report_each(error, *, index=0.0, done=0.5):
    n = len(error)
    return fit_scatter(
        np.asarray(error, dtype=float),
        done=np.full(n, done),
        index=np.broadcast_to(np.asarray(index, dtype=float), n),
        project=np.arange(n),
    )


def test_p80_holds_three_in_five_sizes():
    # sizes 0.01 to 0.99 at an index of 1 and half done: the unit is base times the root of 0.55
    size = (np.arange(50) + 0.5) / 50
    base, scatter = one_report_each(size)

    unit = base * 0.55**0.5
    assert scatter[LAST] * unit == pytest.approx(0.6, abs=0.01)
    assert scatter[-1] * unit == pytest.approx(0.9, abs=0.01)


@settings(max_examples=30, deadline=None)
@given(errors=st.lists(st.floats(-1, 1), min_size=3, max_size=20))
def test_the_side_of_an_error_does_not_matter(errors):
    base, scatter = one_report_each(errors)
    other = one_report_each(np.abs(errors))[1]

    assert base in BASES
    assert scatter == pytest.approx([-value for value in reversed(scatter)])
    assert (np.diff(scatter) >= 0).all()
    if base == one_report_each(np.abs(errors))[0]:
        assert scatter == pytest.approx(other)


@settings(max_examples=30, deadline=None)
@given(done=st.floats(0, 1), index=st.floats(-1, 1), base=st.sampled_from(BASES))
def test_the_unit_shrinks_with_work_and_grows_with_distance_from_the_plan(done, index, base):
    now, later, farther, other = (
        float(scale(np.array(a), np.array(b), base=base))
        for a, b in ((done, index), (min(done + 0.1, 1), index), (done, 1.5 * index), (done, -index))
    )

    assert later <= now <= farther
    assert now == other > 0


def test_the_base_is_small_where_errors_follow_the_index_and_large_where_they_do_not():
    random = np.random.default_rng(1)
    index = random.uniform(0.02, 0.9, 60)
    noise = random.standard_normal(60)

    assert one_report_each(noise * index, index=index)[0] == BASES[0]
    assert one_report_each(0.3 * noise, index=index)[0] >= 0.8


def test_every_project_counts_once_however_many_reports_it_wrote():
    error = np.concatenate([np.linspace(0.1, 0.5, 10), np.full(500, 0.001)])
    project = np.concatenate([np.arange(10), np.full(500, 10)])

    base, scatter = fit_scatter(error, done=np.full(510, 0.5), index=np.zeros(510), project=project)

    assert scatter[LAST] * base * 0.55**0.5 > 0.2
