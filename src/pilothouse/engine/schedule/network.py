"""A plan as a network: tasks, the links between them, and the calendars they are worked by.

Frozen and checked on the way in; `columns.py` lays it out as arrays for the passes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from pilothouse.engine.schedule.calendar import STANDARD, Calendar
from pilothouse.engine.schedule.moments import minute


class LinkType(Enum):
    """Which end of the predecessor holds back which end of the successor."""

    FINISH_START = "FS"
    START_START = "SS"
    FINISH_FINISH = "FF"
    START_FINISH = "SF"


class LagKind(Enum):
    """How the wait on a link is measured."""

    WORKING = "working"  # minutes of working time
    ELAPSED = "elapsed"  # minutes of the clock, nights and holidays too
    PERCENT = "percent"  # of the predecessor's duration, then as that duration is measured


class LagCalendar(Enum):
    """Whose calendar measures a working lag that names none."""

    SUCCESSOR = "successor"  # as MS Project does
    PREDECESSOR = "predecessor"
    PROJECT = "project"


class Constraint(Enum):
    """The eight date constraints of MS Project."""

    AS_SOON_AS_POSSIBLE = "ASAP"
    AS_LATE_AS_POSSIBLE = "ALAP"
    START_NO_EARLIER_THAN = "SNET"
    START_NO_LATER_THAN = "SNLT"
    FINISH_NO_EARLIER_THAN = "FNET"
    FINISH_NO_LATER_THAN = "FNLT"
    MUST_START_ON = "MSO"
    MUST_FINISH_ON = "MFO"


class ProgressMode(Enum):
    """What a task that started out of sequence does with the work that remains."""

    RETAINED_LOGIC = "retained"  # waits for its predecessors
    PROGRESS_OVERRIDE = "override"  # goes on, whatever its predecessors do


DATELESS = frozenset({Constraint.AS_SOON_AS_POSSIBLE, Constraint.AS_LATE_AS_POSSIBLE})
LONGEST_MINUTES = 100_000_000  # 190 years: keeps sums within 32 bits


def _check_length(minutes: int, what: str, *, least: int = 0) -> None:
    if not least <= minutes <= LONGEST_MINUTES:
        raise ValueError(f"{what} is out of range: {minutes} minutes.")


@dataclass(frozen=True, slots=True)
class Lag:
    """A wait on a link; negative is a lead.

    amount   : minutes, or whole percent of the predecessor's duration when kind is PERCENT
    calendar : name of the calendar that measures a WORKING lag; empty follows `Network.lag_calendar`
    """

    amount: int = 0
    kind: LagKind = LagKind.WORKING
    calendar: str = ""

    def __post_init__(self) -> None:
        _check_length(abs(self.amount), "A lag")
        if self.calendar and self.kind is not LagKind.WORKING:
            raise ValueError(f"Only a working lag has a calendar; this one is {self.kind.value}.")


NO_LAG = Lag()


@dataclass(frozen=True, slots=True)
class Link:
    """One dependency: the predecessor holds back the successor."""

    predecessor: str
    successor: str
    type: LinkType = LinkType.FINISH_START
    lag: Lag = NO_LAG

    def __post_init__(self) -> None:
        if self.predecessor == self.successor:
            raise ValueError(f"Task {self.predecessor} cannot depend on itself.")


@dataclass(frozen=True, slots=True)
class Split:
    """A pause in a task: after so much work, so much working time without work (minutes, both)."""

    after: int
    pause: int

    def __post_init__(self) -> None:
        _check_length(self.after, "The work before a split", least=1)
        _check_length(self.pause, "The pause of a split", least=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """What has really happened on a task.

    actual_finish : given, the task is done
    remaining     : minutes of work left, in the task's own measure; None is the duration less the time
                    worked up to the status date, and the whole duration when there is none
    """

    actual_start: datetime
    actual_finish: datetime | None = None
    remaining: int | None = None

    def __post_init__(self) -> None:
        minute(self.actual_start, "An actual start")
        if self.remaining is not None:
            _check_length(self.remaining, "A remaining duration")
        if self.actual_finish is None:
            return
        minute(self.actual_finish, "An actual finish")
        if self.actual_finish < self.actual_start:
            raise ValueError(
                f"An actual finish ({self.actual_finish}) is before the actual start ({self.actual_start})."
            )
        if self.remaining:
            raise ValueError(
                f"A finished task has no work remaining, yet {self.remaining} minutes are given."
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A piece of work, a milestone, or a summary (a task that others name as their parent).

    duration   : minutes of work; 0 is a milestone. A summary's duration is ignored, it comes from its parts
    elapsed    : the duration runs on the clock, nights and holidays too
    calendar   : name of its calendar; empty is the project's
    constraint : with `constraint_date` for all but ASAP and ALAP
    deadline   : does not move the task; it makes float negative when missed
    manual_start, manual_finish : a task planned by hand stands there; either end alone uses the duration
    """

    id: str
    name: str = ""
    duration: int = 0
    elapsed: bool = False
    calendar: str = ""
    parent: str = ""
    milestone: bool = False
    constraint: Constraint = Constraint.AS_SOON_AS_POSSIBLE
    constraint_date: datetime | None = None
    deadline: datetime | None = None
    manual_start: datetime | None = None
    manual_finish: datetime | None = None
    splits: tuple[Split, ...] = ()
    progress: Progress | None = None

    def __post_init__(self) -> None:
        if not self.id:
            raise ValueError("A task needs an id.")
        who = f"Task {self.id}"
        _check_length(self.duration, f"{who}: the duration")
        if self.elapsed and self.calendar:
            raise ValueError(f"{who}: an elapsed duration runs on the clock, so it has no calendar.")
        if self.parent == self.id:
            raise ValueError(f"{who} cannot be its own parent.")
        self._check_dates(who)
        self._check_splits(who)

    @property
    def manual(self) -> bool:
        """Whether the task is planned by hand."""
        return self.manual_start is not None or self.manual_finish is not None

    @property
    def span(self) -> int:
        """Minutes from start to finish in the task's own measure: the work and its pauses."""
        return self.duration + sum(split.pause for split in self.splits)

    def _check_dates(self, who: str) -> None:
        if (self.constraint in DATELESS) is not (self.constraint_date is None):
            has = "takes no date" if self.constraint in DATELESS else "needs a date"
            raise ValueError(f"{who}: the constraint {self.constraint.value} {has}.")
        for name in ("constraint_date", "deadline", "manual_start", "manual_finish"):
            given = getattr(self, name)
            if given is not None:
                minute(given, f"{who}: {name.replace('_', ' ')}")
        start, finish = self.manual_start, self.manual_finish
        if start is not None and finish is not None and finish < start:
            raise ValueError(f"{who}: planned by hand to finish ({finish}) before it starts ({start}).")

    def _check_splits(self, who: str) -> None:
        done = 0
        for split in self.splits:
            if not done < split.after < self.duration:
                raise ValueError(
                    f"{who}: splits stand in order, inside the {self.duration} minutes of work; "
                    f"{split.after} does not."
                )
            done = split.after


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """A whole plan: tasks, links, calendars, and the rules that its dates follow.

    start              : the project starts here at the earliest
    calendar           : name of the project's calendar
    finish             : a date that late dates count back from; None is the latest early finish
    status_date        : work left undone lies after it, as in Primavera; None moves nothing, as in MS Project
    progress_mode      : for tasks that started out of sequence; matters only with a status date
    honour_constraints : dates of the hard constraints win over links (the default of MS Project)
    critical_float     : minutes; a task with this total float or less is critical
    Raises ValueError: an id or name that nothing carries, twice the same id, a link to one's own parent.
    """

    start: datetime
    tasks: tuple[Task, ...]
    links: tuple[Link, ...] = ()
    calendars: tuple[Calendar, ...] = (STANDARD,)
    calendar: str = "Standard"
    finish: datetime | None = None
    status_date: datetime | None = None
    progress_mode: ProgressMode = ProgressMode.RETAINED_LOGIC
    lag_calendar: LagCalendar = LagCalendar.SUCCESSOR
    honour_constraints: bool = True
    critical_float: int = 0

    def __post_init__(self) -> None:
        minute(self.start, "The project start")
        if self.finish is not None:
            minute(self.finish, "The project finish")
        if self.status_date is not None:
            minute(self.status_date, "The status date")
        if not self.tasks:
            raise ValueError("A network needs at least one task.")
        self._check_names()
        self._check_progress()

    def _check_names(self) -> None:
        names = {calendar.name for calendar in self.calendars}
        if len(names) != len(self.calendars):
            raise ValueError("Two calendars have the same name.")
        if self.calendar not in names:
            raise ValueError(f"The project's calendar {self.calendar!r} is not among the calendars.")
        ids = {task.id for task in self.tasks}
        if len(ids) != len(self.tasks):
            seen: set[str] = set()
            twice = next(task.id for task in self.tasks if task.id in seen or seen.add(task.id))  # type: ignore[func-returns-value]
            raise ValueError(f"Two tasks have the id {twice}.")
        for task in self.tasks:
            if task.calendar and task.calendar not in names:
                raise ValueError(f"Task {task.id}: no calendar is called {task.calendar!r}.")
            if task.parent and task.parent not in ids:
                raise ValueError(f"Task {task.id}: no task has the id {task.parent} of its parent.")
        for link in self.links:
            for end in (link.predecessor, link.successor):
                if end not in ids:
                    raise ValueError(
                        f"A link {link.predecessor} → {link.successor}: no task has the id {end}."
                    )
            if link.lag.calendar and link.lag.calendar not in names:
                raise ValueError(
                    f"The lag {link.predecessor} → {link.successor}: "
                    f"no calendar is called {link.lag.calendar!r}."
                )

    def _check_progress(self) -> None:
        for task in self.tasks:
            if task.progress is None:
                continue
            if self.status_date is None:
                if (task.progress.remaining or 0) > task.duration:
                    raise ValueError(
                        f"Task {task.id}: more work remains ({task.progress.remaining}) than its duration "
                        f"({task.duration}), and no status date says from when."
                    )
                continue
            for name in ("actual_start", "actual_finish"):
                given = getattr(task.progress, name)
                if given is not None and given.date() > self.status_date.date():
                    raise ValueError(
                        f"Task {task.id}: its {name.replace('_', ' ')} ({given}) "
                        f"lies after the status date ({self.status_date})."
                    )
