"""An organisation that somebody can begin with: its place, and the roles by which they run it."""

from __future__ import annotations

from django.db.models import Q
from django.utils import timezone

from pilothouse.accounts.models import Person
from pilothouse.accounts.presets import load_presets
from pilothouse.kernel.actors import Actor, machine, running
from pilothouse.kernel.models import PRIMARY, Grant, Place, Reach, Role, Verb
from pilothouse.kernel.rows import places
from pilothouse.workspaces.actions import NewWorkspace, create_workspace

FIRST_ROLES = ("administrator", "portfolio-director")
RUN = (Verb.IMPORT, Verb.GRANT, Verb.ADMINISTER)  # who may any of these at the top runs the organisation


def begin_organisation(person: Person | None, name: str, place: Place | None) -> Place:
    """Make an organisation, or take the one at `place`, and let a person run it; returns its place."""
    load_presets()
    if place is None:
        place = create_workspace(machine("setup"), NewWorkspace("office", name, None, {})).place
    for slug in FIRST_ROLES if person else ():
        role = Role.objects.get(slug=slug)
        if not Grant.objects.filter(person=person, place=place, role=role, ends=None).exists():
            Grant.objects.create(person=person, role=role, place=place)
    return place


def let_in(actor: Actor, place: Place) -> None:
    """Give an organisation that an import made to whoever imports, and to those who run the one they import for.

    These are the people and teams with a role at the top, above a place where the actor may import, that lets them
    import, give access or administer; each keeps that role and its days.
    """
    reach = Reach.objects.filter(hierarchy=PRIMARY, place__in=places(actor, Verb.IMPORT), seals=0)
    tops = reach.filter(ancestor__parent=None).values("ancestor")
    now = timezone.now()
    lasting = Grant.objects.filter(Q(ends=None) | Q(ends__gt=now))
    run = lasting.filter(place__in=tops, role__rights__verb__in=RUN)
    own = lasting.filter(running(now), person=actor.person, role__rights__verb=Verb.IMPORT)
    columns = ("person_id", "team_id", "role_id", "starts", "ends")
    whose = {*run.values_list(*columns), *own.values_list(*columns)}
    Grant.objects.bulk_create(
        Grant(
            person_id=who,
            team_id=team,
            role_id=role,
            starts=starts,
            ends=ends,
            place=place,
            reason="imported",
        )
        for who, team, role, starts, ends in sorted(whose, key=str)
    )
