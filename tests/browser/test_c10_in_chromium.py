"""C10 in Chromium: two hundred payloads in every text of every row; no page runs, restyles or loads anything."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from trial_site import Site, filled_site
from watching import TELL_VIOLATIONS, WIDE, Watch

pytestmark = pytest.mark.browser
TEXTS = Path(__file__).parent.parent / "support" / "hostile_texts.py"
PAGES = (
    "/", "/inbox", "/me/security", "/me/delegation", "/access", "/access/{wall}", "/people", "/people/{person}",
    "/people/{person}/edit", "/teams", "/units", "/mailbox", "/mailbox/1", "/system", "/activity", "/import",
    "/import/{import}/columns", "/import/{import}/check", "/landscape", "/landscape?view=table", "/w/{wall}",
    "/w/{wall}/facts", "/w/{wall}/tell", "/w/{wall}/new", "/w/{wall}/people", "/w/{wall}/risks", "/search?q=buoy",
    "/risks", "/risks?group=owner", "/risks/trash", "/risks/new?place={wall}", "/risks/{risk}", "/risks/{risk}/edit",
    "/risks/{risk}/parts/responses/{response}", "/risks/{risk}/history", "/risks/{risk}/who",
    "/workspaces/{workspace_record}", "/workspaces/{workspace_record}/edit", "/workspaces/{workspace_record}/history",
)  # fmt: skip


@pytest.fixture(scope="module")
def hostile() -> Iterator[Site]:
    """An installation of this module's own, whose every text is one that would like to run."""
    site = filled_site()
    try:
        site.run(str(TEXTS), "0")
        yield site
    finally:
        site.stop()


@pytest.fixture
def page(hostile: Site, chromium: Any) -> Iterator[Any]:
    """A page of somebody who sees all, with a listener for every dialog."""
    context = chromium.new_context(base_url=hostile.url, viewport=WIDE)
    context.add_init_script(TELL_VIOLATIONS)
    context.add_cookies([{"name": "sessionid", "value": hostile.told["sessions"]["all"], "url": hostile.url}])
    made = context.new_page()
    made.set_default_timeout(15_000)
    yield made
    context.close()


def names(site: Site) -> dict[str, str]:
    told = site.told
    return {**told["places"], **{k: v for k, v in told.items() if isinstance(v, str)},
            "person": told["people"]["manager"]["uid"]}  # fmt: skip


def test_no_page_runs_what_people_wrote(hostile: Site, page: Any) -> None:
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(f"{page.url}: {dialog.message}"), dialog.dismiss()))
    watch, faults, shown = Watch(page, hostile.url).begin(), [], 0

    for path in PAGES:
        answer = page.goto(path.format(**names(hostile)))
        assert answer.status == 200, path
        assert page.locator("h1").first.is_visible(), f"{path} is blank"
        page.mouse.move(400, 300)
        page.keyboard.press("Tab")
        shown += "alert(1)" in page.locator("body").inner_text()
        assert page.evaluate("document.body instanceof HTMLBodyElement && document.cookie !== undefined")
        faults += [f"{path}: {fault}" for fault in watch.faults()]
        watch.said.clear()
        watch.strangers.clear()

    assert dialogs == []
    assert faults == []
    assert shown >= 25


def test_what_scripts_put_into_a_page_runs_neither(hostile: Site, page: Any) -> None:
    """The palette, the lists one picks from, the open record beside the list, and a form that is taken back."""
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    watch = Watch(page, hostile.url).begin()
    page.goto("/risks")
    page.keyboard.press("Control+k")
    page.keyboard.type("buoy")
    page.locator("[role=option]").nth(2).wait_for()
    page.keyboard.press("Escape")
    page.locator("#results tbody tr a").first.click()
    page.wait_for_load_state("networkidle")
    page.goto("/risks/{risk}".format(**names(hostile)))
    page.locator("textarea[name=text]").first.fill(
        "@<svg/onload=alert(1)> @member <img src=x onerror=alert(1)>"
    )
    page.wait_for_load_state("networkidle")

    assert dialogs == []
    assert watch.faults() == []
