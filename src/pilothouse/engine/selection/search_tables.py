"""What the annealing walks on: prices of broken limits, projects worth trying, and which of them are alike."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from pilothouse.engine.door import kernels
from pilothouse.engine.selection.program import Floats, Ints, Program
from pilothouse.engine.selection.regret import regrets
from pilothouse.engine.selection.relaxation import Relaxation
from pilothouse.engine.selection.ways import ways

KERNELS = "pilothouse.engine.selection.search_kernels"
FEWEST_HOT = 100
COMPARED, ALIKE = 600, 16  # columns in doubt that are compared with each other, and how many each one keeps


def row_weights(program: Program, relaxation: Relaxation) -> Floats:
    """First price of a unit of excess in each row: twice its price in the relaxation, and a little."""
    price = np.abs(relaxation.price)
    capacity = np.array([row.kind in ("budget", "skill") for row in program.rows])
    spread = float(price[capacity].mean()) if capacity.any() else 0.0
    biggest = np.zeros(len(program.rows))
    np.maximum.at(biggest, program.row, np.abs(program.figure))
    # A row without a price still must not be broken for free: a whole project's worth over its largest figure.
    stake = 0.02 * float(np.abs(program.worth).mean()) / np.where(biggest > 0.0, biggest, 1.0)
    # Low enough for the walk to pass through broken limits: at twice that it stays where it begins.
    soft = 2.0 * price + 0.5 * (spread + stake)
    hard = np.maximum(4.0 * price, 2.0 * float(np.abs(program.worth).mean()))
    return np.where(capacity, soft, hard)


def row_tolls(program: Program) -> Floats:
    """A twentieth of a row's mean figure: what being broken at all costs, on top of the excess."""
    rows = len(program.rows)
    count = np.bincount(program.row, minlength=rows)
    total = np.bincount(program.row, weights=np.abs(program.figure), minlength=rows)
    return np.asarray(0.05 * total / np.maximum(count, 1), dtype=np.float64)


def search_tables(program: Program, relaxation: Relaxation, member: Ints) -> Any:
    """The arrays that the kernel walks on; member: shape (columns,), rising, the projects before any were folded."""
    pointer, link = ties(program, member)
    first = np.searchsorted(member, np.arange(pointer.size)).astype(np.int64)
    return kernels(KERNELS).Tables(
        project=program.project,
        member=member,
        worth=program.worth,
        pointer=program.pointer,
        row=program.row,
        figure=program.figure,
        low=program.low,
        high=program.high,
        slack=program.slack,
        toll=row_tolls(program),
        first=first,
        hot=hot_columns(program, relaxation, ways(relaxation)[0].nearness),
        link_pointer=pointer,
        link=link,
        alike=alike_columns(program, relaxation),
    )


def search_room(program: Program, choice: Ints) -> Any:
    """Room for one walk from that choice; no portfolio inside the limits is known yet."""
    rows = len(program.rows)
    return kernels(KERNELS).Room(
        used=np.zeros(rows),
        change=np.zeros(rows),
        pending=np.zeros(4 * rows + 4),
        touched=np.zeros(4 * rows + 6, dtype=np.int64),
        best=choice.copy(),
        top=np.full(1, -np.inf),
    )


def epochs_of(evaluations: int, first: float, last: float) -> tuple[int, float, float]:
    """A run as the kernels read it: epochs, first temperature, and what each epoch multiplies it by."""
    epoch: int = kernels(KERNELS).EPOCH
    return evaluations // epoch, first, (last / first) ** (epoch / evaluations)


def hot_columns(program: Program, relaxation: Relaxation, nearness: float) -> Ints:
    """Columns to try, those in doubt named more often, shape (any,)."""
    near = nearness * (float(np.abs(program.worth).mean()) or 1.0)
    doubt = regrets(program, relaxation)
    copies = np.rint(12.0 * np.exp(-doubt / near)).astype(np.int64)
    # In a small portfolio few are in doubt, and the walk still needs room to turn round in.
    nearest = np.argsort(doubt, kind="stable")[:FEWEST_HOT]
    copies[nearest] = np.maximum(copies[nearest], 1)
    return np.repeat(np.arange(program.columns, dtype=np.int64), copies)


def alike_columns(program: Program, relaxation: Relaxation) -> Ints:
    """The columns most like each one in what they use and are worth at the prices, shape (columns, any); or -1.

    A swap between two that are alike leaves nearly as much room as before, so that near the limits it is the
    one that fits. Only the columns most in doubt are compared.
    """
    near = np.argsort(regrets(program, relaxation), kind="stable")[:COMPARED]
    scarce = np.array([row.kind in ("budget", "skill") for row in program.rows]) & (relaxation.price > 1e-9)
    used = np.zeros((program.columns, len(program.rows)))
    used[np.repeat(np.arange(program.columns), np.diff(program.pointer)), program.row] = program.figure
    priced = used[near][:, scarce] * relaxation.price[scarce]
    profile = np.column_stack([priced, relaxation.reduced[near]])
    owner = program.project[near]
    alike = np.full((program.columns, ALIKE), -1, dtype=np.int64)
    for place, column in enumerate(near.tolist()):
        apart = np.abs(profile - profile[place]).sum(axis=1)
        apart[owner == owner[place]] = np.inf
        closest = np.argsort(apart, kind="stable")[:ALIKE]
        closest = closest[np.isfinite(apart[closest])]
        alike[column, : closest.size] = near[closest]
    return alike


def ties(program: Program, member: Ints) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Projects that a rule binds together, as pointer and list; member: shape (columns,), a column's project."""
    columns = np.repeat(np.arange(program.columns), np.diff(program.pointer))
    rules = np.array([row.kind in ("prerequisite", "group") for row in program.rows], dtype=bool)
    bound = rules[program.row]
    near: list[set[int]] = [set() for _ in range(int(member.max(initial=-1)) + 1)]
    members: dict[int, set[int]] = {}
    for row, project in zip(program.row[bound].tolist(), member[columns[bound]].tolist(), strict=True):
        members.setdefault(row, set()).add(project)
    for together in members.values():
        for project in together:
            near[project] |= together - {project}
    pointer = np.cumsum([0, *(len(others) for others in near)]).astype(np.int64)
    return pointer, np.array([p for others in near for p in sorted(others)], dtype=np.int64)
