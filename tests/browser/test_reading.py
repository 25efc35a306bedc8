"""Reading by the keyboard alone: the landscape on another day, down to the fact; lists narrowed; the palette."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from keyboard import Keyboard
from playwright.sync_api import expect
from pypdf import PdfReader
from trial_site import Site

pytestmark = pytest.mark.browser


def _query(page: Any) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def _own(site: Site) -> str:
    """The landscape of the site's own organisation."""
    return f"/landscape?place={site.told['places']['office']}"


def test_the_date_slider_leads_down_to_the_fact(site: Site, visit: Callable[..., Any]) -> None:
    page = visit("/", "director")
    wall = site.told["places"]["wall"]
    row = f"#p-{wall}"
    keys = Keyboard(page)
    keys.leave("g", "l")
    assert page.url == f"{site.url}/landscape"
    page.goto(_own(site))  # another test may have imported an organisation beside this one
    now = page.locator(f"{row} td[data-label=Manager]").inner_text()

    keys.to("#asof-slider")
    keys.press("ArrowLeft", "ArrowLeft")
    page.wait_for_url(lambda url: "as_of=2025-12-31" in url)

    then = page.locator(f"{row} td[data-label=Manager]").inner_text()
    assert (now.strip(), then.strip()) == ("Amber/Red", "Amber")
    assert page.evaluate("document.activeElement.id") == "asof-slider", "the slider keeps the focus"
    assert "31 Dec 2025" in page.locator(".ribbon").inner_text()

    keys.to("table.tree tbody tr")
    for _ in range(20):
        if page.evaluate("document.activeElement.id") == f"p-{wall}":
            break
        keys.press("ArrowDown")
    keys.leave("Enter")
    assert page.url == f"{site.url}/w/{wall}?as_of=2025-12-31"

    keys.open("a[href*='measure=forecast']")
    cells = page.locator("table tbody tr").first.inner_text()
    assert "£5,220,000.00" in cells
    assert "Quarterly report" in cells


def test_the_tree_folds_by_arrows(site: Site, visit: Callable[..., Any]) -> None:
    page = visit(_own(site), "director")
    keys = Keyboard(page)
    coast = page.locator(f"#p-{site.told['places']['coast']}")
    below = page.locator(f"#p-{site.told['places']['walls']}")

    keys.to("table.tree tbody tr")
    keys.press("ArrowDown", "ArrowLeft")

    expect(coast).to_have_attribute("aria-expanded", "false")
    expect(below).to_be_hidden()
    expect(coast).to_be_focused()  # a tree of several pages is folded by the server
    keys.press("ArrowRight")
    expect(below).to_be_visible()

    page.set_viewport_size({"width": 900, "height": 900})
    box = "document.querySelector('table.tree').closest('.scroll')"
    assert page.evaluate(f"{box}.scrollLeft = 90, {box}.scrollLeft") == 90, "wider than the window"
    keys.press("ArrowDown")
    assert page.evaluate(f"{box}.scrollLeft") == 0, "with the next row one is back at its name"


def test_the_one_pager_comes_as_one_page(site: Site, visit: Callable[..., Any]) -> None:
    page = visit(f"/landscape?place={site.told['places']['coast']}", "director")
    keys = Keyboard(page)

    keys.to(".bar .end details.menu:last-of-type > summary")
    keys.press("Enter")
    keys.to(".pop a[href*='landscape.pdf']")
    with page.expect_download(timeout=20_000) as waiting:
        keys.press("Enter")

    read = PdfReader(io.BytesIO(waiting.value.path().read_bytes()))
    assert len(read.pages) == 1
    assert "North harbour wall" in read.pages[0].extract_text()


def test_a_list_is_narrowed_sorted_and_searched(visit: Callable[..., Any]) -> None:
    page = visit("/risks", "director")
    keys = Keyboard(page)
    every = page.locator("#results").get_attribute("data-count")

    keys.to("summary.chip")
    keys.press("Enter")
    keys.to("input[name=kind][value=opportunity]")
    keys.press("Space")
    keys.press("Enter")
    page.wait_for_url("**kind=opportunity**")
    narrowed = page.locator("#results").get_attribute("data-count")
    assert every != narrowed
    assert page.locator(".chip.on .val").inner_text() == "Opportunity"

    keys.to("#sort-exposure")
    keys.press("Enter")
    page.wait_for_url("**sort=exposure**")
    assert page.locator("th[aria-sort=ascending]").inner_text().strip() == "Expected cost"

    keys.press("/")
    keys.type("Buoy 9")
    keys.press("Enter")
    page.wait_for_url("**q=Buoy*9**")
    assert _query(page)["kind"] == ["opportunity"], "the search keeps the filter"
    titles = page.locator("td.ttl").all_inner_texts()
    assert titles
    assert all("Buoy 9" in title for title in titles)
    page.go_back()
    page.wait_for_function("!location.search.includes('q=')")
    assert page.locator("th[aria-sort=ascending]").count() == 1, "back leads to the view before"


def test_a_row_opens_beside_the_list(site: Site, visit: Callable[..., Any]) -> None:
    page = visit("/risks?q=piles", "director")
    keys = Keyboard(page)

    keys.to("table.grid tbody tr")
    keys.press("Enter")
    page.wait_for_selector("#panel:not([hidden]) #record-title")

    assert "Piles refuse" in page.locator("#panel").inner_text()
    shuts = page.get_by_role("button", name="Shut the panel")
    assert "Close" not in shuts.inner_text(), "that is what closes the risk"
    shuts.click()
    assert page.locator("#panel").is_hidden()
    keys.press("Enter")
    page.wait_for_selector("#panel:not([hidden]) #record-title")
    keys.press("Escape")
    assert page.locator("#panel").is_hidden()
    keys.leave("Shift+Enter")
    assert page.url.endswith(f"/risks/{site.told['risk']}")


def test_the_palette_finds_and_opens(site: Site, visit: Callable[..., Any]) -> None:
    page = visit("/", "director")
    keys = Keyboard(page)

    keys.press("Control+k")
    page.keyboard.type("piles ref")
    page.wait_for_selector(".palette [role=option]:has-text('Piles refuse')")
    keys.leave("Enter")

    assert page.url.endswith(f"/risks/{site.told['risk']}")
    keys.press("?")
    assert page.locator("dialog .keys").is_visible()
    keys.press("Escape")
    page.wait_for_selector("dialog", state="detached")
