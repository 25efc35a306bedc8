"""The law of the keyboard, for any page: every control is reached by Tab in the order of the page, is seen when it is,
keeps nobody, and menus and dialogs open by Enter and Space and close by Escape.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from watching import PHONE, WIDE

SCRIPT = Path(__file__).with_name("tabbing.js")
MOST = 500
# rows beyond are made by the same code as those before
FEWER_ROWS = "document.querySelectorAll('tbody tr:nth-child(n + 25)').forEach(row => row.remove())"


class Tabbing:
    """One walk through one page by keys alone."""

    # menus and dialogs that stand on many pages alike are opened once
    seen: set[str] = set()

    def __init__(self, page: Any) -> None:
        self.page = page
        self.found: list[str] = []

    def faults(self, *, narrow: bool = False) -> list[str]:
        """Everything on this page that breaks the law; narrow is a phone, or a desk at 400 % zoom."""
        self.page.set_viewport_size(PHONE if narrow else WIDE)
        self.page.wait_for_selector("html[data-ready]")
        if not self.page.evaluate("'tabbing' in window"):
            self.page.evaluate(SCRIPT.read_text(encoding="utf-8"))
        self._walk()
        self._tables()
        self._openers("menus", "summary", self._menu)
        self._openers("confirms", "button", self._dialog)
        self._anywhere()
        return self.found

    def _ask(self, what: str, *given: Any) -> Any:
        return self.page.evaluate(f"given => window.tabbing.{what}(...given)", list(given))

    def _press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def _walk(self) -> None:
        count = self._ask("begin", "")
        if count > MOST:
            self.found.append(f"{count} stops of Tab: nobody gets to the end")
            return
        self.page.evaluate(FEWER_ROWS)
        count = self._ask("begin", "")
        self._press(*["Tab"] * (count + 1))
        self.found += self._ask("judge")
        if count > 1:
            self._ask("last")
            self._press("Shift+Tab")
            self.found += self._ask("wentBack")

    def _tables(self) -> None:
        for at in range(self._ask("tables")):
            self._ask("enterTable", at)
            self._press("ArrowDown", "End", "Home", "End")
            self.found += self._ask("judgeTable", at)
            self._press("Tab")
            self.found += self._ask("inLastRow", at)

    def _openers(self, kind: str, what: str, law: Any) -> None:
        for at, name in enumerate(self._ask(kind)):
            if name not in self.seen:
                self.seen.add(name)
                before = len(self.found)
                law(kind, at)
                self.found[before:] = [f"{what} {name}: {fault}" for fault in self.found[before:]]

    def _menu(self, kind: str, at: int) -> None:
        """Enter opens it, Tab goes through what it holds; Escape closes a menu, and Space what only unfolds."""
        self._ask("stand", kind, at)
        self._press("Enter")
        if not self._ask("isOpen", at):
            self.found.append("Enter does not open it")
            return
        self._press(*["Tab"] * (self._ask("begin", at) + 1))
        self.found += self._ask("judge")
        if self._ask("isMenu", at):
            self._ask("inside", at)
            self._press("Escape")
            self.found += self._ask("closed", at)
        self._ask("stand", kind, at)
        before = self._ask("isOpen", at)
        self._press("Space")
        if self._ask("isOpen", at) == before:
            self.found.append("Space does nothing")
        self._press("Escape" if self._ask("isMenu", at) else "Tab")

    def _dialog(self, kind: str, at: int) -> None:
        self._ask("stand", kind, at)
        self._press("Enter")
        self._within("Enter")
        self.found += self._ask("stands", kind, at)

    def _within(self, opener: str) -> None:
        """A dialog is open, holds the focus, and goes by Escape."""
        self.page.wait_for_timeout(30)
        if not self._ask("inDialog"):
            self.found.append(f"{opener} opens no dialog that takes the focus")
            return
        for _ in range(4):
            self._press("Tab")
            if not self._ask("inDialog"):
                self.found.append("the focus leaves the open dialog for the page behind")
        self._press("Escape")
        self.page.wait_for_timeout(30)
        if self._ask("dialogs"):
            self.found.append("Escape does not close the dialog")

    def _anywhere(self) -> None:
        """The dialogs that keys open on every page: they give the focus back to where it was."""
        for key in ("?", "Control+k"):
            if key in self.seen or not self._ask("hasShell"):
                continue
            self.seen.add(key)
            self._ask("standOnLink")
            self._press(key)
            self._within(key)
            self.found += self._ask("standsOnLink", key)
