"""Coming in by the keyboard alone: with a password, with a second step, with a wrong password, and out again."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from keyboard import Keyboard
from tabbing import Tabbing
from trial_site import Site
from watching import looks

pytestmark = pytest.mark.browser


def _sign_in(page: Any, email: str, password: str) -> Keyboard:
    keys = Keyboard(page)
    keys.fill("input[name=login]", email)
    keys.fill("input[name=password]", password)
    keys.leave("Enter")
    return keys


def test_somebody_signs_in_and_out(site: Site, visit: Callable[..., Any]) -> None:
    page = visit("/risks")

    keys = _sign_in(page, "director@example.org", site.told["password"])

    assert page.url == f"{site.url}/risks", "one arrives where one wanted to go"
    keys.to(".topbar details.menu > summary")
    keys.press("Enter")
    keys.open(".topbar .pop form button")
    assert "/accounts/login" in page.url
    page.goto("/risks")
    assert "/accounts/login" in page.url


def test_a_wrong_password_is_said_and_the_name_kept(visit: Callable[..., Any]) -> None:
    page = visit("/accounts/login/")

    _sign_in(page, "support@example.org", "not this one")

    assert page.locator("[role=alert]").inner_text().strip()
    assert page.input_value("input[name=login]") == "support@example.org"
    faults = looks(page)
    assert not faults, "\n".join(faults)


def test_a_second_step_asks_for_its_code(site: Site, visit: Callable[..., Any]) -> None:
    page = visit("/accounts/login/")
    keys = _sign_in(page, "coded@example.org", site.told["password"])
    assert "/accounts/2fa/authenticate" in page.url
    faults = [*Tabbing(page).faults(), *looks(page)]
    assert not faults, "\n".join(faults)

    keys.fill("input[name=code]", format_hotp_value(hotp_value(site.told["totp"], int(time.time()) // 30)))
    keys.leave("Enter")

    assert page.url == f"{site.url}/"
    assert "Colm" in page.locator("h1").inner_text()


def test_somebody_invited_sets_a_password_and_is_in(site: Site, visit: Callable[..., Any]) -> None:
    """The link itself is opened in another browser; its page must send its form so that it is taken."""
    page = visit("/people/new", "all")
    keys = Keyboard(page)
    keys.fill("input[name=name]", "Ines New")
    keys.fill("input[name=email]", "ines@example.org")
    keys.leave("Enter")
    link = re.search(rf"{site.url}/invitation/[\w-]+", page.locator("main").inner_html())
    assert link, page.locator("main").inner_text()

    invited = visit(link.group())
    keys = Keyboard(invited)
    keys.fill("input[name=password]", "harbour lights at six")
    keys.leave("Enter")

    assert invited.url == f"{site.url}/"
    assert "Ines" in invited.locator("h1").inner_text()
