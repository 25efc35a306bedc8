"""Reads a cell as a calendar date, and says which readings a written date allows."""

from __future__ import annotations

import re
from datetime import date
from typing import Final, Literal

from pilothouse.workspaces.bounds import YEARS

from .table import Cell, show
from .values import Unreadable

DateOrder = Literal["dmy", "mdy"]
LONGEST: Final = 48
MONTHS: Final = {
    name: number
    for number, names in enumerate(
        ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august",
         "sep sept september", "oct october", "nov november", "dec december"), 1,
    )
    for name in names.split()
}  # fmt: skip
CLOCK: Final = re.compile(
    r"[T ]\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)? ?(?:[AaPp]\.?[Mm]\.?)? ?(?:Z|[+-]\d\d:?\d\d)?$"
)
YEAR_FIRST: Final = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})|(\d{4})(\d\d)(\d\d)")
NUMERIC: Final = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})")
DAY_MONTH: Final = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[ -]([A-Za-z]{3,9})\.?,?[ -](\d{4}|\d{2})")
MONTH_DAY: Final = re.compile(r"([A-Za-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")
YEAR_ONLY: Final = re.compile(r"(?:19|20|21)\d\d")


def without_clock(text: str) -> str:
    """A written date without the time of day after it."""
    return CLOCK.sub("", " ".join(text.split())[:LONGEST])


def possible_orders(cell: Cell) -> frozenset[DateOrder]:
    """The orders under which 01/02/2023 is a date; empty when the cell needs no order or is no such date."""
    found = NUMERIC.fullmatch(without_clock(cell)) if isinstance(cell, str) else None
    if found is None or found[2] == ".":
        return frozenset()
    first, second = int(found[1]), int(found[3])
    if first == second:
        return frozenset()
    orders: set[DateOrder] = set()
    if 1 <= second <= 12 and 1 <= first <= 31:
        orders.add("dmy")
    if 1 <= first <= 12 and 1 <= second <= 31:
        orders.add("mdy")
    return frozenset(orders)


def year_only(cell: Cell) -> int | None:
    """The year when a cell holds nothing but one."""
    return int(show(cell)) if YEAR_ONLY.fullmatch(show(cell).strip()) else None


def parse_date(cell: Cell, *, order: DateOrder = "dmy") -> date:
    """A calendar date; a time of day is dropped, a two-digit year from 70 on is of the 1900s.

    order : how 01/02/2023 is read; dates with dots (01.02.2023) are always day first
    Raises Unreadable: not a date, no such day, or outside 1900–2199.
    """
    if isinstance(cell, date):
        return _within(cell.year, cell.month, cell.day, cell.isoformat())
    if not isinstance(cell, str):
        raise Unreadable(
            f"“{show(cell)}” is a bare number, not a date: format the column as dates and save again."
        )
    text = without_clock(cell)
    if found := YEAR_FIRST.fullmatch(text):
        year, month, day = (found[1], found[3], found[4]) if found[1] else (found[5], found[6], found[7])
        return _within(int(year), int(month), int(day), text)
    if found := NUMERIC.fullmatch(text):
        first, second = int(found[1]), int(found[3])
        swap = order == "mdy" and found[2] != "."
        return _within(_year(found[4]), first if swap else second, second if swap else first, text)
    if found := DAY_MONTH.fullmatch(text):
        return _within(_year(found[3]), _month(found[2], text), int(found[1]), text)
    if found := MONTH_DAY.fullmatch(text):
        return _within(_year(found[3]), _month(found[1], text), int(found[2]), text)
    raise Unreadable(f"“{text[:80]}” is not a date: write it as 2023-03-31.")


def _year(digits: str) -> int:
    if len(digits) == 4:
        return int(digits)
    return int(digits) + (1900 if int(digits) >= 70 else 2000)


def _month(name: str, text: str) -> int:
    if name.lower() not in MONTHS:
        raise Unreadable(f"“{text[:80]}” is not a date: “{name}” is not a month.")
    return MONTHS[name.lower()]


def _within(year: int, month: int, day: int, text: str) -> date:
    if year not in YEARS:
        raise Unreadable(f"“{text[:80]}” is outside the years {YEARS[0]} to {YEARS[-1]}.")
    try:
        return date(year, month, day)
    except ValueError:
        raise Unreadable(f"“{text[:80]}” is not a day in the calendar.") from None
