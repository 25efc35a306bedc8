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
    "Baseline": "pilothouse.engine.value.baseline",
    "COST_FACTORS": "pilothouse.engine.value.estimates",
    "Calendar": "pilothouse.engine.schedule.calendar",
    "Columns": "pilothouse.engine.schedule.layout",
    "Constraint": "pilothouse.engine.schedule.network",
    "EarnedValue": "pilothouse.engine.value.indices",
    "Edges": "pilothouse.engine.schedule.layout",
    "ExceptionDays": "pilothouse.engine.schedule.calendar",
    "Forecast": "pilothouse.engine.forecast.combined",
    "ForecastModel": "pilothouse.engine.forecast.combined",
    "History": "pilothouse.engine.forecast.history",
    "Infeasible": "pilothouse.engine.levelling.refusals",
    "Lag": "pilothouse.engine.schedule.network",
    "LagCalendar": "pilothouse.engine.schedule.network",
    "LagKind": "pilothouse.engine.schedule.network",
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
    "Link": "pilothouse.engine.schedule.network",
    "LinkKind": "pilothouse.engine.levelling.parts",
    "LinkType": "pilothouse.engine.schedule.network",
    "MilestoneTrend": "pilothouse.engine.forecast.milestone_trend",
    "Network": "pilothouse.engine.schedule.network",
    "OtherWeek": "pilothouse.engine.schedule.calendar",
    "OutsideView": "pilothouse.engine.forecast.proposal",
    "PUBLISHED_MODEL": "pilothouse.engine.forecast.published_model",
    "Person": "pilothouse.engine.levelling.parts",
    "Progress": "pilothouse.engine.schedule.network",
    "ProgressMode": "pilothouse.engine.schedule.network",
    "ProgressRule": "pilothouse.engine.value.progress",
    "REFERENCE_CLASSES": "pilothouse.engine.forecast.reference_classes",
    "ROUND_THE_CLOCK": "pilothouse.engine.schedule.calendar",
    "ReferenceClass": "pilothouse.engine.forecast.reference_classes",
    "Resource": "pilothouse.engine.levelling.parts",
    "STANDARD": "pilothouse.engine.schedule.calendar",
    "Schedule": "pilothouse.engine.schedule.result",
    "ScheduleCheck": "pilothouse.engine.value.dcma",
    "ScheduleFacts": "pilothouse.engine.value.schedule_facts",
    "Split": "pilothouse.engine.schedule.network",
    "TIME_FACTORS": "pilothouse.engine.value.estimates",
    "Task": "pilothouse.engine.schedule.network",
    "TaskDates": "pilothouse.engine.schedule.result",
    "TaskProgress": "pilothouse.engine.value.progress",
    "Trend": "pilothouse.engine.forecast.milestone_trend",
    "WeightedMilestone": "pilothouse.engine.value.progress",
    "columns_of": "pilothouse.engine.schedule.columns",
    "combined_forecast": "pilothouse.engine.forecast.combined",
    "cost_at_completion": "pilothouse.engine.value.estimates",
    "delay_test": "pilothouse.engine.value.facts_of_schedule",
    "earned_by_task": "pilothouse.engine.value.progress",
    "earned_schedule": "pilothouse.engine.value.earned_schedule",
    "earned_value": "pilothouse.engine.value.indices",
    "fit_forecast": "pilothouse.engine.forecast.combined",
    "generate_problem": "pilothouse.engine.levelling.generator",
    "joined_history": "pilothouse.engine.forecast.history",
    "level": "pilothouse.engine.levelling.level",
    "milestone_trend": "pilothouse.engine.forecast.milestone_trend",
    "network_from_json": "pilothouse.engine.schedule.json_form",
    "network_to_json": "pilothouse.engine.schedule.json_form",
    "outside_view": "pilothouse.engine.forecast.proposal",
    "own_reference_class": "pilothouse.engine.forecast.reference_classes",
    "plain_nodes": "pilothouse.engine.schedule.columns",
    "project_history": "pilothouse.engine.forecast.history",
    "read_psplib": "pilothouse.engine.levelling.psplib",
    "reference_class": "pilothouse.engine.forecast.reference_classes",
    "reschedule": "pilothouse.engine.schedule.scheduling",
    "schedule": "pilothouse.engine.schedule.scheduling",
    "schedule_adherence": "pilothouse.engine.value.indices",
    "schedule_assessment": "pilothouse.engine.value.dcma",
    "schedule_columns": "pilothouse.engine.schedule.dates",
    "schedule_facts": "pilothouse.engine.value.facts_of_schedule",
    "schedule_to_json": "pilothouse.engine.schedule.json_result",
    "time_at_completion": "pilothouse.engine.value.estimates",
    "violations": "pilothouse.engine.levelling.check",
    "working_week": "pilothouse.engine.schedule.calendar",
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
