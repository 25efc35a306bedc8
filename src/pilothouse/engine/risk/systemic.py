"""The project-wide factor: what makes all of a project late or dear at once, and that its tasks do not show."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pilothouse.engine.risk.columns import NODES, Floats
from pilothouse.engine.risk.uncertain import deviate_nodes


@dataclass(frozen=True)
class Systemic:
    """Multipliers that every task duration and every cost of a project shares in one future.

    time, cost  : shape (NODES + 1,), [ratio] above 0, rising    at `deviate_nodes()` deviations
    correlation : [-] in [-1, 1] between the two, of their normal deviates
    note        : where the figures come from, in words
    Raises ValueError: a wrong number of nodes, a ratio not above 0, or ratios that fall.
    """

    time: Floats
    cost: Floats
    correlation: float = 0.0
    note: str = ""

    def __post_init__(self) -> None:
        for name in ("time", "cost"):
            curve = np.asarray(getattr(self, name))
            if curve.shape != (NODES + 1,):
                raise ValueError(f"The {name} factor needs {NODES + 1} nodes, not {curve.shape}.")
            if not np.all(np.isfinite(curve)) or curve[0] <= 0 or np.any(np.diff(curve) < 0):
                raise ValueError(f"The {name} factor must rise from a ratio above 0.")
        if not -1.0 <= self.correlation <= 1.0:
            raise ValueError(
                f"The correlation of time and cost must be from -1 to 1, not {self.correlation}."
            )


def no_systemic() -> Systemic:
    """No project-wide factor: tasks go their own ways, and the total looks surer than it is."""
    return Systemic(np.ones(NODES + 1), np.ones(NODES + 1), note="No project-wide factor.")


def systemic_lognormal(time: float, cost: float, *, correlation: float = 0.5) -> Systemic:
    """A project-wide factor by judgement: log deviations of time and cost about a median of 1.

    Source of the idea: Hulett (2011), Integrated Cost-Schedule Risk Analysis, risk drivers; Hollmann (2016),
    Project Risk Quantification, systemic risk. A fitted factor (`fit_uncertainty`) is better than judgement.
    """
    if time < 0 or cost < 0:
        raise ValueError(f"Log deviations must be 0 or more, not {time} and {cost}.")
    nodes = deviate_nodes()
    note = (
        f"The project-wide factor (log deviations of {time:g} in time and {cost:g} in cost) was chosen by judgement; "
        "docs/reference/calibration.md tells how to learn it from finished projects."
    )
    return Systemic(np.exp(time * nodes), np.exp(cost * nodes), correlation, note)
