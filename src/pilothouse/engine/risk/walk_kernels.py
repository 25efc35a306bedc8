"""The walk through the plan, one lane of futures at a time: forward for dates, backward for criticality."""

from __future__ import annotations

import numpy as np

from pilothouse.engine.risk.columns import FS, LANES, SF, SS, TASK
from pilothouse.engine.risk.compile_kernels import inner
from pilothouse.engine.risk.lane_kernels import draw, keep_where, mix, plus_share, scale, times, whole_minutes
from pilothouse.engine.risk.lane_setup_kernels import weathered_finish
from pilothouse.engine.risk.philox_kernels import look_up, normals, philox_words

_I = np.int32
_U = np.uint32
_F = np.float32
_ONE = _F(1.0)
_MOST = _F(2.0**28)
_NEVER = _I(-(2**30))


@inner
def set_durations(block, draws, seed_and_shapes, walk, lane, drawn, duration):  # type: ignore[no-untyped-def]
    """Draw the duration of every task in each future: whole minutes, with factor, events and branch.

    drawn    : (groups, factors, events, choices) of the lane
    duration : shape (tasks, LANES), int32, written
    """
    seed, shapes = seed_and_shapes
    groups, factors, events, choices = drawn
    stops, value = walk.stops, lane.value
    words, nodes, work, bits, z = lane.words, lane.nodes, lane.work, lane.bits, lane.z
    for t in range(len(draws)):
        row = draws[t]
        if row["shape"] >= 0:
            # written out rather than calling `draw`: handing it the scratch rows costs as much as the draw
            philox_words(words, block, (row["low"], row["high"], _U(TASK)), seed)
            normals(z, words, work, bits)
            if row["own"] < _ONE:
                mix(z, row["own"], groups[row["group"]], row["in_group"], groups[-1], row["in_common"])
            look_up(value, z, shapes.tables[row["shape"]], nodes)
            scale(value, row["offset"], row["spread"])
        else:
            draw(value, lane, block, t, _U(TASK), draws, shapes, groups, seed)
        if row["systemic"]:
            times(value, factors[0])
        for h in range(stops[t]["hits"], stops[t + 1]["hits"]):
            plus_share(value, walk.hits[h]["share"], events[1, walk.hits[h]["event"]])
        whole_minutes(duration[t], value, _MOST)
        if stops[t]["branch"] >= 0:
            keep_where(duration[t], choices[stops[t]["branch"]], stops[t]["alternative"])


@inner
def hold_back(limit, before, lag):  # type: ignore[no-untyped-def]
    """Move a limit up to a predecessor's finish plus lag; all shape (LANES,), int32."""
    for j in range(LANES):
        limit[j] = max(limit[j], before[j] + lag)


@inner
def hold_back_from_start(limit, before, length, lag):  # type: ignore[no-untyped-def]
    """Move a limit up to a predecessor's start plus lag; all shape (LANES,), int32."""
    for j in range(LANES):
        limit[j] = max(limit[j], before[j] - length[j] + lag)


@inner
def set_dates(walk, lane, good, length, duration, finish):  # type: ignore[no-untyped-def]
    """Place every task as early as its links and earliest start allow, in one piece; weather stretches it.

    good     : shape (weathers, periods, LANES); length : [min] of a period
    duration, finish : shape (tasks, LANES), int32; finish is written, duration where weather stretches it
    """
    stops, links = walk.stops, walk.links
    start, floor = lane.bits, lane.floor
    for t in range(len(duration)):
        bounded = False
        start[:] = stops[t]["release"]
        for e in range(stops[t]["links"], stops[t + 1]["links"]):
            b, kind, lag = links[e]["before"], links[e]["kind"], links[e]["lag"]
            if kind == FS:
                hold_back(start, finish[b], lag)
            elif kind == SS:
                hold_back_from_start(start, finish[b], duration[b], lag)
            else:
                if not bounded:
                    floor[:] = _NEVER
                    bounded = True
                if kind == SF:
                    hold_back_from_start(floor, finish[b], duration[b], lag)
                else:
                    hold_back(floor, finish[b], lag)
        if stops[t]["weather"] >= 0:
            for j in range(LANES):
                end = weathered_finish(start[j], duration[t, j], good[stops[t]["weather"]], length, j)
                duration[t, j] = end - start[j]
        for j in range(LANES):
            finish[t, j] = start[j] + duration[t, j]
        if bounded:
            hold_back(finish[t], floor, _I(0))


@inner
def set_end(end, stops, finish):  # type: ignore[no-untyped-def]
    """Find the finish of the whole plan in each future; end, shape (LANES,), written."""
    end[:] = _NEVER
    for t in range(len(finish)):
        if stops[t]["last"]:
            hold_back(end, finish[t], _I(0))


@inner
def mark_drivers(t, walk, critical, duration, finish):  # type: ignore[no-untyped-def]
    """Hand criticality from task `t` to the predecessors whose dates drove it."""
    for e in range(walk.stops[t]["links"], walk.stops[t + 1]["links"]):
        b, kind, lag = walk.links[e]["before"], walk.links[e]["kind"], walk.links[e]["lag"]
        if kind == FS:
            for j in range(LANES):
                drives = finish[b, j] + lag == finish[t, j] - duration[t, j]
                critical[b, j] |= critical[t, j] & np.uint8(drives)
        else:
            from_start = _I(kind in (SS, SF))
            to_start = _I(kind == SS)
            for j in range(LANES):
                held = finish[b, j] - from_start * duration[b, j] + lag
                drives = held == finish[t, j] - to_start * duration[t, j]
                critical[b, j] |= critical[t, j] & np.uint8(drives)


@inner
def mark_critical(live, walk, end, walked, choices, tallies):  # type: ignore[no-untyped-def]
    """Walk backward from what finished last; tallies[t, 0] grows by the futures in which task t was critical.

    walked : (critical, duration, finish), each shape (tasks, LANES)
    A task that its branch left out passes criticality on and is not counted.
    """
    critical, duration, finish = walked
    stops = walk.stops
    critical[:] = np.uint8(0)
    for t in range(len(critical) - 1, -1, -1):
        if stops[t]["last"]:
            for j in range(live):
                critical[t, j] |= np.uint8(finish[t, j] == end[j])
        seen = np.int64(0)
        for j in range(LANES):
            seen += np.int64(critical[t, j])
        if seen == 0:
            continue
        mark_drivers(t, walk, critical, duration, finish)
        if stops[t]["branch"] >= 0:
            for j in range(LANES):
                seen -= np.int64(critical[t, j] and choices[stops[t]["branch"], j] != stops[t]["alternative"])
        tallies[t, 0] += np.float64(seen)


@inner
def tally_durations(live, stops, late, duration, tallies):  # type: ignore[no-untyped-def]
    """Add each task's deviations from its usual duration, their squares, and their products with lateness.

    late : shape (LANES,), int32, [min] finish of the plan less its usual finish
    """
    for t in range(len(duration)):
        usual = stops[t]["usual"]
        total = np.int64(0)
        square = np.int64(0)
        product = np.int64(0)
        for j in range(live):
            more = np.int64(duration[t, j] - usual)
            total += more
            square += more * more
            product += more * np.int64(late[j])
        tallies[t, 1] += np.float64(total)
        tallies[t, 2] += np.float64(square)
        tallies[t, 3] += np.float64(product)
