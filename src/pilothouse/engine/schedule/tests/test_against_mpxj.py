"""Ten thousand random plans, dated by us and by MPXJ's MS Project scheduler: no difference unexplained.

MPXJ (LGPL, Java) is no dependency of ours. To run this: put `mpxj` and `jpype1` on the path, with a Java machine.
PILOTHOUSE_MPXJ_NETWORKS sets the number of plans.

What differs, and why it should:
- Total float of a task that a hard constraint pulls before its links: MPXJ measures from where it was pulled to,
  MS Project (slack9.mpp in ../shared/data/mpxj) from where the links want it; so do we.
- Free float: MPXJ does not hold it to the total float; MS Project (the same file) does; so do we.
- A start held by a milestone that stands at the end of a shift: no work can start there, so the latest start is a
  minute earlier; MPXJ lets it slip to the next shift, which moves the milestone. One minute, in plans with
  milestones.
- Plans whose tasks have different calendars: MPXJ takes a lag off in minutes of the wrong calendar, takes a
  duration off before the lag where a finish is held, reads a milestone's late date as the end of a shift only, and
  lets a start that is held slip to the next shift. Ours are exact (test_laws.py), so late dates and float of such
  plans are compared where these cannot arise, and early dates always.
"""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pytest

from pilothouse.engine.door import kernels
from pilothouse.engine.schedule import (
    STANDARD,
    Constraint,
    ExceptionDays,
    Lag,
    LagKind,
    Link,
    LinkType,
    Network,
    Task,
    minute,
    schedule,
    working_week,
)
from pilothouse.engine.schedule.calendar_tables import clocks

START = datetime(2024, 1, 1, 8)
SIX = working_week(
    "Six days",
    hours="07:00-11:30 12:00-15:30",
    days="Mon Tue Wed Thu Fri Sat",
    exceptions=(
        ExceptionDays(datetime(2024, 1, 10).date(), datetime(2024, 1, 12).date()),
        ExceptionDays(datetime(2024, 1, 21).date(), datetime(2024, 1, 21).date(), ((540, 780),)),
    ),
)
CALENDARS = (STANDARD, SIX)
TYPES = list(LinkType)
DATED = [c for c in Constraint if c.value not in ("ASAP", "ALAP")]


@pytest.fixture(scope="module")
def java():
    try:
        import jpype
        import mpxj  # noqa: F401  (puts its jars on the path of the machine)
    except ImportError:
        pytest.skip("mpxj and jpype1 are not installed: the comparison with MPXJ is left out")
    if not jpype.isJVMStarted():
        jpype.startJVM()
    return jpype


def random_plan(random, *, mixed):
    """A plan of 3 to 14 tasks; `mixed` gives tasks calendars of their own."""
    n = int(random.integers(3, 15))
    tasks, links = [], []
    for i in range(n):
        calendar = CALENDARS[int(random.integers(2))].name if mixed else ""
        kind, date = Constraint.AS_SOON_AS_POSSIBLE, None
        if random.random() < 0.15:
            kind = DATED[int(random.integers(len(DATED)))]
            hour = 15 if "FINISH" in kind.name else 9
            weeks, day = divmod(int(random.integers(0, 30)), 5)
            date = datetime(2024, 1, 1, hour) + timedelta(days=7 * weeks + day)
            while mixed and not SIX.shifts_on(date.date()):
                date += timedelta(days=7)
        duration = 0 if random.random() < 0.1 else int(random.integers(1, 40)) * 60
        deadline = (
            START + timedelta(days=int(random.integers(1, 30)), hours=7) if random.random() < 0.05 else None
        )
        tasks.append(
            Task(
                id=str(i + 1),
                duration=duration,
                calendar=calendar,
                constraint=kind,
                constraint_date=date,
                deadline=deadline,
            )
        )
        for before in random.permutation(i)[: int(random.integers(0, 4))]:
            links.append(
                Link(
                    str(before + 1),
                    str(i + 1),
                    TYPES[int(random.choice(4, p=[0.55, 0.2, 0.2, 0.05]))],
                    _random_lag(random),
                )
            )
    return Network(start=START, tasks=tuple(tasks), links=tuple(links), calendars=CALENDARS)


def _random_lag(random):
    pick = random.random()
    if pick < 0.6:
        return Lag()
    if pick < 0.9:
        return Lag(int(random.integers(-10, 30)) * 60)
    return Lag(int(random.choice([-50, 25, 50, 100])), LagKind.PERCENT)


