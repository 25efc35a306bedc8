"""Annealing for plain packing: one start a project, full rows, upper limits only; several times the general speed.

Same walk as `search_kernels` (outside the limits at a price), with the rows of a swap in one tight loop.
"""

from __future__ import annotations

from math import log
from typing import Any, NamedTuple, cast

import numpy as np
from numba import njit
from numpy.typing import NDArray

from pilothouse.engine.folding_kernels import INNER
from pilothouse.engine.selection.search_kernels import EPOCH, UNIT, entry, inner, pick, spin

# Sums may be added up in any order, several rows at a time.
inner_any_order = cast(Any, njit)(_nrt=False, fastmath=True, **INNER)
NOBODY = np.int64(-1)  # of the type of an item, or `price_after` is compiled twice


class Items(NamedTuple):
    """A packing problem: worth shape (items,), figure shape (items, rows), high shape (rows,)."""

    worth: NDArray[np.float64]
    figure: NDArray[np.float64]
    high: NDArray[np.float64]
    hot: NDArray[np.int64]


@inner_any_order
def price_after(items, room, weight, enters, leaves):  # type: ignore[no-untyped-def]
    """Price of broken rows once one item is in and another is out (-1 for none)."""
    price = 0.0
    if leaves < 0 and enters < 0:
        for row in range(room.size):
            price += weight[row] * max(0.0, -room[row])
    elif leaves < 0:
        for row in range(room.size):
            price += weight[row] * max(0.0, items.figure[enters, row] - room[row])
    elif enters < 0:
        for row in range(room.size):
            price += weight[row] * max(0.0, -items.figure[leaves, row] - room[row])
    else:
        for row in range(room.size):
            price += weight[row] * max(0.0, items.figure[enters, row] - items.figure[leaves, row] - room[row])
    return price


@inner
def carry_out(items, inside, room, enters, leaves):  # type: ignore[no-untyped-def]
    """Make the change; returns the worth gained."""
    gain = 0.0
    if enters >= 0:
        inside[enters] = 1
        gain += items.worth[enters]
        for row in range(room.size):
            room[row] -= items.figure[enters, row]
    if leaves >= 0:
        inside[leaves] = 0
        gain -= items.worth[leaves]
        for row in range(room.size):
            room[row] += items.figure[leaves, row]
    return gain


@inner
def empty_room(items, inside, room):  # type: ignore[no-untyped-def]
    """Fill `room` with what the items inside leave of each limit; returns their worth."""
    for row in range(room.size):
        room[row] = items.high[row]
    value = 0.0
    for item in range(inside.size):
        if inside[item]:
            value += items.worth[item]
            for row in range(room.size):
                room[row] -= items.figure[item, row]
    return value


@entry
def pack(items, inside, weight, plan, state, keeping):  # type: ignore[no-untyped-def]
    """Walk from `inside`, cooling; returns the best worth within all limits, or -inf.

    inside : shape (items,), int64, 0 or 1, changed in place
    weight : shape (rows,), price of a unit of excess, changed in place
    plan   : (epochs, first temperature, what each epoch multiplies it by)
    state  : shape (1,), uint64, the random sequence
    keeping : (items of the best, shape (items,); room for what is left of each limit, shape (rows,)), written
    """
    best, room = keeping
    best_value = -np.inf
    epochs, heat, cooling = plan
    for _ in range(epochs):
        value = empty_room(items, inside, room)
        price = price_after(items, room, weight, NOBODY, NOBODY)
        kept = 0
        for _ in range(EPOCH):
            kept += 1 if price <= 0.0 else 0
            enters, leaves = items.hot[pick(state, items.hot.size)], items.hot[pick(state, items.hot.size)]
            if inside[enters] == inside[leaves]:
                leaves = enters if inside[enters] else -1
                enters = -1 if inside[enters] else enters
            elif inside[enters]:
                enters, leaves = leaves, enters
            gain = (items.worth[enters] if enters >= 0 else 0.0) - (
                items.worth[leaves] if leaves >= 0 else 0.0
            )
            floor = heat * log((float(spin(state)) + 1.0) * UNIT)
            if gain + price <= floor:
                continue
            after = price_after(items, room, weight, enters, leaves)
            if gain - after + price > floor:
                value += carry_out(items, inside, room, enters, leaves)
                price = after
                if price <= 0.0 and value > best_value:
                    best_value = value
                    for item in range(inside.size):
                        best[item] = inside[item]
        factor = 1.05 if kept < 0.3 * EPOCH else 1.0 / 1.05
        for row in range(weight.size):
            weight[row] *= factor
        heat *= cooling
    return best_value
