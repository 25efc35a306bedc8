"""What somebody was told, as far as they may still see what it is about."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from pilothouse.kernel.actors import Actor
from pilothouse.kernel.models import Notification
from pilothouse.kernel.prepared import prepared
from pilothouse.kernel.remembering import rights_key
from pilothouse.kernel.rows import cards

MOST_COUNTED = 200


def told(actor: Actor) -> QuerySet[Notification, Notification]:
    """The notices to the actor about records that they see now; a right taken back takes its notices along."""
    own = Notification.objects.filter(person=actor.person)
    return own.filter(Q(card__isnull=True) | Q(card__in=cards(actor))).order_by("-at", "-pk")


def unread(actor: Actor) -> int:
    """How many of them are unread, up to 200. One query, asked on every page."""

    def waiting(person: int) -> QuerySet[Any, Any]:
        own = Notification.objects.filter(person=person, read_at__isnull=True)
        seen = Exists(cards(actor).filter(pk=OuterRef("card")))
        return own.filter(Q(card__isnull=True) | seen).order_by("-pk").values_list("pk")[:MOST_COUNTED]

    if actor.person_id is None:
        return 0
    return len(prepared(("unread", rights_key(actor)), waiting, actor.person_id))
