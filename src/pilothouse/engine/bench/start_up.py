"""How long a stranger waits: importing the engine, and the first call after an install."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile

from pilothouse.engine.bench.figures import Figure
from pilothouse.engine.bench.timing import Effort

_TIMED = """
import json, time
{before}
wall, processor = time.perf_counter(), time.process_time()
{code}
print(json.dumps([time.perf_counter() - wall, time.process_time() - processor]))
"""
_PARTS = "schedule risk levelling.level selection.solve value forecast"
_IMPORTS = "; ".join(f"import pilothouse.engine.{part}" for part in _PARTS.split())
FIRST_CALLS = {
    "schedule": (
        "from datetime import datetime; from pilothouse.engine import Link, Network, Task, schedule; "
        "plan = Network(start=datetime(2026, 3, 2, 8), tasks=(Task(id='a', duration=60), Task(id='b', duration=60)), "
        "links=(Link(predecessor='a', successor='b'),))",
        "schedule(plan)",
    ),
    "simulate": (
        "from pilothouse.engine.risk import RiskTask, risk_plan, simulate, triangular; "
        "plan = risk_plan([RiskTask('a', triangular(1, 2, 4))])",
        "simulate(plan)",
    ),
    "level, units": (
        "from pilothouse.engine import LevelBudget, LevelRecipe, generate_problem, level; "
        "plan = generate_problem(LevelRecipe(tasks=20), seed=1)",
        "level(plan, budget=LevelBudget(evaluations=60))",
    ),
    "level, people": (
        "from pilothouse.engine import LevelBudget, LevelRecipe, generate_problem, level; "
        "plan = generate_problem(LevelRecipe(tasks=20, people=5), seed=1)",
        "level(plan, budget=LevelBudget(evaluations=60))",
    ),
    "select": (
        "from pilothouse.engine import PortfolioShape, generated_portfolio, select; "
        "from pilothouse.engine import Effort; plan = generated_portfolio(PortfolioShape(projects=70))",
        "select(plan, effort=Effort(evaluations=10_000, nodes=10))",
    ),
}


def timed(before: str, code: str, *, cache: str = "") -> tuple[float, float]:
    """Seconds on the wall and of the processor for a statement in a fresh process; `cache` is where Numba keeps."""
    environment = {**os.environ, **({"NUMBA_CACHE_DIR": cache} if cache else {})}
    script = _TIMED.format(before=before, code=code)
    # 2026-11-22: our own interpreter and code, no shell
    done = subprocess.run(  # noqa: S603  # nosec B603
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, env=environment
    )
    wall, processor = json.loads(done.stdout)
    return wall, processor


def start_up(effort: Effort) -> list[Figure]:
    """Import time of the package and all its parts; first calls with nothing compiled yet."""
    runs = [timed("", "import pilothouse.engine") for _ in range(effort.pick(3, 7))]
    parts = [timed("", _IMPORTS) for _ in range(effort.pick(3, 7))]
    numpy = [timed("", "import numpy") for _ in range(effort.pick(3, 7))]
    figures = [
        _import("Importing the package", runs, numpy),
        _import("Importing the package and all its parts", parts, numpy),
    ]
    return [*figures, *(_first_call(name, effort) for name in FIRST_CALLS)]


def _first_call(name: str, effort: Effort) -> Figure:
    """Median of first calls, each into a folder of compiled code that is empty, and of the calls after them."""
    first, again = [], []
    for _ in range(effort.pick(1, 3)):
        with tempfile.TemporaryDirectory() as cache:
            first.append(timed(*FIRST_CALLS[name], cache=cache))
            again.append(timed(*FIRST_CALLS[name], cache=cache))
    return Figure(
        case="start-up",
        what=f"First call after an install: {name}",
        unit="s",
        value=statistics.median(wall for wall, _ in first),
        processor=statistics.median(processor for _, processor in first),
        goal=5.0,
        ceiling=statistics.median(wall for wall, _ in again),
        ceiling_of="the first call of a later process, compiled before",
    )


def _import(what: str, runs: list[tuple[float, float]], numpy: list[tuple[float, float]]) -> Figure:
    return Figure(
        case="start-up",
        what=what,
        unit="s",
        value=statistics.median(wall for wall, _ in runs),
        processor=statistics.median(processor for _, processor in runs),
        goal=0.3,
        ceiling=statistics.median(wall for wall, _ in numpy),
        ceiling_of="importing NumPy alone",
    )
