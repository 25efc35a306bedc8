"""A first forecast for a proposal: what its estimate became in finished projects of the same kind."""

from __future__ import annotations

import math
from dataclasses import dataclass

from .reference_classes import LEVELS, ReferenceClass


@dataclass(frozen=True)
class OutsideView:
    """Where an estimate would end if it fared like its reference class.

    estimate : [money] or [duration]   as proposed
    levels   : confidences asked for;  figures : the estimate grown to each, same unit as `estimate`
    percentile_of_estimate : [-] share of the class that ended within its estimate; None if beyond the table
    """

    estimate: float
    reference: ReferenceClass
    levels: tuple[float, ...]
    figures: tuple[float, ...]
    percentile_of_estimate: float | None

    @property
    def sentence(self) -> str:
        """The view in words, with its n and source."""
        parts = [
            f"P{round(100 * level)} {figure:,.4g}"
            for level, figure in zip(self.levels, self.figures, strict=True)
        ]
        return (
            f"Of {self.reference.n:,} finished ({self.reference.about}), an estimate of {self.estimate:,.4g} "
            f"became {', '.join(parts)}. Source: {self.reference.source}."
        )


def outside_view(
    estimate: float,
    *,
    reference: ReferenceClass,
    levels: tuple[float, ...] = (0.5, 0.8),
    year_length: float | None = None,
) -> OutsideView:
    """Grow a proposal's estimate of cost or duration by what finished projects of its class did.

    estimate    : more than zero, [money] for a cost class, any unit of time for a time class
    levels      : confidences, each 0.10 to 0.90
    year_length : units of the estimate in a year (12 for months, 365.25 for days); needed when the class tells
                  slips in years, refused otherwise
    Raises ValueError: estimate not above zero, a confidence outside the table, year length missing or needless.
    """
    if not (math.isfinite(estimate) and estimate > 0):
        raise ValueError(f"An estimate must be more than zero, not {estimate}.")
    if (reference.unit == "years") != (year_length is not None):
        need = "tells slips in years: say how long a year is" if reference.unit == "years" else "is a ratio"
        raise ValueError(f"Reference class {reference.id!r} {need}; year_length is {year_length}.")
    if year_length is not None and not (math.isfinite(year_length) and year_length > 0):
        raise ValueError("year_length must be more than zero.")

    def grown(level: float) -> float:
        growth = reference.at(level)
        return estimate * growth if year_length is None else estimate + growth * year_length

    return OutsideView(
        estimate=estimate,
        reference=reference,
        levels=levels,
        figures=tuple(grown(level) for level in levels),
        percentile_of_estimate=_kept(reference),
    )


def _kept(reference: ReferenceClass) -> float | None:
    """Share of the class that ended no higher than planned, to a hundredth."""
    planned = 1.0 if reference.unit == "ratio" else 0.0
    if not reference.growth[0] <= planned <= reference.growth[-1]:
        return None
    low, high = LEVELS[0], LEVELS[-1]
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if reference.at(middle) <= planned else (low, middle)
    return round(low, 2)
