"""Compiled work on activity lists: random numbers, sampling, crossing, and who stays in the crowd.

Sources: Hartmann, "A competitive genetic algorithm for resource-constrained project scheduling", Naval
Research Logistics 45 (1998) 733-750 (lists and two-point crossing); Vigna, "An experimental exploration of
Marsaglia's xorshift generators", ACM TOMS 42 (2016) art. 30 (random numbers).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numpy as np
from numba import njit

from pilothouse.engine.folding_kernels import INNER

U64 = np.uint64
SHARE = 1024  # cost steps kept for the mean finish, so that equal delays still differ
MUTATION_PER_MILLE = 20

Kernel = TypeVar("Kernel", bound=Callable[..., Any])


def entry(kernel: Kernel) -> Kernel:
    """Compile what Python calls; nothing of ours comes from C, so that wrapper is left out.

    No kernel makes an array, so nobody counts who holds one; Numba spells that option with an underscore.
    """
    options: dict[str, Any] = {"cache": True, "no_cfunc_wrapper": True, "_nrt": False}
    return cast(Kernel, njit(**options)(kernel))


def inner(kernel: Kernel) -> Kernel:
    """Compile what only compiled code calls, as part of its callers."""
    options: dict[str, Any] = {**INNER, "_nrt": False, "forceinline": True}
    return cast(Kernel, njit(**options)(kernel))


@inner
def draw(dice: Any) -> Any:
    """The next 64 random bits."""
    x = dice[0]
    x ^= x >> U64(12)
    x ^= x << U64(25)
    x ^= x >> U64(27)
    dice[0] = x
    return x * U64(2685821657736338717)


@inner
def below(dice: Any, limit: int) -> Any:
    """A random whole number in 0 .. limit - 1."""
    return np.int64(((draw(dice) >> U64(33)) * U64(limit)) >> U64(31))


@inner
def copy_into(source: Any, target: Any, count: int) -> None:
    """Copy the first `count` values; a plain loop compiles ten times as fast as a slice."""
    for k in range(count):
        target[k] = source[k]


@inner
def fill(target: Any, value: Any) -> None:
    """Set every value."""
    for k in range(target.shape[0]):
        target[k] = value


@inner
def sort_by(key: Any, source: Any, target: Any, count: Any, top: int) -> None:
    """Put `source` into `target` by rising key in 0 .. top, ties in the order they came."""
    for t in range(top + 2):
        count[t] = 0
    n = source.shape[0]
    for k in range(n):
        count[key[source[k]] + 1] += 1
    for t in range(top + 1):
        count[t + 1] += count[t]
    for k in range(n):
        job = source[k]
        target[count[key[job]]] = job
        count[key[job]] += 1


@inner
def cost_of(finish: Any, due: Any, weight: Any, span: int) -> Any:
    """Weighted delay in steps of SHARE, plus the weighted mean finish as a share of `span`."""
    delay = 0
    total = 0
    mean = 0
    for g in range(finish.shape[0]):
        if finish[g] > due[g]:
            delay += weight[g] * (finish[g] - due[g])
        total += weight[g]
        mean += weight[g] * finish[g]
    if total > 0:
        mean = min(SHARE - 1, mean * (SHARE - 1) // (total * span))
    return delay * SHARE + mean


@inner
def digest_of(start: Any) -> Any:
    """A fingerprint of the start slots."""
    value = U64(14695981039346656037)
    for k in range(start.shape[0]):
        value = (value ^ U64(start[k])) * U64(1099511628211)
        value ^= value >> U64(29)
    return value


@inner
def sample_list(urgency: Any, graph: Any, greedy: bool, dice: Any, scratch: Any) -> None:
    """Fill the child with a list: most urgent first, or drawn with a chance that grows with regret.

    Source of the regret-biased draw: Drexl, Management Science 37 (1991) 1590-1602.
    """
    target, ready, waiting = scratch.child, scratch.spare, scratch.waiting
    n = target.shape[0]
    count: Any = np.int64(0)  # of one type from the first line on, or what it is given to is compiled twice
    for job in range(n):
        waiting[job] = graph.before_ptr[job + 1] - graph.before_ptr[job]
        if waiting[job] == 0:
            ready[count] = job
            count += 1
    for k in range(n):
        if greedy:
            pick = 0
            for i in range(1, count):
                if urgency[ready[i]] < urgency[ready[pick]]:
                    pick = i
        elif count > 64:
            # Large crowds of ready tasks: the most urgent of a few drawn, which costs the same for any size.
            pick = below(dice, count)
            for _ in range(7):
                other = below(dice, count)
                if urgency[ready[other]] < urgency[ready[pick]]:
                    pick = other
        else:
            pick = draw_by_regret(urgency, ready, count, dice)
        job = ready[pick]
        target[k] = job
        count -= 1
        ready[pick] = ready[count]
        for edge in range(graph.after_ptr[job], graph.after_ptr[job + 1]):
            after = graph.after[edge]
            waiting[after] -= 1
            if waiting[after] == 0:
                ready[count] = after
                count += 1


@inner
def draw_by_regret(urgency: Any, ready: Any, count: int, dice: Any) -> Any:
    """Position of one ready task, drawn with weight (regret + 1)."""
    worst = urgency[ready[0]]
    total = 0.0
    for i in range(count):
        worst = max(worst, urgency[ready[i]])
    for i in range(count):
        total += worst - urgency[ready[i]] + 1.0
    mark = (draw(dice) >> U64(11)) * (1.0 / 9007199254740992.0) * total
    for i in range(count):
        mark -= worst - urgency[ready[i]] + 1.0
        if mark <= 0.0:
            return i
    return count - 1


@inner
def better_of_two(cost: Any, filled: int, dice: Any) -> Any:
    """The cheaper of two rows drawn at random."""
    one = below(dice, filled)
    two = below(dice, filled)
    return two if cost[two] < cost[one] else one


@inner
def make_child(crowd: Any, graph: Any, scratch: Any) -> None:
    """Cross two parents and shake the result a little; the child still respects every link."""
    n = scratch.child.shape[0]
    filled = crowd.tally[0]
    mother = better_of_two(crowd.cost, filled, crowd.dice)
    father = better_of_two(crowd.cost, filled, crowd.dice)
    length = n // 4 + below(crowd.dice, n // 2 + 1)
    begin = below(crowd.dice, n - length + 1)
    crowd.tally[2] += 1
    cross(crowd.lists[mother], crowd.lists[father], begin, begin + length, scratch, crowd.tally[2])
    child = scratch.child
    for k in range(n - 1):
        if below(crowd.dice, 1000) < MUTATION_PER_MILLE:
            swap_if_free(child, k, graph)


@inner
def cross(mother: Any, father: Any, begin: int, until: int, scratch: Any, stamp: int) -> None:
    """Mother's order up to `begin`, father's order of what is left up to `until`, then mother's."""
    child, mark = scratch.child, scratch.mark
    n = child.shape[0]
    for k in range(begin):
        child[k] = mother[k]
        mark[mother[k]] = stamp
    k = begin
    i = 0
    while k < until:
        job = father[i]
        i += 1
        if mark[job] != stamp:
            child[k] = job
            mark[job] = stamp
            k += 1
    i = begin
    while k < n:
        job = mother[i]
        i += 1
        if mark[job] != stamp:
            child[k] = job
            k += 1


