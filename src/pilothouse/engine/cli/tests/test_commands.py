"""The engine's commands: levelling a file, help with an example, an answer that nothing else gets into."""

from __future__ import annotations

import ctypes
import json
import os
import tarfile
from pathlib import Path

import pytest
import sources

from pilothouse.engine.cli import SUBCOMMANDS, main
from pilothouse.engine.cli.silence import printing_aside

PSPLIB = Path("../shared/data/psplib/j30.sm.tar.gz")


@pytest.fixture
def project(tmp_path):
    if not PSPLIB.exists():
        pytest.skip("../shared/data is absent: no psplib to level")
    with tarfile.open(PSPLIB) as packed:
        packed.extract("j30/j3010_1.sm", tmp_path, filter="data")
    return tmp_path / "j30" / "j3010_1.sm"


@pytest.mark.data
def test_a_psplib_project_is_levelled_and_a_circle_in_it_refused(project, tmp_path, capsys, refused):
    assert main(["level", str(project), "--seconds", "1", "--json"]) == 0
    quick = json.loads(capsys.readouterr().out)
    assert main(["level", str(project), "--evaluations", "2000", "--json"]) == 0
    proven = json.loads(capsys.readouterr().out)
    ring = tmp_path / "ring.sm"
    ring.write_text(project.read_text().replace("  10        1          1          22", " 10 1 1 2"))

    assert quick["bound"] <= 42 <= quick["cost"] == quick["finish"] <= 44  # best known: 42 (bks.csv)
    assert proven["optimal"]
    assert proven["cost"] == proven["bound"] == 42
    assert "2 -> 10 -> 2" in refused("level", ring) or "10 -> 2 -> 10" in refused("level", ring)


@pytest.mark.parametrize("command", sorted(SUBCOMMANDS))
def test_help_gives_an_example_that_the_command_itself_understands(command, capsys, refused):
    with pytest.raises(SystemExit) as done:
        main([command, "--help"])
    said = capsys.readouterr().out

    assert done.value.code == 0
    example = next(line for line in said.splitlines() if line.startswith("  pilothouse engine "))
    assert "There is no such file." in refused(*example.split()[2:])
    page = next(line for line in said.splitlines() if line.startswith("The form of the file: ")).split()[-1]
    assert f"pilothouse engine {command}" in (sources.ROOT / page).read_text(encoding="utf-8")
    assert "Exit: 0 done; 2" in said


def test_what_a_solver_prints_stays_out_of_the_answer(tmp_path, capfd):
    library = ctypes.CDLL(None)

    with printing_aside():
        library.puts(b"a solver's line")
        os.write(1, b"and another\n")
    os.write(1, b"our answer\n")

    said = capfd.readouterr()
    assert said.out == "our answer\n"
    assert sorted(said.err.split("\n")) == ["", "a solver's line", "and another"]
