"""Working calendars: which minutes of which days people work.

A week of shifts, other weeks for a while, and exceptional days; all to the minute.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pilothouse.engine.schedule.moments import FIRST, LAST, MINUTES_A_DAY

Shift = tuple[int, int]  # from and to, minutes of the day, 0 to 1440
Day = tuple[Shift, ...]
Week = tuple[Day, Day, Day, Day, Day, Day, Day]  # Monday first

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
OFFICE_HOURS = "08:00-12:00 13:00-17:00"
OFFICE_DAYS = "Mon Tue Wed Thu Fri"


def _check_day(day: Day, where: str) -> None:
    end = -1
    for start, finish in day:
        if not 0 <= start < finish <= MINUTES_A_DAY:
            raise ValueError(f"{where}: the shift {start}–{finish} does not run forward within one day.")
        if start < end:
            raise ValueError(f"{where}: two shifts overlap or stand out of order.")
        end = finish


def _check_week(week: Week, where: str) -> None:
    if len(week) != 7:
        raise ValueError(f"{where}: a week has seven days, not {len(week)}.")
    for name, day in zip(DAYS, week, strict=True):
        _check_day(day, f"{where}, {name}")


def _check_range(first: date, last: date, where: str) -> None:
    if last < first:
        raise ValueError(f"{where}: the last day {last} is before the first day {first}.")
    if first < FIRST.date() or last >= LAST.date():
        raise ValueError(f"{where}: {first} to {last} lies outside 1900–2199.")


@dataclass(frozen=True, slots=True)
class ExceptionDays:
    """Days that differ from the week: a holiday (no shifts), or a Saturday that is worked.

    first, last : both included
    shifts      : what is worked on each of these days; empty is a day off
    """

    first: date
    last: date
    shifts: Day = ()

    def __post_init__(self) -> None:
        _check_range(self.first, self.last, "A calendar exception")
        _check_day(self.shifts, f"The exception of {self.first}")


@dataclass(frozen=True, slots=True)
class OtherWeek:
    """A different working week for a while, such as a summer timetable; first and last day included."""

    first: date
    last: date
    week: Week

    def __post_init__(self) -> None:
        _check_range(self.first, self.last, "A working week")
        _check_week(self.week, f"The working week from {self.first}")


@dataclass(frozen=True, slots=True)
class Calendar:
    """A named working calendar, to the minute.

    week        : shifts of the seven days, Monday first
    other_weeks : weeks that replace it for a while; the later one in the list wins
    exceptions  : single days or spans that win over every week; the later one in the list wins
    Raises ValueError: shifts that overlap, dates outside 1900–2199, or no working time at all.
    """

    name: str
    week: Week
    other_weeks: tuple[OtherWeek, ...] = ()
    exceptions: tuple[ExceptionDays, ...] = ()

    def __post_init__(self) -> None:
        if not self.name:
            raise ValueError("A calendar needs a name.")
        _check_week(self.week, f"Calendar {self.name}")
        days = [*self.week, *(e.shifts for e in self.exceptions)]
        days += [day for other in self.other_weeks for day in other.week]
        if not any(days):
            raise ValueError(f"Calendar {self.name} has no working time.")

    def shifts_on(self, day: date) -> Day:
        """The shifts worked on one day."""
        for exception in reversed(self.exceptions):
            if exception.first <= day <= exception.last:
                return exception.shifts
        for other in reversed(self.other_weeks):
            if other.first <= day <= other.last:
                return other.week[day.weekday()]
        return self.week[day.weekday()]


def _minute_of_day(clock: str) -> int:
    hours, _, minutes = clock.partition(":")
    if not (hours.isdigit() and minutes.isdigit() and int(minutes) < 60):
        raise ValueError(f"{clock!r} is not a time of day such as 08:00.")
    return int(hours) * 60 + int(minutes)


def working_week(
    name: str,
    *,
    hours: str = OFFICE_HOURS,
    days: str = OFFICE_DAYS,
    exceptions: tuple[ExceptionDays, ...] = (),
) -> Calendar:
    """A calendar that works the same hours on each of the named days.

    hours : such as "08:00-12:00 13:00-17:00"; "22:00-06:00" is a night shift that ends the next morning
    days  : three-letter English names, such as "Mon Tue Wed"
    """
    worked: list[list[Shift]] = [[] for _ in DAYS]
    for day in days.split():
        if day not in DAYS:
            raise ValueError(f"Calendar {name}: {day!r} is not one of {', '.join(DAYS)}.")
        for shift in hours.split():
            start, _, finish = shift.partition("-")
            begins, ends = _minute_of_day(start), _minute_of_day(finish)
            today, tomorrow = worked[DAYS.index(day)], worked[(DAYS.index(day) + 1) % 7]
            if ends > begins:
                today.append((begins, ends))
                continue
            today.append((begins, MINUTES_A_DAY))
            if ends:
                tomorrow.append((0, ends))
    mon, tue, wed, thu, fri, sat, sun = (tuple(sorted(day)) for day in worked)
    return Calendar(name=name, week=(mon, tue, wed, thu, fri, sat, sun), exceptions=exceptions)


STANDARD = working_week("Standard")
ROUND_THE_CLOCK = working_week("24 Hours", hours="00:00-24:00", days=" ".join(DAYS))
