"""Watches a page in Chromium: what it complains of, whom it asks, and what axe finds on it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

AXE = (
    Path(__file__).resolve().parent.parent.parent
    / "src/pilothouse/web/islands/node_modules/axe-core/axe.min.js"
)
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
# axe's rules by the standards we follow, and its own best practice
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
TELL_VIOLATIONS = """
window.__broken = [];
addEventListener("securitypolicyviolation", e => __broken.push(`${e.violatedDirective}: ${e.blockedURI} ${e.sample}`));
"""
RUN_AXE = """async ([only, tags]) => {
  // rows beyond are made by the same code as those before
  const found = await axe.run({ include: document, exclude: ["tbody tr:nth-child(n + 25)"] }, {
    runOnly: only ? { type: "rule", values: only } : { type: "tag", values: tags },
    resultTypes: ["violations"], elementRef: false });
  return found.violations.map(v => `${v.id}: ` + v.nodes.slice(0, 4).map(
    n => `${n.target} (${(n.any[0] || n.all[0] || n.none[0] || {}).message || n.html})`).join(" | "));
}"""
STICKING_OUT = """[...document.querySelectorAll("body *")]
  .filter(e => e.getBoundingClientRect().right > innerWidth + 0.5 && getComputedStyle(e).position !== "fixed")
  .slice(0, 6).map(e => `${e.tagName}.${e.className} ${e.textContent.trim().slice(0, 30)}`).join(" | ")"""
WIDE, PHONE = {"width": 1360, "height": 900}, {"width": 390, "height": 844}
# Chromium writes this for every answer of 400 and more; the tests look at the status themselves
STATUS_LINE = re.compile(r"the server responded with a status of (4\d\d|500)")


@dataclass
class Watch:
    """What went wrong on a page since it was opened."""

    page: Any
    home: str
    said: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)

    def begin(self) -> Watch:
        """Listen from now on."""
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.said.append(f"script: {error}"))
        self.page.on("request", self._asked)
        return self

    def _console(self, message: Any) -> None:
        if message.type in {"error", "warning"} and not STATUS_LINE.search(message.text):
            self.said.append(f"{message.type}: {message.text}")

    def _asked(self, request: Any) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"data", "blob", "about"}:
            return
        if f"{parts.scheme}://{parts.netloc}" != self.home:
            self.strangers.append(request.url)

    def faults(self) -> list[str]:
        """Every complaint so far: console, script errors, policy violations, requests to other hosts."""
        broken = self.page.evaluate("window.__broken || []")
        return [*self.said, *broken, *(f"asked {url}" for url in self.strangers)]


def axe_faults(page: Any, only: list[str] | None = None) -> list[str]:
    """What axe finds on the page as it stands now; `only` names the rules, otherwise all."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[str] = page.evaluate(RUN_AXE, [only, TAGS])
    return found


def looks(page: Any) -> list[str]:
    """The page in both colour schemes and both widths: all rules in light, the colours again in dark."""
    faults = []
    for name, size in (("1360 px", WIDE), ("390 px", PHONE)):
        page.set_viewport_size(size)
        page.emulate_media(color_scheme="light")
        faults += [f"{name} light, {fault}" for fault in axe_faults(page)]
        page.emulate_media(color_scheme="dark")
        faults += [f"{name} dark, {fault}" for fault in axe_faults(page, ["color-contrast"])]
        wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if wider > 0:
            faults.append(
                f"{name}: the page is {wider} px wider than the window: {page.evaluate(STICKING_OUT)}"
            )
    return faults
