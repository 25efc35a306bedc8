"""A worked example, what each rule does, and what is refused."""

from __future__ import annotations

import json
from datetime import date, datetime

import numpy as np
import pytest

from pilothouse.engine import schedule as package
from pilothouse.engine.cli import main
from pilothouse.engine.schedule import (
    STANDARD,
    Calendar,
    Constraint,
    Edges,
    ExceptionDays,
    Lag,
    LagCalendar,
    LagKind,
    Link,
    LinkType,
    Network,
    OtherWeek,
    Progress,
    ProgressMode,
    Split,
    Task,
    columns_of,
    plain_nodes,
    schedule,
    working_week,
)
from pilothouse.engine.schedule.json_form import minutes, network_from_json

MONDAY = datetime(2024, 1, 1, 8)
DAY = 480


def at(day, hour=8, minute=0):
    return datetime(2024, 1, day, hour, minute)


def plan(*tasks, links=(), **rules):
    return Network(start=MONDAY, tasks=tasks, links=tuple(links), **rules)


def test_the_textbook_network_has_its_textbook_critical_path():
    """Dated by hand by the two rules of Kelley and Walker (1959), Critical-path planning and scheduling: start
    after the latest predecessor, finish before the earliest successor. B, E, G, H: 4 + 6 + 8 + 10 = 28 days."""
    days = {"A": 2, "B": 4, "C": 4, "D": 6, "E": 6, "F": 2, "G": 8, "H": 10}
    arrows = ["AC", "BD", "BE", "CF", "DF", "EG", "FH", "GH"]
    network = plan(
        *(Task(id=name, duration=n * DAY) for name, n in days.items()), links=[Link(a, b) for a, b in arrows]
    )

    result = schedule(network)

    floats = {name: result.of(name).total_float // DAY for name in days}
    assert floats == {"A": 10, "B": 0, "C": 10, "D": 6, "E": 0, "F": 6, "G": 0, "H": 0}
    assert result.longest_path == ("B", "E", "G", "H")
    driving = {k.predecessor + k.successor for k in result.driving}
    assert driving == {"AC", "BD", "BE", "DF", "EG", "GH"}
    assert result.of("C").free_float == 4 * DAY
    assert result.project_finish == datetime(2024, 2, 7, 17)


@pytest.mark.parametrize(
    ("kind", "when", "start", "total"),
    [
        (Constraint.AS_LATE_AS_POSSIBLE, None, at(4), 0),
        (Constraint.START_NO_EARLIER_THAN, at(3), at(3), DAY),
        (Constraint.START_NO_LATER_THAN, at(1), at(1), 0),
        (Constraint.FINISH_NO_EARLIER_THAN, at(3, 17), at(3), DAY),
        (Constraint.FINISH_NO_LATER_THAN, at(2, 17), at(2), 0),
        (Constraint.MUST_START_ON, at(3), at(3), 0),
        (Constraint.MUST_FINISH_ON, at(4, 17), at(4), 0),
    ],
)
def test_each_constraint_places_a_day_between_a_day_and_an_end(kind, when, start, total):
    before = Task(id="before", duration=DAY if kind.value != "SNLT" else 0)
    network = plan(
        before,
        Task(id="held", duration=DAY, constraint=kind, constraint_date=when),
        Task(id="end", duration=4 * DAY),
        links=[Link("before", "held")],
    )

    held = schedule(network).of("held")

    assert (held.start, held.total_float) == (start, total)


def test_a_hard_date_that_links_break_shows_as_negative_float_either_way():
    tasks = (
        Task(id="a", duration=3 * DAY),
        Task(id="b", duration=DAY, constraint=Constraint.MUST_START_ON, constraint_date=at(3)),
    )
    honoured = schedule(plan(*tasks, links=[Link("a", "b")]))
    broken = schedule(plan(*tasks, links=[Link("a", "b")], honour_constraints=False))

    assert honoured.of("b").start == at(3)
    assert broken.of("b").start == at(4)
    for result in (honoured, broken):
        assert result.of("a").total_float == result.of("b").total_float == -DAY


def test_a_missed_deadline_makes_float_negative_and_moves_nothing():
    result = schedule(plan(Task(id="a", duration=2 * DAY, deadline=at(1, 17))))

    assert result.of("a").finish == at(2, 17)
    assert result.of("a").total_float == -DAY


def test_criticality_has_a_threshold():
    tasks = Task(id="a", duration=2 * DAY), Task(id="b", duration=DAY)

    assert schedule(plan(*tasks)).critical.tolist() == [True, False]
    assert schedule(plan(*tasks, critical_float=DAY)).critical.tolist() == [True, True]


def test_late_dates_count_back_from_an_imposed_finish():
    assert schedule(plan(Task(id="a", duration=DAY), finish=at(3, 17))).of("a").total_float == 2 * DAY


def test_an_elapsed_task_runs_through_the_weekend_and_its_successor_waits_for_monday():
    network = plan(
        Task(id="pour", duration=5 * DAY),
        Task(id="cure", duration=2 * 1440, elapsed=True),
        Task(id="strip", duration=DAY),
        links=[Link("pour", "cure"), Link("cure", "strip")],
    )
    result = schedule(network)

    assert result.of("cure").finish == at(7, 17)
    assert result.of("strip").start == at(8)


def test_lags_are_working_elapsed_or_percent_and_by_the_calendar_that_the_plan_names():
    week = working_week("Every day", days="Mon Tue Wed Thu Fri Sat Sun")
    tasks = Task(id="a", duration=5 * DAY), Task(id="b", duration=DAY, calendar="Every day")

    def start(lag, **rules):
        network = plan(
            *tasks, links=[Link("a", "b", LinkType.FINISH_START, lag)], calendars=(STANDARD, week), **rules
        )
        return schedule(network).of("b").start

    assert start(Lag(DAY)) == at(7)
    assert start(Lag(DAY), lag_calendar=LagCalendar.PREDECESSOR) == at(9)
    assert start(Lag(DAY, calendar="Standard")) == at(9)
    assert start(Lag(1440, LagKind.ELAPSED)) == at(7)
    assert start(Lag(-20, LagKind.PERCENT)) == at(5)


def test_a_split_pauses_in_working_time():
    result = schedule(plan(Task(id="a", duration=2 * DAY, splits=(Split(DAY, 3 * DAY),))))

    assert result.of("a").finish == at(5, 17)
    assert result.pieces("a") == ((at(1), at(1, 17)), (at(5), at(5, 17)))


def test_weeks_and_exceptions_change_what_is_worked():
    summer = OtherWeek(date(2024, 1, 8), date(2024, 1, 14), (((420, 780),),) * 7)
    calendar = Calendar(
        name="Site",
        week=STANDARD.week,
        other_weeks=(summer,),
        exceptions=(
            ExceptionDays(date(2024, 1, 2), date(2024, 1, 2)),
            ExceptionDays(date(2024, 1, 6), date(2024, 1, 6), ((540, 600),)),
        ),
    )
    network = plan(Task(id="a", duration=4 * DAY + 60 + 360), calendars=(calendar,), calendar="Site")

    assert schedule(network).of("a").finish == at(8, 13)


def test_a_summary_spans_its_parts_and_its_links_hold_them():
    network = plan(
        Task(id="first", duration=DAY),
        Task(id="phase"),
        Task(id="inner", parent="phase", deadline=at(3, 17)),
        Task(id="x", duration=DAY, parent="inner"),
        Task(id="y", duration=2 * DAY, parent="inner"),
        Task(
            id="z",
            duration=DAY,
            parent="phase",
            constraint=Constraint.START_NO_EARLIER_THAN,
            constraint_date=at(4),
        ),
        Task(id="after", duration=DAY),
        Task(id="beside", duration=DAY),
        links=[Link("first", "phase"), Link("phase", "after"), Link("inner", "beside", LinkType.START_START)],
    )
    result = schedule(network)

    assert (result.of("phase").start, result.of("phase").finish) == (at(2), at(4, 17))
    assert (result.of("inner").start, result.of("inner").finish) == (at(2), at(3, 17))
    assert (result.of("after").start, result.of("beside").start) == (at(5), at(2))
    assert result.of("inner").total_float == 0
    assert result.of("z").total_float == 0


def test_facts_stand_and_the_rest_follows_the_status_date():
    done = Progress(actual_start=at(1), actual_finish=at(2, 12))
    begun = Progress(actual_start=at(1), remaining=DAY)
    tasks = (
        Task(id="late", duration=DAY),
        Task(id="done", duration=DAY, progress=done),
        Task(id="begun", duration=3 * DAY, progress=begun),
        Task(id="open", duration=3 * DAY, progress=Progress(actual_start=at(2))),
    )
    links = [Link("late", "begun")]

    retained = schedule(plan(*tasks, links=links, status_date=at(3)))
    override = schedule(
        plan(*tasks, links=links, status_date=at(3), progress_mode=ProgressMode.PROGRESS_OVERRIDE)
    )

    assert (retained.of("done").start, retained.of("done").finish) == (at(1), at(2, 12))
    assert retained.of("late").start == at(3)
    assert (retained.of("begun").start, retained.of("begun").finish) == (at(1), at(4, 17))
    assert override.of("begun").finish == at(3, 17)
    assert retained.of("open").finish == at(4, 17)
    assert not retained.of("done").critical


def test_work_planned_by_hand_stands_and_drives_what_follows():
    result = schedule(
        plan(
            Task(id="a", duration=DAY),
            Task(id="hand", duration=DAY, manual_start=at(9)),
            Task(id="b", duration=DAY),
            links=[Link("a", "hand"), Link("hand", "b")],
        )
    )

    assert (result.of("hand").start, result.of("b").start) == (at(9), at(10))


REFUSED = {
    "ring: a → b → c → a": lambda: schedule(
        plan(*(Task(id=i) for i in "abc"), links=[Link("a", "b"), Link("b", "c"), Link("c", "a")])
    ),
    "no task has the id x": lambda: plan(Task(id="a"), links=[Link("a", "x")]),
    "Two tasks have the id a": lambda: plan(Task(id="a"), Task(id="a")),
    "no calendar is called 'Night'": lambda: plan(Task(id="a", calendar="Night")),
    "no task has the id p of its parent": lambda: plan(Task(id="a", parent="p")),
    "before the actual start": lambda: Progress(actual_start=at(2), actual_finish=at(1)),
    "no work remaining": lambda: Progress(actual_start=at(1), actual_finish=at(2), remaining=5),
    "after the status date": lambda: plan(
        Task(id="a", progress=Progress(actual_start=at(9))), status_date=at(3)
    ),
    "more work remains": lambda: plan(
        Task(id="a", duration=5, progress=Progress(actual_start=at(1), remaining=9))
    ),
    "has no working time": lambda: Calendar(name="Never", week=((),) * 7),
    "overlap": lambda: Calendar(name="Twice", week=(((480, 700), (600, 800)), *((),) * 6)),
    "outside 1900–2199": lambda: Network(start=datetime(1899, 12, 31), tasks=(Task(id="a"),)),
    "run outside 1900–2199": lambda: schedule(plan(Task(id="a", duration=99_000_000))),
    "has a time zone": lambda: Task(id="a", deadline=datetime.fromisoformat("2024-01-01T08:00+01:00")),
    "not on a whole minute": lambda: Task(id="a", deadline=datetime(2024, 1, 1, 8, 0, 1)),
    "needs a date": lambda: Task(id="a", constraint=Constraint.MUST_START_ON),
    "takes no date": lambda: Task(id="a", constraint_date=at(1)),
    "cannot depend on itself": lambda: Link("a", "a"),
    "parents in a ring: a → b → a": lambda: schedule(
        plan(Task(id="a", parent="b"), Task(id="b", parent="a"), Task(id="c"))
    ),
    "its own part": lambda: schedule(plan(Task(id="a"), Task(id="b", parent="a"), links=[Link("a", "b")])),
    "only finish-to-start": lambda: schedule(
        plan(
            Task(id="a"),
            Task(id="b", parent="a"),
            Task(id="c"),
            links=[Link("c", "a", LinkType.FINISH_FINISH)],
        )
    ),
    "percent of a summary": lambda: schedule(
        plan(
            Task(id="a"),
            Task(id="b", parent="a"),
            Task(id="c"),
            links=[Link("a", "c", lag=Lag(50, LagKind.PERCENT))],
        )
    ),
    "its progress comes from its parts": lambda: schedule(
        plan(Task(id="a", progress=Progress(actual_start=at(1))), Task(id="b", parent="a"))
    ),
    "splits stand in order": lambda: Task(id="a", duration=10, splits=(Split(10, 5),)),
    "no calendar": lambda: Task(id="a", elapsed=True, calendar="Standard"),
    "at least one task": lambda: plan(),
    "has no key 'durations'": lambda: network_from_json(
        {"start": "2024-01-01", "tasks": [{"id": "a", "durations": 1}]}
    ),
    "not a length of time": lambda: minutes("3 fortnights"),
}


@pytest.mark.parametrize("said", REFUSED)
def test_what_is_wrong_is_refused_in_words(said):
    with pytest.raises(ValueError) as refused:
        REFUSED[said]()

    assert said in str(refused.value)


def test_a_long_ring_through_a_summary_is_named():
    network = plan(
        Task(id="s"), Task(id="p", parent="s"), Task(id="q"), links=[Link("s", "q"), Link("q", "p")]
    )

    with pytest.raises(ValueError, match="p → s → q → p"):
        schedule(network)


def test_the_package_is_called_like_its_verb():
    network = plan(Task(id="a", duration=DAY))

    assert package(network).of("a") == schedule(network).of("a")


def test_arrays_go_in_without_objects_and_name_a_ring_by_row():
    span = np.array([DAY, DAY, 2 * DAY], np.int32)
    nodes = plain_nodes(span, 1, start=0)
    edges = Edges(
        *(
            np.array(x, t)
            for x, t in zip(
                ([0, 1, 2], [1, 2, 0], [0, 0, 0], [0, 0, 0], [0, 0, 0]),
                (np.int32, np.int32, np.uint8, np.int32, np.int16),
                strict=True,
            )
        )
    )

    with pytest.raises(ValueError, match="0 → 1 → 2 → 0"):
        columns_of(nodes, edges, (STANDARD,))


def test_the_command_prints_dates_and_refuses_in_one_line(tmp_path, capsys):
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text(json.dumps({"start": "2024-01-01T08:00", "tasks": [{"id": "a", "duration": "2d"}]}))
    bad.write_text(json.dumps({"start": "2024-01-01T08:00", "tasks": [{"id": "a", "duration": "2y"}]}))

    assert main(["schedule", str(good), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["finish"] == "2024-01-02T17:00"
    assert main(["schedule", str(good)]) == 0
    assert "2024-01-02 17:00" in capsys.readouterr().out
    assert main(["schedule", str(bad)]) == 2
    assert "not a length of time" in capsys.readouterr().err
