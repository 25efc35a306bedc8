"""The answer: which projects and when, what they are worth, and how near to the best that is known to be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite

from pilothouse.engine.selection.effort import Work
from pilothouse.engine.selection.problem import SelectionProblem


class Impossible(ValueError):
    """No portfolio keeps every must-do and every rule; the message says which limits break, and by how much."""


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """A project in the portfolio, from its first period to its last."""

    name: str
    start: int
    last: int


@dataclass(frozen=True, kw_only=True)
class Selection:
    """A portfolio with its proof or bound.

    chosen   : the projects in it, in the order of the candidates
    value    : worth by the problem's objective
    bound    : no portfolio is worth more
    totals   : measure -> what the portfolio scores (discounted where the problem says so)
    spend    : [money] per period, shape (periods,), closing costs of stopped projects among it
    use      : skill -> [people] per period
    stopped  : running projects that are not continued
    sunk     : name -> [money] spent before today on running projects; shown, counted nowhere
    work     : what each step of the search did
    """

    problem: SelectionProblem
    chosen: tuple[Chosen, ...]
    value: float
    bound: float
    totals: Mapping[str, float]
    spend: tuple[float, ...]
    use: Mapping[str, tuple[float, ...]]
    stopped: tuple[str, ...]
    sunk: Mapping[str, float]
    work: tuple[Work, ...] = ()

    @property
    def gap(self) -> float:
        """[-] how much more than this the best could be worth, as a share of the value."""
        over = max(self.bound - self.value, 0.0)
        if over <= 1e-9 * max(1.0, abs(self.value)):
            return 0.0
        return over / abs(self.value) if self.value and isfinite(over) else float("inf")

    @property
    def proven(self) -> bool:
        """True where no portfolio is worth more, to two parts in a million."""
        return self.bound - self.value <= 2e-6 * max(1.0, abs(self.value))

    @property
    def names(self) -> tuple[str, ...]:
        """The projects in the portfolio."""
        return tuple(one.name for one in self.chosen)

    @property
    def starts(self) -> dict[str, int]:
        """Project -> the period it starts in."""
        return {one.name: one.start for one in self.chosen}

    @property
    def left_out(self) -> tuple[str, ...]:
        """The candidates that are not in it."""
        inside = set(self.names)
        return tuple(one.name for one in self.problem.candidates if one.name not in inside)
