"""A published class of projects as a whole distribution: percentiles between and beyond those in its table."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pilothouse.engine.forecast.reference_classes import LEVELS, ReferenceClass
from pilothouse.engine.risk.columns import Floats
from pilothouse.engine.risk.uncertain import deviate_nodes, deviates_of


@dataclass(frozen=True)
class ClassCurve:
    """A published class in ratios as a whole distribution of the log ratio.

    Straight between its percentiles against normal deviates, and beyond them at the slope between the last two,
    which is the tail of a lognormal.  deviates, logs : shape (6,), rising
    Raises ValueError: a class in years.
    """

    deviates: Floats
    logs: Floats

    @staticmethod
    def of(row: ReferenceClass) -> ClassCurve:
        """Read the curve off a class."""
        if row.unit != "ratio":
            raise ValueError(f"Reference class {row.id!r} is in years; an outlook needs a ratio.")
        # percentiles that coincide would have no density
        logs = np.log(np.array(row.growth)) + 1e-6 * np.arange(len(LEVELS))
        return ClassCurve(deviates_of(LEVELS).astype(np.float64), logs)

    def at_nodes(self) -> Floats:
        """Log ratio at `deviate_nodes()`."""
        nodes = deviate_nodes()
        slope = np.diff(self.logs) / np.diff(self.deviates)
        part = np.clip(np.searchsorted(self.deviates, nodes) - 1, 0, len(slope) - 1)
        return np.asarray(self.logs[part] + slope[part] * (nodes - self.deviates[part]), dtype=np.float64)

    def density(self, values: Floats) -> Floats:
        """How likely the class makes these log ratios, per unit; shape as `values`."""
        slope = np.diff(self.deviates) / np.diff(self.logs)
        part = np.clip(np.searchsorted(self.logs, values) - 1, 0, len(slope) - 1)
        deviate = self.deviates[part] + slope[part] * (values - self.logs[part])
        bell = np.exp(-0.5 * deviate**2) / np.sqrt(2.0 * np.pi)
        return np.asarray(bell * slope[part], dtype=np.float64)
