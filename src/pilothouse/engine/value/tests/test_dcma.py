"""The fourteen checks find exactly the faults put into a small schedule, by name."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilothouse.engine.value import ScheduleFacts, schedule_assessment
from pilothouse.engine.value.dcma import POINTS

NAMES = ("Start", "Survey", "Dig", "Pour", "Frame", "Roof", "Paint", "Office", "House", "End")


def facts(**changes):
    """Ten tasks in a chain at day 20; Start, Survey and Dig are done, Office is effort, House the summary."""
    count = len(NAMES)
    done = np.array([name in ("Start", "Survey", "Dig") for name in NAMES])
    start = np.array([0, 0, 10, 20, 30, 40, 50, 0, 0, 60], dtype=float)
    finish = np.array([0, 10, 20, 30, 40, 50, 60, 60, 60, 60], dtype=float)
    chain = [0, 1, 2, 3, 4, 5, 6, 9]
    base = {
        "task": NAMES,
        "complete": done,
        "started": done | np.array([name in ("Office", "House") for name in NAMES]),
        "summary": np.array([name == "House" for name in NAMES]),
        "milestone": np.array([name in ("Start", "End") for name in NAMES]),
        "effort": np.array([name == "Office" for name in NAMES]),
        "package": np.zeros(count, bool),
        "resourced": np.ones(count, bool),
        "hard": np.zeros(count, bool),
        "remaining": np.where(done, 0.0, finish - np.maximum(start, 20)),
        "total_float": np.zeros(count),
        "start": start,
        "finish": finish,
        "baseline_finish": finish.copy(),
        "link_from": np.array(chain[:-1]),
        "link_to": np.array(chain[1:]),
        "link_kind": np.zeros(7, int),
        "link_lag": np.zeros(7),
        "status": 20.0,
        "path_length": 40.0,
        "path_float": 0.0,
    }
    return ScheduleFacts(**{**base, **changes})


def with_value(name, row, value):
    array = np.array(getattr(facts(), name))
    array[NAMES.index(row) if isinstance(row, str) else row] = value
    return facts(**{name: array})


def chain_finish(row, delay):
    return 60.0 + delay


def test_a_sound_schedule_passes_everything():
    checks = schedule_assessment(facts(), reschedule=chain_finish)
    assert [check.number for check in checks] == list(range(1, 15))
    assert [check.number for check in checks if check.passed is False or check.offenders] == []
    assert checks[9].passed is None  # resources: reported only


@pytest.mark.parametrize(
    ("number", "change", "offenders", "measure"),
    [
        (1, ("link_from", 6, 0), ("Paint",), 1 / 4),
        (2, ("link_lag", 3, -2.0), ("Pour > Frame FS-2",), 1 / 5),
        (3, ("link_lag", 4, 5.0), ("Frame > Roof FS+5",), 1 / 5),
        (4, ("link_kind", 5, 1), ("Roof > Paint SS",), 4 / 5),
        (5, ("hard", "Roof", True), ("Roof",), 1 / 4),
        (6, ("total_float", "Roof", 45.0), ("Roof",), 1 / 4),
        (7, ("total_float", "Roof", -0.5), ("Roof",), 1 / 4),
        (8, ("remaining", "Paint", 45.0), ("Paint",), 1 / 4),
        (9, ("start", "Pour", 19.0), ("Pour",), 1 / 9),
        (9, ("finish", "Dig", 21.0), ("Dig",), 1 / 9),
        (10, ("resourced", "Frame", False), ("Frame",), 1 / 4),
        (11, ("baseline_finish", "Dig", 15.0), ("Dig",), 1 / 2),
        (14, ("baseline_finish", "Pour", 20.0), ("Pour",), 2 / 3),
    ],
)
def test_each_fault_is_found_and_named(number, change, offenders, measure):
    check = schedule_assessment(with_value(*change))[number - 1]
    assert (check.number, check.offenders, check.count) == (number, offenders, 1)
    assert check.measure == pytest.approx(measure)
    assert check.passed is (None if number == 10 else False)


def test_44_days_is_still_in_order_and_planning_packages_may_be_long():
    assert schedule_assessment(with_value("total_float", "Roof", 44.0))[5].passed
    assert schedule_assessment(with_value("remaining", "Roof", 44.0))[7].passed
    package = np.array([name == "Roof" for name in NAMES])
    long = np.array(with_value("remaining", "Roof", 99.0).remaining)
    assert schedule_assessment(facts(remaining=long, package=package))[7].passed


def test_critical_path_test_says_where_the_delay_got_lost():
    broken = schedule_assessment(facts(), reschedule=lambda row, delay: 60.0 + delay / 2)[11]
    assert (broken.passed, broken.measure, broken.offenders) == (False, 300.0, ("Pour",))
    assert schedule_assessment(facts(), reschedule=chain_finish)[11].passed
    assert schedule_assessment(facts())[11].passed is None


def test_critical_path_length_index():
    # 40 days to go and 4 days late: (40 - 4) / 40 = 0.90, below 0.95.
    late = schedule_assessment(facts(path_float=-4.0))[12]
    assert (late.measure, late.passed) == (pytest.approx(0.9), False)
    assert schedule_assessment(facts(path_length=0.0))[12].measure is None


def test_limits_can_be_agreed_and_unknown_checks_are_refused():
    assert schedule_assessment(with_value("hard", "Roof", True), limits={5: 0.3})[4].passed
    assert schedule_assessment(facts(path_float=-4.0), limits={13: None})[12].passed is None
    with pytest.raises(ValueError, match="no check 15"):
        schedule_assessment(facts(), limits={15: 0.1})


@settings(max_examples=40, deadline=None)
@given(rows=st.lists(st.tuples(st.floats(-60, 60), st.booleans(), st.booleans()), min_size=10, max_size=10))
def test_shares_and_offenders_agree(rows):
    table = facts(
        total_float=np.array([row[0] for row in rows]),
        hard=np.array([row[1] for row in rows]),
        resourced=np.array([row[2] for row in rows]),
    )
    for check in schedule_assessment(table):
        assert check.number in POINTS
        if check.number in (1, 5, 6, 7, 8, 9, 10, 11):
            assert len(check.offenders) == check.count <= check.base
            assert check.measure == (check.count / check.base if check.base else 0)


def test_an_empty_schedule_is_assessed_without_complaint():
    none = {name: np.zeros(0) for name in ("remaining", "total_float", "start", "finish", "baseline_finish")}
    flags = ("complete", "started", "summary", "milestone", "effort", "package", "resourced", "hard")
    none |= {name: np.zeros(0, bool) for name in flags}
    none |= {name: np.zeros(0, int) for name in ("link_from", "link_to", "link_kind", "link_lag")}
    assert len(schedule_assessment(facts(task=(), **none), reschedule=chain_finish)) == 14


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (("complete", "Paint", True), "'Paint' is complete but never started"),
        (("link_to", 0, 0), "'Start' is linked to itself"),
        (("link_to", 0, 99), "link_to of link 1 is 99"),
        (("link_kind", 2, 7), "link_kind of link 3 is 7"),
        (("finish", "Dig", float("inf")), "finish row 3"),
    ],
)
def test_refusals(change, sentence):
    with pytest.raises(ValueError, match=sentence):
        with_value(*change)


def test_a_name_twice_and_short_columns_are_refused():
    with pytest.raises(ValueError, match="'Dig' is named twice"):
        facts(task=("Dig", *NAMES[1:]))
    with pytest.raises(ValueError, match="hard has 3 rows"):
        facts(hard=np.zeros(3, bool))
