"""A plan with its uncertainty, as columns: what a simulation is run on."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pilothouse.engine.risk.columns import FF, FS, SF, SS, Ints, Longs
from pilothouse.engine.risk.events import Branch, RiskEvent, Weather
from pilothouse.engine.risk.uncertain import Uncertain

LINK_KINDS: dict[str, int] = {"FS": FS, "SS": SS, "FF": FF, "SF": SF}
LONGEST = 2**27  # minutes; a factor of 16 on top stays within 32 bits


@dataclass(frozen=True)
class PlanLinks:
    """Links into each task, tasks numbered so that predecessors come first.

    start  : shape (tasks + 1,), int64    links into task t are rows start[t] to start[t + 1]
    before : shape (links,), int32        the predecessor
    kind   : shape (links,), int32        0 FS, 1 SS, 2 FF, 3 SF
    lag    : shape (links,), int32, [min] negative is a lead
    """

    start: Longs
    before: Ints
    kind: Ints
    lag: Ints

    def __post_init__(self) -> None:
        n = len(self.before)
        if len(self.kind) != n or len(self.lag) != n or not len(self.start) or self.start[-1] != n:
            raise ValueError(
                "Columns of links must be equally long, and the last start must be their number."
            )
        if np.any(np.diff(self.start) < 0) or self.start[0] != 0:
            raise ValueError("Starts of links must rise from 0.")
        if n and (self.kind.min() < FS or self.kind.max() > SF):
            raise ValueError("A link kind must be 0 FS, 1 SS, 2 FF or 3 SF.")
        if n and np.abs(self.lag.astype(np.int64)).max() > LONGEST:
            raise ValueError("A lag is longer than 250 years.")
        after = np.repeat(np.arange(len(self.start) - 1), np.diff(self.start))
        bad = np.flatnonzero((self.before < 0) | (self.before >= after))
        if len(bad):
            raise ValueError(
                f"Task {after[bad[0]]} follows task {self.before[bad[0]]}, but predecessors must come first."
            )

    def last_tasks(self) -> np.ndarray[tuple[int], np.dtype[np.uint8]]:
        """1 for tasks whose finish may be the finish of the plan: nothing must finish or start after them."""
        last = np.ones(len(self.start) - 1, dtype=np.uint8)
        holds = ((self.kind == FS) | (self.kind == FF)) & (self.lag >= 0)
        last[self.before[holds]] = 0
        return last


@dataclass(frozen=True)
class CostLines:
    """What the project pays: amounts, and money by the minute.

    ids    : name of each line
    task   : the task that the line belongs to; "" is the whole project (a standing cost)
    amount : [money] paid whatever happens to time
    rate   : [money/min] of the task's duration, or of the whole plan's
    Raises ValueError: unequal lengths, a name twice, a rate that is not finite.
    """

    ids: tuple[str, ...] = ()
    task: tuple[str, ...] = ()
    amount: Uncertain | None = None
    rate: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        n = len(self.ids)
        if len(set(self.ids)) < n:
            raise ValueError("Two cost lines have the same name.")
        if len(self.task) != n or len(self.rate) != n or len(self.amount or ()) != n:
            raise ValueError("Cost lines need as many tasks, amounts and rates as names.")
        if not all(math.isfinite(rate) for rate in self.rate):
            raise ValueError("A cost line has a rate that is not finite.")


@dataclass(frozen=True)
class RiskGroup:
    """Tasks and cost lines that go well or badly together: same crew, same ground, same supplier.

    correlation : [-] in [0, 1) between the normal deviates of any two members (a Gaussian copula)
    """

    id: str
    correlation: float
    members: tuple[str, ...]

    def __post_init__(self) -> None:
        if not 0.0 <= self.correlation < 1.0:
            raise ValueError(
                f"Group {self.id!r} needs a correlation from 0 to below 1, not {self.correlation}."
            )


@dataclass(frozen=True)
class RiskPlan:
    """A plan with its uncertainty. Make it with `risk_plan` from tasks, or column by column.

    ids         : name of each task; also the key of its random numbers, so scenarios share them
    durations   : [min] of working time
    links       : predecessors first
    release     : shape (tasks,), int32, [min] earliest start, counted from the start of the plan
    lines       : cost lines
    groups      : who is correlated with whom; a task or line may be in one group
    correlation : [-] in [0, 1) between any two tasks or lines of the plan, on top of the groups
    events, branches, weather : see `events`
    steady      : ids of tasks and lines that the project-wide factor leaves alone (done, or fixed by contract)
    Raises ValueError: a name twice, an unknown name, a task in two groups or branches, or a task of 250 years.
    """

    ids: tuple[str, ...]
    durations: Uncertain
    links: PlanLinks
    release: Ints | None = None
    lines: CostLines = CostLines()
    groups: tuple[RiskGroup, ...] = ()
    correlation: float = 0.0
    events: tuple[RiskEvent, ...] = ()
    branches: tuple[Branch, ...] = ()
    weather: tuple[Weather, ...] = ()
    steady: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        n = len(self.ids)
        if not n:
            raise ValueError("A plan needs at least one task.")
        if len(self.durations) != n or len(self.links.start) != n + 1:
            raise ValueError(f"{n} tasks need as many durations and rows of links.")
        if self.release is not None and len(self.release) != n:
            raise ValueError(f"{n} tasks need as many earliest starts.")
        if not 0.0 <= self.correlation < 1.0:
            raise ValueError(f"The correlation of a plan must be from 0 to below 1, not {self.correlation}.")
        means = self.durations.means()
        bad = np.flatnonzero(means < 0)
        if len(bad):
            raise ValueError(f"Task {self.ids[bad[0]]!r} has a duration below 0.")
        bad = np.flatnonzero(means > LONGEST)
        if len(bad):
            raise ValueError(f"Task {self.ids[bad[0]]!r} takes more than 250 years.")
        self._check_names()

    def _check_names(self) -> None:
        """Raise where a name is given twice or points at nothing."""
        tasks = set(self.ids)
        if len(tasks) < len(self.ids):
            raise ValueError(f"Task {_first_twice(self.ids)!r} is named twice.")
        lines = set(self.lines.ids)
        _check_known("Cost lines", self.lines.task, tasks | {""})
        grouped = [member for group in self.groups for member in group.members]
        _check_known("Groups", grouped, tasks | lines)
        if len(set(grouped)) < len(grouped):
            raise ValueError(f"{_first_twice(grouped)!r} is in two groups.")
        highest = max((group.correlation for group in self.groups), default=0.0)
        if highest + self.correlation >= 1.0:
            raise ValueError("The correlation of a group and that of the plan must add up to less than 1.")
        for event in self.events:
            _check_known(f"Risk {event.id!r}", [name for name, _ in event.tasks], tasks)
            _check_known(f"Risk {event.id!r}", [name for name, _ in event.lines], lines)
        chosen = [task for branch in self.branches for item in branch.alternatives for task in item.tasks]
        _check_known("Branches", chosen, tasks)
        if len(set(chosen)) < len(chosen):
            raise ValueError(f"Task {_first_twice(chosen)!r} is in two branches.")
        exposed = [task for weather in self.weather for task in weather.tasks]
        _check_known("Weather", exposed, tasks)
        if len(set(exposed)) < len(exposed):
            raise ValueError(f"Task {_first_twice(exposed)!r} stands under two weathers.")
        if len({(item.period, item.first_season, len(item.losses)) for item in self.weather}) > 1:
            raise ValueError("All weathers of a plan must share their period, seasons and first season.")
        _check_known("Steady names", self.steady, tasks | lines)
        for what, names in (("Risk", self.events), ("Branch", self.branches), ("Group", self.groups)):
            ids = [item.id for item in names]
            if len(set(ids)) < len(ids):
                raise ValueError(f"{what} {_first_twice(ids)!r} is named twice.")

    @property
    def serial_share(self) -> float:
        """How far the plan is one long chain: 0 all side by side, 1 one after the other; by number of tasks.

        Source: Vanhoucke (2010), Measuring Time, indicator SP.
        """
        n = len(self.ids)
        if n == 1:
            return 1.0
        start, before = self.links.start, self.links.before
        depth = np.zeros(n, dtype=np.int64)
        for task in range(n):
            rows = before[start[task] : start[task + 1]]
            depth[task] = depth[rows].max() + 1 if len(rows) else 0
        return float(depth.max() / (n - 1))


def _check_known(what: str, names: Sequence[str] | frozenset[str], known: set[str]) -> None:
    """Raise where a name points at nothing."""
    for name in names:
        if name not in known:
            raise ValueError(f"{what} name {name!r}, which is not in the plan.")


def _first_twice(names: Sequence[str]) -> str:
    """The first name that comes a second time."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            return name
        seen.add(name)
    return ""
