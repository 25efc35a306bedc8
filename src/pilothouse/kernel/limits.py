"""Limits on how often something may be tried, counted in the database so that all workers share them."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from threading import Lock

from django.db import transaction
from django.db.models import F

from pilothouse.kernel.models import RateCount

MOST_HELD = 10_000
_held: dict[str, tuple[int, int, int]] = {}
_held_lock = Lock()


@dataclass(frozen=True)
class Verdict:
    """Whether one more try is allowed; if not, in how many seconds it will be."""

    allowed: bool
    wait_seconds: int
    count: int


def attempt(what: str, who: str, *, limit: int, seconds: int, block: int = 1) -> Verdict:
    """Count one try of `what` by `who`; more than `limit` in a stretch of `seconds` are refused.

    block : tries that a worker takes from the shared count at once, so that frequent ones write seldom. Never more
            than `limit` pass in all; some may be refused that many tries early when workers hold unused ones.
    """
    now = int(time.time())
    window = now // seconds
    key, wait = _key(what, who), (window + 1) * seconds - now
    with _held_lock:
        held_window, left, count = _held.get(key, (0, 0, 0))
        if held_window == window and left > 0:
            _held[key] = (window, left - 1, count)
            return Verdict(True, wait, count - left + 1)
    count = _take(key, window, block)
    left = max(0, min(block, limit - (count - block)))
    if block > 1 and left:
        with _held_lock:
            if len(_held) > MOST_HELD:
                _held.clear()
            _held[key] = (window, left - 1, count)
    return Verdict(left > 0, wait, count - block + 1)


def _take(key: str, window: int, block: int) -> int:
    """Add a block to the shared count; returns the count after it."""
    with transaction.atomic():
        found = RateCount.objects.filter(key=key, window=window)
        if not found.update(count=F("count") + block):
            RateCount.objects.bulk_create([RateCount(key=key, window=window)], ignore_conflicts=True)
            found.update(count=F("count") + block)
        return found.values_list("count", flat=True)[0]


def try_strictly(what: str, who: str, *, limit: int, seconds: int) -> Verdict:
    """Count one try; no more than `limit` in any stretch of `seconds`, wherever it begins. A refused try is not kept.

    For the few things where a fixed stretch would let twice as many through at its edge, such as passwords. Tries
    made at the same moment wait for each other.
    """
    now, key = time.time_ns() // 1000, _key(what, who)
    since = now - seconds * 1_000_000
    with transaction.atomic():
        RateCount.objects.bulk_create([RateCount(key=key, window=0)], ignore_conflicts=True)
        RateCount.objects.filter(key=key, window=0).update(count=F("count") + 1)
        kept = RateCount.objects.filter(key=key, window__gt=0)
        kept.filter(window__lte=since).delete()
        tries = sorted(kept.values_list("window", flat=True))
        if len(tries) >= limit:
            wait = (tries[len(tries) - limit] + seconds * 1_000_000 - now) // 1_000_000 + 1
            return Verdict(False, int(max(1, wait)), len(tries) + 1)
        RateCount.objects.create(key=key, window=max(now, tries[-1] + 1 if tries else now))
    return Verdict(True, 0, len(tries) + 1)


def forgive(what: str, who: str) -> None:
    """Take the newest strict try off again, because it succeeded."""
    tries = RateCount.objects.filter(key=_key(what, who), window__gt=0)
    newest = tries.order_by("-window").values_list("pk", flat=True).first()
    if newest is not None:
        RateCount.objects.filter(pk=newest).delete()


def _key(what: str, who: str) -> str:
    return f"{what}:{hashlib.sha256(who.encode('utf-8', 'replace')).hexdigest()[:32]}"


def forget_old_counts() -> int:
    """Drop counts that no stretch of up to a day can still need; returns how many."""
    newest = RateCount.objects.order_by("-pk").values_list("pk", flat=True).first()
    return RateCount.objects.filter(pk__lt=(newest or 0) - 50_000).delete()[0]
