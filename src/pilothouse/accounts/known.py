"""Which people somebody may know of: everybody for those who work here, few for a guest."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from pilothouse.accounts.models import Person
from pilothouse.kernel.actors import Actor
from pilothouse.kernel.models import Verb
from pilothouse.kernel.rows import cards


def knows_everybody(actor: Actor) -> bool:
    """Whether the directory is open to this actor: whoever sees a workspace, and not only own items in it."""
    return actor.holds(Verb.VIEW, "workspaces")


def known_people(actor: Actor) -> QuerySet[Person, Person]:
    """The people whose names the actor may be offered, by name.

    A guest is offered themselves and the owners of records that they see. One query.
    """
    active = Person.objects.filter(is_active=True).order_by("name", "pk")
    if knows_everybody(actor):
        return active
    return active.filter(Q(pk=actor.person_id) | Q(pk__in=cards(actor).values("owner")))
