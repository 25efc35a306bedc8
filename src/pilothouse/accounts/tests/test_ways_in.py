"""Invitations and tokens: each secret works once or for a time, and is kept nowhere in the open."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail, serializers
from django.utils import timezone

from pilothouse.accounts.actions import add_person, close_access
from pilothouse.accounts.invitations import LIFETIME, invited, take_up
from pilothouse.accounts.models import ApiToken, Invitation, Person
from pilothouse.accounts.tokens import make_token, token_for
from pilothouse.kernel.errors import Denied, Invalid
from pilothouse.kernel.models import Verb

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
WORD = "correct horse battery staple"


def invite(act: Any, by: str = "manager", email: str = "new@example.org") -> tuple[Person, str]:
    return add_person(act(by), email=email, name="New Person")


def test_an_invitation_works_once(act: Any, client: Any) -> None:
    person, secret = invite(act)

    assert client.post(f"/invitation/{secret}", {"password": "short"}).status_code == 422
    assert client.post(f"/invitation/{secret}", {"password": WORD}).status_code == 302
    assert client.get(f"/invitation/{secret}").status_code == 404
    assert take_up(secret, "another long password") is None

    assert Person.objects.get(pk=person.pk).check_password(WORD)
    assert secret not in serializers.serialize("json", Invitation.objects.all())


def test_an_invitation_runs_out_and_gives_way_to_a_newer_one(act: Any) -> None:
    with time_machine.travel(NOW, tick=False):
        _, first = invite(act)
        _, second = invite(act)
        assert invited(first) is None
        assert invited(second) is not None
    with time_machine.travel(NOW + LIFETIME, tick=False):
        assert invited(second) is None
        assert take_up(second, WORD) is None


def test_closed_access_is_not_opened_by_an_old_invitation(act: Any) -> None:
    person, secret = invite(act, "administrator")
    close_access(act("administrator"), person, closed=True)

    assert take_up(secret, WORD) is None
    assert not Person.objects.get(pk=person.pk).is_active


def test_nobody_gets_into_anothers_account_by_inviting_them(org: Any, act: Any) -> None:
    org.people.director.set_password(WORD)
    org.people.director.save()

    with pytest.raises(Invalid):
        invite(act, "manager", org.people.director.email)
    with pytest.raises(Invalid):
        invite(act, "manager", org.people.analyst.email)  # no password yet, and holds more than the manager
    with pytest.raises(Denied):
        invite(act, "support")

    assert not Invitation.objects.exists()


def ask(client: Any, secret: str, method: str = "get", url: str = "/api/v1/risks", body: Any = None) -> int:
    head = {"HTTP_AUTHORIZATION": f"Bearer {secret}", "HTTP_IF_MATCH": '"1"'}
    sent = {} if method == "get" else {"data": json.dumps(body or {}), "content_type": "application/json"}
    return int(getattr(client, method)(url, **sent, **head).status_code)


def test_a_token_is_kept_hashed_and_ends_at_its_time(org: Any, client: Any) -> None:
    with time_machine.travel(NOW, tick=False):
        _, secret = make_token(org.people.manager, "t", days=2)
        assert ask(client, secret) == 200
        assert secret not in serializers.serialize("json", ApiToken.objects.all())
    with time_machine.travel(NOW + timedelta(days=2), tick=False):
        assert ask(client, secret) == 401


def test_a_token_is_revoked_at_once_by_its_owner_alone(org: Any, client: Any) -> None:
    token, secret = make_token(org.people.manager, "t")
    backend = "django.contrib.auth.backends.ModelBackend"

    client.force_login(org.people.director, backend=backend)
    assert client.post(f"/me/tokens/{token.pk}/revoke").status_code == 404
    assert token_for(secret) is not None
    client.force_login(org.people.manager, backend=backend)
    client.post(f"/me/tokens/{token.pk}/revoke")
    client.logout()

    assert ask(client, secret) == 401


def test_a_token_may_no_more_than_its_scope_and_its_owner(org: Any, client: Any) -> None:
    body = {"place": org.project.uid, "title": "Flood"}
    _, reading = make_token(org.people.manager, "r", verbs=(str(Verb.VIEW),))
    _, writing = make_token(org.people.manager, "w")
    _, guest = make_token(org.people.guest, "g")

    assert ask(client, reading) == 200
    assert ask(client, reading, "post", body=body) == 403
    assert ask(client, guest, "post", body=body) in {403, 404}
    assert ask(client, writing, "post", body=body) == 201
    org.people.manager.is_active = False
    org.people.manager.save()
    assert ask(client, writing) == 401


def test_a_wrong_token_is_no_way_in(org: Any, client: Any) -> None:
    for secret in ("", "ph_", "ph_" + "x" * 43, "null"):
        assert ask(client, secret) == 401
    assert client.get("/api/v1/risks").status_code == 401


@pytest.mark.req("REQ-042")
def test_who_is_who_finds_whom_to_ask_about_invoices(org: Any, client: Any) -> None:
    clerk = org.people.support
    clerk.ask_me, clerk.phone, clerk.languages = (
        "supplier invoices, purchase orders",
        "+44 20 7946 0000",
        "English, Czech",
    )
    clerk.hours, clerk.job, clerk.backup = "9 to 15", "Project accountant", org.people.member
    clerk.save()
    client.force_login(org.people.manager, backend="django.contrib.auth.backends.ModelBackend")

    found = client.get("/people?q=Invoice").content.decode()
    page = client.get(f"/people/{clerk.uid}").content.decode()

    assert f"/people/{clerk.uid}" in found
    assert f"/people/{org.people.member.uid}" not in found
    for shown in (
        "Project accountant",
        clerk.phone,
        clerk.languages,
        clerk.hours,
        "Member",
        "Project support",
    ):
        assert shown in page
    assert timezone.now() > clerk.joined


def test_a_second_step_can_be_set_up_after_a_reset(org: Any, client: Any) -> None:
    """The sign-in library notes the address of a reset as not verified; nobody here could ever verify it."""
    person = org.people.member
    person.set_password(WORD)
    person.save()
    client.post("/accounts/password/reset/", {"email": person.email})
    link = re.search(r"/accounts/password/reset/key/\S+", str(mail.outbox[0].body))
    assert link
    form = client.get(link.group(), follow=True)
    client.post(form.redirect_chain[-1][0], {"password1": WORD + "!", "password2": WORD + "!"})
    client.post("/accounts/login/", {"login": person.email, "password": WORD + "!"})

    again = {"password": WORD + "!"}
    client.post("/accounts/reauthenticate/", again)

    assert client.get("/accounts/2fa/totp/activate/").status_code == 200
