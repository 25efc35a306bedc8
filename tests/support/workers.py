"""Several worker processes at one database, as an installation runs them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from at_once import shared_database
from django.conf import settings
from django.db import connection, connections

HERE = Path(__file__).parent
OF_THE_TEST = ("PATH", "LANG", "DATABASE_URL")


def at_work(
    folder: Path, at: str, asks: list[dict[str, Any]], count: int = 4
) -> dict[str, list[tuple[int, str]]]:
    """What `count` processes were answered, all beginning together at the time `at`: by name of the request."""
    with shared_database(folder):
        here = connections.settings["default"] if connection.vendor == "sqlite" else connection.settings_dict
        env = {key: os.environ[key] for key in OF_THE_TEST if key in os.environ}
        env |= {"DATA_DIR": str(folder), "WORKER_DATABASE": str(here["NAME"]), "PYTHONPATH": str(HERE),
                "DJANGO_SETTINGS_MODULE": "worker_settings", "LOG_LEVEL": "error",
                "SECRET_KEY": settings.SECRET_KEY, "CHAIN_KEY": settings.CHAIN_KEY}  # fmt: skip
        workers = [
            subprocess.Popen(
                [sys.executable, str(HERE / "worker_process.py"), at], env=env, text=True,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            )
            for _ in range(count)
        ]  # fmt: skip
        try:
            return _answers(workers, asks)
        finally:
            for worker in workers:
                worker.kill()
                worker.communicate()


def _answers(
    workers: list[subprocess.Popen[str]], asks: list[dict[str, Any]]
) -> dict[str, list[tuple[int, str]]]:
    for worker in workers:
        assert worker.stdout is not None
        if worker.stdout.readline() != "ready\n":
            raise RuntimeError(worker.communicate()[1][-3000:])
    for number, worker in enumerate(workers):
        assert worker.stdin is not None
        worker.stdin.write(json.dumps({"first": 1000 * (number + 1), "asks": asks}) + "\n")
        worker.stdin.flush()
    found: dict[str, list[tuple[int, str]]] = {}
    for worker in workers:
        told, said = worker.communicate(timeout=120)
        if worker.returncode:
            raise RuntimeError(said[-3000:])
        # what comes before the last line is the log
        for name, answers in json.loads(told.splitlines()[-1]).items():
            found.setdefault(name, []).extend((status, wait) for status, wait in answers)
    return found
