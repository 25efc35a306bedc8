"""Read real finished projects: the Ghent OR&S database, plans with three points and what became of them.

Source: Batselier and Vanhoucke (2015), Construction and evaluation framework for a real-life project database,
International Journal of Project Management 33(3) 697-710. The data may not be passed on; it is read in place.
"""

from __future__ import annotations

import csv
import gzip
import json
import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from pilothouse.engine.risk.columns import Floats
from pilothouse.engine.risk.distributions import fixed, triangular
from pilothouse.engine.risk.history import FinishedProject, FinishedProjects, ProjectProfile
from pilothouse.engine.risk.plan import RiskPlan
from pilothouse.engine.risk.tasks import After, CostLine, RiskTask, risk_plan

LINK = re.compile(r"(\d+)(FS|SS|FF|SF)(?:([+-])(.+))?$")
Row = dict[str, str]


@dataclass(frozen=True)
class Dslib:
    """Finished projects, their plans by code, and the database's own indicator of how serial each is."""

    history: FinishedProjects
    plans: dict[str, RiskPlan]
    serial: Floats


def finished_projects(folder: Path) -> Dslib:
    """Every project of the folder that was tracked to an end."""
    with gzip.open(folder / "agenda.json.gz", "rt", encoding="utf-8") as text:
        agenda = json.load(text)
    tasks: dict[str, list[Row]] = defaultdict(list)
    tracked: dict[str, dict[str, Row]] = defaultdict(dict)
    last: dict[str, Row] = {}
    for row in _rows(folder / "tasks.csv.gz"):
        tasks[row["code"]].append(row)
    for row in _rows(folder / "task_tracking.csv.gz"):
        if row["id"] == "0":
            last[row["code"]] = row
        tracked[row["code"]][row["id"]] = row
    projects, plans, serial = [], {}, []
    for row in _rows(folder / "projects.csv"):
        code = row["code"]
        if code in last:
            plans[code] = _plan(tasks[code], agenda[code])
            hours = len(agenda[code]["hours"])
            projects.append(_project(row, plans[code], tasks[code], (last[code], tracked[code]), hours))
            serial.append(float(row["SP"]))
    return Dslib(FinishedProjects(tuple(projects)), plans, np.array(serial))


def _project(
    row: Row, plan: RiskPlan, tasks: list[Row], tracked: tuple[Row, dict[str, Row]], hours: int
) -> FinishedProject:
    last, reports = tracked
    whole = next(item for item in tasks if item["id"] == "0")
    start, planned_end, end = (
        datetime.fromisoformat(text)
        for text in (whole["baseline_start"], whole["baseline_end"], last["status_date"])
    )
    planned = {item["id"]: _minutes(item["duration"], hours) for item in tasks if item["risk_desc"]}
    actual = {name: _minutes(item["actual_duration"], hours) for name, item in reports.items()}
    ratios = [actual[name] / length for name, length in planned.items() if length and actual.get(name)]
    return FinishedProject(
        id=row["code"],
        profile=ProjectProfile(row["sector"].split(" (")[0], len(plan.ids), plan.serial_share),
        time_ratio=(end - start) / (planned_end - start),
        cost_ratio=float(last["actual_cost"]) / float(whole["total_cost"]),
        started=start.timestamp(),
        finished=end.timestamp(),
        task_ratios=np.array(ratios),
    )


def _rows(path: Path) -> list[Row]:
    if path.suffix == ".gz":
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            return list(csv.DictReader(lines))
    with path.open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def _minutes(text: str, hours: int) -> int:
    """'2d 3h' of working days of so many hours, in minutes."""
    found = {unit: int(number) for number, unit in re.findall(r"(\d+)([dh])", text)}
    return 60 * (found.get("d", 0) * hours + found.get("h", 0))


def _after(text: str, hours: int) -> tuple[After, ...]:
    found = (LINK.match(part) for part in text.split(";") if part)
    return tuple(
        After(m[1], m[2], (-1 if m[3] == "-" else 1) * _minutes(m[4] or "", hours)) for m in found if m
    )


def _worked(start: datetime, moment: datetime, agenda: dict[str, Any]) -> int:
    """Working minutes of a project's own agenda from its start to a moment, to the hour."""
    total, day = 0, start.date()
    while day <= moment.date():
        if (
            agenda["days"][day.weekday()].lower().startswith("y")
            and day.isoformat() not in agenda["holidays"]
        ):
            first = start.hour if day == start.date() else 0
            last = moment.hour if day == moment.date() else 24
            total += sum(first <= hour < last for hour in agenda["hours"])
        day += timedelta(days=1)
    return 60 * total


def _plan(rows: list[Row], agenda: dict[str, Any]) -> RiskPlan:
    hours = len(agenda["hours"])
    start = datetime.fromisoformat(rows[0]["baseline_start"])
    leaves = [row for row in rows if row["risk_desc"]]
    ids = {row["id"] for row in leaves}
    tasks, lines = [], []
    for row in leaves:
        planned = _minutes(row["duration"], hours)
        points = [float(row[name]) / 100 for name in ("opt_pct", "ml_pct", "pess_pct")]
        duration = triangular(*(planned * p for p in sorted(points))) if planned else fixed(0)
        before = tuple(link for link in _after(row["predecessors"], hours) if link.task in ids)
        begin = datetime.fromisoformat(row["baseline_start"])
        tasks.append(RiskTask(row["id"], duration, before, 0 if before else _worked(start, begin, agenda)))
        cost = float(row["total_cost"] or 0)
        hourly = float(row["variable_cost"] or 0)
        if cost > 0:
            amount = cost - min(max(hourly, 0.0), cost)
            rate = (cost - amount) / planned if planned else 0.0
            lines.append(CostLine(f"cost {row['id']}", fixed(amount if planned else cost), row["id"], rate))
    return risk_plan(tasks, lines=lines)
