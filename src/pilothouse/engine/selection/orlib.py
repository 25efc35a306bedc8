"""Multidimensional knapsacks in the OR-Library's format, read as portfolios of one period.

The first constraint becomes the budget, the others skills, so that the same call solves them.
Source: J. E. Beasley, OR-Library, mknapcb files (P. C. Chu and J. E. Beasley 1998, Journal of Heuristics 4).
"""

from __future__ import annotations

from pilothouse.engine.selection.candidates import Candidate
from pilothouse.engine.selection.problem import SelectionProblem


def read_knapsacks(text: str) -> list[SelectionProblem]:
    """Every instance of a file's text, in its order.

    The text is: how many; then for each: items, constraints, best known (0 if not), values, the weights
    constraint by constraint, capacities.
    Raises ValueError: a word is no number, or numbers are missing or left over.
    """
    try:
        words = [float(word) for word in text.split()]
    except ValueError as error:
        raise ValueError(f"This is no OR-Library knapsack file: {error}.") from error
    if not words:
        raise ValueError("The file is empty.")
    problems, place = [], 1
    for number in range(1, int(words[0]) + 1):
        if len(words) < place + 3:
            raise ValueError(f"The file ends before instance {number} of {int(words[0])}.")
        items, limits = int(words[place]), int(words[place + 1])
        end = place + 3 + items + items * limits + limits
        if items < 1 or limits < 1 or end > len(words):
            raise ValueError(
                f"Instance {number} says {items} items and {limits} constraints, and falls short."
            )
        problems.append(_problem(words[place + 3 : end], items, limits))
        place = end
    if place != len(words):
        raise ValueError(f"{len(words) - place} numbers are left over after instance {int(words[0])}.")
    return problems


def _problem(words: list[float], items: int, limits: int) -> SelectionProblem:
    weights = [words[items * (1 + row) : items * (2 + row)] for row in range(limits)]
    room = words[items * (1 + limits) :]
    candidates = tuple(
        Candidate(
            name=f"item {item + 1}",
            scores={"value": words[item]},
            cost=(weights[0][item],),
            demand={f"constraint {row + 1}": (weights[row][item],) for row in range(1, limits)},
        )
        for item in range(items)
    )
    return SelectionProblem(
        candidates=candidates,
        budgets=(room[0],),
        capacity={f"constraint {row + 1}": (room[row],) for row in range(1, limits)},
    )
