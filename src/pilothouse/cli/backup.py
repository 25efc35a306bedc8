"""Copies of the database, taken while it runs, before anything is changed in its shape."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from pilothouse.cli.exits import Failed

KEEP = 5


def back_up() -> str:
    """Copy the database into DATA_DIR/backups and keep the last five; says what was done."""
    folder = Path(settings.DATA_DIR) / "backups"
    folder.mkdir(mode=0o700, exist_ok=True)
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
    if connection.vendor == "sqlite":
        return _sqlite(Path(settings.DATABASES["default"]["NAME"]), folder, stamp)
    return _postgresql(settings.DATABASES["default"], folder, stamp)


def _sqlite(source: Path, folder: Path, stamp: str) -> str:
    if not source.exists() or source.stat().st_size == 0:
        return "nothing to copy yet"
    copies = sorted(folder.glob("*.sqlite3"))
    written = max(path.stat().st_mtime for path in (source, Path(f"{source}-wal")) if path.exists())
    if copies and copies[-1].stat().st_mtime >= written:
        return "unchanged since the last one"
    target = folder / f"{stamp}.sqlite3"
    draft = target.with_suffix(".part")
    with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(draft)) as copy:
        live.backup(copy)
    os.chmod(draft, 0o600)
    draft.rename(target)
    _thin(folder, "*.sqlite3")
    return target.name


def _postgresql(database: dict[str, Any], folder: Path, stamp: str) -> str:
    program = pg_dump()
    if program is None:
        return "left to your PostgreSQL backups (pg_dump is not on this machine)"
    target = folder / f"{stamp}.dump"
    environment = {**os.environ, "PGPASSWORD": database["PASSWORD"]}
    command = [program, "--format=custom", f"--file={target}", f"--dbname={database['NAME']}"]
    for option, name in (("host", "HOST"), ("port", "PORT"), ("username", "USER")):
        if database[name]:
            command.append(f"--{option}={database[name]}")
    # 2026-11-22: a fixed program and values of the settings, no shell
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603  # nosec B603
    if done.returncode:
        target.unlink(missing_ok=True)
        reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise Failed(f"The database could not be copied, so nothing was changed: {reason}")
    os.chmod(target, 0o600)
    _thin(folder, "*.dump")
    return target.name


def pg_dump() -> str | None:
    """The newest pg_dump of this machine; an older one refuses a newer server."""
    kept = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_dump"), key=lambda path: int(path.parts[-3]))
    return str(kept[-1]) if kept else shutil.which("pg_dump")


def _thin(folder: Path, pattern: str) -> None:
    for old in sorted(folder.glob(pattern))[:-KEEP]:
        old.unlink()
