"""Days between which a role is held: the first and the last, both included, as moments and in words."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from django.utils import timezone

from pilothouse.kernel.kinds import nice_day


def first_moment(day: date) -> datetime:
    """The moment at which a day begins, in UTC."""
    return datetime.combine(day, time(), tzinfo=UTC)


def moment_after(day: date) -> datetime:
    """The moment at which a day is over: what holds until then holds on this day for the last time."""
    return first_moment(day + timedelta(days=1))


def from_words(starts: datetime | None) -> str:
    """The first day on which something holds, such as `1 Dec 2026`; a dash when it always did."""
    return nice_day(starts.astimezone(UTC).date()) if starts else "–"


def until_words(ends: datetime | None) -> str:
    """The last day on which something holds, such as `1 Dec 2026`; a dash when it has no end, and whether that came."""
    if ends is None:
        return "–"
    last = nice_day((ends.astimezone(UTC) - timedelta(microseconds=1)).date())
    return f"{last}, ended" if ends <= timezone.now() else last
