"""R-18: every answer, whatever it is, tells the browser to be strict; no page needs it not to be."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from crawling import body_of
from guarded_site import GuardedSite
from probing import filled, nothing_there, own_routes

WANTED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
DIRECTIVES = {
    "default-src": "'self'", "img-src": "'self' data:", "object-src": "'none'", "base-uri": "'none'",
    "frame-ancestors": "'none'", "form-action": "'self'", "report-uri": "/csp-report",
}  # fmt: skip
# pages whose chart writes style attributes would be listed here by their pattern; there is none
STYLED: set[str] = set()
INLINE = re.compile(rb"<[^>]+\s(?:on[a-z]+|style)\s*=", re.IGNORECASE)
SCRIPT = re.compile(rb"<(script|style)\b([^>]*)>", re.IGNORECASE)


def parts_of(policy: str) -> dict[str, str]:
    return {name: rest for name, _, rest in (part.strip().partition(" ") for part in policy.split(";"))}


def strict(response: Any, where: str) -> None:
    """Everything that holds for every answer."""
    for name, value in WANTED.items():
        assert response.get(name) in {value, "no-referrer"}, (where, name, response.get(name))
    policy = response["Content-Security-Policy"]
    assert "unsafe" not in policy or where in STYLED, (where, policy)
    if policy.startswith("sandbox"):
        assert response["Content-Disposition"].startswith("attachment"), where
        return
    parts = parts_of(policy)
    assert {name: parts.get(name) for name in DIRECTIVES} == DIRECTIVES, where
    nonce = re.fullmatch(r"'nonce-([\w-]{22})'", parts["script-src"])
    assert nonce, where
    if response.get("Content-Type", "").startswith("text/html"):
        page = body_of(response)
        assert INLINE.search(page) is None, (where, INLINE.search(page))
        for tag, attributes in SCRIPT.findall(page):
            assert f'nonce="{nonce.group(1)}"'.encode() in attributes, (where, tag)
            assert tag.lower() == b"script", where


@pytest.fixture
def others() -> dict[str, Any]:
    return dict.fromkeys(("person", "team", "token", "delegation", "notice", "unit", "mail"), 1)


def test_every_route_is_strict_for_its_readers_and_for_strangers(
    site: GuardedSite, enter: Any, others: dict[str, Any]
) -> None:
    checked = 0
    for who, content in (
        ("director", site.open),
        ("administrator", nothing_there(site.open)),
        (None, site.open),
    ):
        client = enter(who)
        for route in own_routes():
            if route.pattern == "landscape.pdf":
                continue
            method = "get" if "GET" in route.door[2] else "post"
            strict(getattr(client, method)(filled(route.pattern, content, others)), route.pattern)
            checked += 1

    assert checked > 200


@pytest.mark.parametrize(
    "path",
    ["/static/icon.svg", "/static/nothing.css", "/nowhere", "/api/v1/risks", "/api/v1/nowhere", "/api/v1/openapi.json",
     "/accounts/login/", "/accounts/password/reset/", "/%ff", "/w/%00", "/accounts/password/reset/key/1-set-password/"],
)  # fmt: skip
def test_what_lies_outside_our_views_is_strict_too(client: Any, db: Any, path: str) -> None:
    strict(client.get(path), path)


def test_pages_of_sign_in_are_strict(enter: Any, site: GuardedSite) -> None:
    client = enter("member")
    for path in ("2fa/", "2fa/totp/activate/", "password/change/", "reauthenticate/", "logout/"):
        strict(client.get(f"/accounts/{path}", follow=True), path)


def test_errors_are_strict(
    client: Any, enter: Any, site: GuardedSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = enter("director", raise_request_exception=False)
    monkeypatch.setattr("pilothouse.web.screens.finding.matching_cards", lambda *a: 1 / 0)

    found = {
        400: client.get("/nowhere", HTTP_HOST="evil.example"),
        403: enter("director", enforce_csrf_checks=True).post("/inbox/read"),
        405: enter("director").delete("/risks"),
        500: broken.get("/search?q=x"),
    }

    for status, response in found.items():
        assert response.status_code == status
        strict(response, str(status))


def test_a_file_is_never_shown_by_the_browser(site: GuardedSite, enter: Any) -> None:
    answer = enter("director").get(f"/files/{site.open.file}")

    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"


def test_over_https_the_cookies_are_bound_to_the_host(tmp_path: Path) -> None:
    code = (
        "import django; django.setup()\n"
        "from django.core.management import call_command\n"
        "call_command('migrate', verbosity=0); call_command('createcachetable', verbosity=0)\n"
        "from django.test import Client\n"
        "from pilothouse.accounts.models import Person\n"
        "Person.objects.create_user('a@example.org', 'A', 'a long enough secret 7')\n"
        "c = Client(HTTP_HOST='pilothouse.example.org')\n"
        "page = c.get('/accounts/login/')\n"
        "done = c.post('/accounts/login/', {'login': 'a@example.org', 'password': 'a long enough secret 7'})\n"
        "print('HSTS', page['Strict-Transport-Security'])\n"
        "for jar in (page.cookies, done.cookies):\n"
        "    for m in jar.values(): print('COOKIE', m.OutputString())\n"
    )
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(tmp_path),
           "DJANGO_SETTINGS_MODULE": "https_settings", "LOG_LEVEL": "error"}  # fmt: skip
    (tmp_path / "https_settings.py").write_text(
        "import os\nos.environ['DATA_DIR'] = os.path.dirname(__file__)\n"
        "os.environ['BASE_URL'] = 'https://pilothouse.example.org'\n"
        "from pilothouse.settings import *\nfrom pilothouse.settings import STORAGES\n"
        "STORAGES = {**STORAGES, 'staticfiles': {'BACKEND': 'django.contrib.staticfiles.storage.StaticFilesStorage'}}\n"
        "PASSWORD_HASHERS = ['django.contrib.auth.hashers.MD5PasswordHasher']\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True, cwd=tmp_path
    )

    said = done.stdout
    cookies = [line for line in said.splitlines() if line.startswith("COOKIE")]
    assert "HSTS max-age=31536000; includeSubDomains; preload" in said
    assert {line.split()[1].partition("=")[0] for line in cookies} == {"__Host-csrf", "__Host-session"}
    for line in cookies:
        assert {"HttpOnly", "Secure", "Path=/", "SameSite=Lax"} <= {p.strip() for p in line.split(";")}, line
        assert "Domain" not in line
