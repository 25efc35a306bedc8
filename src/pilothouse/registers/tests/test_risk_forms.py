"""What the forms of a risk offer and refuse, and what its page says of nobody and of the level above."""

from __future__ import annotations

from typing import Any

import pytest

from pilothouse.kernel.actors import machine
from pilothouse.kernel.errors import Invalid
from pilothouse.kernel.models import Grant, Role
from pilothouse.kernel.writing import change, create, move
from pilothouse.registers.risk_rules import COSTS
from pilothouse.registers.risks import RISKS, Response
from pilothouse.workspaces.actions import NewWorkspace, create_workspace

NOW = {"title": "Flood", "residual_probability": "0.5", "residual_impact": 3}
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def page(org: Any, client: Any) -> Any:
    client.force_login(org.people.manager, backend=BACKEND)
    return client


@pytest.mark.parametrize("name", COSTS)
def test_no_cost_is_below_nought(org: Any, act: Any, name: str) -> None:
    with pytest.raises(Invalid) as refused:
        create(RISKS, act("manager"), org.project, NOW | {name: -5})

    assert refused.value.fields == {name: "A cost is not below nought; what would help is an opportunity."}
    assert create(RISKS, act("manager"), org.project, NOW | {name: 0}).uid


def test_a_response_that_costs_less_than_nothing_is_refused_at_its_field(
    org: Any, act: Any, page: Any
) -> None:
    risk = create(RISKS, act("manager"), org.project, NOW)

    answer = page.post(
        f"/risks/{risk.uid}/parts/responses/new",
        {"version": "1", "title": "Dam", "category": "reduce", "cost": "-5", "state": "planned"},
    )

    assert answer.status_code == 422
    assert "not below nought" in str(answer.context["form"]["cost"].errors)
    assert not Response.objects.exists()


@pytest.mark.parametrize(
    ("kind", "offered", "first"),
    [
        ("threat", ["Avoid", "Reduce", "Fallback", "Transfer", "Accept", "Share"], "reduce"),
        ("opportunity", ["Share", "Enhance", "Exploit", "Reject"], "share"),
    ],
)
def test_a_response_is_offered_only_as_what_goes_with_the_risk(
    org: Any, act: Any, page: Any, kind: str, offered: list[str], first: str
) -> None:
    risk = create(RISKS, act("manager"), org.project, NOW | {"kind": kind})
    form = page.get(f"/risks/{risk.uid}/parts/responses/new").context["form"]

    assert [label for _, label in form.fields["category"].choices] == offered
    assert form["category"].value() == first
    for value, _ in form.fields["category"].choices:
        given = {"title": "It", "category": value}
        risk = change(RISKS, act("manager"), risk.uid, risk.version, {}, parts={"responses": [given]})


def test_amounts_say_their_currency(org: Any, act: Any, page: Any) -> None:
    risk = create(RISKS, act("manager"), org.project, {**NOW, "currency": "EUR"})

    form = page.get(f"/risks/{risk.uid}/edit").context["form"]

    assert form["residual_cost"].help_text == "in EUR"


def test_only_those_are_offered_who_see_the_place(org: Any, act: Any, page: Any) -> None:
    risk = create(RISKS, act("manager"), org.project, NOW | {"owner": org.people.stranger})
    fresh = page.get(f"/risks/new?place={org.project.uid}").context["form"].fields["owner"].choices
    names = [label for _, label in fresh]

    assert {"Manager", "Support", "Member"} <= set(names)
    assert {"Stranger", "Insider"}.isdisjoint(names)
    edited = page.get(f"/risks/{risk.uid}/edit").context["form"].fields["owner"].choices
    assert [label for _, label in edited] == [*names, "Stranger"]


def test_an_owner_left_empty_reads_nobody(org: Any, act: Any, page: Any) -> None:
    risk = create(RISKS, act("manager"), org.project, {"title": "Flood"})

    facts = {f["label"]: f["html"] for s in page.get(f"/risks/{risk.uid}").context["record"]["sections"]
             for f in s["facts"]}  # fmt: skip

    assert "Nobody" in facts["Owner"]


def test_who_will_see_it_is_said_before_and_after(org: Any, act: Any, client: Any) -> None:
    director = act("director")
    values = {"owner": org.people.director}
    above = create_workspace(director, NewWorkspace("programme", "Rivers", org.portfolio, values)).place
    place = create_workspace(director, NewWorkspace("project", "Dam", above, {})).place
    risk = create(RISKS, director, place, NOW)
    move(RISKS, director, risk.uid, 1, "assess")
    client.force_login(org.people.director, backend=BACKEND)

    before = client.get(f"/risks/{risk.uid}").content.decode()
    move(RISKS, director, risk.uid, 2, "escalate", {"reason": "too dear"})
    told = client.get(f"/risks/{risk.uid}").context["record"]["lifted"]

    assert "Whoever sees Rivers, led by Director, will see this risk as well." in before
    assert [(t["to"], t["url"], t["lead"], t["why"]) for t in told] == [
        ("Rivers", f"/w/{above.uid}", "Director", "too dear")
    ]


@pytest.mark.parametrize(
    ("who", "sealed", "to", "lead"),
    [
        ("manager", "", "Rivers", "Director"),
        ("support", "", "the level above", ""),
        ("manager", "programme", "the level above", ""),
        ("manager", "project", "the level above", ""),
    ],
)
def test_a_level_that_the_reader_does_not_see_is_named_to_who_escalates_and_behind_no_seal(
    org: Any, act: Any, client: Any, who: str, sealed: str, to: str, lead: str
) -> None:
    values = {"owner": org.people.director}
    top = NewWorkspace("programme", "Rivers", org.portfolio, values, sealed=sealed == "programme")
    above = create_workspace(machine("cli"), top).place
    dam = NewWorkspace("project", "Dam", above, {}, sealed=sealed == "project")
    place = create_workspace(machine("cli"), dam).place
    for name, role in (("manager", "project-manager"), ("support", "project-support")):
        grant = {"person": getattr(org.people, name), "role": Role.objects.get(slug=role)}
        Grant.objects.create(place=place, **grant)
    risk = create(RISKS, act("manager"), place, NOW)
    move(RISKS, act("manager"), risk.uid, 1, "assess")
    client.force_login(getattr(org.people, who), backend=BACKEND)
    before = client.get(f"/risks/{risk.uid}").content.decode()
    move(RISKS, act("manager"), risk.uid, 2, "escalate", {"reason": "too dear"})

    shown = client.get(f"/risks/{risk.uid}")

    assert [(t["to"], t["url"], t["lead"]) for t in shown.context["record"]["lifted"]] == [(to, "", lead)]
    named = "Whoever sees Rivers, led by Director, will see this risk as well." in before
    assert named == (to == "Rivers")
    if to != "Rivers":
        assert "Rivers" not in before + shown.content.decode()


def test_what_happened_is_no_longer_said_to_be_escalated_and_is_still_seen(
    org: Any, act: Any, client: Any
) -> None:
    director = act("director")
    place = create_workspace(director, NewWorkspace("project", "Dam", org.portfolio, {})).place
    risk = create(RISKS, director, place, NOW)
    moves = (("assess", {}), ("escalate", {"reason": "too dear"}), ("occur", {"reason": "the flood came"}))
    for version, (name, asked) in enumerate(moves, start=1):
        move(RISKS, director, risk.uid, version, name, asked)
    client.force_login(org.people.director, backend=BACKEND)

    page = client.get(f"/risks/{risk.uid}").content.decode()

    assert "Still seen, since it was escalated, by" in page
    assert "Escalated to <b>" not in page
