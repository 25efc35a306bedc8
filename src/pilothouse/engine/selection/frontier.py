"""The efficient frontier: portfolios where more of one objective costs some of the other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from math import inf

import numpy as np

from pilothouse.engine.selection.effort import Effort
from pilothouse.engine.selection.problem import SelectionProblem
from pilothouse.engine.selection.rules import Limit
from pilothouse.engine.selection.selection import Impossible, Selection
from pilothouse.engine.selection.solve import select


@dataclass(frozen=True, kw_only=True)
class Frontier:
    """Portfolios that none among them beats in both objectives.

    first, second : the measures and their directions, +1 to have much of, -1 to have little of
    points        : from most of the first to most of the second
    slopes        : between neighbours, how much of the first one unit of the second costs
    proven        : every point was proven best
    """

    first: tuple[str, int]
    second: tuple[str, int]
    points: tuple[Selection, ...]

    @property
    def slopes(self) -> tuple[float, ...]:
        """What one unit more of the second costs in the first, between neighbours."""
        found = []
        for left, right in pairwise(self.points):
            lost = self.first[1] * (left.totals[self.first[0]] - right.totals[self.first[0]])
            won = self.second[1] * (right.totals[self.second[0]] - left.totals[self.second[0]])
            found.append(lost / won)
        return tuple(found)

    @property
    def proven(self) -> bool:
        """True where every point was proven best for its level of the other objective."""
        return all(point.proven for point in self.points)


def efficient_frontier(
    problem: SelectionProblem,
    *,
    first: tuple[str, int],
    second: tuple[str, int],
    points: int = 10,
    effort: Effort | None = None,
) -> Frontier:
    """Trade two objectives against each other.

    first, second : (measure, direction); direction +1 to maximise it, -1 to minimise it
    points        : levels of the second that are tried, evenly between its two ends; equal ones merge
    effort        : for each level
    Source: the epsilon-constraint method, Haimes, Lasdon and Wismer (1971), IEEE SMC 1(3) 296-297.
    Raises ValueError: fewer than two points, a direction that is not +1 or -1; Impossible as `select` does.
    """
    if points < 2 or {first[1], second[1]} - {1, -1} or first[0] == second[0]:
        raise ValueError("A frontier needs two points, two measures, and directions of +1 or -1.")
    best_first = _best(problem, first, second, effort)
    best_second = _best(problem, second, first, effort)
    ends = best_first.totals[second[0]], best_second.totals[second[0]]
    found = [best_first, best_second]
    for level in np.linspace(ends[0], ends[1], points)[1:-1].tolist():
        limit = (
            Limit(measure=second[0], least=level)
            if second[1] > 0
            else Limit(measure=second[0], most=level, least=-inf)
        )
        try:
            found.append(_best(problem.under(limit), first, second, effort))
        except (Impossible, ArithmeticError):
            continue  # nothing found at that level; the ends stand
    clean = [portfolio_of(problem, point) for point in found]
    return Frontier(first=first, second=second, points=_undominated(clean, first, second))


def portfolio_of(problem: SelectionProblem, point: Selection) -> Selection:
    """The same portfolio, told of the problem without the level that found it."""
    return replace(point, problem=problem)


def _best(
    problem: SelectionProblem, first: tuple[str, int], second: tuple[str, int], effort: Effort | None
) -> Selection:
    """Most of the first, and among those the most of the second."""
    single = replace(problem, objective={first[0]: float(first[1])})
    chosen = select(single, effort=effort)
    figure = chosen.totals[first[0]]
    room = 1e-9 * max(1.0, abs(figure))
    keep = (
        Limit(measure=first[0], least=figure - room)
        if first[1] > 0
        else Limit(measure=first[0], most=figure + room)
    )
    tie = replace(problem.under(keep), objective={second[0]: float(second[1])})
    try:
        better = select(tie, effort=effort)
    except (Impossible, ArithmeticError):
        return chosen
    return replace(better, value=chosen.value, bound=chosen.bound, work=chosen.work + better.work)


def _undominated(
    found: list[Selection], first: tuple[str, int], second: tuple[str, int]
) -> tuple[Selection, ...]:
    def both(point: Selection) -> tuple[float, float]:
        return (
            round(first[1] * point.totals[first[0]], 9),
            round(second[1] * point.totals[second[0]], 9),
        )

    kept: list[Selection] = []
    for point in sorted(found, key=both, reverse=True):
        if not kept or both(point)[1] > both(kept[-1])[1]:
            kept.append(point)
    return tuple(kept)