class Mpxj:
    """The plan in MPXJ's own objects, dated by its MS Project scheduler."""

    def __init__(self):
        from java.time import DayOfWeek, LocalDateTime, LocalTime
        from org.mpxj import (
            ConstraintType,
            Duration,
            LocalTimeRange,
            ProjectFile,
            Relation,
            RelationType,
            TimeUnit,
        )
        from org.mpxj.cpm import MicrosoftScheduler

        self.day, self.when, self.clock = DayOfWeek, LocalDateTime, LocalTime
        self.constraint, self.duration, self.span = ConstraintType, Duration, LocalTimeRange
        self.file, self.relation, self.kind, self.unit = ProjectFile, Relation, RelationType, TimeUnit
        self.scheduler = MicrosoftScheduler

    def moment(self, moment):
        return self.when.of(moment.year, moment.month, moment.day, moment.hour, moment.minute)

    def _shifts(self, hours, shifts):
        for start, finish in shifts:
            hours.add(self.span(self.clock.of(*divmod(start, 60)), self.clock.of(*divmod(finish, 60))))

    def calendar(self, file, calendar):
        made = file.addCalendar()
        made.setName(calendar.name)
        for number, shifts in enumerate(calendar.week, 1):
            day = self.day.of(number)
            made.setWorkingDay(day, bool(shifts))
            self._shifts(made.addCalendarHours(day), shifts)
        from java.time import LocalDate

        for exception in calendar.exceptions:
            first, last = (LocalDate.of(d.year, d.month, d.day) for d in (exception.first, exception.last))
            self._shifts(made.addCalendarException(first, last), exception.shifts)
        return made

    def minutes(self, amount):
        return self.duration.getInstance(amount, self.unit.MINUTES)

    def dated(self, network):
        """Dates of every task by id, as MPXJ has them."""
        file = self.file()
        calendars = {c.name: self.calendar(file, c) for c in network.calendars}
        file.getProjectProperties().setStartDate(self.moment(network.start))
        file.setDefaultCalendar(calendars[network.calendar])
        tasks = {task.id: self._task(file, task, calendars) for task in network.tasks}
        for link in network.links:
            lag = self.minutes(link.lag.amount)
            if link.lag.kind is LagKind.PERCENT:
                lag = self.duration.getInstance(link.lag.amount, self.unit.PERCENT)
            builder = self.relation.Builder().predecessorTask(tasks[link.predecessor])
            tasks[link.successor].addPredecessor(builder.type(getattr(self.kind, link.type.name)).lag(lag))
        self.scheduler().schedule(file, self.moment(network.start))
        return {id_: self._dates(task) for id_, task in tasks.items()}

    def _task(self, file, task, calendars):
        made = file.addTask()
        made.setDuration(self.minutes(task.duration))
        made.setActualDuration(self.minutes(0))
        made.setRemainingDuration(self.minutes(task.duration))
        made.setMilestone(task.duration == 0)
        if task.calendar:
            made.setCalendar(calendars[task.calendar])
        made.setConstraintType(getattr(self.constraint, task.constraint.name))
        if task.constraint_date:
            made.setConstraintDate(self.moment(task.constraint_date))
        if task.deadline:
            made.setDeadline(self.moment(task.deadline))
        return made

    def _dates(self, task):
        names = ("Start", "Finish", "EarlyStart", "EarlyFinish", "LateStart", "LateFinish")
        dates = [datetime.fromisoformat(str(getattr(task, f"get{n}")().toString())) for n in names]
        floats = [task.getTotalSlack(), task.getFreeSlack()]
        return (
            *dates,
            *(
                round(
                    float(
                        f.convertUnits(
                            self.unit.MINUTES, task.getParentFile().getProjectProperties()
                        ).getDuration()
                    )
                )
                for f in floats
            ),
        )


def ours(network):
    result = schedule(network)
    found = {}
    for task in network.tasks:
        d = result.of(task.id)
        found[task.id] = (
            d.start,
            d.finish,
            d.early_start,
            d.early_finish,
            d.late_start,
            d.late_finish,
            d.total_float,
            d.free_float,
        )
    return found


NAMES = ("start", "finish", "early start", "early finish", "late start", "late finish", "total", "free")
CAPS = ("MSO", "MFO", "SNLT", "FNLT")


def _plain(network):
    """The same plan where MPXJ's late dates are exact in spite of several calendars."""
    tasks = tuple(replace(task, duration=task.duration or 60) for task in network.tasks)
    links = tuple(replace(link, lag=Lag()) for link in network.links if link.type is LinkType.FINISH_START)
    return replace(network, tasks=tasks, links=links)


def _differences(network, mpxj, *, fields):
    mine, theirs = ours(network), mpxj.dated(network)
    found = []
    for task in network.tasks:
        a, b = mine[task.id], list(theirs[task.id])
        if task.constraint.value in CAPS:
            b[6] = a[6]
        b[7] = max(0, min(b[7], a[6]))
        found += [(task.id, NAMES[k], a[k], b[k]) for k in range(fields) if a[k] != b[k]]
    if all(task.duration for task in network.tasks):
        return found
    return [(*which, a, b) for *which, a, b in found if _apart(a, b) != 1]


def _apart(a, b):
    """Working minutes between two dates of the project's calendar, or between two floats."""
    if isinstance(a, int):
        return b - a
    table = clocks((None, STANDARD)).table
    before = kernels("pilothouse.engine.schedule.clock_kernels").work_before
    return before(table, 1, minute(b)) - before(table, 1, minute(a))


@pytest.mark.slow
def test_no_difference_unexplained_on_ten_thousand_plans(java):
    mpxj, wrong = Mpxj(), []
    for seed in range(int(os.environ.get("PILOTHOUSE_MPXJ_NETWORKS", "10000"))):
        mixed = seed % 2 == 1
        network = random_plan(np.random.default_rng(seed), mixed=mixed)
        found = _differences(network, mpxj, fields=4 if mixed else 8)
        if mixed:
            found += _differences(_plain(network), mpxj, fields=8)
        if found:
            wrong.append((seed, found))
    assert wrong == []
