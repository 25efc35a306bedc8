"""A dated network is assessed as it stands, days counted by its own calendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from pilothouse.engine.schedule.network import Constraint, Lag, Link, LinkType, Network, Progress, Task
from pilothouse.engine.schedule.scheduling import schedule
from pilothouse.engine.value import schedule_assessment
from pilothouse.engine.value.facts_of_schedule import BeyondDates, delay_test, schedule_facts

DAY = 480


def at(day, hour=17):
    return datetime(2026, 6, day, hour)


def network(**changes):
    """Monday 1 June 2026: Dig (5 days, done in time), Pour (5 days, the fence beside it), Frame (10 days)."""
    base = {
        "start": at(1, 8),
        "status_date": at(5),
        "tasks": (
            Task(id="House"),
            Task(
                id="Dig",
                parent="House",
                duration=5 * DAY,
                progress=Progress(actual_start=at(1, 8), actual_finish=at(5)),
            ),
            Task(id="Pour", parent="House", duration=5 * DAY),
            Task(id="Fence", parent="House", duration=2 * DAY),
            Task(id="Frame", parent="House", duration=10 * DAY),
            Task(id="Handover", milestone=True),
        ),
        "links": (
            Link("Dig", "Pour"),
            Link("Dig", "Fence"),
            Link("Pour", "Frame"),
            Link("Fence", "Frame"),
            Link("Frame", "Handover"),
        ),
    }
    return Network(**{**base, **changes})


ALL = frozenset({"Dig", "Pour", "Fence", "Frame"})


def beyond(**changes):
    dates = {"Dig": at(5), "Pour": at(12), "Fence": at(9), "Frame": at(26), "Handover": at(26)}
    return BeyondDates(**{"baseline_finish": dates, "resourced": ALL, **changes})


def assessed(plan, more):
    return schedule_assessment(schedule_facts(schedule(plan), more), reschedule=delay_test(plan))


def test_a_sound_plan_passes():
    checks = assessed(network(), beyond())
    assert [(check.number, check.offenders) for check in checks if check.offenders] == []
    assert [check.number for check in checks if check.passed is False] == []
    assert checks[11].passed


def test_days_are_working_days_from_the_start_of_the_project():
    facts = schedule_facts(schedule(network()), beyond())
    row = facts.task.index
    assert facts.status == 5
    assert (facts.start[row("Frame")], facts.finish[row("Frame")]) == (10, 20)
    assert facts.total_float[row("Fence")] == 3
    assert (facts.path_length, facts.path_float) == (15, 0)
    assert facts.remaining[row("Pour")] == 5
    assert facts.summary[row("House")]


def test_a_lead_a_start_to_start_and_a_hard_date_are_named():
    links = (
        Link("Dig", "Pour", lag=Lag(-DAY)),
        Link("Dig", "Fence", LinkType.START_START),
        *network().links[2:],
    )
    tasks = tuple(
        replace(task, constraint=Constraint.MUST_FINISH_ON, constraint_date=at(26))
        if task.id == "Frame"
        else task
        for task in network().tasks
    )
    checks = assessed(network(links=links, tasks=tasks), beyond(resourced=ALL - {"Pour"}))
    assert checks[1].offenders == ("Dig > Pour FS-1",)
    assert checks[3].offenders == ("Dig > Fence SS",)
    assert checks[4].offenders == ("Frame",)
    assert checks[9].offenders == ("Pour",)


@pytest.mark.parametrize(
    ("kind", "hard"),
    [("MSO", True), ("MFO", True), ("SNLT", True), ("FNLT", True), ("SNET", False), ("FNET", False)],
)
def test_dates_that_hold_a_task_back_from_slipping_are_hard(kind, hard):
    fence = next(task for task in network().tasks if task.id == "Fence")
    fixed = replace(fence, constraint=Constraint(kind), constraint_date=at(11))
    tasks = tuple(fixed if task.id == "Fence" else task for task in network().tasks)
    check = assessed(network(tasks=tasks), beyond())[4]
    assert check.offenders == (("Fence",) if hard else ())


def test_a_fixed_date_swallows_the_delay_and_fails_the_critical_path_test():
    plan = network(
        tasks=tuple(
            replace(task, manual_start=at(15, 8), manual_finish=at(26)) if task.id == "Frame" else task
            for task in network().tasks
        )
    )
    check = assessed(plan, beyond())[11]
    assert check.passed is False
    assert check.measure > 0


def test_lateness_shows_in_missed_tasks_and_execution():
    early = dict(beyond().baseline_finish) | {"Dig": at(4), "Pour": at(5)}
    checks = assessed(network(), beyond(baseline_finish=early))
    assert checks[10].offenders == ("Dig", "Pour")
    assert (checks[13].measure, checks[13].offenders) == (0.5, ("Pour",))


def test_refusals():
    with pytest.raises(ValueError, match="no status date"):
        schedule_facts(schedule(network(status_date=None)), beyond())
    with pytest.raises(ValueError, match="no task 'Moat'"):
        schedule_facts(schedule(network()), beyond(effort=frozenset({"Moat"})))
    with pytest.raises(ValueError, match="one minute or more"):
        beyond(day_minutes=0)
