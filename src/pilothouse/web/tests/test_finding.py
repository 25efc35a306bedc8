"""Search and the palette find people, pages and commands as well as records, and count what they show."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from pilothouse.accounts.models import Person
from pilothouse.kernel.actors import machine
from pilothouse.kernel.writing import create
from pilothouse.registers.risks import RISKS
from pilothouse.web.screens import finding
from pilothouse.workspaces.actions import NewWorkspace, create_workspace


def labels(client: Client, text: str) -> dict[str, str]:
    return {hit["label"]: hit["kind"] for hit in client.get("/palette", {"q": text}).json()["results"]}


def test_a_person_alone_counts_as_found(org: Any, enter: Any) -> None:
    Person.objects.create_user("priya@example.org", "Priya Marsh", job="Surveyor")

    page = enter("manager").get("/search?q=priya").content.decode()

    assert "1 found" in page
    assert "Priya Marsh" in page


def test_people_and_records_are_one_count_over_the_pages(
    org: Any, act: Any, enter: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "PAGE", 3)
    for number in range(2):
        Person.objects.create_user(f"p{number}@example.org", f"Harbour Person {number}")
    for number in range(5):
        create(RISKS, act("manager"), org.project, {"title": f"Harbour risk {number}"})

    shown, path = [], "/search?q=harbour"
    for page in range(1, 4):
        answer = enter("manager").get(f"{path}&page={page}")
        assert answer.context["count_label"] == "7 found"
        shown.append([one["title"] for one in answer.context["results"]])

    assert [len(one) for one in shown] == [3, 3, 1]
    assert len({title for one in shown for title in one}) == 7
    assert shown[0] == ["Harbour Person 0", "Harbour Person 1", "Harbour risk 0"]
    assert answer.context["next_url"] == ""


def test_the_palette_finds_people_pages_and_commands(org: Any, enter: Any) -> None:
    Person.objects.create_user("priya@example.org", "Priya Marsh", job="Surveyor")
    director = enter("director")

    assert labels(director, "priya") == {"Priya Marsh · Surveyor": "person"}
    assert labels(director, "import")["Import"] == "page"
    assert labels(director, "inbox")["Inbox"] == "page"
    assert labels(director, "invite")["Invite somebody"] == "command"
    assert labels(director, "sign out")["Sign out"] == "command"
    assert labels(director, "log out")["Sign out"] == "command"
    assert "Activity" in labels(enter("administrator"), "activity")


def test_a_guest_finds_only_the_pages_that_a_guest_may_open(org: Any, enter: Any) -> None:
    guest = enter("guest")

    for word in ("import", "activity", "teams", "invite", "director", "new risk"):
        assert labels(guest, word) == {}, word
    assert labels(guest, "inbox") == {"Inbox": "page"}
    for hit in guest.get("/palette?q=").json()["results"]:
        assert guest.get(hit["url"]).status_code == 200


def test_whoever_looks_as_somebody_is_not_offered_that_persons_account(org: Any, enter: Any) -> None:
    director = enter("director")
    director.post(f"/view-as/{org.people.manager.uid}")

    assert labels(director, "sign") == {}


def test_what_bears_the_word_in_its_name_comes_first(
    org: Any, act: Any, enter: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    create(RISKS, act("manager"), org.project, {"title": "A claim", "cause": "the pump fails"})
    create(RISKS, act("manager"), org.project, {"title": "Pumps arrive late"})
    create_workspace(machine("cli"), NewWorkspace("project", "Renewal of pumps", org.programme, {}))
    Person.objects.create_user("a@example.org", "Ada Byron", job="Pump engineer")
    Person.objects.create_user("b@example.org", "Bo Pumphrey")

    assert list(labels(enter("director"), "pump")) == [
        "Bo Pumphrey",
        "Renewal of pumps",
        "Pumps arrive late · Project",
        "A claim · Project",
        "Ada Byron · Pump engineer",
    ]
    monkeypatch.setattr(finding, "PAGE", 2)
    pages = [enter("director").get(f"/search?q=pump&page={n}").context["results"] for n in (1, 2, 3)]
    assert [[one["title"] for one in found] for found in pages] == [
        ["Bo Pumphrey", "Renewal of pumps"],
        ["Pumps arrive late", "A claim"],
        ["Ada Byron"],
    ]
