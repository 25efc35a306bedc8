"""From tasks and links to rows and edges: summaries dissolve, what holds a summary holds its parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from pilothouse.engine.schedule import layout as at
from pilothouse.engine.schedule.layout import Edges, Int32
from pilothouse.engine.schedule.network import DATELESS, LagCalendar, LagKind, Link, LinkType, Network, Task
from pilothouse.engine.schedule.rows import Row, Rules, empty_row, hub_row, task_row

TYPE = {
    LinkType.FINISH_START: at.FS,
    LinkType.FINISH_FINISH: at.FF,
    LinkType.START_START: at.SS,
    LinkType.START_FINISH: at.SF,
}
INTO_SUMMARY = (LinkType.FINISH_START, LinkType.START_START)


@dataclass(frozen=True, slots=True)
class Graph:
    """Rows in the order of the network's leaf tasks, then hubs; edges between them."""

    rows: list[Row]
    edges: Edges  # first those of hubs with their parts, then the network's links in their order
    task_of: Int32
    names: list[str]
    links: int

    @property
    def hub_edges(self) -> int:
        """How many edges come before the network's own links."""
        return len(self.edges.type) - self.links


@dataclass(slots=True)
class _Building:
    """The graph while it grows."""

    network: Network
    rules: Rules
    index: dict[str, int] = field(default_factory=dict)  # leaf task id -> row
    hubs: dict[tuple[str, str], int] = field(default_factory=dict)  # (summary id, which end) -> row
    children: dict[str, list[str]] = field(default_factory=dict)
    tasks: dict[str, Task] = field(default_factory=dict)
    edges: list[tuple[int, int, int, int, int]] = field(default_factory=list)
    hub_rows: list[Row] = field(default_factory=list)
    hub_names: list[str] = field(default_factory=list)

    def leaves(self, summary: str) -> list[str]:
        """Ids of the leaf tasks under a summary, at any depth."""
        found: list[str] = []
        stack = [summary]
        while stack:
            for child in self.children[stack.pop()]:
                (stack if child in self.children else found).append(child)
        return found

    def hub(self, summary: str, end: str) -> int:
        """The row of a summary's start, finish or earliest start, made on first use."""
        key = (summary, end)
        if key in self.hubs:
            return self.hubs[key]
        row = self.hubs[key] = len(self.index) + len(self.hub_rows)
        if end == "earliest":
            self.hub_rows.append(empty_row(flags=at.HUB | at.EARLIEST))
        else:
            self.hub_rows.append(hub_row(self.tasks[summary], self.rules, end=end))
        self.hub_names.append(summary)
        for leaf in self.leaves(summary):
            here = self.index[leaf]
            if end == "start":
                self.edges.append((row, here, at.FS, 0, at.ON_CLOCK))
            else:
                self.edges.append((here, row, at.FS if end == "finish" else at.SS, 0, at.ON_CLOCK))
        return row


def graph(network: Network) -> Graph:
    """Rows and edges of a network, in the order that its tasks were given.

    Raises ValueError: parents in a ring, links into a summary that hold its finish, links between a summary
    and its own parts, a percent lag after a summary.
    """
    building = _Building(network, Rules.of(network), tasks={task.id: task for task in network.tasks})
    _families(building)
    for task in network.tasks:
        if task.id not in building.children:
            building.index[task.id] = len(building.index)
    for task in network.tasks:
        if task.id in building.children:
            _summary_dates(building, task)
    linked = [_edge(building, link) for link in network.links]
    building.edges += linked
    rows = _rows(building)
    columns = np.array(building.edges, np.int64).reshape(-1, 5).T
    return Graph(
        rows=rows + building.hub_rows,
        edges=Edges(
            columns[0].astype(np.int32),
            columns[1].astype(np.int32),
            columns[2].astype(np.uint8),
            columns[3].astype(np.int32),
            columns[4].astype(np.int16),
        ),
        task_of=_task_of(building),
        names=[*building.index, *building.hub_names],
        links=len(linked),
    )


