"""The plain critical path method: durations and finish-to-start links, no calendar; as fast as memory allows."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from pilothouse.engine.door import kernels
from pilothouse.engine.schedule.columns import arranged, plain_nodes
from pilothouse.engine.schedule.layout import FS, ON_CLOCK, Edges, Int32
from pilothouse.engine.schedule.order import grouped

PLAIN = "pilothouse.engine.schedule.plain_kernels"
LARGEST = 2048  # rows of a block; what it needs then stays next to the processor
NEAR = 2**16  # rows; links that reach less far take two bytes


class Blocks(NamedTuple):
    """Rows cut into blocks of one level, and their neighbours on one side.

    table     : (b + 1, 3): first row, first column, and the row that neighbours count from
    column    : (c + 1,) where the neighbours of each column begin
    neighbour : (m,) block by block, and within it column by column: the first of each row, the second …; rows with
                fewer come first and are missing in the later columns
    turn      : (n,) where each row stands in its block by how many neighbours it has
    """

    table: Int32
    column: Int32
    neighbour: npt.NDArray[np.unsignedinteger[Any]]
    turn: npt.NDArray[np.uint16]


@dataclass(frozen=True, eq=False)
class PlainNetwork:
    """A network for the plain passes, rows in topological order by (level, links in, links out).

    duration      : (n,) any unit of time
    before, after : predecessors and successors
    order         : (n,) the row as given of each row here
    links         : how many links there are
    """

    duration: Int32
    before: Blocks
    after: Blocks
    order: Int32
    links: int

    @property
    def bytes_least(self) -> int:
        """Bytes that a benchmark's ceiling divides by: links and durations read, dates written and read, in each pass
        once and four bytes each. What a write makes the processor read first is not counted, as in STREAM."""
        return 2 * 4 * (self.links + 3 * len(self.duration))

    @property
    def bytes_of_links(self) -> int:
        """Bytes of a link as laid out here, two or four."""
        return self.before.neighbour.itemsize


@dataclass(frozen=True, eq=False)
class PlainDates:
    """Early finishes and late starts, shape (n,), in the rows' order; float is late start + duration - finish."""

    early_finish: Int32
    late_start: Int32
    end: int


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
    nodes = plain_nodes(np.zeros(n, np.int32), ON_CLOCK, start=0)
    laid = arranged(nodes, edges, np.zeros(n, np.uint8), names=None)
    links = laid.links
    return PlainNetwork(
        duration=np.ascontiguousarray(np.asarray(duration, np.int32)[laid.order]),
        before=_blocks(links.start, links.task, laid.level),
        after=_blocks(links.out_start, links.out_task, laid.level),
        order=laid.order,
        links=m,
    )


def _blocks(start: Int32, neighbour: Int32, level: Int32) -> Blocks:
    """Cut rows into blocks of one level and turn their neighbours to columns."""
    n, degree = len(level), np.diff(start)
    begins = np.flatnonzero(np.diff(level, prepend=-1))
    first = np.concatenate([np.arange(a, b, LARGEST) for a, b in pairwise([*begins.tolist(), n])] or [begins])
    block = np.repeat(np.arange(len(first)), np.diff(first, append=n))
    rows = np.lexsort((degree, block))
    turn = np.empty(n, np.int64)
    turn[rows] = np.arange(n)
    columns = np.zeros(len(first) + 1, np.int64)
    if n:
        np.cumsum(np.maximum.reduceat(degree, first), out=columns[1:])
    owner = np.repeat(rows, degree[rows])
    rank = np.arange(len(owner)) - np.repeat(np.cumsum(degree[rows]) - degree[rows], degree[rows])
    column, links = grouped((columns[block[owner]] + rank).astype(np.int32), int(columns[-1]))
    found = neighbour[(start[owner] + rank)[links]].astype(np.int64)
    base = np.full(len(first) + 1, n, np.int64)
    np.minimum.at(base, block[owner[links]], found)
    base = np.where(base == n, 0, base)
    found -= base[block[owner[links]]]
    table = np.stack([np.append(first, n), columns, base], axis=1).astype(np.int32)
    narrow = np.uint16 if found.max(initial=0) < NEAR else np.uint32
    return Blocks(table, column, found.astype(narrow), (turn - first[block]).astype(np.uint16))


def plain_cpm(network: PlainNetwork, into: tuple[Int32, Int32] | None = None) -> PlainDates:
    """Both passes of the plain critical path.

    into : two arrays of n to write to, so that repeated runs need no fresh memory
    """
    plain = kernels(PLAIN)
    n = len(network.duration)
    finish, late = into if into is not None else (np.empty(n, np.int32), np.empty(n, np.int32))
    held = np.empty(LARGEST, np.int32)
    end = plain.plain_forward(network.duration, network.before, finish, held)
    plain.plain_backward(network.duration, network.after, late, held, end)
    return PlainDates(finish, late, int(end))
