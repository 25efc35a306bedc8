"""One task's rules as one row of numbers: floors, caps and facts, by constraint and progress."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from pilothouse.engine.schedule import layout as at
from pilothouse.engine.schedule.moments import minute
from pilothouse.engine.schedule.network import Constraint, Network, ProgressMode, Task

FIELDS = at.Nodes._fields
Row = dict[str, int]
LEFT_OPEN = -1  # a span to be filled from the time worked up to the status date

# constraint -> does it hold the start (else the finish), is it a floor, is it a cap
_HOLDS = {
    Constraint.START_NO_EARLIER_THAN: ("start", True, False),
    Constraint.START_NO_LATER_THAN: ("start", False, True),
    Constraint.FINISH_NO_EARLIER_THAN: ("finish", True, False),
    Constraint.FINISH_NO_LATER_THAN: ("finish", False, True),
    Constraint.MUST_START_ON: ("start", True, True),
    Constraint.MUST_FINISH_ON: ("finish", True, True),
}


@dataclass(frozen=True, slots=True)
class Rules:
    """What of a network bears on every row: dates in minutes, calendars by number."""

    start: int
    status: int | None
    override: bool
    honour: bool
    numbers: Mapping[str, int]

    @classmethod
    def of(cls, network: Network) -> Rules:
        """The rules of a network; calendar 0 is the clock, then the network's in their order."""
        numbers = {calendar.name: number for number, calendar in enumerate(network.calendars, 1)}
        numbers[""] = numbers[network.calendar]
        return cls(
            start=minute(network.start),
            status=None if network.status_date is None else minute(network.status_date),
            override=network.progress_mode is ProgressMode.PROGRESS_OVERRIDE,
            honour=network.honour_constraints,
            numbers=numbers,
        )


def empty_row(*, calendar: int = at.ON_CLOCK, span: int = 0, flags: int = 0) -> Row:
    """A row that nothing holds."""
    return {
        "span": span,
        "remaining": span,
        "calendar": calendar,
        "flags": flags,
        "floor_start": at.NO_FLOOR,
        "floor_finish": at.NO_FLOOR,
        "cap_start": at.NO_CAP,
        "cap_finish": at.NO_CAP,
        "late_start": at.NO_CAP,
        "late_finish": at.NO_CAP,
        "fixed_start": at.NOT_FIXED,
        "fixed_finish": at.NOT_FIXED,
    }


def task_row(task: Task, rules: Rules, *, rooted: bool, held: bool) -> Row:
    """The row of a leaf task.

    rooted : no predecessor, so the project's start is what holds it
    held   : it has predecessors, yet may not start before the project (a finish-to-finish link)
    """
    calendar = at.ON_CLOCK if task.elapsed else rules.numbers[task.calendar]
    row = empty_row(calendar=calendar, span=task.span)
    if rooted or held:
        row["floor_start"] = rules.start
    _constrain(row, task, rules, rooted=rooted)
    if task.deadline is not None:
        row["late_finish"] = min(row["late_finish"], minute(task.deadline))
    if task.progress is not None:
        _progress(row, task, rules)
    elif task.manual:
        row["flags"] |= at.FIXED | at.MANUAL
        row["fixed_start"] = _or_not(task.manual_start)
        row["fixed_finish"] = _or_not(task.manual_finish)
    elif rules.status is not None:
        row["floor_start"] = max(row["floor_start"], rules.status)
    return row


def hub_row(task: Task, rules: Rules, *, end: str) -> Row:
    """The row of a summary's start or finish, with what its own constraint and deadline hold there."""
    row = empty_row(flags=at.HUB)
    held = _HOLDS.get(task.constraint)
    if held is not None and held[0] == end:
        _constrain(row, task, rules, rooted=False)
    if end == "finish" and task.deadline is not None:
        row["late_finish"] = min(row["late_finish"], minute(task.deadline))
    return row


def _or_not(given: datetime | None) -> int:
    return at.NOT_FIXED if given is None else minute(given)


def _constrain(row: Row, task: Task, rules: Rules, *, rooted: bool) -> None:
    if task.constraint is Constraint.AS_LATE_AS_POSSIBLE:
        row["flags"] |= at.ALAP
    if task.constraint_date is None:
        return
    end, floor, cap = _HOLDS[task.constraint]
    date = minute(task.constraint_date)
    if floor:
        if rooted:
            row["floor_start"] = at.NO_FLOOR  # the constraint stands in for the project's start
        row[f"floor_{end}"] = max(row[f"floor_{end}"], date)
    if cap:
        row[f"late_{end}"] = date
        if rules.honour:
            row[f"cap_{end}"] = date
    if floor and cap and rules.honour:
        row["flags"] |= at.EXACT


def _progress(row: Row, task: Task, rules: Rules) -> None:
    done = task.progress
    if done is None:
        return
    row["flags"] |= at.STARTED
    row["flags"] &= ~(at.ALAP | at.EXACT)
    row["fixed_start"] = minute(done.actual_start)
    if done.actual_finish is not None:
        row["flags"] |= at.FIXED | at.DONE
        row["fixed_finish"] = minute(done.actual_finish)
        row["remaining"] = 0
        return
    row["cap_start"] = row["cap_finish"] = at.NO_CAP
    if rules.status is None:
        row["flags"] |= at.FIXED
        row["remaining"] = row["span"] if done.remaining is None else done.remaining
        return
    row["flags"] |= at.STATUSED | (at.FREE if rules.override else 0)
    row["floor_start"] = rules.status
    row["span"] = LEFT_OPEN if done.remaining is None else done.remaining
    row["remaining"] = task.span if done.remaining is None else done.remaining
