"""Copies of the database: whole, taken while it is written, the last five kept."""

from __future__ import annotations

import os
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from pilothouse.cli import backup


@pytest.fixture
def live(tmp_path: Path) -> Path:
    path = tmp_path / "live.sqlite3"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE note (text TEXT)")
        connection.execute("INSERT INTO note VALUES ('first')")
        connection.commit()
    return path


def _copy(live: Path, folder: Path, stamp: str) -> str:
    folder.mkdir(exist_ok=True)
    return backup._sqlite(live, folder, stamp)


def test_a_copy_holds_what_was_committed_also_while_somebody_writes(live: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(live)) as writer:
        writer.execute("INSERT INTO note VALUES ('committed')")
        writer.commit()
        writer.execute("INSERT INTO note VALUES ('not yet')")

        name = _copy(live, tmp_path / "copies", "20260101T000000Z")

    target = tmp_path / "copies" / name
    with closing(sqlite3.connect(target)) as copy:
        assert copy.execute("SELECT text FROM note").fetchall() == [("first",), ("committed",)]
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


def test_an_unchanged_database_is_not_copied_again(live: Path, tmp_path: Path) -> None:
    _copy(live, tmp_path / "copies", "20260101T000000Z")

    assert _copy(live, tmp_path / "copies", "20260102T000000Z") == "unchanged since the last one"
    assert len(list((tmp_path / "copies").iterdir())) == 1


def test_the_last_five_copies_stay(live: Path, tmp_path: Path) -> None:
    for day in range(1, 9):
        os.utime(live, (2e9 + day, 2e9 + day))
        _copy(live, tmp_path / "copies", f"2026010{day}T000000Z")

    assert [path.name[7] for path in sorted((tmp_path / "copies").iterdir())] == list("45678")


def test_nothing_is_copied_of_nothing(tmp_path: Path) -> None:
    assert _copy(tmp_path / "absent.sqlite3", tmp_path / "copies", "x") == "nothing to copy yet"
