"""Several threads walk one network side by side: who takes which rows, and who must wait for whom.

Rows stand by level, and no row waits for another of its level. A level is cut into pieces; threads take them in
turn, each when all levels before it are done. Every row is written by one thread from rows that are done, so the
dates are the same for any number of threads.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

ROWS = 64  # of a piece at the most; smaller ones share a level more evenly, and cost more turns
COUNTERS, LEAVE = 48, 32  # as in abreast_kernels.py: three counters, each in a cache line of its own
LONG_WAITS = 8  # a machine so busy that threads wait for one another this often is better left to one
Pieces = npt.NDArray[np.int64]
Step = Callable[[npt.NDArray[np.int64], int, bool], int]


@dataclass(frozen=True, eq=False)
class Turns:
    """Pieces of work in the order in which they are taken, shape (k, 3): first row, end, pieces to be done before."""

    ahead: Pieces
    back: Pieces


def turns(level: npt.NDArray[np.int32], threads: int) -> Turns:
    """Cut rows into pieces, both ways; one piece of all rows where one thread does everything.

    level : (n,) rising
    """
    n = len(level)
    if threads == 1:
        whole = np.array([[0, n, 0]], np.int64)
        return Turns(whole, whole)
    begins = np.concatenate([[0], np.flatnonzero(np.diff(level)) + 1])
    ends = np.append(begins[1:], n)
    counts = -(-(ends - begins) // ROWS)
    before = np.cumsum(counts) - counts
    within = np.arange(counts.sum()) - np.repeat(before, counts)
    first = np.repeat(begins, counts) + ROWS * within
    last = np.minimum(first + ROWS, np.repeat(ends, counts))
    after = counts.sum() - before - counts
    ahead = np.stack([first, last, np.repeat(before, counts)], axis=1)
    back = np.stack([first, last, np.repeat(after, counts)], axis=1)[::-1]
    return Turns(np.ascontiguousarray(ahead), np.ascontiguousarray(back))


def walk(step: Step, threads: int) -> None:
    """Have so many threads take pieces until none is left; on a busy machine the helpers soon leave.

    step : (counters, piece in hand or -1, whether it only helps) -> the piece that waits too long, -1 when all are
           taken
    """
    counters = np.zeros(COUNTERS, np.int64)
    give_way: Callable[[], Any] = getattr(os, "sched_yield", lambda: None)  # not on every system
    waits: list[int] = []

    def take(helps: bool) -> None:
        piece = step(counters, -1, helps)
        while piece >= 0:
            waits.append(piece)
            if len(waits) >= LONG_WAITS:
                counters[LEAVE] = 1
            give_way()
            piece = step(counters, piece, helps)

    if threads == 1:
        take(False)
        return
    with ThreadPoolExecutor(threads - 1) as pool:
        others = [pool.submit(take, True) for _ in range(threads - 1)]
        take(False)
    for other in others:
        other.result()
