"""Removing the demonstration leaves an installation that one can begin with, and says what is one's own."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from pilothouse.accounts.models import Person, Unit
from pilothouse.cli.user import administer_everything
from pilothouse.demo import remove_demo
from pilothouse.demo.removing import demo_people
from pilothouse.kernel.actors import Actor, actor_for, machine
from pilothouse.kernel.errors import NotThere, RuleBroken
from pilothouse.kernel.facts import NewFact, standing_facts
from pilothouse.kernel.models import Fact, Grant, Notification, OutboxItem, Place, Role, Team
from pilothouse.kernel.outbox import JOBS, drain, enqueue
from pilothouse.kernel.rows import places, rows
from pilothouse.kernel.verify import verify
from pilothouse.kernel.writing import create, remove
from pilothouse.registers.risks import RISKS
from pilothouse.workspaces.actions import NewWorkspace, create_workspace, tell_facts
from pilothouse.workspaces.workspace import WORKSPACES, Workspace

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]


def _acting(who: str) -> Actor:
    return actor_for(Person.objects.get(email=f"{who}@northwater.example"))


def _pages(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def _titles() -> list[str]:
    return sorted(rows(WORKSPACES, machine()).values_list("title", flat=True))


def test_what_is_left_is_empty_and_can_be_begun_with(loaded: Any) -> None:
    mine = Person.objects.create_user("ada@example.org", "Ada Byron")
    root = Place.objects.get(parent=None)
    Grant.objects.create(person=mine, role=Role.objects.get(slug="analyst"), place=root)
    admin = _acting("admin")

    removed = remove_demo(admin, organisation="Acme")

    assert removed.records > 780
    assert removed.people == demo_people().count() - 1
    assert _titles() == ["Acme"]
    assert rows(RISKS, machine()).count() == 0
    assert not Fact.objects.filter(withdraws__isnull=True, withdrawn_by__isnull=True).exists()
    assert set(Person.objects.filter(is_active=True)) == {admin.person, mine}
    acme = Place.objects.get(name="Acme")
    assert set(Grant.objects.values_list("place", flat=True)) == {acme.pk}
    assert list(places(actor_for(mine))) == [acme], "who held a role at the top holds it here"
    assert not Team.objects.exists()
    assert not Unit.objects.exists()
    assert verify().faults == []
    with pytest.raises(NotThere):
        remove_demo(_acting("admin"))


def test_whoever_asked_finds_the_first_steps_an_import_and_no_removed_place(loaded: Any) -> None:
    remove_demo(_acting("admin"), organisation="Acme")
    browser = _pages(Person.objects.get(email="admin@northwater.example"))

    home, access = browser.get("/").content.decode(), browser.get("/access").content.decode()

    assert "Acme holds no work yet." in home
    assert browser.get("/import").status_code == 200
    assert "Acme" in access
    assert "Northwater Authority" not in access


def test_a_risk_of_ones_own_is_listed_and_asked_about_and_stays_with_its_project(loaded: Any) -> None:
    manager = _acting("manager")
    place = places(manager).filter(kind="project").first()
    risk = create(RISKS, manager, place, {"title": "My own worry"})
    told = NewFact(0, "budget", date(2026, 10, 1), amount=100, currency="GBP")
    tell_facts(_acting("office"), place.uid, [told])

    with pytest.raises(RuleBroken, match="You added 1 risk and 1 fact inside"):
        remove_demo(_acting("admin"))
    page = _pages(_acting("admin").person).get("/demo/remove").content.decode()
    assert f'href="/risks/{risk.uid}"' in page
    assert f'href="/w/{place.uid}/facts"' in page

    remove_demo(_acting("admin"), mine=False, organisation="Acme")

    assert list(rows(RISKS, machine()).values_list("title", flat=True)) == ["My own worry"]
    assert [fact.amount for fact in standing_facts(list(Place.objects.values_list("pk", flat=True)))] == [100]
    assert {"Acme", place.name} <= set(_titles())
    assert len(_titles()) <= 4
    assert Place.objects.get(parent=None).name == "Acme"
    kept = Workspace.objects.filter(removed_at__isnull=True)
    assert {(w.owner, w.sponsor, w.aims) for w in kept} == {(None, None, "")}


def test_a_made_up_project_in_the_trash_does_not_hold_it_up(loaded: Any) -> None:
    place = places(_acting("manager")).filter(kind="project").first()
    tell_facts(machine("cli"), place.uid, [NewFact(0, "budget", date(2026, 10, 1), amount=1, currency="GBP")])
    record = Workspace.objects.get(place=place)
    remove(WORKSPACES, machine("cli"), record.uid, record.version)

    remove_demo(_acting("admin"), mine=False, organisation="Acme")

    assert "Acme" in _titles()
    assert place.name not in _titles()


def test_it_goes_as_well_when_asked_and_a_workspace_of_ones_own_with_it(loaded: Any) -> None:
    root = Place.objects.get(parent=None)
    create_workspace(_acting("director"), NewWorkspace("portfolio", "My own portfolio", root, {}))

    remove_demo(_acting("admin"), mine=True)

    assert _titles() == ["Our organisation"]


def test_the_page_asks_the_worker_what_was_chosen(loaded: Any) -> None:
    root = Place.objects.get(parent=None)
    create_workspace(_acting("director"), NewWorkspace("portfolio", "My own portfolio", root, {}))
    browser = _pages(_acting("admin").person)

    assert browser.post("/demo/remove", {"organisation": "Acme"}).status_code == 422
    assert browser.post("/demo/remove", {"organisation": "Acme", "mine": "all"}).status_code == 302

    asked = OutboxItem.objects.get(job="remove-demo").payload
    assert asked["mine"] is True
    assert asked["organisation"] == "Acme"


def test_an_administrator_made_afterwards_has_an_organisation_to_begin_with(loaded: Any) -> None:
    remove_demo(machine("cli"))
    assert not Person.objects.filter(is_active=True).exists()
    ada = Person.objects.create_user("ada@example.org", "Ada Byron")

    administer_everything(ada)

    assert [p.name for p in places(actor_for(ada))] == ["Our organisation"]
    assert "Our organisation holds no work yet." in _pages(ada).get("/").content.decode()


def test_somebody_invited_later_is_not_made_up_whatever_their_address(loaded: Any) -> None:
    director = Person.objects.get(email="director@northwater.example")
    nora = Person.objects.create_user("nora@northwater.example", "Nora Newcomer")

    remove_demo(machine("cli"))

    nora.refresh_from_db()
    director.refresh_from_db()
    assert (nora.is_active, director.is_active) == (True, False)


def test_the_worker_removes_it_for_an_administrator_and_says_so(loaded: Any) -> None:
    admin = Person.objects.get(email="admin@northwater.example")
    manager = Person.objects.get(email="manager@northwater.example")
    assert "remove-demo" in JOBS

    enqueue("remove-demo", "remove-demo:one", {"person": manager.pk, "asked": "one"})
    enqueue("remove-demo", "remove-demo:two", {"person": admin.pk, "asked": "two"})
    while drain():
        pass

    refused = Notification.objects.get(key="remove-demo:one")
    done = Notification.objects.get(key="remove-demo:two")
    assert refused.text == "The demonstration stays. Only an administrator may remove the demonstration."
    assert done.person == admin
    assert done.text.startswith("The demonstration is gone")
    assert _titles() == ["Our organisation"]
