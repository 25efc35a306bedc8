"""Wrong input is refused at once, with a sentence that names it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pilothouse.engine.levelling.generator import LevelRecipe
from pilothouse.engine.levelling.parts import (
    Ask,
    LevelCalendar,
    LevelLink,
    LevelProject,
    LevelTask,
    Person,
    Resource,
)
from pilothouse.engine.levelling.plan import LevelBudget
from pilothouse.engine.levelling.problem import LevellingProblem
from pilothouse.engine.levelling.psplib import read_psplib


def problem(*tasks: LevelTask, **more: object) -> LevellingProblem:
    return LevellingProblem(time_unit="day", tasks=tasks, **more)  # type: ignore[arg-type]


A, B, C = (LevelTask(name=name, duration=1) for name in "abc")
CASES: tuple[tuple[Callable[[], object], str], ...] = (
    (lambda: LevelTask(name="a", duration=-1), "'a' has a duration of -1"),
    (lambda: LevelTask(name="a", duration=1, units={"crane": -2}), "-2 of 'crane'"),
    (lambda: LevelTask(name="a", duration=1, piece=-1), "piece"),
    (lambda: Ask(skill="weld", level=0), "'weld'"),
    (lambda: LevelCalendar(name="never", pattern=(False,)), "'never' has no working slot"),
    (lambda: LevelCalendar(name="c", closed=((3, 3),)), "from 3 until 3"),
    (lambda: Resource(name="crane", capacity=-1), "'crane' has a negative"),
    (lambda: Resource(name="crane", capacity=1, changes=((5, 1), (4, 2))), "in order"),
    (lambda: Person(name="Ann", skills={"weld": 0}), "level 0"),
    (lambda: Person(name="Ann", heavy_week=3), "both heavy_week and heavy_run"),
    (lambda: Person(name="Ann", week_limit=-1), "week_limit of 'Ann'"),
    (lambda: LevelProject(name="p", weight=-1), "'p'"),
    (lambda: problem(A, A), "'a' appears twice"),
    (lambda: problem(A, links=(LevelLink(before="a", after="z"),)), "'z'"),
    (lambda: problem(LevelTask(name="a", duration=1, calendar="x")), "calendar 'x'"),
    (lambda: problem(LevelTask(name="a", duration=1, project="x")), "project 'x'"),
    (lambda: problem(LevelTask(name="a", duration=1, people=("x",))), "person 'x'"),
    (lambda: problem(LevelTask(name="a", duration=1, units={"x": 1})), "resource 'x'"),
    (
        lambda: problem(
            LevelTask(name="a", duration=1, units={"x": 2}), resources=(Resource(name="x", capacity=1),)
        ),
        "never more than 1",
    ),
    (lambda: problem(LevelTask(name="a", duration=1, asks=(Ask(skill="weld"),))), "0 have it"),
    (lambda: LevellingProblem(time_unit=" ", tasks=()), "time_unit"),
    (lambda: problem(slots_per_week=0), "slots_per_week"),
    (lambda: LevelBudget(evaluations=-1), "negative"),
    (lambda: LevelRecipe(order_strength=2.0), "order_strength is 2.0"),
    (lambda: LevelRecipe(tasks=0), "at least one"),
    (lambda: LevelRecipe(load=0), "load above 0"),
    (lambda: read_psplib("nothing"), "not a PSPLIB"),
)


@pytest.mark.parametrize(("make", "sentence"), CASES, ids=[sentence for _, sentence in CASES])
def test_a_wrong_part_is_refused_with_its_name(make: Callable[[], object], sentence: str) -> None:
    with pytest.raises(ValueError) as refused:
        make()

    assert sentence in str(refused.value)


def test_a_circle_is_named_task_by_task() -> None:
    links = tuple(LevelLink(before=a, after=b) for a, b in (("a", "b"), ("b", "c"), ("c", "b")))

    with pytest.raises(ValueError, match=r"circle: (b -> c -> b|c -> b -> c)\."):
        problem(A, B, C, links=links)
