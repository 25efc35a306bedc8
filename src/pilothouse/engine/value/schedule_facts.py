"""The facts of a schedule that its health checks look at, as plain columns."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from .baseline import Floats, column

Flags = NDArray[np.bool_]
Rows = NDArray[np.int64]

FS, SS, FF, SF = 0, 1, 2, 3
LINK_KINDS: tuple[str, ...] = ("FS", "SS", "FF", "SF")


@dataclass(frozen=True, eq=False)
class ScheduleFacts:
    """A schedule at its status date. Days are working days, counted from any one zero.

    task            : n names, each once
    complete, started, summary, milestone, effort, package, resourced, hard : shape (n,), bool
                      effort: level of effort; package: planning package, not yet detailed;
                      resourced: has hours or cost; hard: must start or finish on, or no later than, a date
    remaining       : shape (n,), [working days]   duration still to go
    total_float     : shape (n,), [working days]
    start, finish   : shape (n,), [day]            actual where it happened, else forecast
    baseline_finish : shape (n,), [day]            not a number where the baseline has none
    link_from, link_to : shape (m,), rows of `task`;  link_kind : shape (m,), 0 FS 1 SS 2 FF 3 SF
    link_lag        : shape (m,), [working days]   negative is a lead
    status          : [day]   work up to here is reported
    path_length     : [working days]   from the status date to the forecast finish along the critical path
    path_float      : [working days]   total float of that path against the contract or baseline finish
    Raises ValueError: unequal lengths, not finite, a name twice, a complete task that never started, a link to
    a row that does not exist or from a task to itself, an unknown kind of link, a negative path length.
    """

    task: tuple[str, ...]
    complete: Flags
    started: Flags
    summary: Flags
    milestone: Flags
    effort: Flags
    package: Flags
    resourced: Flags
    hard: Flags
    remaining: Floats
    total_float: Floats
    start: Floats
    finish: Floats
    baseline_finish: Floats
    link_from: Rows
    link_to: Rows
    link_kind: Rows
    link_lag: Floats
    status: float
    path_length: float
    path_float: float

    def __post_init__(self) -> None:
        object.__setattr__(self, "task", tuple(self.task))
        count = len(self.task)
        if len(set(self.task)) != count:
            twice = next(name for name in self.task if self.task.count(name) > 1)
            raise ValueError(f"Task {twice!r} is named twice.")
        for spec in fields(self):
            if spec.type == "Flags":
                self._set(spec.name, _flags(spec.name, getattr(self, spec.name), count))
        for name in ("remaining", "total_float", "start", "finish"):
            self._set(name, column(name, getattr(self, name), size=count))
        due = np.asarray(self.baseline_finish, dtype=np.float64)
        column("baseline_finish", np.where(np.isnan(due), 0.0, due), size=count)
        self._set("baseline_finish", due)
        self._check_links(count)
        for name in ("status", "path_length", "path_float"):
            if not np.isfinite(getattr(self, name)):
                raise ValueError(f"{name} must be a finite number.")
        if self.path_length < 0:
            raise ValueError("path_length cannot be negative.")
        never = self.complete & ~self.started
        if never.any():
            raise ValueError(f"Task {self.task[int(np.argmax(never))]!r} is complete but never started.")

    def _set(self, name: str, array: Floats | Flags | Rows) -> None:
        array.setflags(write=False)
        object.__setattr__(self, name, array)

    def _check_links(self, count: int) -> None:
        lag = column("link_lag", self.link_lag)
        self._set("link_lag", lag)
        for name, top in (("link_from", count), ("link_to", count), ("link_kind", len(LINK_KINDS))):
            rows = np.ascontiguousarray(getattr(self, name), dtype=np.int64)
            if rows.shape != lag.shape:
                raise ValueError(f"{name} has {rows.size} rows where {lag.size} links are told.")
            wrong = (rows < 0) | (rows >= top)
            if wrong.any():
                row = int(np.argmax(wrong))
                raise ValueError(f"{name} of link {row + 1} is {rows[row]}, not 0 to {top - 1}.")
            self._set(name, rows)
        itself = self.link_from == self.link_to
        if itself.any():
            name = self.task[int(self.link_from[int(np.argmax(itself))])]
            raise ValueError(f"Task {name!r} is linked to itself.")

    def link_name(self, row: int) -> str:
        """A link in words, such as "Dig > Pour FS-2"."""
        lag = float(self.link_lag[row])
        shift = f"{lag:+g}" if lag else ""
        kind = LINK_KINDS[int(self.link_kind[row])]
        return f"{self.task[int(self.link_from[row])]} > {self.task[int(self.link_to[row])]} {kind}{shift}"


def _flags(name: str, values: object, count: int) -> Flags:
    flags = np.ascontiguousarray(values, dtype=np.bool_)
    if flags.shape != (count,):
        raise ValueError(f"{name} has {flags.size} rows where {count} tasks are told.")
    return flags
