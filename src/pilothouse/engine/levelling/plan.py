"""What levelling hands back: the plan, how good it is, and how much was done to find it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from pilothouse.engine.levelling.crowd import Longs


class LevelGrade(StrEnum):
    """How hard to try.

    PRIORITY : the best of the priority rules, in milliseconds
    SEARCH   : then a genetic search with forward-backward improvement
    PROOF    : then a constraint solver, which improves the plan or proves how good it is
    """

    PRIORITY = "priority"
    SEARCH = "search"
    PROOF = "proof"


class Stop(StrEnum):
    """Why levelling stopped."""

    OPTIMAL = "optimal"
    BUDGET = "budget"
    DEADLINE = "deadline"
    CANCELLED = "cancelled"


def _never() -> bool:
    return False


@dataclass(frozen=True, kw_only=True)
class LevelBudget:
    """How much to do. The counts reproduce; a deadline does not, where it cuts in first.

    evaluations        : schedules that the search may make
    deterministic_time : work of the constraint solver, in its own seconds, which do not depend on the clock
    deadline           : True when all time is up
    search_deadline    : True when the time of the search alone is up
    cancelled          : True when nobody wants the answer any more; the best plan so far is returned
    Raises ValueError: a negative count.
    """

    evaluations: int = 60_000
    deterministic_time: float = 5.0
    deadline: Callable[[], bool] = _never
    search_deadline: Callable[[], bool] = _never
    cancelled: Callable[[], bool] = _never

    def __post_init__(self) -> None:
        if self.evaluations < 0 or self.deterministic_time < 0:
            raise ValueError("A budget cannot be negative.")

    def stop(self, *, searching: bool = False) -> Stop | None:
        """Why to stop now; None to go on."""
        if self.cancelled():
            return Stop.CANCELLED
        if self.deadline() or (searching and self.search_deadline()):
            return Stop.DEADLINE
        return None


@dataclass(frozen=True, kw_only=True)
class LevelProgress:
    """Where levelling stands: the grade it is in, schedules made, and the cost of the best plan so far."""

    grade: LevelGrade
    evaluations: int
    cost: int


@dataclass(frozen=True, eq=False, kw_only=True)
class LevelledPlan:
    """When each part of each task runs and who does it; tasks as in the problem.

    start, finish : shape (tasks,), [slot]   first slot, and the slot after the last
    part_task, part_start, part_finish : shape (parts,), the parts that never stop, in order
    people        : names of those on each task
    """

    start: Longs
    finish: Longs
    part_task: Longs
    part_start: Longs
    part_finish: Longs
    people: tuple[tuple[str, ...], ...]

    @property
    def end(self) -> int:
        """The slot after the last work of all."""
        return int(self.finish.max(initial=0))


@dataclass(frozen=True, kw_only=True)
class LevelMove:
    """One task that levelling put later than it could have been, and why.

    early, start : [slot]   where it would start if nothing were short, and where it starts
    reason       : a sentence that names the shortage or the task it waits for
    blockers     : tasks that hold what it lacks, or that it waits for
    delay        : [slot]   what the move costs the finish of its project
    """

    task: str
    early: int
    start: int
    reason: str
    blockers: tuple[str, ...]
    delay: int


@dataclass(frozen=True, kw_only=True)
class ProjectOutcome:
    """What levelling did to one project; slots. `delay` counts beyond `due`, `cost` is delay times weight."""

    project: str
    early_finish: int
    due: int
    finish: int
    delay: int
    cost: int


@dataclass(frozen=True, eq=False, kw_only=True)
class Levelled:
    """A feasible plan with its price, its proof and its explanation.

    cost, bound        : value of the goal, and a value that no plan can go below
    gap                : (cost - bound) / cost, [-]; 0 is proven best
    evaluations        : schedules made
    deterministic_time : work of the constraint solver in its own seconds
    notes              : sentences on what was left out and why
    """

    plan: LevelledPlan
    cost: int
    bound: int
    grade: LevelGrade
    stopped: Stop
    evaluations: int
    deterministic_time: float
    projects: tuple[ProjectOutcome, ...]
    moves: tuple[LevelMove, ...]
    notes: tuple[str, ...] = ()

    @property
    def gap(self) -> float:
        """How far the plan could be from the best, as a share of its cost."""
        return 0.0 if self.cost <= self.bound else (self.cost - self.bound) / self.cost

    @property
    def optimal(self) -> bool:
        """Whether no plan can be better."""
        return self.cost <= self.bound
