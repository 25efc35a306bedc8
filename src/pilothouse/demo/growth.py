"""How much made-up projects grow and slip: drawn from what real ones did.

Percentiles P10, P25, P50, P75, P80, P90 of finished or tracked projects, computed in November 2026 from public
records. A ratio is last over first; a slip is years later than first planned. Nothing is drawn beyond P10 and P90.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from random import Random

LEVELS = (0.10, 0.25, 0.50, 0.75, 0.80, 0.90)


@dataclass(frozen=True)
class Growth:
    """Percentiles of growth at `LEVELS`, and whose projects they come from."""

    values: tuple[float, ...]
    source: str

    def at(self, level: float) -> float:
        """Growth that this share of projects stayed within; straight lines between the percentiles."""
        held = min(max(level, LEVELS[0]), LEVELS[-1])
        points = pairwise(zip(LEVELS, self.values, strict=True))
        for (low, first), (high, second) in points:
            if held <= high:
                return first + (second - first) * (held - low) / (high - low)
        return self.values[-1]


_WB = "World Bank infrastructure projects, published completion figures (462 projects)"
_NYC = "New York City capital projects of 25 million dollars or more, 2013-2019, NYC Open Data"
_CANADA = "Government of Canada large IT projects, stated 2016-2022 (192 projects)"

WORKS_COST = Growth((0.591, 0.789, 0.965, 1.098, 1.124, 1.398), _WB)
WORKS_DURATION = Growth((1.0, 1.118, 1.316, 1.526, 1.613, 1.821), _WB)
CAPITAL_COST = Growth((0.865, 1.0, 1.061, 1.439, 1.594, 2.233), _NYC)
CAPITAL_SLIP_YEARS = Growth((0.0, 0.0, 1.002, 2.464, 2.776, 3.474), _NYC)
DIGITAL_COST = Growth((0.863, 1.0, 1.172, 1.902, 2.153, 3.319), _CANADA)
DIGITAL_SLIP_YEARS = Growth((0.0, 0.999, 2.001, 3.211, 3.754, 5.087), _CANADA)


def levels(rng: Random, together: float = 0.5) -> tuple[float, float]:
    """Two levels from P10 to P90, for cost and for time, that tend to go the same way.

    together : [-] 0 to 1, share of the second that follows the first
    """
    first = rng.uniform(LEVELS[0], LEVELS[-1])
    own = rng.uniform(LEVELS[0], LEVELS[-1])
    return first, first if rng.random() < together else own
