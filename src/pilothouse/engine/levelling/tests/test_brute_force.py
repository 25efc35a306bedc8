"""On problems so small that every plan can be tried, the proof grade finds the best plan and proves it."""

from __future__ import annotations

from itertools import permutations, product

import numpy as np
import pytest

from pilothouse.engine.levelling.generator import LevelRecipe, generate_problem
from pilothouse.engine.levelling.level import level
from pilothouse.engine.levelling.plan import LevelBudget, LevelGrade
from pilothouse.engine.levelling.problem import LevelGoal, LevellingProblem

BUDGET = LevelBudget(evaluations=60, deterministic_time=5.0)


def best_cost(problem: LevellingProblem) -> int:
    """Cheapest of all plans in which each task starts as early as it can, in any order, by anybody able."""
    tasks, index = problem.tasks, problem.task_index
    able = [[k for ask in task.asks for k in problem.able(ask.skill, ask.level)] or [-1] for task in tasks]
    before = [[index[link.before] for link in problem.links if link.after == task.name] for task in tasks]
    best = 10**9
    for order in permutations(range(len(tasks))):
        if any(order.index(source) > order.index(k) for k in order for source in before[k]):
            continue
        for choice in product(*able):
            best = min(best, _cost(problem, _finish(problem, order, choice, before)))
    return best


def _finish(
    problem: LevellingProblem, order: tuple[int, ...], choice: tuple[int, ...], before: list[list[int]]
) -> list[int]:
    horizon = 200
    left = {resource.name: resource.over_time(horizon) for resource in problem.resources}
    free = np.ones((len(problem.people), horizon), bool)
    release = {project.name: project.release for project in problem.projects}
    finish = [0] * len(order)
    for k in order:
        task = problem.tasks[k]
        start = max([release.get(task.project, 0), *(finish[source] for source in before[k])])
        while not (
            all(
                (left[name][start : start + task.duration] >= units).all()
                for name, units in task.units.items()
            )
            and (choice[k] < 0 or free[choice[k], start : start + task.duration].all())
        ):
            start += 1
        for name, units in task.units.items():
            left[name][start : start + task.duration] -= units
        if choice[k] >= 0:
            free[choice[k], start : start + task.duration] = False
        finish[k] = start + task.duration
    return finish


def _cost(problem: LevellingProblem, finish: list[int]) -> int:
    if problem.goal is LevelGoal.FINISH:
        return max(finish)
    ends = {project.name: [0] for project in problem.projects}
    for task, end in zip(problem.tasks, finish, strict=True):
        ends[task.project].append(end)
    return sum(p.weight * max(0, max(ends[p.name]) - (p.due or 0)) for p in problem.projects)


@pytest.mark.parametrize("seed", range(8))
def test_the_shortest_plan_with_resources(seed: int) -> None:
    recipe = LevelRecipe(tasks=6, resources=2, resource_strength=0.2, order_strength=0.3, longest=6)
    problem = generate_problem(recipe, seed=seed)

    levelled = level(problem, grade=LevelGrade.PROOF, budget=BUDGET)

    assert levelled.cost == levelled.bound == best_cost(problem)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("goal", list(LevelGoal))
def test_the_cheapest_plan_with_people_and_projects(seed: int, goal: LevelGoal) -> None:
    recipe = LevelRecipe(
        projects=2,
        tasks=2,
        people=3,
        skills=2,
        resources=1,
        resource_strength=0.2,
        order_strength=0.5,
        skill_scarcity=0.6,
        load=5.0,
        goal=goal,
    )
    problem = generate_problem(recipe, seed=seed)

    levelled = level(problem, grade=LevelGrade.PROOF, budget=BUDGET)

    assert levelled.cost == levelled.bound == best_cost(problem)
