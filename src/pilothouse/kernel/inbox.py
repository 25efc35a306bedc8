"""What somebody was told, as far as they may still see what it is about."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from pilothouse.kernel.actors import Actor
from pilothouse.kernel.models import Notification
from pilothouse.kernel.rows import cards

MOST_COUNTED = 200


def told(actor: Actor) -> QuerySet[Notification, Notification]:
    """The notices to the actor about records that they see now; a right taken back takes its notices along."""
    own = Notification.objects.filter(person=actor.person)
    return own.filter(Q(card__isnull=True) | Q(card__in=cards(actor))).order_by("-at", "-pk")


def unread(actor: Actor) -> int:
    """How many of them are unread, up to 200. One query when none is, else two."""
    waiting = Notification.objects.filter(person=actor.person, read_at__isnull=True)
    keys = list(waiting.order_by("-pk").values_list("card_id", flat=True)[:MOST_COUNTED])
    about = {key for key in keys if key is not None}
    seen = set(cards(actor).filter(pk__in=about).values_list("pk", flat=True)) if about else set()
    return sum(1 for key in keys if key is None or key in seen)
