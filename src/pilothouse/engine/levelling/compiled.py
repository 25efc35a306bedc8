"""The problem as flat arrays: one row for each part of a task that never stops."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pilothouse.engine.levelling.crowd import Graph, Ints, Longs
from pilothouse.engine.levelling.parts import LinkKind
from pilothouse.engine.levelling.problem import LevelGoal, LevellingProblem

KINDS = {LinkKind.FS: 0, LinkKind.SS: 1, LinkKind.FF: 2, LinkKind.SF: 3}


@dataclass(frozen=True, eq=False, kw_only=True)
class Compiled:
    """Rows of work and what each asks for; n rows, e links between rows, s seats for people.

    duration, task, project, release, calendar : shape (n,)
    lead        : shape (n,)      row whose people this row keeps; -1: chooses its own
    edges       : shape (e, 4)    before, after, kind (KINDS), lag
    units       : shape (n, r)    units of each resource
    seat_ptr    : shape (n + 1,)  seats of each row
    seat_pool   : shape (s,)      pool of people who may take the seat
    pools       : people of each pool, least versatile first
    topological : shape (n,)      an order that respects every link
    """

    duration: Ints
    task: Ints
    project: Ints
    release: Ints
    calendar: Ints
    lead: Ints
    edges: Ints
    units: Ints
    seat_ptr: Ints
    seat_pool: Ints
    pools: tuple[tuple[int, ...], ...]
    topological: Ints

    @property
    def rows(self) -> int:
        """Rows of work."""
        return len(self.duration)


def compile_problem(problem: LevellingProblem) -> Compiled:
    """Lay the problem out in arrays; a task that may split becomes a chain of its pieces."""
    pieces = [task.pieces() for task in problem.tasks]
    first = np.cumsum([0, *(len(parts) for parts in pieces)])
    owner = [k for k, parts in enumerate(pieces) for _ in parts]
    projects = {"": -1} | {project.name: k for k, project in enumerate(problem.projects)}
    calendars = {"": 0} | {calendar.name: k + 1 for k, calendar in enumerate(problem.calendars)}
    release = [_release(problem, k, projects) for k in range(len(problem.tasks))]
    seat_ptr, seat_pool, pools = _seats(problem, owner)
    return Compiled(
        duration=_ints([length for parts in pieces for length in parts]),
        task=_ints(owner),
        project=_ints([projects[problem.tasks[k].project] for k in owner]),
        release=_ints([release[k] for k in owner]),
        calendar=_ints([calendars[problem.tasks[k].calendar] for k in owner]),
        lead=_ints([int(first[k]) if row > first[k] else -1 for row, k in enumerate(owner)]),
        edges=_edges(problem, first),
        units=_units(problem, owner),
        seat_ptr=seat_ptr,
        seat_pool=seat_pool,
        pools=pools,
        topological=_ints([row for k in problem.order for row in range(first[k], first[k + 1])]),
    )


def graph_of(rows: int, edges: Ints) -> tuple[Graph, Ints, Ints]:
    """Compressed rows of the links, with the position of each link seen from both ends."""
    by_after = np.argsort(edges[:, 1], kind="stable").astype(np.int32)
    by_before = np.argsort(edges[:, 0], kind="stable").astype(np.int32)
    before_ptr = np.zeros(rows + 1, dtype=np.int32)
    after_ptr = np.zeros(rows + 1, dtype=np.int32)
    np.cumsum(np.bincount(edges[:, 1], minlength=rows), out=before_ptr[1:])
    np.cumsum(np.bincount(edges[:, 0], minlength=rows), out=after_ptr[1:])
    graph = Graph(
        before_ptr=before_ptr,
        before=np.ascontiguousarray(edges[by_after, 0]),
        after_ptr=after_ptr,
        after=np.ascontiguousarray(edges[by_before, 1]),
    )
    return graph, by_after, by_before


def groups_of(problem: LevellingProblem, compiled: Compiled, early: Longs) -> tuple[Ints, Longs, Longs]:
    """What the cost counts: group of each row, due slot and weight of each group.

    early : shape (n,), earliest finish of each row were nothing short; the due slot where none is given
    """
    if problem.goal is LevelGoal.FINISH:
        return np.zeros(compiled.rows, dtype=np.int32), np.zeros(1, np.int64), np.ones(1, np.int64)
    group = compiled.project + 1
    due = np.zeros(len(problem.projects) + 1, dtype=np.int64)
    np.maximum.at(due, group, early)
    for k, project in enumerate(problem.projects):
        if project.due is not None:
            due[k + 1] = project.due
    weight = np.array([1, *(project.weight for project in problem.projects)], dtype=np.int64)
    return group, due, weight


def _ints(values: list[int]) -> Ints:
    return np.array(values, dtype=np.int32)


def _release(problem: LevellingProblem, position: int, projects: dict[str, int]) -> int:
    task = problem.tasks[position]
    project = projects[task.project]
    return max(task.not_before, problem.projects[project].release if project >= 0 else 0)


def _units(problem: LevellingProblem, owner: list[int]) -> Ints:
    index = {resource.name: k for k, resource in enumerate(problem.resources)}
    units = np.zeros((len(owner), len(index)), dtype=np.int32)
    for row, k in enumerate(owner):
        for name, amount in problem.tasks[k].units.items():
            units[row, index[name]] = amount
    return units


def _edges(problem: LevellingProblem, first: Longs) -> Ints:
    edges: list[tuple[int, int, int, int]] = []
    for k in range(len(problem.tasks)):
        edges += [(row, row + 1, 0, 0) for row in range(first[k], first[k + 1] - 1)]
    for link in problem.links:
        before, after = problem.task_index[link.before], problem.task_index[link.after]
        tail = link.kind in (LinkKind.FS, LinkKind.FF)
        head = link.kind in (LinkKind.FF, LinkKind.SF)
        source = first[before + 1] - 1 if tail else first[before]
        target = first[after + 1] - 1 if head else first[after]
        edges.append((source, target, KINDS[link.kind], link.lag))
    return np.array(edges, dtype=np.int32).reshape(-1, 4)


def _seats(problem: LevellingProblem, owner: list[int]) -> tuple[Ints, Ints, tuple[tuple[int, ...], ...]]:
    """Seats of each row, hardest to fill first, and the pools of people who may take them."""
    index = {person.name: k for k, person in enumerate(problem.people)}
    keys: dict[tuple[int, ...], int] = {}
    by_ask: dict[tuple[str, int], tuple[int, ...]] = {}
    versatile = [len(person.skills) for person in problem.people]
    seats_of: list[list[int]] = []
    for task in problem.tasks:
        wanted: list[tuple[int, ...]] = [(index[name],) for name in task.people]
        for ask in task.asks:
            key = (ask.skill, ask.level)
            if key not in by_ask:
                by_ask[key] = tuple(sorted(problem.able(*key), key=lambda k: (versatile[k], k)))
            wanted += [by_ask[key]] * ask.people
        wanted.sort(key=len)
        seats_of.append([keys.setdefault(pool, len(keys)) for pool in wanted])
    counts = [len(seats_of[k]) for k in owner]
    pointers = np.zeros(len(owner) + 1, dtype=np.int32)
    np.cumsum(counts, out=pointers[1:])
    return pointers, _ints([pool for k in owner for pool in seats_of[k]]), tuple(keys)
