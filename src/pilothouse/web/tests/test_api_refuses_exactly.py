"""What the API cannot keep it says exactly, and takes nothing silently."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from pilothouse.accounts.tokens import make_token
from pilothouse.kernel.actors import machine
from pilothouse.kernel.facts import standing_facts
from pilothouse.workspaces.actions import NewWorkspace, create_workspace

TOLD = {"measure": "forecast", "effective": "2026-06-30", "value": "5"}


@pytest.fixture
def canal(org: Any) -> Any:
    return create_workspace(machine("cli"), NewWorkspace("project", "Canal", org.project, {}))


@pytest.fixture
def ask(org: Any, enter: Any) -> Any:
    """ask("post", address, body) as the project manager."""
    client: Client = enter("manager")

    def sent(method: str, address: str, body: Any = None) -> Any:
        return getattr(client, method)(f"/api/v1{address}", body or {}, content_type="application/json")

    return sent


@pytest.mark.parametrize(
    ("more", "field", "said"),
    [
        ({"currency": "EUR"}, "currency", "Money is kept in GBP here, not in EUR."),
        ({"bogus": 1}, "bogus", "There is no such field."),
        ({"measure": "rating_manager", "value": "purple"}, "value", "Choose one of the ratings: green"),
        ({"measure": "colour"}, "measure", "One of: "),
    ],
)
def test_a_fact_with_something_unknown_is_refused_whole(
    canal: Any, ask: Any, more: dict[str, Any], field: str, said: str
) -> None:
    refused = ask("post", f"/workspaces/{canal.uid}/facts", TOLD | more)

    assert refused.status_code == 422
    assert refused.json()["fields"][field].startswith(said)
    assert not standing_facts([canal.place_id]).exists()
    kept = ask("post", f"/workspaces/{canal.uid}/facts", TOLD | {"currency": "GBP"})
    assert (kept.status_code, kept.json()["value"]) == (201, "5.00")


def test_a_method_that_an_address_does_not_take_is_a_problem_too(canal: Any, ask: Any) -> None:
    refused = ask("delete", "/risks")

    assert (refused.status_code, refused["Content-Type"]) == (405, "application/problem+json")
    assert "GET" in refused["Allow"]
    assert refused.json()["title"] == "Not that way"


def test_a_refusal_tells_that_it_may_be_the_token(canal: Any, org: Any) -> None:
    _, secret = make_token(org.people.manager, "reads", verbs=("view",))
    head = {"HTTP_AUTHORIZATION": f"Bearer {secret}"}
    body = {"place": canal.place.uid, "title": "Flood"}

    refused = Client().post("/api/v1/risks", body, content_type="application/json", **head)

    assert refused.status_code == 403
    assert refused.json()["detail"].endswith("The token you sent may only: view.")


def test_a_risk_is_registered_today_whichever_door_it_came_through(canal: Any, ask: Any) -> None:
    raised = ask("post", "/risks", {"place": canal.place.uid, "title": "Flood"})
    asked_for = ask("post", "/risks", {"place": canal.place.uid, "title": "Old", "registered": "2026-01-02"})

    assert raised.json()["registered"] == timezone.localdate().isoformat()
    assert asked_for.json()["registered"] == date(2026, 1, 2).isoformat()
