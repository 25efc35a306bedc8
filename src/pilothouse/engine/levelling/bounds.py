"""Values that no plan can go below: by links alone, by work against supply, and by projects in turn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pilothouse.engine.door import optional
from pilothouse.engine.levelling.compiled import Compiled
from pilothouse.engine.levelling.crowd import Ints, Longs
from pilothouse.engine.levelling.early import tails
from pilothouse.engine.levelling.peopled import Slots, slots_over
from pilothouse.engine.levelling.problem import LevellingProblem

HEADS_TRIED = 64
BUCKETS = 60
BUSIEST = 6


@dataclass(frozen=True, eq=False, kw_only=True)
class Demand:
    """Work that one supply must do: a resource, or a pool of people.

    work   : shape (n,)      units times slots that each row needs of it
    supply : shape (slots,)  units there are
    """

    work: Longs
    supply: Longs


def lower_bound(
    problem: LevellingProblem,
    compiled: Compiled,
    early: tuple[Longs, Longs],
    groups: tuple[Ints, Longs, Longs],
    end: int,
) -> int:
    """Cost that no plan can go below.

    end : [slot], finish of a plan in hand, which says how much time to look at
    Sources: energetic reasoning with heads and tails (Brucker and Knust, Complex Scheduling, 2012, ch. 3);
    transportation bound for weighted delay (Gelders and Kleindorfer, Operations Research 22 (1974) 46-60).
    """
    group, due, weight = groups
    tail = tails(compiled)
    finish = np.zeros(len(due), dtype=np.int64)
    np.maximum.at(finish, group, early[1] + _tail_within(compiled, tail, group))
    found = list(demands(problem, compiled, end))
    if len(due) == 1:
        for demand in found:
            finish[0] = max(finish[0], energy_bound(demand, early[0], tail))
        return int(weight[0] * max(0, finish[0] - due[0]))
    for demand in found:
        for g in np.unique(group[demand.work > 0]):
            mine = np.where(group == g, demand.work, 0)
            own = Demand(work=mine, supply=demand.supply)
            finish[g] = max(finish[g], energy_bound(own, early[0], np.zeros_like(tail), heads=8))
    alone = int((weight * np.maximum(finish - due, 0)).sum())
    found.sort(key=lambda demand: -float(demand.work.sum()) / max(1.0, float(demand.supply.mean())))
    together = [transport_bound(demand, early[0], (group, due, weight), finish) for demand in found[:BUSIEST]]
    return max([alone, *together])


def _tail_within(compiled: Compiled, tail: Longs, group: Ints) -> Longs:
    """Zero where several projects count apart, since what follows may be another project's."""
    return tail if group.max(initial=0) == group.min(initial=0) else np.zeros_like(tail)


def demands(problem: LevellingProblem, compiled: Compiled, slots: int) -> Iterator[Demand]:
    """Each resource and each pool of people, with the work that only it can do."""
    over: Slots = slots_over(problem, max(slots, 1))
    duration = compiled.duration.astype(np.int64)
    for k in range(compiled.units.shape[1]):
        yield Demand(work=duration * compiled.units[:, k], supply=over.left[:, k].astype(np.int64))
    there = 1 - over.away.astype(np.int64)
    row_of_seat = np.repeat(np.arange(compiled.rows), np.diff(compiled.seat_ptr))
    sets = [frozenset(pool) for pool in compiled.pools]
    for pool in sets:
        inside = np.array([other <= pool for other in sets])[compiled.seat_pool]
        seats = np.bincount(row_of_seat[inside], minlength=compiled.rows)
        yield Demand(work=duration * seats, supply=there[sorted(pool)].sum(axis=0))


