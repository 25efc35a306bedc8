"""API tokens: shown once, kept hashed, with an end and a scope."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

PREFIX = "ph_"


class ApiToken(models.Model):
    """A key by which a program acts as its owner, with no more than the owner's rights and its own scope."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=80)
    hint = models.CharField(max_length=8)
    digest = models.CharField(max_length=64, unique=True)
    verbs = models.JSONField(default=list, help_text="what it may do; empty is everything its owner may")
    made = models.DateTimeField(default=timezone.now)
    expires = models.DateTimeField()
    last_used = models.DateField(null=True)
    revoked = models.DateTimeField(null=True)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def make_token(
    person: Any, name: str, *, days: int = 90, verbs: tuple[str, ...] = ()
) -> tuple[ApiToken, str]:
    """A new token and its secret, which is never shown again."""
    secret, now = PREFIX + secrets.token_urlsafe(32), timezone.now()
    token = ApiToken.objects.create(
        person=person,
        name=name[:80],
        hint=secret[-4:],
        digest=_digest(secret),
        verbs=list(verbs),
        made=now,
        expires=now + timedelta(days=days),
    )
    return token, secret


def token_for(secret: str) -> ApiToken | None:
    """The live token with this secret, or None; its last use is kept by day."""
    now = timezone.now()
    token = (
        ApiToken.objects.select_related("person")
        .filter(digest=_digest(secret), revoked__isnull=True, expires__gt=now, person__is_active=True)
        .first()
    )
    if token and token.last_used != now.date():
        ApiToken.objects.filter(pk=token.pk).update(last_used=now.date())
    return token
