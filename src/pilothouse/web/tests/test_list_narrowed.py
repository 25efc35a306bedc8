"""A list narrowed by hand: to a person, to a place; its groups with their sums; and an address it does not know."""

from __future__ import annotations

from typing import Any

import pytest

from pilothouse.kernel.writing import create
from pilothouse.registers.risks import RISKS

BACKEND = "django.contrib.auth.backends.ModelBackend"
NOW = {"residual_probability": "0.5", "residual_impact": 3}


@pytest.fixture
def page(org: Any, client: Any) -> Any:
    client.force_login(org.people.director, backend=BACKEND)
    return client


@pytest.fixture
def spread(org: Any, act: Any) -> None:
    """Three risks of two owners in two projects and two currencies, and one that is sealed away."""
    people = org.people
    for title, place, owner, cost, currency in (
        ("a", org.project, people.manager, 20_000_00, "GBP"),
        ("b", org.project, people.manager, 4_000_00, "EUR"),
        ("c", org.other, people.support, 6_000_00, "GBP"),
    ):
        values = {**NOW, "title": title, "owner": owner, "residual_cost": cost, "currency": currency}
        create(RISKS, act("director"), place, values)
    create(RISKS, act("insider"), org.sealed, {**NOW, "title": "Secret", "owner": people.insider})


def control(listing: dict[str, Any], name: str) -> str:
    return str(next(c for c in listing["controls"] if c["name"] == name)["options_html"])


@pytest.mark.usefixtures("spread")
def test_owners_of_what_one_sees_can_be_chosen(org: Any, page: Any) -> None:
    listing = page.get("/risks").context["listing"]

    assert "Manager" in control(listing, "owner")
    assert "Support" in control(listing, "owner")
    assert "Insider" not in control(listing, "owner")
    chosen = page.get(f"/risks?owner={org.people.support.uid}").context["listing"]
    assert chosen["count_label"] == "1 risk"
    assert chosen["chips"][0]["value"] == "Support"
    assert f'value="{org.people.support.uid}" selected' in control(chosen, "owner")


@pytest.mark.usefixtures("spread")
def test_a_place_is_chosen_and_its_address_says_so(org: Any, page: Any) -> None:
    offered = control(page.get("/risks").context["listing"], "place")
    assert org.programme.uid in offered
    assert org.project.uid not in offered  # nothing lies below it

    went = page.get(f"/risks?place={org.project.uid}&sort=-exposure&status=draft")

    assert went.status_code == 302
    assert went.url == f"/w/{org.project.uid}/risks?status=draft&sort=-exposure"
    assert page.get(f"/w/{org.project.uid}/risks?place={org.other.uid}").url == f"/w/{org.other.uid}/risks"
    assert page.get(f"/w/{org.project.uid}/risks?place=&status=draft").url == "/risks?status=draft"
    stays = page.get(f"/w/{org.project.uid}/risks?place={org.project.uid}")
    assert stays.context["listing"]["count_label"] == "2 risks"
    assert page.get(f"/risks?place={org.sealed.uid}").status_code == 404
    assert page.get("/risks?place=").status_code == 200


@pytest.mark.usefixtures("spread")
def test_a_group_says_how_many_and_what_they_come_to(page: Any) -> None:
    html = page.get("/risks?group=owner").content.decode()

    assert "2, expected cost €2.0k + £10.0k" in html
    assert "1, expected cost £3.0k" in html


@pytest.mark.parametrize(
    ("query", "said", "way_out"),
    [
        ("utm_source=mail&status=open", "“utm_source”: This list has no such filter.", "/risks?status=open"),
        ("residual_probability=many", "“residual_probability”", "/risks"),
        ("as_of=0001-01-01&q=pump", "Choose a day from 1 Jan 1900 to today", "/risks?q=pump"),
        ("as_of=soon", "Write the day like 2026-06-30.", "/risks"),
        ("page=x&sort=-owner", "“page”: This must be a number", "/risks?sort=-owner"),
    ],
)
def test_an_address_that_is_refused_says_which_part_and_leads_on(
    page: Any, query: str, said: str, way_out: str
) -> None:
    refused = page.get(f"/risks?{query}")

    assert refused.status_code == 400
    assert said in refused.context["error"]["what"]
    assert refused.context["error"]["actions"][0] == {"label": "The list without it", "url": way_out}
    assert page.get(way_out).status_code == 200


def test_a_chip_says_amounts_and_days_as_one_reads_them(org: Any, client: Any) -> None:
    client.force_login(org.people.manager, backend="django.contrib.auth.backends.ModelBackend")

    chips = client.get("/risks?exposure_from=17000000&next_review_to=2026-06-30").context["listing"]["chips"]

    assert [chip["value"] for chip in chips] == ["from 17,000,000", "up to 30 Jun 2026"]
