"""C06: nobody finds out who has an account, and nobody guesses their way into one."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.test import Client
from members import PASSWORD
from samples import still

WRONG = "not the right one at all"
HOME = "203.0.113.5"


def sign_in(email: str, password: str, address: str = HOME, **headers: str) -> Any:
    headers = {f"HTTP_{name}": value for name, value in headers.items()}
    return Client(REMOTE_ADDR=address).post(
        "/accounts/login/", {"login": email, "password": password}, **headers
    )


def alike(response: Any, *told: str) -> tuple[int, str]:
    text = still(response.content, *told)
    return response.status_code, re.sub(r"<code>[0-9a-f]{16}</code>", "<code>request</code>", text)


def test_a_wrong_password_and_an_unknown_address_look_alike(member: Any) -> None:
    known, unknown = sign_in(member.email, WRONG), sign_in("nobody@example.org", WRONG)

    assert alike(known, member.email) == alike(unknown, "nobody@example.org")


def test_a_closed_account_looks_like_a_wrong_password(member: Any, org: Any) -> None:
    member.is_active = False
    member.save()

    closed, unknown = sign_in(member.email, PASSWORD), sign_in("nobody@example.org", PASSWORD)

    assert alike(closed, member.email) == alike(unknown, "nobody@example.org")


def test_as_much_is_hashed_for_an_unknown_address(member: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    hashed: list[str] = []
    encode = MD5PasswordHasher.encode

    def counted(self: Any, password: str, salt: str) -> str:
        hashed.append(password)
        return str(encode(self, password, salt))

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)

    sign_in(member.email, WRONG)
    known = len(hashed)
    sign_in("nobody@example.org", WRONG)

    assert known > 0
    assert len(hashed) - known == known


def test_asking_for_a_reset_says_nothing_about_the_address(member: Any) -> None:
    answers = []
    for email in (member.email, "nobody@example.org"):
        asked = Client().post("/accounts/password/reset/", {"email": email}, follow=True)
        answers.append((asked.redirect_chain, *alike(asked, email)))

    assert answers[0] == answers[1]
    assert [m.to for m in mail.outbox] == [[member.email]]


def test_the_reset_goes_to_the_kept_address_not_to_a_look_alike(member: Any) -> None:
    member.email = "mıke@example.org"  # with a dotless i
    member.save()

    Client().post("/accounts/password/reset/", {"email": "mike@example.org"})

    assert mail.outbox == []


def test_the_sixth_wrong_password_from_one_address_is_refused(member: Any) -> None:
    first = [sign_in(member.email, WRONG).status_code for _ in range(5)]
    sixth, right = sign_in(member.email, WRONG), sign_in(member.email, PASSWORD)

    assert first == [200] * 5
    assert (sixth.status_code, right.status_code) == (429, 429)
    assert 0 < int(sixth["Retry-After"]) <= 900


def test_somebody_who_is_refused_locks_nobody_else_out(member: Any, org: Any) -> None:
    org.people.support.set_password(PASSWORD)
    org.people.support.save()
    for _ in range(7):
        sign_in(member.email, WRONG)

    beside, elsewhere = (
        sign_in(org.people.support.email, PASSWORD),
        sign_in(member.email, PASSWORD, "198.51.100.9"),
    )

    assert (beside.status_code, elsewhere.status_code) == (302, 302)


def test_a_forwarded_address_that_nobody_vouches_for_is_no_way_round(member: Any) -> None:
    said = [
        sign_in(
            member.email, WRONG, X_FORWARDED_FOR=f"198.51.100.{n}", X_REAL_IP=f"198.51.100.{n}"
        ).status_code
        for n in range(6)
    ]

    assert said == [200] * 5 + [429]


def test_what_the_own_proxy_says_is_believed_and_no_more(member: Any, settings: Any) -> None:
    settings.TRUSTED_PROXIES = ("10.0.0.1",)
    for n in range(5):
        sign_in(member.email, WRONG, "10.0.0.1", X_FORWARDED_FOR=f"192.0.2.{n}, {HOME}")

    refused = sign_in(member.email, WRONG, "10.0.0.1", X_FORWARDED_FOR=HOME)
    other = sign_in(member.email, WRONG, "10.0.0.1", X_FORWARDED_FOR="198.51.100.9")

    assert (refused.status_code, other.status_code) == (429, 200)


def test_addresses_of_one_ipv6_network_count_as_one(member: Any) -> None:
    said = [sign_in(member.email, WRONG, f"2001:db8:1:2::{n:x}").status_code for n in range(1, 7)]

    assert said == [200] * 5 + [429]


def test_an_account_that_is_attacked_from_everywhere_is_slowed_and_never_locked(
    member: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    monkeypatch.setattr("pilothouse.accounts.adapter.time.sleep", waits.append)
    for n in range(30):
        sign_in(member.email, WRONG, f"198.51.100.{n}")

    right = sign_in(member.email, PASSWORD)

    assert right.status_code == 302
    assert len(waits) == 11
    assert waits == sorted(waits)
    assert 0 < waits[0] <= waits[-1] <= 2.0


def test_right_passwords_use_no_tries_up(member: Any) -> None:
    assert [sign_in(member.email, PASSWORD).status_code for _ in range(8)] == [302] * 8


def _with_second_step(person: Any) -> Client:
    TOTP.activate(person, generate_totp_secret())
    client = Client(REMOTE_ADDR=HOME)
    answer = client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    assert answer["Location"].startswith("/accounts/2fa/authenticate/")
    return client


def test_the_sixth_wrong_code_is_refused(member: Any) -> None:
    client = _with_second_step(member)

    said = [client.post("/accounts/2fa/authenticate/", {"code": f"{n:06d}"}) for n in range(6)]

    assert [r.status_code for r in said] == [200] * 5 + [429]
    assert int(said[-1]["Retry-After"]) > 0
    assert client.get("/inbox").status_code == 302


def test_a_wrong_password_when_changing_it_is_counted_too(member: Any) -> None:
    client = Client(REMOTE_ADDR=HOME)
    client.force_login(member, backend="django.contrib.auth.backends.ModelBackend")

    said = [client.post("/accounts/reauthenticate/", {"password": WRONG}).status_code for _ in range(6)]

    assert said == [200] * 5 + [429]


@pytest.mark.parametrize(
    "page", ["signup/", "email/", "confirm-email/", "confirm-email/abc/", "login/code/confirm/"]
)
def test_pages_that_would_tell_of_other_accounts_are_shut(page: str, browse: Any) -> None:
    for client in (browse(None), browse("guest")):
        assert client.get(f"/accounts/{page}").status_code == 404
        assert client.post(f"/accounts/{page}", {"email": "director@example.org"}).status_code == 404
