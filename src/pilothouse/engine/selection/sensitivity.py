"""How far the weights of a scoring may move before the ranking does."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pilothouse.engine.selection.scoring import Scores, ranks_of

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class WeightRange:
    """Where one weight may lie, the others keeping their proportions, with the same project at the top.

    weight    : [-] now, 0 to 1
    low, high : [-] the range; 0 and 1 where it never matters
    below, above : the project that takes the top just outside, "" where none does
    """

    criterion: str
    weight: float
    low: float
    high: float
    below: str
    above: str


def weight_ranges(scores: Scores) -> tuple[WeightRange, ...]:
    """For each criterion, the range of its weight that keeps the winner.

    Exact: totals are straight lines in the weight, so the range ends where a line crosses the winner's.
    """
    winner = int(np.argmax(scores.totals))
    found = []
    for place, criterion in enumerate(scores.criteria):
        own, weight = scores.unit[:, place], float(scores.weights[place])
        rest = (scores.totals - weight * own) / (1.0 - weight) if weight < 1.0 else np.zeros_like(own)
        found.append(_range(scores, (criterion, weight), winner, own, rest))
    return tuple(found)


def _range(scores: Scores, named: tuple[str, float], winner: int, own: Floats, rest: Floats) -> WeightRange:
    criterion, weight = named
    low, high, below, above = 0.0, 1.0, "", ""
    for other, name in enumerate(scores.names):
        # lead(w) = w * (own difference) + (1 - w) * (rest difference), nought where the other draws level
        here, there = own[winner] - own[other], rest[winner] - rest[other]
        if other == winner or here == there:
            continue
        level = there / (there - here)
        if level < low or level > high:
            continue
        if here < there and level >= weight - 1e-15:
            high, above = float(level), name
        elif here > there and level <= weight + 1e-15:
            low, below = float(level), name
    return WeightRange(criterion=criterion, weight=weight, low=low, high=high, below=below, above=above)


@dataclass(frozen=True, kw_only=True)
class RankSpread:
    """Ranks under weights drawn around the given ones.

    best, mean, worst : shape (projects,)
    first             : shape (projects,), [-] share of draws in which the project came first
    """

    names: tuple[str, ...]
    best: NDArray[np.int64]
    mean: Floats
    worst: NDArray[np.int64]
    first: Floats


def rank_spread(scores: Scores, *, spread: float = 0.2, draws: int = 1000, seed: int = 0) -> RankSpread:
    """Draw weights within ±spread (a share of each) and see how the ranks move.

    Raises ValueError: a spread outside 0 to 1 or no draws.
    """
    if not 0.0 <= spread <= 1.0 or draws < 1:
        raise ValueError("The spread is a share from 0 to 1, and there is at least one draw.")
    draw = np.random.Generator(np.random.Philox(seed))
    tried = scores.weights * draw.uniform(1.0 - spread, 1.0 + spread, (draws, scores.weights.size))
    tried /= np.maximum(tried.sum(axis=1, keepdims=True), 1e-300)
    ranks = np.array([ranks_of(scores.unit @ one) for one in tried])
    return RankSpread(
        names=scores.names,
        best=ranks.min(axis=0),
        mean=np.asarray(ranks.mean(axis=0)),
        worst=ranks.max(axis=0),
        first=np.asarray((ranks == 1).mean(axis=0)),
    )
