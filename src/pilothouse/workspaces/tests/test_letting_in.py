"""Who is let into an organisation that an import makes: those who run the one for which it is imported."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from pilothouse.accounts.models import Person
from pilothouse.kernel.actors import actor_for
from pilothouse.kernel.models import Grant, Role, Verb
from pilothouse.kernel.rows import may
from pilothouse.kernel.tree import add_place
from pilothouse.workspaces.beginning import let_in


def test_an_imported_organisation_is_seen_by_those_who_run_the_one_above(org: Any, act: Any) -> None:
    new = add_place("office", "Rail board")

    let_in(act("office_manager"), new)

    assert {g.person.name for g in new.grants.all() if g.person} == {
        "Director", "Office Manager", "Analyst", "Administrator",
    }  # fmt: skip
    assert may(act("administrator"), Verb.GRANT, "workspaces", new)
    assert not may(act("manager"), Verb.VIEW, "workspaces", new)


def test_a_role_for_a_time_stays_one_and_an_ended_one_gives_nothing(org: Any, act: Any) -> None:
    now = timezone.now()
    role, new = Role.objects.get(slug="analyst"), add_place("office", "Rail board")
    for name, until in (("Past", now - timedelta(days=1)), ("Soon over", now + timedelta(days=1))):
        person = Person.objects.create_user(f"{name[:4]}@example.org", name)
        Grant.objects.create(person=person, role=role, place=org.office, ends=until)

    let_in(act("office_manager"), new)

    assert not new.grants.filter(person__name="Past").exists()
    assert new.grants.get(person__name="Soon over").ends == now + timedelta(days=1)


def test_a_sealed_organisation_lets_nobody_in_from_above(org: Any, act: Any) -> None:
    role = Role.objects.get(slug="office-manager")
    Grant.objects.create(person=org.people.insider, role=role, place=org.sealed)
    new = add_place("office", "Quiet board")

    let_in(actor_for(org.people.insider), new)

    assert [g.person for g in new.grants.all()] == [org.people.insider]
