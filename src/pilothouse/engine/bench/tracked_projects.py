"""Read the finished, tracked projects of the Ghent database (OR&S) for tests and accuracy figures.

Source: Batselier and Vanhoucke (2015), "Construction and evaluation framework for a real-life project
database", Int. J. Project Management 33(3) 697-710. The data stays beside the repository, never in it.
"""

from __future__ import annotations

import csv
import gzip
import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from pilothouse.engine.value.baseline import Baseline, Floats
from pilothouse.engine.value.indices import EarnedValue, earned_value

DATA = Path("../shared/data/dslib")
_FIRST = datetime(1998, 1, 1)
_YEARS = 400  # the stored estimates of a stalled project reach the year 2370
# two columns of the overview share a name; the second is the one by SCI
_TWICE = "EAC(t)-ED (PF=SPI)"
_SECOND = "EAC(t)-ED (PF=SCI)"


class WorkingHours:
    """A project's calendar as a count of working hours."""

    def __init__(self, agenda: dict[str, Any]) -> None:
        worked = np.array([day == "Yes" for day in agenda["days"]])
        day = np.arange(366 * _YEARS)
        off = [(datetime.fromisoformat(text) - _FIRST).days for text in agenda["holidays"]]
        open_days = day[worked[(day + _FIRST.weekday()) % 7] & ~np.isin(day, off)].astype(np.float64)
        hours = np.asarray(agenda["hours"], dtype=np.float64)
        self._opens = (open_days[:, None] * 24 + hours).ravel()

    def count(self, moment: str) -> float:
        """Working hours from 1998 to a moment such as 2011-05-24T17:00."""
        clock = (datetime.fromisoformat(moment) - _FIRST).total_seconds() / 3600
        last = int(np.searchsorted(self._opens, clock, side="right")) - 1
        return last + min(1.0, clock - float(self._opens[last])) if last >= 0 else 0.0


@dataclass(frozen=True, eq=False)
class TrackedProject:
    """One project: its baseline in working hours, its state per period, and the figures stored with it.

    labour_share : part of the budget that is people's time, 0 to 1
    stored       : one row a period, as in the file; hours : the same for its date columns, from the origin
    """

    code: str
    baseline: Baseline
    labour_share: float
    tasks: tuple[str, ...]
    started_on: str
    finished_on: str
    at: Floats
    earned: Floats
    spent: Floats
    stored: tuple[dict[str, str], ...]
    hours: tuple[dict[str, float], ...]

    def state(self) -> EarnedValue:
        """Earned value per period as the engine sees it, read at whole hours like the stored figures."""
        return earned_value(
            self.baseline, at=self.at, earned=self.earned, spent=self.spent, grain=1.0, tolerance=0.01
        )


def tracked_projects(folder: Path = DATA, *, only: int | None = None) -> tuple[TrackedProject, ...]:
    """All projects with tracking periods, by code; `only` keeps the first so many.

    Raises FileNotFoundError: the data is not beside the repository.
    """
    with gzip.open(folder / "agenda.json.gz", "rt", encoding="utf-8") as file:
        agendas = json.load(file)
    tasks = _by_code(folder / "tasks.csv.gz")
    periods = _by_code(folder / "tracking_overview.csv.gz")
    codes = sorted(periods)[:only]
    return tuple(_project(code, tasks[code], periods[code], WorkingHours(agendas[code])) for code in codes)


@dataclass(frozen=True, eq=False)
class LastReport:
    """The last report of a project task by task, in the order of its baseline; each shape (n,)."""

    percent: Floats
    earned: Floats
    planned: Floats


def last_reports(projects: tuple[TrackedProject, ...], folder: Path = DATA) -> dict[str, LastReport]:
    """The task rows of each project's last report, by code; only that report is stored task by task."""
    rows = _by_code(folder / "task_tracking.csv.gz")
    found = {}
    for project in projects:
        last = max(int(row["tp"]) for row in rows[project.code])
        told = {row["id"]: row for row in rows[project.code] if int(row["tp"]) == last}
        tasks = [told[name] for name in project.tasks]
        found[project.code] = LastReport(
            percent=_money(tasks, "pct_complete"), earned=_money(tasks, "ev"), planned=_money(tasks, "pv")
        )
    return found


def _by_code(path: Path) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = {}
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        head = next(rows)
        if head.count(_TWICE) == 2:
            head[head.index(_TWICE, head.index(_TWICE) + 1)] = _SECOND
        for row in rows:
            named = dict(zip(head, row, strict=True))
            found.setdefault(named["code"], []).append(named)
    return found


def _project(
    code: str, tasks: list[dict[str, str]], periods: list[dict[str, str]], clock: WorkingHours
) -> TrackedProject:
    parents = {task["wbs"].rpartition(".")[0] for task in tasks}
    leaves = [task for task in tasks if task["wbs"] not in parents and task["baseline_start"]]
    budget = _money(leaves, "total_cost")
    baseline = Baseline(
        start=np.array([clock.count(task["baseline_start"]) for task in leaves]),
        finish=np.array([clock.count(task["baseline_end"]) for task in leaves]),
        budget=budget,
        at_start=np.minimum(_money(leaves, "fixed_cost"), budget),
    )
    dated = [name for name in periods[0] if name.startswith("EAC(t)") or name == "Earned Schedule (ES)"]
    return TrackedProject(
        code=code,
        baseline=baseline,
        labour_share=float(min(1.0, _money(leaves, "resource_cost").sum() / budget.sum())),
        tasks=tuple(task["id"] for task in leaves),
        started_on=periods[0]["Start Tracking Period"],
        finished_on=periods[-1]["Status date"],
        at=np.array([clock.count(row["Status date"]) for row in periods]) - baseline.origin,
        earned=_money(periods, "Earned Value (EV)"),
        spent=_money(periods, "Actual Cost (AC)"),
        stored=tuple(periods),
        hours=tuple({name: clock.count(row[name]) - baseline.origin for name in dated} for row in periods),
    )


def _money(rows: list[dict[str, str]], name: str) -> Floats:
    return np.array([float(row[name] or 0) for row in rows])
