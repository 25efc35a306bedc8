"""One running installation, one Chromium, and pages in it, for the tests that drive a browser."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import sync_playwright
from trial_site import Site, filled_site
from watching import FLAGS, TELL_VIOLATIONS, WIDE, Watch

sys.path.append(str(Path(__file__).resolve().parent.parent.parent / "tools"))
import find_browser


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    """The installation, filled and running."""
    made = filled_site()
    yield made
    made.stop()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """The browser."""
    path = find_browser.find()
    if path is None:
        pytest.skip(f"no Chromium: {find_browser.HOW}")
    # Playwright keeps an event loop in this thread; later tests of the same run use the database beside it
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def visit(site: Site, chromium: Any) -> Iterator[Callable[..., Any]]:
    """Open a page as somebody: visit("/landscape", "director"); nobody when no name is given.

    At the end of the test every page must have been silent: no console error, no violation of the content
    policy, no request to another host.
    """
    contexts, watches = [], []

    def open_page(path: str = "", who: str = "", **options: Any) -> Any:
        context = chromium.new_context(base_url=site.url, viewport=WIDE, **options)
        context.add_init_script(TELL_VIOLATIONS)
        if who:
            context.add_cookies([{"name": "sessionid", "value": site.told["sessions"][who], "url": site.url}])
        page = context.new_page()
        page.set_default_timeout(8_000)
        contexts.append(context)
        watches.append(Watch(page, site.url).begin())
        if path:
            page.goto(path)
        return page

    yield open_page
    faults = [fault for watch in watches for fault in watch.faults()]
    for context in contexts:
        context.close()
    assert not faults, "\n".join(faults)
