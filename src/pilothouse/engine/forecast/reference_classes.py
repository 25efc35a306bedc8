"""How far finished projects of the same kind grew in cost and time: the outside view.

A table of facts computed in November 2026 from public project records, and the look-up into it. A ratio is
final over planned (1.0 is "as planned"); a slip is years later than first planned. Money is nominal.
These are priors for a forecast, never targets.

Source: percentiles computed from the sets named in each class; the UK figures contain public sector
information licensed under the Open Government Licence v3.0; New York City figures from NYC Open Data.
The method is the outside view of Kahneman and Tversky (1979) as Flyvbjerg (2006) made it a practice,
"From Nobel Prize to project management: getting risks right", Project Management Journal 37(3) 5-15.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

Measure = Literal["cost", "time"]
Unit = Literal["ratio", "years"]

LEVELS: tuple[float, ...] = (0.10, 0.25, 0.50, 0.75, 0.80, 0.90)


@dataclass(frozen=True)
class ReferenceClass:
    """Percentiles of growth over finished projects of one kind.

    id       : short name, as in `REFERENCE_CLASSES`
    measure  : "cost" or "time"
    unit     : "ratio" (final over planned) or "years" (later than planned)
    n        : projects (or phases, or tasks) behind the figures
    about    : what was divided by what, and which records counted
    source   : who published the records
    growth   : shape (6,), [ratio] or [years]    at `LEVELS` = P10 P25 P50 P75 P80 P90; never falling
    Raises ValueError: no records, a wrong number of percentiles, or percentiles that fall or are not finite.
    """

    id: str
    measure: Measure
    unit: Unit
    n: int
    about: str
    source: str
    growth: tuple[float, ...]

    def __post_init__(self) -> None:
        if self.n < 1:
            raise ValueError(f"Reference class {self.id!r} has no records behind it.")
        if len(self.growth) != len(LEVELS):
            raise ValueError(
                f"Reference class {self.id!r} needs {len(LEVELS)} percentiles, not {len(self.growth)}."
            )
        if not all(math.isfinite(value) for value in self.growth):
            raise ValueError(f"Reference class {self.id!r} has a percentile that is not a finite number.")
        if any(later < earlier for earlier, later in zip(self.growth, self.growth[1:], strict=False)):
            raise ValueError(f"Reference class {self.id!r} has percentiles that fall: {self.growth}.")
        if self.unit == "ratio" and self.growth[0] <= 0:
            raise ValueError(f"Reference class {self.id!r} has a ratio of zero or less.")

    def at(self, confidence: float) -> float:
        """Growth that this share of finished projects stayed within; ratio or years, as `unit` says.

        confidence : [-] from 0.10 to 0.90; between the tabled percentiles it is interpolated in a straight
                     line (of the logarithm for ratios). Nothing is invented beyond the table.
        Raises ValueError: confidence outside 0.10 to 0.90.
        """
        if not LEVELS[0] <= confidence <= LEVELS[-1]:
            raise ValueError(
                f"Reference class {self.id!r} knows confidences from {LEVELS[0]} to {LEVELS[-1]}, "
                f"not {confidence}."
            )
        if self.unit == "ratio":
            return float(math.exp(np.interp(confidence, LEVELS, np.log(self.growth))))
        return float(np.interp(confidence, LEVELS, self.growth))


_UK = "UK Government Major Projects Portfolio, report years 2014-2023, Open Government Licence v3.0"
_NYC = "New York City capital projects of 25 million dollars or more, 2013-2019, NYC Open Data"
_WB = "World Bank infrastructure projects, published completion figures"
_ADB = "Asian Development Bank projects, published completion figures"
_SCA = "New York City School Construction Authority project phases, NYC Open Data"
_SIP = "SiP software task estimates, Jones and Cullum (2019)"
_CANADA = "Government of Canada large IT projects, stated 2016-2022"

_TABLE: tuple[ReferenceClass, ...] = (
    ReferenceClass("uk-gmpp-wlc", "cost", "ratio", 218,
                   "latest over first whole-life-cost baseline, series with 3 or more years, ratio below 20",
                   _UK, (0.681, 0.958, 1.055, 1.624, 1.869, 3.072)),
    ReferenceClass("uk-gmpp-slip-years", "time", "years", 250,
                   "latest minus first approved end date",
                   _UK, (0.0, 0.0, 0.329, 2.576, 3.368, 5.443)),
    ReferenceClass("nyc-capital-budget", "cost", "ratio", 202,
                   "latest over first budget forecast, 3 or more reports",
                   _NYC, (0.865, 1.0, 1.061, 1.439, 1.594, 2.233)),
    ReferenceClass("nyc-capital-slip-years", "time", "years", 268,
                   "latest minus first forecast completion",
                   _NYC, (0.0, 0.0, 1.002, 2.464, 2.776, 3.474)),
    ReferenceClass("wb-infra-cost", "cost", "ratio", 462,
                   "actual over planned cost",
                   _WB, (0.591, 0.789, 0.965, 1.098, 1.124, 1.398)),
    ReferenceClass("wb-infra-duration", "time", "ratio", 462,
                   "actual over planned duration",
                   _WB, (1.0, 1.118, 1.316, 1.526, 1.613, 1.821)),
    ReferenceClass("adb-cost", "cost", "ratio", 310,
                   "final over initial cost",
                   _ADB, (0.652, 0.792, 0.94, 1.064, 1.122, 1.297)),
    ReferenceClass("adb-duration", "time", "ratio", 310,
                   "final over initial duration",
                   _ADB, (1.038, 1.116, 1.29, 1.619, 1.73, 1.929)),
    ReferenceClass("nyc-sca-phase-duration", "time", "ratio", 3418,
                   "actual over planned phase duration, phases planned for more than 20 days",
                   _SCA, (0.243, 0.692, 1.0, 1.544, 1.755, 2.436)),
    ReferenceClass("sip-task-hours", "time", "ratio", 12299,
                   "actual over estimated hours, one row a developer and task",
                   _SIP, (0.4, 0.75, 1.0, 1.558, 2.0, 3.25)),
    ReferenceClass("canada-it-budget", "cost", "ratio", 192,
                   "latest over first stated budget, 2 or 3 snapshots 2016-2022",
                   _CANADA, (0.863, 1.0, 1.172, 1.902, 2.153, 3.319)),
    ReferenceClass("canada-it-slip-years", "time", "years", 192,
                   "latest minus first estimated completion",
                   _CANADA, (0.0, 0.999, 2.001, 3.211, 3.754, 5.087)),
)  # fmt: skip

REFERENCE_CLASSES: dict[str, ReferenceClass] = {row.id: row for row in _TABLE}


def reference_class(name: str) -> ReferenceClass:
    """The published class of that name.

    Raises ValueError: unknown name; the sentence lists the known ones.
    """
    if name not in REFERENCE_CLASSES:
        raise ValueError(f"No reference class {name!r}; there are: {', '.join(sorted(REFERENCE_CLASSES))}.")
    return REFERENCE_CLASSES[name]


def own_reference_class(
    ratios: Sequence[float], *, name: str, measure: Measure, about: str, source: str
) -> ReferenceClass:
    """A reference class made of an organisation's own finished projects.

    ratios : shape (n,), [-]    final over planned, one a project; n of 5 or more
    Percentiles are Hazen's (position i is (i - 0.5) / n), which are median-unbiased for small samples.
    Raises ValueError: fewer than 5 projects, or a ratio that is not a positive finite number.
    """
    values = np.asarray(ratios, dtype=np.float64)
    if values.ndim != 1 or values.size < 5:
        raise ValueError(f"A reference class needs 5 finished projects or more; {name!r} has {values.size}.")
    bad = np.flatnonzero(~(np.isfinite(values) & (values > 0)))
    if bad.size:
        raise ValueError(f"Ratio {int(bad[0]) + 1} of {name!r} is not a positive number: {values[bad[0]]}.")
    growth = tuple(float(value) for value in np.quantile(values, LEVELS, method="hazen"))
    return ReferenceClass(name, measure, "ratio", int(values.size), about, source, growth)
