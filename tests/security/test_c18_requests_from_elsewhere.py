"""C18: no other site writes in somebody's name: every unsafe request carries the page's token."""

from __future__ import annotations

import re
from typing import Any

import pytest
from crawling import body_of
from django.conf import settings
from django.test import Client
from guarded_site import GuardedSite
from probing import API, filled, operations, own_routes, routes

from pilothouse.accounts.tokens import make_token

UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
# answered before a session is looked at: a browser's report of what it refused, kept in the log and nowhere else
WITHOUT_SESSION = {"csp-report"}
# the ids of what is neither in a project nor anybody's
OTHERS: dict[str, Any] = dict.fromkeys(("person", "team", "token", "delegation", "notice", "unit", "mail"), 1)
SIGN_IN = (
    "login/", "logout/", "reauthenticate/", "password/change/", "password/set/", "password/reset/",
    "password/reset/key/1-set-password/", "2fa/authenticate/", "2fa/reauthenticate/", "2fa/totp/activate/",
    "2fa/totp/deactivate/", "2fa/recovery-codes/generate/",
)  # fmt: skip


@pytest.fixture
def addresses(site: GuardedSite) -> list[str]:
    """Every address of the application, filled in for the open project."""
    found = [filled(route.pattern, site.open, OTHERS) for route in own_routes()]
    return [*found, *(f"/accounts/{path}" for path in SIGN_IN)]


def test_nobody_is_let_off_but_the_api_which_asks_for_itself() -> None:
    let_off = {r.pattern for r in routes() if getattr(r.view, "csrf_exempt", False)}

    assert {pattern for pattern in let_off if not pattern.startswith(API)} == set()
    assert len(let_off) >= 10
    middleware = settings.MIDDLEWARE
    assert "django.middleware.csrf.CsrfViewMiddleware" in middleware


@pytest.mark.thorough
def test_every_route_refuses_a_write_without_the_token(
    addresses: list[str], enter: Any, site: GuardedSite, picture: Any
) -> None:
    client = enter("director", enforce_csrf_checks=True)
    client.get("/inbox")
    before, asked = picture(), 0

    for path in addresses:
        for method in UNSAFE:
            status = client.generic(
                method, path, "version=1&title=x", "application/x-www-form-urlencoded"
            ).status_code
            wanted = {400, 405} if path.strip("/") in WITHOUT_SESSION else {403}
            assert status in wanted, (method, path)
            asked += 1

    assert asked > 300
    assert picture() == before


def test_every_operation_of_the_api_refuses_a_page_without_the_token(
    enter: Any, site: GuardedSite, picture: Any
) -> None:
    """With a session; a program's own token in the header is nothing that a browser adds by itself."""
    client = enter("director", enforce_csrf_checks=True)
    listed = [(m, re.sub(r"\{\w+\}", site.open.risk.uid, path)) for m, path in operations(client)]
    before, writes = picture(), [(m, path) for m, path in listed if m in UNSAFE]

    assert len(writes) >= 10
    for method, path in writes:
        answer = client.generic(method, path, "{}", "application/json", HTTP_IF_MATCH='"1"')
        assert answer.status_code == 403, (method, path)
    assert picture() == before
    head = {
        "HTTP_AUTHORIZATION": f"Bearer {make_token(site.people.director, 't')[1]}",
        "HTTP_IF_MATCH": '"2"',
    }
    own = client.patch(
        f"/api/v1/risks/{site.open.risk.uid}", '{"title": "By a program"}', "application/json", **head
    )
    assert own.status_code in {200, 412}


def _token(client: Client) -> str:
    page = client.get("/people/new").content.decode()
    return str(re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page).group(1))  # type: ignore[union-attr]


def test_only_the_own_token_from_the_own_site_is_taken(enter: Any, site: GuardedSite) -> None:
    client = enter("director", enforce_csrf_checks=True)
    own, other = (
        _token(client),
        _token(enter("manager")),
    )
    path, text = f"/risks/{site.open.risk.uid}/comment", {"text": "said"}

    def said(token: str, **headers: str) -> int:
        return int(client.post(path, {**text, "csrfmiddlewaretoken": token}, **headers).status_code)

    assert said("") == said("x" * 64) == said(other) == 403
    assert said(own, HTTP_ORIGIN="https://elsewhere.example") == 403
    assert said(own, HTTP_ORIGIN="null") == 403
    assert said(own) == 302


def test_every_form_carries_the_token(enter: Any, site: GuardedSite) -> None:
    client, seen = enter("administrator"), 0
    for route in own_routes():
        if "GET" not in route.door[2] or route.pattern.endswith(".pdf"):
            continue
        html = body_of(client.get(filled(route.pattern, site.open, OTHERS))).decode(errors="replace")
        for form in re.findall(r"<form\b[^>]*method=\"?post\"?[^>]*>.*?</form>", html, re.S | re.I):
            assert "csrfmiddlewaretoken" in form, (route.pattern, form[:200])
            seen += 1

    assert seen > 60
