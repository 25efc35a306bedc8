"""The question as arrays: one column for each project and start, one row for each limit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Kind = Literal["budget", "skill", "choice", "group", "prerequisite", "balance", "limit"]

TOLERANCE = 1e-9  # relative to a row's limit: what rounding in sums may cost


@dataclass(frozen=True)
class Row:
    """What a row of the program stands for, so that answers can name it."""

    kind: Kind
    name: str
    period: int = -1
    rule: int = -1

    def __str__(self) -> str:
        when = f" in period {self.period}" if self.period >= 0 else ""
        return f"the {self.kind} {self.name}{when}".replace("the budget budget", "the budget")


@dataclass(frozen=True, kw_only=True)
class Program:
    """A 0/1 program: maximise constant + worth @ x with low <= A @ x <= high, one start a project at most.

    project, start : shape (columns,), which project and period a column means; columns of a project adjoin
    worth          : shape (columns,), what choosing it adds to the objective
    constant       : objective of the empty portfolio (what stopped projects leave)
    pointer        : shape (columns + 1,); rows and figures of column k stand at pointer[k]:pointer[k + 1]
    row, figure    : shape (entries,), the matrix by columns
    low, high      : shape (rows,)
    rows           : what each row means
    projects       : how many projects the problem has, with a column or without
    """

    project: Ints
    start: Ints
    worth: Floats
    constant: float
    pointer: Ints
    row: Ints
    figure: Floats
    low: Floats
    high: Floats
    rows: tuple[Row, ...]
    projects: int

    @property
    def columns(self) -> int:
        """How many (project, start) pairs there are."""
        return int(self.project.size)

    @property
    def slack(self) -> Floats:
        """By how much a row may be passed before it counts as broken, shape (rows,)."""
        limits = np.maximum(
            np.where(np.isfinite(self.low), np.abs(self.low), 0.0),
            np.where(np.isfinite(self.high), np.abs(self.high), 0.0),
        )
        return np.asarray(TOLERANCE * np.maximum(limits, 1.0))

    @property
    def whole(self) -> bool:
        """True where every worth is a whole number, so that bounds may be rounded down."""
        return bool(np.all(self.worth == np.rint(self.worth)) and float(self.constant).is_integer())

    def use(self, chosen: Floats) -> Floats:
        """A @ x, shape (rows,)."""
        by_entry = self.figure * np.repeat(chosen, np.diff(self.pointer))
        return np.asarray(np.bincount(self.row, weights=by_entry, minlength=len(self.rows)), dtype=np.float64)

    def broken(self, chosen: Floats) -> Ints:
        """Rows that the choice breaks."""
        used = self.use(chosen)
        return np.flatnonzero((used > self.high + self.slack) | (used < self.low - self.slack))

    def allows(self, chosen: Floats) -> bool:
        """True where a 0/1 choice keeps every row and starts no project twice."""
        twice = np.bincount(self.project[chosen > 0.5], minlength=self.projects).max(initial=0) > 1
        return not twice and self.broken(chosen).size == 0

    def value(self, chosen: Floats) -> float:
        """The objective of a choice."""
        return float(self.constant + self.worth @ chosen)


def by_columns(entries: Sequence[tuple[int, int, float]], columns: int) -> tuple[Ints, Ints, Floats]:
    """Sort (row, column, figure) entries into pointer, row and figure arrays; equal places are summed."""
    table = np.array([(row, column) for row, column, _ in entries], dtype=np.int64).reshape(-1, 2)
    figures = np.array([figure for _, _, figure in entries], dtype=np.float64)
    height = int(table[:, 0].max(initial=0)) + 1
    keys, where = np.unique(table[:, 1] * height + table[:, 0], return_inverse=True)
    summed = np.bincount(where, weights=figures, minlength=keys.size).astype(np.float64)
    kept = summed != 0.0
    keys, summed = keys[kept], summed[kept]
    pointer = np.searchsorted(keys // height, np.arange(columns + 1)).astype(np.int64)
    return pointer, (keys % height).astype(np.int64), summed
