"""Name the tasks that wait for each other, one after another, so that a planner can break the ring."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pilothouse.engine.schedule.layout import Edges, Int32

SHOWN = 12  # a longer ring is cut in the message


def find_cycle(level: Int32, edges: Edges) -> list[int]:
    """Rows of one ring, each before the next; `level` is -1 on every row that a ring keeps waiting."""
    stuck = np.flatnonzero((level[edges.predecessor] < 0) & (level[edges.successor] < 0))
    before: dict[int, int] = {int(edges.successor[k]): int(edges.predecessor[k]) for k in stuck}
    row = next(iter(before))
    seen: dict[int, int] = {}
    path: list[int] = []
    while row not in seen:  # every stuck row waits for a stuck row, so walking back must close
        seen[row] = len(path)
        path.append(row)
        row = before[row]
    return path[seen[row] :][::-1]


def name_cycle(level: Int32, edges: Edges, names: Sequence[str] | None) -> str:
    """The sentence that refuses a plan with a ring."""
    ring = [str(row) if names is None else names[row] for row in find_cycle(level, edges)]
    named = [name for at, name in enumerate(ring) if name != ring[at - 1]] or ring[:1]
    turn = named.index(min(named))
    named = named[turn:] + named[: turn + 1]
    if len(named) > SHOWN:
        named = [*named[: SHOWN - 2], f"… {len(named) - SHOWN} more …", *named[-2:]]
    return f"Tasks wait for each other in a ring: {' → '.join(named)}."
