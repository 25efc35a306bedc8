"""C02: counts, sums, choices and pickers tell no more than the records themselves; test_r03b_canary.py walks it all."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from guarded_site import GuardedSite

from pilothouse.kernel.actors import actor_for
from pilothouse.kernel.models import Fact, Notification
from pilothouse.reports.landscape import Question, landscape
from pilothouse.workspaces.workspace import Workspace

NAME = re.compile(r"(?:<option[^>]*>|<th[^>]*>|<td[^>]*>)([A-Z][a-z]+(?: [A-Z][a-z]+)?)<")
PAGES_OF_A_GUEST = (
    "/me/delegation",
    "/people/{me}/edit",
    "/risks/{risk}/edit",
    "/risks/{risk}/parts/responses/new",
)


@pytest.mark.parametrize("who", ["director", "programme_manager", "manager"])
def test_sums_are_those_of_what_one_sees(site: GuardedSite, who: str) -> None:
    actor = actor_for(getattr(site.people, who))
    found = landscape(actor, Question(as_of=site.open.risk.since.date(), stale=True))

    projects = {
        "director": (site.open, site.near),
        "programme_manager": (site.open, site.near),
        "manager": (site.open,),
    }
    expected = sum(Fact.objects.get(pk=content.fact).amount or 0 for content in projects[who])
    assert found.total.sums["budget"] == {"GBP": expected}
    assert found.total.work == len(projects[who])


@pytest.mark.parametrize("page", PAGES_OF_A_GUEST)
def test_a_guest_is_offered_no_list_of_people(site: GuardedSite, enter: Any, page: str) -> None:
    path = page.format(me=site.people.guest.uid, risk=site.open.risk.uid)

    body = html.unescape(enter("guest").get(path).content.decode())

    strangers = {p.name for n, p in vars(site.people).items() if n not in {"guest", "director"}}
    assert {name for name in strangers if f">{name}<" in body} == set()


@pytest.mark.parametrize(
    "path",
    [
        "/people",
        "/teams",
        "/pick/people?q=director",
        "/search?q=director",
        "/people/{director}",
        "/risks/{risk}/who",
    ],
)
def test_a_guest_finds_nobody(site: GuardedSite, enter: Any, path: str) -> None:
    answer = enter("guest").get(path.format(director=site.people.director.uid, risk=site.open.risk.uid))

    assert answer.status_code in {200, 403, 404}
    assert site.people.director.email not in answer.content.decode()
    assert "Portfolio director" not in answer.content.decode()


def test_a_guest_mentions_only_whom_they_know(site: GuardedSite, enter: Any) -> None:
    offered = enter("guest").get(f"/pick/mentions/{site.open.risk.uid}?q=").json()["results"]
    to_manager = enter("manager").get(f"/pick/mentions/{site.open.risk.uid}?q=").json()["results"]

    assert [p["label"] for p in offered] == ["Guest"]
    assert len(to_manager) > 3


def test_whoever_works_here_is_offered_everybody(site: GuardedSite, enter: Any) -> None:
    """The law above would hold for a form that offers nobody to anybody."""
    body = enter("manager").get(f"/risks/{site.open.risk.uid}/edit").content.decode()

    assert ">Director<" in body
    assert ">Guest<" in body


def test_looking_as_somebody_opens_no_inbox_of_theirs(site: GuardedSite, enter: Any) -> None:
    Notification.objects.create(
        person=site.people.insider, text="for their eyes", key="k", at=site.open.risk.since
    )
    client = enter("director")
    client.post(f"/view-as/{site.people.insider.uid}")

    pages = [client.get(path).content.decode() for path in ("/", "/inbox", "/mailbox", "/import")]

    assert not any("for their eyes" in page for page in pages)


def test_activity_leaves_out_what_was_done_in_a_sealed_place(site: GuardedSite, enter: Any) -> None:
    page = enter("administrator").get("/activity").content.decode()

    assert "raised" in page.lower()
    assert site.open.risk.title in page
    assert "Insider" not in page


def test_the_past_of_what_was_once_ones_own_is_closed(
    site: GuardedSite, enter: Any, monkeypatch: Any
) -> None:
    """A guest who gave a risk away sees it no more, not even as of the days when it was theirs."""
    risk = site.open.risk
    day = risk.since.date().isoformat()
    seen = enter("guest").get(f"/risks?as_of={day}").content.decode()
    type(risk).objects.filter(pk=risk.pk).update(owner=site.people.manager)
    risk.responses.update(actionee=None)

    after = enter("guest").get(f"/risks?as_of={day}").content.decode()

    assert risk.uid in seen
    assert risk.uid not in after


def test_a_sealed_project_is_in_no_outsiders_count(site: GuardedSite, enter: Any) -> None:
    body = enter("director").get("/registers").content.decode()
    seen = Workspace.objects.exclude(place=site.sealed.place).count()

    assert re.search(rf"Workspaces.{{0,400}}\b{seen}\b", body, re.DOTALL)
