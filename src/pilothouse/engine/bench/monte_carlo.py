"""Speed of the simulation, beside its random generator alone."""

from __future__ import annotations

import numpy as np

from pilothouse.engine.bench.ceilings import words_run
from pilothouse.engine.bench.figures import Figure
from pilothouse.engine.bench.timing import Effort, interleaved
from pilothouse.engine.risk import simulate, systemic_lognormal
from pilothouse.engine.risk.generator import generate_risk_plan

TASKS, FUTURES, THREADS = 10_000, 10_000, 2


def monte_carlo(effort: Effort) -> list[Figure]:
    """10,000 futures of 10,000 tasks with criticality, correlation, a project-wide factor and risk events."""
    plan, factor = generate_risk_plan(TASKS), systemic_lognormal(0.2, 0.2)
    spent = interleaved(
        {
            "run": lambda: simulate(plan, factor=factor, futures=FUTURES, threads=THREADS),
            "words": words_run(TASKS * FUTURES, THREADS),
        },
        effort.pick(3, 9),
    )
    run, words = spent["run"], spent["words"]
    return [
        Figure(
            case="monte-carlo",
            what=f"Monte Carlo, {FUTURES:,} futures of {TASKS:,} tasks, {THREADS} threads",
            unit="s",
            value=run.wall,
            processor=run.processor / THREADS,
            goal=0.5,
            ceiling=words.wall,
            ceiling_of=f"its Philox generator alone, {TASKS * FUTURES / words.wall / 1e9:.1f} G words/s",
            note="with criticality, correlation, cost and 20 risk events; processor time over two threads",
        ),
        _alike(),
    ]


def _alike() -> Figure:
    """How many futures come out otherwise when the number of threads is another."""
    plan, factor = generate_risk_plan(1_000), systemic_lognormal(0.2, 0.2)
    one, *others = (simulate(plan, factor=factor, futures=5_000, threads=k) for k in (1, 2, 3))
    differ = [(one.finish != other.finish) | (one.cost != other.cost) for other in others]
    return Figure(
        case="monte-carlo",
        what="The same seed on one, two and three threads: futures that differ",
        unit="futures",
        value=float(np.sum(differ)),
        goal=0.0,
    )
