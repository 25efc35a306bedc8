"""The plain critical path method: durations and finish-to-start links, no calendar; as fast as memory allows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pilothouse.engine.door import kernels
from pilothouse.engine.schedule.columns import arranged, plain_nodes
from pilothouse.engine.schedule.layout import FS, ON_CLOCK, Edges, Int32

PLAIN = "pilothouse.engine.schedule.plain_kernels"
UInt32 = npt.NDArray[np.uint32]
LONGEST_RUN = 2048  # rows; what a run needs then stays next to the processor


@dataclass(frozen=True, eq=False)
class Runs:
    """Rows cut into runs of one level and equally many neighbours; short runs are joined and padded.

    table     : (r + 1, 3): first row of the run, neighbours of each of its rows, where they begin below
    neighbour : rows, run by run, and within a run column by column: the first of each row, the second …; n is none
    """

    table: Int32
    neighbour: UInt32


@dataclass(frozen=True, eq=False)
class PlainNetwork:
    """A network for the plain passes, rows in topological order by (level, links in, links out).

    duration      : (n,) any unit of time
    before, after : predecessors and successors
    order         : (n,) the row as given of each row here
    links         : how many links there are
    """

    duration: Int32
    before: Runs
    after: Runs
    order: Int32
    links: int

    @property
    def bytes_least(self) -> int:
        """Bytes of links, of where each row's begin, of durations and dates, each once a pass: what a benchmark's
        ceiling divides by. Rows cut into runs need fewer of them."""
        n = len(self.duration)
        return 2 * 4 * (self.links + (n + 1) + n + n)


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
    cut = kernels(PLAIN).runs_of
    return PlainNetwork(
        duration=np.ascontiguousarray(np.asarray(duration, np.int32)[laid.order]),
        before=Runs(*cut(laid.links.start, laid.links.task, laid.level, LONGEST_RUN)),
        after=Runs(*cut(laid.links.out_start, laid.links.out_task, laid.level, LONGEST_RUN)),
        order=laid.order,
        links=m,
    )


def plain_cpm(network: PlainNetwork, into: tuple[Int32, Int32] | None = None) -> PlainDates:
    """Both passes of the plain critical path.

    into : two arrays of n + 1 to write to, so that repeated runs need no fresh memory
    """
    plain = kernels(PLAIN)
    n = len(network.duration)
    finish, late = into if into is not None else (np.empty(n + 1, np.int32), np.empty(n + 1, np.int32))
    held = np.empty(LONGEST_RUN, np.int32)
    before, after = network.before, network.after
    end = plain.plain_forward(network.duration, before.table, before.neighbour, finish, held)
    plain.plain_backward(network.duration, after.table, after.neighbour, late, held, end)
    return PlainDates(finish[:n], late[:n], int(end))
