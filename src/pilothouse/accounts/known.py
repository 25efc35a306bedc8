"""Which people somebody may know of: everybody for those who work here, few for a guest."""

from __future__ import annotations

import re

from django.db.models import Case, Q, QuerySet, Value, When

from pilothouse.accounts.models import Person
from pilothouse.kernel.actors import Actor
from pilothouse.kernel.folding import folded
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


def named_first(people: QuerySet[Person, Person], text: str) -> QuerySet[Person, Person]:
    """People found by a text in the order in which they are likely meant, then by name.

    First whose name begins so, then of whose name some word begins so, then whom it describes otherwise: who types
    "sam" wants Samir before somebody who may be asked about samples.
    """
    words = [word for word in re.split(r"[\s.]+", folded(text)) if word]
    if not words:
        return people
    begins = Q(search__startswith=" ".join(words))  # the folded text begins with the name
    named = Q()
    for word in words:
        named &= Q(search__startswith=word) | Q(handle__contains=f".{word}") | Q(name__icontains=f" {word}")
    rank = Case(When(begins, then=Value(0)), When(named, then=Value(1)), default=Value(2))
    return people.order_by(rank, "name", "pk")
