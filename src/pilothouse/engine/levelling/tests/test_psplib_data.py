"""PSPLIB: how near the plans come to the best ones known."""

from __future__ import annotations

import csv
import tarfile
from dataclasses import replace
from pathlib import Path

import pytest

from pilothouse.engine.bench.levelling import PORTFOLIO
from pilothouse.engine.levelling.check import violations
from pilothouse.engine.levelling.generator import generate_problem
from pilothouse.engine.levelling.level import level
from pilothouse.engine.levelling.plan import LevelBudget, LevelGrade
from pilothouse.engine.levelling.problem import LevelGoal, LevellingProblem
from pilothouse.engine.levelling.psplib import read_psplib

pytestmark = pytest.mark.data
FOLDER = Path(__file__).parents[6] / "shared" / "data" / "psplib"
ONE_SECOND, TEN_SECONDS = 150_000, 1_500_000  # schedules that one thread makes of j120 in that time


@pytest.fixture
def best_known() -> dict[tuple[str, str], tuple[int, int]]:
    """Best-known lower and upper bound by set and file."""
    table = FOLDER / "bks.csv"
    if not table.exists():
        pytest.skip("../shared/data is absent: no PSPLIB instances to level")
    with table.open(encoding="ascii") as lines:
        return {(row["set"], row["file"]): (int(row["lb"]), int(row["ub"])) for row in csv.DictReader(lines)}


def instances(name: str, step: int) -> list[tuple[str, LevellingProblem]]:
    """Every `step`-th instance of a set, by file name."""
    with tarfile.open(FOLDER / f"{name}.sm.tar.gz") as archive:
        members = sorted((m for m in archive.getmembers() if m.name.endswith(".sm")), key=lambda m: m.name)
        texts = [(m.name.rsplit("/", 1)[-1], archive.extractfile(m)) for m in members[::step]]
        return [(file, read_psplib(text.read().decode("ascii"))) for file, text in texts if text]


def mean_excess(
    name: str,
    step: int,
    budget: LevelBudget,
    known: dict[tuple[str, str], tuple[int, int]],
    grade: LevelGrade,
) -> float:
    """Mean percentage above the best-known finish; checks each plan and each bound on the way."""
    excess = []
    for file, problem in instances(name, step):
        levelled = level(problem, grade=grade, budget=budget, explain=False)
        assert violations(problem, levelled.plan) == ()
        least, most = known[name, file]
        assert levelled.bound <= most
        assert levelled.plan.end == levelled.cost >= least
        excess.append(100 * (levelled.cost / most - 1))
    assert len(excess) > 2
    return sum(excess) / len(excess)


@pytest.mark.thorough
def test_a_handful_of_j120_is_near_the_best_known(best_known: dict[tuple[str, str], tuple[int, int]]) -> None:
    assert mean_excess("j120", 60, LevelBudget(evaluations=30_000), best_known, LevelGrade.SEARCH) <= 2.5


def test_a_handful_of_j30_is_solved_to_the_end(best_known: dict[tuple[str, str], tuple[int, int]]) -> None:
    budget = LevelBudget(evaluations=6_000, deterministic_time=3.0)

    assert mean_excess("j30", 48, budget, best_known, LevelGrade.PROOF) == 0


@pytest.mark.slow
@pytest.mark.parametrize(("schedules", "step", "most"), [(ONE_SECOND, 5, 1.5), (TEN_SECONDS, 20, 1.0)])
def test_j120_reaches_its_goal(
    best_known: dict[tuple[str, str], tuple[int, int]], schedules: int, step: int, most: float
) -> None:
    assert (
        mean_excess("j120", step, LevelBudget(evaluations=schedules), best_known, LevelGrade.SEARCH) <= most
    )


@pytest.mark.slow
def test_all_of_j30_is_optimal(best_known: dict[tuple[str, str], tuple[int, int]]) -> None:
    budget = LevelBudget(evaluations=600_000)

    assert mean_excess("j30", 1, budget, best_known, LevelGrade.SEARCH) == 0


@pytest.mark.slow
@pytest.mark.parametrize("goal", list(LevelGoal))
def test_a_whole_portfolio_is_levelled_with_a_bound(goal: LevelGoal) -> None:
    recipe = replace(PORTFOLIO, goal=goal)
    problem = generate_problem(recipe, seed=1)

    levelled = level(problem, budget=LevelBudget(evaluations=45))

    assert violations(problem, levelled.plan) == ()
    assert 0 < levelled.bound <= levelled.cost
    assert levelled.gap <= (0.02 if goal is LevelGoal.FINISH else 0.5)
