"""What is believed before a history speaks: published classes of projects count as kinds like any other.

Each published class of whole projects stands for one more kind, known without error. Kinds scatter about the
whole by fixed deviations, so k classes say where the whole lies to those deviations over the root of k. A history
of its own kinds then pulls the whole towards itself, and a kind it hardly knows stands between the two.

Source: Gelman and Hill (2007), Data Analysis Using Regression and Multilevel/Hierarchical Models, chapter 12.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from pilothouse.engine.forecast.reference_classes import reference_class

Measure = Literal["time", "cost"]

# Set once and not tuned: kinds differ by 15 % in the middle (as the medians of published classes do) and by a
# factor 1.6 in spread.
KIND_PLACE, KIND_SPREAD = 0.15, 0.5
# Classes of whole projects told as a ratio; phases, single tasks and slips in years are another matter.
KINDS: dict[Measure, tuple[str, ...]] = {
    "time": ("wb-infra-duration", "adb-duration"),
    "cost": ("uk-gmpp-wlc", "nyc-capital-budget", "wb-infra-cost", "adb-cost", "canada-it-budget"),
}
_P10_TO_P90 = 3.066  # of Student's distribution with 4 degrees of freedom and spread 1


@dataclass(frozen=True)
class Prior:
    """Where the whole lies before any project is seen: log of actual over planned, and log of its spread.

    place, place_width, spread, spread_width : [-] middle and deviation of each; widths above 0
    """

    place: float
    place_width: float
    spread: float
    spread_width: float


def published_prior(measure: Measure) -> Prior:
    """The prior that the published classes of this measure give."""
    rows = [reference_class(name) for name in KINDS[measure]]
    root = float(np.sqrt(len(rows)))
    place = float(np.mean([np.log(row.growth[2]) for row in rows]))
    spread = float(np.mean([np.log(np.log(row.growth[-1] / row.growth[0]) / _P10_TO_P90) for row in rows]))
    return Prior(place, KIND_PLACE / root, spread, KIND_SPREAD / root)
