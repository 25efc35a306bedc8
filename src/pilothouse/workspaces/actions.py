"""What is done to workspaces: making them, moving them, rating them, telling their figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from pilothouse.kernel.actors import Actor, running
from pilothouse.kernel.bulk import NewRow, change_many
from pilothouse.kernel.changesets import changeset, retried
from pilothouse.kernel.errors import Denied, Invalid, NotThere, RuleBroken
from pilothouse.kernel.facts import NewFact, record_facts, withdraw_facts
from pilothouse.kernel.in_use import places_in_trash
from pilothouse.kernel.models import ANY_KIND, PRIMARY, ChangeSet, Fact, Grant, Place, Reach, Verb
from pilothouse.kernel.rows import may, places
from pilothouse.kernel.tree import add_places, seal_place
from pilothouse.kernel.writing import Start, next_codes
from pilothouse.workspaces.fact_rules import check_fact, check_order
from pilothouse.workspaces.measures import MEASURES
from pilothouse.workspaces.moving import hang_under
from pilothouse.workspaces.workspace import WORKSPACES, Workspace

# what may hang under what: an office holds all, a project holds nothing but smaller projects
BELOW = {
    "office": ("portfolio", "programme", "project", "initiative", "office"),
    "portfolio": ("portfolio", "programme", "project", "initiative"),
    "programme": ("programme", "project", "initiative"),
    "project": ("project",),
    "initiative": (),
}

LARGEST_KEY = 2**63 - 1  # what a database keeps as a key


@dataclass(frozen=True)
class NewWorkspace:
    """One workspace to make: what it is, under which place, with which values of its form."""

    kind: str
    name: str
    parent: Place | None
    values: Mapping[str, Any]
    code: str = ""
    status: str = "active"
    sealed: bool = False
    effective: datetime | None = None


def office_of(place: Place) -> Place:
    """The root above a place."""
    top = Reach.objects.filter(hierarchy=0, place=place).order_by("-depth").select_related("ancestor")[0]
    return top.ancestor


@retried
def create_workspace(actor: Actor, new: NewWorkspace) -> Workspace:
    """Make one workspace under a place. Raises Denied, Invalid, RuleBroken.

    A sealed one is sealed from its first moment; whoever makes it keeps the roles inside by which they made it.
    """
    if new.parent is None and not actor.everything:
        raise Denied("Only a place that exists can hold a new workspace.")
    with changeset(actor, "workspaces: create") as opened:
        made = create_workspaces(actor, opened, [new])[0]
        if new.sealed and new.parent is not None:
            _keep_roles_inside(actor, new.parent, made.place)
    return made


def _keep_roles_inside(actor: Actor, parent: Place, place: Place) -> None:
    whose = actor.behalf_of or actor.person
    if whose is None or actor.everything:
        return
    above = Reach.objects.filter(hierarchy=PRIMARY, place=parent, seals=0).values("ancestor")
    held = Grant.objects.filter(
        Q(person=whose) | Q(team__in=whose.teams.values("pk")), running(timezone.now()), place__in=above
    )
    making = held.filter(role__rights__verb=Verb.CREATE, role__rights__kind__in=(ANY_KIND, WORKSPACES.slug))
    Grant.objects.bulk_create(
        Grant(person=whose, role_id=role, place=place, reason="made it, sealed")
        for role in sorted(set(making.values_list("role_id", flat=True)))
    )


def create_workspaces(actor: Actor, opened: ChangeSet, new: list[NewWorkspace]) -> list[Workspace]:
    """Make many workspaces whose parents exist, in an open change-set; rights are asked at each parent."""
    _check(actor, new)
    made = add_places(
        Place(kind=w.kind, name=w.name[:200], parent=w.parent, sealed=w.sealed,
              currency=w.parent.currency if w.parent else "GBP")
        for w in new
    )  # fmt: skip
    codes = _codes(new, made)
    machine = Actor(person=actor.person, door=actor.door, behalf_of=actor.behalf_of, everything=True)
    rows = [
        NewRow(
            place,
            {**w.values, "title": w.name[:250]},
            start=Start(code=code, status=w.status, effective=w.effective, fixed={"kind": w.kind}),
        )
        for w, place, code in zip(new, made, codes, strict=True)
    ]
    found: list[Workspace] = change_many(WORKSPACES, machine, opened, new=rows)
    return found


def _check(actor: Actor, new: list[NewWorkspace]) -> None:
    allowed: dict[int, bool] = {}
    for w in new:
        if not w.name.strip():
            raise Invalid({"title": "This cannot be empty."})
        if w.parent is None:
            continue
        if w.kind not in BELOW.get(w.parent.kind, ()):
            raise RuleBroken(f"A {w.kind} cannot hang under a {w.parent.kind}.", field="kind")
        if w.parent.pk not in allowed:
            _refuse_trashed(w.parent)
            allowed[w.parent.pk] = may(actor, Verb.CREATE, "workspaces", w.parent)
        if not allowed[w.parent.pk]:
            raise Denied("You may not make a workspace here.")


def _refuse_trashed(parent: Place) -> None:
    if places_in_trash().filter(place=parent.pk).exists():
        raise RuleBroken(f"{parent.name} is in the trash; restore it first.", field="parent")


def _codes(new: list[NewWorkspace], made: list[Place]) -> list[str]:
    wanted = [at for at, w in enumerate(new) if not w.code]
    codes = {at: w.code[:20] for at, w in enumerate(new) if w.code}
    if wanted:
        fresh = next_codes(WORKSPACES, office_of(made[wanted[0]]).pk, len(wanted))
        codes.update(zip(wanted, fresh, strict=True))
    return [codes[at] for at in range(len(new))]


@retried
def move_workspace(actor: Actor, place: Place, parent: Place) -> None:
    """Hang a workspace under another; the right to make one is needed at both ends."""
    for end in (place, parent):
        if not may(actor, Verb.CREATE, "workspaces", end):
            raise Denied("You may not move this here.")
    if place.kind not in BELOW.get(parent.kind, ()):
        raise RuleBroken(f"A {place.kind} cannot hang under a {parent.kind}.", field="parent")
    _refuse_trashed(parent)
    with changeset(
        actor, "workspaces: move to another parent", why=f"under {parent.name}", place=place
    ) as opened:
        hang_under(opened, place, parent)


def _kept_by_somebody(place: Place) -> bool:
    """Whether somebody who can sign in may give access at the place by a role given right there."""
    gives = Q(role__rights__verb=Verb.GRANT, role__rights__kind__in=("workspaces", ANY_KIND))
    able = Q(person__is_active=True) | Q(team__people__is_active=True)
    return Grant.objects.filter(gives, able, running(timezone.now()), place=place, ends=None).exists()


@retried
def seal_workspace(actor: Actor, place: Place, *, sealed: bool) -> None:
    """Seal a workspace off from rights given above it, or open it; somebody inside must be able to open it again."""
    if not may(actor, Verb.GRANT, "workspaces", place):
        raise Denied("You may not seal this.")
    if sealed and not (actor.everything or _kept_by_somebody(place)):
        raise RuleBroken("Give somebody access inside first: sealed, nobody above could open it again.")
    with changeset(actor, "workspaces: seal" if sealed else "workspaces: open", place=place):
        seal_place(place, sealed=sealed)


@retried
def tell_facts(actor: Actor, place_uid: str, facts: Iterable[NewFact]) -> list[Fact]:
    """Keep facts about one workspace: its ratings, money, dates and narrative. Raises NotThere, Denied, Invalid."""
    given = list(facts)
    place = _told_place(actor, place_uid)
    for fact in given:
        _may_tell(actor, place, fact.measure)
        check_fact(fact, place)
    check_order(given, place)
    with changeset(actor, "facts: tell") as opened:
        return record_facts(opened, [NewFact(**{**f.__dict__, "place_id": place.pk}) for f in given])


def _told_place(actor: Actor, uid: str) -> Place:
    place = places(actor).filter(uid=uid[:12]).first()
    if place is None:
        raise NotThere("There is no such workspace.")
    return place


def tellable(actor: Actor, workspace: Workspace) -> set[str]:
    """The measures that the actor may tell of a workspace. A query for each of two rights."""
    held = {v for v in {m.verb for m in MEASURES.values()} if may(actor, v, "workspaces", workspace.place)}
    found = {m.name for m in MEASURES.values() if m.verb in held}
    return found - {"rating_manager"} if Verb.RATE in held and _led_by_another(actor, workspace) else found


def _led_by_another(actor: Actor, workspace: Workspace) -> bool:
    """Whether somebody else leads it: the manager's rating is then theirs, not the office's."""
    whose = actor.behalf_of or actor.person
    return (
        not actor.everything
        and bool(workspace.owner_id)
        and (whose is None or workspace.owner_id != whose.pk)
    )


def _may_tell(actor: Actor, place: Place, name: str) -> None:
    measure = MEASURES.get(name)
    if measure is None:
        raise Invalid({"measure": f"There is no measure “{name[:40]}”."})
    if not may(actor, measure.verb, "workspaces", place):
        raise Denied(f"You may not set the {measure.label.lower()} here.")
    if name == "rating_manager" and may(actor, Verb.RATE, "workspaces", place):
        workspace = Workspace.objects.filter(place=place, removed_at__isnull=True).first()
        if workspace and _led_by_another(actor, workspace):
            raise Denied("The manager's rating is told by whoever leads this; tell the office's.")


@retried
def withdraw_fact(actor: Actor, place_uid: str, key: int) -> Fact:
    """Take one fact of a workspace back; it stays on record. Raises NotThere, Denied, RuleBroken when it was before."""
    place = _told_place(actor, place_uid)
    seen = Fact.objects.filter(pk=min(key, LARGEST_KEY), place=place, withdraws__isnull=True)
    fact = seen.first()
    if fact is None or not may(actor, Verb.VIEW, "workspaces", place):
        raise NotThere("There is no such fact.")
    _may_tell(actor, place, fact.measure)
    with changeset(actor, "facts: withdraw", place=place) as opened:
        if not withdraw_facts(opened, seen):
            raise RuleBroken("This was withdrawn already.")
    return fact
