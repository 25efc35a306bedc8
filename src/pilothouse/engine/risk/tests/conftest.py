"""Real finished projects for the tests of risk, read in place; absent data is said, never faked."""

from __future__ import annotations

import csv
import gzip
import json
import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from pilothouse.engine.risk.distributions import fixed, triangular
from pilothouse.engine.risk.history import FinishedProject, FinishedProjects, ProjectProfile
from pilothouse.engine.risk.plan import RiskPlan
from pilothouse.engine.risk.tasks import After, CostLine, RiskTask, risk_plan

ROOT = next(folder for folder in Path(__file__).parents if (folder / "pyproject.toml").exists())
DSLIB = ROOT / ".." / "shared" / "data" / "dslib"
LINK = re.compile(r"(\d+)(FS|SS|FF|SF)(?:([+-])(.+))?$")


@dataclass(frozen=True)
class Dslib:
    """Finished projects of the Ghent OR&S database (Batselier & Vanhoucke 2015), and their plans with 3 points."""

    history: FinishedProjects
    plans: dict[str, RiskPlan]
    serial: np.ndarray  # the database's own indicator SP


def rows_of(name: str) -> list[dict[str, str]]:
    path = DSLIB / name
    if name.endswith(".gz"):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            return list(csv.DictReader(lines))
    with path.open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def minutes_of(text: str, hours: int) -> int:
    """'2d 3h' of working days of so many hours, in minutes."""
    found = {unit: int(number) for number, unit in re.findall(r"(\d+)([dh])", text)}
    return 60 * (found.get("d", 0) * hours + found.get("h", 0))


def after_of(text: str, hours: int) -> tuple[After, ...]:
    found = (LINK.match(part) for part in text.split(";") if part)
    return tuple(
        After(m[1], m[2], (-1 if m[3] == "-" else 1) * minutes_of(m[4] or "", hours)) for m in found if m
    )


def worked(start: datetime, moment: datetime, agenda: dict) -> int:
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


def plan_of(rows: list[dict[str, str]], agenda: dict) -> RiskPlan:
    hours = len(agenda["hours"])
    start = datetime.fromisoformat(rows[0]["baseline_start"])
    leaves = [row for row in rows if row["risk_desc"]]
    ids = {row["id"] for row in leaves}
    tasks, lines = [], []
    for row in leaves:
        planned = minutes_of(row["duration"], hours)
        points = [float(row[name]) / 100 for name in ("opt_pct", "ml_pct", "pess_pct")]
        duration = triangular(*(planned * p for p in sorted(points))) if planned else fixed(0)
        before = tuple(link for link in after_of(row["predecessors"], hours) if link.task in ids)
        begin = datetime.fromisoformat(row["baseline_start"])
        tasks.append(RiskTask(row["id"], duration, before, 0 if before else worked(start, begin, agenda)))
        cost = float(row["total_cost"] or 0)
        hourly = float(row["variable_cost"] or 0)
        if cost > 0:
            amount = cost - min(max(hourly, 0.0), cost)
            rate = (cost - amount) / planned if planned else 0.0
            lines.append(CostLine(f"cost {row['id']}", fixed(amount if planned else cost), row["id"], rate))
    return risk_plan(tasks, lines=lines)


@pytest.fixture(scope="session")
def dslib() -> Dslib:
    if not DSLIB.exists():
        pytest.skip("../shared/data is absent: the calibration needs the finished projects of dslib")
    with gzip.open(DSLIB / "agenda.json.gz", "rt", encoding="utf-8") as text:
        agenda = json.load(text)
    tasks, last, tracked = defaultdict(list), {}, defaultdict(dict)
    for row in rows_of("tasks.csv.gz"):
        tasks[row["code"]].append(row)
    for row in rows_of("task_tracking.csv.gz"):
        if row["id"] == "0":
            last[row["code"]] = row
        tracked[row["code"]][row["id"]] = row
    projects, plans, serial = [], {}, []
    for row in rows_of("projects.csv"):
        code = row["code"]
        if code not in last:
            continue
        hours = len(agenda[code]["hours"])
        serial.append(float(row["SP"]))
        plans[code] = plan_of(tasks[code], agenda[code])
        whole = next(item for item in tasks[code] if item["id"] == "0")
        start, planned_end, end = (
            datetime.fromisoformat(text)
            for text in (whole["baseline_start"], whole["baseline_end"], last[code]["status_date"])
        )
        planned = {
            item["id"]: minutes_of(item["duration"], hours) for item in tasks[code] if item["risk_desc"]
        }
        actual = {name: minutes_of(item["actual_duration"], hours) for name, item in tracked[code].items()}
        ratios = [actual[name] / length for name, length in planned.items() if length and actual.get(name)]
        projects.append(
            FinishedProject(
                id=code,
                profile=ProjectProfile(
                    row["sector"].split(" (")[0], len(plans[code].ids), plans[code].serial_share
                ),
                time_ratio=(end - start) / (planned_end - start),
                cost_ratio=float(last[code]["actual_cost"]) / float(whole["total_cost"]),
                started=start.timestamp(),
                finished=end.timestamp(),
                task_ratios=np.array(ratios),
            )
        )
    return Dslib(FinishedProjects(tuple(projects)), plans, np.array(serial))
