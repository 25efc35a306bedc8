"""From a scheduled network to a plan with uncertainty, and from simulated minutes back to dates.

Durations are simulated in working time of the project's calendar, counted from the project start, and mapped back
to dates on that calendar. Read `NetworkPlan.notes` for what a given network loses on the way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np

from pilothouse.engine.door import kernels
from pilothouse.engine.risk import columns as c
from pilothouse.engine.risk.distributions import Distribution, fixed
from pilothouse.engine.risk.plan import CostLines, PlanLinks, RiskPlan
from pilothouse.engine.risk.simulation import known_finish
from pilothouse.engine.risk.tasks import CostLine
from pilothouse.engine.risk.uncertain import Uncertain
from pilothouse.engine.schedule import STANDARD, Network, Schedule, minute, moment, schedule
from pilothouse.engine.schedule import layout as at
from pilothouse.engine.schedule.calendar_tables import clocks, window_around

_CLOCKS = "pilothouse.engine.schedule.clock_kernels"
_KIND = {at.FS: c.FS, at.SS: c.SS, at.FF: c.FF, at.SF: c.SF}
_FACTS = at.DONE | at.FIXED | at.MANUAL | at.STARTED | at.STATUSED


@dataclass(frozen=True)
class Axis:
    """Working minutes of one calendar from one moment on: how a simulation counts time.

    table, calendar : the tables of the calendars, and the number of the project's
    start           : minutes since 1900 of the project start
    """

    table: Any
    calendar: int
    start: int

    def minutes(self, moments: Sequence[int] | c.Ints | c.Longs) -> c.Longs:
        """Working minutes from the start to each moment (minutes since 1900); shape (n,)."""
        many = np.asarray([self.start, *moments], dtype=np.int32)
        worked = kernels(_CLOCKS).works_before(self.table, np.full(len(many), self.calendar, np.int16), many)
        return np.asarray(worked[1:] - worked[0], dtype=np.int64)

    def date(self, minutes: float) -> datetime:
        """The date and time by which so many working minutes have passed since the start."""
        clock = kernels(_CLOCKS)
        number = np.full(1, self.calendar, np.int16)
        before = clock.works_before(self.table, number, np.array([self.start], np.int32))
        if minutes <= 0:
            return moment(self.start)
        return moment(int(clock.finishes_of(self.table, number, before + round(minutes))[0]))


def standard_axis(start: datetime) -> Axis:
    """The axis of a plan without a calendar of its own: Monday to Friday, 8 to 12 and 13 to 17, from `start`."""
    first = minute(start)
    return Axis(clocks((None, STANDARD), window_around(first, first)).table, 1, first)


@dataclass(frozen=True)
class NetworkPlan:
    """A network ready to simulate: the plan, its time axis, and what was simplified, in words."""

    plan: RiskPlan
    axis: Axis
    notes: tuple[str, ...]


def network_plan(
    network: Network, durations: Mapping[str, Distribution], *, lines: Sequence[CostLine] = (), **more: Any
) -> NetworkPlan:
    """Turn a network into a plan with uncertainty.

    durations : for each uncertain task, its whole duration in working minutes of its own calendar, counted from
                its actual start if it has one
    lines, more : cost lines, groups, correlation, events, branches, weather, as `RiskPlan` takes them
    Raises ValueError: an unknown or summary task, or anything `schedule` or `RiskPlan` refuses.

    Approximations. A task on another calendar than the project's takes the time that the schedule gives it at its
    planned duration, and from there on the ratio of the two calendars' working time; lags are as planned. Dates
    of finished and hand-planned tasks stand. Earliest dates hold; latest dates and deadlines do not pull a
    simulated task back. As-late-as-possible tasks run as soon as possible. Splits are part of their task.
    """
    dated = schedule(network)
    laid = dated.columns
    by_row = _names(network, dated)
    leaves = {name for name, row in zip(by_row, laid.task_of, strict=True) if row >= 0}
    for name in durations:
        if name not in leaves:
            raise ValueError(
                f"A duration is given for {name!r}, which is not a task of the network, or is a summary."
            )
    axis = _axis(network, dated)
    start, finish = _dates(dated)
    begins, ends = axis.minutes(start), axis.minutes(finish)
    planned = np.maximum(ends - begins, 0)
    flags = laid.nodes.flags.astype(np.int64)
    fact = (flags & _FACTS) != 0
    release = _release(dated, axis, begins, planned, fact)
    plan = RiskPlan(
        ids=by_row,
        durations=_durations(dated, axis, by_row, durations, planned),
        links=_links(dated, axis, (start, finish), fact),
        release=release.astype(np.int32),
        lines=_cost_lines(lines),
        steady=frozenset(_settled(dated, by_row)),
        **more,
    )
    return NetworkPlan(plan, axis, _notes(dated, plan, planned, int(ends.max(initial=0)), axis))


def _cost_lines(lines: Sequence[CostLine]) -> CostLines:
    """Cost lines by column."""
    return CostLines(
        ids=tuple(line.id for line in lines),
        task=tuple(line.task for line in lines),
        amount=Uncertain.of(line.amount for line in lines),
        rate=tuple(line.rate for line in lines),
    )


def _names(network: Network, dated: Schedule) -> tuple[str, ...]:
    """A name for each row: the task's id, or for a hub of a summary one of its own."""
    rows = enumerate(dated.columns.task_of)
    return tuple(network.tasks[task].id if task >= 0 else f"(summary {row})" for row, task in rows)