def _families(building: _Building) -> None:
    for task in building.network.tasks:
        if task.parent:
            building.children.setdefault(task.parent, []).append(task.id)
    safe: set[str] = set()
    for task in building.network.tasks:
        walk: list[str] = []
        here = task.id
        while here and here not in safe:
            if here in walk:
                ring = " → ".join([*walk[walk.index(here) :], here])
                raise ValueError(f"Tasks are each other's parents in a ring: {ring}.")
            walk.append(here)
            here = building.tasks[here].parent
        safe.update(walk)


def _summary_dates(building: _Building, task: Task) -> None:
    """A summary's own constraint and deadline hold its start or finish; progress belongs to its parts."""
    if task.progress is not None:
        raise ValueError(f"Task {task.id} is a summary: its progress comes from its parts.")
    if task.constraint not in DATELESS:
        start = task.constraint.value in ("SNET", "SNLT", "MSO")
        building.hub(task.id, "start" if start else "finish")
    if task.deadline is not None:
        building.hub(task.id, "finish")


def _edge(building: _Building, link: Link) -> tuple[int, int, int, int, int]:
    before, after = building.tasks[link.predecessor], building.tasks[link.successor]
    for summary, part in ((before, after), (after, before)):
        if summary.id in building.children and _inside(building, part, summary):
            raise ValueError(f"Summary {summary.id} and its own part {part.id} cannot be linked.")
    type_ = TYPE[link.type]
    if before.id not in building.children:
        source = building.index[before.id]
    elif link.type in (LinkType.FINISH_START, LinkType.FINISH_FINISH):
        source = building.hub(before.id, "finish")
    else:
        source = building.hub(before.id, "earliest")
    if after.id not in building.children:
        target = building.index[after.id]
    elif link.type in INTO_SUMMARY:
        target = building.hub(after.id, "start")
    else:
        raise ValueError(
            f"Summary {after.id} takes only finish-to-start and start-to-start links, not {link.type.value}."
        )
    return (source, target, type_, *_lag(building, link, before, after))


def _inside(building: _Building, task: Task, summary: Task) -> bool:
    parent = task.parent
    while parent:
        if parent == summary.id:
            return True
        parent = building.tasks[parent].parent
    return False


def _lag(building: _Building, link: Link, before: Task, after: Task) -> tuple[int, int]:
    """Minutes of a lag and the number of the calendar that measures them."""
    numbers, lag = building.rules.numbers, link.lag
    if lag.kind is LagKind.ELAPSED:
        return lag.amount, at.ON_CLOCK
    if lag.calendar:
        calendar = numbers[lag.calendar]
    else:
        whose = {LagCalendar.SUCCESSOR: after.calendar, LagCalendar.PREDECESSOR: before.calendar}
        calendar = numbers[whose.get(building.network.lag_calendar, "")]
    if lag.kind is LagKind.WORKING:
        return lag.amount, calendar
    if before.id in building.children:
        raise ValueError(
            f"The lag {before.id} → {after.id} is a percent of a summary, which has no length yet."
        )
    minutes = (abs(before.duration * lag.amount) + 50) // 100 * (1 if lag.amount >= 0 else -1)
    return minutes, at.ON_CLOCK if before.elapsed else calendar


def _rows(building: _Building) -> list[Row]:
    """A row a leaf task; it needs to know whether anything holds it back, and whether by its finish."""
    held: set[int] = set()
    linked: set[int] = set()
    for _, target, type_, *_rest in _held_edges(building):
        linked.add(target)
        if type_ == at.FF:
            held.add(target)
    return [
        task_row(building.tasks[id_], building.rules, rooted=row not in linked, held=row in held)
        for id_, row in building.index.items()
    ]


def _held_edges(building: _Building) -> Sequence[tuple[int, int, int, int, int]]:
    """The edges that stand for real predecessors: a hub with nothing before it only hands on a date."""
    fed = {edge[1] for edge in building.edges}
    first_hub = len(building.index)
    return [edge for edge in building.edges if edge[0] < first_hub or edge[0] in fed]


def _task_of(building: _Building) -> Int32:
    leaves = [index for index, task in enumerate(building.network.tasks) if task.id not in building.children]
    return np.array(leaves + [-1] * len(building.hub_rows), np.int32)
