"""R-20: whoever is refused stands in nobody else's way."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.core import mail
from django.test import Client
from members import PASSWORD

from pilothouse.accounts.resets import MAILS_AN_HOUR
from pilothouse.accounts.tokens import make_token
from pilothouse.kernel import limits

HOME = "203.0.113.5"
RESET = "/accounts/password/reset/"


@pytest.fixture(autouse=True)
def _one_minute() -> Any:
    limits._held.clear()
    with time_machine.travel("2026-06-15 12:00:05+00:00", tick=False):
        yield
    limits._held.clear()


def use_up(what: str, who: Any, seconds: int) -> None:
    """As if all tries of the stretch had been made, by another worker."""
    limits.attempt(what, str(who.pk), limit=9999, seconds=seconds, block=9000)
    limits._held.clear()


def ask_for_reset(email: str, address: str) -> int:
    return int(Client(REMOTE_ADDR=address).post(RESET, {"email": email}).status_code)


def test_who_asks_for_somebodys_reset_too_often_keeps_them_from_nothing(member: Any) -> None:
    """From one address, then from many: the owner asks and is answered, and a mail of this hour lies there."""
    for _ in range(7):
        last = ask_for_reset(member.email, "192.0.2.43")
    for number in range(20):
        ask_for_reset(member.email, f"198.51.100.{number}")

    assert last == 429
    assert ask_for_reset(member.email, HOME) == 302
    assert len(mail.outbox) == MAILS_AN_HOUR
    link = next(word for word in mail.outbox[0].body.split() if "/reset/key/" in word)
    with time_machine.travel("2026-06-15 12:59:55+00:00", tick=False):
        assert b"password1" in Client().get("/" + link.split("/", 3)[3], follow=True).content
    with time_machine.travel("2026-06-15 13:00:10+00:00", tick=False):
        assert ask_for_reset(member.email, HOME) == 302
    assert len(mail.outbox) == MAILS_AN_HOUR + 1


def test_the_limit_on_mails_says_nothing_about_who_is_there(member: Any) -> None:
    told = []
    for email in (member.email, "nobody@example.org"):
        told.append([ask_for_reset(email, f"198.51.100.{number}") for number in range(MAILS_AN_HOUR + 3)])

    assert told[0] == told[1] == [302] * (MAILS_AN_HOUR + 3)


def test_wrong_codes_from_elsewhere_leave_the_owner_their_own(member: Any) -> None:
    secret = generate_totp_secret()
    TOTP.activate(member, secret)

    def halfway(address: str) -> Client:
        client = Client(REMOTE_ADDR=address)
        client.post("/accounts/login/", {"login": member.email, "password": PASSWORD})
        return client

    thief, owner = halfway("192.0.2.75"), halfway(HOME)
    said = [thief.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code for _ in range(8)]
    code = format_hotp_value(hotp_value(secret, 1781524805 // 30))

    assert said[5:] == [429] * 3
    assert owner.post("/accounts/2fa/authenticate/", {"code": code}).status_code == 302
    assert owner.get("/inbox").status_code == 200


PAGES = {"search": "/search", "export": "/risks/export.csv", "import": "/import", "palette": "/palette"}


@pytest.mark.parametrize(("what", "path"), PAGES.items())
def test_one_person_uses_up_their_own_tries_only(org: Any, browse: Any, what: str, path: str) -> None:
    use_up(what, org.people.director, 60)

    refused, other = browse("director").get(path), browse("office_manager").get(path)

    assert (refused.status_code, other.status_code) == (429, 200)
    assert 0 < int(refused["Retry-After"]) <= 60


def test_wrong_tokens_leave_a_right_one_its_way(org: Any) -> None:
    _, secret = make_token(org.people.manager, "t")
    client = Client(REMOTE_ADDR=HOME)
    for _ in range(35):
        last = client.get("/api/v1/risks", HTTP_AUTHORIZATION="Bearer ph_guessed").status_code

    assert last == 429
    assert client.get("/api/v1/risks", HTTP_AUTHORIZATION=f"Bearer {secret}").status_code == 200


def test_invitations_are_refused_with_the_time_to_wait(org: Any, browse: Any) -> None:
    use_up("invite", org.people.director, 3600)

    refused = browse("director").post("/people/new", {"name": "N", "email": "n@example.org"})
    other = browse("office_manager").post("/people/new", {"name": "N", "email": "n@example.org"})

    assert (refused.status_code, other.status_code) == (429, 200)
    assert 0 < int(refused["Retry-After"]) <= 3600
