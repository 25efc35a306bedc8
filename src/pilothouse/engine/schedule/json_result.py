"""A schedule as plain JSON values: one row a task, in the network's order."""

from __future__ import annotations

from typing import Any

from pilothouse.engine.schedule.result import Schedule, TaskDates


def schedule_to_json(result: Schedule) -> dict[str, Any]:
    """Dates, float, driving links and the longest path; lengths in minutes, as docs/reference describes."""
    return {
        "finish": _text(result.project_finish),
        "longest_path": list(result.longest_path),
        "driving": [[link.predecessor, link.successor, link.type.value] for link in result.driving],
        "tasks": [_row(result.of(task.id), name=task.name) for task in result.network.tasks],
    }


def _row(dates: TaskDates, *, name: str) -> dict[str, Any]:
    return {
        "id": dates.id,
        "name": name,
        "start": _text(dates.start),
        "finish": _text(dates.finish),
        "early_start": _text(dates.early_start),
        "early_finish": _text(dates.early_finish),
        "late_start": _text(dates.late_start),
        "late_finish": _text(dates.late_finish),
        "total_float": dates.total_float,
        "free_float": dates.free_float,
        "critical": dates.critical,
    }


def _text(moment: Any) -> str:
    return str(moment.isoformat(timespec="minutes"))
