"""Small things that a hand notices: what one presses stays put, one key sends, the title stays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from trial_site import Site

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}
COLUMNS = ("code", "title", "place", "status", "owner", "exposure", "next_review", "kind", "category", "proximity",
           "registered", "residual_impact", "inherent_exposure", "target_exposure")  # fmt: skip


def test_opening_a_move_on_a_phone_moves_no_button(site: Site, visit: Callable[..., Any]) -> None:
    page = visit(f"/risks/{site.told['risk']}", "director")
    page.set_viewport_size(PHONE)
    before = [s.bounding_box() for s in page.locator(".moves summary").all()]

    page.locator(".moves summary").first.click()
    page.wait_for_selector(".moves .pop textarea:visible")

    assert [s.bounding_box() for s in page.locator(".moves summary").all()] == before
    assert len(before) >= 2
    form = page.locator(".moves .pop:visible").bounding_box()
    assert form["y"] >= max(b["y"] + b["height"] for b in before)
    assert form["x"] >= 0
    assert form["x"] + form["width"] <= PHONE["width"]


def test_control_and_enter_send_a_comment_and_a_reason(site: Site, visit: Callable[..., Any]) -> None:
    page = visit(f"/risks/{site.told['risk']}", "director")
    page.fill("#comment-text", "Sent without a mouse")
    page.press("#comment-text", "Control+Enter")
    page.wait_for_selector(".talk li:has-text('Sent without a mouse')")

    status = page.locator(".moves > .st").inner_text()
    page.locator(".moves summary", has_text="Close").click()
    page.locator(".moves .pop:visible textarea").fill("done with it")
    page.locator(".moves .pop:visible textarea").press("Control+Enter")
    page.wait_for_selector(".toast")

    assert page.locator(".moves > .st").inner_text() == "Closed"
    page.locator(".toast button").first.click()
    page.wait_for_selector(".says")
    assert page.locator(".moves > .st").inner_text() == status


def test_scrolled_to_the_right_the_title_is_still_there(visit: Callable[..., Any]) -> None:
    page = visit("/risks?" + "&".join(f"col={name}" for name in COLUMNS), "director")
    page.set_viewport_size({"width": 1000, "height": 800})
    box = page.locator(".scroll:has(table.grid)")
    first = page.locator("table.grid tbody tr .ttl").first
    before = first.bounding_box()["x"]

    box.evaluate("e => { e.scrollLeft = 500 }")

    assert box.evaluate("e => e.scrollLeft") > 50
    assert abs(first.bounding_box()["x"] - before) <= 24
    code = page.locator("table.grid tbody tr .code").first.bounding_box()
    assert code["x"] + code["width"] <= first.bounding_box()["x"] + 1
