"""R-03a and C01: every address declares its door, and answers each post as the table beside this file says.

The table was read by a person. When an answer changes on purpose, or an address is new, run this module once: the
fresh table then lies in build/matrix.tsv. Read each line that differs (`diff build/matrix.tsv
tests/security/matrix.tsv`), ask of every cell whether that post should be answered so, and only then copy the file
over the one here. The organisation counts as the demonstration, so that its removal has something to remove.
"""

from __future__ import annotations

import itertools
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
    called,
    filled,
    form_for,
    operations,
    own_routes,
    posted,
    routes,
)

from pilothouse.accounts.tokens import make_token
from pilothouse.kernel.models import Verb
from pilothouse.kernel.spec import REGISTERS

TABLE = Path(__file__).parent / "matrix.tsv"
FRESH = Path(__file__).parent.parent.parent / "build" / "matrix.tsv"
EVERYBODY = (None, *POSTS)
PROBES = {"healthz", "readyz"}  # they answer for the machine, not for a reader
READ_TOKEN = "manager, token to read"


Cells = dict[str, dict[str, str]]


def cells(site: GuardedSite, enter: Any, others: dict[str, Any], posts: tuple[str | None, ...]) -> Cells:
    """What these posts are answered at each address of the open project."""
    found: Cells = {}
    form = form_for(site, site.open)
    for who in posts:
        client = enter(who)
        for route in own_routes():
            if route.pattern in PROBES:
                continue
            for method in sorted(set(route.door[2]) - {"HEAD"}):
                path = filled(route.pattern, site.open, others)
                verdict, _ = asked(client, "GET", path) if method == "GET" else posted(client, path, form)
                found.setdefault(f"{method} {route.pattern}", {})[who or "nobody"] = verdict
    return found


def api_cells(site: GuardedSite, posts: tuple[str | None, ...]) -> Cells:
    """What the tokens of these posts, and one to read, are answered at each operation on the open project."""
    tokens = {who: make_token(getattr(site.people, who), "t")[1] for who in posts if who}
    tokens[READ_TOKEN] = make_token(site.people.manager, "r", verbs=(str(Verb.VIEW), str(Verb.VIEW_OWN)))[1]
    found: Cells = {}
    for (method, path), (who, token) in itertools.product(operations(Client()), tokens.items()):
        if path.split("/")[3] not in {"risks", "workspaces", "changesets"}:
            continue
        verdict, _ = called(method, path, token, site.open, site)
        found.setdefault(f"API {method} {path}", {})[who] = verdict
    return found


def as_table(found: Cells) -> str:
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
        "healthz", "readyz", "favicon.ico", "csp-report", ".well-known/security.txt", "", "setup",
        "invitation/<slug:secret>",
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


def known() -> Cells:
    """The table beside this file, read back."""
    head, *lines = (line.split("\t") for line in TABLE.read_text(encoding="utf-8").splitlines())
    return {line[0]: dict(zip(head[1:], line[1:], strict=True)) for line in lines}


@pytest.fixture
def answered(site: GuardedSite, enter: Any, others: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> Any:
    """Ask every address and operation as these posts."""
    monkeypatch.setattr(
        "pilothouse.web.screens.landscape.rendered_pdf", lambda page, facts: b"%PDF-printed elsewhere"
    )

    def asked_as(*posts: str | None) -> Cells:
        with time_machine.travel("2026-11-22T12:00:00Z", tick=False):
            return {**cells(site, enter, others, posts), **api_cells(site, posts)}

    return asked_as


@pytest.mark.thorough
def test_every_address_answers_a_guest_as_the_table_says(answered: Any) -> None:
    found, table = answered("guest"), known()

    assert found.keys() == table.keys()
    wrong = {(what, post): status for what, row in found.items() for post, status in row.items()
             if table[what][post] != status}  # fmt: skip
    assert wrong == {}
    assert len(found) > 120


@pytest.mark.thorough
def test_every_address_answers_each_post_as_the_table_says(answered: Any) -> None:
    found = answered(*EVERYBODY)
    fresh = as_table(found)
    FRESH.parent.mkdir(exist_ok=True)
    FRESH.write_text(fresh, encoding="utf-8")

    differing = sorted(set(fresh.splitlines()) ^ set(TABLE.read_text(encoding="utf-8").splitlines()))

    assert differing == []
    assert not any(status.startswith("5") for row in found.values() for status in row.values())
    assert sum(len(row) for row in found.values()) > 1600
