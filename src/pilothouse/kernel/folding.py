"""Text folded for finding and for sorting, the same on every database."""

from __future__ import annotations

import re
import unicodedata

_SPACES = re.compile(r"\s+")
_DIGITS = re.compile(r"\d+")


def folded(text: str) -> str:
    """The text in small letters, without accents and doubled spaces: `Žluťoučký  Kůň` is `zlutoucky kun`."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return _SPACES.sub(" ", "".join(c for c in plain if not unicodedata.combining(c))).strip()


def sort_key(text: str) -> str:
    """Folded text in which numbers sort by size: `R-2` before `R-10`. At most 80 characters."""
    return _DIGITS.sub(lambda m: m.group().lstrip("0").rjust(8, "0"), folded(text))[:80]
