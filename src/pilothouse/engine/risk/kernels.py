"""The simulation itself: lanes of futures drawn, walked through the plan, priced and added up."""

from __future__ import annotations

import numpy as np

from pilothouse.engine.risk.columns import FS, LANES, LINE, SF, SS
from pilothouse.engine.risk.compile_kernels import entry, inner
from pilothouse.engine.risk.lane_kernels import draw, keep_where, plus_share, times
from pilothouse.engine.risk.lane_setup_kernels import draw_branches, draw_events, draw_factors, draw_weather
from pilothouse.engine.risk.walk_kernels import (
    mark_critical,
    set_dates,
    set_durations,
    set_end,
    tally_durations,
)

_U = np.uint32
_F = np.float32
_ZERO = _F(0.0)
_NEVER = np.int32(-(2**30))


@inner
def price_lines(block, seed_and_shapes, money, lane, groups, out):  # type: ignore[no-untyped-def]
    """Draw the amount of each cost line in each future; out, shape (lines, LANES), written."""
    seed, shapes = seed_and_shapes
    for c in range(len(out)):
        draw(out[c], lane, block, c, _U(LINE), money.amounts, shapes, groups, seed)


@inner
def add_costs(money, stops, dates, drawn, out, total):  # type: ignore[no-untyped-def]
    """Add to each line what it costs by the minute and the events that hit it, and sum the lines.

    dates : (end, duration); drawn : (factors, events, choices); total : shape (LANES,), written
    """
    end, duration = dates
    factors, events, choices = drawn
    lines = money.lines
    total[:] = 0.0
    for c in range(len(out)):
        line, task, rate = out[c], lines[c]["task"], lines[c]["rate"]
        minutes = end if task < 0 else duration[task]
        if rate != 0.0:
            for j in range(LANES):
                line[j] = _F(line[j] + rate * minutes[j])
        if money.amounts[c]["systemic"]:
            times(line, factors[1])
        if task >= 0 and stops[task]["branch"] >= 0:
            keep_where(line, choices[stops[task]["branch"]], stops[task]["alternative"])
        for h in range(lines[c]["hits"], lines[c + 1]["hits"]):
            plus_share(line, money.hits[h]["share"], events[2, money.hits[h]["event"]])
        for j in range(LANES):
            total[j] += np.float64(line[j])


@inner
def tally_money(live, lines, late, events, line, more_cost, tallies):  # type: ignore[no-untyped-def]
    """Add up what events and cost lines did in this lane.

    late, more_cost : shape (LANES,), [min] and [money] above the usual
    tallies         : (events, lines) of `Tallies`
    """
    by_event, by_line = tallies
    for e in range(len(by_event)):
        for j in range(live):
            if events[0, e, j] > _ZERO:
                by_event[e, 0] += 1.0
                by_event[e, 1] += np.float64(late[j])
                by_event[e, 2] += more_cost[j]
    for c in range(len(by_line)):
        usual = lines[c]["usual"]
        for j in range(live):
            more = np.float64(line[c, j]) - usual
            by_line[c, 0] += more
            by_line[c, 1] += more * more


@inner
def keep(first, live, watched, kept, outcomes):  # type: ignore[no-untyped-def]
    """Copy the lane's finish, cost, factors and watched tasks into the arrays of the whole run.

    kept : (end, total, factors, finish, duration) of the lane
    """
    end, total, factors, finish, duration = kept
    for j in range(live):
        outcomes.finish[first + j] = end[j]
        outcomes.cost[first + j] = total[j]
        outcomes.time_factor[first + j] = factors[0, j]
        outcomes.cost_factor[first + j] = factors[1, j]
    for w in range(len(watched)):
        t = watched[w]
        for j in range(live):
            outcomes.watched_finish[w, first + j] = finish[t, j]
            outcomes.watched_duration[w, first + j] = duration[t, j]


@entry
def run_blocks(first_block, last_block, futures, inputs, scratch, outcomes, tallies):  # type: ignore[no-untyped-def]
    """Simulate lanes first_block to last_block - 1 of a run of `futures` futures."""
    seed, walk, money, happenings = inputs.seed, inputs.walk, inputs.money, inputs.happenings
    lane, groups, factors, events = scratch.lane, scratch.groups, scratch.factors, scratch.events
    choices, good, end, total = scratch.choices, scratch.good, scratch.end, scratch.total
    duration, finish, line = scratch.duration, scratch.finish, scratch.line
    sources = (seed, inputs.shapes)
    risks = (happenings.events, happenings.delays, happenings.costs)
    skies = (happenings.weathers, happenings.losses, happenings.season)
    for block in range(first_block, last_block):
        live = min(LANES, futures - block * LANES)
        draw_factors(block, seed, happenings.groups, inputs.factor, lane, groups, factors)
        draw_events(block, sources, risks, lane, groups, events)
        draw_branches(block, seed, (happenings.branches, happenings.bounds), lane, choices)
        draw_weather(block, seed, skies, lane, good)
        drawn = (groups, factors, events, choices)
        set_durations(block, inputs.durations, sources, walk, lane, drawn, duration)
        set_dates(walk, lane, good, happenings.length, duration, finish)
        set_end(end, walk.stops, finish)
        price_lines(block, sources, money, lane, groups, line)
        add_costs(money, walk.stops, (end, duration), (factors, events, choices), line, total)
        keep(block * LANES, live, inputs.watched, (end, total, factors, finish, duration), outcomes)
        walked = (scratch.critical, duration, finish)
        mark_critical(live, walk, end, walked, choices, tallies.tasks)
        for j in range(LANES):
            end[j] -= np.int32(inputs.usual_finish)
            total[j] -= inputs.usual_cost
        tally_durations(live, walk.stops, end, duration, tallies.tasks)
        tally_money(live, money.lines, end, events, line, total, (tallies.events, tallies.lines))


@entry
def plain_finish(finish, links, release, minutes, last):  # type: ignore[no-untyped-def]
    """Finish of a plan whose durations are known: one forward pass.

    finish : shape (tasks,), int64, written; links : (start, before, kind, lag), as in `PlanLinks`
    release, minutes, last : shape (tasks,), earliest start, duration, and whether the plan may end here
    """
    start, before, kind, lag = links
    end = np.int64(_NEVER)
    for t in range(len(minutes)):
        begin = np.int64(release[t])
        floor = np.int64(_NEVER)
        for e in range(start[t], start[t + 1]):
            held = finish[before[e]] + lag[e]
            if kind[e] == SS or kind[e] == SF:
                held -= minutes[before[e]]
            if kind[e] == FS or kind[e] == SS:
                begin = max(begin, held)
            else:
                floor = max(floor, held)
        finish[t] = max(begin + minutes[t], floor)
        if last[t]:
            end = max(end, finish[t])
    return end
