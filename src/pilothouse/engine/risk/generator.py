"""Plans made up from a seed, for measuring and for trying things out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pilothouse.engine.risk.distributions import triangular
from pilothouse.engine.risk.events import RiskEvent
from pilothouse.engine.risk.plan import CostLines, PlanLinks, RiskGroup, RiskPlan
from pilothouse.engine.risk.uncertain import TRIANGULAR, UNIFORM, Uncertain

_REACH = 100  # tasks back that a link may go, or a hundredth of the plan
_GROUP = 200
Floats = NDArray[np.float64]


def generate_risk_plan(tasks: int, *, seed: int = 1, events: int = 20, lines: int = 10) -> RiskPlan:
    """A plan of so many tasks with one to three predecessors each, correlation, risk events and cost lines.

    Durations are triangles of one to ten days, every one of its own shape; each 200 tasks in a row form a group
    (ten at most) with correlation 0.3, all tasks share 0.1; each event hits five tasks.
    Raises ValueError: no task.
    """
    if tasks < 1:
        raise ValueError(f"A plan needs at least one task, not {tasks}.")
    random = np.random.Generator(np.random.Philox(seed))
    counts = np.minimum(random.integers(1, 4, tasks), np.arange(tasks))
    owner = np.repeat(np.arange(tasks), counts)
    before = np.maximum(
        owner - 1 - random.integers(0, np.minimum(owner, max(_REACH, tasks // 100))), 0
    ).astype(np.int32)
    mode = random.integers(480, 4800, tasks).astype(np.float64)
    low, high = mode * random.uniform(0.7, 0.95, tasks), mode * random.uniform(1.1, 2.0, tasks)
    ids = tuple(f"t{k}" for k in range(tasks))
    hit = random.integers(0, tasks, (events, 5))
    amount = random.uniform(1e3, 1e5, lines)
    return RiskPlan(
        ids=ids,
        durations=Uncertain(np.full(tasks, TRIANGULAR, np.uint8), low, mode, high),
        links=PlanLinks(
            start=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
            before=before,
            kind=np.zeros(len(before), np.int32),
            lag=np.zeros(len(before), np.int32),
        ),
        lines=_lines(amount),
        groups=tuple(
            RiskGroup(f"group {k}", 0.3, ids[k * _GROUP : (k + 1) * _GROUP])
            for k in range(min(-(-tasks // _GROUP), 10))
        ),
        correlation=0.1,
        events=tuple(_event(f"event {k}", tuple(ids[int(row)] for row in hit[k])) for k in range(events)),
    )


def _lines(amount: Floats) -> CostLines:
    """Cost lines that grow by up to a half and by time."""
    count = len(amount)
    return CostLines(
        ids=tuple(f"line {k}" for k in range(count)),
        task=("",) * count,
        amount=Uncertain(np.full(count, UNIFORM, np.uint8), amount, amount, amount * 1.5),
        rate=(0.1,) * count,
    )


def _event(name: str, hit: tuple[str, ...]) -> RiskEvent:
    """A risk that costs time on each task it hits, and money."""
    tasks = tuple((task, 1.0) for task in hit)
    return RiskEvent(name, 0.3, triangular(0, 480, 2000), triangular(0, 1e4, 2e4), tasks)
