"""Rows dated side by side, in short loops without a question, have the dates of rows dated one by one."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pytest

from pilothouse.engine.bench.made_up_networks import SOUND, WILD, full_network
from pilothouse.engine.schedule import (
    STANDARD,
    Calendar,
    Constraint,
    Lag,
    LagKind,
    Link,
    LinkType,
    Network,
    Progress,
    Split,
    Task,
    columns,
    passes,
    reschedule,
    schedule,
    working_week,
)
from pilothouse.engine.schedule import layout as at
from pilothouse.engine.schedule.calendar_tables import clocks
from pilothouse.engine.schedule.run_layout import FIRST, LONGEST, TO_ALONE

START = datetime(2024, 1, 1, 8)
SHIFTS = working_week("Shifts", hours="22:00-06:00 06:30-14:30", days="Mon Tue Wed Thu Fri Sat")
SHORT = Calendar(name="Short", week=(((480, 490), (500, 505), (600, 900)),) * 5 + ((), ()))
SHOWN = [at.EARLY_START, at.EARLY_FINISH, at.LATE_START, at.LATE_FINISH, at.TOTAL_FLOAT, at.FREE_FLOAT]


def one_by_one(laid):
    """The same columns, with every row to be dated alone."""
    uneven = replace(laid.clocks, even=np.zeros(len(laid.clocks.even), np.bool_))
    return replace(laid, clocks=uneven)


def assert_same_dates(laid):
    together, alone = passes(laid), passes(one_by_one(laid))

    assert np.array_equal(together.book[SHOWN], alone.book[SHOWN])
    assert np.array_equal(together.near, alone.near)
    dated = (laid.nodes.flags & at.DATED) != 0
    assert np.array_equal(together.book[at.PRESSED, dated], alone.book[at.PRESSED, dated])
    return int((laid.runs.table[:-1, TO_ALONE] - laid.runs.table[:-1, FIRST]).sum())


@pytest.mark.parametrize("mix", [SOUND, WILD], ids=lambda mix: mix.name)
@pytest.mark.parametrize("tasks", [1, 700, 9_000])
def test_large_plans_are_dated_side_by_side_and_as_one_by_one(mix, tasks):
    laid = full_network(tasks, mix)

    assert assert_same_dates(laid) == tasks
    assert (np.diff(laid.runs.table[:, FIRST]) <= LONGEST).all()


def _plan(seed):
    """Forty tasks with everything that a plan may hold: summaries with links and dates, facts, milestones, splits."""
    random = np.random.default_rng(seed)
    tasks = [Task(id=f"S{k}", deadline=START + timedelta(days=9 * k) if k % 2 else None) for k in range(4)]
    kinds = [k for k in Constraint if seed % 5 == 0 or k is not Constraint.AS_LATE_AS_POSSIBLE]
    for i in range(40):
        kind = kinds[int(random.integers(len(kinds)))] if random.random() < 0.3 else kinds[0]
        dated = kind.value not in ("ASAP", "ALAP")
        span = 0 if random.random() < 0.1 else int(random.integers(1, 3000))
        begun = Progress(actual_start=START + timedelta(hours=int(random.integers(50))))
        tasks.append(
            Task(
                id=str(i),
                duration=span,
                parent="S3" if i > 35 else f"S{int(random.integers(3))}" if i < 25 else "",
                calendar=("", "Shifts", "Short")[int(random.choice(3, p=[0.5, 0.4, 0.1]))],
                constraint=kind,
                constraint_date=START + timedelta(hours=int(random.integers(900))) if dated else None,
                deadline=START + timedelta(days=20) if random.random() < 0.1 else None,
                splits=(Split(span // 2, 400),) if span > 1 and random.random() < 0.1 else (),
                progress=begun if random.random() < 0.08 else None,
            )
        )
    links = [_link(random, i, j) for j in range(40) for i in range(j) if random.random() < 0.06]
    links.append(Link("S0", "S3"))
    calendars = (STANDARD, SHIFTS, SHORT)
    return Network(start=START, tasks=tuple(tasks), links=tuple(links), calendars=calendars)


def _link(random, i, j):
    kind = list(LinkType)[int(random.choice(4, p=[0.55, 0.2, 0.15, 0.1]))]
    minutes = int(random.integers(-500, 1500))
    lag = (Lag(), Lag(minutes), Lag(minutes, LagKind.ELAPSED), Lag(minutes, LagKind.WORKING, "Shifts"))
    return Link(str(i), str(j), kind, lag[int(random.choice(4, p=[0.5, 0.3, 0.1, 0.1]))])


def test_plans_with_everything_are_dated_as_one_by_one():
    together = [assert_same_dates(columns(_plan(seed))) for seed in range(60)]

    assert sum(together) > 60 * 10


def test_a_change_in_a_plan_with_everything_gives_the_dates_of_a_full_pass():
    names = ("start", "finish", "early_finish", "late_start", "late_finish", "total_float", "free_float")
    for seed in range(1, 40):
        network, random = _plan(seed), np.random.default_rng(seed)
        picked = set(random.choice(np.arange(4, 44), 2).tolist())
        tasks = tuple(
            replace(task, duration=int(random.integers(1, 2000)), splits=()) if k in picked else task
            for k, task in enumerate(network.tasks)
        )
        changed = replace(network, tasks=tasks, links=network.links[int(random.integers(2)) :])

        again, full = reschedule(schedule(network), changed), schedule(changed)

        for name in names:
            assert getattr(again, name).tolist() == getattr(full, name).tolist(), (seed, name)


def test_short_shifts_want_more_than_one_step_and_are_dated_alone():
    tables = clocks((None, STANDARD, SHIFTS, SHORT))

    assert tables.even.tolist() == [True, True, True, False]
    tasks = (Task(id="a", duration=60), Task(id="b", duration=60, calendar="Short"))
    laid = columns(Network(start=START, tasks=tasks, calendars=(STANDARD, SHORT)))
    assert assert_same_dates(laid) == 1
