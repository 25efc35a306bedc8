"""Takes the demonstration away again, without touching what people added of their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from pilothouse.accounts.models import Person
from pilothouse.demo.names import SUPPLIERS
from pilothouse.demo.staff import HOME
from pilothouse.demo.writing_people import DOOR
from pilothouse.demo.writing_places import REFERENCE
from pilothouse.kernel.actors import Actor, actor_for
from pilothouse.kernel.bulk import ChangedRow, change_many
from pilothouse.kernel.bulk_moves import remove_many
from pilothouse.kernel.changesets import changeset
from pilothouse.kernel.errors import Denied, NotThere, RuleBroken
from pilothouse.kernel.facts import withdraw_facts
from pilothouse.kernel.models import Delegation, Fact, Grant, Lift, Notification, Place, Reach, Verb
from pilothouse.kernel.outbox import job
from pilothouse.kernel.spec import REGISTERS
from pilothouse.workspaces.workspace import WORKSPACES, Workspace

DOMAINS = (HOME, *(domain for _, domain in SUPPLIERS))


JOB = "remove-demo"


@dataclass(frozen=True)
class Removed:
    """What was taken away: records into the trash, facts withdrawn, people who can no longer sign in."""

    records: int
    facts: int
    people: int


def demo_people() -> Any:
    """The made-up people, by their addresses, which cannot belong to anybody."""
    made_up = Q()
    for domain in DOMAINS:
        made_up |= Q(email__endswith=f"@{domain}")
    return Person.objects.filter(made_up)


@transaction.atomic
def remove_demo(actor: Actor) -> Removed:
    """Put the made-up works and risks into the trash, withdraw their facts and close their people's access.

    The organisation itself stays, empty, and so does whoever asks, so that one can rename it and go on.
    Raises NotThere when there is none, Denied without the right to administer, RuleBroken when people added
    something of their own inside.
    """
    if not actor.holds(Verb.ADMINISTER):
        raise Denied("Only an administrator may remove the demonstration.")
    office = (
        Workspace.objects.filter(reference=REFERENCE, removed_at__isnull=True).select_related("place").first()
    )
    if office is None:
        raise NotThere("There is no demonstration here.")
    inside = list(
        Reach.objects.filter(hierarchy=0, ancestor=office.place, depth__gt=0).values_list(
            "place_id", flat=True
        )
    )
    below = Place.objects.filter(
        pk__in=Reach.objects.filter(hierarchy=0, ancestor=office.place).values("place_id")
    )
    _refuse_own(below)
    wide = Actor(person=actor.person, door=actor.door, behalf_of=actor.behalf_of, everything=True)
    with changeset(wide, "demonstration: remove", quiet=True) as opened:
        records = 0
        for spec in REGISTERS.values():
            found = spec.model._default_manager.filter(place__in=below, removed_at__isnull=True)
            versions = dict(found.exclude(pk=office.pk).values_list("uid", "version"))
            records += remove_many(spec, wide, opened, versions)
        change_many(
            WORKSPACES, wide, opened, changed=[ChangedRow(office.uid, office.version, {"reference": ""})]
        )
        facts = withdraw_facts(opened, Fact.objects.filter(place__in=inside, withdraws__isnull=True))
        Lift.objects.filter(place__in=below, ended__isnull=True).update(ended=timezone.now())
        people = _close(actor)
    return Removed(records, len(facts), people)


def _refuse_own(below: Any) -> None:
    """Raise RuleBroken when a record inside was raised by anybody but the demonstration."""
    for spec in REGISTERS.values():
        # compared here: PostgreSQL took minutes for the same in one statement while it had no statistics yet
        firsts = spec.past._default_manager.filter(version=1).exclude(changeset__door=DOOR)
        inside = spec.model._default_manager.filter(place__in=below, removed_at__isnull=True)
        alive = len({*firsts.values_list("card_id", flat=True)} & {*inside.values_list("pk", flat=True)})
        if alive:
            raise RuleBroken(
                f"You added {alive} {spec.one if alive == 1 else spec.title.lower()} inside the demonstration; "
                "move or remove what is yours first."
            )


def _close(actor: Actor) -> int:
    """Close the made-up people's access, but for whoever asks; nobody is deleted, since history names them."""
    others = demo_people().exclude(pk=actor.person_id)
    Grant.objects.filter(person__in=others).delete()
    Delegation.objects.filter(Q(absent__in=others) | Q(deputy__in=others), ends__gt=timezone.now()).update(
        ends=timezone.now()
    )
    return int(others.filter(is_active=True).update(is_active=False))


@job(JOB)
def remove_for(payload: dict[str, Any]) -> None:
    """Remove the demonstration for a person, in the worker, and tell them in their inbox what came of it.

    payload : person, the key of whoever asked; asked, a word of its own for each asking
    """
    person = Person.objects.get(pk=payload["person"])
    try:
        removed = remove_demo(actor_for(person, door="worker"))
        text = f"The demonstration is gone: {removed.records:,} records are in the trash."
    except (Denied, NotThere, RuleBroken) as refused:
        text = f"The demonstration stays. {getattr(refused, 'message', refused)}"
    Notification.objects.get_or_create(
        person=person, key=f"{JOB}:{payload['asked']}", defaults={"text": text[:250], "at": timezone.now()}
    )
