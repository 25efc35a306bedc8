"""Quality of levelling in a second, on one thread, beside the best plans known."""

from __future__ import annotations

import csv
import tarfile
import time
from pathlib import Path

import numpy as np

from pilothouse.engine.bench.figures import Figure
from pilothouse.engine.bench.timing import Effort
from pilothouse.engine.cli.level import ROWS_A_SECOND, SEARCH_SHARE
from pilothouse.engine.levelling.check import violations
from pilothouse.engine.levelling.generator import LevelRecipe, generate_problem
from pilothouse.engine.levelling.level import level
from pilothouse.engine.levelling.plan import LevelBudget, LevelGrade
from pilothouse.engine.levelling.problem import LevelGoal, LevellingProblem
from pilothouse.engine.levelling.psplib import read_psplib

GOALS = {("j30", 1): 0.0, ("j60", 1): None, ("j120", 1): 1.5, ("j120", 10): 1.0}  # % above the best known
PORTFOLIO = LevelRecipe(
    projects=200,
    tasks=50,
    people=300,
    skills=12,
    resource_strength=0.1,
    order_strength=0.4,
    skill_scarcity=0.9,
    load=1.3,
    limited_share=0.2,
)


def seconds_budget(problem: LevellingProblem, seconds: float, *, search_share: float) -> LevelBudget:
    """So many seconds of processor time, part of it for the search; what counts is sized as on the command line."""
    begin = time.process_time()

    def after(share: float) -> bool:
        return time.process_time() - begin > share * seconds

    return LevelBudget(
        evaluations=int(seconds * ROWS_A_SECOND / max(1, len(problem.tasks))),
        deterministic_time=10 * seconds,
        deadline=lambda: after(1.0),
        search_deadline=lambda: after(search_share),
    )


def sample(folder: Path, name: str, count: int) -> list[tuple[str, LevellingProblem]]:
    """So many instances of a set, evenly by file name."""
    with tarfile.open(folder / f"{name}.sm.tar.gz") as archive:
        members = sorted((m for m in archive.getmembers() if m.name.endswith(".sm")), key=lambda m: m.name)
        picked = [members[int(k)] for k in np.linspace(0, len(members) - 1, count)]
        texts = [(m.name.rsplit("/", 1)[-1], archive.extractfile(m)) for m in picked]
        return [(file, read_psplib(text.read().decode("ascii"))) for file, text in texts if text]


def levelling(effort: Effort) -> list[Figure]:
    """Mean percentage above the best-known finish over a sample of PSPLIB, 1 s each, and 10 s for the largest."""
    folder = effort.data / "psplib"
    if not folder.exists():
        note = f"{effort.data} is absent: no PSPLIB instances to level"
        return [Figure(case="levelling", what="PSPLIB", unit="%", value=None, note=note)]
    with (folder / "bks.csv").open(encoding="ascii") as lines:
        best = {(row["set"], row["file"]): int(row["ub"]) for row in csv.DictReader(lines)}
    found = []
    for (name, seconds), goal in GOALS.items():
        if seconds == 1 or not effort.quick:
            count = (24 if seconds == 1 else 8) * (2 if effort.long else 1)
            problems = sample(folder, name, effort.pick(3, count))
            known = [best[name, file] for file, _ in problems]
            found.append(_gap(name, seconds, goal, [problem for _, problem in problems], known))
    return found


def _gap(
    name: str, seconds: int, goal: float | None, problems: list[LevellingProblem], known: list[int]
) -> Figure:
    level(problems[0], grade=LevelGrade.PROOF, budget=LevelBudget(evaluations=100, deterministic_time=0.01))
    excess, below, wall = [], [], []
    for problem, best in zip(problems, known, strict=True):
        begin = time.perf_counter()
        budget = seconds_budget(problem, seconds, search_share=SEARCH_SHARE)
        levelled = level(problem, grade=LevelGrade.PROOF, budget=budget, explain=False)
        wall.append(time.perf_counter() - begin)
        if violations(problem, levelled.plan):
            raise AssertionError(f"{name}: the plan breaks a limit")
        excess.append(100 * (levelled.cost / best - 1))
        below.append(100 * (levelled.bound / best - 1))
    return Figure(
        case="levelling",
        what=f"{name}, {len(problems)} instances, {seconds} s of processor time each: mean above best known",
        unit="%",
        value=float(np.mean(excess)),
        goal=goal,
        ceiling=float(np.mean(below)),
        ceiling_of="the bound that came with it, against the best known",
        note=f"{sum(x <= 0 for x in excess)} at the best known; mean {np.mean(wall):.1f} s on the wall",
    )


def portfolio(effort: Effort) -> list[Figure]:
    """200 projects of 50 tasks share 300 people: the plan found within ten seconds, and its bound."""
    problem = generate_problem(PORTFOLIO, seed=1)
    seconds = 3.0 if effort.quick else 9.5  # the last look at the clock may come half a second late
    level(generate_problem(LevelRecipe(tasks=5, people=3), seed=1), budget=LevelBudget(evaluations=10))
    wall, begin = time.perf_counter(), time.process_time()
    budget = seconds_budget(problem, seconds, search_share=1.0)
    levelled = level(problem, budget=budget, explain=False)
    spent, wall = time.process_time() - begin, time.perf_counter() - wall
    if violations(problem, levelled.plan):
        raise AssertionError("The plan of the portfolio breaks a limit.")
    goal = "finish" if problem.goal is LevelGoal.FINISH else "delay"
    return [
        Figure(
            case="portfolio",
            what="200 projects x 50 tasks x 300 people levelled with a bound",
            unit="s",
            value=wall,
            processor=spent,
            goal=10.0,
            note=f"one thread, {goal}, {levelled.evaluations} schedules",
        ),
        Figure(
            case="portfolio",
            what="The same: plan above its bound",
            unit="%",
            value=100 * levelled.gap,
            ceiling=0.0,
            ceiling_of="the bound",
        ),
    ]
