"""Tries taken in blocks: never more than the limit in all, and seldom a write."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pilothouse.kernel import limits


@pytest.fixture(autouse=True)
def _nothing_held() -> None:
    limits._held.clear()


@time_machine.travel("2026-06-15 12:00:30+00:00", tick=False)
def test_no_more_than_the_limit_pass(db: Any) -> None:
    passed = [limits.attempt("t", "a", limit=50, seconds=60, block=20).allowed for _ in range(120)]

    assert sum(passed) == 50
    assert passed == [True] * 50 + [False] * 70


@time_machine.travel("2026-06-15 12:00:30+00:00", tick=False)
def test_two_workers_together_pass_no_more_than_the_limit(db: Any) -> None:
    passed = 0
    for _ in range(100):
        passed += limits.attempt("t", "b", limit=50, seconds=60, block=20).allowed
        held = dict(limits._held)
        limits._held.clear()
        passed += limits.attempt("t", "b", limit=50, seconds=60, block=20).allowed
        limits._held.clear()
        limits._held.update(held)

    assert passed <= 50


@time_machine.travel("2026-06-15 12:00:30+00:00", tick=False)
def test_a_block_writes_once(db: Any) -> None:
    with CaptureQueriesContext(connection) as queries:
        for _ in range(20):
            limits.attempt("t", "c", limit=600, seconds=60, block=20)

    assert sum(q["sql"].startswith(("UPDATE", "INSERT")) for q in queries) == 3
