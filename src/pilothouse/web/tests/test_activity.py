"""The activity page says in words who did what to which record, and leads there; it tells of nothing hidden."""

from __future__ import annotations

from html import unescape
from typing import Any

from django.test import Client

from pilothouse.accounts.actions import NewGrant, give_role
from pilothouse.kernel.actors import actor_for, machine
from pilothouse.kernel.models import Grant, Role
from pilothouse.kernel.talk import comment, watch
from pilothouse.kernel.writing import change, create
from pilothouse.registers.risks import RISKS
from pilothouse.workspaces.actions import NewWorkspace, create_workspace


def page(org: Any, who: str = "administrator", path: str = "/activity") -> str:
    client = Client()
    client.force_login(getattr(org.people, who), backend="django.contrib.auth.backends.ModelBackend")
    return unescape(client.get(path).content.decode())


def test_a_row_names_the_record_and_leads_to_it(org: Any, act: Any) -> None:
    made = create_workspace(machine("cli"), NewWorkspace("project", "Canal", org.programme, {}))
    director = act("director")
    risk = create(RISKS, director, made.place, {"title": "Clay slips"})
    change(RISKS, director, risk.uid, 1, {"cause": "Rain"})

    shown = page(org)

    link = f'<a href="/risks/{risk.uid}">R-1 Clay slips</a>'
    assert shown.count(link) == 2
    assert f'<a href="/w/{made.place.uid}">Canal</a>' in shown
    for words in (">Raised<", ">Changed<", "on a page", "from the command line"):
        assert words in shown, words
    for raw in ("risks: create", "risks: change", ">web<", ">cli<"):
        assert raw not in shown, raw


def test_a_role_given_is_told_in_words_at_its_place(org: Any, act: Any) -> None:
    made = create_workspace(machine("cli"), NewWorkspace("project", "Canal", org.programme, {}))
    give_role(act("director"), NewGrant("guest", made.place, org.people.stranger))

    shown = page(org)

    assert "Gave a role" in shown
    assert "Guest of Canal to Stranger" in shown


def test_a_comment_is_told_with_the_record_on_which_it_stands(org: Any, act: Any) -> None:
    risk = create(RISKS, act("manager"), org.project, {"title": "Clay slips"})
    comment(act("manager"), risk.uid, "Look at the east bank.")
    watch(act("support"), risk.uid, on=True)

    shown = page(org)

    assert shown.count(f'<a href="/risks/{risk.uid}">R-1 Clay slips</a>') == 3
    assert "Commented" in shown
    assert "Began to watch" in shown
    assert "east bank" not in shown


def test_what_lies_in_a_sealed_place_is_not_told_of(org: Any, act: Any) -> None:
    insider = actor_for(org.people.insider)
    risk = create(RISKS, insider, org.sealed, {"title": "Zanzibar"})
    change(RISKS, insider, risk.uid, 1, {"title": "Zanzibar still"})

    assert "Zanzibar" not in page(org)


def test_a_record_that_the_reader_may_not_see_is_counted_only(org: Any, act: Any) -> None:
    keeper = Role.objects.create(slug="keeper", name="Keeper")
    keeper.rights.create(verb="administer", kind="*")
    keeper.rights.create(verb="view", kind="workspaces")
    Grant.objects.create(person=org.people.stranger, role=keeper, place=org.office)
    create(RISKS, act("manager"), org.project, {"title": "Zanzibar"})

    shown = page(org, "stranger")

    assert "Zanzibar" not in shown
    assert "1 risk" in shown


def test_the_roles_page_says_what_each_may_in_words(org: Any) -> None:
    shown = page(org, "director", "/access")

    assert "See, see own items, comment, edit own items" not in shown
    assert "Risks: raise." in shown
    assert ">office<" not in shown
