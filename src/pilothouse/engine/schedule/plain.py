"""The plain critical path method: durations and finish-to-start links, no calendar; as fast as memory allows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pilothouse.engine.door import kernels
from pilothouse.engine.schedule.columns import arranged, plain_nodes
from pilothouse.engine.schedule.layout import FS, ON_CLOCK, Edges, Int32

PLAIN = "pilothouse.engine.schedule.plain_kernels"
NARROW, WIDE = 3, 6  # neighbours in a row, at least and at most; tasks with more are listed apart
FEW = 0.01  # share of tasks that may be listed apart before the rows are made wider

More = tuple[Int32, Int32, Int32]


@dataclass(frozen=True, eq=False)
class PlainNetwork:
    """A network padded for the plain passes, rows in topological order by (level, in-degree).

    duration      : (n,) any unit of time
    before, after : (n, 3) and (n, 3 to 6), rows of predecessors and successors; n where there is none
    more_before, more_after : (rows with further neighbours, where theirs start, those neighbours)
    order         : (n,) the row as given of each row here
    """

    duration: Int32
    before: Int32
    after: Int32
    more_before: More
    more_after: More
    order: Int32

    @property
    def bytes_touched(self) -> int:
        """Bytes that both passes must read or write at the least: the ceiling that a benchmark divides by."""
        padding = self.before.nbytes + self.after.nbytes
        return padding + 2 * (self.duration.nbytes + 4 * (len(self.duration) + 1))


@dataclass(frozen=True, eq=False)
class PlainDates:
    """Early finishes and late starts, shape (n,), in the rows' order; float is late start + duration - finish."""

    early_finish: Int32
    late_start: Int32
    end: int


def _width(degree: Int32) -> int:
    """The narrowest padding that leaves few rows out."""
    fits = (width for width in range(NARROW, WIDE) if np.mean(degree > width) <= FEW)
    return next(fits, WIDE)


def _padded(start: Int32, neighbours: Int32, width: int) -> tuple[Int32, More]:
    """Neighbours of each row in a fixed width, and the rest of those that have more."""
    n = len(start) - 1
    degree = np.diff(start)
    rows = np.full((n, width), n, np.int32)
    for column in range(width):
        has = np.flatnonzero(degree > column)
        rows[has, column] = neighbours[start[has] + column]
    many = np.flatnonzero(degree > width).astype(np.int32)
    rest = degree[many] - width
    first = np.concatenate([[0], np.cumsum(rest)]).astype(np.int32)
    within = np.arange(int(first[-1])) - np.repeat(first[:-1], rest)
    others = neighbours[np.repeat(start[many] + width, rest) + within].astype(np.int32)
    return rows, (many, first, others)


def plain_network(duration: Int32, predecessor: Int32, successor: Int32) -> PlainNetwork:
    """Lay out durations (n,) and links (m,) given by row numbers in any order. Raises ValueError: a cycle."""
    n, m = len(duration), len(predecessor)
    edges = Edges(
        np.ascontiguousarray(predecessor, np.int32),
        np.ascontiguousarray(successor, np.int32),
        np.full(m, FS, np.uint8),
        np.zeros(m, np.int32),
        np.full(m, ON_CLOCK, np.int16),
    )
    laid = arranged(plain_nodes(np.zeros(n, np.int32), ON_CLOCK, start=0), edges, names=None)
    before, more_before = _padded(laid.links.start, laid.links.task, NARROW)
    wide = _width(np.diff(laid.links.out_start))
    after, more_after = _padded(laid.links.out_start, laid.links.out_task, wide)
    ordered = np.ascontiguousarray(np.asarray(duration, np.int32)[laid.order])
    return PlainNetwork(ordered, before, after, more_before, more_after, laid.order)


def plain_cpm(network: PlainNetwork, into: tuple[Int32, Int32] | None = None) -> PlainDates:
    """Both passes of the plain critical path.

    into : two arrays of n + 1 to write to, so that repeated runs need no fresh memory
    """
    plain = kernels(PLAIN)
    n = len(network.duration)
    finish, late = into if into is not None else (np.empty(n + 1, np.int32), np.empty(n + 1, np.int32))
    plain.plain_forward(network.duration, network.before, network.more_before, finish)
    end = int(finish[:n].max())
    plain.plain_backward(network.duration, network.after, network.more_after, late, end)
    return PlainDates(finish[:n], late[:n], end)
