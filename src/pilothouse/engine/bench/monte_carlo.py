"""Speed of the simulation, beside its random generator alone."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from pilothouse.engine.bench.figures import Figure
from pilothouse.engine.bench.timing import Effort, interleaved
from pilothouse.engine.door import kernels
from pilothouse.engine.risk import simulate, systemic_lognormal
from pilothouse.engine.risk.columns import LANES
from pilothouse.engine.risk.generator import generate_risk_plan

CEILINGS = "pilothouse.engine.bench.ceiling_kernels"
TASKS, FUTURES, THREADS = 10_000, 10_000, 2


def words_run(draws: int, threads: int) -> Callable[[], object]:
    """Draw so many random words, and nothing else, on so many threads."""
    fill = kernels(CEILINGS).lanes_of_words
    seed = (np.uint32(1), np.uint32(0))
    lanes = draws // LANES
    cuts = np.linspace(0, lanes, threads + 1).astype(np.int64)
    buffers = [np.empty(LANES, np.uint32) for _ in range(threads)]

    def run() -> None:
        with ThreadPoolExecutor(threads) as pool:
            jobs = [pool.submit(fill, buffers[k], cuts[k], cuts[k + 1], seed) for k in range(threads)]
        _ = [job.result() for job in jobs]

    return run


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
        )
    ]
