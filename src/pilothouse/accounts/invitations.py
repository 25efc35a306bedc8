"""Invitations: a link, good once and for three days, by which somebody sets their password."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

LIFETIME = timedelta(days=3)


class Invitation(models.Model):
    """An open or used invitation; the secret itself is not kept."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="invitations")
    digest = models.CharField(max_length=64, unique=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made = models.DateTimeField(default=timezone.now)
    used = models.DateTimeField(null=True)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def open_invitation(person: Any, by: Any) -> str:
    """A fresh invitation for a person; those before it end. Returns the secret for the link."""
    Invitation.objects.filter(person=person, used__isnull=True).update(used=timezone.now())
    secret = secrets.token_urlsafe(32)
    Invitation.objects.create(person=person, by=by, digest=_digest(secret))
    return secret


def invited(secret: str) -> Invitation | None:
    """The open invitation with this secret, or None."""
    return (
        Invitation.objects.select_related("person")
        .filter(
            digest=_digest(secret),
            used__isnull=True,
            made__gt=timezone.now() - LIFETIME,
            person__is_active=True,
        )
        .first()
    )


def take_up(secret: str, password: str) -> Any:
    """Set the invited person's password and use the invitation up; returns the person, or None."""
    invitation = invited(secret)
    if invitation is None:
        return None
    used = Invitation.objects.filter(pk=invitation.pk, used__isnull=True).update(used=timezone.now())
    if not used:
        return None
    invitation.person.set_password(password)
    invitation.person.save(update_fields=["password"])
    return invitation.person
