"""Every address of the application that answers a reader, with the values that a walk over them fills in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import URLResolver, get_resolver

API = "api/v1/"


def patterns(resolver: Any = None, before: str = "") -> Iterator[tuple[str, Any]]:
    """Each pattern as text, with its view."""
    for one in (resolver or get_resolver()).url_patterns:
        text = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from patterns(one, text)
        else:
            yield text, one.callback


def readable() -> list[str]:
    """The patterns that answer GET, the programs' own API left out."""
    found = []
    for text, view in patterns():
        methods = getattr(view, "door", (None, "", ("GET",)))[2]
        if "GET" in methods and not text.startswith(API) and text not in found:
            found.append(text)
    return found
