"""The first minute of an empty installation, by the keyboard alone: its first administrator, and pages with nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from keyboard import Keyboard
from tabbing import Tabbing
from trial_site import Site, new_site
from watching import TELL_VIOLATIONS, WIDE, Watch, looks

pytestmark = pytest.mark.browser
EMPTY = ("/", "/landscape", "/risks", "/people", "/import", "/activity")


@pytest.fixture
def empty() -> Iterator[Site]:
    """An installation that nobody has used."""
    made = new_site()
    made.start()
    yield made
    made.stop()


def test_the_first_administrator_makes_themselves(empty: Site, chromium: Any) -> None:
    context = chromium.new_context(base_url=empty.url, viewport=WIDE)
    context.add_init_script(TELL_VIOLATIONS)
    page = context.new_page()
    watch = Watch(page, empty.url).begin()
    page.goto("/setup")
    faults = [*Tabbing(page).faults(), *looks(page)]
    assert not faults, "\n".join(faults)

    keys = Keyboard(page)
    page.set_viewport_size(WIDE)
    for name, text in (("organisation", "Tidewater"), ("name", "Ada"), ("email", "ada@example.org"),
                       ("password", "harbour lights at six")):  # fmt: skip
        keys.fill(f"input[name={name}]", text)
    keys.leave("Enter")

    assert page.url == f"{empty.url}/"
    for path in EMPTY:
        answer = page.goto(path)
        assert answer.status == 200, path
        faults = [*Tabbing(page).faults(), *looks(page)]
        assert not faults, path + "\n".join(faults)
    assert page.goto("/setup").status == 404, "there is no such page once anybody is there"
    assert watch.faults() == []
    context.close()
