"""C18: reading changes nothing, and a session's id is new whenever one may do more than before."""

from __future__ import annotations

import time
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from guarded_site import GuardedSite
from members import PASSWORD
from probing import filled, operations, own_routes

from pilothouse.kernel.models import Delegation

OTHERS: dict[str, Any] = dict.fromkeys(("person", "team", "token", "delegation", "notice", "unit", "mail"), 1)


@pytest.mark.thorough
@pytest.mark.parametrize("who", ["director", "administrator"])
def test_nothing_changes_by_reading(site: GuardedSite, enter: Any, picture: Any, who: str) -> None:
    """Every address is asked for by GET and HEAD, also those that only take forms, with a form's values on it."""
    client, asked = enter(who), 0
    client.get("/inbox")
    values = {"version": "1", "title": "x", "text": "said", "name": "x", "_field": "title", "reason": "x"}
    before, held = picture(), dict(client.session)

    for route in own_routes():
        if route.pattern == "landscape.pdf":
            continue
        path = filled(route.pattern, site.open, {**OTHERS, "person": site.people.support.uid})
        for method in (client.get, client.head):
            method(path, values)
            asked += 1
    for method, path in operations(client):
        if method == "GET":
            client.get(path.replace("{uid}", site.open.risk.uid))
    for path in ("logout/", "2fa/", "2fa/totp/activate/", "password/change/", "reauthenticate/"):
        client.get(f"/accounts/{path}")

    assert asked > 150
    assert picture() == before
    assert client.session.get("_auth_user_id") == held["_auth_user_id"], "nobody is signed out by a link"
    assert "behalf_of" not in client.session
    assert "view_as" not in client.session


def cookie(client: Client) -> str:
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def signed_in(person: Any) -> tuple[Client, str]:
    """A browser that somebody else had first, so that they know its session's id; then its person signs in."""
    client = Client()
    client.get("/accounts/login/")
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    planted = cookie(client)
    answer = client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    assert answer.status_code == 302
    return client, planted


def opens(session_id: str) -> bool:
    """Whether somebody who holds this id is let in."""
    other = Client()
    other.cookies[settings.SESSION_COOKIE_NAME] = session_id
    return bool(other.get("/inbox").status_code == 200)


def test_an_id_that_was_known_before_signing_in_opens_nothing(member: Any) -> None:
    client, planted = signed_in(member)

    assert cookie(client) != planted
    assert (opens(cookie(client)), opens(planted)) == (True, False)
    assert not Session.objects.filter(session_key=planted).exists()


def test_the_second_step_gives_a_new_id(member: Any) -> None:
    secret = generate_totp_secret()
    TOTP.activate(member, secret)
    client, _ = signed_in(member)
    halfway = cookie(client)

    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    answer = client.post("/accounts/2fa/authenticate/", {"code": code})

    assert answer.status_code == 302
    assert (opens(cookie(client)), opens(halfway)) == (True, False)


def test_saying_the_password_again_gives_a_new_id(member: Any) -> None:
    client, _ = signed_in(member)
    before = cookie(client)

    assert client.post("/accounts/reauthenticate/", {"password": PASSWORD}).status_code == 302

    assert (opens(cookie(client)), opens(before)) == (True, False)


def test_acting_for_somebody_gives_a_new_id(member: Any, org: Any) -> None:
    Delegation.objects.create(absent=org.people.manager, deputy=member, starts="2020-01-01T00:00Z",
                              ends="2099-01-01T00:00Z", verbs=["change"])  # fmt: skip
    client, _ = signed_in(member)
    before = cookie(client)

    assert client.post(f"/me/delegation/act/{org.people.manager.uid}").status_code == 302

    assert client.session["behalf_of"] == org.people.manager.uid
    assert (opens(cookie(client)), opens(before)) == (True, False)


def test_a_new_password_ends_the_other_sessions(member: Any) -> None:
    client, _ = signed_in(member)
    elsewhere, _ = signed_in(member)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    form = {
        "oldpassword": PASSWORD,
        "password1": "another long secret 8",
        "password2": "another long secret 8",
    }

    assert client.post("/accounts/password/change/", form).status_code == 302

    assert not opens(cookie(elsewhere))


def test_signing_out_ends_the_session_on_the_server(member: Any) -> None:
    client, _ = signed_in(member)
    held = cookie(client)

    client.post("/accounts/logout/")

    assert not opens(held)
