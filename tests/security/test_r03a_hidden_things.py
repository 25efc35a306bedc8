"""R-03a and C01: what is hidden answers as what is not there: the same status and the same bytes, at every address."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.test import Client
from guarded_site import GuardedSite
from probing import asked, called, filled, form_for, nothing_there, operations, own_routes, posted
from samples import still

from pilothouse.accounts.tokens import make_token

ADDRESSES_OF_PEOPLE = ("people/", "view-as/", "me/", "inbox/", "units/", "teams/", "mailbox/")


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
