"""Who may not see a record learns nothing of it: the answer is that for an id that nobody ever had."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from samples import still

from pilothouse.accounts.tokens import make_token
from pilothouse.kernel.uids import new_uid

pytestmark = pytest.mark.usefixtures("one_moment")
SHAPE = {"HTTP_X_REQUEST_ID": "one-and-the-same"}


def pages(spec: Any) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Every address of a record: method, what follows the record's own address, form."""
    for tail in ("", "/edit", "/merge", "/history", "/who"):
        yield "get", tail, {}
    said = {"version": "1", "title": "Mine now", "text": "hello", "to": "x", "kind": "relates"}
    tails = ["/edit", "/merge", "/remove", "/restore", "/comment", "/link", "/attach", "/watch", "/unlink/1"]
    tails += [f"/move/{m.name}" for m in spec.moves] + [f"/parts/{p.name}/new" for p in spec.parts]
    for tail in tails:
        yield "post", tail, {**said, "reason": "because"}
    yield "post", "/autosave", {**said, "_field": "title"}


def operations(spec: Any) -> Iterator[tuple[str, str, str]]:
    """Every operation of the API on a record."""
    yield from (
        ("get", "", ""),
        ("get", "/history", ""),
        ("patch", "", '{"title": "Mine now"}'),
        ("delete", "", ""),
    )
    for step in spec.moves:
        yield "post", f"/moves/{step.name}", '{"reason": "because"}'


def asked(send: Any, *words: Any, **head: Any) -> tuple[Any, int]:
    with CaptureQueriesContext(connection) as queries:
        answer = send(*words, **head)
    return answer, len(queries)


@pytest.mark.parametrize("who", ["stranger", "guest", "manager", "director"])
def test_pages_answer_as_for_a_missing_id(spec: Any, raised: Any, page: Any, org: Any, who: str) -> None:
    hidden = raised(0, place=org.sealed, by="insider") if who == "director" else raised(0, place=org.other)
    nobody, browser = new_uid(), page(who)
    browser.get("/inbox")

    for method, tail, form in pages(spec):
        send = getattr(browser, method)
        seen = [asked(send, f"/{spec.slug}/{uid}{tail}", form, **SHAPE) for uid in (hidden.uid, nobody)]
        (theirs, cost), (missing, base) = seen
        assert theirs.status_code == missing.status_code == 404, (method, tail, theirs.status_code)
        assert still(theirs.content, hidden.uid) == still(missing.content, nobody), (method, tail)
        assert cost == base, (method, tail, cost, base)
    assert spec.model._default_manager.get(pk=hidden.pk).version == 1


@pytest.mark.parametrize("who", ["stranger", "guest", "manager", "director"])
def test_the_api_answers_as_for_a_missing_id(spec: Any, raised: Any, client: Any, org: Any, who: str) -> None:
    hidden = raised(0, place=org.sealed, by="insider") if who == "director" else raised(0, place=org.other)
    nobody = new_uid()
    _, secret = make_token(getattr(org.people, who), "t")
    head = {"HTTP_AUTHORIZATION": f"Bearer {secret}", "HTTP_IF_MATCH": '"1"', **SHAPE}
    client.get("/api/v1/risks", **head)

    for method, tail, body in operations(spec):
        send, url = getattr(client, method), f"/api/v1/{spec.slug}"
        more = {} if method == "get" else {"data": body, "content_type": "application/json"}
        seen = [asked(send, f"{url}/{uid}{tail}", **more, **head) for uid in (hidden.uid, nobody)]
        (theirs, cost), (missing, base) = seen
        assert theirs.status_code == missing.status_code == 404, (method, tail, theirs.content)
        assert still(theirs.content, hidden.uid) == still(missing.content, nobody)
        assert cost == base, (method, tail)
    assert spec.model._default_manager.get(pk=hidden.pk).version == 1


def test_the_answer_is_the_same_whoever_is_not_allowed(spec: Any, raised: Any, page: Any, org: Any) -> None:
    """The law would hold for a page that is always missing: who may see the record gets it."""
    record = raised()

    assert page("director").get(f"/{spec.slug}/{record.uid}").status_code == 200
