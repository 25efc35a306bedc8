"""The walk through the plan, against brute force and plain Python on small plans with every kind of link."""

from __future__ import annotations

import importlib
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numba.core.registry import CPUDispatcher

from pilothouse.engine.risk import After, RiskTask, discrete, drivers, fixed, risk_plan, triangular
from pilothouse.engine.risk.simulation import simulate_plan

MODULES = ("philox_kernels", "lane_kernels", "lane_setup_kernels", "walk_kernels", "kernels")


def walked(tasks: list[RiskTask], minutes: dict[str, int]) -> tuple[int, dict[str, int], set[str]]:
    """Finish of the plan, of each task, and the critical tasks, by the definition of each link; plain Python."""
    start, finish = {}, {}
    for task in tasks:
        begin, floor = task.earliest, None
        for link in task.after:
            held = (finish if link.kind[0] == "F" else start)[link.task] + link.lag
            if link.kind[1] == "S":
                begin = max(begin, held)
            else:
                floor = held if floor is None else max(floor, held)
        finish[task.id] = begin + minutes[task.id] if floor is None else max(begin + minutes[task.id], floor)
        start[task.id] = finish[task.id] - minutes[task.id]
    held_back = {
        link.task for task in tasks for link in task.after if link.kind in ("FS", "FF") and link.lag >= 0
    }
    lasts = [task.id for task in tasks if task.id not in held_back]
    end = max(finish[name] for name in lasts)
    critical = {name for name in lasts if finish[name] == end}
    for task in reversed(tasks):
        for link in task.after if task.id in critical else ():
            held = (finish if link.kind[0] == "F" else start)[link.task] + link.lag
            if held == (start if link.kind[1] == "S" else finish)[task.id]:
                critical.add(link.task)
    return end, finish, critical


@st.composite
def small_plans(draw):
    n = draw(st.integers(2, 6))
    tasks = []
    for row in range(n):
        links = draw(
            st.lists(
                st.builds(
                    After,
                    st.sampled_from([str(k) for k in range(row)]) if row else st.nothing(),
                    st.sampled_from(["FS", "FS", "SS", "FF", "SF"]),
                    st.integers(-30, 60),
                ),
                max_size=3 if row else 0,
            )
        )
        low = draw(st.integers(0, 100))
        spread = triangular(low, low + 20, low + 90)
        tasks.append(RiskTask(str(row), spread, tuple(links), draw(st.integers(0, 1)) * 40))
    return tasks


@settings(max_examples=30, deadline=None)
@given(small_plans())
def test_every_future_equals_the_definition(tasks):
    names = tuple(task.id for task in tasks)
    plan = risk_plan(tasks)
    result = simulate_plan(plan, futures=100, threads=1, watched=names)
    by_name = {task.id: task for task in tasks}
    ordered = [by_name[name] for name in plan.ids]
    counts = dict.fromkeys(names, 0)

    for future in range(100):
        minutes = {name: int(result.watched_duration[row, future]) for row, name in enumerate(names)}
        end, finish, critical = walked(ordered, minutes)
        assert result.finish[future] == end
        assert [int(result.watched_finish[row, future]) for row in range(len(names))] == [
            finish[n] for n in names
        ]
        for name in critical:
            counts[name] += 1

    shares = dict(zip(plan.ids, drivers(result).criticality, strict=True))
    assert shares == pytest.approx({name: count / 100 for name, count in counts.items()})


def test_chances_equal_those_counted_over_all_outcomes():
    tasks = [
        RiskTask("a", discrete([10, 30], [0.6, 0.4])),
        RiskTask("b", discrete([15, 25, 50], [0.5, 0.3, 0.2])),
        RiskTask("c", discrete([5, 20], [0.7, 0.3]), (After("a"),)),
        RiskTask("d", fixed(8), (After("b", "SS", 4), After("c"))),
        RiskTask("e", discrete([1, 9], [0.5, 0.5]), (After("b"), After("d", "FF", 2))),
    ]
    exact: dict[int, float] = {}
    critical = dict.fromkeys("abcde", 0.0)
    lists = [list(zip(t.duration.numbers, t.duration.chances or (1.0,), strict=True)) for t in tasks]
    for outcome in product(*lists):
        chance = float(np.prod([p for _, p in outcome]))
        minutes = {task.id: int(value) for task, (value, _) in zip(tasks, outcome, strict=True)}
        end, _, names = walked(tasks, minutes)
        exact[end] = exact.get(end, 0.0) + chance
        for name in names:
            critical[name] += chance

    result = simulate_plan(risk_plan(tasks), futures=40_000, threads=1, seed=3)

    for end, chance in exact.items():
        assert np.mean(result.finish == end) == pytest.approx(chance, abs=4 * np.sqrt(chance / 40_000))
    ids = drivers(result).ids
    shares = drivers(result).criticality
    for name, share in zip(ids, shares, strict=True):
        assert share == pytest.approx(critical[name], abs=0.01)


def test_plain_python_gives_the_same_futures(monkeypatch):
    tasks = [
        RiskTask("a", triangular(10, 20, 60)),
        RiskTask("b", discrete([5, 50], [0.5, 0.5]), (After("a"),)),
        RiskTask("c", triangular(5, 25, 90), (After("a", "SS", 3), After("b", "FF", 1))),
    ]
    plan = risk_plan(tasks, correlation=0.2)
    compiled = simulate_plan(plan, futures=100, threads=1)

    replaced = 0
    for name in MODULES:
        module = importlib.import_module(f"pilothouse.engine.risk.{name}")
        for key, value in list(vars(module).items()):
            if isinstance(value, CPUDispatcher):
                monkeypatch.setattr(module, key, value.py_func)
                replaced += 1
    assert replaced > 30
    with np.errstate(over="ignore"):
        plain = simulate_plan(plan, futures=100, threads=1)

    assert np.array_equal(plain.finish, compiled.finish)
    assert np.array_equal(plain.tallies.tasks, compiled.tallies.tasks)
