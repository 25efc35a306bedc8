"""Takes the demonstration away again, and leaves an installation that one can begin with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from pilothouse.accounts.models import Person, Unit
from pilothouse.demo.names import SUPPLIERS
from pilothouse.demo.staff import HOME
from pilothouse.kernel.actors import Actor, actor_for
from pilothouse.kernel.bulk import ChangedRow, change_many
from pilothouse.kernel.bulk_moves import remove_many
from pilothouse.kernel.changesets import changeset
from pilothouse.kernel.errors import Denied, NotThere, RuleBroken
from pilothouse.kernel.facts import withdraw_facts
from pilothouse.kernel.models import ChangeSet, Delegation, Fact, Grant, Lift, Notification, Place, Team, Verb
from pilothouse.kernel.outbox import job
from pilothouse.kernel.spec import REGISTERS
from pilothouse.workspaces.beginning import begin_organisation
from pilothouse.workspaces.made_up import DOOR, Added, added_inside, inside, made_up_office
from pilothouse.workspaces.workspace import WORKSPACES, Workspace

DOMAINS = (HOME, *(domain for _, domain in SUPPLIERS))
JOB = "remove-demo"


@dataclass(frozen=True)
class Removed:
    """What was taken away: records put away, facts withdrawn, people who can no longer sign in."""

    records: int
    facts: int
    people: int


@dataclass(frozen=True)
class _Staying:
    """What of the made-up organisation stays, since people added to it: cards, facts, and the places they need."""

    cards: frozenset[int]
    facts: frozenset[int]
    places: frozenset[int]


def demo_people() -> Any:
    """The made-up people: by their addresses, and there before the demonstration was told to its end.

    Whoever was invited later, under whatever address, is somebody.
    """
    made_up = Q()
    for domain in DOMAINS:
        made_up |= Q(email__endswith=f"@{domain}")
    told = ChangeSet.objects.filter(door=DOOR).aggregate(Max("at"))["at__max"]
    return Person.objects.filter(made_up, **({"joined__lte": told} if told else {}))


@transaction.atomic
def remove_demo(actor: Actor, *, mine: bool | None = None, organisation: str = "") -> Removed:
    """Take the made-up organisation away with all of its places and the access to them, and close its people's access.

    mine         : True removes also what people added there; False leaves that, with the places it lies in; None
                   refuses when they added anything that the actor may see
    organisation : what the organisation is called that is there afterwards, for whoever asks and for those people,
                   not made up, who held a role at the top
    Raises NotThere when there is none, Denied without the right to administer, RuleBroken as said.
    """
    if not actor.holds(Verb.ADMINISTER):
        raise Denied("Only an administrator may remove the demonstration.")
    office = made_up_office()
    if office is None:
        raise NotThere("There is no demonstration here.")
    added = added_inside(office)
    seen = added.seen_by(actor)
    if seen and mine is None:
        raise RuleBroken(f"You added {seen.words()} inside the demonstration; say whether that stays.")
    staying = _staying(added, seen if mine else Added(frozenset(), ()))
    wide = Actor(person=actor.person, door=actor.door, behalf_of=actor.behalf_of, everything=True)
    with changeset(wide, "demonstration: remove", quiet=True) as opened:
        removed = _clear(wide, opened, office, staying)
        _name_what_is_left(wide, opened, actor, office, staying, organisation)
        return Removed(*removed, people=_close(actor))


def _staying(added: Added, gone: Added) -> _Staying:
    left_facts = tuple(f for f in added.facts if f not in gone.facts)
    left = Added(added.cards - gone.cards, left_facts)
    return _Staying(left.cards, frozenset(f.pk for f in left_facts), frozenset(left.places()))


def _clear(wide: Actor, opened: ChangeSet, office: Workspace, staying: _Staying) -> tuple[int, int]:
    """Put away every record, withdraw every fact and end all access, but for what stays; returns how many of each."""
    below = inside(office.place)
    emptied = below.exclude(pk__in=staying.places)
    records = 0
    for spec in REGISTERS.values():
        found = spec.model._default_manager.filter(place__in=below, removed_at__isnull=True)
        stays = Q(pk__in=staying.cards)
        if spec.model.own_place:
            stays |= Q(place__in=staying.places)
        versions = dict(found.exclude(stays).values_list("uid", "version"))
        records += remove_many(spec, wide, opened, versions)
    told = Fact.objects.filter(place__in=below, withdraws__isnull=True).exclude(pk__in=staying.facts)
    facts = withdraw_facts(opened, told)
    Lift.objects.filter(place__in=emptied, ended__isnull=True).update(ended=timezone.now())
    put_away = Lift.objects.filter(card__place__in=below, card__removed_at__isnull=False)
    put_away.filter(ended__isnull=True).update(ended=timezone.now())
    return records, len(facts)


def _name_what_is_left(
    wide: Actor, opened: ChangeSet, actor: Actor, office: Workspace, staying: _Staying, name: str
) -> None:
    """Give the organisation that is left, or a new one, to whoever asks and to those who held a role at the top."""
    below, top = inside(office.place), office.place
    _empty_what_stays(wide, opened, staying)
    real = Grant.objects.filter(place=top, person__is_active=True).exclude(person__in=demo_people())
    kept = list(real.values_list("person_id", "role_id", "title", "starts", "ends"))
    elsewhere = actor.person and any(
        h.place_id not in set(below.values_list("pk", flat=True)) and (str(Verb.ADMINISTER), "*") in h.rights
        for h in actor.holdings
    )
    if top.pk in staying.places:
        title = name.strip()[:200] or top.name
        office.refresh_from_db()
        change = {"reference": "", "title": title}
        change_many(WORKSPACES, wide, opened, changed=[ChangedRow(office.uid, office.version, change)])
        Place.objects.filter(pk=top.pk).update(name=title)
        begin_organisation(actor.person, title, top)
    elif (actor.person or kept) and (name.strip() or not elsewhere):
        made = begin_organisation(actor.person, name.strip() or "Our organisation", None)
        Grant.objects.bulk_create(
            Grant(person_id=who, role_id=role, title=title, starts=starts, ends=ends, place=made)
            for who, role, title, starts, ends in kept
            if not made.grants.filter(person=who, role=role).exists()
        )
    Grant.objects.filter(place__in=below.exclude(pk__in=staying.places)).delete()


def _empty_what_stays(wide: Actor, opened: ChangeSet, staying: _Staying) -> None:
    """Of the made-up workspaces that stay for what people added, nothing stays that names the made-up people."""
    there = Workspace.objects.filter(place__in=staying.places, removed_at__isnull=True)
    made_up = there.exclude(pk__in=staying.cards)
    bare = {"owner": None, "sponsor": None, "aims": ""}
    changed = [ChangedRow(uid, version, bare) for uid, version in made_up.values_list("uid", "version")]
    if changed:
        change_many(WORKSPACES, wide, opened, changed=changed)


def _close(actor: Actor) -> int:
    """Close the made-up people's access, but for whoever asks; nobody is deleted, since history names them."""
    made_up = demo_people()
    others = made_up.exclude(pk=actor.person_id)
    Grant.objects.filter(person__in=others).delete()
    teams = Team.objects.filter(people__in=made_up).exclude(people__in=Person.objects.exclude(pk__in=made_up))
    Team.objects.filter(pk__in=list(teams.filter(grants=None).values_list("pk", flat=True))).delete()
    _drop_units(made_up)
    Delegation.objects.filter(Q(absent__in=others) | Q(deputy__in=others), ends__gt=timezone.now()).update(
        ends=timezone.now()
    )
    return int(others.filter(is_active=True).update(is_active=False))


