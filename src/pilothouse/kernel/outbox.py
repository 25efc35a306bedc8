"""The outbox: work that follows from a write, done at least once, its effect once per key."""

from __future__ import annotations

import itertools
import time
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import structlog
from django.db import close_old_connections, transaction
from django.db.models import Q
from django.utils import timezone

from pilothouse.kernel.models import Heartbeat, OutboxItem

LEASE = timedelta(seconds=60)
TRIES = 5
Job = Callable[[dict[str, Any]], None]
JOBS: dict[str, Job] = {}
TICKS: list[Callable[[], object]] = []
log = structlog.get_logger(__name__)


def job(name: str) -> Callable[[Job], Job]:
    """Make a function known as the one that does this kind of work."""

    def keep(function: Job) -> Job:
        JOBS[name] = function
        return function

    return keep


def enqueue(job: str, key: str, payload: dict[str, Any]) -> None:
    """Put work into the outbox, in the caller's transaction; a key that is there already is left alone."""
    OutboxItem.objects.bulk_create([OutboxItem(job=job, key=key, payload=payload)], ignore_conflicts=True)


def lease(worker: str) -> OutboxItem | None:
    """Take the next piece of work for this worker; a dead worker's piece comes round when its lease ends."""
    now = timezone.now()
    with transaction.atomic():
        open_items = OutboxItem.objects.filter(
            Q(lease_until__isnull=True) | Q(lease_until__lte=now),
            done_at__isnull=True,
            parked_at__isnull=True,
            due__lte=now,
        )
        item = open_items.select_for_update(skip_locked=True).order_by("due", "pk").first()
        if item is None:
            return None
        if item.attempts >= TRIES:  # its workers died of it, so nobody could say that it failed
            OutboxItem.objects.filter(pk=item.pk).update(
                parked_at=now, lease_until=None, error="Five workers died over this."
            )
            return lease(worker)
        item.attempts += 1
        item.lease_until = now + LEASE
        item.leased_by = worker
        item.save(update_fields=["attempts", "lease_until", "leased_by"])
        return item


def do(item: OutboxItem) -> bool:
    """Do one piece of work; True when it is done, False when it failed and will be tried again or is parked.

    The effect and the note that it is done are kept in one transaction, so that it happens once.
    """
    try:
        with transaction.atomic():
            JOBS[item.job](item.payload)
            kept = OutboxItem.objects.filter(
                pk=item.pk, leased_by=item.leased_by, done_at__isnull=True
            ).update(done_at=timezone.now(), lease_until=None, error="")
            if not kept:
                raise RuntimeError("The lease ran out and another worker took this piece.")
    except Exception as error:
        log.warning("job failed", job=item.job, key=item.key, attempt=item.attempts, error=str(error))
        now = timezone.now()
        OutboxItem.objects.filter(pk=item.pk, leased_by=item.leased_by, done_at__isnull=True).update(
            lease_until=None,
            due=now + timedelta(seconds=2**item.attempts),
            parked_at=now if item.attempts >= TRIES else None,
            error=f"{type(error).__name__}: {error}"[:2000],
        )
        return False
    return True


def drain(worker: str = "here", *, limit: int | None = 1000) -> int:
    """Do the work that is due now, at most `limit` pieces of it; returns how many were done."""
    done = 0
    for _ in itertools.repeat(None) if limit is None else range(limit):
        item = lease(worker)
        if item is None:
            break
        done += do(item)
    return done


def beat(worker: str) -> None:
    """Note that this worker is alive."""
    Heartbeat.objects.update_or_create(worker=worker, defaults={"at": timezone.now()})


def run_forever(stop: Callable[[], bool], *, pause: float = 0.5, tick: float = 5.0) -> None:
    """The embedded worker: do what is due, then the regular ticks (sealing, clearing), until told to stop."""
    worker = f"worker-{uuid.uuid4().hex[:8]}"
    next_tick = 0.0
    while not stop():
        close_old_connections()
        try:
            if time.monotonic() >= next_tick:
                beat(worker)
                for regular in TICKS:
                    regular()
                next_tick = time.monotonic() + tick
            if not drain(worker, limit=50):
                time.sleep(pause)
        except Exception as error:
            log.error("worker round failed", error=f"{type(error).__name__}: {error}")
            time.sleep(pause * 4)
    Heartbeat.objects.filter(worker=worker).delete()
