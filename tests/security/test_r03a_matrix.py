"""R-03a and C01: every address declares its door, and answers each post as the table beside this file says.

The table was read by a person. When an answer changes on purpose, the fresh table lies in build/: look at each line
that differs, and copy it here.
"""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client
from guarded_site import POSTS, GuardedSite
from probing import (
    API,
    FOREIGN,
    asked,
    filled,
    form_for,
    nothing_there,
    operations,
    own_routes,
    posted,
    routes,
)
from samples import still

from pilothouse.accounts.models import Unit
from pilothouse.accounts.tokens import make_token
from pilothouse.kernel.models import Delegation, Notification, StoredMail, Verb
from pilothouse.kernel.spec import REGISTERS

TABLE = Path(__file__).parent / "matrix.tsv"
FRESH = Path(__file__).parent.parent.parent / "build" / "matrix.tsv"
EVERYBODY = (None, *POSTS)
PROBES = {"healthz", "readyz"}  # they answer for the machine, not for a reader
READ_TOKEN = "manager, token to read"
ADDRESSES_OF_PEOPLE = ("people/", "view-as/", "me/", "inbox/", "units/", "mailbox/")


@pytest.fixture
def others(site: GuardedSite) -> dict[str, Any]:
    """Things that belong to a person and to no project; all the manager's."""
    manager = site.people.manager
    token, _ = make_token(manager, "reader")
    lent = Delegation.objects.create(
        absent=manager,
        deputy=site.people.member,
        starts="2026-11-01T00:00Z",
        ends="2099-01-01T00:00Z",
        verbs=["change"],
    )
    notice = Notification.objects.create(person=manager, text="told", key="k", at="2026-11-01T00:00Z")
    mail = StoredMail.objects.create(to=manager.email, subject="Hello", body="there")
    return {"person": site.people.support.uid, "token": token.pk, "delegation": lent.pk, "notice": notice.pk,
            "unit": Unit.objects.create(name="Pumps").pk, "mail": mail.pk}  # fmt: skip


def cells(site: GuardedSite, enter: Any, others: dict[str, Any]) -> dict[str, dict[str, str]]:
    """What each post is answered at each address of the open project."""
    found: dict[str, dict[str, str]] = {}
    form = form_for(site, site.open)
    for who in EVERYBODY:
        client = enter(who)
        for route in own_routes():
            if route.pattern in PROBES:
                continue
            for method in sorted(set(route.door[2]) - {"HEAD"}):
                path = filled(route.pattern, site.open, others)
                verdict, _ = asked(client, "GET", path) if method == "GET" else posted(client, path, form)
                found.setdefault(f"{method} {route.pattern}", {})[who or "nobody"] = verdict
    return found


def api_cells(site: GuardedSite) -> dict[str, dict[str, str]]:
    """What each post's token is answered at each operation on the open project."""
    tokens = {who: make_token(getattr(site.people, who), "t")[1] for who in POSTS}
    tokens[READ_TOKEN] = make_token(site.people.manager, "r", verbs=(str(Verb.VIEW), str(Verb.VIEW_OWN)))[1]
    found: dict[str, dict[str, str]] = {}
    for (method, path), (who, token) in itertools.product(operations(Client()), tokens.items()):
        if path.split("/")[3] not in {"risks", "workspaces", "changesets"}:
            continue
        verdict, _ = called(method, path, token, site.open, site)
        found.setdefault(f"API {method} {path}", {})[who] = verdict
    return found


def called(method: str, path: str, token: str, content: Any, site: GuardedSite) -> tuple[str, bytes]:
    thing = {"risks": content.risk.uid, "workspaces": content.workspace.uid, "changesets": content.change}
    kind = path.split("/")[3]
    address = path.replace("{uid}", thing[kind]).replace("{step}", "assess" if kind == "risks" else "pause")
    body: dict[str, Any] = {"title": "Changed"} if "moves" not in path else {}
    if kind == "workspaces" and "moves" in path:
        body = {"reason": "because"}
    if path.endswith("/facts"):
        body = {"measure": "budget", "effective": "2026-05-01", "value": "12.50"}
    if method == "POST" and "{uid}" not in path:
        body = {
            "title": "New",
            "place": content.place.uid,
            "parent": site.places["programme"].uid,
            "kind": "project",
        }
        body = {k: v for k, v in body.items() if (k in {"parent", "kind"}) <= (kind == "workspaces")}
        body = {k: v for k, v in body.items() if k != "place" or kind == "risks"}
    version = {"risks": content.risk.version, "workspaces": content.workspace.version, "changesets": 1}[kind]
    head = {"HTTP_AUTHORIZATION": f"Bearer {token}", "HTTP_IF_MATCH": f'"{version}"'}
    more = {} if method == "GET" else {"data": json.dumps(body), "content_type": "application/json"}
    return asked(Client(), method, address, **more, **head)


