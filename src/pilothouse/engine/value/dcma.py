"""The fourteen-point schedule assessment: is this schedule sound enough to believe its dates?

Aligned with DCMA-EA PAM 200.1 (October 2012). Each check lists its offenders, so that it can be mended.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from .schedule_facts import FS, Flags, ScheduleFacts

LONG_DAYS = 44.0
TEST_DELAY_DAYS = 600.0

# takes a row of the facts and a delay in working days; gives the new finish of the project, [day]
Reschedule = Callable[[int, float], float]


@dataclass(frozen=True)
class ScheduleCheck:
    """One of the fourteen answers.

    count, base : how many offend, of how many looked at
    measure     : [-] share, ratio or count that stands against the limit; None when it could not be measured
    limit       : [-] None when there is nothing to pass, only something to report
    passed      : None when not measured or only reported
    offenders   : names of tasks or links, in the order of the facts
    """

    number: int
    name: str
    count: int
    base: int
    measure: float | None
    sense: Literal["at most", "at least"]
    limit: float | None
    passed: bool | None
    offenders: tuple[str, ...]


@dataclass(frozen=True)
class _Point:
    number: int
    name: str
    sense: Literal["at most", "at least"]
    limit: float | None


POINTS: dict[int, _Point] = {
    point.number: point
    for point in (
        _Point(1, "Logic", "at most", 0.05),
        _Point(2, "Leads", "at most", 0.0),
        _Point(3, "Lags", "at most", 0.05),
        _Point(4, "Finish-to-start links", "at least", 0.90),
        _Point(5, "Hard constraints", "at most", 0.05),
        _Point(6, "High float", "at most", 0.05),
        _Point(7, "Negative float", "at most", 0.0),
        _Point(8, "High duration", "at most", 0.05),
        _Point(9, "Invalid dates", "at most", 0.0),
        _Point(10, "Resources", "at most", None),
        _Point(11, "Missed tasks", "at most", 0.05),
        _Point(12, "Critical path test", "at most", 0.0),
        _Point(13, "Critical path length index", "at least", 0.95),
        _Point(14, "Baseline execution index", "at least", 0.95),
    )
}


def schedule_assessment(
    facts: ScheduleFacts,
    *,
    limits: Mapping[int, float | None] | None = None,
    reschedule: Reschedule | None = None,
) -> tuple[ScheduleCheck, ...]:
    """All fourteen checks, in order.

    limits     : number of a check to another limit than the default; None only reports
    reschedule : needed by check 12; without it that check is left unmeasured
    Raises ValueError: a limit for a check that does not exist.
    """
    unknown = sorted(set(limits or {}) - set(POINTS))
    if unknown:
        raise ValueError(f"There is no check {unknown[0]}; they are numbered 1 to 14.")
    found = (*task_checks(facts), *link_checks(facts), *date_checks(facts))
    found = (*found, critical_path_test(facts, reschedule), *index_checks(facts))
    ordered = sorted(found, key=lambda check: check.number)
    return tuple(_with_limit(check, limits) for check in ordered)


def working_tasks(facts: ScheduleFacts) -> Flags:
    """The base of most checks: work still to do, without summaries, milestones and level of effort."""
    return ~(facts.complete | facts.summary | facts.milestone | facts.effort)


def task_checks(facts: ScheduleFacts) -> tuple[ScheduleCheck, ...]:
    """Checks 1, 5, 6, 7, 8 and 10: logic, constraints, float, length and resources of the work to do."""
    base = working_tasks(facts)
    count = len(facts.task)
    before = np.bincount(facts.link_to, minlength=count)
    after = np.bincount(facts.link_from, minlength=count)
    a_day = base & (facts.remaining >= 1)
    return (
        _share(1, facts, base & ((before == 0) | (after == 0)), base),
        _share(5, facts, base & facts.hard, base),
        _share(6, facts, base & (facts.total_float > LONG_DAYS), base),
        _share(7, facts, base & (facts.total_float < 0), base),
        _share(8, facts, base & ~facts.package & (facts.remaining > LONG_DAYS), base),
        _share(10, facts, a_day & ~facts.resourced, a_day),
    )


def link_checks(facts: ScheduleFacts) -> tuple[ScheduleCheck, ...]:
    """Checks 2, 3 and 4: leads, lags and kinds of the links into work still to do."""
    base = ~(facts.complete | facts.summary)[facts.link_to]
    total = int(base.sum())
    found = []
    for number, wrong in ((2, facts.link_lag < 0), (3, facts.link_lag > 0), (4, facts.link_kind != FS)):
        rows = np.flatnonzero(base & wrong)
        share = rows.size / total if total else 0.0
        measure = 1.0 - share if number == 4 else share
        names = tuple(facts.link_name(int(row)) for row in rows)
        found.append(_check(number, int(rows.size), total, measure, names))
    return tuple(found)


def date_checks(facts: ScheduleFacts) -> tuple[ScheduleCheck, ...]:
    """Checks 9 and 11: dates on the wrong side of the status date, and tasks late against the baseline."""
    real = ~facts.summary
    told = real & ~facts.effort
    future_fact = (facts.started & (facts.start > facts.status)) | (
        facts.complete & (facts.finish > facts.status)
    )
    past_plan = (~facts.started & (facts.start < facts.status)) | (
        ~facts.complete & (facts.finish < facts.status)
    )
    due = told & ~facts.milestone & (facts.baseline_finish <= facts.status)
    return (
        _share(9, facts, real & (future_fact | past_plan), real),
        _share(11, facts, due & (facts.finish > facts.baseline_finish), due),
    )


def critical_path_test(facts: ScheduleFacts, reschedule: Reschedule | None) -> ScheduleCheck:
    """Check 12: delay the most critical task by 600 days; the project must finish 600 days later.

    The measure is the number of days that got lost. Without `reschedule` it is not measured.
    """
    open_tasks = np.flatnonzero(working_tasks(facts))
    if reschedule is None or not open_tasks.size:
        return _check(12, 0, int(open_tasks.size), None, ())
    critical = int(open_tasks[np.argmin(facts.total_float[open_tasks])])
    before = reschedule(critical, 0.0)
    lost = abs(TEST_DELAY_DAYS - (reschedule(critical, TEST_DELAY_DAYS) - before))
    lost = 0.0 if lost < 1e-6 else lost
    return _check(12, int(lost > 0), 1, lost, (facts.task[critical],) if lost else ())


def index_checks(facts: ScheduleFacts) -> tuple[ScheduleCheck, ...]:
    """Checks 13 and 14: can the finish still be met, and are tasks finished as fast as the baseline said?"""
    length = facts.path_length
    cpli = (length + facts.path_float) / length if length > 0 else None
    told = ~(facts.summary | facts.effort | facts.milestone)
    due = told & (facts.baseline_finish <= facts.status)
    done = int((told & facts.complete).sum())
    bei = done / int(due.sum()) if due.any() else None
    undone = tuple(facts.task[int(row)] for row in np.flatnonzero(due & ~facts.complete))
    return (_check(13, 0, 1, cpli, ()), _check(14, len(undone), int(due.sum()), bei, undone))


def _share(number: int, facts: ScheduleFacts, wrong: Flags, base: Flags) -> ScheduleCheck:
    names = tuple(facts.task[int(row)] for row in np.flatnonzero(wrong))
    total = int(base.sum())
    return _check(number, len(names), total, len(names) / total if total else 0.0, names)


def _check(
    number: int, count: int, base: int, measure: float | None, offenders: tuple[str, ...]
) -> ScheduleCheck:
    point = POINTS[number]
    verdict = _verdict(measure, point.sense, point.limit)
    return ScheduleCheck(
        number, point.name, count, base, measure, point.sense, point.limit, verdict, offenders
    )


def _verdict(measure: float | None, sense: str, limit: float | None) -> bool | None:
    if measure is None or limit is None:
        return None
    return bool(measure <= limit + 1e-12) if sense == "at most" else bool(measure >= limit - 1e-12)


def _with_limit(check: ScheduleCheck, limits: Mapping[int, float | None] | None) -> ScheduleCheck:
    if limits is None or check.number not in limits:
        return check
    limit = limits[check.number]
    verdict = _verdict(check.measure, check.sense, limit)
    return ScheduleCheck(check.number, check.name, check.count, check.base, check.measure, check.sense, limit,
                 verdict, check.offenders)  # fmt: skip
