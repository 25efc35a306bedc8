"""A simulation answers in the unit of its file and says which; its last sentence says what was chosen by judgement."""

from __future__ import annotations

import json

import pytest
import sources

from pilothouse.engine.cli import main

pytestmark = pytest.mark.thorough

MINUTES = {"minutes": 1, "hours": 60, "days": 480}


@pytest.fixture
def simulated(tmp_path, capsys):
    """What a plan of 5 and then 14 days gives, with a strike of 2 days in three of ten futures; in a unit."""

    def run(unit, *words, **more):
        day = 480 / MINUTES[unit]
        form = {
            "start": "2026-01-05T08:00",
            "unit": unit,
            "tasks": [
                {"id": "Design", "duration": 5 * day},
                {"id": "Build", "duration": 14 * day, "after": ["Design"]},
            ],
            "events": [{"id": "Strike", "probability": 0.3, "delay": 2 * day, "tasks": {"Build": 1}}],
        }
        file = tmp_path / "plan.json"
        file.write_text(json.dumps({**form, **more}))
        assert main(["simulate", str(file), "--futures", "1000", *words]) == 0
        return capsys.readouterr().out

    return run


@pytest.mark.parametrize(
    ("unit", "first", "last"),
    [("minutes", "9,120", "10,080"), ("hours", "152.0", "168.0"), ("days", "19.0", "21.0")],
)
def test_finish_and_drivers_are_in_the_unit_of_the_file(unit, first, last, simulated):
    lines = simulated(unit).splitlines()

    finish = next(line for line in lines if line.startswith(f"finish, {unit} "))
    assert finish.split()[2:] == [first, first, last, last]
    assert next(line for line in lines if "moves the finish" in line).count(f"in {unit},") == 1
    assert next(line for line in lines if line.startswith("  Strike")).split() == [
        "Strike",
        first,
        "to",
        last,
    ]


@pytest.mark.parametrize("unit", sorted(MINUTES))
def test_json_names_the_unit_of_its_times(unit, simulated):
    day = 480 / MINUTES[unit]
    found = json.loads(simulated(unit, "--json"))

    assert found["unit"] == unit
    assert found["planned"] == {"finish": 19 * day, "cost": 0, "date": "2026-01-29T17:00:00"}
    assert found["finish"]["percentiles"]["P10"] == 19 * day
    assert found["finish"]["percentiles"]["P90"] == 21 * day
    assert found["finish"]["dates"]["P90"] == "2026-02-02T17:00:00"
    assert found["joint_80"]["finish"] == 21 * day
    assert [row["time"] for row in found["contingency"] if row["confidence"] == 0.8] == [2 * day]
    (strike,) = found["finish"]["tornado"]
    assert (strike["low"], strike["high"]) == pytest.approx((19 * day, 21 * day))


def test_a_plan_without_a_unit_is_told_in_minutes(simulated, tmp_path, capsys):
    file = tmp_path / "bare.json"
    file.write_text(json.dumps({"tasks": [{"id": "a", "duration": 90}]}))

    assert main(["simulate", str(file), "--futures", "100"]) == 0
    assert capsys.readouterr().out.splitlines()[1].split() == ["finish,", "minutes", *["90"] * 4]


def test_the_last_sentence_says_what_was_chosen_by_judgement_and_where_to_read_on(simulated):
    last = simulated("days", factor={"time": 0.2, "cost": 0.1}).splitlines()[-1]
    without = simulated("days").splitlines()[-1]

    page = next(word for word in last.split() if word.startswith("docs/"))
    assert last.startswith(
        "The project-wide factor (log deviations of 0.2 in time and 0.1 in cost) was chosen by"
    )
    assert "fit_uncertainty" in (sources.ROOT / page).read_text(encoding="utf-8")
    assert last.endswith(".")
    assert "No project-wide factor was given" in without
