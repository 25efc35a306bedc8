"""The critical path as others do it: NumPy a layer at a time, and networkx."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from pilothouse.engine.door import optional
from pilothouse.engine.schedule.columns import arranged, plain_nodes
from pilothouse.engine.schedule.layout import FS, ON_CLOCK, Edges, Int32


@dataclass(frozen=True, eq=False)
class Layers:
    """A network in layers: rows of each, and the links into and out of them."""

    duration: Int32
    bounds: list[tuple[int, int]]
    into: tuple[Int32, Int32]
    out: tuple[Int32, Int32]


def layers(duration: Int32, before: Int32, after: Int32) -> Layers:
    """Sort rows into layers, none of which waits for another of the same."""
    n, m = len(duration), len(before)
    edges = Edges(
        before, after, np.full(m, FS, np.uint8), np.zeros(m, np.int32), np.full(m, ON_CLOCK, np.int16)
    )
    nodes = plain_nodes(np.zeros(n, np.int32), ON_CLOCK, start=0)
    laid = arranged(nodes, edges, np.zeros(n, np.uint8), names=None)
    cuts = [0, *(np.flatnonzero(np.diff(laid.level)) + 1).tolist(), n]
    links = laid.links
    return Layers(
        duration[laid.order],
        list(pairwise(cuts)),
        (links.start, links.task),
        (links.out_start, links.out_task),
    )


def numpy_by_layer(net: Layers) -> tuple[Int32, Int32]:
    """Early finishes and late starts, shape (n,), a layer a call."""
    n = len(net.duration)
    finish, late = net.duration.copy(), np.empty(n, np.int32)
    start, task = net.into
    for first, last in net.bounds[1:]:
        held = np.maximum.reduceat(finish[task[start[first] : start[last]]], start[first:last] - start[first])
        finish[first:last] += held
    end = finish.max()
    start, task = net.out
    for first, last in reversed(net.bounds):
        rows = first + np.flatnonzero(start[first + 1 : last + 1] > start[first:last])
        late[first:last] = end
        if len(rows):
            dates = late[task[start[first] : start[last]]]
            late[rows] = np.minimum.reduceat(dates, start[rows] - start[first])
        late[first:last] -= net.duration[first:last]
    return finish, late


def networkx_graph(duration: Int32, before: Int32, after: Int32) -> Any:
    """The network as a networkx graph. Raises Missing: networkx is not installed."""
    graph = optional("networkx").DiGraph()
    graph.add_nodes_from((k, {"duration": int(d)}) for k, d in enumerate(duration))
    graph.add_edges_from(zip(before.tolist(), after.tolist(), strict=True))
    return graph


def networkx_critical_path(graph: Any) -> dict[int, int]:
    """Late starts by row, with the order found anew, as a script would."""
    order = list(optional("networkx").topological_sort(graph))
    length = graph.nodes
    finish: dict[int, int] = {}
    for row in order:
        finish[row] = length[row]["duration"] + max((finish[p] for p in graph.predecessors(row)), default=0)
    end = max(finish.values())
    late: dict[int, int] = {}
    for row in reversed(order):
        late[row] = min((late[s] for s in graph.successors(row)), default=end) - length[row]["duration"]
    return late
