"""The law of the keyboard bites: each fault planted in a small page is found, and a good page has none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tabbing import Tabbing

pytestmark = pytest.mark.browser

GOOD = """<a href="#x">one</a> <input type="date" aria-label="day"> <button>two</button>
<input type="radio" name="r" aria-label="a"><input type="radio" name="r" aria-label="b">
<details><summary>more</summary><a href="#y">inside</a></details>"""
TWO = '<a href="#x">one</a><button>two</button>'
PLANTED = {
    "jumps the queue": '<a href="#x">one</a><button tabindex="3">two</button>',
    "cannot be reached": '<a href="#x">one</a><button tabindex="-1">two</button>',
    "takes the focus and is no control": '<a href="#x">one</a><div tabindex="0">two</div>',
    "shown in another order": f'<p style="display:flex;flex-direction:row-reverse">{TWO}</p>',
    "looks the same with the focus": '<a href="#x">one</a><a href="#y" style="outline:0">two</a><button>three</button>',
    "has the focus under": f'{TWO}<p style="position:fixed;inset:0;background:#fff">over</p>',
    "outside the window": f'{TWO}<button style="position:fixed;left:-500px">three</button>',
    "not reached by Tab": '<a href="#x">one</a><input id="trap" aria-label="trap"><button>three</button>',
    "Enter does not open it": '<details><summary id="shut">more</summary><a href="#y">inside</a></details>',
    "Escape does not close it": '<details class="menu"><summary>menu</summary><a href="#y">inside</a></details>',
    "opens no dialog": '<form data-confirm="Sure?" action="/x"><button type="button">Remove</button></form>',
    "arrows, Home and End": '<table data-island="grid"><tbody><tr tabindex="0"><td>1<tr tabindex="-1"><td>2</table>',
    "Shift+Tab from the last": '<a href="#x">one</a><button>two</button><a href="#z" id="held">three</a>',
}  # fmt: skip
BEHAVIOUR = """
document.addEventListener("keydown", (e) => {
  const id = document.activeElement && document.activeElement.id;
  if (e.key === "Tab" && (id === "trap" || id === "held" && e.shiftKey)) e.preventDefault();
  if (e.key === "Enter" && id === "shut") e.preventDefault();
});"""


def _faults(page: Any, body: str) -> list[str]:
    page.set_content(f"<html data-ready><title>t</title><body><main>{body}</main></body></html>")
    page.evaluate(BEHAVIOUR)
    return Tabbing(page).faults()


@pytest.fixture(autouse=True)
def _nothing_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Tabbing, "seen", set())


def test_a_good_page_has_no_fault(visit: Callable[..., Any]) -> None:
    assert _faults(visit(), GOOD) == []


@pytest.mark.parametrize(("fault", "body"), PLANTED.items(), ids=list(PLANTED))
def test_a_planted_fault_is_found(fault: str, body: str, visit: Callable[..., Any]) -> None:
    found = _faults(visit(), body)

    assert any(fault in one for one in found), found
