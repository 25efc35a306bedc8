"""C04: only what a form declares is ever written; everything else is refused by name."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.forms.models import model_to_dict
from guarded_site import GuardedSite

from pilothouse.accounts.models import ApiToken, Person
from pilothouse.accounts.tokens import make_token
from pilothouse.kernel.models import KERNEL_FIELDS
from pilothouse.kernel.spec import REGISTERS
from pilothouse.kernel.writing import columns_of, writable_names

FORGED = {
    "id": "1",
    "uid": "x",
    "card": "1",
    "card_id": "1",
    "place": "1",
    "place_id": "1",
    "code": "R-99",
    "status": "closed",
    "author": "1",
    "author_id": "1",
    "version": "77",
    "since": "2020-01-01",
    "removed_at": "2020-01-01",
    "sort": "a",
    "project_id": "1",
    "is_staff": "1",
    "is_superuser": "1",
    "is_active": "0",
    "owner_id": "1",
    "created_at": "2020-01-01",
    "everything": "1",
    "verbs": "grant",
    "person": "1",
    "email": "evil@example.org",
    "password": "x",
    "handle": "x",
    "joined": "2020-01-01",
    "uid_from": "x",
    "expires": "2099-01-01",
    "days": "99999",
    "limit": "99999",
    "kind_id": "1",
}


@pytest.mark.parametrize("slug", ["risks", "workspaces"])
def test_each_field_that_is_not_declared_is_refused_by_name(
    site: GuardedSite, client: Any, slug: str
) -> None:
    spec = REGISTERS[slug]
    record = site.open.risk if slug == "risks" else site.open.workspace
    head = {
        "HTTP_AUTHORIZATION": f"Bearer {make_token(site.people.director, 't')[1]}",
        "HTTP_IF_MATCH": f'"{record.version}"',
    }
    every = {f.attname for f in spec.model._meta.concrete_fields} | {
        f.name for f in spec.model._meta.concrete_fields
    }
    forbidden = (every | set(FORGED)) - writable_names(spec) - {p.name for p in spec.parts}
    before = columns_of(spec, spec.model.objects.get(pk=record.pk))

    for name in sorted(forbidden):
        answer = client.patch(
            f"/api/v1/{slug}/{record.uid}", json.dumps({name: "1"}), "application/json", **head
        )
        assert answer.status_code == 422, (name, answer.content)
    assert columns_of(spec, spec.model.objects.get(pk=record.pk)) == before
    assert forbidden >= KERNEL_FIELDS - {"removed_at"}


def test_forms_write_what_they_show_and_nothing_beside(site: GuardedSite, enter: Any) -> None:
    spec, risk = REGISTERS["risks"], site.open.risk
    form = {
        **dict.fromkeys(spec.form_fields, ""),
        **FORGED,
        "title": "Shown",
        "kind": "threat",
        "category": "delivery",
        "proximity": "project",
        "version": str(risk.version),
    }
    before = columns_of(spec, spec.model.objects.get(pk=risk.pk))

    answer = enter("director").post(f"/risks/{risk.uid}/edit", form)

    assert answer.status_code == 302
    after = columns_of(spec, spec.model.objects.get(pk=risk.pk))
    changed = {k for k in after if after[k] != before[k]}
    assert "title" in changed
    assert changed <= {spec.field(n).attname for n in spec.form_fields} | {"version", "since", "sort"}


def test_a_person_changes_only_what_the_page_of_a_person_asks(site: GuardedSite, enter: Any) -> None:
    member, client = site.people.member, enter("member")
    member.refresh_from_db()  # signing in has noted the hour
    before = model_to_dict(member)

    client.post(f"/people/{member.uid}/edit", {**FORGED, "name": "Member", "job": "Boss"})

    member.refresh_from_db()
    after = model_to_dict(member)
    assert {k for k in after if after[k] != before[k]} <= {"job", "search"}
    assert after["job"] == "Boss"


def test_nobody_makes_a_token_for_somebody_else_or_for_ever(site: GuardedSite, enter: Any) -> None:
    client = enter("member")
    person = str(Person.objects.get(name="Director").pk)
    client.post("/me/security", {**FORGED, "name": "mine", "scope": "read", "days": "30", "person": person})
    client.post("/me/security", {"name": "long", "scope": "read", "days": "99999"})

    token = ApiToken.objects.get()
    assert token.person == site.people.member
    assert token.expires - token.made == timedelta(days=30)
    assert set(token.verbs) == {"view", "view_own"}


def test_changing_the_password_needs_the_old_one_and_a_good_new_one(site: GuardedSite, enter: Any) -> None:
    member = site.people.member
    member.set_password("a long enough secret 7")
    member.save()
    client = enter("member")
    for old, new in (
        ("wrong", "another long secret 8"),
        ("a long enough secret 7", "short"),
        ("", "another long secret 8"),
    ):
        client.post("/accounts/password/change/", {"oldpassword": old, "password1": new, "password2": new})

    member.refresh_from_db()
    assert member.check_password("a long enough secret 7")
