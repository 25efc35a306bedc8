"""Annealing over whole portfolios, compiled: swaps projects in and out, passing through broken limits at a price.

A state is one start (a column) or none for each project. Breaking a row costs its weight times the excess;
weights move up while the walk stays outside the limits and down while it stays inside, so that it keeps to
the border, where the good portfolios are.
Source: strategic oscillation after Glover and Kochenberger (1996), Critical event tabu search for
multidimensional knapsack problems; cooling after Kirkpatrick, Gelatt and Vecchi (1983).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

UNIT = 2.0**-53
TRIES = 4  # draws for a column alike
EPOCH = 1000  # evaluations between two changes of temperature and weights


# Only `anneal` is called from Python: without wrappers around the others the first call compiles sooner.
inner = njit(cache=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)  # type: ignore[call-overload]


class Tables(NamedTuple):
    """The program as the kernel reads it; see `program.Program` for shapes and meaning."""

    project: NDArray[np.int64]
    worth: NDArray[np.float64]
    pointer: NDArray[np.int64]
    row: NDArray[np.int64]
    figure: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    slack: NDArray[np.float64]
    toll: NDArray[np.float64]  # shape (rows,), added to the excess of a broken row, so that a little counts
    first: NDArray[np.int64]  # shape (projects + 1,), columns of a project stand at first[p]:first[p + 1]
    hot: NDArray[np.int64]  # columns worth trying, by the relaxation
    link_pointer: NDArray[np.int64]  # shape (projects + 1,)
    link: NDArray[np.int64]  # projects tied to each other by a rule
    alike: NDArray[np.int64]  # shape (columns, any), columns to swap a column with; -1 where there are fewer


@inner
def spin(state):  # type: ignore[no-untyped-def]
    """Next of a xorshift sequence (Marsaglia 2003); state: shape (1,), uint64, never nought."""
    s = state[0]
    s ^= s << np.uint64(13)
    s ^= s >> np.uint64(7)
    s ^= s << np.uint64(17)
    state[0] = s
    return s >> np.uint64(11)


@inner
def pick(state, count):  # type: ignore[no-untyped-def]
    """A whole number from 0 to count - 1."""
    return int(float(spin(state)) * UNIT * count)


@inner
def excess(tables, row, used):  # type: ignore[no-untyped-def]
    """By how much a row is broken, plus its toll for being broken at all; nought within its slack."""
    if used > tables.high[row] + tables.slack[row]:
        return used - tables.high[row] + tables.toll[row]
    if used < tables.low[row] - tables.slack[row]:
        return tables.low[row] - used + tables.toll[row]
    return 0.0


@inner
def shift(tables, column, sign, change, touched, count):  # type: ignore[no-untyped-def]
    """Add a column's figures to a pending change of rows; returns how many rows are touched."""
    for entry in range(tables.pointer[column], tables.pointer[column + 1]):
        row = tables.row[entry]
        if change[row] == 0.0:
            touched[count] = row
            count += 1
        change[row] += sign * tables.figure[entry]
    return count


@inner
def measure(tables, choice, used):  # type: ignore[no-untyped-def]
    """Fill `used` afresh from the choice; returns its worth."""
    used[:] = 0.0
    value = 0.0
    for project in range(choice.size):
        column = choice[project]
        if column >= 0:
            value += tables.worth[column]
            for entry in range(tables.pointer[column], tables.pointer[column + 1]):
                used[tables.row[entry]] += tables.figure[entry]
    return value


@inner
def lookalike(tables, choice, first, state):  # type: ignore[no-untyped-def]
    """A column like the first that stands the other way, so that the two change places; -2 where none is drawn."""
    project = tables.project[first]
    inside = choice[project] == first
    for _ in range(TRIES):
        second = tables.alike[first, pick(state, tables.alike.shape[1])]
        if second >= 0 and (choice[tables.project[second]] == second) != inside:
            return second
    return -2


@inner
def partner(tables, choice, first, state):  # type: ignore[no-untyped-def]
    """A second project's new column: one tied to the first, one like it, or any; -2 for no second move."""
    project = tables.project[first]
    ties = tables.link_pointer[project + 1] - tables.link_pointer[project]
    draw = pick(state, 8)
    if ties > 0 and draw < 2:
        other = tables.link[tables.link_pointer[project] + pick(state, ties)]
        width = tables.first[other + 1] - tables.first[other]
        return tables.first[other] + pick(state, width) if width > 0 else -2
    if draw == 7:
        return -2
    if draw < 5 and tables.alike[first, 0] >= 0:
        second = lookalike(tables, choice, first, state)
        if second >= 0:
            return second
    second = tables.hot[pick(state, tables.hot.size)]
    other = tables.project[second]
    # A swap frees what the newcomer needs; two at once in or out is what single moves do.
    if (choice[other] >= 0) == (choice[project] >= 0) and draw < 6:
        return -2
    return second


