"""Every page asks the database a known number of questions, the same for ten times as many rows.

`PILOTHOUSE_WRITE_QUERY_COUNTS=1 pytest tests/laws/test_query_counts.py` writes the numbers anew; the difference
shows in review.
"""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from samples import raise_one, raw_values

from pilothouse.kernel import limits
from pilothouse.kernel.facts import NewFact
from pilothouse.kernel.spec import REGISTERS
from pilothouse.kernel.talk import comment, link
from pilothouse.kernel.writing import change
from pilothouse.workspaces.actions import NewWorkspace, create_workspace, tell_facts

FILE = Path(__file__).parent / "query_counts.json"
WRITING = os.environ.get("PILOTHOUSE_WRITE_QUERY_COUNTS") == "1"
RECORD = ("", "/edit", "/history", "/who")
PAGES = [
    *(f"/{slug}{tail}" for slug in REGISTERS for tail in ("", "?group=status", "?as_of=2026-06-01", "/trash", "/new")),
    *(f"/{slug}/export.{form}" for slug in REGISTERS for form in ("json", "xlsx", "csv")),
    *(f"/{slug}/<{slug}>{tail}" for slug in REGISTERS for tail in RECORD),
    *(f"/api/v1/{slug}{tail}" for slug in REGISTERS for tail in ("", f"/<{slug}>", f"/<{slug}>/history")),
    "/", "/registers", "/landscape", "/landscape?view=table", "/landscape.xlsx", "/w/<place>", "/w/<place>/facts",
    "/w/<place>/risks", "/w/<place>/people", "/access", "/access/<place>", "/people", "/people/<person>", "/teams",
    "/search?q=title", "/palette?q=title", "/pick/records?q=title", "/pick/people?q=a", "/inbox", "/me/security",
    "/me/delegation",
    "/api/v1/workspaces/<workspaces>/facts",
]  # fmt: skip


def filled(org: Any, act: Any, times: int, fresh: int = 0) -> dict[str, str]:
    """An organisation with so many records, facts, versions, comments and links; the ids that pages name."""
    director = act("director")
    top = create_workspace(director, NewWorkspace("project", f"Top {fresh}", org.programme, {}))
    people = (org.people.director, org.people.manager, org.people.support)
    risk = raise_one(REGISTERS["risks"], director, top.place, raw_values(REGISTERS["risks"], 0, people))
    for _ in range(8):  # more than a home page lists, so that it counts the rest
        raise_one(REGISTERS["risks"], director, org.other, raw_values(REGISTERS["risks"], 0, people))
    for number in range(2 * times):
        below = create_workspace(director, NewWorkspace("project", f"Title {number}", top.place, {}))
        for place in (top.place, below.place):
            told = NewFact(0, "budget", date(2026, 1 + number % 5, 1), amount=number, currency="GBP")
            tell_facts(director, place.uid, [told])
        for place in (top.place, org.project):
            one = raise_one(
                REGISTERS["risks"], director, place, raw_values(REGISTERS["risks"], number, people)
            )
        parts = [{"title": f"r{n}", "actionee": people[n % 3]} for n in range(number + 1)]
        values = {"title": f"Title {number}!"}
        spec = REGISTERS["risks"]
        risk = change(spec, director, risk.uid, risk.version, values, parts={"responses": parts})
        comment(director, risk.uid, f"Said {number}")
        link(director, risk.uid, one.uid, "relates")
    ids = {"workspaces": top.uid, "risks": risk.uid, "place": top.place.uid, "person": org.people.manager.uid}
    return {f"<{name}>": uid for name, uid in ids.items()}


def cost(browser: Any, ids: dict[str, str], address: str) -> int:
    for name, uid in ids.items():
        address = address.replace(name, uid)
    browser.get("/healthz")
    with CaptureQueriesContext(connection) as queries:
        answer = browser.get(address)
        if answer.streaming:
            b"".join(answer)
    assert answer.status_code in {200, 302}, (address, answer.status_code)
    return len(queries)


@pytest.fixture
def counted(org: Any, act: Any, one_moment: None, client: Any) -> dict[str, tuple[int, int]]:
    """Each page's questions at some rows and at ten times as many."""
    limits._held.clear()  # a block of tries that another test took at this very moment would run out in between
    client.force_login(org.people.director, backend="django.contrib.auth.backends.ModelBackend")
    few = filled(org, act, 1)
    for address in PAGES:
        cost(client, few, address)  # what is asked once only, such as a rate limit's first count
    before = {address: cost(client, few, address) for address in PAGES}
    many = filled(org, act, 10, 1)
    return {address: (before[address], cost(client, many, address)) for address in PAGES}


@pytest.mark.thorough
def test_pages_ask_as_much_as_is_written_down_at_any_size(counted: Any) -> None:
    now = {address: few for address, (few, _) in counted.items()}
    if WRITING:
        FILE.write_text(json.dumps(now, indent=1, sort_keys=True) + "\n")
    grown = {address: pair for address, pair in counted.items() if pair[0] != pair[1]}

    assert grown == {}
    assert now == json.loads(FILE.read_text())