def _axis(network: Network, dated: Schedule) -> Axis:
    """The project's working time from its start, or from the earliest actual start before it."""
    number = 1 + [calendar.name for calendar in network.calendars].index(network.calendar)
    start, _ = _dates(dated)
    real = start[dated.columns.task_of >= 0]
    return Axis(dated.columns.clocks.table, number, min(minute(network.start), int(real.min())))


def _dates(dated: Schedule) -> tuple[c.Longs, c.Longs]:
    """Scheduled start and finish of each row, minutes since 1900; hubs at the early dates of the pass."""
    book = dated.dates.book
    start, finish = (book[row].astype(np.int64) for row in (at.EARLY_START, at.EARLY_FINISH))
    leaf = np.flatnonzero(dated.columns.task_of >= 0)
    task = dated.columns.task_of[leaf]
    real = (dated.columns.nodes.flags[leaf].astype(np.int64) & _FACTS) != 0
    start[leaf] = np.where(real, dated.start[task], dated.early_start[task])
    finish[leaf] = np.where(real, dated.finish[task], dated.early_finish[task])
    return start, finish


def _durations(
    dated: Schedule, axis: Axis, names: Sequence[str], given: Mapping[str, Distribution], planned: c.Longs
) -> Uncertain:
    """Distributions in minutes of the axis: exact at the planned duration, from there on at the calendars' ratio."""
    settled = _settled(dated, names)
    ratio = _ratios(dated, axis)
    rows = []
    for row, name in enumerate(names):
        item = given.get(name)
        if item is None or name in settled:
            rows.append(fixed(float(planned[row])))
            continue
        task = dated.network.tasks[int(dated.columns.task_of[row])]
        rows.append(
            _moved(item, task.span, float(planned[row]), ratio[int(dated.columns.nodes.calendar[row])])
        )
    return Uncertain.of(rows)


def _ratios(dated: Schedule, axis: Axis) -> list[float]:
    """Minutes of the axis for one of each calendar, over the two years from the start of the plan."""
    calendars = len(dated.columns.calendars)
    number = np.arange(calendars, dtype=np.int16)
    ends = [np.full(calendars, axis.start + years * 1_051_200, np.int32) for years in (0, 1)]
    before, after = (kernels(_CLOCKS).works_before(axis.table, number, end) for end in ends)
    worked = np.maximum(after - before, 1)
    return [float(worked[axis.calendar] / own) for own in worked]


