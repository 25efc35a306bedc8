"""Calendar arithmetic on 91 real projects: start plus duration is the end that their planners' tool stored.

Source: Batselier and Vanhoucke (2015), Construction and evaluation framework for a real-life project database,
International Journal of Project Management 33(3) 697–710.
"""

from __future__ import annotations

import csv
import gzip
import json
import re
from datetime import date, datetime

import numpy as np
import pytest

from pilothouse.engine.door import kernels
from pilothouse.engine.schedule import Calendar, ExceptionDays, minute
from pilothouse.engine.schedule.calendar_tables import clocks

pytestmark = pytest.mark.data
WINDOW = tuple(minute(datetime(year, 1, 1)) // 1440 for year in (2000, 2030))
CLOCKS = "pilothouse.engine.schedule.clock_kernels"


def _shifts(hours):
    """Hours that are worked, as shifts that run on where one follows the other."""
    shifts = []
    for hour in sorted(hours):
        if shifts and shifts[-1][1] == hour * 60:
            shifts[-1] = (shifts[-1][0], hour * 60 + 60)
        else:
            shifts.append((hour * 60, hour * 60 + 60))
    return tuple(shifts)


def _calendar(code, agenda):
    day = _shifts(agenda["hours"])
    holidays = tuple(ExceptionDays(d, d) for d in map(date.fromisoformat, agenda["holidays"]))
    return Calendar(
        name=code,
        week=tuple(day if worked == "Yes" else () for worked in agenda["days"]),
        exceptions=holidays,
    )


def _duration(text, day):
    """Minutes of "5d 3h": a day is as long as the agenda's."""
    assert re.fullmatch(r"(\d+d)? ?(\d+h)?|0", text)
    found = {unit: int(number) for number, unit in re.findall(r"(\d+)([dh])", text)}
    return found.get("d", 0) * day + found.get("h", 0) * 60


@pytest.fixture(scope="module")
def projects(shared_data):
    with gzip.open(shared_data / "dslib/agenda.json.gz", "rt") as file:
        agendas = json.load(file)
    tasks = {}
    with gzip.open(shared_data / "dslib/tasks.csv.gz", "rt", newline="") as file:
        for row in csv.DictReader(file):
            if row["baseline_start"] and row["baseline_end"] and row["duration"]:
                tasks.setdefault(row["code"], []).append(row)
    return agendas, tasks


def test_every_task_ends_where_its_calendar_says(projects):
    agendas, tasks = projects
    clock, compared, wrong = kernels(CLOCKS), 0, []
    for code, rows in tasks.items():
        calendar = _calendar(code, agendas[code])
        table = clocks((None, calendar), WINDOW).table
        day = sum(b - a for a, b in calendar.week[0])
        begins, ends = (
            np.array([minute(datetime.fromisoformat(row[name])) for row in rows], np.int32)
            for name in ("baseline_start", "baseline_end")
        )
        lengths = np.array([_duration(row["duration"], day) for row in rows])
        number = np.ones(len(rows), np.int16)
        before = clock.works_before(table, number, begins)
        found = clock.finishes_of(table, number, before + lengths)
        after = clock.works_before(table, number, ends)
        found[lengths == 0] = ends[(lengths == 0)]  # either edge of a night is the same working moment
        wrong += [(code, rows[i]["id"]) for i in np.flatnonzero((lengths == 0) & (before != after))]
        compared += len(rows)
        wrong += [
            (code, row["id"], row["duration"], row["baseline_start"], row["baseline_end"])
            for row, mine, theirs in zip(rows, found, ends, strict=True)
            if mine != theirs
        ]
    assert wrong == []
    assert compared == 8034
