"""Laws of the schedule, over random plans: brute force, latest dates, float, change, parity."""

from __future__ import annotations

import functools
import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pilothouse.engine.door import kernels
from pilothouse.engine.schedule import (
    STANDARD,
    Calendar,
    Constraint,
    ExceptionDays,
    Lag,
    LagKind,
    Link,
    LinkType,
    Network,
    Progress,
    Split,
    Task,
    columns,
    minute,
    moment,
    passes,
    reschedule,
    schedule,
)
from pilothouse.engine.schedule.calendar_tables import clocks
from pilothouse.engine.schedule.json_form import network_from_json, network_to_json

CLOCKS = "pilothouse.engine.schedule.clock_kernels"
START = datetime(2024, 1, 1, 8)
NIGHT = Calendar(
    name="Night",
    week=(
        ((0, 360), (1320, 1440)),
        ((0, 360),),
        (),
        ((600, 601),),
        ((480, 720), (780, 1000)),
        ((0, 1440),),
        (),
    ),
    exceptions=(
        ExceptionDays(date(2024, 1, 4), date(2024, 1, 9)),
        ExceptionDays(date(2024, 1, 14), date(2024, 1, 14), ((60, 75), (90, 100))),
    ),
)
CALENDARS = (STANDARD, NIGHT)
QUICK = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def is_worked(calendar, at):
    """Whether the minute that begins at a moment is worked; the definition, day by day."""
    when = moment(at)
    of_day = when.hour * 60 + when.minute
    return any(a <= of_day < b for a, b in calendar.shifts_on(when.date()))


class Walk:
    """Working time by walking minute after minute: slow, and plainly right."""

    def __init__(self, calendar, first, days):
        self.first = first
        self.worked = np.array([is_worked(calendar, first + k) for k in range(days * 1440)], np.int64)
        self.before = np.concatenate([[0], np.cumsum(self.worked)])

    def count(self, at):
        return int(self.before[at - self.first])

    def ends(self, amount):
        return self.first + int(np.searchsorted(self.before, amount, side="left"))

    def starts(self, amount):
        return self.first + int(np.searchsorted(self.before, amount, side="right")) - 1


WINDOW = (minute(datetime(2023, 12, 1)), 160)


@functools.cache
def walk_of(name):
    """The slow walk of the calendar of that name over the window, made when first asked for."""
    return Walk(next(calendar for calendar in CALENDARS if calendar.name == name), *WINDOW)


