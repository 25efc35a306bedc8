"""Teams: making, naming and removing one, and who joins and leaves it. Each leaves a change-set with its words."""

from __future__ import annotations

from django.db import IntegrityError

from pilothouse.accounts.actions import may_hand_on
from pilothouse.accounts.models import Person
from pilothouse.kernel.actors import Actor
from pilothouse.kernel.changesets import changeset
from pilothouse.kernel.errors import Denied, Invalid, NotThere
from pilothouse.kernel.folding import folded
from pilothouse.kernel.in_use import places_in_trash
from pilothouse.kernel.models import Team, TeamMember, Verb
from pilothouse.kernel.rows import may


class TeamThere(Invalid):
    """A team of this name exists already; carries it, so that a page can lead there."""

    def __init__(self, team: Team) -> None:
        super().__init__({"name": f"There is a team called {team.name} already."})
        self.team = team


def make_team(actor: Actor, name: str, people: list[Person]) -> Team:
    """Make a new team. Raises Denied, Invalid, TeamThere; a team that exists is never changed by its name."""
    if not actor.holds(Verb.GRANT):
        raise Denied("You may not make teams.")
    bare = _bare(name)
    _refuse_taken(bare)
    try:
        with changeset(actor, "team: new", why=bare):
            team = Team.objects.create(name=bare)
            TeamMember.objects.bulk_create(TeamMember(team=team, person=person) for person in people)
    except IntegrityError:
        _refuse_taken(bare)  # somebody made it a moment ago
        raise
    return team


def rename_team(actor: Actor, team: Team, name: str) -> None:
    """Call a team something else; who is in it and what it holds stays. Raises Denied, Invalid, TeamThere."""
    _refuse_stronger(actor, team)
    bare, before = _bare(name), team.name
    _refuse_taken(bare, but=team)
    try:
        with changeset(actor, "team: rename", why=f"{before} is now {bare}"):
            Team.objects.filter(pk=team.pk).update(name=bare)
    except IntegrityError:
        _refuse_taken(bare, but=team)
        raise


def remove_team(actor: Actor, team: Team) -> None:
    """Remove a team that holds no role, but for roles at what lies in the trash. Raises Denied, Invalid."""
    _refuse_stronger(actor, team)
    with changeset(actor, "team: remove", why=team.name):
        held = Team.objects.select_for_update().get(pk=team.pk).grants  # nobody gives it a role meanwhile
        if held.exclude(place__in=places_in_trash()).exists():
            raise Invalid({"team": f"{team.name} holds roles; take them back first, under Roles and access."})
        team.delete()


def _bare(name: str) -> str:
    bare = " ".join(name.split())[:120]
    if not bare:
        raise Invalid({"name": "Give the team a name."})
    return bare


def _refuse_taken(name: str, but: Team | None = None) -> None:
    for team in Team.objects.order_by("pk"):
        if folded(team.name) == folded(name) and team != but:
            raise TeamThere(team)


def team_of(key: int) -> Team:
    """A team by its key; raises NotThere."""
    team = Team.objects.filter(pk=key).first()
    if team is None:
        raise NotThere("There is no such team.")
    return team


def may_fill(actor: Actor, team: Team) -> bool:
    """Whether the actor may say who is in a team: only who could give all that the team holds."""
    held = team.grants.select_related("place", "role")
    return actor.holds(Verb.GRANT) and all(
        may(actor, Verb.GRANT, "workspaces", g.place) and may_hand_on(actor, g.role, g.place) for g in held
    )


def _refuse_stronger(actor: Actor, team: Team) -> None:
    if not may_fill(actor, team):
        raise Denied("This team holds access that you may not give.")


def join_team(actor: Actor, team: Team, person: Person) -> None:
    """Put a person into a team, and so give them what it holds. Raises Denied, Invalid."""
    _refuse_stronger(actor, team)
    if not person.is_active:
        raise Invalid({"person": f"The access of {person.name} is closed."})
    if person.pk == actor.person_id and team.grants.exists():
        raise Invalid({"person": "Nobody gives access to themselves; ask somebody else."})
    with changeset(actor, "team: join", why=f"{person.name} into {team.name}"):
        _, joined = TeamMember.objects.get_or_create(team=team, person=person)
        if not joined:
            raise Invalid({"person": f"{person.name} is in this team already."})


def leave_team(actor: Actor, team: Team, person: Person) -> None:
    """Take a person out of a team, and with it what it holds. Raises Denied, NotThere."""
    _refuse_stronger(actor, team)
    with changeset(actor, "team: leave", why=f"{person.name} out of {team.name}"):
        gone, _ = TeamMember.objects.filter(team=team, person=person).delete()
        if not gone:
            raise NotThere("There is nobody like that in this team.")
