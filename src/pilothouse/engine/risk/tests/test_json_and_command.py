"""The JSON form of a plan and the command that simulates it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pilothouse.engine.cli import main
from pilothouse.engine.risk import simulate
from pilothouse.engine.risk.json_form import factor_from_json, plan_from_json

FORM = {
    "start": "2026-01-05T08:00",
    "unit": "days",
    "tasks": [
        {"id": "A", "duration": {"pert": [3, 5, 9, 2]}},
        {"id": "B", "duration": {"triangular": [2, 4, 8]}, "after": ["A"]},
        {"id": "C", "duration": {"lognormal": [6, 0.3]}, "after": [{"task": "A", "kind": "SS", "lag": 1}]},
        {"id": "D", "duration": {"discrete": [1, 3], "chances": [0.5, 0.5]}, "after": ["B", "C"]},
        {"id": "E", "duration": {"empirical": [1, 2, 5]}, "after": ["B"], "earliest": 2},
    ],
    "lines": [{"id": "crew", "rate": 1000}, {"id": "kit", "task": "C", "amount": {"uniform": [4000, 6000]}}],
    "groups": [{"id": "crew 1", "correlation": 0.5, "members": ["A", "B"]}],
    "correlation": 0.1,
    "events": [
        {
            "id": "strike",
            "probability": 0.2,
            "delay": {"triangular": [1, 3, 6]},
            "cost": 2000,
            "tasks": {"B": 1},
            "lines": {"crew": 1},
            "response": {"probability": 0.05, "delay": 1, "price": 500},
        }
    ],
    "branches": [{"id": "way", "alternatives": [{"id": "x", "probability": 1.0, "tasks": ["E"]}]}],
    "weather": [{"id": "rain", "losses": [{"uniform": [0, 0.3]}], "tasks": ["C"], "period": 21}],
    "steady": ["E"],
    "factor": {"time": 0.2, "cost": 0.1, "correlation": 0.6},
}


def test_every_part_of_the_form_arrives_in_the_plan():
    plan, factor = plan_from_json(FORM), factor_from_json(FORM)

    assert set(plan.ids) == set("ABCDE")
    assert plan.durations.means()[plan.ids.index("B")] == pytest.approx(480 * 14 / 3)
    assert plan.durations.others[0].numbers == (1440, 2400, 4320, 2)
    assert plan.lines.rate == pytest.approx((1000 / 480, 0.0))
    assert plan.events[0].response.price == 500
    assert plan.weather[0].period == 21 * 480
    assert plan.release[plan.ids.index("E")] == 960
    assert factor.correlation == 0.6
    assert simulate(plan, factor=factor, futures=100, threads=1).futures == 100
    assert factor_from_json({"tasks": []}) is None


BAD = [
    ({"tasks": [], "taks": []}, "has no 'taks'"),
    ({"tasks": [{"id": "A"}]}, "needs 'duration'"),
    ({"tasks": [{"id": "A", "duration": {"beta": [1]}}]}, "No distribution 'beta'"),
    ({"tasks": [{"id": "A", "duration": {"pert": [1]}}]}, "does not take 1 numbers"),
    ({"tasks": [{"id": "A", "duration": []}]}, "one named distribution"),
    ({"tasks": [{"id": "A", "duration": 1}], "unit": "weeks"}, "minutes, hours or days"),
]


@pytest.mark.parametrize(("form", "words"), BAD)
def test_a_wrong_form_is_refused_in_words(form, words):
    with pytest.raises(ValueError, match=words):
        plan_from_json(form)


def test_the_command_prints_json_and_a_table(tmp_path, capsys):
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(FORM))

    assert main(["simulate", str(file), "--futures", "500", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert main(["simulate", str(file), "--futures", "500", "--stage", "after"]) == 0
    table = capsys.readouterr().out

    values = list(report["finish"]["percentiles"].values())
    assert values == sorted(values)
    assert report["planned"]["date"].startswith("2026-01")
    assert {row["id"] for row in report["tasks"]} == set("ABCDE")
    assert "P80" in table
    assert "time factor" in table


def test_the_command_says_what_is_wrong_and_returns_2(tmp_path, capsys):
    file = tmp_path / "plan.json"
    file.write_text("[]")

    assert main(["simulate", str(file)]) == 2
    assert "JSON object" in capsys.readouterr().err
    assert main(["simulate", str(tmp_path / "none.json")]) == 2


def test_the_example_of_the_documentation_runs():
    root = next(folder for folder in Path(__file__).parents if (folder / "pyproject.toml").exists())
    page = (root / "docs" / "reference" / "risk-json.md").read_text(encoding="utf-8")
    form = json.loads(page.split("```json")[1].split("```")[0])

    result = simulate(plan_from_json(form), factor=factor_from_json(form), futures=500, threads=1)

    assert result.futures == 500
    assert result.planned_finish > 0
