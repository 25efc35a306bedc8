"""C01: an id of something one may not see is no use anywhere: in an address, a form, a filter or a body."""

from __future__ import annotations

import json
from typing import Any

import pytest
from guarded_site import GuardedSite

from pilothouse.accounts.tokens import make_token
from pilothouse.kernel.models import Link


def test_ids_in_forms_reach_nothing_hidden(site: GuardedSite, enter: Any, picture: Any) -> None:
    client, here, there = enter("director"), site.open, site.sealed
    stolen = [
        (f"/risks/{here.risk.uid}/link", {"to": there.risk.uid, "kind": "relates"}),
        (f"/w/{here.place.uid}/move", {"parent": there.place.uid}),
        (f"/w/{there.place.uid}/move", {"parent": here.place.uid}),
        ("/risks/new", {"place": there.place.uid, "title": "Mine"}),
        (f"/risks/{here.risk.uid}/parts/responses/{there.response}", {"version": "1", "title": "Mine"}),
        (f"/risks/{here.risk.uid}/comment/{there.comment}/remove", {}),
        (f"/risks/{here.risk.uid}/unlink/{there.link}", {}),
        (f"/access/take/{there.grant}", {}),
        (f"/files/{there.file}/remove", {}),
        (f"/undo/{there.change}", {}),
        ("/import", {"under": there.place.uid, "organisation": ""}),
    ]
    client.get("/inbox")
    before = picture()

    for path, form in stolen:
        answer = client.post(path, form)
        assert answer.status_code in {302, 200, 404, 422}, path
        assert picture() == before, path


def test_a_tie_to_something_hidden_can_be_neither_seen_nor_cut(site: GuardedSite, enter: Any) -> None:
    tied = Link.objects.create(
        source=site.open.risk.card, target=site.sealed.risk.card, kind="blocks", at=site.open.risk.since
    )

    answer = enter("director").post(f"/risks/{site.open.risk.uid}/unlink/{tied.pk}")

    assert answer.status_code == 404
    assert Link.objects.filter(pk=tied.pk).exists()


@pytest.mark.parametrize("who", ["director", "manager", "guest"])
def test_ids_in_bodies_reach_nothing_hidden(site: GuardedSite, client: Any, picture: Any, who: str) -> None:
    head = {
        "HTTP_AUTHORIZATION": f"Bearer {make_token(getattr(site.people, who), 't')[1]}",
        "HTTP_IF_MATCH": '"1"',
    }
    there, kind = site.sealed, "application/json"
    client.get("/api/v1/risks", **head)
    before = picture()

    answers = [
        client.post("/api/v1/risks", json.dumps({"place": there.place.uid, "title": "x"}), kind, **head),
        client.post(
            "/api/v1/workspaces",
            json.dumps({"parent": there.place.uid, "kind": "project", "title": "x"}),
            kind,
            **head,
        ),
        client.post(f"/api/v1/workspaces/{there.workspace.uid}/facts",
                    json.dumps({"measure": "budget", "effective": "2026-01-01", "value": "1"}), kind, **head),
        client.patch(f"/api/v1/risks/{there.risk.uid}", json.dumps({"title": "x"}), kind, **head),
        client.delete(f"/api/v1/risks/{there.risk.uid}", **head),
    ]  # fmt: skip

    assert {a.status_code for a in answers} <= {404, 422}
    assert picture() == before


def test_a_part_of_another_record_is_not_moved_here(site: GuardedSite, client: Any) -> None:
    head = {
        "HTTP_AUTHORIZATION": f"Bearer {make_token(site.people.director, 't')[1]}",
        "HTTP_IF_MATCH": '"1"',
    }
    body = json.dumps({"responses": [{"id": site.near.response, "title": "Taken"}]})

    client.patch(f"/api/v1/risks/{site.open.risk.uid}", body, "application/json", **head)

    assert site.near.risk.responses.get().title == "near response-title"
