"""Every register's API: versions, repeated requests, refusals, pages."""

from __future__ import annotations

import json
from typing import Any

import pytest
from samples import raw_values, stored

from pilothouse.accounts.tokens import make_token
from pilothouse.kernel.models import ChangeSet
from pilothouse.kernel.reading import read_values
from pilothouse.kernel.writing import change


@pytest.fixture
def api(client: Any, org: Any, spec: Any) -> Any:
    """Call the register's API as the director: api("patch", "/uid", {...}, if_match=1)."""
    _, secret = make_token(org.people.director, "laws")

    def call(method: str, tail: str = "", body: Any = None, *, if_match: Any = None, key: str = "") -> Any:
        head = {"HTTP_AUTHORIZATION": f"Bearer {secret}"}
        if if_match is not None:
            head["HTTP_IF_MATCH"] = f'"{if_match}"'
        if key:
            head["HTTP_IDEMPOTENCY_KEY"] = key
        sent = body if isinstance(body, str) else json.dumps(body or {})
        options = {} if method == "get" else {"data": sent, "content_type": "application/json"}
        return getattr(client, method)(f"/api/v1/{spec.slug}{tail}", **options, **head)

    return call


def makes(spec: Any) -> bool:
    """Whether records are made at the register's own address; places are made below others."""
    return not spec.model.own_place


def test_what_is_sent_is_kept_and_told_back(spec: Any, api: Any, home: Any, people: Any) -> None:
    raw = raw_values(spec, 2, people)
    if not makes(spec):
        assert api("post", "", {**raw, "place": home.uid}).status_code == 422
        return

    made = api("post", "", {**raw, "place": home.uid})
    read = api("get", f"/{made.json()['id']}")

    assert made.status_code == 201, made.content
    assert made["Location"].endswith(made.json()["id"])
    assert made["ETag"] == read["ETag"] == '"1"'
    assert read.json() == made.json()
    record = spec.model._default_manager.get(uid=made.json()["id"])
    wanted = {n: getattr(v, "pk", v) for n, v in read_values(spec, raw, home.currency).items()}
    assert stored(spec, record) == wanted
    again = {n: read.json()[n] for n in spec.form_fields}
    assert {n: getattr(v, "pk", v) for n, v in read_values(spec, again, home.currency).items()} == wanted


def test_a_change_needs_the_version_that_was_read(spec: Any, api: Any, raised: Any) -> None:
    record = raised()
    tail = f"/{record.uid}"

    assert api("patch", tail, {"title": "A"}).status_code == 428
    assert api("patch", tail, {"title": "A"}, if_match=7).status_code == 412
    assert api("patch", tail, {"title": "A"}, if_match="x").status_code == 412
    changed = api("patch", tail, {"title": "A"}, if_match=1)
    assert (changed.status_code, changed["ETag"], changed.json()["title"]) == (200, '"2"', "A")
    stale = api("patch", tail, {"title": "B"}, if_match=1)
    assert (stale.status_code, stale["ETag"]) == (412, '"2"')
    assert api("delete", tail).status_code == 428
    assert api("delete", tail, if_match=1).status_code == 412
    assert api("delete", tail, if_match=2).status_code == 204
    assert api("get", tail).status_code == 404


def test_unchanged_is_told_without_the_content(
    spec: Any, api: Any, client: Any, raised: Any, org: Any
) -> None:
    record, (_, secret) = raised(), make_token(org.people.director, "t")
    head = {"HTTP_AUTHORIZATION": f"Bearer {secret}", "HTTP_IF_NONE_MATCH": '"1"'}

    answer = client.get(f"/api/v1/{spec.slug}/{record.uid}", **head)

    assert (answer.status_code, answer.content) == (304, b"")


def test_a_repeated_request_is_done_once(spec: Any, api: Any, raised: Any) -> None:
    record, before = raised(), ChangeSet.objects.count()
    tail = f"/{record.uid}"

    first = api("patch", tail, {"title": "Once"}, if_match=1, key="k-1")
    second = api("patch", tail, {"title": "Once"}, if_match=1, key="k-1")
    other = api("patch", tail, {"title": "Other"}, if_match=1, key="k-1")

    assert first.status_code == second.status_code == 200
    assert second.content == first.content
    assert second["ETag"] == first["ETag"]
    assert second["Idempotent-Replayed"] == "true"
    assert other.status_code == 422
    assert ChangeSet.objects.count() == before + 1


def test_a_refused_request_is_refused_again_and_a_key_belongs_to_one_person(
    spec: Any, api: Any, raised: Any, client: Any, org: Any
) -> None:
    record = raised()
    tail = f"/{record.uid}"

    refused = [api("patch", tail, {"title": ""}, if_match=1, key="k-2") for _ in range(2)]
    _, secret = make_token(org.people.office_manager, "t")
    head = {"HTTP_AUTHORIZATION": f"Bearer {secret}", "HTTP_IDEMPOTENCY_KEY": "k-2", "HTTP_IF_MATCH": '"1"'}
    theirs = client.patch(f"/api/v1/{spec.slug}{tail}", '{"title": "Theirs"}', "application/json", **head)

    assert [r.status_code for r in refused] == [422, 422]
    assert refused[0].content == refused[1].content
    assert theirs.status_code == 200


@pytest.mark.parametrize(
    ("body", "status"),
    [("[]", 422), ("{", 400), ('{"title": {"a": 1}}', 422),
     ('{"title": "a\\u0000b"}', 422), ('{"owner": "\\u0000"}', 422),
     ('{"title": "\\ud800"}', 422), ('{"nothing": 1}', 422), ('{"owner": "nobody"}', 422), ("", 400)],
)  # fmt: skip
def test_a_body_that_means_nothing_changes_nothing(
    spec: Any, api: Any, raised: Any, body: str, status: int
) -> None:
    record = raised()

    answer = api("patch", f"/{record.uid}", body, if_match=1)

    assert answer.status_code in {status, 400, 422}, answer.content
    assert answer["Content-Type"].startswith("application/problem+json")
    assert spec.model._default_manager.get(pk=record.pk).version == 1


def test_pages_go_on_where_the_last_one_ended(
    spec: Any, api: Any, raised: Any, act: Any, people: Any
) -> None:
    """Also when something new comes in between: nothing is told twice, nothing is left out."""
    made = [raised(n).uid for n in range(7)]

    for sort in ("", "&sort=-title"):
        seen: list[str] = []
        cursor = ""
        while True:
            answer = api("get", f"?limit=3{sort}{cursor}").json()
            seen += [item["id"] for item in answer["items"]]
            if answer["next"] is None:
                break
            cursor = f"&cursor={answer['next']}"
            if not sort:
                raised(1)
        assert sorted(seen) == sorted(made if not sort else {*made, *seen})
        assert len(seen) == len(set(seen))


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=501", "limit=x", "cursor=zzz", "cursor=OTk5", "sort=x", "as_of=9999-12-31"]
)
def test_an_address_that_means_nothing_is_refused(spec: Any, api: Any, query: str) -> None:
    assert api("get", f"?{query}").status_code == 400


def test_history_tells_every_version(spec: Any, api: Any, raised: Any, act: Any) -> None:
    record = raised()
    change(spec, act("director"), record.uid, 1, {"title": "Second"})

    told = api("get", f"/{record.uid}/history").json()

    assert [t["version"] for t in told] == [2, 1]
    assert [c["after"] for c in told[0]["changes"] if c["field"] == "Title"] == ["Second"]
    assert told[0]["by"] == "Director"
    assert api("get", f"/{record.uid}more-than-an-id").status_code in {200, 404}
