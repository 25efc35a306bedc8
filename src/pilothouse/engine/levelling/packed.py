"""Lay out a problem for the fast road, where it has nothing but units of resources and plain links."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pilothouse.engine.levelling.compiled import Compiled, graph_of
from pilothouse.engine.levelling.crowd import Graph, Ints, Longs, Words
from pilothouse.engine.levelling.problem import LevellingProblem


class PackedWork(NamedTuple):
    """Arrays of the fast road; n rows, e links, T slots, g groups.

    before_gap, after_gap : shape (e,), [slot]  least time between the two starts, by row of the graph
    duration, release, group : shape (n,)
    need   : shape (n,), units asked for, a lane a resource
    words  : shape (T,), units there are, a lane a resource, guard bits set
    guards : the guard bits
    due, weight : shape (g,)
    """

    graph: Graph
    before_gap: Ints
    after_gap: Ints
    duration: Ints
    release: Ints
    group: Ints
    need: Words
    words: Words
    guards: np.uint64
    due: Longs
    weight: Longs


def gaps(compiled: Compiled) -> Ints:
    """Least time between the starts of both ends of each link, where no task pauses; shape (e,)."""
    before, after, kind, lag = compiled.edges.T
    from_end = (kind == 0) | (kind == 2)
    to_end = kind >= 2
    duration = compiled.duration
    return np.asarray(lag + from_end * duration[before] - to_end * duration[after], dtype=np.int32)


def packable(problem: LevellingProblem, compiled: Compiled) -> bool:
    """Whether the fast road can take this problem."""
    if len(compiled.seat_pool) or compiled.calendar.any():
        return False
    if (gaps(compiled) < compiled.duration[compiled.edges[:, 0]]).any():
        return False
    if sum(resource.peak.bit_length() + 1 for resource in problem.resources) > 63:
        return False
    last = [r.changes[-1][1] if r.changes else r.capacity for r in problem.resources]
    # Once the last change has passed, everything fits some day; so the kernels need not look for the end.
    return bool((compiled.units <= np.array(last, dtype=np.int64)).all())


def pack(problem: LevellingProblem, compiled: Compiled, groups: tuple[Ints, Longs, Longs]) -> PackedWork:
    """Put the units of all resources side by side in one word a slot."""
    gap = gaps(compiled)
    changes = [slot for resource in problem.resources for slot, _ in resource.changes]
    reach = (
        int(compiled.duration.sum()) + int(np.maximum(gap, 0).sum()) + int(compiled.release.max(initial=0))
    )
    slots = reach + max(changes, default=0) + 1
    words: NDArray[np.uint64] = np.zeros(slots, dtype=np.uint64)
    need: NDArray[np.uint64] = np.zeros(compiled.rows, dtype=np.uint64)
    guards, shift = 0, 0
    for k, resource in enumerate(problem.resources):
        words |= resource.over_time(slots).astype(np.uint64) << np.uint64(shift)
        need |= compiled.units[:, k].astype(np.uint64) << np.uint64(shift)
        shift += resource.peak.bit_length()
        guards |= 1 << shift
        shift += 1
    graph, by_after, by_before = graph_of(compiled.rows, compiled.edges)
    group, due, weight = groups
    return PackedWork(
        graph=graph,
        before_gap=gap[by_after],
        after_gap=gap[by_before],
        duration=compiled.duration,
        release=compiled.release,
        group=group,
        need=need,
        words=words | np.uint64(guards),
        guards=np.uint64(guards),
        due=due,
        weight=weight,
    )
