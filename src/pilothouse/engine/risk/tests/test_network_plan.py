"""Networks with calendars, simulated in working time and mapped back to dates."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pytest

from pilothouse.engine.risk import network_plan, percentiles, simulate, triangular, uniform
from pilothouse.engine.schedule import (
    Constraint,
    Lag,
    LagKind,
    Link,
    LinkType,
    Network,
    Progress,
    Task,
    schedule,
    working_week,
)

START = datetime(2026, 1, 5, 8)
DAY = 480


def network(tasks, links=(), **more):
    return Network(start=START, tasks=tuple(tasks), links=tuple(links), **more)


def house():
    tasks = [Task(id=f"T{k}", duration=DAY * (2 + k % 3)) for k in range(7)]
    tasks += [
        Task(id="S"),
        Task(id="X", duration=3 * DAY, parent="S"),
        Task(id="Y", duration=DAY, parent="S"),
    ]
    links = [Link(f"T{k}", f"T{k + 1}") for k in range(6)]
    links += [
        Link("T2", "X", LinkType.START_START, Lag(DAY)),
        Link("X", "Y", LinkType.FINISH_FINISH, Lag(2 * DAY)),
        Link("S", "T6"),
    ]
    return network(tasks, links)


def test_with_nothing_uncertain_every_future_is_the_schedule():
    dated = schedule(house())
    ready = network_plan(house(), {})

    result = simulate(ready, futures=100, threads=1)

    assert ready.notes == ()
    assert ready.axis.date(int(result.finish[0])) == dated.project_finish
    assert np.ptp(result.finish) == 0


@pytest.mark.parametrize("days", [1, 4, 9, 23])
def test_a_longer_task_ends_the_plan_when_the_schedule_says_so(days):
    ready = network_plan(house(), {"T3": uniform(days * DAY, days * DAY)})
    other = network(
        [t if t.id != "T3" else Task(id="T3", duration=days * DAY) for t in house().tasks], house().links
    )

    result = simulate(ready, futures=100, threads=1)

    assert ready.axis.date(int(result.finish[0])) == schedule(other).project_finish


def test_a_network_and_durations_are_enough():
    result = simulate(house(), durations={"T3": triangular(DAY, 2 * DAY, 9 * DAY)}, futures=1_000, threads=1)

    assert percentiles(result, "finish", [0.9])[0.9] > percentiles(result, "finish", [0.1])[0.1]


def test_facts_stand_and_only_the_rest_varies():
    done = Progress(actual_start=START, actual_finish=datetime(2026, 1, 7, 17))
    net = network([Task(id="a", duration=DAY, progress=done), Task(id="b", duration=DAY)], [Link("a", "b")])

    result = simulate(net, durations={"b": uniform(DAY, 3 * DAY)}, futures=500, threads=1, watched=("a", "b"))

    assert set(np.unique(result.watched_finish[0])) == {3 * DAY}
    assert result.watched_finish[1].min() >= 4 * DAY


def test_an_earliest_date_holds_a_task_back():
    held = Task(
        id="b",
        duration=DAY,
        constraint=Constraint.START_NO_EARLIER_THAN,
        constraint_date=datetime(2026, 1, 19, 8),
    )
    ready = network_plan(
        network([Task(id="a", duration=DAY), held], [Link("a", "b")]), {"a": uniform(1, 2 * DAY)}
    )

    result = simulate(ready, futures=200, threads=1)

    assert {ready.axis.date(int(value)) for value in np.unique(result.finish)} == {datetime(2026, 1, 19, 17)}


def test_other_calendars_count_by_their_ratio_and_the_note_says_so():
    week = working_week("Standard")
    half = working_week("Half days", hours="08:00-12:00")
    net = network(
        [Task(id="a", duration=DAY), Task(id="b", duration=DAY, calendar="Half days")],
        [Link("a", "b")],
        calendars=(week, half),
    )

    ready = network_plan(net, {"b": uniform(2 * DAY, 2 * DAY)})
    result = simulate(ready, futures=100, threads=1)

    assert "another calendar" in ready.notes[0]
    # a day, and two days of work in four mornings
    assert result.finish[0] == 4.5 * DAY


def test_elapsed_lags_count_the_working_time_within_them():
    lag = Lag(3 * 1440, LagKind.ELAPSED)
    net = network([Task(id="a", duration=DAY), Task(id="b", duration=DAY)], [Link("a", "b", lag=lag)])
    ready = network_plan(net, {})

    result = simulate(ready, futures=100, threads=1)

    assert ready.axis.date(int(result.finish[0])) == schedule(net).project_finish


def test_durations_for_what_is_no_task_are_refused():
    with pytest.raises(ValueError, match="'S'"):
        network_plan(house(), {"S": uniform(1, 2)})
    with pytest.raises(ValueError, match="for a network only"):
        simulate(network_plan(house(), {}), durations={})
