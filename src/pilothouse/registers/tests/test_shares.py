"""A share is typed as people say it, and sent by a program as the number that the schema names."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pilothouse.kernel.reading import read_value
from pilothouse.registers.risks import Risk

SHARE = Risk._meta.get_field("residual_probability")


@pytest.mark.parametrize("typed", ["35", "35 %", "35%", "0.35", "35.0"])
def test_thirty_five_is_typed_in_any_of_the_usual_ways(typed: str) -> None:
    assert read_value(SHARE, typed, "GBP") == Decimal("0.35")


@pytest.mark.parametrize(
    ("typed", "means"), [("100", "1"), ("1", "1"), ("0", "0"), ("1 %", "0.01"), ("2.5", "0.025")]
)
def test_at_the_ends_of_the_scale(typed: str, means: str) -> None:
    assert read_value(SHARE, typed, "GBP") == Decimal(means)


@pytest.mark.parametrize("wrong", ["101", "-1", "120 %", "nan", "inf", "often", 35, 1.01])
def test_what_is_no_share_is_refused_with_a_sentence(wrong: object) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        read_value(SHARE, wrong, "GBP")
