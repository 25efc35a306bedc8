"""Files that no command of the engine can read are refused with a sentence and exit code 2."""

from __future__ import annotations

import json

import pytest

from pilothouse.engine.cli import SUBCOMMANDS

RING = {
    "schedule": {"start": "2026-03-02T08:00", "tasks": [{"id": "a"}, {"id": "b"}],
                 "links": [{"from": "a", "to": "b"}, {"from": "b", "to": "a"}]},
    "simulate": {"tasks": [{"id": "a", "duration": 1, "after": ["b"]}, {"id": "b", "duration": 1, "after": ["a"]}]},
}  # fmt: skip


@pytest.mark.parametrize("command", sorted(RING))
def test_a_network_that_runs_in_a_circle_is_refused_task_by_task(command, tmp_path, refused):
    file = tmp_path / "ring.json"
    file.write_text(json.dumps(RING[command]))

    assert "a → b → a" in refused(command, file)


@pytest.mark.parametrize("command", sorted(SUBCOMMANDS))
def test_a_file_that_is_not_there_or_holds_something_else_is_refused(command, tmp_path, refused):
    wrong, bytes_ = tmp_path / "wrong", tmp_path / "bytes"
    wrong.write_text("[1, 2")
    bytes_.write_bytes(b"\xff\xfe\x00")

    assert "There is no such file." in refused(command, tmp_path / "none")
    assert "This is a folder" in refused(command, tmp_path)
    assert "This is not a text file." in refused(command, bytes_)
    assert "This is no" in refused(command, wrong)


@pytest.mark.parametrize(
    ("command", "form", "sentence"),
    [
        (
            "schedule",
            {"start": "2026-03-02T08:00", "tasks": [], "links": 3},
            "'links' must be a list of objects",
        ),
        ("simulate", {"tasks": [{"id": "a", "duration": 1}], "start": 5}, "'start' must be text, not 5"),
        ("simulate", {"tasks": [{"id": "a", "duration": {"pert": [None, 1, 2]}}]}, "is of the wrong kind"),
        ("simulate", {"tasks": [{"id": "a", "duration": 1}], "factor": 5}, "is of the wrong kind"),
    ],
)
def test_values_of_the_wrong_kind_are_refused(command, form, sentence, tmp_path, refused):
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(form))

    assert sentence in refused(command, file)


@pytest.mark.parametrize(
    ("command", "missing", "page"),
    [
        ("schedule", "'start' and 'tasks'", "network-json"),
        ("simulate", "'tasks'", "risk-json"),
        ("value", "'tasks' and 'reports'", "value-json"),
    ],
)
def test_all_that_an_empty_object_lacks_is_said_at_once_with_the_page_of_the_form(
    command, missing, page, tmp_path, refused
):
    file = tmp_path / "empty.json"
    file.write_text("{}")

    said = refused(command, file)

    assert said == f"{file}: The file lacks {missing}; docs/reference/{page}.md gives the form.\n"
