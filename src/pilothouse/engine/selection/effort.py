"""How long the optimiser may look: counts of work, which reproduce, and a deadline on top, which need not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from typing import Literal

Step = Literal["search", "core", "milp", "cpsat"]
STEPS: tuple[Step, ...] = ("search", "core", "milp", "cpsat")


@dataclass(frozen=True, kw_only=True)
class Effort:
    """What a selection may spend.

    evaluations : neighbours that annealing looks at, in the search and once more between merges
    nodes       : branch-and-bound nodes of each exact step (HiGHS), deterministic seconds for CP-SAT
    seconds     : a deadline over all steps together; needs `clock`, such as time.monotonic
    clock       : injected, for the engine has none; without it only the counts end the work
    gap         : [-] stop when value is proven within this share of the bound
    steps       : in this order: "search" annealing, "core" HiGHS over the projects in doubt (except for plain
                  packing: those that several portfolios disagree on, annealing in turn), "milp" HiGHS over
                  all (the proof), "cpsat" OR-Tools over all with the best so far as hint
    seed        : same seed and counts, same answer wherever no deadline cut in
    """

    evaluations: int = 4_000_000
    nodes: int = 20_000
    seconds: float = inf
    clock: Callable[[], float] | None = None
    gap: float = 1e-6
    steps: tuple[Step, ...] = ("search", "core", "milp")
    seed: int = 0

    def __post_init__(self) -> None:
        if self.evaluations < 0 or self.nodes < 1 or self.seed < 0:
            raise ValueError("Evaluations and seed may not be negative; nodes must be at least 1.")
        if not self.seconds > 0.0:
            raise ValueError(f"A deadline of {self.seconds} seconds leaves no time.")
        if self.seconds != inf and self.clock is None:
            raise ValueError("A deadline in seconds needs a clock; pass clock=time.monotonic.")
        if not self.steps or any(step not in STEPS for step in self.steps):
            raise ValueError(f"The steps are {', '.join(STEPS)}; not {', '.join(self.steps) or 'none'}.")
        if not 0.0 <= self.gap < 1.0:
            raise ValueError(f"A gap of {self.gap} is outside 0 to 1.")


@dataclass(frozen=True)
class Stopwatch:
    """Seconds left under an effort, counted from when the work began."""

    effort: Effort
    began: float

    @classmethod
    def start(cls, effort: Effort) -> Stopwatch:
        """Begin to count."""
        return cls(effort, effort.clock() if effort.clock else 0.0)

    def left(self) -> float:
        """Seconds until the deadline; infinite without one."""
        if self.effort.clock is None:
            return inf
        return self.began + self.effort.seconds - self.effort.clock()


@dataclass(frozen=True, kw_only=True)
class Work:
    """What one step did.

    count : evaluations, branch-and-bound nodes or deterministic seconds, as `unit` says
    value : best worth known after it
    bound : lowest bound known after it
    """

    step: str
    count: float
    unit: str
    value: float
    bound: float
    finished: bool