@pytest.mark.parametrize("calendar", CALENDARS, ids=lambda c: c.name)
def test_clock_tables_equal_walking_minute_by_minute(calendar):
    window = (WINDOW[0] // 1440, WINDOW[0] // 1440 + WINDOW[1])
    table, walk, clock = clocks((None, calendar), window).table, walk_of(calendar.name), kernels(CLOCKS)
    moments = np.arange(WINDOW[0], WINDOW[0] + WINDOW[1] * 1440, 7)
    ones = np.ones(len(moments), np.int16)

    works = clock.works_before(table, ones, moments)
    amounts = np.arange(1, walk.before[-1])
    finishes = clock.finishes_of(table, np.ones(len(amounts), np.int16), amounts)

    assert (works == walk.before[moments - walk.first]).all()
    assert (finishes == walk.first + np.searchsorted(walk.before, amounts, side="left")).all()
    assert clock.start_of(table, 1, 480) == walk.starts(480)


lags = st.one_of(
    st.just(Lag()),
    st.builds(
        Lag, st.integers(-600, 1500), st.just(LagKind.WORKING), st.sampled_from(["", "Night", "Standard"])
    ),
    st.builds(Lag, st.integers(-600, 3000), st.just(LagKind.ELAPSED)),
    st.builds(Lag, st.sampled_from([-50, 25, 100]), st.just(LagKind.PERCENT)),
)


@st.composite
def plans(draw, *, most=6, constraints=True, facts=False):
    n = draw(st.integers(1, most))
    tasks = [_draw_task(draw, str(i), constraints=constraints, facts=facts) for i in range(n)]
    links = [
        Link(str(i), str(j), draw(st.sampled_from(list(LinkType))), draw(lags))
        for j in range(n)
        for i in range(j)
        if draw(st.integers(0, 2)) == 0
    ]
    return Network(start=START, tasks=tuple(tasks), links=tuple(links), calendars=CALENDARS)


def _draw_task(draw, id_, *, constraints, facts):
    kind, when, deadline, progress = Constraint.AS_SOON_AS_POSSIBLE, None, None, None
    if constraints and draw(st.integers(0, 3)) == 0:
        kind = draw(st.sampled_from(list(Constraint)))
        if kind.value not in ("ASAP", "ALAP"):
            when = START + timedelta(hours=draw(st.integers(0, 500)))
        deadline = draw(st.sampled_from([None, START + timedelta(days=9)]))
    if facts and draw(st.integers(0, 5)) == 0:
        progress = Progress(
            actual_start=START + timedelta(hours=draw(st.integers(0, 50))),
            actual_finish=draw(st.sampled_from([None, START + timedelta(days=4)])),
        )
    duration = draw(st.one_of(st.just(0), st.integers(1, 2000)))
    elapsed = draw(st.integers(0, 7)) == 0
    splits = (Split(duration // 2, 333),) if duration > 1 and draw(st.integers(0, 7)) == 0 else ()
    return Task(
        id=id_,
        duration=duration,
        calendar="" if elapsed else draw(st.sampled_from(["", "Night"])),
        elapsed=elapsed,
        constraint=kind,
        constraint_date=when,
        deadline=deadline,
        splits=splits,
        progress=progress,
    )


class Clock:
    """The walk of elapsed time: every minute counts."""

    def count(self, at):
        return at

    def ends(self, amount):
        return amount

    def starts(self, amount):
        return amount


def _walk(network, task):
    return Clock() if task.elapsed else walk_of(task.calendar or network.calendar)


def _shifted(network, link, at, tasks):
    """A moment moved on by a link's lag, by walking."""
    lag, before, after = link.lag, tasks[link.predecessor], tasks[link.successor]
    amount, walk = lag.amount, walk_of(lag.calendar or after.calendar or network.calendar)
    if lag.kind is LagKind.PERCENT:
        exact = before.duration * lag.amount
        amount = (abs(exact) + 50) // 100 * (1 if exact >= 0 else -1)
        walk = Clock() if before.elapsed else walk
    elif lag.kind is LagKind.ELAPSED:
        walk = Clock()
    if amount == 0:
        return at
    return walk.ends(walk.count(at) + amount) if amount > 0 else walk.starts(walk.count(at) + amount)


def _by_trial(network):
    """Early dates by trying one start after another until every link is kept."""
    tasks = {task.id: task for task in network.tasks}
    found = {}
    for task in network.tasks:
        walk, into = _walk(network, task), [k for k in network.links if k.successor == task.id]
        project = minute(network.start)
        held = [(False, project)] if not into or any(k.type.value == "FF" for k in into) else []
        for link in into:
            at = found[link.predecessor][0 if link.type.value[0] == "S" else 1]
            held.append((link.type.value[1] == "F", _shifted(network, link, at, tasks)))
        work = walk.count(WINDOW[0] + 5 * 1440)
        needs = [(walk.count(at), task.span if is_finish else 0) for is_finish, at in held]
        while any(need > work + ahead for need, ahead in needs):
            work += 1
        if task.span:
            found[task.id] = (walk.starts(work), walk.ends(work + task.span))
            continue
        latest = max(at for _, at in held)
        at = latest if latest == walk.ends(work) else walk.starts(work)
        found[task.id] = (at, at)
    return found


@QUICK
@given(plans(constraints=False))
def test_early_dates_are_the_first_that_keep_every_link(network):
    result = schedule(network)
    mine = {
        task.id: (int(result.early_start[i]), int(result.early_finish[i]))
        for i, task in enumerate(network.tasks)
    }

    assert mine == _by_trial(network)


def _delayed(network, index, at):
    """The plan with one task held until a moment."""
    task = replace(
        network.tasks[index], constraint=Constraint.START_NO_EARLIER_THAN, constraint_date=moment(at)
    )
    return replace(network, tasks=(*network.tasks[:index], task, *network.tasks[index + 1 :]))


@QUICK
@given(plans(constraints=False))
def test_late_dates_are_the_last_that_do_not_move_the_end(network):
    result = schedule(network)
    end = int(result.early_finish.max())

    assert int(result.total_float.min()) >= 0
    for i, task in enumerate(network.tasks):
        walk = _walk(network, task)
        work = walk.count(int(result.late_start[i]))
        at = walk.starts(work)
        if task.span:
            assert int(schedule(_delayed(network, i, at)).early_finish.max()) <= end
        later = schedule(_delayed(network, i, walk.starts(work + 1)))
        assert int(later.early_finish.max()) > end or not task.span


@QUICK
@given(plans(constraints=False))
def test_slipping_within_free_float_moves_no_other_task(network):
    result = schedule(network)
    for i, task in enumerate(network.tasks):
        if not task.span:
            continue
        walk = _walk(network, task)
        slipped = walk.starts(walk.count(int(result.early_start[i])) + int(result.free_float[i]))
        later = schedule(_delayed(network, i, slipped))
        others = np.arange(len(network.tasks)) != i
        assert (later.early_start[others] == result.early_start[others]).all()
        assert (later.early_finish[others] == result.early_finish[others]).all()


DATES = ["start", "finish", "early_start", "early_finish", "late_start", "late_finish"]
SHOWN = [*DATES, "total_float", "free_float", "critical"]


@QUICK
@given(plans(most=9, facts=True), plans(most=9, facts=True), st.data())
def test_rescheduling_a_change_equals_a_full_pass(network, other, data):
    keep = data.draw(st.lists(st.booleans(), min_size=len(network.tasks), max_size=len(network.tasks)))
    by_id = {task.id: task for task in other.tasks}
    tasks = tuple(t if k else by_id.get(t.id, t) for t, k in zip(network.tasks, keep, strict=True))
    ids = {task.id for task in tasks}
    links = network.links if data.draw(st.booleans()) else other.links[: data.draw(st.integers(0, 4))]
    changed = replace(
        network, tasks=tasks, links=tuple(k for k in links if {k.predecessor, k.successor} <= ids)
    )

    again, full = reschedule(schedule(network), changed), schedule(changed)

    for name in SHOWN:
        assert getattr(again, name).tolist() == getattr(full, name).tolist(), name
    assert again.driving == full.driving
    assert again.longest_path == full.longest_path


def test_rescheduling_dates_only_what_the_change_reaches():
    chains = [Task(id=f"{c}{k}", duration=480) for c in "abcdefgh" for k in range(25)]
    links = [Link(f"{c}{k}", f"{c}{k + 1}") for c in "abcdefgh" for k in range(24)]
    network = Network(start=START, tasks=(*chains, Task(id="long", duration=480 * 40)), links=tuple(links))
    first = schedule(network)
    tasks = tuple(replace(task, duration=960) if task.id == "c20" else task for task in network.tasks)

    again = reschedule(first, replace(network, tasks=tasks))

    assert again.of("c24").early_finish > first.of("c24").early_finish
    assert again.recomputed <= 25
    assert first.recomputed == 201


@QUICK
@given(plans(most=8, facts=True))
def test_json_reads_back_what_it_wrote(network):
    assert network_from_json(json.loads(json.dumps(network_to_json(network)))) == network


PARITY = """
import json, sys
import numpy as np
from pilothouse.engine.schedule.columns import columns
from pilothouse.engine.schedule.dates import passes
from pilothouse.engine.schedule.json_form import network_from_json
def shown(parts):
    # the columns of a record are its attributes, as they are in compiled code
    return type(parts)(*(part.view(np.recarray) if part.dtype.names else part for part in parts))
books = []
for value in json.load(sys.stdin):
    laid = columns(network_from_json(value))
    object.__setattr__(laid, "packed", shown(laid.packed))
    runs = laid.runs._replace(into=shown(laid.runs.into), out=shown(laid.runs.out))
    object.__setattr__(laid, "runs", runs._replace(dates=runs.dates.view(np.recarray)))
    rows = [row for row in range(8) if laid.alap or row not in (2, 3)]
    books.append([laid.task_of.tolist(), passes(laid).book[rows].tolist()])
print(json.dumps(books))
"""


def test_compiled_and_plain_python_agree():
    drawn = [_seeded_plan(seed) for seed in range(12)]

    plain = subprocess.run(
        [sys.executable, "-c", PARITY],
        input=json.dumps([network_to_json(network) for network in drawn]),
        env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
        capture_output=True,
        text=True,
        check=True,
    )

    compiled = []
    for network in drawn:
        laid = columns(network)
        rows = [row for row in range(8) if laid.alap or row not in (2, 3)]
        compiled.append([laid.task_of.tolist(), passes(laid).book[rows].tolist()])
    assert json.loads(plain.stdout) == compiled


SOME = [Constraint.MUST_START_ON, Constraint.AS_LATE_AS_POSSIBLE]


def _seeded_plan(seed):
    random = np.random.default_rng(seed)
    tasks = []
    for i in range(8):
        kind = random.choice(
            [Constraint.AS_SOON_AS_POSSIBLE] * 6 + [Constraint.MUST_START_ON, Constraint.AS_LATE_AS_POSSIBLE]
        )
        tasks.append(
            Task(
                id=str(i),
                duration=int(random.integers(0, 900)),
                calendar="Night" if random.random() < 0.4 else "",
                constraint=kind,
                constraint_date=START + timedelta(days=3) if kind is Constraint.MUST_START_ON else None,
            )
        )
    links = [
        Link(str(i), str(j), list(LinkType)[int(random.integers(4))], Lag(int(random.integers(-200, 900))))
        for j in range(8)
        for i in range(j)
        if random.random() < 0.35
    ]
    return Network(start=START, tasks=tuple(tasks), links=tuple(links), calendars=CALENDARS)
