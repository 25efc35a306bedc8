"""The page on the engine alone and the forms of its files tell the truth: their examples are run."""

from __future__ import annotations

import importlib
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pages
import pytest
import sources

from pilothouse.engine.cli import main

REFERENCE = sources.ROOT / "docs" / "reference"
PAGE = sources.ROOT / "docs" / "how-to" / "engine.md"


@pytest.fixture(scope="module")
def tool(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    """The tool that runs the page; Matplotlib keeps its cache out of the home folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MPLCONFIGDIR", str(tmp_path_factory.mktemp("matplotlib")))
        patch.syspath_prepend(str(sources.ROOT / "tools"))
        yield importlib.import_module("engine_pictures")
        sys.modules.pop("engine_pictures")


@pytest.mark.thorough
def test_every_block_of_the_page_prints_what_it_says_and_draws_its_picture(
    tool: ModuleType, tmp_path: Path
) -> None:
    told = tool.run(tmp_path)
    shown = {Path(link).name for link in pages.links(PAGE) if link.endswith(".svg")}

    assert len(told) == len(pages.blocks(PAGE, "python")) > 12
    assert [(where, found) for where, said, found in told if said != found] == []
    assert {path.name for path in tmp_path.iterdir()} == shown
    assert all((tool.PICTURES / name).read_text().rstrip().endswith("</svg>") for name in shown)


@pytest.mark.thorough
def test_the_page_holds_without_its_pictures(tool: ModuleType, tmp_path: Path) -> None:
    told = tool.run(tmp_path, pictures=False)

    assert len(told) > 8
    assert [(where, found) for where, said, found in told if said != found] == []
    assert list(tmp_path.iterdir()) == []


def test_the_page_plans_twenty_tasks() -> None:
    first = pages.blocks(PAGE, "python")[0].text

    assert len(re.findall(r'^    \("\w+", ', first, re.MULTILINE)) == 20


@pytest.mark.parametrize(
    ("page", "command", "answer"),
    [
        ("network-json", "schedule", {"finish", "longest_path", "driving", "tasks"}),
        ("risk-json", "simulate", {"finish", "cost", "joint_80", "contingency", "tasks", "notes"}),
    ],
)
def test_the_example_of_a_form_is_read_by_its_command(
    page: str, command: str, answer: set[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (block,) = pages.blocks(REFERENCE / f"{page}.md", "json")
    file = tmp_path / "plan.json"
    file.write_text(block.text, encoding="utf-8")

    assert main([command, str(file), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)

    assert answer <= set(found)
    assert {row["id"] for row in found["tasks"]} == {row["id"] for row in json.loads(block.text)["tasks"]}


@pytest.mark.parametrize("page", ["network-json", "risk-json"])
def test_every_key_at_the_top_of_a_form_is_explained(page: str) -> None:
    text = (REFERENCE / f"{page}.md").read_text(encoding="utf-8")
    form = json.loads(pages.blocks(REFERENCE / f"{page}.md", "json")[0].text)
    top = {key.split("[")[0].split(".")[0] for row in re.findall(r"^\| (`.+?`) \|", text, re.MULTILINE)
           for key in re.findall(r"`([^`]+)`", row)}  # fmt: skip

    assert len(form) > 3
    assert sorted(set(form) - top) == []
