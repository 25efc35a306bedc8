"""What one uncertain number may turn out to be: a duration in minutes, an amount of money, a share."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np

from pilothouse.engine.door import optional
from pilothouse.engine.risk.columns import Floats

Kind = Literal["fixed", "triangular", "pert", "lognormal", "uniform", "discrete", "empirical"]


@dataclass(frozen=True)
class Distribution:
    """One uncertain number. Make it with `triangular`, `pert`, `lognormal`, `uniform`, `discrete`, `empirical`.

    kind    : the name of the family
    numbers : its parameters, in the order of the maker's arguments; the outcomes of a list
    chances : for "discrete", the probability of each outcome, adding up to 1
    Raises ValueError: parameters that are not finite or out of order, chances that do not add up to 1.
    """

    kind: Kind
    numbers: tuple[float, ...]
    chances: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        if not self.numbers or not all(math.isfinite(value) for value in self.numbers):
            raise ValueError(f"A {self.kind} distribution needs finite numbers, not {self.numbers}.")
        if self.kind in ("triangular", "pert", "uniform"):
            ends = self.numbers[:2] if self.kind == "uniform" else self.numbers[:3]
            if any(later < earlier for earlier, later in pairwise(ends)):
                raise ValueError(f"A {self.kind} distribution needs rising numbers, not {ends}.")
        if self.kind == "pert" and self.numbers[3] <= 0:
            raise ValueError(f"The weight of a PERT mode must be above 0, not {self.numbers[3]}.")
        if self.kind == "lognormal" and (self.numbers[0] <= 0 or self.numbers[1] < 0):
            raise ValueError(
                f"A lognormal needs a median above 0 and a log deviation of 0 or more, not {self.numbers}."
            )
        if self.kind == "discrete":
            _check_chances(self.numbers, self.chances)

    def quantiles(self, chances: Floats) -> Floats:
        """Values that are not exceeded with the given chances; shape as `chances`, each in (0, 1)."""
        p = np.asarray(chances, dtype=np.float64)
        first, *rest = self.numbers
        if self.kind == "fixed":
            return np.full(p.shape, first)
        if self.kind == "uniform":
            return np.asarray(first + (rest[0] - first) * p, dtype=np.float64)
        if self.kind == "lognormal":
            return np.asarray(first * np.exp(rest[0] * optional("scipy.special").ndtri(p)), dtype=np.float64)
        if self.kind == "empirical":
            return np.asarray(np.quantile(np.array(self.numbers), p), dtype=np.float64)
        if self.kind == "discrete":
            values, bounds = self.outcomes()
            return np.asarray(values[np.searchsorted(bounds[1:], p, side="left")], dtype=np.float64)
        low, mode, high = self.numbers[:3]
        if high == low:
            return np.full(p.shape, low)
        skew = np.array([(mode - low) / (high - low)])
        weight = self.numbers[3] if self.kind == "pert" else 0.0
        unit = pert_unit(skew, weight, p) if weight else triangular_unit(skew, p)
        return np.asarray(low + (high - low) * unit[0], dtype=np.float64)

    def outcomes(self) -> tuple[Floats, Floats]:
        """Outcomes of a list, rising, and the chance of staying below each; both shape (k,)."""
        order = np.argsort(self.numbers, kind="stable")
        values = np.array(self.numbers)[order]
        below = np.concatenate([[0.0], np.cumsum(np.array(self.chances)[order])[:-1]])
        return values, np.minimum(below, 1.0)

    def mean(self) -> float:
        """The average over many futures."""
        first, *rest = self.numbers
        if self.kind in ("uniform", "triangular"):
            return math.fsum(self.numbers) / len(self.numbers)
        if self.kind == "pert":
            return (first + rest[2] * rest[0] + rest[1]) / (2.0 + rest[2])
        if self.kind == "lognormal":
            return first * math.exp(0.5 * rest[0] ** 2)
        if self.kind == "discrete":
            return math.fsum(value * chance for value, chance in zip(self.numbers, self.chances, strict=True))
        return math.fsum(self.numbers) / len(self.numbers)


def fixed(value: float) -> Distribution:
    """A number that is known."""
    return Distribution("fixed", (float(value),))


def triangular(low: float, mode: float, high: float) -> Distribution:
    """Lowest, most likely, highest; chances fall in straight lines from the mode to both ends."""
    return Distribution("triangular", (float(low), float(mode), float(high)))


def pert(low: float, mode: float, high: float, *, weight: float = 4.0) -> Distribution:
    """Lowest, most likely, highest, as a beta distribution that trusts the mode `weight` times an end.

    Source: Malcolm, Roseboom, Clark and Fazar (1959), Operations Research 7(5) 646-669, weight 4;
    Vose (2008), Risk Analysis, 3rd ed., for other weights.
    """
    return Distribution("pert", (float(low), float(mode), float(high), float(weight)))


def lognormal(median: float, log_deviation: float) -> Distribution:
    """Half of futures above the median; two thirds within a factor exp(log_deviation) of it."""
    return Distribution("lognormal", (float(median), float(log_deviation)))


def uniform(low: float, high: float) -> Distribution:
    """Every value between two ends alike."""
    return Distribution("uniform", (float(low), float(high)))


def discrete(values: Sequence[float], chances: Sequence[float]) -> Distribution:
    """One of a few outcomes, each with its chance; chances add up to 1."""
    return Distribution("discrete", tuple(map(float, values)), tuple(map(float, chances)))


def empirical(values: Sequence[float]) -> Distribution:
    """As it was before: between observed values the chances run in straight lines, never beyond them."""
    return Distribution("empirical", tuple(map(float, values)))


def triangular_unit(skew: Floats, chances: Floats) -> Floats:
    """Quantiles of triangles from 0 to 1 with modes `skew`, shape (n,), at `chances`, shape (m,): shape (n, m)."""
    s = skew[:, None]
    p = chances[None, :]
    rising = np.sqrt(p * s)
    falling = 1.0 - np.sqrt((1.0 - p) * (1.0 - s))
    return np.where(p < s, rising, falling)


def pert_unit(skew: Floats, weight: float, chances: Floats) -> Floats:
    """Quantiles of PERT from 0 to 1 with modes `skew`, shape (n,), at `chances`, shape (m,): shape (n, m).

    With more than 512 modes, values come from straight lines between 257 modes (error below 1e-4 of the range).
    """
    special = optional("scipy.special")
    modes = skew if len(skew) <= 512 else np.linspace(0.0, 1.0, 257)
    a = 1.0 + weight * modes[:, None]
    exact = special.betaincinv(a, 2.0 + weight - a, chances[None, :])
    if len(skew) <= 512:
        return np.asarray(exact, dtype=np.float64)
    place = skew * 256.0
    row = np.minimum(place.astype(np.int64), 255)
    share = (place - row)[:, None]
    return np.asarray(exact[row] * (1.0 - share) + exact[row + 1] * share, dtype=np.float64)


def _check_chances(values: tuple[float, ...], chances: tuple[float, ...]) -> None:
    """Raise where the chances of a list do not fit its outcomes."""
    if len(chances) != len(values):
        raise ValueError(f"{len(values)} outcomes need as many chances, not {len(chances)}.")
    if min(chances) < 0 or not math.isclose(math.fsum(chances), 1.0, abs_tol=1e-9):
        raise ValueError(f"Chances must be 0 or more and add up to 1, not {chances}.")
