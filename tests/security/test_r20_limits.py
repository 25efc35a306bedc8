"""R-20: every limit holds over four worker processes together, whatever address a request claims to come from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.test import Client
from workers import at_work

from pilothouse.accounts.tokens import make_token
from pilothouse.kernel import limits

PASSWORD, WRONG = "a long enough secret 7", "not the right one at all"
NOW = "2026-06-15 12:00:05+00:00"  # a minute, a quarter of an hour and an hour have all just begun
WORKERS = 4
# name -> (the limit, of which so many are used up before, status of what passes)
LIMITS = {
    "sign-in from one address": (60, 0, 200), "password": (5, 0, 200), "code": (5, 0, 200),
    "reset for one mailbox": (5, 0, 302), "resets from one address": (20, 0, 302), "invite": (30, 0, 200),
    "open an invitation": (30, 0, 404), "search": (120, 112, 200), "export": (60, 52, 200), "import": (20, 0, 200),
    "token": (600, 592, 200), "wrong token": (30, 0, 401),
}  # fmt: skip


def session(person: Any) -> dict[str, str]:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}


def halfway(person: Any) -> dict[str, str]:
    """The session of somebody whose password was right and who is asked for the code."""
    TOTP.activate(person, generate_totp_secret())
    client = Client()
    client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    return {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}


def use_up(what: str, who: str, count: int) -> None:
    limits._held.clear()  # what this process took in blocks for other tests
    limits.attempt(what, who, limit=count, seconds=60, block=count)
    limits._held.clear()


def prepared(org: Any) -> dict[str, dict[str, Any]]:
    """What each request is; the people and sessions behind them are made, the long limits nearly used up."""
    people = org.people
    for person in (people.member, people.support):
        person.set_password(PASSWORD)
        person.save()
    token, secret = make_token(people.manager, "t")
    use_up("search", str(people.director.pk), 112)
    use_up("export", str(people.director.pk), 52)
    use_up("api-token", token.digest, 592)
    login, reset = "/accounts/login/", "/accounts/password/reset/"
    director = session(people.director)
    return {
        "sign-in from one address": _post(login, {"login": "n{n}@example.org", "password": WRONG}, "192.0.2.1"),
        "password": _post(login, {"login": people.member.email, "password": WRONG}, "192.0.2.2"),
        "code": {**_post("/accounts/2fa/authenticate/", {"code": "000000"}), "cookies": halfway(people.support)},
        "reset for one mailbox": _post(reset, {"email": people.member.email}, "192.0.2.4"),
        "resets from one address": _post(reset, {"email": "n{n}@example.org"}, "192.0.2.5"),
        "invite": {**_post("/people/new", {"name": "N", "email": "i{n}@example.org"}), "cookies": director},
        "open an invitation": _get("/invitation/guessed-by-somebody", address="192.0.2.6"),
        "search": {**_get("/search"), "cookies": director},
        "export": {**_get("/risks/export.csv"), "cookies": director},
        "import": {**_get("/import"), "cookies": director},
        "token": _get("/api/v1/risks", HTTP_AUTHORIZATION=f"Bearer {secret}"),
        "wrong token": _get("/api/v1/risks", address="192.0.2.7", HTTP_AUTHORIZATION="Bearer ph_guessed"),
    }  # fmt: skip


def _get(path: str, *, address: str = "192.0.2.9", **head: str) -> dict[str, Any]:
    return {"method": "GET", "path": path, "head": {"REMOTE_ADDR": address, **head}}


def _post(path: str, form: dict[str, str], address: str = "192.0.2.9") -> dict[str, Any]:
    return {"method": "POST", "path": path, "form": form, "head": {"REMOTE_ADDR": address}}


@pytest.mark.thorough
@pytest.mark.django_db(transaction=True)
def test_four_workers_let_through_no_more_than_one_limit(org: Any, tmp_path: Path) -> None:
    with time_machine.travel(NOW, tick=False):
        asked = prepared(org)
    left = {name: limit - used for name, (limit, used, _) in LIMITS.items()}
    times = {name: count // WORKERS + 2 for name, count in left.items()}
    times["token"] = (
        left["token"] + 2
    )  # a worker takes a token's tries in blocks, and one of them gets the last
    asks = [{**ask, "name": name, "times": times[name]} for name, ask in asked.items()]

    told = at_work(tmp_path, NOW, asks, WORKERS)

    assert set(told) == set(LIMITS)
    for name, answers in told.items():
        passed = [status for status, _ in answers if status != 429]
        waits = [int(wait or 0) for status, wait in answers if status == 429]
        assert (name, passed) == (name, [LIMITS[name][2]] * left[name])
        assert (name, len(waits)) == (name, len(answers) - left[name])
        assert all(0 < wait <= 3600 for wait in waits), name
