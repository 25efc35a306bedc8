"""What may be chosen: candidate projects with their start windows, costs, skills and scores."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import isfinite


@dataclass(frozen=True, kw_only=True)
class Running:
    """A project already under way: it goes on, or it stops and its closing costs fall due.

    sunk_cost  : [money] spent so far; shown, never counted, for no choice brings it back
    stop_cost  : [money] per period from now, what closing it down takes out of the budgets
    stop_value : measure -> worth that remains if it is stopped (salvage); missing is nought
    """

    sunk_cost: float = 0.0
    stop_cost: tuple[float, ...] = ()
    stop_value: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        finite("the sunk cost", [self.sunk_cost], least=0.0)
        finite("the stop cost", self.stop_cost, least=0.0)
        finite("the stop value", self.stop_value.values())


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """One project that may be chosen: what it is worth, what it costs and when it may start.

    name     : unique within the problem
    scores   : measure -> worth if delivered ("value", "npv", "strategy", "risk"…); any unit
    cost     : [money] per period counted from its start, shape (duration,); the duration in periods
    demand   : skill -> [people] per period counted from its start, each shape (duration,)
    earliest : first period it may start in, from 0
    latest   : last period it may start in; None lets it finish at the horizon. Where work runs past the
               horizon, what falls beyond it is not limited by anything
    category : for balance rules
    must_do  : it is in every portfolio
    running  : set when the project is already under way (remaining cost and demand only; starts in 0)
    Raises ValueError: no name, no duration, negative or infinite figures, a window that is empty.
    """

    name: str
    scores: Mapping[str, float]
    cost: tuple[float, ...]
    demand: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    earliest: int = 0
    latest: int | None = None
    category: str = ""
    must_do: bool = False
    running: Running | None = None

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise ValueError("A candidate has no name.")
        if not self.cost:
            raise ValueError(f"{self.name} lasts no period: give its cost for at least one.")
        finite(f"the cost of {self.name}", self.cost, least=0.0)
        finite(f"the scores of {self.name}", self.scores.values())
        for skill, people in self.demand.items():
            finite(f"the demand of {self.name} for {skill}", people, least=0.0)
            if len(people) != self.duration:
                raise ValueError(
                    f"{self.name} lasts {self.duration} periods, but its demand for {skill} has {len(people)}."
                )
        self._check_window()

    def _check_window(self) -> None:
        if self.earliest < 0:
            raise ValueError(f"{self.name} cannot start before period 0.")
        if self.latest is not None and self.latest < self.earliest:
            raise ValueError(
                f"{self.name} must start by period {self.latest}, before its earliest, {self.earliest}."
            )
        if self.running is not None and (self.earliest or self.latest not in (None, 0)):
            raise ValueError(f"{self.name} is under way: its remaining work starts in period 0.")

    @property
    def duration(self) -> int:
        """Periods from its start to its finish."""
        return len(self.cost)

    @property
    def total_cost(self) -> float:
        """[money] over its life from now, sunk cost left out."""
        return float(sum(self.cost))

    def starts(self, periods: int) -> range:
        """Periods it may start in under a horizon of so many; empty where it cannot finish in time."""
        if self.running is not None:
            return range(0, 1)
        latest = periods - self.duration if self.latest is None else min(self.latest, periods - 1)
        return range(self.earliest, latest + 1)


def finite(what: str, figures: Iterable[float], *, least: float | None = None) -> None:
    """Refuse figures that are not numbers, or fall below `least`, naming what they are."""
    for figure in figures:
        if not isfinite(figure):
            raise ValueError(f"In {what}, {figure} is not a number.")
        if least is not None and figure < least:
            raise ValueError(f"In {what}, {figure} is below {least:g}.")
