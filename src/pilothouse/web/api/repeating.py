"""Idempotency-Key: the same request sent twice is done once and answered twice alike, for a day at least."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from pilothouse.kernel.models import IdempotencyKey
from pilothouse.web.api.problems import Problem, answer
from pilothouse.web.door import actor_of

KEPT = timedelta(days=2)
REPLAYED = ("ETag", "Location", "Content-Type")


def _fingerprint(request: HttpRequest) -> str:
    parts = (request.method or "", request.get_full_path(), request.body.decode("utf-8", "replace"))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _replay(found: IdempotencyKey, fingerprint: str) -> HttpResponse:
    if found.fingerprint != fingerprint:
        raise Problem(422, "This Idempotency-Key was used for another request.")
    if found.status is None:
        raise Problem(409, "The same request is being worked on.", headers={"Retry-After": "1"})
    response = HttpResponse(found.body, status=found.status)
    for name, value in found.headers.items():
        response[name] = value
    response["Idempotent-Replayed"] = "true"
    return response


def once(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Do a request with an Idempotency-Key once; its effect and its answer are kept in one transaction."""

    @functools.wraps(view)
    def repeated(request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
        key = request.headers.get("Idempotency-Key", "")
        if not key:
            return view(request, *args, **options)
        if len(key) > 255:
            raise Problem(400, "An Idempotency-Key has at most 255 characters.")
        person, fingerprint = actor_of(request).person, _fingerprint(request)
        try:
            with transaction.atomic():
                kept = IdempotencyKey.objects.create(
                    person=person, key=key, fingerprint=fingerprint, at=timezone.now()
                )
                try:
                    response = view(request, *args, **options)
                except Problem as problem:
                    response = answer(problem)
                kept.status, kept.body = response.status_code, response.content.decode()
                kept.headers = {n: response[n] for n in REPLAYED if n in response}
                kept.save()
        except IntegrityError:
            found = IdempotencyKey.objects.filter(person=person, key=key).first()
            if found is None:
                raise
            return _replay(found, fingerprint)
        return response

    return repeated


def forget_old_keys() -> int:
    """Drop keys older than two days; returns how many."""
    return IdempotencyKey.objects.filter(at__lt=timezone.now() - KEPT).delete()[0]
