"""Annealing over whole portfolios, compiled: swaps projects in and out, passing through broken limits at a price.

A state is one start (a column) or none for each project. Breaking a row costs its weight times the excess;
weights move up while the walk stays outside the limits and down while it stays inside, so that it keeps to
the border, where the good portfolios are.
Source: strategic oscillation after Glover and Kochenberger (1996), Critical event tabu search for
multidimensional knapsack problems; cooling after Kirkpatrick, Gelatt and Vecchi (1983).
"""

from __future__ import annotations

from math import log
from typing import Any, NamedTuple, cast

import numpy as np
from numba import njit
from numpy.typing import NDArray

from pilothouse.engine.folding_kernels import INNER

UNIT = 2.0**-53
TRIES = 4  # draws for a column alike
EPOCH = 1000  # evaluations between two changes of temperature and weights
INSIDE = 0.3  # share of the walk that is to be inside the limits
STEP = (
    1.01  # of all prices, towards that share: in larger steps they, and not the temperature, drive the walk
)


# No kernel makes an array, so nobody counts who holds one; Numba spells that option with an underscore.
_njit = cast(Any, njit)
entry = _njit(cache=True, no_cfunc_wrapper=True, _nrt=False)  # called from Python
inner = _njit(_nrt=False, **INNER)  # from other kernels only, and compiled as part of them


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
    member: NDArray[np.int64]  # shape (columns,), rising: which project a column is of, apart from any fold
    first: NDArray[np.int64]  # shape (members + 1,), columns of a member stand at first[m]:first[m + 1]
    hot: NDArray[np.int64]  # columns worth trying, by the relaxation
    link_pointer: NDArray[np.int64]  # shape (members + 1,)
    link: NDArray[np.int64]  # members tied to each other by a rule
    alike: NDArray[np.int64]  # shape (columns, any), columns to swap a column with; -1 where there are fewer


class Room(NamedTuple):
    """Room for the walk, so that kernels make no arrays; see `search_tables.search_room`."""

    used: NDArray[np.float64]  # shape (rows,)
    change: NDArray[np.float64]  # shape (rows,), nought between two moves
    pending: NDArray[np.float64]  # shape (4 rows + 4,), the changes of the rows touched
    touched: NDArray[
        np.int64
    ]  # shape (4 rows + 6,), rows touched; then how many more broke, and how many there are
    best: NDArray[np.int64]  # shape (projects,), the best choice met
    top: NDArray[np.float64]  # shape (1,), its worth


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
    return np.int64(float(spin(state)) * UNIT * count)


@inner
def excess(tables, row, used):  # type: ignore[no-untyped-def]
    """By how much a row is broken, plus its toll for being broken at all; nought within its slack."""
    if used > tables.high[row] + tables.slack[row]:
        return used - tables.high[row] + tables.toll[row]
    if used < tables.low[row] - tables.slack[row]:
        return tables.low[row] - used + tables.toll[row]
    return 0.0


@inner
def shift(tables, column, sign, room):  # type: ignore[no-untyped-def]
    """Add a column's figures to the pending change of rows, and list the rows it touches."""
    count = room.touched[-1]
    for place in range(tables.pointer[column], tables.pointer[column + 1]):
        row = tables.row[place]
        if room.change[row] == 0.0:
            room.touched[count] = row
            count += 1
        room.change[row] += sign * tables.figure[place]
    room.touched[-1] = count


@inner
def measure(tables, choice, used):  # type: ignore[no-untyped-def]
    """Fill `used` afresh from the choice; returns its worth."""
    for row in range(used.size):
        used[row] = 0.0
    value = 0.0
    for project in range(choice.size):
        column = choice[project]
        if column >= 0:
            value += tables.worth[column]
            for place in range(tables.pointer[column], tables.pointer[column + 1]):
                used[tables.row[place]] += tables.figure[place]
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
    project, member = tables.project[first], tables.member[first]
    ties = tables.link_pointer[member + 1] - tables.link_pointer[member]
    draw = pick(state, np.int64(8))  # a bare 8 would compile `pick` twice
    if ties > 0 and draw < 2:
        other = tables.link[tables.link_pointer[member] + pick(state, ties)]
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
    factor = STEP if inside < INSIDE * EPOCH else 1.0 / STEP
    for row in range(used.size):
        over = excess(tables, row, used[row])
        asked = weight[0, row] * factor * (1.1 if over > 0.0 and inside == 0 else 1.0)
        weight[0, row] = min(max(asked, 0.02 * weight[1, row]), 1000.0 * weight[1, row])


