"""The facts of a workspace on their page: corrected, withdrawn, and what was replaced says so."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from pilothouse.kernel.actors import Actor, machine
from pilothouse.kernel.facts import NewFact, standing_facts
from pilothouse.kernel.kinds import nice_day
from pilothouse.workspaces.actions import NewWorkspace, create_workspace, tell_facts
from pilothouse.workspaces.made_up import DOOR

DAY = date(2026, 3, 31)


@pytest.fixture
def canal(org: Any) -> Any:
    return create_workspace(machine("cli"), NewWorkspace("project", "Canal", org.project, {})).place


def entered(person: Any) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def told(place: Any, amount: int, **more: Any) -> Any:
    return tell_facts(
        machine("cli"), place.uid, [NewFact(0, "budget", DAY, amount=amount, currency="GBP", **more)]
    )[0]


def test_a_fact_is_corrected_from_its_page_and_the_old_one_says_by_what(canal: Any, org: Any) -> None:
    old = told(canal, 100_00, source="March report")
    manager = entered(org.people.manager)
    page = manager.get(f"/w/{canal.uid}/facts").content.decode()
    assert f"/w/{canal.uid}/tell?correct={old.pk}" in page

    form = manager.get(f"/w/{canal.uid}/tell?correct={old.pk}").content.decode()
    assert 'value="100.00"' in form
    assert 'value="March report"' in form
    assert "Budget, GBP" in form
    assert 'name="forecast"' not in form
    given = {"budget": "£120", "source": "April report", "effective": "2020-01-01"}
    answer = manager.post(f"/w/{canal.uid}/tell?correct={old.pk}", given)

    assert answer.status_code == 302
    facts = list(standing_facts([canal.pk]))
    assert [(f.amount, f.effective, f.source) for f in facts] == [
        (100_00, DAY, "March report"),
        (120_00, DAY, "April report"),
    ]
    page = manager.get(f"/w/{canal.uid}/facts").content.decode()
    assert "replaced by £120.00" in page
    assert page.count("/withdraw") == 1


def test_a_fact_is_withdrawn_from_its_page_and_who_only_reads_has_no_button(canal: Any, org: Any) -> None:
    fact = told(canal, 100_00)
    address = f"/w/{canal.uid}/facts/{fact.pk}/withdraw"
    assert address not in entered(org.people.guest).get(f"/w/{canal.uid}/facts").content.decode()
    assert entered(org.people.guest).post(address).status_code in {403, 404}
    manager = entered(org.people.manager)
    assert address in manager.get(f"/w/{canal.uid}/facts").content.decode()
    assert address not in manager.get(f"/w/{canal.uid}/facts?as_of=2026-04-01").content.decode()

    assert manager.post(address).status_code == 302

    assert not standing_facts([canal.pk]).exists()
    page = manager.get(f"/w/{canal.uid}/facts").content.decode()
    assert "is withdrawn" in page
    assert re.search(r"<s>£100.00 *</s> <span class=.sub.>withdrawn, ", page), "it stays on record"
    assert manager.post(address).status_code == 302, "pressed twice, it says so"
    assert manager.post(f"/w/{canal.uid}/facts/{9**40}/withdraw").status_code == 404

    undone = manager.post(re.findall(r"/undo/\w+", page)[-1], follow=True)

    assert "1 fact told again" in undone.content.decode()
    assert [f.amount for f in standing_facts([canal.pk])] == [100_00]


@pytest.mark.parametrize("key", ["999999", "x", "9" * 30, "-1"])
def test_a_fact_that_is_not_there_cannot_be_corrected(canal: Any, org: Any, key: str) -> None:
    assert entered(org.people.manager).get(f"/w/{canal.uid}/tell?correct={key}").status_code == 404


def test_the_form_refuses_another_currency_and_shows_what_holds_now(canal: Any, org: Any) -> None:
    told(canal, 100_00)
    manager = entered(org.people.manager)
    assert "now £100.00, from 31 Mar 2026" in manager.get(f"/w/{canal.uid}/tell").content.decode()

    answer = manager.post(f"/w/{canal.uid}/tell", {"effective": "2026-04-30", "budget": "€5"})

    assert answer.status_code == 422
    assert "is in another currency; this is kept in GBP" in answer.content.decode()


def test_where_three_steps_are_in_use_three_are_offered_and_kept(canal: Any, org: Any) -> None:
    rated = NewFact(0, "rating_manager", DAY, word="amber", scale=3)
    tell_facts(machine("cli"), canal.uid, [rated])
    manager = entered(org.people.manager)
    form = manager.get(f"/w/{canal.uid}/tell").content.decode()
    assert ('value="amber"' in form, 'value="amber_red"' in form) == (True, False)

    manager.post(f"/w/{canal.uid}/tell", {"effective": "2026-04-30", "rating_manager": "red"})

    assert [(f.word, f.scale) for f in standing_facts([canal.pk])] == [("amber", 3), ("red", 3)]


def test_what_is_made_up_at_once_is_not_said_to_be_told_on_that_day(canal: Any, org: Any) -> None:
    told(canal, 100_00)
    made_up = Actor(person=org.people.analyst, door=DOOR, everything=True)
    tell_facts(made_up, canal.uid, [NewFact(0, "forecast", DAY, amount=5, currency="GBP")])

    page = entered(org.people.manager).get(f"/w/{canal.uid}/facts").content.decode()

    assert page.count(f"Pilothouse, {nice_day(timezone.localdate())}") == 1
    assert page.count(f"{org.people.analyst.name}, in the demonstration") == 1
