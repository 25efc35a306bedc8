"""A start from nothing to a page, and a stop; and the one line when it cannot start."""

from __future__ import annotations

import argparse
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from pilothouse.cli import serve
from pilothouse.cli.serve import welcome

pytestmark = pytest.mark.thorough

COMMAND = [sys.executable, "-m", "pilothouse.cli"]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _environment(folder: Path, **more: str) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "DATA_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "pilothouse.settings",
        **more,
    }


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, subprocess.Popen[str], Path]]:
    folder, port = tmp_path_factory.mktemp("served"), _free_port()
    log = folder / "log"
    with log.open("w") as output:
        running = subprocess.Popen(
            [*COMMAND, "serve", "--prepare", "--no-demo"],
            env=_environment(folder / "data", PORT=str(port)), stdout=output, stderr=output, text=True,
        )  # fmt: skip
        deadline = time.monotonic() + 60
        while "Ctrl-C stops everything" not in log.read_text() and time.monotonic() < deadline:
            assert running.poll() is None, log.read_text()
            time.sleep(0.1)
        yield port, running, log
        running.kill()
        running.wait()


def _get(port: int, path: str) -> tuple[int, str]:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
        return answer.status, answer.read().decode()


def test_it_prepares_serves_and_says_where(served: tuple[int, subprocess.Popen[str], Path]) -> None:
    port, _, log = served

    status, body = _get(port, "/readyz")

    assert (status, json.loads(body)["ok"]) == (200, True)
    said = log.read_text()
    for line in ("Pages' files … gathered (", "Copy of the data … nothing to copy yet (", "Database … "):
        assert line in said
    assert f"Pilothouse is there: open http://localhost:{port}" in said


def test_a_taken_port_is_one_line_and_code_two(
    served: tuple[int, subprocess.Popen[str], Path], tmp_path: Path
) -> None:
    port, _, _ = served

    second = subprocess.run(
        [*COMMAND, "serve"],
        env=_environment(tmp_path, PORT=str(port)),
        capture_output=True,
        text=True,
        check=False,
    )

    assert second.returncode == 2
    assert second.stderr.strip() == (
        f"pilothouse: Port {port} is taken by another program; choose another, such as PORT={port + 1}."
    )


def test_ctrl_c_stops_everything_within_five_seconds(served: tuple[int, subprocess.Popen[str], Path]) -> None:
    port, running, log = served
    begun = time.monotonic()

    running.send_signal(signal.SIGINT)

    assert running.wait(10) == 0
    assert time.monotonic() - begun < 5
    assert log.read_text().rstrip().endswith("Stopped.")
    with pytest.raises(OSError, match="refused"):
        _get(port, "/healthz")


@pytest.mark.parametrize(
    ("given", "names"),
    [
        ({"PORT": "many"}, "PORT is 'many'"),
        ({"HOST": "no.such.host.invalid"}, "HOST is 'no.such.host.invalid'"),
        ({"DATABSE_URL": "x"}, "did you mean DATABASE_URL"),
        ({"DATA_DIR": "/proc/pilothouse"}, "DATA_DIR /proc/pilothouse"),
    ],
)
def test_a_wrong_variable_is_one_line_and_code_two(tmp_path: Path, given: dict[str, str], names: str) -> None:
    done = subprocess.run(
        [*COMMAND, "serve"], env=_environment(tmp_path, **given), capture_output=True, text=True, check=False
    )

    assert done.returncode == 2
    assert names in done.stderr
    assert done.stderr.count("\n") == 1


def test_help_needs_no_working_setting(tmp_path: Path) -> None:
    done = subprocess.run(
        [*COMMAND, "serve", "--help"],
        env=_environment(tmp_path, PORT="many"),
        capture_output=True,
        check=False,
    )

    assert done.returncode == 0


def test_the_welcome_names_people_and_no_password(tmp_path: Path) -> None:
    passwords = tmp_path / "passwords.txt"
    passwords.write_text("# heading\nPortfolio director\tdora@example.org\ts3cret\n")

    said = welcome(passwords)

    assert "dora@example.org" in said
    assert "Portfolio director" in said
    assert "s3cret" not in said
    assert str(passwords) in said


@pytest.mark.parametrize(
    ("prepare", "gathered", "said"),
    [(False, False, ["prepare", "--files-only"]), (False, True, []), (True, True, ["prepare"])],
)
def test_a_start_gathers_the_files_of_the_pages_unless_that_was_done(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, prepare: bool, gathered: bool, said: list[str]
) -> None:
    asked: list[str] = []

    def run(command: list[str], **_: object) -> SimpleNamespace:
        asked.extend(command[3:])
        return SimpleNamespace(returncode=1)

    if gathered:
        (tmp_path / "static").mkdir()
        (tmp_path / "static/staticfiles.json").write_text("{}")
    monkeypatch.setattr(
        serve, "ENVIRONMENT", replace(serve.ENVIRONMENT, data_dir=tmp_path, port=_free_port())
    )
    monkeypatch.setattr(serve.subprocess, "run", run)
    monkeypatch.setattr(serve, "Supervisor", lambda children: SimpleNamespace(run=lambda: 0))

    code = serve.run(argparse.Namespace(prepare=prepare, no_demo=False, no_worker=False, workers=None))

    assert asked == said
    assert code == (1 if said else 0), "a start whose preparation fails stops there"
