"""The bench measures, compares and tells; small runs of it, and its parts."""

from __future__ import annotations

import itertools
import json
import os
import platform
from datetime import date

import pytest

from pilothouse.engine.bench import __main__ as bench
from pilothouse.engine.bench import timing
from pilothouse.engine.bench.figures import Figure, markdown, table
from pilothouse.engine.bench.page import page
from pilothouse.engine.bench.start_up import timed


def figure(value, **given):
    return Figure(case="c", what="w", unit="s", value=value, **{"goal": 5.0, **given})


@pytest.mark.parametrize(
    ("one", "met", "alone", "words"),
    [
        (figure(4.0), True, None, "yes"),
        (figure(6.0), False, None, "no"),
        (figure(6.0, processor=4.0), False, True, "no; by processor time yes"),
        (figure(6.0, processor=5.5), False, False, "no"),
        (figure(1.0, low=2.0), False, None, "no"),
        (figure(9.0, goal=None), None, None, "–"),
        (figure(None), None, None, "not measured"),
    ],
)
def test_a_goal_is_met_on_the_wall_and_told_apart_from_processor_time(one, met, alone, words):
    told = one.as_json()

    assert (told["met"], told["met_by_processor_time"], one.verdict) == (met, alone, words)
    assert words in table([one])
    assert f"| {words} |" in markdown([one])


def test_medians_come_from_runs_in_turn(monkeypatch):
    ticks = {"a": iter([9.0, 1.0, 5.0, 2.0]), "b": iter([9.0, 7.0, 7.0, 8.0])}
    now, order = itertools.count(), []
    clock = {"time": 0.0}
    monkeypatch.setattr(timing.time, "perf_counter", lambda: clock["time"])
    monkeypatch.setattr(timing.time, "process_time", lambda: clock["time"] / 2)

    def action(name):
        def run():
            order.append((next(now), name))
            clock["time"] += next(ticks[name])

        return run

    spent = timing.interleaved({"a": action("a"), "b": action("b")}, 3)

    assert "".join(name for _, name in order) == "abababab"
    assert (spent["a"].wall, spent["b"].wall, spent["b"].processor) == (2.0, 7.0, 3.5)


def test_a_quick_run_tells_figure_goal_and_ceiling_as_json(capsys):
    assert bench.main(["--quick", "--json", "--only", "plain"]) == 0

    told = json.loads(capsys.readouterr().out)
    ratio = told["figures"][-1]
    assert told["machine"]["processors"] >= 1
    assert ratio["goal"] == 1.5
    assert ratio["met"] is (ratio["value"] <= 1.5)
    assert 0.2 < ratio["value"] < 100
    assert told["figures"][0]["value"] == pytest.approx(ratio["value"] * told["figures"][0]["ceiling"])


def test_absent_data_is_said_and_breaks_nothing(capsys, tmp_path):
    cases = ["--only", "levelling,knapsacks,calibration,forecasts"]

    assert bench.main(["--json", "--data", str(tmp_path), *cases]) == 0

    told = json.loads(capsys.readouterr().out)["figures"]
    assert [one["met"] for one in told] == [None] * 4
    assert all("is absent" in one["note"] for one in told)


def test_a_case_that_breaks_is_told_and_the_rest_goes_on(capsys, monkeypatch):
    def breaks(effort):
        raise OSError("no room")

    monkeypatch.setitem(bench.CASES, "plain", breaks)
    monkeypatch.setitem(bench.CASES, "cpm", lambda effort: [figure(1.0)])

    assert bench.main(["--only", "plain,cpm"]) == 1
    assert bench.main(["--only", "cmp"]) == 2

    told = capsys.readouterr()
    assert "broke: OSError: no room" in told.out
    assert "yes" in told.out
    assert "'cmp' is no case" in told.err


def test_what_a_solver_prints_stays_out_of_the_document(capfd, monkeypatch):
    def prints(effort):
        os.write(1, b"a line of the solver\n")
        return [Figure(case="cpm", what="w", unit="s", value=1.0)]

    monkeypatch.setitem(bench.CASES, "cpm", prints)

    bench.main(["--json", "--only", "cpm"])

    told = capfd.readouterr()
    assert json.loads(told.out)["figures"][0]["value"] == 1.0
    assert "a line of the solver" in told.err


def test_one_case_anew_keeps_the_others_as_they_were(tmp_path, capsys, monkeypatch):
    for case, value in (("cpm", 1.0), ("plain", 2.0), ("selection", 3.0)):
        made = Figure(case=case, what=case, unit="s", value=value, goal=2.5)
        monkeypatch.setitem(bench.CASES, case, lambda effort, made=made: [made])
    bench.main(["--json", "--only", "selection,cpm"])
    before = tmp_path / "before.json"
    before.write_text(capsys.readouterr().out)

    bench.main(["--json", "--only", "plain", "--with", str(before)])

    told = json.loads(capsys.readouterr().out)["figures"]
    assert [(one["case"], one["value"], one["met"]) for one in told] == [
        ("cpm", 1.0, True),
        ("plain", 2.0, True),
        ("selection", 3.0, False),
    ]


def test_the_page_names_no_machine_and_counts_the_goals():
    told = {**timing.machine(), "load": [3.0, 1.0, 1.0], "processors": 2}

    text = page([figure(4.0), figure(6.0), figure(1.0, goal=None)], told, [1.0], date(2026, 11, 22))

    assert "Measured on 22 November 2026 on 2 processors" in text
    assert "1 of 2 goals were met" in text
    assert "Others were using the machine" in text
    assert platform.node() not in text


def test_a_statement_is_timed_in_a_process_of_its_own():
    wall, processor = timed("import time", "time.sleep(0.05)")

    assert wall >= 0.05 > processor
