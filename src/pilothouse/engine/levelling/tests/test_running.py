"""How a run is watched, stopped, explained, repeated and given out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from pilothouse.engine.cli import main
from pilothouse.engine.levelling.generator import LevelRecipe, generate_problem, order_strength_of
from pilothouse.engine.levelling.level import level
from pilothouse.engine.levelling.parts import LevelLink, LevelTask, Resource
from pilothouse.engine.levelling.plan import LevelBudget, LevelGrade, LevelProgress, Stop
from pilothouse.engine.levelling.problem import LevelGoal, LevellingProblem
from pilothouse.engine.levelling.psplib import read_psplib

HARD = generate_problem(LevelRecipe(tasks=60, resource_strength=0.1, order_strength=0.3), seed=3)
SMALL_SM = """
PRECEDENCE RELATIONS:
jobnr.    #modes  #successors   successors
   1        1          2           2   3
   2        1          1           4
   3        1          1           4
   4        1          0
************************************************************************
REQUESTS/DURATIONS:
jobnr. mode duration  R 1
------------------------------------------------------------------------
  1      1     0       0
  2      1     3       2
  3      1     4       1
  4      1     0       0
************************************************************************
RESOURCEAVAILABILITIES:
  R 1
    2
************************************************************************
"""


def test_somebody_who_cancels_still_gets_a_plan() -> None:
    levelled = level(
        HARD, grade=LevelGrade.PROOF, budget=LevelBudget(evaluations=10**7, cancelled=lambda: True)
    )

    assert levelled.stopped is Stop.CANCELLED
    assert levelled.plan.end == levelled.cost > 0
    assert levelled.deterministic_time == 0


def test_a_deadline_stops_the_search_and_the_solver() -> None:
    asked: list[int] = []

    def deadline() -> bool:
        asked.append(1)
        return len(asked) > 3

    levelled = level(HARD, grade=LevelGrade.PROOF, budget=LevelBudget(evaluations=10**7, deadline=deadline))

    assert levelled.stopped is Stop.DEADLINE
    assert 0 < levelled.evaluations < 10**6


def test_progress_tells_grades_in_order_and_costs_that_never_rise() -> None:
    told: list[LevelProgress] = []

    level(
        HARD,
        grade=LevelGrade.PROOF,
        budget=LevelBudget(evaluations=9_000, deterministic_time=0.05),
        report=told.append,
    )

    assert list(dict.fromkeys(step.grade for step in told)) == list(LevelGrade)
    assert [step.cost for step in told] == sorted((step.cost for step in told), reverse=True)
    assert told[-1].evaluations >= 9_000


def test_a_move_says_what_it_waits_for_and_what_it_costs() -> None:
    tasks = (
        LevelTask(name="a", duration=3, units={"crane": 1}),
        LevelTask(name="b", duration=2, units={"crane": 1}),
        LevelTask(name="c", duration=1),
    )
    problem = LevellingProblem(
        time_unit="day",
        tasks=tasks,
        links=(LevelLink(before="b", after="c"),),
        resources=(Resource(name="crane", capacity=1),),
    )

    levelled = level(problem, grade=LevelGrade.PROOF)

    assert levelled.plan.end == 5
    (move,) = levelled.moves
    assert (move.task, move.early, move.start, move.delay, move.blockers) == ("a", 0, 2, 2, ("b",))
    assert "'crane'" in move.reason
    (outcome,) = levelled.projects
    assert (outcome.early_finish, outcome.finish, outcome.delay) == (3, 5, 2)


@pytest.mark.thorough
def test_plain_python_and_compiled_code_find_the_same_plans() -> None:
    script = (
        "import json, sys\n"
        "from pilothouse.engine.levelling.generator import LevelRecipe, generate_problem\n"
        "from pilothouse.engine.levelling.level import level\n"
        "from pilothouse.engine.levelling.plan import LevelBudget\n"
        "found = []\n"
        "for people in (0, 5):\n"
        "    recipe = LevelRecipe(projects=2, tasks=7, people=people, skills=3, resource_strength=0.1,\n"
        "                         limited_share=0.5, split_share=0.3)\n"
        "    for seed in range(2):\n"
        "        levelled = level(generate_problem(recipe, seed=seed), budget=LevelBudget(evaluations=60))\n"
        "        found.append([levelled.plan.part_start.tolist(), levelled.plan.people])\n"
        "sys.stdout.write(json.dumps(found))\n"
    )

    plans = [
        subprocess.run(
            [sys.executable, "-W", "ignore", "-c", script],
            env=os.environ | {"NUMBA_DISABLE_JIT": plain},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for plain in ("0", "1")
    ]

    assert plans[0] == plans[1]
    assert len(json.loads(plans[0])) == 4


@pytest.mark.parametrize("strength", [0.2, 0.5, 0.8])
def test_the_generator_meets_its_order_strength_and_repeats(strength: float) -> None:
    recipe = LevelRecipe(projects=3, tasks=30, people=6, order_strength=strength)

    problem = generate_problem(recipe, seed=5)

    assert abs(order_strength_of(problem) - strength) < 0.06
    assert problem == generate_problem(recipe, seed=5)
    assert problem != generate_problem(recipe, seed=6)


def test_the_generator_makes_scarce_skills_and_tight_resources() -> None:
    loose = generate_problem(LevelRecipe(people=20, skill_scarcity=0.0, resource_strength=1.0), seed=1)
    tight = generate_problem(LevelRecipe(people=20, skill_scarcity=1.0, resource_strength=0.0), seed=1)

    assert all(len(person.skills) == 8 for person in loose.people)
    assert all(len(person.skills) == 1 for person in tight.people)
    assert all(a.capacity > b.capacity for a, b in zip(loose.resources, tight.resources, strict=True))


def test_the_command_prints_a_plan_and_refuses_another_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "small.sm"
    file.write_text(SMALL_SM)

    assert main(["level", str(file), "--evaluations", "30", "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert (printed["cost"], printed["bound"], printed["optimal"]) == (7, 7, True)
    assert {task["name"] for task in printed["tasks"]} == {"2", "3"}

    assert main(["level", str(file), "--seconds", "0.2"]) == 0
    assert "Finish 7 periods (proven best)" in capsys.readouterr().out

    file.write_text("something else")
    assert main(["level", str(file)]) == 2
    assert "not a PSPLIB" in capsys.readouterr().err


def test_delay_counts_from_the_due_slot_by_weight() -> None:
    recipe = LevelRecipe(projects=4, tasks=8, people=4, skills=2, load=1.5, goal=LevelGoal.DELAY)
    problem = generate_problem(recipe, seed=2)

    levelled = level(problem, budget=LevelBudget(evaluations=600))

    assert levelled.cost == sum(outcome.cost for outcome in levelled.projects)
    assert levelled.cost > 0
    for outcome, project in zip(levelled.projects, problem.projects, strict=True):
        rows = np.array([task.project == project.name for task in problem.tasks])
        assert outcome.finish == levelled.plan.finish[rows].max()
        assert outcome.delay == max(0, outcome.finish - (project.due or 0))


def test_an_empty_problem_is_finished_at_once() -> None:
    levelled = level(LevellingProblem(time_unit="day", tasks=()), grade=LevelGrade.PROOF)

    assert (levelled.cost, levelled.gap, levelled.optimal) == (0, 0.0, True)


def test_psplib_text_becomes_tasks_links_and_resources() -> None:
    problem = read_psplib(SMALL_SM)

    assert [(task.name, task.duration, dict(task.units)) for task in problem.tasks] == [
        ("2", 3, {"R1": 2}),
        ("3", 4, {"R1": 1}),
    ]
    assert problem.links == ()
    assert problem.resources[0].capacity == 2
