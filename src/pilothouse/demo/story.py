"""The demonstration's own clock: two years that end on a fixed day, so that nothing in it ages."""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime, time, timedelta
from random import Random

STORY_BEGIN = date(2024, 11, 1)
STORY_DAY = date(2026, 10, 31)


def month_ends() -> tuple[date, ...]:
    """The last days of the story's twenty-four months, oldest first."""
    found = []
    for at in range(24):
        year, month = divmod(STORY_BEGIN.year * 12 + STORY_BEGIN.month - 1 + at, 12)
        found.append(date(year, month + 1, calendar.monthrange(year, month + 1)[1]))
    return tuple(found)


MONTHS = month_ends()


def is_quarter(day: date) -> bool:
    """Whether the quarter's review falls on this month's end: January, April, July, October."""
    return day.month % 3 == 1


def within(day: date, first: date = STORY_BEGIN, last: date = STORY_DAY) -> date:
    """The day itself, or the nearest one of the story."""
    return min(max(day, first), last)


def at_work(rng: Random, day: date) -> datetime:
    """A moment in working hours on that day, or on the Monday after a weekend; never past the story's end."""
    if day.weekday() > 4:
        day += timedelta(days=7 - day.weekday())
    if day > STORY_DAY:
        day = STORY_DAY - timedelta(days=1 + rng.randrange(3))
    return datetime.combine(day, time(rng.randint(8, 16), rng.randint(0, 59), rng.randint(0, 59)), tzinfo=UTC)