@inner
def turn(tables, choice, column, room):  # type: ignore[no-untyped-def]
    """Put a column's project on that start, or out if it is there, as a pending change; returns the worth gained."""
    old = choice[tables.project[column]]
    gain = 0.0
    if old >= 0:
        gain -= tables.worth[old]
        shift(tables, old, -1.0, room)
    if old != column:
        gain += tables.worth[column]
        shift(tables, column, 1.0, room)
    return gain


@inner
def priced(tables, weight, room):  # type: ignore[no-untyped-def]
    """What the pending change adds to the price of broken rows; moves it from `change` to `pending`.

    `touched[-2]` then holds how many more rows it breaks.
    """
    broken = 0
    extra = 0.0
    for place in range(room.touched[-1]):
        row = room.touched[place]
        step = room.change[row]
        room.change[row] = 0.0  # a row may be listed twice where figures cancelled: count it once
        room.pending[place] = step
        if step != 0.0:
            before = excess(tables, row, room.used[row])
            after = excess(tables, row, room.used[row] + step)
            extra += weight[0, row] * (after - before)
            broken += (1 if after > 0.0 else 0) - (1 if before > 0.0 else 0)
    room.touched[-2] = broken
    return extra


@inner
def settle(tables, choice, columns, room):  # type: ignore[no-untyped-def]
    """Carry out accepted turns on the choice, and on what the rows hold."""
    for column in columns:
        if column >= 0:
            project = tables.project[column]
            choice[project] = -1 if choice[project] == column else column
    for place in range(room.touched[-1]):
        room.used[room.touched[place]] += room.pending[place]


@inner
def walk(tables, choice, weight, room, heat, state):  # type: ignore[no-untyped-def]
    """One epoch at one temperature; returns how many evaluations were inside the limits."""
    value = measure(tables, choice, room.used)
    broken = 0
    for row in range(room.used.size):
        broken += 1 if excess(tables, row, room.used[row]) > 0.0 else 0
    inside = 0
    for _ in range(EPOCH):
        inside += 1 if broken == 0 else 0
        room.touched[-1] = 0
        first = tables.hot[pick(state, tables.hot.size)]
        second = partner(tables, choice, first, state)
        gain = turn(tables, choice, first, room)
        if second >= 0 and tables.project[second] != tables.project[first]:
            gain += turn(tables, choice, second, room)
        else:
            second = -1
        extra = priced(tables, weight, room)
        if gain - extra <= heat * log((float(spin(state)) + 1.0) * UNIT):
            continue
        settle(tables, choice, (first, second), room)
        value += gain
        broken += room.touched[-2]
        if broken == 0 and value > room.top[0]:
            room.top[0] = value
            for project in range(choice.size):
                room.best[project] = choice[project]
    return inside


@entry
def anneal(tables, choice, weight, plan, state, room):  # type: ignore[no-untyped-def]
    """Walk from `choice`, cooling; `room` then holds the best worth inside all limits (or -inf) and its choice.

    choice : shape (projects,), column or -1, changed in place to where the walk ended
    weight : shape (2, rows), price of one unit of excess (changed in place) and the price it began with
    plan   : (epochs, first temperature, what each epoch multiplies it by)
    state  : shape (1,), uint64, the random sequence
    """
    epochs, heat, cooling = plan
    for _ in range(epochs):
        inside = walk(tables, choice, weight, room, heat, state)
        reweigh(tables, room.used, weight, inside)
        heat *= cooling
