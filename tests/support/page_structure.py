"""What a page is made of: its elements, their attributes, its scripts; read by a parser that forgives."""

from __future__ import annotations

import re
from collections.abc import Iterable, Set
from html.parser import HTMLParser

WELL_NAMED = re.compile(r"[A-Za-z][\w.:-]*")
LEADS = {"href", "src", "action", "formaction", "xlink:href", "data", "poster", "hx-get", "hx-post", "srcset"}
HERE = re.compile(r"(?:[/?#](?![/\\])|$)")
# a link that somebody wrote may lead anywhere, when it tells nothing to where it leads
ELSEWHERE = re.compile(r"(?:(?:https?:)?//|mailto:)[^\s\"'<>]", re.I)


class Structure(HTMLParser):
    """The elements and attributes of a page, what its scripts say, and what is wrong with any of them."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.pairs: set[tuple[str, str]] = set()
        self.faults: list[str] = []
        self._script: dict[str, str | None] | None = None
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.pairs |= {(tag, "")} | {(tag, name) for name, _ in attrs}
        given = dict(attrs)
        self._script = given if tag == "script" else None
        for name, value in attrs:
            text = (value or "").strip()
            if name.startswith("on") or name in {"style", "srcdoc"}:
                self.faults.append(f"<{tag} {name}={text[:60]}>")
            if name in {"id", "name"} and not WELL_NAMED.fullmatch(text):
                self.faults.append(f"<{tag} {name}={text[:60]}>")
            if name in LEADS and not HERE.match(text):
                outside = ELSEWHERE.match(text) and "nofollow" in (given.get("rel") or "")
                if not outside and not text.startswith(("mailto:", "data:image/")):
                    self.faults.append(f"<{tag} {name}={text[:60]}>")

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self._script = None

    def handle_data(self, data: str) -> None:
        if self._script is not None and self._script.get("type") != "application/json" and "alert" in data:
            self.faults.append(f"script: {data[:80]}")
        if self._script is not None and "<" in data:
            self.faults.append(f"script with a sign that may end it: {data[:80]}")


def added(page: str, known: Set[tuple[str, str]], rich: Iterable[str] = ()) -> list[str]:
    """What a page has that it had not before people wrote into it, besides the tags of their formatting."""
    found = Structure(page)
    allowed = (
        set(known)
        | {(tag, "") for tag in rich}
        | {("a", "href"), ("a", "rel"), ("span", ""), ("span", "class")}
    )
    return found.faults + [f"<{tag} {name}>" for tag, name in sorted(found.pairs - allowed)]
