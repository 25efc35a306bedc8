"""The form of a project to value: its page's example by hand, every key told, and what is refused."""

from __future__ import annotations

import json
import re

import pages
import pytest
import sources

from pilothouse.engine.cli import main
from pilothouse.engine.cli.value_form import NEEDS, PAGE, REPORT, TASK

PATH = sources.ROOT / PAGE


@pytest.fixture
def example():
    (block,) = pages.blocks(PATH, "json")
    return json.loads(block.text)


def test_the_example_of_the_page_gives_what_one_reckons_by_hand(example, tmp_path, capsys):
    file = tmp_path / "project.json"
    file.write_text(json.dumps(example))

    assert main(["value", str(file), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)

    assert (answer["BAC"], answer["PD"]) == (70_000, 40)
    first, last = answer["reports"]
    # design is to be done by 10; the 10,000 due as the pumps start fall just after it
    assert (first["PV"], first["ES"], first["CV"]) == (10_000, 8, -1_000)
    # 10,000 + 10,000 + half of the pumps' other 30,000; 27,500 is where a quarter of them is done, at 15
    assert (last["PV"], last["ES"], last["SV(t)"], last["SPI(t)"]) == (35_000, 15, -5, 0.75)
    assert last["CPI"] == pytest.approx(27.5 / 30, abs=1e-6)
    assert last["TCPI"] == 1.0625  # 42,500 of work for 40,000
    assert last["EAC"]["1"] == 72_500
    assert len(answer["forecast"]) == 2


def test_the_page_tells_every_key_of_the_form_and_of_the_answer(example, tmp_path, capsys):
    file = tmp_path / "project.json"
    file.write_text(json.dumps(example))
    main(["value", str(file), "--json"])
    answer = json.loads(capsys.readouterr().out)
    told = {
        key
        for row in re.findall(r"^\|.*\|$", PATH.read_text(encoding="utf-8"), re.MULTILINE)
        for key in re.findall(r"`([^`]+)`", row)
    }
    keys = {*NEEDS, *TASK, *REPORT, "labour_share", "at_start", "name", "reports", "forecast"}

    assert keys | set(answer["reports"][0]) | set(answer["forecast"][0]) <= told


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"tasks": [{"start": 0}]}, f"tasks 1 needs numbers as 'finish' and 'budget'; {PAGE} gives the form."),
        ({"reports": [{}]}, f"reports 1 needs numbers as 'at', 'earned' and 'spent'; {PAGE} gives the form."),
        ({"reports": []}, "needs a list of reports with at least one in it"),
        ({"reports": 3}, "'reports' must be a list of objects"),
        ({"labor_share": 0.5}, "has no 'labor_share'; it may have: labour_share, reports, tasks."),
        ({"tasks": [{"start": 0, "finish": 1, "budget": 1, "at_strat": 1}]}, "tasks 1 has no 'at_strat'"),
        ({"labour_share": None}, f"labour_share must be a number, not None; {PAGE} gives the form."),
        ({"labour_share": True}, "labour_share must be a number"),
        ({"reports": [{"at": 10**400, "earned": 1, "spent": 1}]}, f"too large to convert to float); {PAGE}"),
    ],
)  # fmt: skip
def test_a_form_with_a_fault_is_refused_with_all_that_is_wrong_there(
    example, change, sentence, tmp_path, refused
):
    file = tmp_path / "project.json"
    file.write_text(json.dumps({**example, **change}))

    assert sentence in refused("value", file)
