"""A person who has no mouse: goes through a page by Tab, arrows and Enter, and must always see where they are."""

from __future__ import annotations

from typing import Any

# where the focus is, whether it can be seen, and whether something lies over it
WHERE = """([selector, text]) => {
  const e = document.activeElement;
  if (!e || e === document.body) return { found: false };
  const b = e.getBoundingClientRect();
  const x = Math.min(Math.max(b.left + Math.min(b.width, 24) / 2, 1), innerWidth - 2);
  const y = Math.min(Math.max(b.top + b.height / 2, 1), innerHeight - 2);
  const top = document.elementFromPoint(x, y);
  const label = e.labels && e.labels[0];
  const found = e.matches(selector) && (e.textContent || "").includes(text);
  return { found, shown: b.bottom > 0 && b.top < innerHeight && b.width > 0,
    ring: e.matches(":focus-visible"),
    covered: !!top && !e.contains(top) && !top.contains(e) && !(label && label.contains(top)) };
}"""
MOST = 160


class Keyboard:
    """The keys of one page."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.ready()

    def ready(self) -> None:
        """Wait until the page's behaviours are there; without script none of them is needed."""
        self.page.wait_for_selector("html[data-ready]")

    def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        """Type over what the field holds."""
        self.press("Control+a")
        self.page.keyboard.type(text)

    def to(self, selector: str, text: str = "", *, back: bool = False) -> None:
        """Go by Tab to an element with the text; it must be reached, seen and not covered."""
        for _ in range(MOST):
            self.page.keyboard.press("Shift+Tab" if back else "Tab")
            spot = self.page.evaluate(WHERE, [selector, text])
            if spot["found"]:
                assert spot["shown"], f"{selector} has the focus outside the window"
                assert spot["ring"], f"{selector} has the focus and does not show it"
                assert not spot["covered"], f"{selector} has the focus under something else"
                return
        raise AssertionError(f"{selector} {text} cannot be reached by Tab on {self.page.url}")

    def open(self, selector: str, text: str = "", *, back: bool = False) -> None:
        """Go to a link or button that leads to another page, press it and wait for the page."""
        self.to(selector, text, back=back)
        self.leave("Enter")

    def leave(self, *keys: str) -> None:
        """Press keys that lead to another page and wait for it."""
        with self.page.expect_navigation(wait_until="load"):
            self.press(*keys)
        self.ready()

    def fill(self, selector: str, text: str) -> None:
        """Go to a field and type into it."""
        self.to(selector)
        self.type(text)
