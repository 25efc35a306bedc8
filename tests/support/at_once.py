"""Several threads at one database, each with a connection of its own."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import close_old_connections, connection, connections


@contextmanager
def shared_database(folder: Path) -> Iterator[None]:
    """The test's database as other threads reach it; SQLite's, which lives in memory, is copied into a file.

    Only what runs under `at_once` sees the file, so look at the outcome there too.
    """
    if connection.vendor != "sqlite":
        yield
        return
    target = folder / "shared.sqlite3"
    connection.ensure_connection()
    with sqlite3.connect(target) as copy:
        connection.connection.backup(copy)
    settings = connections.settings["default"]
    before = settings["NAME"]
    settings["NAME"] = str(target)
    try:
        yield
    finally:
        settings["NAME"] = before


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """Run all at the same moment; returns what each gave, or raises what one raised."""
    gave: list[Any] = [None] * len(works)
    failed: list[BaseException] = []
    ready = threading.Barrier(len(works))

    def run(at: int, work: Callable[[], Any]) -> None:
        try:
            ready.wait(20)
            gave[at] = work()
        except BaseException as error:
            failed.append(error)
        finally:
            close_old_connections()
            connection.close()

    threads = [threading.Thread(target=run, args=(at, work)) for at, work in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert not any(thread.is_alive() for thread in threads), "some thread never came back"
    if failed:
        raise failed[0]
    return gave
