"""Before a place is sealed, the question names who will no longer see it and who could open it again."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.test import Client

from pilothouse.accounts.sealing import sealing
from pilothouse.kernel.actors import machine
from pilothouse.kernel.models import Grant, Role, Verb
from pilothouse.kernel.rows import may
from pilothouse.workspaces.actions import NewWorkspace, create_workspace, seal_workspace


def page(org: Any, who: str, place: Any) -> str:
    client = Client()
    client.force_login(getattr(org.people, who), backend="django.contrib.auth.backends.ModelBackend")
    return unescape(client.get(f"/access/{place.uid}").content.decode())


def made(org: Any, name: str) -> Any:
    return create_workspace(machine("cli"), NewWorkspace("project", name, org.programme, {})).place


@pytest.fixture
def canal(org: Any) -> Any:
    """A project with a manager of its own."""
    place = made(org, "Canal")
    Grant.objects.create(
        person=org.people.manager, role=Role.objects.get(slug="project-manager"), place=place
    )
    return place


def test_the_question_says_who_is_shut_out_and_who_holds_the_key(org: Any, canal: Any) -> None:
    asked = page(org, "director", canal)

    assert "Seal Canal? You, Administrator, Analyst and Office Manager will no longer see it" in asked
    assert "Only who may give access inside can open it again: Manager." in asked
    assert "open it again: you." in page(org, "manager", canal)


def test_what_it_says_is_what_happens(org: Any, canal: Any, act: Any) -> None:
    everybody = [name for name in vars(org.people) if may(act(name), Verb.VIEW, "workspaces", canal)]
    lost = {person.name for person in sealing(canal).lost}

    seal_workspace(act("manager"), canal, sealed=True)

    shut_out = {n for n in everybody if not may(act(n), Verb.VIEW, "workspaces", canal)}
    assert {getattr(org.people, n).name for n in shut_out} == lost


def test_without_a_key_inside_there_is_no_button(org: Any) -> None:
    place = made(org, "Weir")

    asked = page(org, "director", place)

    assert "first give somebody a role here" in asked
    assert f'action="/w/{place.uid}/seal"' not in asked


def test_whoever_shuts_themselves_out_is_told_so_and_led_on(org: Any, canal: Any) -> None:
    director = Client()
    director.force_login(org.people.director, backend="django.contrib.auth.backends.ModelBackend")

    answer = director.post(f"/w/{canal.uid}/seal", {"sealed": "1"}, follow=True)

    assert answer.status_code == 200
    assert "Canal is sealed; you no longer see it. Manager can open it again." in answer.content.decode()
