"""Dates equal those that MS Project and Primavera stored in their own files."""

from __future__ import annotations

import json
from datetime import datetime
from xml.etree import ElementTree

import pytest

from pilothouse.engine.schedule import (
    Calendar,
    Constraint,
    Lag,
    Link,
    LinkType,
    Network,
    Progress,
    Task,
    schedule,
)

pytestmark = pytest.mark.data
COLUMNS = {
    "start": "start",
    "finish": "finish",
    "es": "early_start",
    "ef": "early_finish",
    "ls": "late_start",
    "lf": "late_finish",
}
MINUTES = {"m": 1, "h": 60, "d": 480, "w": 2400}


@pytest.fixture(scope="module")
def saved(shared_data):
    return json.loads((shared_data / "mpxj/expected.json").read_text())


def _compare(network, rows, columns=COLUMNS):
    """Number of dates compared, over every leaf task; fails on the first list of differences."""
    result, compared, wrong = schedule(network), 0, []
    for row in rows:
        if row["summary"]:
            continue
        mine = result.of(str(row["uid"]))
        for theirs, ours in columns.items():
            if row[theirs] is None:
                continue
            compared += 1
            if getattr(mine, ours) != datetime.fromisoformat(row[theirs]):
                wrong.append((row["uid"], row["name"], ours, str(getattr(mine, ours)), row[theirs]))
    assert wrong == []
    return compared


def _compare_floats(network, rows):
    result = schedule(network)
    for row in rows:
        if not row["summary"]:
            mine = result.of(str(row["uid"]))
            for theirs, ours in (("ts", mine.total_float), ("fs", mine.free_float)):
                assert ours == row[theirs][0] * MINUTES[row[theirs][1]], (row["uid"], theirs)


@pytest.mark.parametrize(
    ("name", "dates"),
    [
        ("task-links-project2019-mspdi.xml", 96),
        ("task-dates-project2016-mspdi.xml", 60),
        ("task-durations-project2019-mspdi.xml", 660),
        ("task-baselines-project2019-mspdi.xml", 660),
        ("assignment-assignments-project2019-mspdi.xml", 18),
    ],
)
def test_every_leaf_task_of_a_project_file_has_its_stored_dates(shared_data, saved, read_mspdi, name, dates):
    network = read_mspdi(shared_data / "mpxj" / name)

    assert _compare(network, saved[name]["saved"]) == dates
    if name != "assignment-assignments-project2019-mspdi.xml":
        _compare_floats(network, saved[name]["saved"])


def test_logic_alone_gives_the_dates_that_links_gave_in_project(shared_data, saved, read_mspdi):
    name = "task-links-project2019-mspdi.xml"
    network = read_mspdi(shared_data / "mpxj" / name, manual=False)

    early = {key: value for key, value in COLUMNS.items() if key not in ("ls", "lf")}
    assert _compare(network, saved[name]["saved"], early) == 64


@pytest.mark.parametrize(
    ("name", "manual", "dates"),
    [
        ("slack9.mpp", False, 90),
        ("task-links-project2019-mpp14.mpp", True, 96),
        ("task-costs-project2019-mpp14.mpp", True, 60),
    ],
)
def test_binary_project_files_agree_through_their_listed_tasks(saved, name, manual, dates):
    rows = saved[name]["saved"]
    start = datetime.fromisoformat(saved[name]["start"])
    leaves = [row for row in rows if not row["summary"]]
    tasks = [_listed_task(row, manual=manual) for row in leaves]
    links = [_listed_link(row["uid"], pred) for row in leaves for pred in row["preds"]]
    network = Network(start=start, tasks=tuple(tasks), links=tuple(links))

    assert _compare(network, rows) == dates
    _compare_floats(network, rows)


def _listed_task(row, *, manual):
    constraint = Constraint[row["constraint"]]
    date = row["cdate"] if constraint is not Constraint.AS_SOON_AS_POSSIBLE else None
    return Task(
        id=str(row["uid"]),
        duration=int(row["duration"][0] * MINUTES[row["duration"][1]]),
        constraint=constraint,
        constraint_date=datetime.fromisoformat(date) if date else None,
        manual_start=datetime.fromisoformat(row["start"]) if manual else None,
    )


def _listed_link(uid, pred):
    before, kind, (amount, unit) = pred
    return Link(str(before), str(uid), LinkType(kind), Lag(int(amount * MINUTES[unit])))


@pytest.mark.parametrize(
    ("name", "dates"),
    [("PredecessorCalendar.xer", 6), ("resource-rates-test.xer", 2), ("percent-complete-8.4.xer", 24)],
)
def test_every_activity_of_a_primavera_export_has_its_stored_dates(shared_data, saved, read_xer, name, dates):
    assert _compare(read_xer(shared_data / "mpxj" / name), saved[name]["saved"]) == dates


def test_what_remains_in_a_primavera_export_restarts_when_primavera_says(shared_data, read_xer, xer_rows):
    path = shared_data / "mpxj/percent-complete-8.4.xer"
    result = schedule(read_xer(path))

    for table, row in xer_rows(path):
        if table == "TASK":
            mine = result.of(row["task_id"])
            assert mine.early_start == datetime.fromisoformat(row["restart_date"]), row["task_name"]
            assert mine.early_finish == datetime.fromisoformat(row["reend_date"]), row["task_name"]


def test_a_finished_primavera_activity_has_its_early_dates_at_the_data_date(shared_data):
    root = ElementTree.parse(shared_data / "mpxj/TwentyFourHourCalendar.xml").getroot()  # the file is our own

    def get(name):
        return root.find(f".//Activity/{name}").text

    day = ((7 * 60, 12 * 60), (12 * 60 + 30, 15 * 60 + 30))  # the file gives the last minute worked
    network = Network(
        start=datetime.fromisoformat(root.find(".//Project/PlannedStartDate").text),
        status_date=datetime.fromisoformat(root.find(".//Project/DataDate").text),
        calendars=(Calendar(name="five days", week=(*(day,) * 5, (), ())),),
        calendar="five days",
        tasks=(
            Task(
                id="A",
                duration=int(float(get("PlannedDuration")) * 60),
                progress=Progress(
                    actual_start=datetime.fromisoformat(get("ActualStartDate")),
                    actual_finish=datetime.fromisoformat(get("ActualFinishDate")),
                ),
            ),
        ),
    )

    mine = schedule(network).of("A")

    for ours, theirs in (
        ("start", "StartDate"),
        ("finish", "FinishDate"),
        ("early_start", "EarlyStartDate"),
        ("early_finish", "EarlyFinishDate"),
        ("late_start", "LateStartDate"),
        ("late_finish", "LateFinishDate"),
    ):
        assert getattr(mine, ours) == datetime.fromisoformat(get(theirs)), ours
