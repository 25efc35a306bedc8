"""How true forecasts proved: coverage, the shape of the ranks, and the loss of the percentiles."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from pilothouse.engine.door import optional
from pilothouse.engine.risk.columns import Floats

LEVELS = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)


@dataclass(frozen=True)
class Coverage:
    """How often outcomes stayed within a percentile.

    low, high : the range that holds the number of hits in 90 of 100 histories if the percentile is true
    """

    confidence: float
    hits: int
    n: int
    low: int
    high: int

    @property
    def share(self) -> float:
        """Share of outcomes within the percentile."""
        return self.hits / self.n

    @property
    def true(self) -> bool:
        """Whether the number of hits is one that a true percentile would give."""
        return self.low <= self.hits <= self.high


@dataclass(frozen=True)
class Score:
    """How true a set of forecasts proved.

    coverage : at P80 and P90; pinball : average loss over `LEVELS`; histogram : shape (10,), ranks of outcomes
    """

    name: str
    n: int
    coverage: tuple[Coverage, ...]
    pinball: float
    pinball_at: dict[float, float]
    histogram: tuple[int, ...]


def coverage(outcomes: Floats, limits: Floats, confidence: float) -> Coverage:
    """Count the outcomes at or below their limits, both shape (n,); and the range to expect (binomial, 5 to 95 %)."""
    binomial = optional("scipy.special").bdtr
    n = len(outcomes)
    chance = binomial(np.arange(n + 1), n, confidence)
    low, high = int(np.searchsorted(chance, 0.05)), int(np.searchsorted(chance, 0.95))
    return Coverage(confidence, int(np.sum(outcomes <= limits)), n, low, high)


def pinball(outcomes: Floats, limits: Floats, confidence: float) -> Floats:
    """Loss of a percentile: (1 - confidence) for each unit it was too high, confidence for each too low; shape (n,).

    Source: Koenker and Bassett (1978), "Regression quantiles", Econometrica 46(1) 33-50.
    """
    short = outcomes - limits
    return np.maximum(confidence * short, (confidence - 1.0) * short)


def score(name: str, outcomes: Sequence[float], forecasts: Sequence[Callable[[float], float]]) -> Score:
    """Judge forecasts: each gives the ratio at a confidence; outcomes are the ratios that came."""
    came = np.asarray(outcomes, dtype=np.float64)
    table = np.array([[forecast(level) for level in LEVELS] for forecast in forecasts])
    losses = {level: float(pinball(came, table[:, k], level).mean()) for k, level in enumerate(LEVELS)}
    fine = np.linspace(0.005, 0.995, 100)
    ranks = [float(np.interp(y, [f(p) for p in fine], fine)) for y, f in zip(came, forecasts, strict=True)]
    histogram = np.histogram(ranks, bins=10, range=(0.0, 1.0))[0]
    covers = tuple(coverage(came, table[:, LEVELS.index(level)], level) for level in (0.8, 0.9))
    return Score(
        name,
        len(came),
        covers,
        float(np.mean(list(losses.values()))),
        losses,
        tuple(int(k) for k in histogram),
    )
