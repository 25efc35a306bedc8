"""What finished projects looked like on the way: the experience that a forecast learns from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pilothouse.engine.value.baseline import Floats, column
from pilothouse.engine.value.indices import EarnedValue

_SHARES = ("done", "spent", "time", "schedule", "labour", "final_cost", "final_time")


@dataclass(frozen=True, eq=False)
class History:
    """Status reports of finished projects, one row a report, with how each project ended.

    project    : shape (r,)      any name or number; rows of one project share it
    done       : EV / BAC, shape (r,), [-] 0 to 1
    spent      : AC / BAC, shape (r,), [-]
    time       : AT / PD, shape (r,), [-]
    schedule   : ES / PD, shape (r,), [-] 0 to 1
    labour     : shape (r,), [-] 0 to 1      part of the budget that is people's time (0 where not known)
    final_cost : final AC / BAC, shape (r,), [-];  final_time : final duration / PD, shape (r,), [-]
    Raises ValueError: unequal lengths, not finite, a share outside 0 to 1, an outcome of zero or less.
    """

    project: tuple[str, ...]
    done: Floats
    spent: Floats
    time: Floats
    schedule: Floats
    labour: Floats
    final_cost: Floats
    final_time: Floats

    def __post_init__(self) -> None:
        object.__setattr__(self, "project", tuple(self.project))
        for name in _SHARES:
            array = column(name, getattr(self, name), size=len(self.project))
            array.setflags(write=False)
            object.__setattr__(self, name, array)
        for name in ("done", "schedule", "labour"):
            outside = (getattr(self, name) < 0) | (getattr(self, name) > 1 + 1e-6)
            if outside.any():
                row = int(np.argmax(outside))
                raise ValueError(f"{name} row {row + 1} is {getattr(self, name)[row]:g}, not 0 to 1.")
        for name in ("spent", "time"):
            if (getattr(self, name) < 0).any():
                raise ValueError(f"{name} row {int(np.argmax(getattr(self, name) < 0)) + 1} is negative.")
        for name in ("final_cost", "final_time"):
            if (getattr(self, name) <= 0).any():
                raise ValueError(
                    f"{name} row {int(np.argmax(getattr(self, name) <= 0)) + 1} is not above zero."
                )

    @property
    def count(self) -> int:
        """Number of projects."""
        return len(set(self.project))

    def numbers(self) -> NDArray[np.intp]:
        """The projects as 0, 1, …, one number a row."""
        return np.unique(np.array(self.project), return_inverse=True)[1]

    def between(self, low: float, high: float) -> History:
        """The reports with `done` from low to high only."""
        keep = np.flatnonzero((self.done >= low) & (self.done <= high))
        names = tuple(self.project[int(row)] for row in keep)
        return History(names, *(getattr(self, name)[keep] for name in _SHARES))


def project_history(name: str, state: EarnedValue, *, labour_share: float = 0.0) -> History:
    """The reports of one finished project before its work was complete, with the outcome of its last one.

    state : every status report; the last tells the final cost and duration, and must have all work done
    Raises ValueError: the last report leaves work undone, or a labour share outside 0 to 1.
    """
    if state.share_done[-1] < 1 - 1e-6:
        raise ValueError(
            f"Project {name!r} is not finished: {state.share_done[-1]:.1%} done in its last report."
        )
    complete = int(np.argmax(state.share_done >= 1 - 1e-6))
    size = complete
    final_cost = np.full(size, state.spent[-1] / state.budget)
    final_time = np.full(size, state.time[-1] / state.duration)
    return History(
        project=(name,) * size,
        done=state.share_done[:size],
        spent=state.spent[:size] / state.budget,
        time=state.time[:size] / state.duration,
        schedule=state.schedule[:size] / state.duration,
        labour=np.full(size, labour_share),
        final_cost=final_cost,
        final_time=final_time,
    )


def joined_history(parts: Sequence[History]) -> History:
    """One history of many. Raises ValueError: nothing to join."""
    if not parts:
        raise ValueError("There is no history to join.")
    names = tuple(name for part in parts for name in part.project)
    return History(names, *(np.concatenate([getattr(part, name) for part in parts]) for name in _SHARES))
