"""Stories of people: who may take a task, how much of a week, and what happens at a split."""

from __future__ import annotations

import numpy as np
import pytest

from pilothouse.engine.levelling.check import violations
from pilothouse.engine.levelling.level import level
from pilothouse.engine.levelling.parts import Ask, LevelCalendar, LevelTask, Person
from pilothouse.engine.levelling.plan import LevelBudget, LevelGrade, Levelled
from pilothouse.engine.levelling.problem import LevellingProblem
from pilothouse.engine.levelling.refusals import Infeasible


def levelled_of(*, people: tuple[Person, ...], tasks: tuple[LevelTask, ...], **more: object) -> Levelled:
    problem = LevellingProblem(time_unit="day", slots_per_week=5, people=people, tasks=tasks, **more)  # type: ignore[arg-type]
    found = level(problem, grade=LevelGrade.PROOF, budget=LevelBudget(evaluations=120))
    assert violations(problem, found.plan) == ()
    return found


def test_a_task_goes_to_somebody_with_the_level_it_asks_for() -> None:
    found = levelled_of(
        people=(Person(name="Ann", skills={"weld": 1}), Person(name="Bob", skills={"weld": 3})),
        tasks=(
            LevelTask(name="fine", duration=2, asks=(Ask(skill="weld", level=2),)),
            LevelTask(name="plain", duration=2, asks=(Ask(skill="weld"),)),
        ),
    )

    assert found.plan.people == (("Bob",), ("Ann",))
    assert found.plan.end == 2


def test_a_seat_is_traded_when_the_one_who_sits_is_the_only_one_able_elsewhere() -> None:
    found = levelled_of(
        people=(
            Person(name="Ann", skills={"a": 1, "b": 1}),
            Person(name="Bob", skills={"a": 1, "c": 1, "d": 1}),
            Person(name="Cy", skills={"b": 1, "e": 1}, away=((0, 50),)),
        ),
        tasks=(LevelTask(name="t", duration=1, asks=(Ask(skill="a"), Ask(skill="b"))),),
    )

    assert set(found.plan.people[0]) == {"Ann", "Bob"}
    assert found.plan.end == 1


def test_nobody_works_more_of_a_week_than_their_limit() -> None:
    found = levelled_of(
        people=(Person(name="Ann", skills={"x": 1}, week_limit=3),),
        tasks=tuple(LevelTask(name=f"t{k}", duration=1, asks=(Ask(skill="x"),)) for k in range(7)),
    )

    weeks = np.bincount(found.plan.start // 5)
    assert weeks.tolist() == [3, 3, 1]
    assert any("weekly limit" in move.reason for move in found.moves)


def test_heavy_weeks_do_not_follow_one_another_too_long() -> None:
    found = levelled_of(
        people=(Person(name="Ann", skills={"x": 1}, heavy_week=3, heavy_run=2),),
        tasks=tuple(LevelTask(name=f"t{k}", duration=1, asks=(Ask(skill="x"),)) for k in range(18)),
    )

    heavy = np.bincount(found.plan.start // 5) > 3
    assert heavy.tolist() == [True, True, False, True]


def test_a_task_that_may_split_works_round_an_absence_with_the_same_person() -> None:
    away = Person(name="Ann", skills={"x": 1}, away=((2, 4),))
    whole = levelled_of(people=(away,), tasks=(LevelTask(name="t", duration=4, people=("Ann",)),))
    split = levelled_of(people=(away,), tasks=(LevelTask(name="t", duration=4, people=("Ann",), piece=2),))

    assert (whole.plan.start[0], whole.plan.end) == (4, 8)
    assert (split.plan.start[0], split.plan.end) == (0, 6)
    assert split.plan.people == (("Ann",),)


def test_a_calendar_pauses_a_task_and_frees_the_person_for_another() -> None:
    found = levelled_of(
        people=(Person(name="Ann"),),
        calendars=(LevelCalendar(name="odd", pattern=(True, False)),),
        tasks=(
            LevelTask(name="odd days", duration=2, people=("Ann",), calendar="odd"),
            LevelTask(name="any day", duration=1, people=("Ann",)),
        ),
    )

    assert found.plan.end == 3
    assert found.plan.start.tolist() == [0, 1]


def test_a_task_that_nobody_ever_has_time_for_is_refused_by_name() -> None:
    with pytest.raises(Infeasible, match="'long'"):
        levelled_of(
            people=(Person(name="Ann", week_limit=2),),
            tasks=(LevelTask(name="long", duration=5, people=("Ann",)),),
        )
