"""The filters of the landscape: each rating by whose it is, and what goes wrong."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from pilothouse.kernel.actors import machine
from pilothouse.kernel.facts import NewFact
from pilothouse.workspaces.actions import NewWorkspace, create_workspace, tell_facts
from pilothouse.workspaces.workspace import Workspace

OLD, NEW = date(2026, 3, 31), date(2026, 6, 30)
TOLD = {
    "Canal": [("rating_office", "red"), ("rating_manager", "green")],
    "Weir": [("rating_office", "green"), ("rating_manager", "green"), ("budget", 100), ("forecast", 101)],
    "Lock": [("rating_manager", "red"), ("budget", 100), ("forecast", 100)],
    "Quay": [("rating_office", "not_rated"), ("rating_manager", "amber"), ("finish", date(2028, 1, 1))],
}


@pytest.fixture
def director(org: Any) -> Client:
    above = create_workspace(machine("cli"), NewWorkspace("programme", "Waterways", org.portfolio, {})).place
    for name, facts in TOLD.items():
        place = create_workspace(machine("cli"), NewWorkspace("project", name, above, {})).place
        first = [NewFact(0, "finish", OLD, day=date(2027, 1, 1))] if name == "Quay" else []
        tell_facts(machine("cli"), place.uid, [*first, *(_fact(m, v) for m, v in facts)])
    client = Client()
    client.force_login(org.people.director, backend="django.contrib.auth.backends.ModelBackend")
    return client


def _fact(measure: str, value: Any) -> NewFact:
    if isinstance(value, date):
        return NewFact(0, measure, NEW, day=value)
    if isinstance(value, int):
        return NewFact(0, measure, NEW, amount=value, currency="GBP")
    return NewFact(0, measure, NEW, word=value, scale=5)


@pytest.mark.parametrize(
    ("asked", "left", "chip"),
    [
        ("rating=red", {"Canal"}, "Office's rating"),
        ("rating=not_rated", {"Lock", "Quay"}, "Office's rating"),
        ("manager=red", {"Lock"}, "Manager's rating"),
        ("manager=green&rating=green", {"Weir"}, "Manager's rating"),
        ("only=differ", {"Canal"}, "the two ratings differ"),
        ("only=over", {"Weir"}, "forecast over budget"),
        ("only=late", {"Quay"}, "finish moved later"),
        ("only=late&only=over", set(), "Only where"),
    ],
)
def test_each_filter_says_whose_it_is_and_keeps_what_it_says(
    director: Client, asked: str, left: set[str], chip: str
) -> None:
    page = director.get(f"/landscape?view=table&{asked}").content.decode()

    assert {name for name in TOLD if f">{name}</a>" in page} == left
    assert chip.replace("'", "&#x27;") in page


def test_a_filter_that_is_not_one_is_refused(director: Client) -> None:
    assert director.get("/landscape?only=luck").status_code == 400


def test_who_may_see_nothing_at_all_finds_an_empty_landscape_of_a_place(org: Any) -> None:
    client = Client()
    client.force_login(org.people.stranger, backend="django.contrib.auth.backends.ModelBackend")

    assert client.get(f"/landscape?place={org.project.uid}").status_code == 200


def test_the_page_of_a_workspace_has_the_sums_of_its_landscape_and_says_what_it_leaves_out(
    director: Client,
) -> None:
    """What was not told of for a year stands in neither sum."""
    above = Workspace.objects.get(title="Waterways").place
    old = create_workspace(machine("cli"), NewWorkspace("project", "Old mill", above, {})).place
    tell_facts(machine("cli"), old.uid, [NewFact(0, "budget", date(2020, 1, 1), amount=777, currency="GBP")])

    strip = director.get(f"/w/{above.uid}").context["place"]["strip"]
    whole = director.get(f"/landscape?place={above.uid}").context["listing"]["strip"]

    assert (
        (strip[0]["value"], strip[0]["note"]) == (whole[0]["value"], whole[0]["note"]) == ("4", "1 left out")
    )
    assert [f["value"] for f in strip if f["label"] == "Budget"] == ["£2"]
