"""Calendars as tables, so that adding working time to a date takes a few look-ups instead of a walk.

For each calendar and day: the minutes worked before it and the pattern of its shifts; for each pattern: minutes
worked since midnight. The way back goes by stretches of work that nothing interrupts. Patterns are shared, so a
table stays inside the cache.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from pilothouse.engine.schedule.calendar import Calendar, Day
from pilothouse.engine.schedule.layout import Clocks, Int32, Int64
from pilothouse.engine.schedule.moments import EPOCH, LAST_MINUTE, MINUTES_A_DAY

STRIDE = MINUTES_A_DAY + 1  # entries of one pattern
EIGHT_YEARS = 2922  # days
COARSEST, FINEST = 20, 5  # one guess for every 2^20 to 2^5 minutes of work
ALL_DAYS = (-2, LAST_MINUTE // MINUTES_A_DAY + 2)  # a little more than 1900–2199, so that running out shows
HEADER, PER_CALENDAR = 2, 4
CLOCK: Day = ((0, MINUTES_A_DAY),)


def _slice(first: date, last: date, window: tuple[int, int]) -> slice:
    """Days of the window between two dates, both included."""
    from_day = max((first - EPOCH.date()).days, window[0]) - window[0]
    to_day = min((last - EPOCH.date()).days + 1, window[1]) - window[0]
    return slice(from_day, max(to_day, from_day))


class _Patterns:
    """Distinct days of shifts, numbered as they appear."""

    def __init__(self) -> None:
        self.number: dict[Day, int] = {}

    def __call__(self, day: Day) -> int:
        return self.number.setdefault(day, len(self.number))

    def worked(self) -> Int32:
        """Minutes worked since midnight, shape (patterns, 1441)."""
        work = np.zeros((len(self.number), STRIDE), np.int32)
        for day, row in self.number.items():
            for start, end in day:
                work[row, start + 1 : end + 1] = 1
        return np.cumsum(work, axis=1, dtype=np.int32)

    def stretches(self, pattern: Int32, first_day: int) -> tuple[Int64, Int64]:
        """First minute of every stretch of work of those days, and the minute after it; shifts that meet are one."""
        days = list(self.number)
        each = np.array([len(day) for day in days], np.int64)[pattern]
        shifts = np.array([shift for day in days for shift in day], np.int64).reshape(-1, 2)
        at = np.cumsum([0, *(len(day) for day in days)])[pattern]
        owner = np.repeat(np.arange(len(pattern)), each)
        rank = np.arange(len(owner)) - np.repeat(np.cumsum(each) - each, each)
        found = shifts[at[owner] + rank] + ((owner + first_day) * MINUTES_A_DAY)[:, None]
        apart = np.flatnonzero(found[1:, 0] > found[:-1, 1])
        firsts = np.concatenate([[0], apart + 1]) if len(found) else apart
        return found[firsts, 0], found[np.append(apart, len(found) - 1)[: len(firsts)], 1]


def _pattern_by_day(calendar: Calendar | None, window: tuple[int, int], patterns: _Patterns) -> Int32:
    """Pattern number of each day of the window; None is the clock itself."""
    size = window[1] - window[0]
    if calendar is None:
        return np.full(size, patterns(CLOCK), np.int32)
    weekday = (np.arange(window[0], window[1])) % 7  # 1 January 1900 was a Monday
    numbers = np.array([patterns(day) for day in calendar.week], np.int32)[weekday]
    for other in calendar.other_weeks:
        part = _slice(other.first, other.last, window)
        numbers[part] = np.array([patterns(day) for day in other.week], np.int32)[weekday[part]]
    for exception in calendar.exceptions:
        numbers[_slice(exception.first, exception.last, window)] = patterns(exception.shifts)
    return numbers


class _Way(NamedTuple):
    """The way back from minutes of work to a moment, of one calendar; as `clock_kernels.py` reads it."""

    stretches: Int32
    guesses: Int32
    shift: int
    even: bool


def _way(ends: Int64, delta: Int64, edges: tuple[int, int]) -> _Way:
    """Stretches with one before all work and one after it, and which of them each amount of work may end in.

    ends, delta : minutes worked by the end of each stretch, and what makes a moment of them
    """
    total = int(ends[-1]) if len(ends) else 0
    shift = FINEST + 2
    if len(ends):
        shortest = np.diff(ends, prepend=0)[1:-1].min(initial=2**COARSEST)  # the window may cut the outer two
        shift = min(max(int(shortest).bit_length() - 1, FINEST), COARSEST)
    until = np.concatenate([[0], ends, [2**31 - 1]])
    makes = np.concatenate([[edges[0]], delta, [edges[1] - total - 1]])
    marks = (np.arange(0, ((total + 1) >> shift) + 3, dtype=np.int64) - 1 << shift) + 1
    first = np.searchsorted(until, np.maximum(marks, 0), side="left")
    last = np.searchsorted(until, np.minimum(np.maximum(marks + (1 << shift) - 1, 0), total + 1), side="left")
    return _Way(
        np.stack([until, makes], axis=1).astype(np.int32).ravel(),
        np.minimum(first, len(until) - 1).astype(np.int32),
        shift,
        bool((last - first).max() <= 1),
    )


def _tables(calendars: Sequence[Calendar | None], window: tuple[int, int]) -> Clocks:
    """The table: first day, days, then per calendar where its blocks begin and its minutes in all."""
    patterns = _Patterns()
    numbers = [_pattern_by_day(calendar, window, patterns) for calendar in calendars]
    worked = patterns.worked()
    head = HEADER + PER_CALENDAR * len(calendars)
    edges = window[0] * MINUTES_A_DAY, window[1] * MINUTES_A_DAY
    header = [window[0], window[1] - window[0]]
    table, even = [worked.ravel()], []
    filled = head + worked.size
    for pattern in numbers:
        before = np.concatenate([[0], np.cumsum(worked[pattern, -1], dtype=np.int64)])
        offset = head + pattern.astype(np.int64) * STRIDE
        by_day = np.stack([before, np.append(offset, head)], axis=1).astype(np.int32).ravel()
        starts, ends = patterns.stretches(pattern, window[0])
        until = np.cumsum(ends - starts)
        way = _way(until, ends - until, edges)
        at_stretch = filled + len(by_day)
        at_guess = at_stretch + len(way.stretches)
        header += [filled, at_guess, way.shift, int(before[-1])]
        table += [by_day, way.stretches, at_stretch + 2 * way.guesses]
        filled = at_guess + len(way.guesses)
        even.append(way.even)
    whole = np.concatenate([np.array(header, np.int32), *table])
    return Clocks(table=whole, first_day=window[0], days=window[1] - window[0], even=np.array(even))


@lru_cache(maxsize=32)
def clocks(calendars: tuple[Calendar | None, ...], window: tuple[int, int] = ALL_DAYS) -> Clocks:
    """Tables of the calendars over a window of days since 1900 (last day excluded); None is the clock.

    Raises ValueError: a calendar that has no working time in 1900–2199.
    """
    built = _tables(calendars, window)
    if window == ALL_DAYS:
        for row, calendar in enumerate(calendars):
            if calendar is not None and not built.table[HEADER + PER_CALENDAR * row + 3]:
                raise ValueError(f"Calendar {calendar.name} has no working time.")
    return built


def window_around(first: int, last: int, *, years: int = 12) -> tuple[int, int]:
    """A window of days from some years before the first minute to three times as many after the last.

    Its ends are rounded outwards to eight years, so that plans of one time share their tables.
    """
    span = 366 * years
    start = (first // MINUTES_A_DAY - span) // EIGHT_YEARS * EIGHT_YEARS
    end = -(-(last // MINUTES_A_DAY + 3 * span) // EIGHT_YEARS) * EIGHT_YEARS
    return max(start, ALL_DAYS[0]), min(end, ALL_DAYS[1])
