"""How far a finish moved and how far money is off, as a board reads it."""

from __future__ import annotations

import pytest

from pilothouse.kernel.money import exact_money, short_money
from pilothouse.reports.marks import share_mark, slip_mark, slip_words


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (None, ""), (0, "on time"), (-14, "on time"), (15, "1 month later"), (-30, "1 month earlier"),
        (61, "2 months later"), (365, "1 year later"), (700, "1 year 11 months later"),
        (950, "2 years 7 months later"),
    ],
)  # fmt: skip
def test_a_slip_is_told_in_years_and_months_and_never_as_none(days: int | None, said: str) -> None:
    assert slip_words(days) == said


def test_what_is_below_nought_has_a_minus_and_no_hyphen() -> None:
    assert short_money(-420_000_00, "GBP") == "−£420.0k"
    assert exact_money(-300, "CZK") == "−CZK 3.00"
    assert share_mark(-0.021) == "−2 %"
    assert share_mark(0.3) == "+30 %"


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (None, "–"),
        (14, "on time"),
        (-14, "on time"),
        (15, "+1 month<"),
        (943, "+31 months<"),
        (-70, "−2 months<"),
    ],
)
def test_a_column_tells_a_slip_in_months(days: int | None, said: str) -> None:
    assert said in slip_mark(days)
