"""The files of docs/how-to/engine.md: each is saved and run as the page says, and prints what the page shows."""

from __future__ import annotations

import re

import pytest
import sources

from pilothouse.engine.cli import SUBCOMMANDS, main

pytestmark = pytest.mark.thorough

PAGE = sources.ROOT / "docs" / "how-to" / "engine.md"
FILE = re.compile(r"^`([\w.]+)`:\n\n```(?:json|text)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
RUN = re.compile(r"^```sh\npilothouse engine (\w+) (.+?)\n```\n```text\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def section():
    text = PAGE.read_text(encoding="utf-8").split("\n## Files instead of code\n")[1]
    return text.split("\n## ")[0]


def test_the_page_shows_one_file_for_each_command():
    runs = RUN.findall(section())

    assert sorted(command for command, _, _ in runs) == sorted(SUBCOMMANDS)
    assert [words.split()[0] for _, words, _ in runs] == [name for name, _ in FILE.findall(section())]


@pytest.mark.parametrize("command", sorted(SUBCOMMANDS))
def test_a_command_of_the_page_prints_what_the_page_shows(command, tmp_path, monkeypatch, capsys):
    words, shown = next(run[1:] for run in RUN.findall(section()) if run[0] == command)
    for name, text in FILE.findall(section()):
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    assert main([command, *words.split()]) == 0
    assert capsys.readouterr().out == shown
