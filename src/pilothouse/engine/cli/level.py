"""`pilothouse engine level FILE.sm`: level one PSPLIB project, and print the plan or its figures as JSON."""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

from pilothouse.engine.cli.reading import described, text_of
from pilothouse.engine.levelling.level import level
from pilothouse.engine.levelling.plan import LevelBudget, LevelGrade, Levelled
from pilothouse.engine.levelling.problem import LevellingProblem
from pilothouse.engine.levelling.psplib import read_psplib

ROWS_A_SECOND = 18_000_000  # sizes the crowd for the seconds given; a slower machine stops at the deadline
SEARCH_SHARE = 0.9  # of the seconds; the rest is the solver's, above all for the bound
PRINTED_MOVES = 20


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command and its arguments."""
    shown = described("level j3010_1.sm --seconds 1 --json")
    parser = subparsers.add_parser("level", help="level a project given in the PSPLIB .sm format", **shown)
    parser.add_argument("file", type=Path, help="a PSPLIB single-mode file (.sm)")
    parser.add_argument("--seconds", type=float, default=1.0, help="time to spend (default 1)")
    parser.add_argument(
        "--evaluations", type=int, default=None, help="schedules to make instead; reproduces exactly"
    )
    parser.add_argument(
        "--grade",
        choices=[g.value for g in LevelGrade],
        default=LevelGrade.PROOF.value,
        help="how hard to try",
    )
    parser.add_argument(
        "--seed", type=int, default=1, help="same seed and --evaluations, same plan (default 1)"
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(func=run)


def run(arguments: argparse.Namespace) -> int:
    """Read, level and print; 0 is success, 2 a file that cannot be levelled."""
    try:
        problem = read_psplib(text_of(arguments.file))
        levelled = level(
            problem,
            grade=LevelGrade(arguments.grade),
            budget=_budget(arguments, problem),
            seed=arguments.seed,
        )
    except ValueError as error:
        sys.stderr.write(f"{arguments.file}: {error}\n")
        return 2
    sys.stdout.write(
        json.dumps(as_json(problem, levelled)) + "\n" if arguments.json else _text(problem, levelled)
    )
    return 0


def _budget(arguments: argparse.Namespace, problem: LevellingProblem) -> LevelBudget:
    """Count schedules where asked to; otherwise look at the clock."""
    if arguments.seconds <= 0:
        raise ValueError("--seconds must be above 0.")
    if arguments.evaluations is not None:
        return LevelBudget(evaluations=arguments.evaluations)
    # Compiled code loads before the clock starts: it is the machine's first use that costs, not this project.
    level(problem, grade=LevelGrade.PRIORITY, explain=False)
    begin = time.perf_counter()

    def after(share: float) -> bool:
        return bool(time.perf_counter() - begin > share * arguments.seconds)

    return LevelBudget(
        evaluations=int(arguments.seconds * ROWS_A_SECOND / max(1, len(problem.tasks))),
        deterministic_time=arguments.seconds * 10,
        deadline=lambda: after(1.0),
        search_deadline=lambda: after(SEARCH_SHARE),
    )


def as_json(problem: LevellingProblem, levelled: Levelled) -> dict[str, Any]:
    """The result as plain values; starts and finishes by task name, in slots."""
    plan = levelled.plan
    return {
        "cost": levelled.cost,
        "bound": levelled.bound,
        "gap": round(levelled.gap, 6),
        "optimal": levelled.optimal,
        "finish": plan.end,
        "time_unit": problem.time_unit,
        "grade": levelled.grade.value,
        "stopped": levelled.stopped.value,
        "evaluations": levelled.evaluations,
        "deterministic_time": round(levelled.deterministic_time, 3),
        "notes": list(levelled.notes),
        "tasks": [
            {
                "name": task.name,
                "start": int(plan.start[k]),
                "finish": int(plan.finish[k]),
                "people": plan.people[k],
            }
            for k, task in enumerate(problem.tasks)
        ],
        "moves": [
            {
                "task": move.task,
                "early": move.early,
                "start": move.start,
                "reason": move.reason,
                "blockers": list(move.blockers),
                "delay": move.delay,
            }
            for move in levelled.moves
        ],
    }


def _text(problem: LevellingProblem, levelled: Levelled) -> str:
    """The result for somebody at a terminal."""
    proof = "proven best" if levelled.optimal else f"no plan can be below {levelled.bound}"
    lines = [
        f"Finish {levelled.plan.end} {problem.time_unit}s ({proof}).",
        f"{levelled.evaluations} schedules, {levelled.deterministic_time:.2f} s of solver work; "
        f"stopped: {levelled.stopped}.",
        *levelled.notes,
        f"{len(levelled.moves)} of {len(problem.tasks)} tasks start later than they could alone:",
    ]
    for move in levelled.moves[:PRINTED_MOVES]:
        lines.append(f"  {move.task}: {move.early} -> {move.start}. {move.reason}")
    if len(levelled.moves) > PRINTED_MOVES:
        lines.append(f"  ... and {len(levelled.moves) - PRINTED_MOVES} more; --json lists all.")
    return "\n".join(lines) + "\n"