def _drop_units(made_up: Any) -> None:
    """Remove the units in which only made-up people sat, from the lowest up."""
    theirs = {*made_up.exclude(unit=None).values_list("unit_id", flat=True)}
    theirs |= {*Unit.objects.filter(children__in=theirs).values_list("pk", flat=True)}
    theirs -= {*Person.objects.exclude(pk__in=made_up).exclude(unit=None).values_list("unit_id", flat=True)}
    while gone := list(Unit.objects.filter(pk__in=theirs, children=None)):
        for unit in gone:
            unit.delete()


@job(JOB)
def remove_for(payload: dict[str, Any]) -> None:
    """Remove the demonstration for a person, in the worker, and tell them in their inbox what came of it.

    payload : person, the key of whoever asked; asked, a word of its own for each asking; mine and organisation as
              remove_demo takes them
    """
    person = Person.objects.get(pk=payload["person"])
    try:
        remove_demo(
            actor_for(person, door="worker"),
            mine=payload.get("mine"),
            organisation=payload.get("organisation", ""),
        )
        text = (
            "The demonstration is gone; begin with your own."  # no number: it would count sealed places too
        )
    except (Denied, NotThere, RuleBroken) as refused:
        text = f"The demonstration stays. {getattr(refused, 'message', refused)}"
    Notification.objects.get_or_create(
        person=person, key=f"{JOB}:{payload['asked']}", defaults={"text": text[:250], "at": timezone.now()}
    )
