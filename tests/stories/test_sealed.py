"""A sealed workspace leaves no trace outside: not in pages, totals, files, search, names nor ids."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from typing import Any

import pytest
from samples import still

from pilothouse.accounts.actions import NewGrant, give_role
from pilothouse.kernel.actors import machine
from pilothouse.kernel.errors import RuleBroken
from pilothouse.kernel.facts import NewFact
from pilothouse.kernel.models import Grant, Role
from pilothouse.kernel.outbox import drain
from pilothouse.kernel.rows import places
from pilothouse.kernel.talk import comment, link
from pilothouse.kernel.writing import create, move
from pilothouse.registers.risks import RISKS
from pilothouse.workspaces.actions import seal_workspace, tell_facts
from pilothouse.workspaces.models import Workspace

pytestmark = pytest.mark.thorough

TOKEN = "Zanzibar"
PAGES = (
    "/", "/registers", "/landscape", "/landscape?view=table", "/landscape?q=zanzibar", "/risks", "/risks?group=place",
    "/risks?sort=place", "/risks/trash", "/workspaces", "/workspaces/trash", "/workspaces?q=zanzibar", "/people",
    "/people?q=zanzibar", "/teams", "/access", "/activity", "/inbox", "/search?q=zanzibar", "/palette?q=zanzibar",
    "/pick/records?q=zanzibar", "/pick/people?q=zanzibar", "/system",
    "/risks/export.csv", "/risks/export.json", "/workspaces/export.json",
    "/api/v1/risks", "/api/v1/workspaces", "/api/v1/workspaces?q=zanzibar", "/me/delegation", "/risks/new",
)  # fmt: skip
OUTSIDE = ("director", "administrator", "manager", "guest")


@pytest.fixture
def hidden(org: Any, act: Any, workspace: Any) -> Any:
    """A sealed reorganisation with a risk, a fact, talk, and an owner who also works outside."""
    place = workspace("project", f"{TOKEN} reorganisation", below=org.programme, sealed=True, aims=TOKEN)
    role = Role.objects.get(slug="project-manager")
    Grant.objects.create(person=org.people.insider, role=role, place=place, title=f"{TOKEN} lead")
    return place


def fill(org: Any, act: Any, place: Any) -> Any:
    actor = act("insider")
    values = {
        "title": f"{TOKEN} leaks",
        "owner": org.people.manager,
        "residual_cost": 77_777_00,
        "residual_probability": "1",
    }
    risk = create(RISKS, actor, place, values)
    tell_facts(
        actor,
        place.uid,
        [NewFact(0, "forecast", date(2026, 1, 1), amount=99_999_99, currency="GBP", note=TOKEN)],
    )
    mine = create(RISKS, actor, org.sealed, {"title": f"{TOKEN} too"})
    link(actor, risk.uid, mine.uid, "relates")
    comment(actor, risk.uid, f"{TOKEN} @manager @director")
    move(RISKS, actor, risk.uid, 1, "reject", {"reason": TOKEN})
    drain()
    return risk


def body(browser: Any, address: str) -> str:
    answer = browser.get(address, HTTP_X_REQUEST_ID="one-and-the-same")
    content = b"".join(answer) if answer.streaming else answer.content
    return f"{answer.status_code} {still(content)}"


@pytest.mark.req("REQ-097")
def test_nobody_outside_can_learn_that_it_exists(
    org: Any, act: Any, hidden: Any, browser: Any, workspace: Any, one_moment: None
) -> None:
    workspace("project", "Open project", below=org.programme)
    browsers = {name: browser(name) for name in OUTSIDE}
    before = {
        (name, page): body(b, page) for name, b in browsers.items() for page in PAGES if page != "/activity"
    }
    risk = fill(org, act, hidden)
    ids = (hidden.uid, Workspace.objects.get(place=hidden).uid, risk.uid)

    for name, one in browsers.items():
        for page in PAGES:
            told = body(one, page)
            echo = told.replace("q=zanzibar", "").replace('value="zanzibar"', "").replace("“zanzibar”", "")
            assert TOKEN not in told, (name, page)
            assert "leaks" not in echo, (name, page)
            assert not [uid for uid in ids if uid in told], (name, page)
        for address in (f"/w/{hidden.uid}", f"/w/{hidden.uid}/risks", f"/w/{hidden.uid}/people",
                        f"/access/{hidden.uid}", f"/workspaces/{ids[1]}", f"/risks/{risk.uid}",
                        f"/api/v1/workspaces/{ids[1]}", f"/people/{org.people.insider.uid}"):  # fmt: skip
            answer = one.get(address)
            assert TOKEN not in answer.content.decode(), (name, address)
            assert answer.status_code == 404 or "/people/" in address, (name, address)
    same = [(n, p) for (n, p), text in before.items() if body(browsers[n], p) != text and p != "/system"]
    assert not same, f"{same}: what happens inside changes what is shown outside"
    assert TOKEN in body(browser("insider"), "/risks")


def test_totals_and_files_hold_nothing_of_it(org: Any, act: Any, hidden: Any, browser: Any) -> None:
    fill(org, act, hidden)

    sheet = browser("director").get("/landscape.xlsx").content
    names = zipfile.ZipFile(io.BytesIO(sheet))
    text = b"".join(names.read(n) for n in names.namelist()).decode("utf-8", "replace")
    told = body(browser("director"), "/landscape") + text

    assert TOKEN not in told
    assert "99,999" not in told
    assert "99999" not in told
    assert "77.8k" not in body(browser("director"), "/risks")


def test_sealing_takes_effect_for_everybody_above_and_needs_somebody_inside(
    org: Any, act: Any, workspace: Any
) -> None:
    place = workspace("project", "Canal", below=org.programme)
    with pytest.raises(RuleBroken):
        seal_workspace(act("director"), place, sealed=True)
    give_role(act("director"), NewGrant("project-support", place, org.people.support))
    with pytest.raises(RuleBroken):  # somebody is inside, and could not open it again
        seal_workspace(act("director"), place, sealed=True)
    give_role(act("director"), NewGrant("project-manager", place, org.people.manager))

    seal_workspace(act("director"), place, sealed=True)

    assert not places(act("director")).filter(pk=place.pk).exists()
    assert places(act("manager")).filter(pk=place.pk).exists()
    assert places(machine()).filter(pk=place.pk).exists()
    seal_workspace(act("manager"), place, sealed=False)
    assert places(act("director")).filter(pk=place.pk).exists()