def as_table(found: dict[str, dict[str, str]]) -> str:
    """The cells as lines with tabs, a column a post."""
    posts = [who or "nobody" for who in EVERYBODY] + [READ_TOKEN]
    lines = ["\t".join(["what", *posts])]
    lines += ["\t".join([name, *(row.get(p, "–") for p in posts)]) for name, row in sorted(found.items())]
    return "\n".join(lines) + "\n"


def test_every_route_declares_its_door() -> None:
    undeclared = [
        r.pattern
        for r in routes()
        if r.door is None and not r.view.__module__.startswith(FOREIGN) and not r.pattern.startswith(API)
    ]

    assert undeclared == []
    assert len(own_routes()) > 80


def test_every_door_names_a_verb_or_says_why_it_needs_none() -> None:
    wrong = [
        r.pattern
        for r in own_routes()
        if not (isinstance(r.door[0], Verb) or r.door[1] in {"anyone", "self"})
    ]

    assert wrong == []
    assert [r.pattern for r in own_routes() if r.door[1] == "anyone"] == [
        "healthz", "readyz", "csp-report", ".well-known/security.txt", "", "setup", "invitation/<slug:secret>",
        "accounts/signup/", "accounts/email/", "accounts/confirm-email/", "accounts/confirm-email/<path:key>/",
        "accounts/login/code/confirm/", "accounts/inactive/",
    ]  # fmt: skip


def test_the_api_lets_nobody_in_without_a_token(site: GuardedSite) -> None:
    listed = operations(Client())

    answers = {op: called(*op, "ph_wrong", site.open, site)[0] for op in listed if op[1].split("/")[3] != "x"
               and op[1].split("/")[3] in {"risks", "workspaces", "changesets"}}  # fmt: skip

    assert len(answers) >= 16
    assert set(answers.values()) == {"401"}


def test_every_register_has_the_operations_of_the_first() -> None:
    """The table below asks about risks and workspaces; the others are made by the same hands."""
    by_register: dict[str, set[tuple[str, str]]] = {}
    for method, path in operations(Client()):
        parts = path.split("/")
        by_register.setdefault(parts[3], set()).add((method, "/".join(parts[4:])))

    assert set(by_register) == {*REGISTERS, "changesets"}
    for slug, spec in REGISTERS.items():
        if not spec.model.own_place:
            assert by_register[slug] == by_register["risks"], slug


def test_every_address_answers_each_post_as_the_table_says(
    site: GuardedSite, enter: Any, others: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "pilothouse.web.screens.landscape.rendered_pdf", lambda page, facts: b"%PDF-printed elsewhere"
    )
    with time_machine.travel("2026-11-22T12:00:00Z", tick=False):
        found = {**cells(site, enter, others), **api_cells(site)}
    fresh = as_table(found)
    FRESH.parent.mkdir(exist_ok=True)
    FRESH.write_text(fresh, encoding="utf-8")

    known = TABLE.read_text(encoding="utf-8").splitlines()
    differing = sorted(set(fresh.splitlines()) ^ set(known))

    assert differing == []
    assert not any(status.startswith("5") for row in found.values() for status in row.values())
    assert len(found) > 100


@pytest.mark.parametrize("who", ["director", "guest"])
def test_a_hidden_thing_answers_as_one_that_is_not_there(
    site: GuardedSite, enter: Any, others: dict[str, Any], who: str
) -> None:
    missing, checked = nothing_there(site.sealed), 0
    with time_machine.travel("2026-11-22T12:00:00Z", tick=False):
        client = enter(who)
        for route in own_routes():
            if "<slug:uid>" not in route.pattern and "<int:key>" not in route.pattern:
                continue
            if route.pattern.startswith(ADDRESSES_OF_PEOPLE):
                continue
            for method in sorted(set(route.door[2]) - {"HEAD"}):
                answers = []
                for content in (site.sealed, missing):
                    path, form = filled(route.pattern, content, others), form_for(site, site.open)
                    verdict, body = (
                        asked(client, "GET", path) if method == "GET" else posted(client, path, form)
                    )
                    answers.append(
                        (verdict, still(body, *(part for part in path.split("/") if len(part) == 12)))
                    )
                assert answers[0] == answers[1], (method, route.pattern)
                assert answers[0][0] == "404", (method, route.pattern)
                checked += 1

    assert checked >= 40


def test_the_api_answers_for_a_hidden_thing_as_for_one_that_is_not_there(site: GuardedSite) -> None:
    missing = nothing_there(site.sealed)
    for who in ("director", "manager", "guest"):
        token = make_token(getattr(site.people, who), "t")[1]
        for method, path in operations(Client()):
            if "{uid}" in path and path.split("/")[3] in {"risks", "workspaces", "changesets"}:
                theirs, nothing = (called(method, path, token, c, site) for c in (site.sealed, missing))
                assert theirs == nothing, (who, method, path)
                assert theirs[0] == "404", (who, method, path)
