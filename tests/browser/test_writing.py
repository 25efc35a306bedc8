"""Writing by the keyboard alone: a risk from raised to escalated and back, autosave, two writers at once, talk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from keyboard import Keyboard
from playwright.sync_api import expect
from tabbing import Tabbing
from trial_site import Site
from watching import looks

pytestmark = pytest.mark.browser


def _raise(page: Any, site: Site, title: str) -> tuple[Keyboard, str]:
    """A new risk at the harbour wall; returns the keyboard on its page, and the page's path."""
    page.goto(f"/w/{site.told['places']['wall']}/risks")
    keys = Keyboard(page)
    keys.leave("n")
    keys.fill("input[name=title]", title)
    keys.leave("Control+Enter")
    assert page.locator("#record-title").inner_text() == title
    return keys, page.url.removeprefix(site.url)


def _status(page: Any) -> str:
    return str(page.locator(".moves > .st").inner_text())


def test_a_risk_is_raised_assessed_treated_escalated_and_taken_back(
    site: Site, visit: Callable[..., Any]
) -> None:
    page = visit("/", "director")
    keys, path = _raise(page, site, "The crane barge may come late")
    assert _status(page) == "Draft"

    keys.open("a[data-key=e]")
    keys.fill("input[name=residual_probability]", "40%")
    keys.to("select[name=residual_impact]")
    page.keyboard.type("High")
    keys.leave("Control+Enter")
    keys.open(f"form[action='{path}/move/assess'] button")
    assert _status(page) == "Open"
    keys.press("Tab")
    assert page.evaluate("!!document.activeElement.closest('.moves')"), "one goes on where one was"

    keys.open("a[href$='/parts/responses/new']")
    keys.fill("input[name=title]", "Hire the second barge")
    keys.leave("Control+Enter")
    assert "Hire the second barge" in page.locator("article").inner_text()

    keys.open(f"form[action='{path}/move/treat'] button")
    assert _status(page) == "Treating"

    keys.to("summary", "Escalate")
    keys.press("Enter")
    keys.fill(f"form[action='{path}/move/escalate'] textarea", "The programme holds the money")
    keys.open(f"form[action='{path}/move/escalate'] button")
    assert _status(page) == "Escalated"
    assert "The programme holds the money" in page.locator("aside").first.inner_text()

    keys.leave("Control+z")
    assert _status(page) == "Treating", "what just happened is undone by one key"
    assert "Undone" in page.locator(".says").inner_text()


def test_what_is_done_beside_the_list_ends_at_the_list(site: Site, visit: Callable[..., Any]) -> None:
    page = visit("/", "director")
    keys, path = _raise(page, site, "The ferry may be late")

    def beside_the_list() -> None:
        page.goto("/risks?q=ferry")
        keys.to("table.grid tbody tr")
        keys.press("Enter")
        page.wait_for_selector("#panel:not([hidden]) #record-title")

    beside_the_list()
    page.locator("#panel summary", has_text="Reject").click()
    page.fill(f"#panel form[action='{path}/move/reject'] textarea", "It never is")
    box = page.locator("#panel .moves .menu[open] > .pop").bounding_box()
    assert box["x"] + box["width"] <= 1360, "the form lies within the window"
    with page.expect_navigation():
        page.click(f"#panel form[action='{path}/move/reject'] button")
    assert page.url.endswith("/risks?q=ferry")
    assert page.locator("tbody .st").inner_text() == "Rejected"
    assert page.get_by_role("button", name="Undo").is_visible(), "from here too"

    beside_the_list()
    page.fill("#panel form.say textarea", "It never was.")
    with page.expect_navigation():
        page.click("#panel form.say button")
    assert page.url.endswith("/risks?q=ferry")
    assert "Your comment stands on" in page.locator(".says").inner_text()
    page.goto(path)
    assert "It never was." in page.locator(".talk").inner_text()

    assert page.goto(f"{path}/move/reject").status == 405
    page.get_by_role("link", name="The page that it belongs to").click()
    assert page.url.endswith(path)


def test_a_move_without_its_reason_is_refused_in_words(site: Site, visit: Callable[..., Any]) -> None:
    page = visit("/", "director")
    keys, path = _raise(page, site, "Gulls nest on the crane")

    keys.to("summary", "Reject")
    keys.press("Enter")
    keys.open(f"form[action='{path}/move/reject'] button")

    assert _status(page) == "Draft"
    assert page.locator(".note.bad").inner_text().strip()


def test_a_form_with_a_fault_says_so_at_the_field(site: Site, visit: Callable[..., Any]) -> None:
    page = visit(f"/risks/new?place={site.told['places']['wall']}", "director")
    keys = Keyboard(page)

    keys.fill("input[name=residual_cost]", "a great deal")
    keys.leave("Control+Enter")

    assert page.input_value("input[name=residual_cost]") == "a great deal", "what was typed is kept"
    assert page.locator("[data-field=residual_cost] .err").inner_text().strip()
    assert page.locator("[data-field=title] .err").inner_text().strip()
    faults = [*Tabbing(page).faults(), *looks(page)]
    assert not faults, "\n".join(faults)


