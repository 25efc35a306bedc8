"""Tying a record to another: by code, by words, and choosing when several fit, each with where it lies."""

from __future__ import annotations

from typing import Any

import pytest

from pilothouse.kernel.models import Link
from pilothouse.kernel.writing import create, move
from pilothouse.registers.risks import RISKS
from pilothouse.workspaces.actions import NewWorkspace, create_workspace

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def page(org: Any, client: Any) -> Any:
    client.force_login(org.people.director, backend=BACKEND)
    return client


@pytest.fixture
def twins(org: Any, act: Any) -> tuple[Any, Any, Any]:
    """A risk, and two of one title and code in two places."""
    mine = create(RISKS, act("director"), org.portfolio, {"title": "Benefit nobody measures"})
    return mine, *(
        create(RISKS, act("director"), place, {"title": "Late pumps"}) for place in (org.project, org.other)
    )


@pytest.mark.parametrize("typed", ["late pumps", "R-1", "LATE"])
def test_several_that_fit_are_offered_with_their_places(org: Any, page: Any, twins: Any, typed: str) -> None:
    mine, here, there = twins
    assert here.code == there.code

    asked = page.post(f"/risks/{mine.uid}/link", {"to": typed, "kind": "relates"})

    assert asked.status_code == 200
    assert {c.place.name for c in asked.context["found"]} == {org.project.name, org.other.name}
    assert not Link.objects.exists()
    page.post(asked.context["action_url"], {"to": there.uid, "kind": asked.context["kind"]})
    assert Link.objects.get().target_id == there.pk
    assert page.get(f"/risks/{mine.uid}").context["record"]["links"][0]["status"] == org.other.name


def test_one_that_fits_is_tied_at_once_and_none_is_said(org: Any, act: Any, page: Any, twins: Any) -> None:
    mine = twins[0]
    flood = create(RISKS, act("director"), org.project, {"title": "Great flood"})

    page.post(f"/risks/{mine.uid}/link", {"to": "great flo", "kind": "causes"})
    page.post(f"/risks/{mine.uid}/link", {"to": "benefit nobody", "kind": "causes"})
    page.post(f"/risks/{mine.uid}/link", {"to": "  ", "kind": "causes"})

    assert Link.objects.get().target_id == flood.pk
    said = [str(m) for m in page.get(f"/risks/{mine.uid}").context["messages"]]
    assert said == ["There is no other record of that name that you may see."] * 2


def test_what_one_may_not_see_is_neither_offered_nor_tied(org: Any, act: Any, client: Any) -> None:
    mine = create(RISKS, act("manager"), org.project, {"title": "Own"})
    create(RISKS, act("insider"), org.sealed, {"title": "Secret merger"})
    client.force_login(org.people.manager, backend=BACKEND)

    client.post(f"/risks/{mine.uid}/link", {"to": "secret merger", "kind": "relates"})

    assert not Link.objects.exists()


def test_a_suggestion_stands_as_words_and_ties_the_record_it_names(org: Any, page: Any, twins: Any) -> None:
    mine, _, there = twins
    label = next(o["label"] for o in page.get("/pick/records?q=late").json()["results"])

    page.post(f"/risks/{mine.uid}/link", {"to": label, "chosen": there.uid, "kind": "relates"})
    unscripted = page.post(f"/risks/{mine.uid}/link", {"to": label, "kind": "relates"})

    assert label == "R-1 Late pumps"
    assert Link.objects.get().target_id == there.pk
    assert len(unscripted.context["found"]) == 2


def test_a_pick_says_where_each_lies(org: Any, page: Any, twins: Any) -> None:
    offered = page.get("/pick/records?q=late").json()["results"]

    assert {o["note"] for o in offered} == {org.project.name, org.other.name}


def test_home_shows_what_is_escalated_to_ones_own_level_only(org: Any, act: Any, page: Any) -> None:
    director = act("director")
    above = create_workspace(director, NewWorkspace("programme", "Rivers", org.portfolio, {})).place
    place = create_workspace(director, NewWorkspace("project", "Dam", above, {})).place
    now = {"title": "Flood", "residual_probability": "0.5", "residual_impact": 3}

    def escalated_to_me() -> list[str]:
        groups = page.get("/").context["home"]["groups"]
        found = [g for g in groups if g["title"] == "Escalated to you"]
        return [r["title"] for g in found for r in g["rows"]]

    for title, at in (("Elsewhere", place), ("Top", org.portfolio)):
        risk = create(RISKS, director, at, now | {"title": title})
        move(RISKS, director, risk.uid, 1, "assess")
        move(RISKS, director, risk.uid, 2, "escalate", {"reason": "too dear"})

    assert escalated_to_me() == ["Top"]
    led = create_workspace(
        director, NewWorkspace("programme", "Led", org.portfolio, {"owner": org.people.director})
    )
    below = create_workspace(director, NewWorkspace("project", "Lock", led.place, {})).place
    risk = create(RISKS, director, below, now | {"title": "Led by me"})
    move(RISKS, director, risk.uid, 1, "assess")
    move(RISKS, director, risk.uid, 2, "escalate", {"reason": "too dear"})
    assert escalated_to_me() == ["Led by me", "Top"]
