"""Where the shared data is, and readers of the plan files in it."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from pilothouse.engine.schedule import (
    Calendar,
    Constraint,
    ExceptionDays,
    Lag,
    LagKind,
    Link,
    LinkType,
    Network,
    Progress,
    Task,
)

ROOT = next(parent for parent in Path(__file__).resolve().parents if (parent / "pyproject.toml").exists())
SHARED = (ROOT / "../shared/data").resolve()
PROJECT = "{http://schemas.microsoft.com/project}"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    if not SHARED.exists():
        pytest.skip("../shared/data is absent: the plans of MS Project and Primavera cannot be compared")
    return SHARED


def _when(text):
    return datetime.fromisoformat(text) if text else None


def _minutes(text):
    hours, minutes, _ = re.fullmatch(r"PT(\d+)H(\d+)M(\d+)S", text).groups()
    return int(hours) * 60 + int(minutes)


def _clock(text):
    hours, minutes = text.split(":")[:2]
    return int(hours) * 60 + int(minutes)


def _mspdi_shifts(day):
    times = day.findall(f"{PROJECT}WorkingTimes/{PROJECT}WorkingTime")
    return tuple(
        (_clock(t.findtext(f"{PROJECT}FromTime")), _clock(t.findtext(f"{PROJECT}ToTime")) or 1440)
        for t in times
    )


def _mspdi_calendar(element):
    week = {int(d.findtext(f"{PROJECT}DayType")): _mspdi_shifts(d) for d in element.iter(f"{PROJECT}WeekDay")}
    days = tuple(week.get(day, ()) for day in (2, 3, 4, 5, 6, 7, 1))
    return Calendar(name=element.findtext(f"{PROJECT}UID"), week=days)


CONSTRAINTS = ["ASAP", "ALAP", "MSO", "MFO", "SNET", "SNLT", "FNET", "FNLT"]
LINKS = ["FF", "FS", "SF", "SS"]


def _mspdi_task(element, *, manual):
    def get(name):
        return element.findtext(PROJECT + name)

    constraint = Constraint(CONSTRAINTS[int(get("ConstraintType") or 0)])
    by_hand = manual and get("Manual") == "1"
    started = _when(get("ActualStart"))
    progress = None
    if started:
        remaining = None if get("ActualFinish") else _minutes(get("RemainingDuration"))
        progress = Progress(
            actual_start=started, actual_finish=_when(get("ActualFinish")), remaining=remaining
        )
    return Task(
        id=get("UID"),
        duration=_minutes(get("Duration")),
        constraint=constraint,
        constraint_date=_when(get("ConstraintDate")) if constraint.value not in ("ASAP", "ALAP") else None,
        deadline=_when(get("Deadline")),
        manual_start=_when(get("ManualStart")) if by_hand else None,
        manual_finish=_when(get("ManualFinish")) if by_hand else None,
        progress=progress,
    )


def read_mspdi(path, *, manual=True):
    """The leaf tasks and links of an MSPDI file; `manual=False` lets logic date what was planned by hand."""
    from defusedxml import ElementTree

    root = ElementTree.parse(path).getroot()
    calendars = [
        _mspdi_calendar(c)
        for c in root.iter(f"{PROJECT}Calendar")
        if c.findtext(f"{PROJECT}IsBaseCalendar") == "1"
    ]
    elements = [e for e in root.iter(f"{PROJECT}Task") if e.findtext(f"{PROJECT}Summary") == "0"]
    links = [
        Link(
            link.findtext(f"{PROJECT}PredecessorUID"),
            e.findtext(f"{PROJECT}UID"),
            LinkType(LINKS[int(link.findtext(f"{PROJECT}Type"))]),
            Lag(int(link.findtext(f"{PROJECT}LinkLag")) // 10, LagKind.WORKING),
        )
        for e in elements
        for link in e.findall(f"{PROJECT}PredecessorLink")
    ]
    return Network(
        start=_when(root.findtext(f"{PROJECT}StartDate")),
        calendars=tuple(calendars),
        calendar=root.findtext(f"{PROJECT}CalendarUID"),
        tasks=tuple(_mspdi_task(e, manual=manual) for e in elements),
        links=tuple(links),
    )


def _xer_rows(path):
    table, names, rows = "", [], []
    for line in path.read_text(encoding="cp1252").splitlines():
        kind, *cells = line.split("\t")
        if kind == "%T":
            table = cells[0]
        elif kind == "%F":
            names = cells
        elif kind == "%R":
            rows.append((table, dict(zip(names, cells, strict=False))))
    return rows


def _xer_calendar(row):
    data = re.sub(r"[\s\x7f]+", " ", row["clndr_data"])
    week_part, _, rest = data.partition("Exceptions")
    week = []
    for day in (2, 3, 4, 5, 6, 7, 1):
        found = re.search(rf"\(0\|\|{day}\(\)\s*\((.*?)\)\s*\)\s*(?=\(0\|\|{day + 1}\(\)|\)|$)", week_part)
        week.append(_xer_shifts(found.group(1) if found else ""))
    exceptions = []
    for serial, body in re.findall(r"\(d\|(\d+)\)\s*\((.*?)\)\s*(?=\(0\|\|\d+\(d\||$|\)\s*$)", rest):
        day = date(1899, 12, 30) + timedelta(days=int(serial))
        exceptions.append(ExceptionDays(day, day, _xer_shifts(body)))
    return Calendar(name=row["clndr_id"], week=tuple(week), exceptions=tuple(exceptions))


def _xer_shifts(text):
    pairs = re.findall(r"\((?:s\|(\d+:\d+)\|f\|(\d+:\d+)|f\|(\d+:\d+)\|s\|(\d+:\d+))\)", text)
    return tuple(sorted((_clock(a or d), _clock(b or c) or 1440) for a, b, c, d in pairs))


XER_CONSTRAINTS = {"CS_MSOA": "SNET", "CS_MSO": "MSO", "CS_MEO": "MFO", "CS_MEOA": "FNET", "CS_MEOB": "FNLT"}


def _xer_task(row):
    started = _when(row.get("act_start_date"))
    progress = None
    if started:
        finished = _when(row.get("act_end_date"))
        remaining = None if finished else int(float(row["remain_drtn_hr_cnt"]) * 60)
        progress = Progress(actual_start=started, actual_finish=finished, remaining=remaining)
    kind = XER_CONSTRAINTS.get(row.get("cstr_type", ""))
    return Task(
        id=row["task_id"],
        duration=int(float(row["target_drtn_hr_cnt"]) * 60),
        calendar=row["clndr_id"],
        constraint=Constraint(kind or "ASAP"),
        constraint_date=_when(row["cstr_date"]) if kind else None,
        progress=progress,
    )


def read_xer(path):
    """The activities and links of a Primavera export."""
    rows = _xer_rows(path)
    project = next(row for table, row in rows if table == "PROJECT")
    tasks = [row for table, row in rows if table == "TASK"]
    links = [
        Link(
            row["pred_task_id"],
            row["task_id"],
            LinkType(row["pred_type"].removeprefix("PR_")),
            Lag(int(float(row["lag_hr_cnt"]) * 60)),
        )
        for table, row in rows
        if table == "TASKPRED"
    ]
    return Network(
        start=_when(project["plan_start_date"]),
        finish=_when(project.get("scd_end_date")),
        status_date=_when(project["last_recalc_date"]),
        calendars=tuple(_xer_calendar(row) for table, row in rows if table == "CALENDAR"),
        calendar=project["clndr_id"],
        tasks=tuple(_xer_task(row) for row in tasks),
        links=tuple(links),
    )


@pytest.fixture(name="read_mspdi")
def _read_mspdi():
    return read_mspdi


@pytest.fixture(name="read_xer")
def _read_xer():
    return read_xer


@pytest.fixture
def xer_rows():
    return _xer_rows
