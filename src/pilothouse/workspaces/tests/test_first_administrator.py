"""An empty installation has one first administrator, however many try at once."""

from __future__ import annotations

from typing import Any

import pytest

from pilothouse.accounts.models import Person
from pilothouse.kernel.actors import actor_for
from pilothouse.kernel.models import Verb
from pilothouse.workspaces.first import FirstSteps, make_first_administrator

FORM = {
    "organisation": "Northwater",
    "name": "Ada",
    "email": "ada@example.org",
    "password": "correct horse battery",
}


@pytest.mark.django_db
def test_the_first_page_makes_the_organisation_and_is_gone(client: Any) -> None:
    assert client.get("/").headers["Location"] == "/setup"

    assert client.post("/setup", {**FORM, "password": "short"}).status_code == 422
    assert client.post("/setup", FORM).status_code == 302

    person = Person.objects.get()
    assert actor_for(person).holds(Verb.ADMINISTER)
    assert actor_for(person).holds(Verb.CHANGE, "risks")
    client.logout()
    assert client.get("/setup").status_code == 404
    assert client.post("/setup", {**FORM, "email": "eve@example.org"}).status_code == 404
    assert make_first_administrator(FirstSteps(**{**FORM, "email": "eve@example.org"})) is None
    assert Person.objects.count() == 1
