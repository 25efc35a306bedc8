"""What the forms of a risk offer and refuse, and what its page says of nobody and of the level above."""

from __future__ import annotations

from typing import Any

import pytest

from pilothouse.kernel.errors import Invalid
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


def test_a_level_that_the_reader_does_not_see_has_no_name(org: Any, act: Any, page: Any) -> None:
    risk = create(RISKS, act("manager"), org.project, NOW)
    move(RISKS, act("manager"), risk.uid, 1, "assess")
    before = page.get(f"/risks/{risk.uid}").content.decode()
    move(RISKS, act("manager"), risk.uid, 2, "escalate", {"reason": "too dear"})

    shown = page.get(f"/risks/{risk.uid}")

    assert "Whoever sees the level above will see this risk as well." in before
    assert [(t["to"], t["url"]) for t in shown.context["record"]["lifted"]] == [("the level above", "")]
    assert org.programme.name not in shown.content.decode().partition("<article")[2].partition("</article")[0]
