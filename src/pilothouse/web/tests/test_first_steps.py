"""What Home says to those who may begin, while the organisation holds no work; and when it stops saying so."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from pilothouse.kernel.actors import machine
from pilothouse.workspaces.actions import NewWorkspace, create_workspace
from pilothouse.workspaces.first import FirstSteps, make_first_administrator


def _home(person: Any) -> str:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client.get("/").content.decode()


@pytest.mark.django_db
def test_the_first_administrator_is_led_to_the_first_portfolio() -> None:
    person = make_first_administrator(
        FirstSteps("Acme", "Ada Byron", "ada@example.org", "correct horse battery")
    )
    office = person.grants.first().place  # type: ignore[union-attr]

    page = _home(person)

    assert "Acme holds no work yet." in page
    for address in ("/import", f"/w/{office.uid}/new", "/people/new"):
        assert f'href="{address}"' in page

    create_workspace(machine("cli"), NewWorkspace("portfolio", "Bridges", office, {}))
    assert "Begin here" not in _home(person)


def test_who_may_not_import_is_not_told_to(org: Any) -> None:
    assert "Begin here" not in _home(org.people.member)


@pytest.mark.django_db
def test_an_empty_landscape_says_how_to_begin() -> None:
    person = make_first_administrator(
        FirstSteps("Acme", "Ada Byron", "ada@example.org", "correct horse battery")
    )
    office = person.grants.first().place  # type: ignore[union-attr]
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")

    page = client.get("/landscape").content.decode()

    assert "Acme holds no work yet" in page
    for address in ("/import", f"/w/{office.uid}/new"):
        assert f'href="{address}"' in page
    assert "<p>0 pieces of work" not in page

    create_workspace(machine("cli"), NewWorkspace("portfolio", "Bridges", office, {}))
    assert "Bridges" in client.get("/landscape").content.decode()
