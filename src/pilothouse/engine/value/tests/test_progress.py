"""Each progress rule earns what its name says, and no more."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilothouse.engine.value import Baseline, ProgressRule, TaskProgress, WeightedMilestone, earned_by_task

RULES = tuple(ProgressRule)


@pytest.fixture
def plan():
    """Five tasks of ten days and 1,000 each, one a rule, all from day 0."""
    return Baseline(start=np.zeros(5), finish=np.full(5, 10.0), budget=np.full(5, 1000.0))


def told(started=False, finished=False, percent=0.0, reached=(False, False, False)):
    weights = (20.0, 30.0, 50.0)
    task = RULES.index(ProgressRule.MILESTONES)
    return TaskProgress(
        rule=RULES,
        started=np.full(5, started),
        finished=np.full(5, finished),
        percent=np.where(np.array(RULES) == "percent", percent, 0.0),
        milestones=tuple(WeightedMilestone(task, w, r) for w, r in zip(weights, reached, strict=True)),
    )


def test_worked_example_by_hand(plan):
    # Day 4 of 10: begun, 30 % done, the first two of three checkpoints (20 + 30 of 100) reached.
    state = told(started=True, percent=0.3, reached=(True, True, False))

    earned = dict(zip(RULES, earned_by_task(plan, state, at=4.0), strict=True))

    assert earned == pytest.approx(
        {"0/100": 0, "50/50": 500, "milestones": 500, "percent": 300, "level of effort": 400}
    )


def test_not_started_earns_nothing_but_effort_follows_the_calendar(plan):
    assert earned_by_task(plan, told(), at=4.0) == pytest.approx([0, 0, 0, 0, 400])


def test_finished_earns_all_and_effort_still_follows_the_calendar(plan):
    assert earned_by_task(plan, told(started=True, finished=True), at=4.0) == pytest.approx(
        [1000, 1000, 1000, 1000, 400]
    )


@settings(max_examples=60, deadline=None)
@given(
    started=st.booleans(),
    finished=st.booleans(),
    percent=st.floats(0, 1),
    reached=st.tuples(*[st.booleans()] * 3),
    at=st.floats(0, 20),
)
def test_a_task_never_earns_more_than_its_budget(started, finished, percent, reached, at):
    plan = Baseline(start=np.zeros(5), finish=np.full(5, 10.0), budget=np.full(5, 1000.0))
    earned = earned_by_task(plan, told(started, finished, percent, reached), at=at)
    assert ((earned >= 0) & (earned <= 1000 + 1e-9)).all()


def change(**facts):
    base = {
        "rule": RULES,
        "started": np.zeros(5, bool),
        "finished": np.zeros(5, bool),
        "percent": np.zeros(5),
        "milestones": (WeightedMilestone(2, 1.0, False),),
    }
    return TaskProgress(**{**base, **facts})


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"started": np.zeros(4, bool)}, "started has shape"),
        ({"percent": np.full(5, 1.2)}, "Task 1 is 1.2 complete"),
        ({"percent": np.array([0, 0, 0, np.nan, 0])}, "percent row 4"),
        ({"milestones": ()}, "Task 3 earns by milestones but has none"),
        ({"milestones": (WeightedMilestone(0, 1.0, True),)}, "another rule"),
        ({"milestones": (WeightedMilestone(2, 0.0, True),)}, "not above zero"),
        ({"rule": ("guess",) * 5}, "guess"),
    ],
)
def test_refusals(facts, sentence):
    with pytest.raises(ValueError, match=sentence):
        change(**facts)


def test_another_number_of_tasks_is_refused(plan):
    short = TaskProgress(
        rule=(ProgressRule.PERCENT,),
        started=np.array([True]),
        finished=np.array([False]),
        percent=np.array([0.5]),
    )
    with pytest.raises(ValueError, match="tells of 1 tasks; the baseline has 5"):
        earned_by_task(plan, short, at=1.0)
