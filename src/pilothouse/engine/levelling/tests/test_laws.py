"""Laws of levelling: whatever the problem, the plan can be done, is no better than its bound, and reproduces."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pilothouse.engine.levelling.check import violations
from pilothouse.engine.levelling.level import level
from pilothouse.engine.levelling.parts import (
    Ask,
    LevelCalendar,
    LevelLink,
    LevelProject,
    LevelTask,
    LinkKind,
    Person,
    Resource,
)
from pilothouse.engine.levelling.plan import LevelBudget, LevelGrade
from pilothouse.engine.levelling.problem import LevelGoal, LevellingProblem

FEW = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


@st.composite
def crews(draw: st.DrawFn) -> tuple[Person, ...]:
    """Four people; two can weld; some are away for a while or limited by the week."""
    return tuple(
        Person(
            name=f"W{k}",
            skills={
                "dig": draw(st.integers(1, 3)),
                **({"weld": draw(st.integers(1, 3))} if k % 2 == 0 else {}),
            },
            away=((3, 6),) if draw(st.booleans()) else (),
            week_limit=draw(st.sampled_from([None, 5, 6])),
            heavy_week=(heavy := draw(st.sampled_from([None, 4]))),
            heavy_run=None if heavy is None else 2,
        )
        for k in range(4)
    )


@st.composite
def problems(draw: st.DrawFn) -> LevellingProblem:
    """Small problems with a bit of everything: people, skills, limits, calendars, splits, any link."""
    count = draw(st.integers(1, 12))
    calendars = (LevelCalendar(name="five", pattern=(True,) * 5 + (False,) * 2, closed=((9, 11),)),)
    people = draw(crews())
    peopled = draw(st.booleans())
    tasks = tuple(
        LevelTask(
            name=f"T{k}",
            duration=draw(st.integers(0, 5)),
            project=draw(st.sampled_from(["", "A", "B"])),
            units={"crane": draw(st.integers(0, 3))},
            asks=(Ask(skill=draw(st.sampled_from(["dig", "weld"])), people=draw(st.integers(1, 2))),)
            if peopled and draw(st.booleans())
            else (),
            calendar=draw(st.sampled_from(["", "five"])) if peopled else "",
            piece=draw(st.sampled_from([0, 1, 2])),
            not_before=draw(st.sampled_from([0, 0, 4])),
        )
        for k in range(count)
    )
    pairs = [(i, j) for j in range(count) for i in range(j)]
    links = tuple(
        LevelLink(
            before=f"T{i}",
            after=f"T{j}",
            kind=draw(st.sampled_from(list(LinkKind))) if peopled else LinkKind.FS,
            lag=draw(st.integers(-2, 2)) if peopled else draw(st.integers(0, 2)),
        )
        for i, j in (draw(st.lists(st.sampled_from(pairs), max_size=8, unique=True)) if pairs else [])
    )
    return LevellingProblem(
        time_unit="day",
        tasks=tasks,
        links=links,
        resources=(Resource(name="crane", capacity=3, changes=((4, 2), (8, 4))),),
        people=people,
        projects=(LevelProject(name="A", due=8, weight=3), LevelProject(name="B", release=2)),
        calendars=calendars,
        goal=draw(st.sampled_from(list(LevelGoal))),
    )


@FEW
@given(problem=problems(), seed=st.integers(0, 2**32))
def test_a_plan_can_always_be_done_and_is_no_better_than_its_bound(
    problem: LevellingProblem, seed: int
) -> None:
    levelled = level(problem, budget=LevelBudget(evaluations=90), seed=seed)

    assert violations(problem, levelled.plan) == ()
    assert levelled.bound <= levelled.cost
    assert (levelled.plan.start >= 0).all()
    assert all(move.start > move.early and move.reason for move in levelled.moves)


@FEW
@given(problem=problems(), seed=st.integers(0, 2**32))
def test_the_same_seed_and_budget_give_the_same_plan(problem: LevellingProblem, seed: int) -> None:
    first, second = (level(problem, budget=LevelBudget(evaluations=60), seed=seed) for _ in range(2))

    np.testing.assert_array_equal(first.plan.part_start, second.plan.part_start)
    assert first.plan.people == second.plan.people
    assert (first.cost, first.bound, first.evaluations) == (second.cost, second.bound, second.evaluations)


@settings(parent=FEW, max_examples=15)
@given(problem=problems())
def test_a_higher_grade_is_never_worse_and_its_bound_never_passes_a_plan(problem: LevellingProblem) -> None:
    budget = LevelBudget(evaluations=200, deterministic_time=0.2)
    by_grade = [level(problem, grade=grade, budget=budget) for grade in LevelGrade]

    costs = [levelled.cost for levelled in by_grade]
    assert costs == sorted(costs, reverse=True)
    assert max(levelled.bound for levelled in by_grade) <= min(costs)
    assert all(violations(problem, levelled.plan) == () for levelled in by_grade)


@settings(parent=FEW, max_examples=15)
@given(problem=problems())
def test_more_of_everything_never_raises_the_bound(problem: LevellingProblem) -> None:
    plenty = LevellingProblem(
        time_unit="day",
        tasks=problem.tasks,
        links=problem.links,
        resources=(Resource(name="crane", capacity=100),),
        people=problem.people,
        projects=problem.projects,
        calendars=problem.calendars,
    )
    scarce = LevellingProblem(
        time_unit="day",
        tasks=problem.tasks,
        links=problem.links,
        resources=problem.resources,
        people=problem.people,
        projects=problem.projects,
        calendars=problem.calendars,
    )

    budget = LevelBudget(evaluations=60)
    assert level(plenty, budget=budget).bound <= level(scarce, budget=budget).bound


def test_the_checker_sees_what_is_wrong() -> None:
    problem = LevellingProblem(
        time_unit="day",
        tasks=(
            LevelTask(name="a", duration=2, units={"crane": 1}),
            LevelTask(name="b", duration=2, people=("Ann",)),
        ),
        links=(LevelLink(before="a", after="b"),),
        resources=(Resource(name="crane", capacity=1, changes=((3, 0),)),),
        people=(Person(name="Ann", away=((4, 5),), week_limit=1),),
    )
    good = level(LevellingProblem(time_unit="day", tasks=problem.tasks[:1], resources=problem.resources)).plan

    broken = type(good)(
        start=np.array([2, 3]),
        finish=np.array([4, 5]),
        part_task=np.array([0, 1]),
        part_start=np.array([2, 3]),
        part_finish=np.array([4, 5]),
        people=((), ("Ann",)),
    )

    found = " ".join(violations(problem, broken))
    for word in ("Link", "beyond its capacity", "while away", "the limit is 1"):
        assert word in found


@pytest.mark.slow
@settings(parent=FEW, max_examples=600)
@given(problem=problems(), seed=st.integers(0, 2**32))
def test_many_more_plans_can_be_done(problem: LevellingProblem, seed: int) -> None:
    levelled = level(
        problem, grade=LevelGrade.PROOF, budget=LevelBudget(evaluations=90, deterministic_time=0.1), seed=seed
    )

    assert violations(problem, levelled.plan) == ()
    assert levelled.bound <= levelled.cost
