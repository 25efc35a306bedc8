"""The numbers of Pilothouse, usable alone: schedule, simulate, level, select, forecast.

Public names load on first use, so that importing the package is quick:

    from pilothouse.engine import Network, schedule
"""

from __future__ import annotations

import importlib
from typing import Any

# name -> module that defines it; kept sorted
_EXPORTS: dict[str, str] = {
    "Ask": "pilothouse.engine.levelling.parts",
    "Infeasible": "pilothouse.engine.levelling.refusals",
    "LevelBudget": "pilothouse.engine.levelling.plan",
    "LevelCalendar": "pilothouse.engine.levelling.parts",
    "LevelGoal": "pilothouse.engine.levelling.problem",
    "LevelGrade": "pilothouse.engine.levelling.plan",
    "LevelLink": "pilothouse.engine.levelling.parts",
    "LevelMove": "pilothouse.engine.levelling.plan",
    "LevelProgress": "pilothouse.engine.levelling.plan",
    "LevelProject": "pilothouse.engine.levelling.parts",
    "LevelRecipe": "pilothouse.engine.levelling.generator",
    "LevelTask": "pilothouse.engine.levelling.parts",
    "Levelled": "pilothouse.engine.levelling.plan",
    "LevelledPlan": "pilothouse.engine.levelling.plan",
    "LevellingProblem": "pilothouse.engine.levelling.problem",
    "LinkKind": "pilothouse.engine.levelling.parts",
    "Person": "pilothouse.engine.levelling.parts",
    "Resource": "pilothouse.engine.levelling.parts",
    "generate_problem": "pilothouse.engine.levelling.generator",
    "level": "pilothouse.engine.levelling.level",
    "read_psplib": "pilothouse.engine.levelling.psplib",
    "violations": "pilothouse.engine.levelling.check",
}

__all__ = sorted(_EXPORTS)  # noqa: PLE0605


def __getattr__(name: str) -> Any:
    """Load a public name from the part that defines it."""
    module = _EXPORTS.get(name)
    if module is None:
        raise AttributeError(f"pilothouse.engine has no {name!r}; it has: {', '.join(sorted(_EXPORTS))}")
    return getattr(importlib.import_module(module), name)


def __dir__() -> list[str]:
    return sorted(_EXPORTS)
