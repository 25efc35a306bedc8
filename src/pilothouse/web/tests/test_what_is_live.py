"""The panel of a place: how many risks are live there and below, and what they are expected to cost."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine

from pilothouse.kernel.money import short_money
from pilothouse.kernel.tree import seal_place
from pilothouse.kernel.writing import create, move
from pilothouse.registers.risks import RISKS
from pilothouse.workspaces.actions import NewWorkspace, create_workspace

NOW = {"title": "t", "residual_probability": "0.5", "residual_impact": 3}


@pytest.fixture
def works(org: Any, act: Any) -> dict[str, Any]:
    """A programme with two projects in it, and a sealed third."""
    director = act("director")
    above = create_workspace(director, NewWorkspace("programme", "Rivers", org.portfolio, {})).place
    found = {
        name: create_workspace(director, NewWorkspace("project", name, above, {})).place
        for name in ("dam", "lock", "vault")
    }
    return {"rivers": above, **found}


@pytest.fixture
def spread(works: Any, act: Any) -> dict[str, Any]:
    """Two live risks and one closed in a project, one live beside it, one in a place that is sealed then."""
    director = act("director")
    for cost in (10_000, 30_000, 99_000):
        risk = create(RISKS, director, works["dam"], {**NOW, "residual_cost": cost})
        if cost == 99_000:
            move(RISKS, director, risk.uid, 1, "reject", {"reason": "no"})
    create(RISKS, director, works["lock"], {**NOW, "residual_cost": 5_000})
    create(RISKS, director, works["vault"], {**NOW, "residual_cost": 700_000})
    seal_place(works["vault"], sealed=True)
    return works  # type: ignore[no-any-return]


def shown(client: Any, place: Any, query: str = "") -> dict[str, Any]:
    page = client.get(f"/w/{place.uid}{query}")
    return next(r for r in page.context["place"]["registers"] if r["label"] == "Risks")


def test_each_figure_is_what_its_list_says(org: Any, client: Any, spread: Any) -> None:
    client.force_login(org.people.director, backend="django.contrib.auth.backends.ModelBackend")

    for name, live, cost in (("dam", "2 live", 20_000), ("rivers", "3 live", 22_500)):
        figures = shown(client, spread[name])
        assert figures["live"] == live
        assert [(s["label"], s["value"]) for s in figures["sums"]] == [
            ("Expected cost", short_money(cost, "GBP"))
        ]
        listed = client.get(figures["live_url"]).context["listing"]
        assert listed["count_label"].split()[0] == live.split()[0]
        summed = client.get(figures["sums"][0]["url"]).context["listing"]
        assert any(short_money(cost, "GBP") in str(cell["html"]) for cell in summed["sums"])


def test_a_past_day_has_its_own_figures_and_nothing_to_write(org: Any, act: Any, client: Any) -> None:
    director = act("director")
    with time_machine.travel("2026-03-02 09:00Z", tick=False):
        place = create_workspace(director, NewWorkspace("project", "dam", org.programme, {})).place
        risk = create(RISKS, director, place, {**NOW, "residual_cost": 10_000})
    move(RISKS, director, risk.uid, 1, "reject", {"reason": "no"})
    client.force_login(org.people.director, backend="django.contrib.auth.backends.ModelBackend")

    then = shown(client, place, "?as_of=2026-03-05")

    assert (then["live"], shown(client, place)["live"]) == ("1 live", "0 live")
    assert client.get(then["live_url"]).context["listing"]["count_label"] == "1 risk"
    actions = client.get(f"/w/{place.uid}?as_of=2026-03-05").context["place"]["actions"]
    assert {a["label"] for a in actions} == {"Its record", "One page (PDF)"}
    assert client.get(actions[0]["url"]).context["record"]["then"] == "As it stood on 5 Mar 2026"
