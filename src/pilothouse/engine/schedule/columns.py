"""Lay a network out as arrays: rows in topological order, links by successor and by predecessor.

A summary that has links or dates of its own becomes up to three hubs: its start, its finish, and the earliest
start of its parts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from pilothouse.engine.door import kernels
from pilothouse.engine.schedule import layout as at
from pilothouse.engine.schedule.calendar import Calendar
from pilothouse.engine.schedule.calendar_tables import ALL_DAYS, clocks, window_around
from pilothouse.engine.schedule.cycles import name_cycle
from pilothouse.engine.schedule.edges import graph
from pilothouse.engine.schedule.groups import groups
from pilothouse.engine.schedule.laid import Columns
from pilothouse.engine.schedule.layout import Edges, Int32, Links, Nodes, UInt8
from pilothouse.engine.schedule.moments import minute
from pilothouse.engine.schedule.network import Network
from pilothouse.engine.schedule.order import grouped, levels
from pilothouse.engine.schedule.rows import FIELDS, Row, Rules

CLOCKS = "pilothouse.engine.schedule.clock_kernels"
TYPES: dict[str, Any] = {"calendar": np.int16, "flags": np.uint16}


@dataclass(frozen=True, slots=True)
class Arrangement:
    """How rows were renumbered: `order[position]` is the row, `position[row]` the way back."""

    order: Int32
    position: Int32
    level: Int32
    links: Links


def columns(network: Network) -> Columns:
    """Lay out a network for the passes. Raises ValueError: tasks that wait for each other, named in turn."""
    parts = graph(network)
    calendars: tuple[Calendar | None, ...] = (None, *network.calendars)
    nodes = _nodes_of(parts.rows)
    window = _window(nodes, network)
    _fill_remaining(nodes, Rules.of(network), calendars)
    _flag(nodes)
    tables = clocks(calendars, window)
    arrangement = arranged(nodes, parts.edges, groups(nodes, parts.edges, tables.even), names=parts.names)
    task_of = parts.task_of[arrangement.order]
    position = np.full(len(network.tasks), -1, np.int32)
    leaf = np.flatnonzero(task_of >= 0)
    position[task_of[leaf]] = leaf
    return Columns(
        nodes=permuted(nodes, arrangement),
        links=arrangement.links,
        clocks=tables,
        task_of=task_of,
        position=position,
        level=arrangement.level,
        finish=-1 if network.finish is None else minute(network.finish),
        status=-1 if network.status_date is None else minute(network.status_date),
        alap=bool((nodes.flags & at.ALAP).any()),
        hub_edges=parts.hub_edges,
        calendars=calendars,
    )


def columns_of(nodes: Nodes, edges: Edges, calendars: Sequence[Calendar], *, finish: int = -1) -> Columns:
    """Lay out rows and links that are arrays already, in any order; for plans too large to be objects.

    nodes     : `plain_nodes` makes them; calendar numbers count from 1, 0 is the clock
    Raises ValueError: a cycle, named by row.
    """
    everyone = (None, *calendars)
    _flag(nodes)
    first = nodes.floor_start[nodes.floor_start > at.NO_FLOOR]
    start = int(first.min()) if len(first) else 0
    tables = clocks(everyone, window_around(start, start) if len(first) else ALL_DAYS)
    arrangement = arranged(nodes, edges, groups(nodes, edges, tables.even), names=None)
    return Columns(
        nodes=permuted(nodes, arrangement),
        links=arrangement.links,
        clocks=tables,
        task_of=arrangement.order,
        position=arrangement.position,
        level=arrangement.level,
        finish=finish,
        alap=bool((nodes.flags & at.ALAP).any()),
        calendars=everyone,
    )


def plain_nodes(span: Int32, calendar: Any, *, start: int) -> Nodes:
    """Rows of tasks that only their length, calendar and links hold, all from one project start."""
    n = len(span)
    full: dict[str, Any] = {name: np.full(n, value, np.int32) for name, value in _EMPTY.items()}
    full["span"] = full["remaining"] = np.ascontiguousarray(span, np.int32)
    full["floor_start"] = np.full(n, start, np.int32)
    full["calendar"] = np.broadcast_to(np.asarray(calendar, np.int16), (n,)).copy()
    full["flags"] = np.zeros(n, np.uint16)
    return Nodes(**full)


_EMPTY = {
    "floor_finish": at.NO_FLOOR,
    "cap_start": at.NO_CAP,
    "cap_finish": at.NO_CAP,
    "late_start": at.NO_CAP,
    "late_finish": at.NO_CAP,
    "fixed_start": at.NOT_FIXED,
    "fixed_finish": at.NOT_FIXED,
}


def arranged(nodes: Nodes, edges: Edges, group: UInt8, *, names: Sequence[str] | None) -> Arrangement:
    """Number rows by level, then group, then links in and out, and sort the links both ways.

    Neighbours then take the same turns, which the processor foresees; a wrong guess costs as much as a task.
    """
    n = len(nodes.span)
    out_start, by_predecessor = grouped(edges.predecessor, n)
    in_degree = np.bincount(edges.successor, minlength=n).astype(np.int32)
    level = levels(out_start, edges.successor[by_predecessor], in_degree)
    if len(level) and level.min() < 0:
        raise ValueError(name_cycle(level, edges, names))
    order = np.lexsort((np.diff(out_start), in_degree, group, level)).astype(np.int32)
    position = np.empty(n, np.int32)
    position[order] = np.arange(n, dtype=np.int32)
    return Arrangement(order, position, level[order], _links(edges, position))


def permuted(nodes: Nodes, arrangement: Arrangement) -> Nodes:
    """The rows in topological order."""
    return Nodes._make(np.ascontiguousarray(column[arrangement.order]) for column in nodes)


def _links(edges: Edges, position: Int32) -> Links:
    n = len(position)
    successor = position[edges.successor]
    start, rows = grouped(successor, n)
    task = position[edges.predecessor[rows]]
    out_start, out_link = grouped(task, n)
    return Links(
        start=start,
        task=task,
        type=edges.type[rows],
        lag=edges.lag[rows],
        calendar=edges.calendar[rows],
        out_start=out_start,
        out_task=successor[rows][out_link],
        out_link=out_link,
        edge=rows,
    )


def _flag(nodes: Nodes) -> None:
    """Mark the rows that have a date of their own to keep."""
    dated = (nodes.floor_start != at.NO_FLOOR) | (nodes.floor_finish != at.NO_FLOOR)
    for column in (nodes.cap_start, nodes.cap_finish, nodes.late_start, nodes.late_finish):
        dated |= column != at.NO_CAP
    nodes.flags[dated] |= at.DATED


def _nodes_of(rows: Sequence[Row]) -> Nodes:
    return Nodes._make(np.array([row[name] for row in rows], TYPES.get(name, np.int32)) for name in FIELDS)


def _window(nodes: Nodes, network: Network) -> tuple[int, int]:
    """Days that the plan's own dates suggest; the passes widen it when a date falls outside."""
    moments = [minute(network.start)]
    for column in (nodes.floor_start, nodes.floor_finish, nodes.fixed_start, nodes.fixed_finish):
        given = column[column > at.NO_FLOOR]
        moments += [int(given.min()), int(given.max())] if len(given) else []
    return window_around(min(moments), max(moments))


def _fill_remaining(nodes: Nodes, rules: Rules, calendars: tuple[Calendar | None, ...]) -> None:
    """What is left of started tasks that do not say so: their span less the time worked to the status date."""
    rows = np.flatnonzero(nodes.span < 0)
    if not len(rows) or rules.status is None:
        return
    whole, number = clocks(calendars), nodes.calendar[rows]
    before = kernels(CLOCKS).works_before
    until = before(whole.table, number, np.full(len(rows), rules.status, np.int32))
    worked = until - before(whole.table, number, nodes.fixed_start[rows])
    nodes.span[rows] = np.maximum(nodes.remaining[rows] - worked, 0)
    nodes.remaining[rows] = nodes.span[rows]
