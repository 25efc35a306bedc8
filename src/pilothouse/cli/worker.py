"""The worker process: does the work that follows from writes, until told to stop."""

from __future__ import annotations

import argparse
import signal

import structlog

from pilothouse.kernel import outbox

log = structlog.get_logger(__name__)


class Stop:
    """Remembers that somebody asked this process to finish."""

    def __init__(self) -> None:
        self.asked = False

    def ask(self, _number: int, _frame: object) -> None:
        """Note the wish; the piece of work in hand is finished first."""
        self.asked = True

    def __call__(self) -> bool:
        return self.asked


def run(arguments: argparse.Namespace) -> int:
    """Work through the outbox; with --once, do what is due now and end."""
    if arguments.once:
        done = outbox.drain("once")
        log.info("work done", pieces=done)
        return 0
    stop = Stop()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop.ask)
    log.info("worker ready")
    outbox.run_forever(stop)
    log.info("worker stopped")
    return 0
