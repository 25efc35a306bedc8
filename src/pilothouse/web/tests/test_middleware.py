"""Headers and ids on every answer, also on errors, files and pages that do not exist."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client

from pilothouse.web.middleware import policy

PATHS = ("/healthz", "/readyz", "/nowhere/at/all", "/", "/static/icon.svg")


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_has_the_strict_headers(client: Client, db: None, path: str) -> None:
    answer = client.get(path)

    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["X-Frame-Options"] == "DENY"
    assert re.fullmatch(r"[0-9a-f]{16}", answer["X-Request-ID"])
    directives = dict(part.split(" ", 1) for part in answer["Content-Security-Policy"].split("; "))
    assert directives["default-src"] == "'self'"
    assert directives["img-src"] == "'self' data:"
    assert re.fullmatch(r"'nonce-[\w-]{22}'", directives["script-src"])
    assert directives["object-src"] == directives["base-uri"] == directives["frame-ancestors"] == "'none'"
    assert "unsafe" not in answer["Content-Security-Policy"]


def test_a_nonce_is_used_once(client: Client, db: None) -> None:
    assert (
        client.get("/healthz")["Content-Security-Policy"] != client.get("/healthz")["Content-Security-Policy"]
    )


def test_only_a_page_that_asks_may_write_style_attributes() -> None:
    assert "unsafe" not in policy("n")
    assert "style-src-attr 'unsafe-inline'" in policy("n", style_attributes=True)
    assert "style-src 'self' 'nonce-n'" in policy("n", style_attributes=True)


@pytest.mark.parametrize("given", ["short", "x" * 65, "has space in it", "a\r\nSet-Cookie: x=1", "<script>"])
def test_an_odd_request_id_is_replaced(client: Client, db: None, given: str) -> None:
    assert client.get("/healthz", headers={"X-Request-ID": given})["X-Request-ID"] != given


def test_a_proxys_request_id_is_kept(client: Client, db: None) -> None:
    assert client.get("/healthz", headers={"X-Request-ID": "proxy-0042"})["X-Request-ID"] == "proxy-0042"


def test_no_hsts_over_plain_http(client: Client, db: None) -> None:
    assert "Strict-Transport-Security" not in client.get("/healthz")


def _report(client: Client, body: Any) -> int:
    text = body if isinstance(body, str) else json.dumps(body)
    return client.post("/csp-report", text, content_type="application/csp-report").status_code


def test_a_browsers_report_is_taken_without_a_session(client: Client) -> None:
    assert (
        _report(client, {"csp-report": {"violated-directive": "script-src", "blocked-uri": "inline"}}) == 204
    )


@pytest.mark.parametrize("body", ["", "nonsense", "[]", "{}", '{"csp-report": 3}', "[" * 9000, "x" * 20_000])
def test_a_broken_report_is_refused_not_a_fault(client: Client, body: str) -> None:
    assert _report(client, body) in {400, 413}


def test_reports_are_only_posted(client: Client) -> None:
    assert client.get("/csp-report").status_code == 405
