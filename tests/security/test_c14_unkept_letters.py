"""C14: a letter that no database keeps as text is refused before it reaches one, whatever door it comes in by.

PostgreSQL answers a NUL, and half of a surrogate pair, with an error; SQLite keeps them. So each query of each request
is looked at here, and the verdict is the same on both.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from guarded_site import GuardedSite
from probing import called, filled, form_for, operations, own_routes

from pilothouse.accounts.tokens import make_token

BAD = "a\x00b"
# what a form must have right so that its texts are read at all
KEPT = {
    "version", "_field", "kind", "to", "parent", "place", "role", "person", "days", "scope", "deputy", "starts",
    "ends", "verbs", "people", "effective", "budget", "sealed", "email",
}  # fmt: skip
SIGN_IN = (
    "login/",
    "password/reset/",
    "password/change/",
    "reauthenticate/",
    "2fa/authenticate/",
    "2fa/totp/activate/",
)


@contextmanager
def queries_seen() -> Iterator[list[str]]:
    """The queries that carried such a letter."""
    caught: list[str] = []

    def look(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        rows = params if many else [params]
        if any("\x00" in str(value) for row in rows or () for value in row or () if isinstance(value, str)):
            caught.append(sql[:100])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        yield caught


@pytest.mark.parametrize(
    ("who", "least"), [("director", 100), pytest.param("administrator", 1000, marks=pytest.mark.thorough)]
)
def test_no_form_carries_one_to_the_database(
    site: GuardedSite, enter: Any, others: dict[str, Any], who: str, least: int
) -> None:
    whole, asked = form_for(site, site.open), 0
    texts = ("login", "password", "code", "oldpassword", "password1", "reason", "q", BAD)
    forms = [
        {**whole, **dict.fromkeys(set(whole) - KEPT, BAD)},
        *({**whole, name: BAD} for name in sorted(KEPT)),
        {**{name: text for name, text in whole.items() if name in KEPT}, **dict.fromkeys(texts, BAD)},
    ]
    paths = [filled(r.pattern, site.open, others) for r in own_routes() if "POST" in r.door[2]]
    client = enter(who)
    for path in [*paths, *(f"/accounts/{p}" for p in SIGN_IN)]:
        for form in forms if least > 100 else forms[:: len(forms) - 1]:
            with transaction.atomic(), queries_seen() as caught:
                status = client.post(path, form).status_code
                transaction.set_rollback(True)
            assert (caught, status < 500) == ([], True), (path, [k for k, v in form.items() if v == BAD])
            asked += 1
    assert asked >= least


def test_no_operation_of_the_api_carries_one(site: GuardedSite, client: Client) -> None:
    token = make_token(site.people.director, "t")[1]
    head = {"HTTP_AUTHORIZATION": f"Bearer {token}", "HTTP_IF_MATCH": '"1"', "HTTP_IDEMPOTENCY_KEY": "one"}
    names = (
        "title",
        "cause",
        "reason",
        "place",
        "parent",
        "kind",
        "owner",
        "measure",
        "value",
        "currency",
        BAD,
    )
    for method, path in operations(client):
        if method == "GET":
            continue
        address = path.replace("{uid}", site.open.risk.uid).replace("{step}", "assess")
        for name in names:
            for bad in (BAD, "a\ud800b", {"id": BAD}, [BAD]):
                with transaction.atomic(), queries_seen() as caught:
                    answer = client.generic(
                        method, address, json.dumps({name: bad}), "application/json", **head
                    )
                    transaction.set_rollback(True)
                assert (caught, answer.status_code < 500) == ([], True), (method, path, name, bad)
    assert called("GET", "/api/v1/risks/{uid}", token, site.open, site)[0] == "200"


@pytest.mark.parametrize(
    "name", ["X-Request-ID", "Idempotency-Key", "If-Match", "If-None-Match", "Referer", "Cookie"]
)
def test_no_header_carries_one(site: GuardedSite, enter: Any, name: str) -> None:
    client, head = enter("director"), {name: BAD, "HX-Target": "panel"}

    with queries_seen() as caught:
        answers = [client.get(f"/risks/{site.open.risk.uid}", headers=head),
                   client.get(f"/api/v1/risks/{site.open.risk.uid}", headers=head),
                   client.post(f"/risks/{site.open.risk.uid}/watch", headers=head)]  # fmt: skip

    assert caught == []
    assert not [answer for answer in answers if answer.status_code >= 500]
