"""Reading dates out of SQLite: each is worked out once, since a portfolio's rows name the same days over and over.

Django's own converter parses every cell; over the 11,000 dates of a large landscape that was a tenth of the page.
"""

from __future__ import annotations

import sqlite3
from datetime import date
from functools import lru_cache


@lru_cache(maxsize=40_000)  # a century of days
def _day(text: bytes) -> date:
    return date.fromisoformat(text.decode("ascii"))


def read_dates_once() -> None:
    """Let SQLite's date columns be read through the memory of days already seen."""
    sqlite3.register_converter("date", _day)