@inner
def reweigh(tables, used, weight, inside):  # type: ignore[no-untyped-def]
    """Raise the price of broken rows, or all prices where too little of the walk was inside; else lower."""
    factor = 1.05 if inside < 0.3 * EPOCH else 1.0 / 1.05
    for row in range(used.size):
        over = excess(tables, row, used[row])
        asked = weight[0, row] * factor * (1.1 if over > 0.0 and inside == 0 else 1.0)
        weight[0, row] = min(max(asked, 0.02 * weight[1, row]), 1000.0 * weight[1, row])


@inner
def turn(tables, choice, column, draft):  # type: ignore[no-untyped-def]
    """Put a column's project on that start, or out if it is there, as a pending change.

    draft : (change, shape (rows,); touched, its last places counts)
    Returns the worth gained; `touched[-1]` holds how many rows are touched.
    """
    change, touched = draft
    old = choice[tables.project[column]]
    count = touched[-1]
    gain = 0.0
    if old >= 0:
        gain -= tables.worth[old]
        count = shift(tables, old, -1.0, change, touched, count)
    if old != column:
        gain += tables.worth[column]
        count = shift(tables, column, 1.0, change, touched, count)
    touched[-1] = count
    return gain


@inner
def priced(tables, used, weight, draft, pending):  # type: ignore[no-untyped-def]
    """What the pending change adds to the price of broken rows; moves it from `change` to `pending`.

    `touched[-2]` then holds how many more rows it breaks.
    """
    change, touched = draft
    broken = 0
    extra = 0.0
    for place in range(touched[-1]):
        row = touched[place]
        step = change[row]
        change[row] = 0.0  # a row may be listed twice where figures cancelled: count it once
        pending[place] = step
        if step != 0.0:
            before = excess(tables, row, used[row])
            after = excess(tables, row, used[row] + step)
            extra += weight[row] * (after - before)
            broken += (1 if after > 0.0 else 0) - (1 if before > 0.0 else 0)
    touched[-2] = broken
    return extra


@inner
def settle(choice, columns, tables):  # type: ignore[no-untyped-def]
    """Carry out accepted turns on the choice."""
    for place in range(2):
        column = columns[place]
        if column >= 0:
            project = tables.project[column]
            choice[project] = -1 if choice[project] == column else column


@inner
def walk(tables, choice, walked, heat, state):  # type: ignore[no-untyped-def]
    """One epoch at one temperature; returns how many evaluations were inside the limits.

    walked : (used, weight, best choice, best worth so far as shape (1,))
    """
    used, weight, best, best_value = walked
    rows = used.size
    draft = (np.zeros(rows), np.zeros(4 * rows + 6, np.int64))
    pending = np.empty(4 * rows + 4)
    columns = np.empty(2, np.int64)
    value = measure(tables, choice, used)
    broken = 0
    for row in range(rows):
        broken += 1 if excess(tables, row, used[row]) > 0.0 else 0
    inside = 0
    for _ in range(EPOCH):
        inside += 1 if broken == 0 else 0
        draft[1][-1] = 0
        columns[0] = tables.hot[pick(state, tables.hot.size)]
        columns[1] = partner(tables, choice, columns[0], state)
        gain = turn(tables, choice, columns[0], draft)
        if columns[1] >= 0 and tables.project[columns[1]] != tables.project[columns[0]]:
            gain += turn(tables, choice, columns[1], draft)
        else:
            columns[1] = -1
        extra = priced(tables, used, weight, draft, pending)
        if gain - extra <= heat * np.log((float(spin(state)) + 1.0) * UNIT):
            continue
        settle(choice, columns, tables)
        for place in range(draft[1][-1]):
            used[draft[1][place]] += pending[place]
        value += gain
        broken += draft[1][-2]
        if broken == 0 and value > best_value[0]:
            best_value[0] = value
            best[:] = choice
    return inside


@njit(cache=True)
def anneal(tables, choice, weight, plan, state):  # type: ignore[no-untyped-def]
    """Walk from `choice`, cooling; returns the best worth inside all limits and its choice.

    choice : shape (projects,), column or -1, changed in place to where the walk ended
    weight : shape (2, rows), price of one unit of excess (changed in place) and the price it began with
    plan   : (evaluations, first temperature, last temperature)
    state  : shape (1,), uint64, the random sequence
    Returns (worth or -inf, choice of it).
    """
    used = np.zeros(tables.low.size)
    best = choice.copy()
    best_value = np.full(1, -np.inf)
    evaluations, heat, last = plan
    cooling = (last / heat) ** (EPOCH / evaluations)
    for _ in range(int(evaluations) // EPOCH):
        inside = walk(tables, choice, (used, weight[0], best, best_value), heat, state)
        reweigh(tables, used, weight, inside)
        heat *= cooling
    return best_value[0], best
