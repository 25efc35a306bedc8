"""Limits on how often something may be tried, counted in the database so that all workers share them."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F

from pilothouse.kernel.models import RateCount


@dataclass(frozen=True)
class Verdict:
    """Whether one more try is allowed; if not, in how many seconds it will be."""

    allowed: bool
    wait_seconds: int
    count: int


def attempt(what: str, who: str, *, limit: int, seconds: int) -> Verdict:
    """Count one try of `what` by `who`; more than `limit` in a stretch of `seconds` are refused."""
    now = int(time.time())
    window = now // seconds
    key = f"{what}:{hashlib.sha256(who.encode()).hexdigest()[:32]}"
    with transaction.atomic():
        found = RateCount.objects.filter(key=key, window=window)
        if not found.update(count=F("count") + 1):
            RateCount.objects.bulk_create([RateCount(key=key, window=window)], ignore_conflicts=True)
            found.update(count=F("count") + 1)
        count = found.values_list("count", flat=True)[0]
    return Verdict(count <= limit, (window + 1) * seconds - now, count)


def forget_old_counts() -> int:
    """Drop counts that no stretch of up to a day can still need; returns how many."""
    newest = RateCount.objects.order_by("-pk").values_list("pk", flat=True).first()
    return RateCount.objects.filter(pk__lt=(newest or 0) - 50_000).delete()[0]
