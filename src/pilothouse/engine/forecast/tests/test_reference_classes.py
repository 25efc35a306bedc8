"""The published percentiles: copied right, read right, refused where the table ends."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilothouse.engine.forecast.reference_classes import (
    LEVELS,
    REFERENCE_CLASSES,
    ReferenceClass,
    own_reference_class,
    reference_class,
)

SHARED = Path(__file__).parents[6] / "shared" / "data" / "reference_classes.json"


@pytest.fixture(scope="module")
def published() -> list[dict[str, object]]:
    if not SHARED.exists():
        pytest.skip("../shared/data is absent: reference_classes.json is needed")
    return json.loads(SHARED.read_text())["classes"]


@pytest.mark.data
def test_the_table_is_a_true_copy(published):
    assert {row["id"] for row in published} == set(REFERENCE_CLASSES)
    for row in published:
        ours = REFERENCE_CLASSES[row["id"]]
        assert ours.n == row["n"]
        assert ours.growth == tuple(row[f"p{round(100 * level)}"] for level in LEVELS)


def test_tabled_percentiles_come_back_and_between_them_ratios_are_log_straight():
    row = reference_class("wb-infra-duration")
    assert [row.at(level) for level in LEVELS] == pytest.approx(row.growth)
    assert row.at(0.85) == pytest.approx((1.613 * 1.821) ** 0.5)
    assert reference_class("canada-it-slip-years").at(0.85) == pytest.approx((3.754 + 5.087) / 2)


@settings(max_examples=40, deadline=None)
@given(name=st.sampled_from(sorted(REFERENCE_CLASSES)), pair=st.tuples(*[st.floats(0.1, 0.9)] * 2))
def test_more_confidence_never_costs_less(name, pair):
    low, high = sorted(pair)
    row = REFERENCE_CLASSES[name]
    assert row.growth[0] - 1e-12 <= row.at(low) <= row.at(high) + 1e-12 <= row.growth[-1] + 1e-9


@pytest.mark.parametrize("confidence", [0.05, 0.95, -1, float("nan")])
def test_nothing_is_invented_beyond_the_table(confidence):
    with pytest.raises(ValueError, match="knows confidences from"):
        reference_class("adb-cost").at(confidence)


def test_unknown_class_lists_the_known():
    with pytest.raises(ValueError, match=r"adb-cost.*wb-infra-duration"):
        reference_class("mars-bases")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"n": 0}, "no records"),
        ({"growth": (1.0, 2.0)}, "needs 6 percentiles"),
        ({"growth": (1.0, 0.9, 1.0, 1.1, 1.2, 1.3)}, "fall"),
        ({"growth": (1.0, 1.0, 1.0, 1.1, 1.2, float("inf"))}, "finite"),
        ({"growth": (0.0, 1.0, 1.0, 1.1, 1.2, 1.3)}, "zero or less"),
    ],
)
def test_bad_classes_are_refused(change, sentence):
    facts = {"id": "x", "measure": "cost", "unit": "ratio", "n": 9, "about": "a", "source": "s"}
    facts["growth"] = (0.8, 0.9, 1.0, 1.1, 1.2, 1.3)
    with pytest.raises(ValueError, match=sentence):
        ReferenceClass(**{**facts, **change})


def test_own_projects_make_a_class_with_hazen_percentiles():
    ours = own_reference_class(
        [1.0, 1.1, 1.2, 1.3, 1.4],
        name="ours",
        measure="cost",
        about="closed 2020-2025",
        source="own register",
    )
    assert ours.n == 5
    # Hazen places value i of n at (i - 0.5) / n: the smallest at P10, the middle at P50, the largest at P90.
    assert np.allclose([ours.at(0.1), ours.at(0.5), ours.at(0.9)], [1.0, 1.2, 1.4])


@pytest.mark.parametrize(("ratios", "sentence"), [([1, 1, 1, 1], "5 finished"), ([1, 1, 1, 0, 1], "Ratio 4")])
def test_own_class_refusals(ratios, sentence):
    with pytest.raises(ValueError, match=sentence):
        own_reference_class(ratios, name="ours", measure="cost", about="a", source="s")
