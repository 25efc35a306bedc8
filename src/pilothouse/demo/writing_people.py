"""Writes the people, their units and teams, and who may do what where."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from django.utils import timezone

from pilothouse.accounts.actions import delegate
from pilothouse.accounts.models import Person, Unit
from pilothouse.accounts.presets import load_presets
from pilothouse.demo.plan import Plan
from pilothouse.demo.staff import ROLES, UNITS, Staff
from pilothouse.kernel.actors import Actor, actor_for
from pilothouse.kernel.changesets import changeset
from pilothouse.kernel.models import Grant, Place, Role, Team, TeamMember, Verb
from pilothouse.workspaces.made_up import DOOR


def acting(person: Person) -> Actor:
    """A made-up person as the one who writes; what they may do is not asked, since all of it is made up."""
    return Actor(person=person, door=DOOR, everything=True)


def write_people(staff: Staff) -> list[Person]:
    """Everybody, in the order of the staff; nobody can sign in until given a password."""
    load_presets()
    units: dict[str, Unit] = {}
    for name, parent in UNITS.items():
        units[name] = Unit.objects.get_or_create(name=name, parent=units.get(parent))[0]
    people = []
    for one in staff.people:
        person = Person(
            email=one.email, name=one.name, job=one.job, unit=units.get(one.unit), phone=one.phone,
            languages=one.languages, hours=one.hours, ask_me=one.ask_me, external=one.external,
        )  # fmt: skip
        person.set_unusable_password()
        person.save()
        people.append(person)
    for person, one in zip(people, staff.people, strict=True):
        person.backup = people[one.backup] if one.backup is not None else None
    Person.objects.bulk_update(people, ["backup"], batch_size=500)
    return people


def write_access(plan: Plan, people: list[Person], places: list[Place]) -> None:
    """Teams, every role with its title, access for a time, and one deputy."""
    roles = {role.slug: role for role in Role.objects.all()}
    administrator = people[plan.staff.posts["administrator"][0]]
    with changeset(acting(administrator), "access: give", why="demonstration", quiet=True):
        grants = [
            Grant(
                person=people[who], role=roles[ROLES[post]], place=places[work], title=title, by=administrator
            )
            for who, post, work, title in _posts(plan)
        ]
        for key, team in plan.landscape.teams.items():
            grants.append(_team(plan, key, [people[p] for p in team], roles, places))
        grants.extend(_for_a_time(plan, people, places, roles))
        Grant.objects.bulk_create(grants, batch_size=1000)
    director, office = (people[plan.staff.posts[post][0]] for post in ("director", "office"))
    now = timezone.now()
    verbs = (str(Verb.MOVE), str(Verb.COMMENT), str(Verb.ESCALATE))
    delegate(
        actor_for(director, door=DOOR),
        office,
        now - timedelta(days=1),
        now + timedelta(days=21),
        verbs,
        "On leave",
    )


def _posts(plan: Plan) -> Iterator[tuple[int, str, int, str]]:
    """Who holds which post at which work, under what title."""
    posts = plan.staff.posts
    for post in ("director", "office", "analyst", "administrator"):
        yield from ((who, post, 0, "") for who in posts[post])
    for work in plan.landscape.works:
        if work.kind == "portfolio":
            yield work.lead, "lead", work.key, "Head of portfolio"
        elif work.kind == "programme":
            yield work.lead, "programme", work.key, "Programme manager"
            if work.inside:
                yield work.hands[0], "insider", work.key, "Change lead"
        elif work.kind == "initiative":
            yield work.lead, "manager", work.key, "Initiative lead"
            yield from ((who, "member", work.key, "") for who in work.hands)
        elif work.kind == "project" and not work.inside:
            yield work.lead, "manager", work.key, ""
            yield work.hands[-1], "support", work.key, ""
            loose = work.parent not in plan.landscape.teams
            yield from ((who, "member", work.key, "") for who in work.hands[:-1] if loose)
    yield from ((guest, "guest", work, "Supplier") for guest, work in plan.guests.items())


def _team(plan: Plan, key: int, members: list[Person], roles: dict[str, Role], places: list[Place]) -> Grant:
    team = Team.objects.get_or_create(name=f"{plan.landscape.works[key].title} team"[:120])[0]
    seats = [TeamMember(team=team, person=person) for person in dict.fromkeys(members)]
    TeamMember.objects.bulk_create(seats, ignore_conflicts=True)
    return Grant(team=team, role=roles["team-member"], place=places[key])


def _for_a_time(plan: Plan, people: list[Person], places: list[Place], roles: dict[str, Role]) -> list[Grant]:
    """A reviewer from outside for the coming weeks, and a cover for a leave that is over."""
    now = timezone.now()
    first = next(w.key for w in plan.landscape.works if w.kind == "programme")
    return [
        Grant(
            person=people[plan.staff.posts["guest"][-1]], role=roles["analyst"], place=places[first],
            starts=now - timedelta(days=7), ends=now + timedelta(days=60), title="External reviewer",
            reason="Review before the gate",
        ),
        Grant(
            person=people[plan.staff.posts["support"][-1]], role=roles["project-support"], place=places[first],
            starts=datetime(2026, 1, 5, tzinfo=UTC), ends=datetime(2026, 7, 1, tzinfo=UTC),
            title="Cover for a leave", reason="Parental leave of a colleague",
        ),
    ]  # fmt: skip
