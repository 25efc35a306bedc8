"""The outside view of a proposal."""

from __future__ import annotations

import pytest

from pilothouse.engine.forecast import outside_view, reference_class


def test_a_ratio_grows_the_estimate_and_says_where_it_comes_from():
    found = outside_view(100.0, reference=reference_class("wb-infra-duration"))

    assert found.figures == pytest.approx((131.6, 161.3))
    assert found.percentile_of_estimate == 0.10
    assert found.sentence == (
        "Of 462 finished (actual over planned duration), an estimate of 100 became P50 131.6, P80 161.3. "
        "Source: World Bank infrastructure projects, published completion figures."
    )


def test_a_slip_in_years_is_added_in_the_unit_of_the_estimate():
    found = outside_view(24.0, reference=reference_class("canada-it-slip-years"), year_length=12.0)
    assert found.figures == pytest.approx((24 + 2.001 * 12, 24 + 3.754 * 12))


def test_how_often_estimates_were_kept():
    # uk-gmpp-wlc: P25 is 0.958 and P50 is 1.055, so 1.0 lies at 25 + 25 * ln(1/0.958) / ln(1.055/0.958) = 36 %.
    assert outside_view(1.0, reference=reference_class("uk-gmpp-wlc")).percentile_of_estimate == 0.36
    slips = outside_view(1.0, reference=reference_class("uk-gmpp-slip-years"), year_length=1.0)
    assert slips.percentile_of_estimate == 0.25


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"estimate": 0.0}, "more than zero"),
        ({"levels": (0.99,)}, "knows confidences"),
        ({"year_length": 12.0}, "is a ratio"),
        ({"reference": "canada-it-slip-years"}, "say how long a year is"),
        ({"reference": "canada-it-slip-years", "year_length": -1.0}, "year_length must be"),
    ],
)
def test_refusals(facts, sentence):
    asked = {"estimate": 10.0, "reference": "adb-cost", **facts}
    asked["reference"] = reference_class(asked["reference"])
    with pytest.raises(ValueError, match=sentence):
        outside_view(asked.pop("estimate"), **asked)
