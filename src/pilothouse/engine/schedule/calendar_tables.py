"""Calendars as tables, so that adding working time to a date takes two look-ups instead of a walk.

For each calendar and day: the minutes worked before it and the pattern of its shifts; for each pattern:
minutes worked since midnight, and back. Patterns are shared, so a table stays inside the cache.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

import numpy as np

from pilothouse.engine.schedule.calendar import Calendar, Day
from pilothouse.engine.schedule.layout import Clocks, Int32, Int64
from pilothouse.engine.schedule.moments import EPOCH, LAST_MINUTE, MINUTES_A_DAY

STRIDE = MINUTES_A_DAY + 1  # entries of one pattern
EIGHT_YEARS = 2922  # days
GUESS_SHIFT = 7  # one guess for every 128 minutes of work
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

    def tables(self) -> tuple[np.ndarray, np.ndarray, Int64]:
        """Minutes worked since midnight, minute when so many are worked, and the total; one row a pattern."""
        work = np.zeros((len(self.number), STRIDE), np.int16)
        finish = np.full((len(self.number), STRIDE), MINUTES_A_DAY, np.int16)
        for day, row in self.number.items():
            worked = np.zeros(MINUTES_A_DAY, np.int16)
            for start, end in day:
                worked[start:end] = 1
            np.cumsum(worked, out=work[row, 1:])
            minutes = np.flatnonzero(worked)
            finish[row, 0] = 0
            finish[row, 1 : len(minutes) + 1] = minutes + 1
        return work, finish, work[:, -1].astype(np.int64)


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


def _guesses(before: Int64, total: int) -> Int32:
    """For every 128th minute of work, the worked day in which the minute before it ends."""
    marks = np.arange(0, (total >> GUESS_SHIFT) + 2, dtype=np.int64) << GUESS_SHIFT
    rows = np.searchsorted(before, marks, side="left") - 1
    return np.clip(rows, 0, len(before) - 1).astype(np.int32)


def _calendar_blocks(pattern: Int32, totals: Int64, window: tuple[int, int], base: int) -> list[Int32]:
    """Three blocks of one calendar: by day, by worked day, and guesses; `base` is where patterns begin."""
    minutes = totals[pattern]
    before = np.concatenate([[0], np.cumsum(minutes)])
    offset = base + pattern.astype(np.int64) * 2 * STRIDE
    by_day = np.stack([before, np.append(offset, base)], axis=1)
    at = np.flatnonzero(minutes)
    starts = (at + window[0]) * MINUTES_A_DAY
    worked = np.stack([before[at], starts, offset[at] + STRIDE], axis=1)
    end = np.array([[before[-1], window[1] * MINUTES_A_DAY, base + STRIDE]])
    guesses = _guesses(before[at] if len(at) else before[:1], int(before[-1]))
    return [part.astype(np.int32).ravel() for part in (by_day, np.concatenate([worked, end]), guesses)]


def _tables(calendars: Sequence[Calendar | None], window: tuple[int, int]) -> Clocks:
    """The table: first day, days, then per calendar where its blocks begin and its minutes in all."""
    patterns = _Patterns()
    numbers = [_pattern_by_day(calendar, window, patterns) for calendar in calendars]
    work, finish, totals = patterns.tables()
    head = HEADER + PER_CALENDAR * len(calendars)
    shapes = np.stack([work, finish], axis=1).astype(np.int32).ravel()
    table = [shapes]
    header = [window[0], window[1] - window[0]]
    filled = head + len(shapes)
    for pattern in numbers:
        by_day, worked, guesses = _calendar_blocks(pattern, totals, window, head)
        at_worked, at_guess = filled + len(by_day), filled + len(by_day) + len(worked)
        header += [filled, at_worked, at_guess, int(by_day[-2])]
        table += [by_day, worked, guesses]
        filled = at_guess + len(guesses)
    whole = np.concatenate([np.array(header, np.int32), *table])
    return Clocks(table=whole, first_day=window[0], days=window[1] - window[0])


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