def energy_bound(demand: Demand, head: Longs, tail: Longs, *, heads: int = HEADS_TRIED) -> int:
    """Finish before which the supply cannot do the work that starts after a head and precedes a tail.

    head, tail : shape (n,)   earliest start of each row, and least time after its finish
    """
    rows = np.flatnonzero(demand.work > 0)
    if not len(rows):
        return 0
    done = np.concatenate([[0], np.cumsum(demand.supply)])
    best = 0
    for least_head in _thin(np.unique(head[rows]), heads):
        chosen = rows[head[rows] >= least_head]
        by_tail = chosen[np.argsort(-tail[chosen], kind="stable")]
        wanted = done[min(least_head, len(done) - 1)] + np.cumsum(demand.work[by_tail])
        # Work beyond the slots in hand is not counted: the bound then stays at the end of those slots.
        reached = np.minimum(np.searchsorted(done, wanted), len(done) - 1)
        best = max(best, int((reached + tail[by_tail]).max()) if _within(wanted, done) else len(done) - 1)
    return best


def _within(wanted: Longs, done: Longs) -> bool:
    return bool(wanted[-1] <= done[-1])


def _thin(values: Longs, most: int) -> Longs:
    """At most so many of the values, evenly picked."""
    if len(values) <= most:
        return values
    return values[np.linspace(0, len(values) - 1, most).astype(np.int64)]


def transport_bound(demand: Demand, head: Longs, groups: tuple[Ints, Longs, Longs], finish: Longs) -> int:
    """Weighted delay that one supply forces on the projects together.

    Each unit of a project's work pays the project's delay, were it the last, shared over all its work; the
    cheapest way to pour the work into the supply of each bucket of time costs no more than any plan.
    finish : shape (g,), finish of each project that is already certain
    """
    group, due, weight = groups
    work = np.bincount(group, weights=demand.work, minlength=len(due))
    live = np.flatnonzero(work > 0)
    slots = len(demand.supply)
    certain = int((weight * np.maximum(finish - due, 0)).sum())
    if not len(live):
        return certain
    edges = np.unique(np.linspace(0, slots, min(BUCKETS, slots) + 1).astype(np.int64))
    # A last bucket without end: a plan with less delay in all may run on after the plan in hand.
    room = np.append(np.diff(np.concatenate([[0], np.cumsum(demand.supply)])[edges]), work.sum())
    edges = np.append(edges, edges[-1] + 1)
    release = np.full(len(due), slots, dtype=np.int64)
    np.minimum.at(release, group[demand.work > 0], head[demand.work > 0])
    last = np.maximum(edges[:-1][None, :] + 1, finish[live][:, None])
    price = weight[live][:, None] * np.maximum(last - due[live][:, None], 0) / work[live][:, None]
    allowed = edges[1:][None, :] > release[live][:, None]
    value = _transport(price, allowed, work[live].astype(np.float64), room.astype(np.float64))
    others = np.setdiff1d(np.arange(len(due)), live)
    rest = int((weight[others] * np.maximum(finish[others] - due[others], 0)).sum())
    # Rounded down with a margin for the solver's tolerance: a bound must never be too high.
    return max(certain, rest + int(np.floor(value * (1 - 1e-7) - 1e-6)) if value > 0 else certain)


def _transport(
    price: NDArray[np.float64],
    allowed: NDArray[np.bool_],
    work: NDArray[np.float64],
    room: NDArray[np.float64],
) -> float:
    """Cheapest way to pour `work` into `room`; 0 where there is none."""
    sparse = optional("scipy.sparse")
    linprog = optional("scipy.optimize").linprog
    project, bucket = np.nonzero(allowed)
    cells = np.arange(len(project))
    ones = np.ones(len(project))
    result = linprog(
        price[project, bucket],
        A_ub=sparse.csr_matrix((ones, (bucket, cells)), shape=(len(room), len(cells))),
        b_ub=room,
        A_eq=sparse.csr_matrix((ones, (project, cells)), shape=(len(work), len(cells))),
        b_eq=work,
        method="highs",
    )
    return float(result.fun) if result.status == 0 else 0.0
