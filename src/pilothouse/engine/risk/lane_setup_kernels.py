"""One lane of futures, before the plan is walked: factors, events, branches, weather."""

from __future__ import annotations

import numpy as np

from pilothouse.engine.risk.columns import (
    BRANCH,
    COMMON,
    EVENT,
    EVENT_COST,
    EVENT_TIME,
    FACTOR,
    GROUP,
    LANES,
    WEATHER,
)
from pilothouse.engine.risk.compile_kernels import inner
from pilothouse.engine.risk.lane_kernels import deviates, draw
from pilothouse.engine.risk.philox_kernels import look_up

_U = np.uint32
_F = np.float32
_ZERO = _F(0.0)
_ONE = _F(1.0)
_GOOD_LEAST = _F(0.02)
_NONE = _U(0)


@inner
def draw_factors(block, seed, keys, factor, lane, groups, factors):  # type: ignore[no-untyped-def]
    """Draw what tasks share: a deviate for each group and for everyone, and the factors of time and cost.

    keys : rows of KEYED, one a group and one for nobody
    """
    deviates(groups[len(groups) - 1], lane, block, (_NONE, _NONE, _U(COMMON)), seed)
    for g in range(len(keys)):
        deviates(groups[g], lane, block, (keys[g]["low"], keys[g]["high"], _U(GROUP)), seed)
    deviates(lane.z, lane, block, (_NONE, _NONE, _U(FACTOR)), seed)
    deviates(lane.value, lane, block, (_U(1), _NONE, _U(FACTOR)), seed)
    look_up(factors[0], lane.z, factor.time, lane.nodes)
    together = factor.correlation
    apart = _F(np.sqrt(_ONE - together * together))
    for j in range(LANES):
        lane.z[j] = together * lane.z[j] + apart * lane.value[j]
    look_up(factors[1], lane.z, factor.cost, lane.nodes)


@inner
def draw_events(block, sources, risks, lane, groups, events):  # type: ignore[no-untyped-def]
    """Draw which risk events happen in each future, and what each then adds in minutes and money.

    sources : (seed, shapes); risks : (events, delays, costs) of `Happenings`
    """
    seed, shapes = sources
    keys, delays, costs = risks
    for e in range(len(keys)):
        on, time, cost = events[0, e], events[1, e], events[2, e]
        draw(time, lane, block, e, _U(EVENT_TIME), delays, shapes, groups, seed)
        draw(cost, lane, block, e, _U(EVENT_COST), costs, shapes, groups, seed)
        row = keys[e]
        deviates(lane.z, lane, block, (row["low"], row["high"], _U(EVENT)), seed)
        limit = row["limit"]
        for j in range(LANES):
            happens = lane.z[j] < limit
            on[j] = _ONE if happens else _ZERO
            time[j] = time[j] if happens else _ZERO
            cost[j] = cost[j] if happens else _ZERO


@inner
def draw_branches(block, seed, branches, lane, choices):  # type: ignore[no-untyped-def]
    """Draw which alternative of each branch is taken; choices, shape (branches, LANES), written."""
    rows, bounds = branches
    for b in range(len(choices)):
        deviates(lane.z, lane, block, (rows[b]["low"], rows[b]["high"], _U(BRANCH)), seed)
        choices[b, :] = np.int32(0)
        for k in range(rows[b]["first"], rows[b + 1]["first"]):
            bound = bounds[k]
            for j in range(LANES):
                choices[b, j] += np.int32(lane.z[j] > bound)


@inner
def draw_weather(block, seed, skies, lane, good):  # type: ignore[no-untyped-def]
    """Draw the share of working time that stays good; good, shape (weathers, periods, LANES), written."""
    weathers, losses, season = skies
    for w in range(len(good)):
        row = weathers[w]
        for k in range(len(season)):
            deviates(lane.z, lane, block, (row["low"], _U(row["high"] + _U(k)), _U(WEATHER)), seed)
            look_up(lane.value, lane.z, losses[w, season[k]], lane.nodes)
            for j in range(LANES):
                good[w, k, j] = max(_ONE - lane.value[j], _GOOD_LEAST)


@inner
def weathered_finish(start, minutes, good, length, future):  # type: ignore[no-untyped-def]
    """Minute at which work of `minutes` ends in one future, when each period only gives its good share.

    start, minutes : int32, [min] of the plan's working time
    good           : shape (periods, LANES), float32; the last period goes on for ever
    """
    place = np.float64(start)
    left = np.float64(minutes)
    last = len(good) - 1
    period = min(np.int64(place) // length, last)
    while left > 0.0:
        share = np.float64(good[period, future])
        room = (period + 1) * length - place
        if period == last or room * share >= left:
            place += left / share
            left = np.float64(0.0)
        else:
            left -= room * share
            place += room
            period += 1
    return np.int32(np.rint(place))
