"""Many networks, plans to level or portfolios in one call, here or on a cluster. For futures: `simulate_many`."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from pilothouse.engine.cluster import run_many
from pilothouse.engine.levelling.level import level
from pilothouse.engine.levelling.plan import LevelBudget, LevelGrade, Levelled
from pilothouse.engine.levelling.problem import LevellingProblem
from pilothouse.engine.schedule.network import Network
from pilothouse.engine.schedule.result import Schedule
from pilothouse.engine.schedule.scheduling import schedule
from pilothouse.engine.selection.effort import Effort
from pilothouse.engine.selection.problem import SelectionProblem
from pilothouse.engine.selection.selection import Selection
from pilothouse.engine.selection.solve import select


def schedule_many(networks: Sequence[Network], *, cluster: Any = None) -> list[Schedule]:
    """Date every task of many networks; see `schedule`, and `run_many` for `cluster`."""
    return run_many(schedule, networks, cluster=cluster)


def level_many(
    problems: Sequence[LevellingProblem],
    *,
    grade: LevelGrade = LevelGrade.SEARCH,
    budget: LevelBudget | None = None,
    seed: int = 1,
    explain: bool = True,
    cluster: Any = None,
) -> list[Levelled]:
    """Level many plans, each by itself; see `level`, and `run_many` for `cluster`."""
    settings: dict[str, Any] = {"grade": grade, "budget": budget, "seed": seed, "explain": explain}
    return run_many(partial(level, **settings), problems, cluster=cluster)


def select_many(
    problems: Sequence[SelectionProblem], *, effort: Effort | None = None, cluster: Any = None
) -> list[Selection]:
    """Choose the best portfolio in each of many settings; see `select`, and `run_many` for `cluster`."""
    return run_many(partial(select, effort=effort), problems, cluster=cluster)
