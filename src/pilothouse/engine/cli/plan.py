"""`pilothouse engine schedule FILE.json`: date a plan, and print a table or JSON."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from pilothouse.engine.cli.reading import described, form_of, understood
from pilothouse.engine.schedule.json_form import network_from_json
from pilothouse.engine.schedule.json_result import schedule_to_json
from pilothouse.engine.schedule.result import Schedule
from pilothouse.engine.schedule.scheduling import schedule

PAGE = "docs/reference/network-json.md"
LISTS = ("tasks", "links", "calendars")


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command and its arguments."""
    shown = described("schedule plan.json --json", page=PAGE)
    parser = subparsers.add_parser("schedule", help="date the tasks of a plan given as JSON", **shown)
    parser.add_argument("file", type=Path, help=f"a plan as JSON; see {PAGE}")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(func=run)


def run(arguments: argparse.Namespace) -> int:
    """Read, schedule and print; 0 is success, 2 a file that is no plan."""
    try:
        form = form_of(arguments.file, needs=("start", "tasks"), lists=LISTS, page=PAGE)
        result = schedule(understood(network_from_json, form, page=PAGE))
    except ValueError as error:
        sys.stderr.write(f"{arguments.file}: {error}\n")
        return 2
    if arguments.json:
        sys.stdout.write(json.dumps(schedule_to_json(result), ensure_ascii=False) + "\n")
    else:
        sys.stdout.write(_table(result))
    return 0


def _table(result: Schedule) -> str:
    """One line a task: dates, float in hours, a star where it is critical."""
    lines = [f"{'id':<10} {'start':<16} {'finish':<16} {'float h':>8}   name"]
    for task in result.network.tasks:
        dates = result.of(task.id)
        star = "*" if dates.critical else " "
        lines.append(
            f"{dates.id:<10} {dates.start:%Y-%m-%d %H:%M} {dates.finish:%Y-%m-%d %H:%M} "
            f"{dates.total_float / 60:>8.1f} {star} {task.name}"
        )
    return "\n".join([*lines, f"The project finishes {result.project_finish:%Y-%m-%d %H:%M}.", ""])
