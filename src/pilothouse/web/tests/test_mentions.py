"""An @ and a name: marked when that person was told, and said when it told nobody."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from pilothouse.accounts.models import Person
from pilothouse.kernel.models import Comment, Grant, Role
from pilothouse.kernel.richtext import rich
from pilothouse.kernel.writing import create
from pilothouse.registers.risks import RISKS


@pytest.fixture
def marens(org: Any) -> list[Person]:
    """Two people of one first name who may see the project."""
    role = Role.objects.get(slug="team-member")
    found = []
    for name in ("Maren Holloway", "Maren Gallant"):
        person = Person.objects.create_user(f"{name.split()[1].lower()}@example.org", name)
        Grant.objects.create(person=person, role=role, place=org.project)
        found.append(person)
    return found


def said(org: Any, act: Any, text: str) -> str:
    """The record's page after somebody commented so."""
    risk = create(RISKS, act("manager"), org.project, {"title": "Ground"})
    client = Client()
    client.force_login(org.people.manager, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.post(f"/risks/{risk.uid}/comment", {"text": text}, follow=True)
    return answer.content.decode()


def test_a_name_of_several_tells_nobody_says_so_and_is_not_marked(
    org: Any, act: Any, marens: list[Person]
) -> None:
    page = said(org, act, "@maren please look")

    assert "@maren told nobody, since several people may be meant: @maren.gallant, @maren.holloway." in page
    assert '<span class="mention">' not in page
    assert not Comment.objects.get().mentions.exists()


def test_who_was_told_is_marked_however_it_is_written(org: Any, act: Any, marens: list[Person]) -> None:
    page = said(org, act, "@Maren.Holloway and @nobody.here, look")

    assert '<span class="mention">@Maren.Holloway</span>' in page
    assert "@nobody.here told nobody: nobody who may see this is called that." in page
    assert list(Comment.objects.get().mentions.all()) == [marens[0]]


def test_somebody_who_may_not_see_it_is_not_told_of_and_not_named(org: Any, act: Any) -> None:
    page = said(org, act, "@stranger look")

    assert "@stranger told nobody: nobody who may see this is called that." in page


def test_other_texts_mark_nobody() -> None:
    assert "mention" not in rich("Ask @maren.holloway")
    assert rich("Ask @ann", {"ann"}) == '<p>Ask <span class="mention">@ann</span></p>\n'


def test_names_come_before_what_somebody_may_be_asked_about(org: Any, act: Any) -> None:
    role = Role.objects.get(slug="team-member")
    for name, asked in (
        ("Ada Morwen", "Samples"),
        ("Élise Samson", ""),
        ("Samir Voss", ""),
        ("Samir Darrow", ""),
        ("Bo Wray", "Sampling"),
    ):
        email = f"{name.split()[1].lower()}@example.org"
        person = Person.objects.create_user(email, name, ask_me=asked)
        Grant.objects.create(person=person, role=role, place=org.project)
    client = Client()
    client.force_login(org.people.manager, backend="django.contrib.auth.backends.ModelBackend")
    risk = create(RISKS, act("manager"), org.project, {"title": "Ground"})
    wanted = ["Samir Darrow", "Samir Voss", "Élise Samson", "Ada Morwen", "Bo Wray"]

    for path in (f"/pick/mentions/{risk.uid}", "/pick/people"):
        assert [p["label"] for p in client.get(path, {"q": "sam"}).json()["results"]] == wanted, path
        assert client.get(path, {"q": "samir v"}).json()["results"][0]["label"] == "Samir Voss"
    found = [
        p["label"] for p in client.get("/palette", {"q": "sam"}).json()["results"] if p["kind"] == "person"
    ]
    assert found == wanted
