"""Money as integer minor units with a currency: reading it, writing it, shortening it."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache

# digits after the point where they are not 2 (ISO 4217)
DIGITS = {"JPY": 0, "KRW": 0, "ISK": 0, "CLP": 0, "VND": 0, "HUF": 2, "KWD": 3, "BHD": 3, "TND": 3, "JOD": 3}
SYMBOLS = {"GBP": "£", "EUR": "€", "USD": "$", "JPY": "¥", "INR": "₹"}
# which currencies a sign can mean; one that means another is refused, not dropped
MEANT = {
    "£": ("GBP",), "€": ("EUR",), "¥": ("JPY", "CNY"), "₹": ("INR",),
    "$": ("USD", "AUD", "CAD", "NZD", "SGD", "HKD", "MXN", "CLP", "TWD"),
}  # fmt: skip
SCALES = {"k": 10**3, "m": 10**6, "mn": 10**6, "bn": 10**9, "b": 10**9}
LARGEST = 9 * 10**17
# from which amount on it is shortened, by how much, and to how many decimals; a half is rounded up
SHORT = tuple((Decimal(99_995).scaleb(n - 5), 10**n, unit) for n, unit in ((9, "bn"), (6, "m"), (3, "k")))
SHOWN = {unit: (Decimal(step), ROUND_HALF_UP) for unit, step in (("bn", "0.01"), ("m", "0.1"), ("k", "0.1"))}
# thousands in threes by one kind of mark, or as in India; any other comma may be a decimal one and is asked about
_THREES = r"[1-9][0-9]{0,2}(?P<mark>[ ,\u00a0\u202f'])[0-9]{3}(?:(?P=mark)[0-9]{3})*"
_WHOLE = rf"[0-9]+|{_THREES}|[1-9][0-9]?(?:,[0-9]{{2}})+,[0-9]{{3}}"
_AMOUNT = re.compile(
    rf"(?P<sign>[+-]?)(?P<number>(?:{_WHOLE})(?:\.[0-9]{{1,6}})?) ?(?P<scale>k|mn?|bn?)?", re.IGNORECASE
)


def digits_of(currency: str) -> int:
    """How many digits of minor units a currency has: 2 for GBP, 0 for JPY."""
    return DIGITS.get(currency, 2)


def parse_money(text: str, currency: str) -> int:
    """Read an amount such as `1,250.50`, `£1.2m` or `-300k` into minor units.

    Raises ValueError with a sentence when it is no amount.
    """
    bare = text.strip().replace("−", "-")
    for sign, meant in MEANT.items():
        if sign in bare and currency not in meant:
            raise ValueError(f"“{text[:40]}” is in another currency; this is kept in {currency}.")
    for sign in (*SYMBOLS.values(), currency):
        bare = bare.replace(sign, "")
    found = _AMOUNT.fullmatch(bare.strip()[:60])
    if not found:
        point = " Decimals follow a point." if "," in bare else ""
        raise ValueError(f"“{text[:40]}” is not an amount; write it like 1,250.50 or 1.2m.{point}")
    sign, number, scale = found["sign"], found["number"], found["scale"]
    try:
        value = Decimal(re.sub(r"[ ,\u00a0\u202f']", "", number)) * SCALES.get((scale or "").lower(), 1)
    except InvalidOperation as error:
        raise ValueError(f"“{text[:40]}” is not an amount; write it like 1,250.50 or 1.2m.") from error
    minor: int = round(value * 10 ** digits_of(currency))
    if minor > LARGEST:
        raise ValueError("That amount is too large to keep.")
    return -minor if sign == "-" else minor


def exact_money(minor: int, currency: str) -> str:
    """The amount in full: `£1,250.50`, `−€3.00`, `CZK 20.00`."""
    digits = digits_of(currency)
    body = f"{abs(minor) / 10**digits:,.{digits}f}" if abs(minor) < 2**53 else _long(abs(minor), digits)
    sign = "−" if minor < 0 else ""
    symbol = SYMBOLS.get(currency)
    return f"{sign}{symbol}{body}" if symbol else f"{sign}{currency} {body}".strip()


def _long(minor: int, digits: int) -> str:
    whole, rest = divmod(minor, 10**digits)
    return f"{whole:,}.{rest:0{digits}d}" if digits else f"{whole:,}"


@lru_cache(maxsize=16_384)  # a landscape says hundreds of amounts, most of them again at the next look
def short_money(minor: int, currency: str) -> str:
    """The amount as a board reads it: `£1.3k`, `£42.0m`, `£1.20bn`."""
    amount = Decimal(abs(minor)).scaleb(-digits_of(currency))
    for limit, step, unit in SHORT:
        if amount >= limit:
            body = f"{(amount / step).quantize(*SHOWN[unit]):,}{unit}"
            break
    else:
        body = f"{amount.quantize(Decimal(1), ROUND_HALF_UP):,}"
    sign = "−" if minor < 0 else ""
    symbol = SYMBOLS.get(currency)
    return f"{sign}{symbol}{body}" if symbol else f"{sign}{currency} {body}".strip()


def plain_money(minor: int, currency: str) -> str:
    """The amount as a bare decimal, for files and the API: `1250.50`."""
    digits = digits_of(currency)
    whole, rest = divmod(abs(minor), 10**digits)
    sign = "-" if minor < 0 else ""
    return f"{sign}{whole}.{rest:0{digits}d}" if digits else f"{sign}{whole}"
