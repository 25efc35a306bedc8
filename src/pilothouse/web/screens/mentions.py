"""Whom an @ and a name tells: offered while one writes, and said when a name told nobody."""

from __future__ import annotations

import re

from django.db.models import Q
from django.http import HttpRequest, JsonResponse

from pilothouse.accounts.known import known_people, named_first
from pilothouse.accounts.models import Person
from pilothouse.kernel.actors import Actor
from pilothouse.kernel.folding import folded
from pilothouse.kernel.models import Card, Comment, Verb
from pilothouse.kernel.rows import card
from pilothouse.kernel.seers import who_can_see
from pilothouse.kernel.talk import untold
from pilothouse.web.door import actor_of, door
from pilothouse.web.limits import limited

MOST = 8
NOTED = 5


def mentionable(actor: Actor, seen: Card, name: str) -> list[Person]:
    """The people who may see a record, of whom the actor may know, and whom a name may mean; likeliest first."""
    wanted = folded(name[:60])
    able = {s.person.pk for s in who_can_see(seen)}
    words = Q()
    for word in re.split(r"[\s.]+", wanted):
        words &= Q(search__contains=word)
    found = known_people(actor).filter(Q(handle__startswith=wanted) | words, pk__in=able)
    return sorted(named_first(found, wanted)[: 4 * MOST], key=lambda person: person.handle != wanted)[:MOST]


@door(Verb.VIEW, "any")
@limited("palette", 600, block=20)
def pick_mentions(request: HttpRequest, uid: str) -> JsonResponse:
    """People who may see a record and can therefore be mentioned on it."""
    actor = actor_of(request)
    people = mentionable(actor, card(actor, uid), request.GET.get("q", ""))
    return JsonResponse({"results": [{"value": p.handle, "label": p.name, "note": p.job} for p in people]})


def untold_notes(actor: Actor, said: Comment) -> list[str]:
    """A sentence for each name after an @ that told nobody, with whom it may have meant."""
    notes = []
    for name in untold(said)[:NOTED]:
        meant = mentionable(actor, said.card, name)
        if not meant:
            notes.append(f"@{name} told nobody: nobody who may see this is called that.")
        elif len(meant) == 1:
            notes.append(f"@{name} told nobody. Did you mean @{meant[0].handle}?")
        else:
            listed = ", ".join(f"@{person.handle}" for person in meant[:4])
            notes.append(f"@{name} told nobody, since several people may be meant: {listed}.")
    return notes
