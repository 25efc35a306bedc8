"""The supervisor: what falls is started again, what is stubborn is ended, nothing outlives it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pilothouse.cli.supervisor import Child, Supervisor

pytestmark = pytest.mark.thorough

STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)"
COUNTS = "import sys; open(sys.argv[1], 'a').write('x'); sys.exit(3)"
PARENT = """
import sys
from pilothouse.cli.supervisor import Child, Supervisor
child = Child("child", [sys.executable, "-c", "import os, time; print(os.getpid(), flush=True); time.sleep(60)"], {})
Supervisor([child]).run()
"""


@pytest.fixture(autouse=True)
def _handlers() -> object:
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


def _child(code: str, *words: str) -> Child:
    return Child("child", [sys.executable, "-c", code, *words], dict(os.environ))


def _stop_when(supervisor: Supervisor, met: Callable[[], bool], patience_s: float = 15) -> Callable[[], None]:
    deadline = time.monotonic() + patience_s

    def look() -> None:
        supervisor.stopping = met() or time.monotonic() > deadline

    return look


def test_a_fallen_child_is_started_again(tmp_path: Path) -> None:
    marks = tmp_path / "marks"
    supervisor = Supervisor([_child(COUNTS, str(marks))])
    supervisor.ready = True
    supervisor.on_tick = _stop_when(supervisor, lambda: marks.exists() and len(marks.read_text()) >= 3)

    code = supervisor.run()

    assert code == 0
    assert len(marks.read_text()) >= 3


def test_a_child_that_never_comes_up_is_given_up_after_growing_waits(tmp_path: Path) -> None:
    marks, begun = tmp_path / "marks", time.monotonic()

    code = Supervisor([_child(COUNTS, str(marks))]).run()

    assert code == 1
    assert len(marks.read_text()) == 5
    assert time.monotonic() - begun >= 0.2 + 0.4 + 0.8 + 1.6


def test_even_a_stubborn_child_is_gone_within_five_seconds() -> None:
    child = _child(STUBBORN)
    supervisor = Supervisor([child])
    begun = time.monotonic()
    supervisor.on_tick = _stop_when(supervisor, lambda: time.monotonic() - begun > 1)

    supervisor.run()

    assert time.monotonic() - begun - 1 < 5
    assert child.process is not None
    assert child.process.returncode == -signal.SIGKILL


def test_children_end_when_the_supervisor_is_killed() -> None:
    parent = subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())

    parent.kill()
    parent.wait()

    deadline = time.monotonic() + 5
    while Path(f"/proc/{pid}").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not Path(f"/proc/{pid}").exists()
