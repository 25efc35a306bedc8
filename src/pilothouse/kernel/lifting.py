"""Escalation: a record is also seen from a higher place, without being copied."""

from __future__ import annotations

from django.utils import timezone

from pilothouse.kernel.actors import Actor
from pilothouse.kernel.errors import RuleBroken
from pilothouse.kernel.models import PRIMARY, Card, Lift, Place, Reach


def lift(card: Card, *, actor: Actor, reason: str) -> Lift:
    """Lift a card to the place above. Out of a sealed place only the fact of it is lifted, not the content."""
    target = card.place.parent
    if target is None:
        raise RuleBroken("There is no level above this place to escalate to.")
    redacted = Reach.objects.filter(
        hierarchy=PRIMARY, ancestor=target, place=card.place, seals__gt=0
    ).exists()
    return Lift.objects.create(
        card=card, place=target, redacted=redacted, reason=reason, by=actor.person, at=timezone.now()
    )


def end_lifts(card: Card) -> None:
    """The higher places no longer see the card through an escalation."""
    Lift.objects.filter(card=card, ended__isnull=True).update(ended=timezone.now())


def restricted_below(place: Place) -> int:
    """How many escalations from sealed places wait at a place; the number is all that is told."""
    return Lift.objects.filter(place=place, redacted=True, ended__isnull=True).count()
