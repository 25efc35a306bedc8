"""The worker process: does the work that follows from writes, until told to stop."""

from __future__ import annotations

import argparse
import signal

import structlog

from pilothouse.demo import removing
from pilothouse.kernel import announcing, outbox
from pilothouse.kernel.verify import seal_history
from pilothouse.workspaces import staging

# every module with jobs: a job whose module is not named here is never done; a test looks that all are
WITH_JOBS = (announcing, removing, staging)
REGULAR = (seal_history,)
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
        done = outbox.drain("once", limit=None)
        for regular in REGULAR:
            regular()
        log.info("work done", pieces=done)
        return 0
    outbox.TICKS.extend(regular for regular in REGULAR if regular not in outbox.TICKS)
    stop = Stop()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop.ask)
    log.info("worker ready")
    outbox.run_forever(stop)
    log.info("worker stopped")
    return 0
