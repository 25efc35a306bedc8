"""Reads a cell as money: signs, codes, multipliers, brackets, and both ways to write decimals."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final, Literal

from .currencies import CODES, SIGNS, minor_digits
from .table import Cell, show
from .values import Unreadable

NumberStyle = Literal["point", "comma"]

LONGEST_AMOUNT: Final = 60
LARGEST_MINOR: Final = 10**17
SCALES: Final = {
    "k": 10**3, "thousand": 10**3, "tsd": 10**3,
    "m": 10**6, "mn": 10**6, "mm": 10**6, "mio": 10**6, "mil": 10**6, "million": 10**6, "millions": 10**6,
    "bn": 10**9, "b": 10**9, "billion": 10**9, "billions": 10**9, "mrd": 10**9, "tn": 10**12,
}  # fmt: skip
GAPS: Final = " \u00a0\u2009\u202f'’"
AMOUNT: Final = re.compile(
    r"(?P<open>\()?(?P<sign>[-+−])?(?P<before>[^\d.,()+−-]{0,12}?)(?P<late>[-−])?"
    r"(?P<digits>[\d.,][\d.,'’ \u00a0\u2009\u202f]*)(?P<after>[^\d()−-]{0,16})(?P<tail>[-−])?(?P<close>\))?"
)
POINT_DIGITS: Final = re.compile(rf"(\d{{1,3}}(?:[,{GAPS}]\d{{2,3}})*[,{GAPS}]\d{{3}}|\d+)?(?:\.(\d*))?")
COMMA_DIGITS: Final = re.compile(rf"(\d{{1,3}}(?:[.{GAPS}]\d{{2,3}})*[.{GAPS}]\d{{3}}|\d+)?(?:,(\d*))?")


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in whole minor units (pence) of an ISO 4217 currency."""

    minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class Amount:
    """A written amount taken apart: digits with separators, sign, currency mark, multiplier."""

    digits: str
    negative: bool
    mark: str
    factor: int | None


def split_amount(text: str) -> Amount | None:
    """Take "(£1,045.50m)" apart without deciding yet what its separators mean; None when it is no amount."""
    text = unicodedata.normalize("NFKC", text).strip()
    if not text or len(text) > LONGEST_AMOUNT or "%" in text:
        return None
    found = AMOUNT.fullmatch(text)
    if (
        found is None
        or bool(found["open"]) != bool(found["close"])
        or not any(map(str.isdigit, found["digits"]))
    ):
        return None
    signs = sum(1 for part in ("open", "sign", "late", "tail") if found[part] and found[part] != "+")
    after = found["after"].strip(" .\u00a0\u202f")
    mark, factor = _mark_and_factor(found["before"].strip(), after)
    if signs > 1 or mark is None:
        return None
    return Amount(found["digits"].strip(GAPS), signs == 1, mark, factor)


def _mark_and_factor(before: str, after: str) -> tuple[str | None, int | None]:
    """Currency mark ("" none, None for words that are no currency) and multiplier."""
    marks: list[str] = [before] if before else []
    factor: int | None = None
    for word in after.split():
        if factor is None and word.lower() in SCALES:
            factor = SCALES[word.lower()]
        else:
            marks.append(word)
    marks = ["$" if mark in ("US$", "A$", "AU$", "C$", "NZ$") else mark for mark in marks]
    if len(marks) > 1 or any(mark not in SIGNS and mark.upper() not in CODES for mark in marks):
        return None, None
    return (marks[0] if marks[0] in SIGNS else marks[0].upper()) if marks else "", factor


def parse_money(cell: Cell, *, currency: str, style: NumberStyle = "point", factor: int = 1) -> Money:
    """An amount as whole minor units, rounded half to even.

    style  : "point" reads 1,234.56; "comma" reads 1.234,56; typed numbers need neither
    factor : what one unit of the column stands for (1,000,000 for "£m"); a multiplier in the cell itself wins
    Raises Unreadable.
    """
    if isinstance(cell, date):
        raise Unreadable(f"“{show(cell)}” is a date, not an amount.")
    if isinstance(cell, str):
        amount = split_amount(cell)
        if amount is None:
            raise Unreadable(f"“{cell.strip()[:80]}” is not an amount.")
        number = read_digits(amount.digits, style)
        number = -number if amount.negative else number
        factor = amount.factor if amount.factor is not None else factor
        currency = _agree(amount.mark, currency)
    else:
        number = Decimal(cell)
    minor = (number * factor).scaleb(minor_digits(currency))
    if abs(minor) > LARGEST_MINOR:
        raise Unreadable(f"“{show(cell)[:80]}” is too large to be an amount of money.")
    return Money(int(minor.quantize(Decimal(1), rounding=ROUND_HALF_EVEN)), currency)


def read_digits(digits: str, style: NumberStyle) -> Decimal:
    """The number that digits and separators stand for in one style; raises Unreadable."""
    found = (POINT_DIGITS if style == "point" else COMMA_DIGITS).fullmatch(digits)
    if found is None or not (found[1] or found[2]):
        written = "1,234.56" if style == "point" else "1.234,56"
        raise Unreadable(f"“{digits}” is not a number as this column writes them ({written}).")
    whole = "".join(c for c in found[1] or "0" if c.isdigit())
    return Decimal(f"{whole}.{found[2] or '0'}")


def _agree(mark: str, currency: str) -> str:
    if not mark or mark == currency or currency in SIGNS.get(mark, ()):
        return currency
    if mark in CODES:
        return mark
    if len(SIGNS[mark]) == 1:
        return next(iter(SIGNS[mark]))
    raise Unreadable(f"The sign “{mark}” does not fit the column's currency, {currency}.")
