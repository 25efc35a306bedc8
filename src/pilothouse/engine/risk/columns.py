"""The arrays that the compiled simulation reads and writes, and the sizes it is built around.

Every function of the kernels works on a lane: LANES futures side by side, innermost in memory, so that the
processor treats 8 or 16 of them at once. A plan of T tasks keeps 9 bytes for each task and future of a lane.
"""

from __future__ import annotations

from statistics import NormalDist
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

LANES = 64
NODES = 128
REACH = 5.25

# streams: which kind of thing a random number is for
TASK, LINE, GROUP, COMMON, FACTOR, EVENT, EVENT_TIME, EVENT_COST, BRANCH, WEATHER = range(10)
FS, SS, FF, SF = range(4)

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
Words = npt.NDArray[np.uint32]
Bytes = npt.NDArray[np.uint8]
Singles = npt.NDArray[np.float32]
Floats = npt.NDArray[np.float64]


# How each of n quantities is drawn: value = offset + spread * shape(deviate).
#   low, high  key of the quantity, the same in every scenario
#   shape      -1 fixed at offset; k >= 0 table k; -2 - k outcome list k
#   own, in_group, in_common   weights of its own deviate, its group's, everyone's
#   group      row of the group; the last row is nobody's
#   systemic   1 where the project-wide factor multiplies the value
DRAW = np.dtype(
    [("low", "u4"), ("high", "u4"), ("shape", "i4"), ("offset", "f4"), ("spread", "f4"), ("own", "f4"),
     ("in_group", "f4"), ("in_common", "f4"), ("group", "i4"), ("systemic", "i4")]
)  # fmt: skip
LINK = np.dtype([("before", "i4"), ("kind", "i4"), ("lag", "i4")])
# earliest start, branch and alternative, weather calendar (-1 is none), may finish last, usual minutes,
# and where its links and its hits begin (they end where the next task's begin)
STOP = np.dtype(
    [("release", "i4"), ("branch", "i4"), ("alternative", "i4"), ("weather", "i4"), ("last", "i4"),
     ("usual", "i4"), ("links", "i4"), ("hits", "i4")]
)  # fmt: skip
HIT = np.dtype([("event", "i4"), ("share", "f4")])
# a cost line: its task (-1: the whole project), money by the minute, its usual amount, where its hits begin
LINE_ROW = np.dtype([("task", "i4"), ("hits", "i4"), ("rate", "f8"), ("usual", "f8")])
# an event, branch, group or weather: its key; an event happens below `limit`; a branch's bounds begin at `first`
KEYED = np.dtype([("low", "u4"), ("high", "u4"), ("limit", "f4"), ("first", "i4")])

Rows = npt.NDArray[np.void]


class Shapes(NamedTuple):
    """Quantile tables, shape (s, NODES + 1), and outcome lists laid end to end with their rising bounds."""

    tables: Singles
    start: Longs
    bounds: Singles
    values: Singles


class Happenings(NamedTuple):
    """Events, branches, groups and weathers, rows of KEYED; branches have one row more, for its `first`.

    bounds : deviates between alternatives, laid end to end
    losses : shape (weathers, seasons, NODES + 1), share of working time lost
    season : shape (periods,), season of each period; a period is `length` minutes
    """

    events: Rows
    delays: Rows
    costs: Rows
    branches: Rows
    bounds: Singles
    groups: Rows
    weathers: Rows
    losses: Singles
    season: Ints
    length: int


class Factor(NamedTuple):
    """The project-wide factor: quantile tables for time and cost, and the correlation between the two."""

    time: Singles
    cost: Singles
    correlation: np.float32


class Walk(NamedTuple):
    """What the walk through the plan reads: rows of STOP (one more than tasks), LINK and HIT."""

    stops: Rows
    links: Rows
    hits: Rows


class Money(NamedTuple):
    """What pricing reads: rows of DRAW, LINE_ROW (one more than lines) and HIT."""

    amounts: Rows
    lines: Rows
    hits: Rows


class Inputs(NamedTuple):
    """All that the kernels read; shared between threads, never written."""

    seed: tuple[np.uint32, np.uint32]
    durations: Rows
    shapes: Shapes
    walk: Walk
    money: Money
    happenings: Happenings
    factor: Factor
    watched: Ints
    usual_finish: int
    usual_cost: float


class Outcomes(NamedTuple):
    """What each future gave: finish [min], cost [money], the two factors, and the watched tasks' dates."""

    finish: Ints
    cost: Floats
    time_factor: Singles
    cost_factor: Singles
    watched_finish: Ints
    watched_duration: Ints


class Tallies(NamedTuple):
    """Sums over the futures of one chunk; deviations are from the usual.

    tasks  : shape (tasks, 4)     futures critical, deviation of duration, its square, its product with lateness
    events : shape (events, 3)    futures in which it happened, lateness and cost deviation in those
    lines  : shape (lines, 2)     deviation of the line's cost, and its square
    """

    tasks: Floats
    events: Floats
    lines: Floats


class Lane(NamedTuple):
    """Scratch rows, each shape (LANES,); `bits` is the memory of `work` seen as int32."""

    words: Words
    nodes: Words
    work: Singles
    bits: Ints
    z: Singles
    value: Singles
    floor: Ints


class Scratch(NamedTuple):
    """Memory of one thread, reused for every lane; rows by group, event, branch, weather, task or line.

    groups  : shape (groups + 2, LANES)   deviates of each group, of nobody, and of everyone
    factors : shape (2, LANES)            project-wide factors of time and cost
    events  : shape (3, events, LANES)    1 where it happens, minutes, money
    """

    lane: Lane
    groups: Singles
    factors: Singles
    events: Singles
    choices: Ints
    good: Singles
    duration: Ints
    finish: Ints
    critical: Bytes
    line: Singles
    end: Ints
    total: Floats


def probit_nodes() -> Singles:
    """Deviates whose lower tail is (1 + j / 64) * 2**k futures in 2**32; shape (2050,), float32.

    k runs from -1 to 30; the last two nodes close the table at the median.
    """
    normal = NormalDist()
    chances = (np.ldexp(1.0 + np.arange(64) / 64, octave - 32) for octave in range(-1, 31))
    tail = [normal.inv_cdf(float(chance)) for row in chances for chance in row]
    return np.array([*tail, 0.0, 0.0], dtype=np.float32)
