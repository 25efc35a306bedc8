"""The shared memory of all workers: values run out, one of many is first, and nothing that is read is run."""

from __future__ import annotations

import base64
import pickle
from pathlib import Path
from typing import Any

import pytest
import time_machine
from at_once import at_once, shared_database
from django.core.cache import cache, caches
from django.db import connection

from pilothouse.kernel.caching import TIDY_EVERY


def rows() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM kernel_cache")
        return int(cursor.fetchone()[0])


def test_what_is_kept_is_read_until_it_runs_out(db: Any) -> None:
    with time_machine.travel("2026-06-15 12:00:00+00:00", tick=False) as clock:
        cache.set("tries", [2.5, 1], 60)
        cache.set("always", {"a": None}, None)
        assert (cache.get("tries"), cache.get("always"), cache.get("none", 7)) == ([2.5, 1], {"a": None}, 7)
        assert not cache.add("tries", 1, 60)
        clock.shift(59.5)
        assert cache.touch("tries", 10)
        clock.shift(9.5)
        assert "tries" in cache
        clock.shift(0.5)
        assert "tries" not in cache
        assert (cache.get("tries"), cache.touch("tries", 10)) == (None, False)
        assert cache.add("tries", 1, 60)
    cache.delete("tries")
    assert (cache.get("tries"), cache.delete("tries"), cache.get("always")) == (None, False, {"a": None})


def test_one_of_many_is_first(transactional_db: Any, tmp_path: Path) -> None:
    with shared_database(tmp_path):
        told = at_once(*[lambda: cache.add("code", "y", 30)] * 6)

    assert sorted(told) == [False] * 5 + [True]


class Attack:
    """What a pickle can do to its reader."""

    def __reduce__(self) -> tuple[Any, tuple[str]]:
        return (pytest.fail, ("the cache ran what stood in it",))


def test_a_row_that_somebody_forged_is_not_run(db: Any) -> None:
    cache.set("forged", 1, 60)
    for text in (base64.b64encode(pickle.dumps(Attack())).decode(), "no json", ""):
        with connection.cursor() as cursor:
            cursor.execute("UPDATE kernel_cache SET value = %s", [text])
        assert cache.get("forged", "nothing") == "nothing"


def test_what_is_no_json_is_refused(db: Any) -> None:
    with pytest.raises(TypeError):
        cache.set("object", object(), 60)


def test_the_table_stays_small_and_forgets_first_what_runs_out_first(
    db: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caches["default"], "_max_entries", 20)
    cache.set("long", 1, 3600)
    for number in range(2 * TIDY_EVERY):
        cache.set(f"k{number}", 1, 60 + number)

    assert rows() < 20 + TIDY_EVERY
    assert cache.get("long") == 1
