"""The same pages by other eyes: a guest, project support, somebody looked at as, and the pages of refusal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from keyboard import Keyboard
from tabbing import Tabbing
from trial_site import Site
from watching import looks

pytestmark = pytest.mark.browser


def _rail(page: Any) -> list[str]:
    return [
        text.strip() for text in page.locator(".rail a").all_inner_texts() if text.strip() != "Pilothouse"
    ]


def test_a_guest_sees_their_own_items_and_nothing_else(site: Site, visit: Callable[..., Any]) -> None:
    told = site.told
    page = visit("/", "guest")

    assert _rail(page) == ["Home", "Registers"]
    page.goto("/risks")
    assert page.locator("#results").get_attribute("data-count") == "1 risk"
    keys = Keyboard(page)
    keys.to("table.grid tbody tr")
    keys.leave("Shift+Enter")
    assert page.url.endswith(f"/risks/{told['guest_risk']}")
    assert page.locator("a[data-key=e]").count() == 1, "their own item they may update"
    for path in (
        f"/risks/{told['risk']}",
        f"/w/{told['places']['wall']}",
        "/people",
        "/import",
        "/risks/nobodys",
    ):
        answer = page.goto(path)
        assert answer.status == 404, path
    assert "There is nothing here for you" in page.locator("h1").inner_text()
    faults = [*Tabbing(page).faults(), *looks(page)]
    assert not faults, "\n".join(faults)


def test_project_support_keeps_one_project(site: Site, visit: Callable[..., Any]) -> None:
    places = site.told["places"]
    page = visit(f"/w/{places['wall']}", "support")

    assert "Import" not in _rail(page)
    assert page.goto(f"/w/{places['coast']}").status == 404
    page.goto("/landscape")
    assert page.locator("table.tree tbody tr").count() == 1, "the way up is not shown"
    page.goto(f"/risks/{site.told['risk']}")
    assert page.locator("summary", has_text="Escalate").count() == 0, "escalating is the manager's"
    keys = Keyboard(page)
    page.goto(f"/w/{places['wall']}/risks")
    keys.ready()
    keys.leave("n")
    assert "New risk in North harbour wall" in page.locator("h1").inner_text()


def test_looking_as_somebody_writes_nothing(site: Site, visit: Callable[..., Any]) -> None:
    page = visit(f"/people/{site.told['people']['support']['uid']}", "director")
    keys = Keyboard(page)

    keys.open("aside button", "View as")

    assert "Sol Berg" in page.locator(".ribbon").inner_text()
    page.goto(f"/w/{site.told['places']['wall']}/risks")
    assert page.locator("a[data-key=n]").count() == 0
    faults = [*Tabbing(page).faults(), *looks(page)]
    assert not faults, "\n".join(faults)
    keys.ready()
    keys.open(".ribbon button")
    assert page.locator(".ribbon").count() == 0


def test_a_refusal_says_what_to_do(site: Site, visit: Callable[..., Any]) -> None:
    page = visit("/", "coded")
    refused = {
        "/risks/new": 403,
        "/risks?sort=weight": 400,
        f"/w/{site.told['places']['wall']}?as_of=soon": 400,
    }

    for path, status in refused.items():
        answer = page.goto(path)
        assert answer.status == status, path
        assert page.locator("main code").inner_text().strip(), "the id to ask about"
        faults = [*Tabbing(page).faults(), *looks(page)]
        assert not faults, "\n".join(faults)


def test_too_many_tries_get_a_pause_in_words(visit: Callable[..., Any]) -> None:
    """The count begins anew with each minute on the clock, which may turn at any point in between."""
    page = visit("/", "coded")
    for _ in range(3):
        for _ in range(200):
            if page.request.get("/risks/export.json?q=nothing").status == 429:
                break
        answer = page.goto("/risks/export.json?q=nothing")
        if answer.status == 429:
            break

    assert answer.status == 429
    assert "Wait a little" in page.locator("main").inner_text()
    faults = [*Tabbing(page).faults(), *looks(page)]
    assert not faults, "\n".join(faults)


def test_reading_and_simple_writing_work_without_script(site: Site, visit: Callable[..., Any]) -> None:
    page = visit(f"/w/{site.told['places']['wall']}/risks", "manager", java_script_enabled=False)

    page.click("a[data-key=n]")
    page.fill("input[name=title]", "The power may fail")
    page.click("button.go")
    page.fill("#comment-text", "It did last year.")
    page.click("form.say button")

    assert "It did last year." in page.locator(".talk").inner_text()
    page.click("form.toast button") if page.locator("form.toast").count() else None
    page.goto("/landscape")
    page.fill("input[name=as_of]", "2025-07-01")
    page.click("form.asof button")
    assert "1 Jul 2025" in page.locator(".ribbon").inner_text()
