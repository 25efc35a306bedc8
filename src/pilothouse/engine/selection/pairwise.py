"""Weights from comparing criteria two at a time (the analytic hierarchy process), with a check of consistency."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# Mean consistency index of random matrices of order 1 to 15.
# Source: T. L. Saaty (1980), The Analytic Hierarchy Process, as reprinted in Saaty (1987),
# Mathematical Modelling 9(3-5) 161-176, orders 1 to 10; orders 11 to 15 from the 1980 table.
RANDOM_INDEX = (0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59)
CONSISTENT = 0.10


@dataclass(frozen=True, kw_only=True)
class Pairwise:
    """Weights from pairwise judgements.

    weights  : name -> weight, adding up to 1
    largest  : largest eigenvalue of the judgements; equals their number where they agree perfectly
    index    : consistency index, (largest - n) / (n - 1)
    ratio    : consistency ratio, the index over that of random judgements; up to 0.10 is acceptable
    worst    : the pair whose judgement is furthest from what the weights imply, and what they imply
    """

    weights: Mapping[str, float]
    largest: float
    index: float
    ratio: float
    worst: tuple[str, str, float]

    @property
    def consistent(self) -> bool:
        """True where the ratio is acceptable by Saaty's rule."""
        return self.ratio <= CONSISTENT


def pairwise_weights(names: Sequence[str], judgements: Mapping[tuple[str, str], float]) -> Pairwise:
    """Weights by the principal eigenvector of the judgements.

    judgements : (a, b) -> how many times as important a is as b, above nought (Saaty's scale is 1/9 to 9);
                 each pair once, in either order
    Raises ValueError: fewer than 2 names or more than 15, a pair missing, given twice or unknown.
    Source: T. L. Saaty (1980), The Analytic Hierarchy Process.
    """
    table = judgement_table(names, judgements)
    values, vectors = np.linalg.eig(table)
    top = int(np.argmax(values.real))
    weights = np.abs(vectors[:, top].real)
    weights /= weights.sum()
    size = len(names)
    largest = max(float(values[top].real), float(size))
    index = (largest - size) / (size - 1)
    random = RANDOM_INDEX[size - 1]
    implied = weights[:, None] / weights[None, :]
    apart = np.triu(np.abs(np.log(table / implied)), 1)
    row, column = np.unravel_index(int(np.argmax(apart)), apart.shape)
    return Pairwise(
        weights={name: float(weight) for name, weight in zip(names, weights, strict=True)},
        largest=largest,
        index=index,
        ratio=index / random if random else 0.0,
        worst=(names[int(row)], names[int(column)], float(implied[row, column])),
    )


def judgement_table(names: Sequence[str], judgements: Mapping[tuple[str, str], float]) -> Floats:
    """The judgements as a reciprocal matrix, shape (n, n), checked."""
    size = len(names)
    if not 2 <= size <= len(RANDOM_INDEX) or len(set(names)) != size:
        raise ValueError(f"Compare 2 to {len(RANDOM_INDEX)} criteria, each named once.")
    place = {name: number for number, name in enumerate(names)}
    table = np.zeros((size, size))
    np.fill_diagonal(table, 1.0)
    for (one, other), times in judgements.items():
        if one not in place or other not in place or one == other:
            raise ValueError(f"The judgement of {one} against {other} is not about two of the criteria.")
        if not 0.0 < times < float("inf"):
            raise ValueError(f"{one} cannot be {times} times as important as {other}.")
        if table[place[one], place[other]]:
            raise ValueError(f"{one} and {other} are compared twice.")
        table[place[one], place[other]] = times
        table[place[other], place[one]] = 1.0 / times
    missing = np.argwhere(table == 0.0)
    if missing.size:
        raise ValueError(f"{names[missing[0][0]]} and {names[missing[0][1]]} are not compared.")
    return table
