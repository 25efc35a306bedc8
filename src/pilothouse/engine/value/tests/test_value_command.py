"""`pilothouse engine value` on the command line."""

from __future__ import annotations

import json

import pytest

from pilothouse.engine.cli import main

PROJECT = {
    "tasks": [{"start": 0, "finish": 10, "budget": 1000}],
    "reports": [{"at": 4, "earned": 300, "spent": 375}, {"at": 6, "earned": 500, "spent": 1100}],
    "labour_share": 1,
}


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "project.json"
    path.write_text(json.dumps(PROJECT))
    return path


def test_json_holds_every_figure_of_every_report(file, capsys):
    assert main(["value", str(file), "--json"]) == 0

    answer = json.loads(capsys.readouterr().out)
    first, second = answer["reports"]
    assert (first["PV"], first["ES"], first["CPI"], first["EAC"]["CPI"]) == (400, 3, 0.8, 1250)
    assert first["EAC(t)"]["ES 1"] == 11
    assert len(first["EAC"]) == 8
    assert len(first["EAC(t)"]) == 9
    assert second["TCPI"] is None  # the budget is spent and work remains
    assert answer["forecast"][0]["cost"] == 1250  # all labour: the cost index is believed whole
    assert answer["forecast"][0]["time within"]["P80"] > answer["forecast"][0]["time within"]["P10"]


def test_text_tells_the_last_report(file, capsys):
    assert main(["value", str(file)]) == 0
    out = capsys.readouterr().out
    assert "TCPI beyond reach" in out
    assert "Final cost 2,200.00" in out


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"tasks": []}, "needs a list of tasks"),
        ({"reports": [{"at": 1, "earned": "x", "spent": 1}]}, "reports 1 needs a number as 'earned'"),
        ({"reports": [{"at": 1, "earned": 2000, "spent": 1}]}, "more than the whole budget"),
        ({"labour_share": 3}, "labour share is 3"),
        ({"labour_share": "most"}, "labour_share must be a number"),
    ],
)
def test_a_wrong_file_is_refused_with_a_sentence(tmp_path, capsys, change, sentence):
    path = tmp_path / "wrong.json"
    path.write_text(json.dumps({**PROJECT, **change}))
    assert main(["value", str(path)]) == 2
    assert sentence in capsys.readouterr().err


def test_no_json_no_file_and_no_object_are_refused(tmp_path, capsys):
    path = tmp_path / "wrong.json"
    assert main(["value", str(path)]) == 2
    path.write_text("{")
    assert main(["value", str(path)]) == 2
    path.write_text("[]")
    assert main(["value", str(path)]) == 2
    assert "one JSON object" in capsys.readouterr().err
