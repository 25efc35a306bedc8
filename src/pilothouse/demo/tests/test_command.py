"""The demonstration through the command line and through the worker."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import pilothouse.cli
from pilothouse.accounts.models import Person
from pilothouse.cli import main
from pilothouse.kernel.actors import machine
from pilothouse.kernel.rows import rows
from pilothouse.registers.risks import RISKS

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]


@pytest.fixture(autouse=True)
def _quick_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """The application is loaded by pytest already, with log lines of its own."""
    monkeypatch.setattr(pilothouse.cli, "start_django", lambda quiet: None)


def test_the_command_loads_it_once_and_takes_it_away(
    settings: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.DATA_DIR = tmp_path

    assert main(["demo", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["places"] == 100
    lines = (tmp_path / "passwords.txt").read_text().splitlines()[1:]
    assert len(lines) == 8
    for _, email, password in (line.split("\t") for line in lines):
        assert Person.objects.get(email=email).check_password(password)
    assert main(["demo", "--add"]) == 2

    capsys.readouterr()
    assert main(["demo", "--remove", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["records"] > 780
    assert rows(RISKS, machine()).count() == 0
    assert main(["demo", "--remove"]) == 2
    assert "no demonstration" in capsys.readouterr().err
