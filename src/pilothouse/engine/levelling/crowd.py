"""The arrays that a genetic search carries from one stretch of work to the next."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Words = NDArray[np.uint64]

FILLED, EVALUATIONS, STAMP, BEST = 0, 1, 2, 3


class Graph(NamedTuple):
    """Who waits for whom, forwards and backwards, as compressed rows.

    before_ptr, before : shape (n + 1,), (edges,)   tasks that each task waits for
    after_ptr, after   : shape (n + 1,), (edges,)   tasks that wait for each task
    """

    before_ptr: Ints
    before: Ints
    after_ptr: Ints
    after: Ints


class Crowd(NamedTuple):
    """A population of activity lists.

    lists  : shape (p, n)   each row an order of tasks that respects every link
    cost   : shape (p,)     cost of the plan each list gives
    digest : shape (p,)     fingerprint of that plan, so that no plan is kept twice
    best   : shape (n,)     start slots of the best plan so far
    tally  : shape (4,)     rows filled, schedules made, marks used, best cost
    dice   : shape (1,)     state of the random numbers
    """

    lists: Ints
    cost: Longs
    digest: Words
    best: Ints
    tally: Longs
    dice: Words


class Scratch(NamedTuple):
    """Room for one child: its list, a spare, counts for sorting, marks for crossing, and who still waits.

    Kernels take all their room from here: they need not count who holds an array, which costs time and compiling.
    """

    child: Ints
    spare: Ints
    key: Ints
    tally: Ints
    mark: Longs
    finish: Longs
    waiting: Ints
    heap: Longs


def new_crowd(size: int, tasks: int, seed: int) -> Crowd:
    """An empty population whose random numbers depend on the seed alone."""
    tally = np.zeros(4, dtype=np.int64)
    tally[BEST] = np.iinfo(np.int64).max
    # Any odd constant spreads neighbouring seeds; zero is the one state that xorshift cannot leave.
    state = (seed * 0x9E3779B97F4A7C15 + 0xD1B54A32D192ED03) % 2**64 or 1
    return Crowd(
        lists=np.zeros((size, tasks), dtype=np.int32),
        cost=np.zeros(size, dtype=np.int64),
        digest=np.zeros(size, dtype=np.uint64),
        best=np.zeros(tasks, dtype=np.int32),
        tally=tally,
        dice=np.array([state], dtype=np.uint64),
    )


def new_scratch(tasks: int, slots: int, groups: int) -> Scratch:
    """Empty room for plans of so many tasks, slots and projects."""
    return Scratch(
        child=np.zeros(tasks, dtype=np.int32),
        spare=np.zeros(tasks, dtype=np.int32),
        key=np.zeros(tasks, dtype=np.int32),
        tally=np.zeros(slots + 3, dtype=np.int32),
        mark=np.zeros(tasks, dtype=np.int64),
        finish=np.zeros(groups, dtype=np.int64),
        waiting=np.zeros(tasks, dtype=np.int32),
        heap=np.zeros(tasks, dtype=np.int64),
    )
