"""API tokens: shown once, kept hashed, with an end and a scope."""

from __future__ import annotations

import functools
import hashlib
import secrets
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models
from django.utils import timezone

from pilothouse.kernel.prepared import prepared

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
    """The live token with this secret and its active owner, or None; its last use is kept by day. One query."""
    now = timezone.now()
    found = prepared("token", _of_digest, _digest(secret))
    if not found:
        return None
    own, owner = _field_names()
    token = ApiToken.from_db(None, own, found[0][: len(own)])
    token.person = get_user_model().from_db(None, owner, found[0][len(own) :])
    if token.revoked is not None or token.expires <= now or not token.person.is_active:
        return None
    if token.last_used != now.date():
        ApiToken.objects.filter(pk=token.pk).update(last_used=now.date())
    return token


@functools.cache
def _field_names() -> tuple[list[str], list[str]]:
    """The columns of a token, and of a person."""
    return tuple([f.attname for f in model._meta.concrete_fields] for model in (ApiToken, get_user_model()))  # type: ignore[return-value]


def _of_digest(digest: str) -> models.QuerySet[Any, Any]:
    own, owner = _field_names()
    return ApiToken.objects.filter(digest=digest).values_list(*own, *(f"person__{name}" for name in owner))