def _moved(item: Distribution, span: int, planned: float, ratio: float) -> Distribution:
    """The distribution in minutes of the axis, never below 0; a lognormal is stretched in proportion."""
    if span == planned and ratio == 1.0:
        return item
    if item.kind == "lognormal":
        stretch = planned / span if span and planned else ratio
        return Distribution(item.kind, (item.numbers[0] * stretch, item.numbers[1]))
    moved = 3 if item.kind == "pert" else len(item.numbers)
    numbers = (
        max(planned + (value - span) * ratio, 0.0) if k < moved else value
        for k, value in enumerate(item.numbers)
    )
    return Distribution(item.kind, tuple(numbers), item.chances)


def _settled(dated: Schedule, names: Sequence[str]) -> set[str]:
    """Tasks whose dates are facts or set by hand, and hubs: nothing about them is uncertain."""
    laid = dated.columns
    stands = (laid.nodes.flags.astype(np.int64) & (at.DONE | at.MANUAL)) != 0
    return {name for name, fact, task in zip(names, stands, laid.task_of, strict=True) if fact or task < 0}


def _release(dated: Schedule, axis: Axis, begins: c.Longs, planned: c.Longs, fact: c.Bytes) -> c.Longs:
    """Earliest start of each row on the axis: constraints, actual and hand-planned starts."""
    nodes = dated.columns.nodes
    release = np.maximum(axis.minutes(nodes.floor_start), 0)
    by_finish = np.where(nodes.floor_finish > at.NO_FLOOR, axis.minutes(nodes.floor_finish) - planned, 0)
    release = np.maximum(release, by_finish)
    return np.where(fact, begins, release)


def _links(dated: Schedule, axis: Axis, dates: tuple[c.Longs, c.Longs], fact: c.Bytes) -> PlanLinks:
    """Links with lags in minutes of the axis, measured where the schedule puts them; none into started tasks."""
    links = dated.columns.links
    after = np.repeat(np.arange(dated.columns.size), np.diff(links.start))
    keep = ~fact[after]
    before, kind, lag = links.task[keep], links.type[keep].astype(np.int64), links.lag[keep].astype(np.int64)
    number = links.calendar[keep].astype(np.int16)
    start, finish = dates
    from_start = (kind == at.SS) | (kind == at.SF)
    held = np.where(from_start, start[before], finish[before])
    clock = kernels(_CLOCKS)
    worked = clock.works_before(axis.table, number, held.astype(np.int32))
    until = np.where(number == at.ON_CLOCK, held + lag, clock.finishes_of(axis.table, number, worked + lag))
    until = np.where(lag == 0, held, until)
    counts = np.bincount(after[keep], minlength=dated.columns.size)
    return PlanLinks(
        start=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        before=before.astype(np.int32),
        kind=np.array([_KIND[int(k)] for k in kind], dtype=np.int32),
        lag=(axis.minutes(until) - axis.minutes(held)).astype(np.int32),
    )


def _notes(dated: Schedule, plan: RiskPlan, planned: c.Longs, scheduled: int, axis: Axis) -> tuple[str, ...]:
    """What the plan simplifies in this very network."""
    nodes = dated.columns.nodes
    flags = nodes.flags.astype(np.int64)
    leaf = dated.columns.task_of >= 0
    notes = []
    other = int(np.sum(leaf & (nodes.calendar != axis.calendar) & (nodes.span > 0)))
    if other:
        notes.append(
            f"{other} tasks work by another calendar than the project's; the ratio of the two was used."
        )
    late = int(np.sum(leaf & ((nodes.cap_start != at.NO_CAP) | (nodes.cap_finish != at.NO_CAP))))
    if late:
        notes.append(f"{late} tasks have a latest date; in simulated futures it does not pull them back.")
    if np.any(flags & at.ALAP):
        notes.append("Tasks wanted as late as possible were simulated as soon as possible.")
    gap = known_finish(plan, planned.astype(np.float64)) - scheduled
    if gap:
        notes.append(
            f"With every task as planned, the simulated plan ends {abs(gap)} working minutes "
            f"{'after' if gap > 0 else 'before'} the schedule."
        )
    return tuple(notes)
