"""Escalation: a record is also seen from a higher place, without being copied."""

from __future__ import annotations

from datetime import datetime

from pilothouse.kernel.actors import Actor
from pilothouse.kernel.errors import RuleBroken
from pilothouse.kernel.models import PRIMARY, Card, Lift, Place, Reach, Verb
from pilothouse.kernel.rows import cards, may


def lift(card: Card, *, actor: Actor, reason: str, at: datetime) -> Lift:
    """Lift a card to the place above. Out of a sealed place only the fact of it is lifted, not the content.

    at : since when the version holds by which it is lifted, so that an undo knows the lift again
    """
    target = card.place.parent
    if target is None:
        raise RuleBroken("There is no level above this place to escalate to.")
    return Lift.objects.create(
        card=card, place=target, redacted=card.place.sealed, reason=reason, by=actor.person, at=at
    )


def level_of(actor: Actor, kind: str, place: Place, level: int | None) -> tuple[Card | None, bool]:
    """The workspace at a level to which items of a place are escalated, and whether the actor sees it.

    Who may escalate there learns its name and who leads it, so that they know to whom they turn; a seal on the way
    or at the level itself keeps both. Everybody else learns it only when they see it. Four queries at most.
    """
    found = Card.objects.filter(register="workspaces", place=level, removed_at__isnull=True)
    above = found.select_related("place", "owner").first() if level else None
    if above is None or cards(actor, ["workspaces"]).filter(pk=above.pk).exists():
        return above, above is not None
    way = Reach.objects.filter(hierarchy=PRIMARY, ancestor=level, place=place, seals=0)
    told = not above.place.sealed and may(actor, Verb.ESCALATE, kind, place) and way.exists()
    return (above if told else None), False


def end_lifts(card: Card, *, at: datetime) -> None:
    """The higher places no longer see the card through an escalation."""
    Lift.objects.filter(card=card, ended__isnull=True).update(ended=at)


def undo_lifts(card: Card, written: datetime, now: datetime) -> None:
    """Take back what one version did: a lift that it made ends, one that it ended holds again.

    written : since when that version has held
    """
    Lift.objects.filter(card=card, at=written, ended__isnull=True).update(ended=now)
    if card.place.parent is not None:
        Lift.objects.filter(card=card, ended=written).exclude(at=written).update(
            ended=None, place=card.place.parent, redacted=card.place.sealed
        )


def restricted_below(place: Place) -> int:
    """How many escalations from sealed places wait at a place; the number is all that is told."""
    return Lift.objects.filter(
        place=place, redacted=True, ended__isnull=True, card__removed_at__isnull=True
    ).count()
