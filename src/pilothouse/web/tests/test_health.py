"""The two probes: alive, and able to work; nothing more is told to strangers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from pilothouse.kernel.models import Heartbeat, OutboxItem
from pilothouse.web import health


def test_alive_asks_nothing_of_the_database(client: Client) -> None:
    answer = client.get("/healthz")

    assert (answer.status_code, answer.json()) == (200, {"ok": True})
    assert "no-store" in answer["Cache-Control"]


def test_ready_when_all_is_well(client: Client, db: None) -> None:
    answer = client.get("/readyz")

    assert answer.status_code == 200, answer.json()
    assert set(answer.json()["checks"].values()) == {"ok"}
    assert set(answer.json()["checks"]) == {"database", "migrations", "files", "disk", "queue"}


def test_work_that_waits_too_long_is_not_ready(client: Client, db: None) -> None:
    OutboxItem.objects.create(job="seal", key="late", due=timezone.now() - timedelta(minutes=11))

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json() == {"ok": False, "checks": {**answer.json()["checks"], "queue": "fail"}}


def test_a_reason_goes_to_the_log_and_not_to_the_stranger(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> str:
        raise health.Unwell("secret folder /srv/x is gone")

    monkeypatch.setitem(health.CHECKS, "files", broken)

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert b"secret" not in answer.content


def test_a_worker_counts_as_alive_for_ninety_seconds(db: None) -> None:
    beat = Heartbeat.objects.create(worker="w", at=timezone.now() - timedelta(seconds=80))
    assert health.worker() == "alive"

    beat.at = timezone.now() - timedelta(seconds=100)
    beat.save()

    with pytest.raises(health.Unwell, match="no worker"):
        health.worker()


@pytest.mark.parametrize(
    "check", [health.database, health.migrations, health.files, health.disk, health.queue]
)
def test_each_check_says_something(db: None, check: Callable[[], str]) -> None:
    assert check()
