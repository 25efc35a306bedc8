"""Keeps the processes of an installation running together: restarts what falls, stops all at once."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import structlog

from pilothouse.cli.die_with import die_with_parent

GRACE_S = 3.5  # together with the kill afterwards everything is gone within 5 s
FIRST_WAIT_S, LONGEST_WAIT_S = 0.2, 3.0
SETTLED_S = 10.0
HOPELESS = 5
log = structlog.get_logger(__name__)


@dataclass
class Child:
    """One process to keep: its name, its command line, and how it has fared."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None
    begun: float = 0.0
    falls: int = 0
    next_start: float = 0.0

    def start(self) -> None:
        """Start it in a process group of its own, so that a Ctrl-C reaches it only through us."""
        self.begun = time.monotonic()
        # 2026-11-22: our own interpreter with fixed words, no shell
        self.process = subprocess.Popen(  # noqa: S603  # nosec B603
            list(self.command),
            env=dict(self.environment),
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=die_with_parent,
        )

    def signal_group(self, number: int) -> None:
        """Send a signal to it and to whatever it started."""
        if self.process is not None:
            try:
                os.killpg(self.process.pid, number)
            except ProcessLookupError:
                return


@dataclass
class Supervisor:
    """Runs children until it is told to stop."""

    children: list[Child]
    on_tick: Callable[[], None] = lambda: None
    stopping: bool = field(default=False, init=False)
    ready: bool = field(default=False, init=False)

    def run(self) -> int:
        """Start all, restart what ends, stop on SIGINT or SIGTERM; 1 when something cannot be kept up."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask_to_stop)
        try:
            while not self.stopping:
                for child in self.children:
                    if not self._tend(child):
                        return 1
                self.on_tick()
                time.sleep(0.05)
        finally:
            self.stop()
        return 0

    def _ask_to_stop(self, _number: int, _frame: object) -> None:
        self.stopping = True

    def _tend(self, child: Child) -> bool:
        now = time.monotonic()
        if child.process is not None:
            code = child.process.poll()
            if code is None:
                return True
            child.signal_group(signal.SIGKILL)
            child.process = None
            child.falls = 1 if now - child.begun > SETTLED_S else child.falls + 1
            if child.falls >= HOPELESS and not self.ready:
                log.error(
                    "a process cannot be started; the lines above say why", process=child.name, code=code
                )
                return False
            wait = min(LONGEST_WAIT_S, FIRST_WAIT_S * 2 ** (child.falls - 1))
            child.next_start = now + wait
            log.warning("a process ended and is started again", process=child.name, code=code, wait_s=wait)
        if now >= child.next_start:
            child.start()
        return True

    def stop(self) -> None:
        """Ask every child to finish, then end what is still there."""
        running = [child for child in self.children if child.process is not None]
        for child in running:
            child.signal_group(signal.SIGTERM)
        deadline = time.monotonic() + GRACE_S
        for child in running:
            if child.process is not None:
                try:
                    child.process.wait(max(0.0, deadline - time.monotonic()))
                except subprocess.TimeoutExpired:
                    log.warning("a process did not finish in time and is ended", process=child.name)
        for child in running:
            child.signal_group(signal.SIGKILL)
            if child.process is not None:
                child.process.wait()
