"""The web server process: loads the application once and answers with several workers."""

from __future__ import annotations

import argparse
import gc
import importlib
import os

from granian import Granian
from granian.constants import Interfaces, Loops
from granian.log import LogLevels

from pilothouse.cli.die_with import die_with_parent
from pilothouse.settings import ENVIRONMENT, LOGGING

THREADS = 8  # as many as the connection pool of one process
TARGET = "pilothouse.web.wsgi:application"


def run(arguments: argparse.Namespace) -> int:
    """Serve until told to stop. The application is loaded before the workers fork, so they share it."""
    importlib.import_module(TARGET.partition(":")[0])
    gc.collect()
    gc.freeze()
    os.register_at_fork(after_in_child=die_with_parent)
    Granian(
        TARGET,
        address=ENVIRONMENT.host,
        port=ENVIRONMENT.port,
        interface=Interfaces.WSGI,
        loop=Loops.asyncio,
        workers=arguments.workers or ENVIRONMENT.web_workers,
        blocking_threads=THREADS,
        respawn_failed_workers=True,
        respawn_interval=0.2,
        workers_kill_timeout=3,
        websockets=False,
        log_level=LogLevels.error,
        log_dictconfig=LOGGING,
    ).serve()
    return 0
