"""The outbox: at least once, one effect for each key, and nothing that fails for ever in silence."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from pilothouse.kernel.models import OutboxItem, StoredMail
from pilothouse.kernel.outbox import JOBS, LEASE, TRIES, do, drain, enqueue, lease

NOW = datetime(2030, 1, 1, tzinfo=UTC)


@pytest.fixture
def jobs(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """One kind of work that leaves a row, one that leaves a row and then fails."""
    done: list[str] = []

    def good(payload: dict[str, Any]) -> None:
        StoredMail.objects.create(to="x@example.org", subject=payload["name"])
        done.append(payload["name"])

    def bad(payload: dict[str, Any]) -> None:
        good(payload)
        raise ValueError("no such luck")

    monkeypatch.setitem(JOBS, "good", good)
    monkeypatch.setitem(JOBS, "bad", bad)
    return done


@pytest.mark.django_db
def test_a_key_is_worked_once_however_often_it_is_asked(jobs: list[str]) -> None:
    for _ in range(3):
        enqueue("good", "same", {"name": "once"})

    assert (drain(), drain(), jobs) == (1, 0, ["once"])
    enqueue("good", "same", {"name": "again"})
    assert (drain(), jobs) == (0, ["once"])


@pytest.mark.django_db
def test_a_dead_workers_piece_comes_round_when_its_lease_ends(jobs: list[str]) -> None:
    with time_machine.travel(NOW, tick=False):
        enqueue("good", "k", {"name": "a"})
    with time_machine.travel(NOW + timedelta(seconds=1), tick=False):
        taken = lease("dies")
        assert taken is not None
        assert lease("other") is None
    with time_machine.travel(NOW + LEASE + timedelta(seconds=2), tick=False):
        assert drain("other") == 1
        assert not do(taken)  # the dead one wakes up and finds its piece taken

    assert jobs == ["a", "a"]
    assert StoredMail.objects.count() == 1  # the second effect was rolled back with its note


@pytest.mark.django_db
def test_five_tries_then_parked_with_its_reason(jobs: list[str]) -> None:
    enqueue("bad", "k", {"name": "never"})
    enqueue("good", "l", {"name": "fine"})
    for minute in range(1, TRIES + 4):
        with time_machine.travel(NOW + timedelta(minutes=minute), tick=False):
            drain()

    item = OutboxItem.objects.get(key="k")
    assert (item.attempts, item.done_at, item.error) == (TRIES, None, "ValueError: no such luck")
    assert item.parked_at is not None
    assert jobs.count("never") == TRIES
    assert [m.subject for m in StoredMail.objects.all()] == ["fine"]


@pytest.mark.django_db
def test_work_that_kills_its_workers_is_parked_too(jobs: list[str]) -> None:
    enqueue("good", "killer", {"name": "x"})
    for round_ in range(TRIES):
        with time_machine.travel(NOW + (LEASE + timedelta(seconds=1)) * (round_ + 1), tick=False):
            assert lease(f"victim-{round_}") is not None

    with time_machine.travel(NOW + LEASE * 10, tick=False):
        assert lease("survivor") is None
    assert OutboxItem.objects.get().parked_at is not None


@pytest.mark.django_db
def test_unknown_work_is_parked_not_lost(jobs: list[str]) -> None:
    enqueue("nobody-knows", "k", {})
    for minute in range(1, TRIES + 2):
        with time_machine.travel(NOW + timedelta(minutes=minute), tick=False):
            drain()

    assert OutboxItem.objects.get().parked_at is not None
