"""How time and memory grow with the network: time from a thousand tasks to a million, peak memory a task."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

from pilothouse.engine.bench.critical_path import MILLION, TEN_THOUSAND, full_run
from pilothouse.engine.bench.figures import Figure
from pilothouse.engine.bench.made_up_networks import SOUND
from pilothouse.engine.bench.timing import Effort, interleaved


def scaling(effort: Effort) -> list[Figure]:
    """Nanoseconds a task from a thousand tasks to a million, on one thread."""
    sizes = [1_000, TEN_THOUSAND, 100_000, *([] if effort.quick else [MILLION])]
    times = {n: max(1, 100_000 // n) for n in sizes}  # a small network is run often enough to be timed
    spent = interleaved({str(n): _often(full_run(n, SOUND), times[n]) for n in sizes}, effort.pick(9, 15))
    each = {n: 1e9 * spent[str(n)].processor / (n * times[n]) for n in sizes}
    wall = {n: 1e9 * spent[str(n)].wall / (n * times[n]) for n in sizes}
    words = ", ".join(f"{n:,}: {value:.0f}" for n, value in each.items())
    return [
        Figure(
            case="scaling",
            what=f"Full critical path, dearest over cheapest task from {sizes[0]:,} to {sizes[-1]:,}",
            unit="times",
            value=max(wall.values()) / min(wall.values()),
            processor=max(each.values()) / min(each.values()),
            goal=2.0,
            ceiling=1.0,
            ceiling_of="every task alike",
            note=f"processor nanoseconds a task at {words}",
        )
    ]


def _often(action: Callable[[], object], times: int) -> Callable[[], object]:
    def run() -> None:
        for _ in range(times):
            action()

    return run


_PEAK = "int(next(r for r in open('/proc/self/status') if r.startswith('{}')).split()[1])"
_WEIGH = """
import numpy as np
{before}
start = {now}
{code}
print(({peak} - start) * 1024 / {tasks})
"""
_NETWORK = "from pilothouse.engine.bench.critical_path import full_run, SOUND; full_run({}, SOUND)()"
_FUTURES = (
    "from pilothouse.engine.risk import simulate; from pilothouse.engine.risk.generator import "
    "generate_risk_plan; simulate(generate_risk_plan({}), futures={}, threads=2)"
)


def memory(effort: Effort) -> list[Figure]:
    """Peak memory a task, in a process of its own; the code runs once on a small case before counting."""
    tasks = 100_000 if effort.quick else MILLION
    whole, small = _NETWORK.format(tasks), _NETWORK.format(100)
    plan = TEN_THOUSAND
    return [
        _weighed(f"Full critical path with its layout, {tasks:,} tasks", tasks, small, whole),
        _weighed(
            f"Simulation, {plan:,} tasks, 10,000 futures, 2 threads",
            plan,
            _FUTURES.format(100, 200),
            _FUTURES.format(plan, 10_000),
        ),
    ]


def _weighed(what: str, tasks: int, before: str, code: str) -> Figure:
    script = _WEIGH.format(
        before=before, code=code, tasks=tasks, now=_PEAK.format("VmRSS"), peak=_PEAK.format("VmHWM")
    )
    # 2026-11-22: our own interpreter and code, no shell
    done = subprocess.run(  # noqa: S603  # nosec B603
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    note = "peak of resident memory above that of the loaded program"
    return Figure(case="memory", what=what, unit="bytes a task", value=float(done.stdout), note=note)
