"""Schedule: calendars, networks, and the dates, float and critical path that follow from them.

The package may be called: `from pilothouse.engine import schedule` gives this package, and
`schedule(network)` is `pilothouse.engine.schedule.scheduling.schedule`.
"""

from __future__ import annotations

import sys
from types import ModuleType

from pilothouse.engine.schedule.calendar import (
    ROUND_THE_CLOCK,
    STANDARD,
    Calendar,
    ExceptionDays,
    OtherWeek,
    working_week,
)
from pilothouse.engine.schedule.columns import columns, columns_of, plain_nodes
from pilothouse.engine.schedule.dates import Dates, passes, schedule_columns
from pilothouse.engine.schedule.laid import Columns
from pilothouse.engine.schedule.layout import Edges, Links, Nodes
from pilothouse.engine.schedule.moments import minute, moment
from pilothouse.engine.schedule.network import (
    Constraint,
    Lag,
    LagCalendar,
    LagKind,
    Link,
    LinkType,
    Network,
    Progress,
    ProgressMode,
    Split,
    Task,
)
from pilothouse.engine.schedule.result import Schedule, TaskDates
from pilothouse.engine.schedule.scheduling import reschedule, schedule

__all__ = [
    "ROUND_THE_CLOCK",
    "STANDARD",
    "Calendar",
    "Columns",
    "Constraint",
    "Dates",
    "Edges",
    "ExceptionDays",
    "Lag",
    "LagCalendar",
    "LagKind",
    "Link",
    "LinkType",
    "Links",
    "Network",
    "Nodes",
    "OtherWeek",
    "Progress",
    "ProgressMode",
    "Schedule",
    "Split",
    "Task",
    "TaskDates",
    "columns",
    "columns_of",
    "minute",
    "moment",
    "passes",
    "plain_nodes",
    "reschedule",
    "schedule",
    "schedule_columns",
    "working_week",
]


class _Callable(ModuleType):
    """A package named after its one verb: the subpackage and the function share the name `schedule`."""

    def __call__(self, network: Network) -> Schedule:
        return schedule(network)


sys.modules[__name__].__class__ = _Callable
