"""Whoever finds a weakness learns whom to tell, and what we promise is what stands in the pages."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pages
import pytest
import sources
import time_machine

import pilothouse

CONTACT = "https://pilothouse.example.org/report"
PROMISES = (
    "3 working days",
    "90 days",
    "7 when critical, 30 when high, 90",
    "two before it",
    "CVE",
    "your name",
)


@pytest.mark.parametrize("day", ["2026-01-01", "2027-12-31", "2031-02-28"])
def test_the_security_text_has_not_lapsed_whenever_it_is_read(
    client: Any, db: Any, settings: Any, day: str
) -> None:
    settings.SECURITY_CONTACT = CONTACT
    with time_machine.travel(f"{day} 23:59:59+00:00", tick=False):
        answer = client.get("/.well-known/security.txt")
        now = datetime.now(UTC)

    told = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
    expires = datetime.strptime(told["Expires"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/plain; charset=utf-8")
    assert now + timedelta(days=30) < expires < now + timedelta(days=365)
    assert told["Contact"] == CONTACT
    assert told["Canonical"] == f"{settings.BASE_URL}/.well-known/security.txt"


def test_without_a_contact_nobody_is_invented(client: Any, db: Any, settings: Any) -> None:
    settings.SECURITY_CONTACT = ""

    assert client.get("/.well-known/security.txt").status_code == 404


def test_the_page_promises_what_was_decided_and_invents_no_mailbox() -> None:
    page = sources.ROOT / "SECURITY.md"
    text = " ".join(page.read_text().split())

    assert [promise for promise in PROMISES if promise not in text] == []
    assert re.findall(r"[\w.]+@[\w.]+", text) == []
    assert "private vulnerability report" in text
    minor = ".".join(pilothouse.__version__.split(".")[:2])
    assert f"| {minor} | yes |" in text, "the version that is being made is one that is mended"
    assert "docs/THREAT_MODEL.md" in pages.links(page)


def test_every_module_of_security_stands_in_the_threat_model() -> None:
    text = (sources.ROOT / "docs/THREAT_MODEL.md").read_text()
    modules = {path.name for path in (sources.ROOT / "tests/security").glob("test_[cr][0-9]*.py")}
    named = set(re.findall(r"`([cr]\d\d[ab]?)`", text))

    assert {name.split("_")[1] for name in modules} - named == set()
    assert [name for name in sorted(named) if not any(m.startswith(f"test_{name}_") for m in modules)] == []