def test_a_field_is_saved_when_one_leaves_it(site: Site, visit: Callable[..., Any]) -> None:
    page = visit("/", "director")
    keys, path = _raise(page, site, "Fog closes the harbour")
    keys.open("a[data-key=e]")

    keys.fill("textarea[name=cause]", "Warm air over a cold sea.")
    keys.press("Tab")
    page.wait_for_selector("[data-saved][data-state=done]")
    keys.fill("input[name=residual_probability]", "most likely")
    keys.press("Tab")
    page.wait_for_selector("[data-field=residual_probability] .err:not(:empty)")

    faults = looks(page)
    assert not faults, "\n".join(faults)
    assert page.locator("[data-saved]").get_attribute("data-state") == "failed"
    other = visit(path, "director")
    assert "Warm air over a cold sea." in other.locator("article").inner_text()
    keys.fill("input[name=residual_probability]", "0.3")


@pytest.mark.parametrize("way", ["Control+Enter", "Tab"], ids=["the whole form", "one field on leaving it"])
def test_two_writers_choose_field_by_field(way: str, site: Site, visit: Callable[..., Any]) -> None:
    first = visit("/", "director")
    keys, path = _raise(first, site, "Sand blocks the slipway")
    late = visit(f"{path}/edit", "second")
    other = Keyboard(late)
    keys.open("a[data-key=e]")
    keys.fill("input[name=title]", "Sand and weed block the slipway")
    keys.fill("textarea[name=cause]", "Dredging stopped in May.")
    keys.leave("Control+Enter")

    other.fill("input[name=title]", "Sand blocks both slipways")
    other.leave(way)

    assert late.locator("h1").inner_text() == "Two of you wrote this"
    assert late.locator("tr.clash").count() == 1
    faults = [*Tabbing(late).faults(), *looks(late)]
    assert not faults, "\n".join(faults)
    other.to("input[name=choice-title]")
    other.press("ArrowRight")
    other.open("button.go")
    assert late.locator("#record-title").inner_text() == "Sand and weed block the slipway"
    assert "Dredging stopped in May." in late.locator("article").inner_text(), "what only they touched stays"


def test_it_was_is_what_it_was(site: Site, visit: Callable[..., Any]) -> None:
    """The third choice of the merge page: neither mine nor theirs but what both began from."""
    first = visit("/", "director")
    keys, path = _raise(first, site, "Weed in the intake")
    late = visit(f"{path}/edit", "second")
    other = Keyboard(late)
    keys.open("a[data-key=e]")
    keys.fill("input[name=title]", "Weed and mussels in the intake")
    keys.leave("Control+Enter")
    other.fill("input[name=title]", "Mussels in the intake")
    other.leave("Control+Enter")

    other.to("input[name=choice-title]")
    other.press("ArrowLeft")
    other.open("button.go")

    assert late.locator("#record-title").inner_text() == "Weed in the intake"


def test_a_mention_tells_the_person(site: Site, visit: Callable[..., Any]) -> None:
    page = visit("/", "director")
    keys, path = _raise(page, site, "Divers find an old mooring")

    keys.to("#comment-text")
    page.keyboard.type("Please look, @ine")
    page.wait_for_selector("#comment-text-list:not([hidden]) [role=option]")
    keys.press("Enter")
    page.keyboard.type("today")
    keys.open("form.say button")
    assert page.locator(".talk .mention").inner_text() == "@ines.varga"

    told = visit("/inbox", "second")
    for _ in range(40):
        if told.locator(".needs", has_text="Divers find an old mooring").count():
            break
        told.wait_for_timeout(250)
        told.reload()
    Keyboard(told).open("li.unread button", "Divers find an old mooring")
    assert told.url.endswith(path)
    told.goto("/inbox?show=unread")
    assert told.locator(".needs", has_text="Divers find an old mooring").count() == 0, "it is read now"


def test_what_is_tied_is_read_in_words(site: Site, visit: Callable[..., Any]) -> None:
    page = visit("/", "director")
    _raise(page, site, "Kelp grows over the sluice")
    keys, _ = _raise(page, site, "The diver's boat is laid up")

    keys.to("summary", "Tie to another record")
    keys.press("Enter")
    keys.to("#link-to")
    page.keyboard.type("kelp")
    page.wait_for_selector("#link-to-list:not([hidden]) [role=option]")
    keys.press("Enter")
    assert page.input_value("#link-to").endswith(" Kelp grows over the sluice"), "its words, not its number"
    keys.leave("Enter")

    assert "Kelp grows over the sluice" in page.locator("section[aria-label='Tied to']").inner_text()


def test_what_is_put_away_can_be_taken_back(site: Site, visit: Callable[..., Any]) -> None:
    page = visit("/", "director")
    keys, _ = _raise(page, site, "Raised by mistake")

    keys.to("aside form[data-confirm] button")
    keys.press("Enter")
    page.wait_for_selector("dialog[open]")
    faults = looks(page)
    assert not faults, "\n".join(faults)
    with page.expect_navigation():
        page.locator("dialog[open] button", has_text="Move to trash").focus()
        keys.press("Enter")
    keys.ready()
    assert page.url == f"{site.url}/w/{site.told['places']['wall']}/risks", "the list in which it stood"

    keys.leave("Control+z")
    page.goto("/risks?q=mistake")
    assert page.locator("td.ttl").inner_text() == "Raised by mistake"


def test_one_begins_to_type_in_a_new_form_at_once(site: Site, visit: Callable[..., Any]) -> None:
    """Letters are shortcuts outside of a field, so a form without the focus would lose them."""
    page = visit(f"/risks/new?place={site.told['places']['wall']}", "director")

    expect(page.locator("[name=title]")).to_be_focused()
    page.keyboard.type("nge late")
    assert page.locator("[name=title]").input_value() == "nge late"
