"""Earned value: what was planned, what is done, what it cost, and what the pace says of the rest."""

from .baseline import Baseline
from .dcma import ScheduleCheck, schedule_assessment
from .earned_schedule import earned_schedule
from .estimates import COST_FACTORS, TIME_FACTORS, cost_at_completion, time_at_completion
from .indices import EarnedValue, earned_value, schedule_adherence
from .progress import ProgressRule, TaskProgress, WeightedMilestone, earned_by_task
from .schedule_facts import ScheduleFacts

__all__ = [
    "COST_FACTORS",
    "TIME_FACTORS",
    "Baseline",
    "EarnedValue",
    "ProgressRule",
    "ScheduleCheck",
    "ScheduleFacts",
    "TaskProgress",
    "WeightedMilestone",
    "cost_at_completion",
    "earned_by_task",
    "earned_schedule",
    "earned_value",
    "schedule_adherence",
    "schedule_assessment",
    "time_at_completion",
]
