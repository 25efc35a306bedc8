"""Priority rules: which task should have a scarce resource first.

Source: Kolisch, "Efficient priority rules for the resource-constrained project scheduling problem", Journal
of Operations Management 14 (1996) 179-192 (LFT, LST, MTS, and latest dates as the best single rules).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pilothouse.engine.levelling.compiled import Compiled
from pilothouse.engine.levelling.crowd import Ints, Longs
from pilothouse.engine.levelling.early import successors, tails

Floats = NDArray[np.float64]
MANY_ROWS = 2_000


def urgencies(compiled: Compiled, early: Longs, groups: tuple[Ints, Longs, Longs]) -> Floats:
    """Urgency of each row by each rule, lowest first; shape (rules, n), [slot] or ranks.

    early : shape (n,), earliest finish of each row
    """
    group, due, weight = groups
    tail = tails(compiled)
    anchor = due[group] if len(due) > 1 else np.full(compiled.rows, early.max(initial=0))
    latest = (anchor - tail).astype(np.float64)
    rows = [latest]
    if len(due) > 1:
        rows.append(_by_project(group, weight, compiled, latest))
    rows.append(latest - compiled.duration)
    if compiled.rows <= MANY_ROWS:
        rows += [
            -successors(compiled).astype(np.float64),
            latest - early,
        ]
    return np.ascontiguousarray(np.stack(rows))


def _by_project(group: Ints, weight: Longs, compiled: Compiled, latest: Floats) -> Floats:
    """Projects whose weight is dear for the work they need come first (Smith's ratio), latest dates within.

    Source: Smith, "Various optimizers for single-stage production", Naval Research Logistics Quarterly 3 (1956).
    """
    seats = np.diff(compiled.seat_ptr) + compiled.units.sum(axis=1)
    effort = np.bincount(group, weights=compiled.duration * np.maximum(seats, 1), minlength=len(weight))
    place = np.argsort(np.argsort(effort / np.maximum(weight, 1e-9), kind="stable"), kind="stable")
    span = latest.max(initial=0.0) - latest.min(initial=0.0) + 1.0
    return np.asarray(place[group] * span + latest, dtype=np.float64) / max(1.0, len(weight) / 10.0)
