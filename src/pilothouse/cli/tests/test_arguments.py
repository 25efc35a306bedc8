"""The command line explains itself, and its exit codes mean something."""

from __future__ import annotations

import argparse

import pytest

from pilothouse.cli import main
from pilothouse.cli.arguments import parser

PROMISED = {"serve", "worker", "migrate", "demo", "import", "export", "doctor", "user", "verify"}
FOR_SCRIPTS = PROMISED - {"serve", "worker"}


def _commands() -> dict[str, argparse.ArgumentParser]:
    (action,) = (a for a in parser()._actions if isinstance(a, argparse._SubParsersAction))
    return dict(action.choices)


def test_every_promised_command_is_there() -> None:
    assert set(_commands()) >= PROMISED


@pytest.mark.parametrize("name", sorted(PROMISED))
def test_help_shows_an_example_and_the_exit_codes(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([name, "--help"])

    said = capsys.readouterr().out
    assert ended.value.code == 0
    assert f"pilothouse {name}" in said.partition("Example:")[2]
    assert "Exit codes: 0 done; 1" in said


@pytest.mark.parametrize("name", sorted(FOR_SCRIPTS))
def test_what_a_script_would_read_comes_as_json(name: str) -> None:
    assert "--json" in _commands()[name].format_help()


@pytest.mark.parametrize(
    "words", [[], ["nonsense"], ["demo", "--scale", "0"], ["export", "risks", "--format", "doc"]]
)
def test_wrong_use_ends_with_two(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(words)

    assert ended.value.code == 2
    assert "usage: pilothouse" in capsys.readouterr().err


def test_the_two_inner_processes_are_not_listed() -> None:
    text = parser().format_help()

    assert "    serve " in text
    assert "    prepare" not in text
    assert "    web" not in text