@inner
def swap_if_free(child: Any, k: int, graph: Any) -> None:
    """Swap a task with the next in the list, unless the next waits for it."""
    first, second = child[k], child[k + 1]
    for edge in range(graph.after_ptr[first], graph.after_ptr[first + 1]):
        if graph.after[edge] == second:
            return
    child[k] = second
    child[k + 1] = first


@inner
def settle(crowd: Any, row: int, listed: Any, cost: int, start: Any) -> Any:
    """Keep a new plan in row `row`, or (row < 0) in place of the dearest of three; True: a new best."""
    digest = digest_of(start)
    better = cost < crowd.tally[3]
    if better:
        crowd.tally[3] = cost
        copy_into(start, crowd.best, start.shape[0])
    if row < 0:
        filled = crowd.tally[0]
        row = below(crowd.dice, filled)
        for _ in range(2):
            other = below(crowd.dice, filled)
            if crowd.cost[other] > crowd.cost[row]:
                row = other
        if cost > crowd.cost[row]:
            return better
        for other in range(filled):
            if crowd.digest[other] == digest and crowd.cost[other] == cost:
                return better
    for k in range(listed.shape[0]):
        crowd.lists[row, k] = listed[k]
    crowd.cost[row] = cost
    crowd.digest[row] = digest
    return better
