"""Money, dates and ratings: what is written comes back exactly, and what is not readable says so."""

from __future__ import annotations

import contextlib
import time
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilothouse.kernel.formulas import guarded
from pilothouse.workspaces.intake import Rating
from pilothouse.workspaces.intake.calendar_dates import parse_date, possible_orders
from pilothouse.workspaces.intake.currencies import currency_in, minor_digits
from pilothouse.workspaces.intake.heading_row import unique_headings
from pilothouse.workspaces.intake.headings import clues_in
from pilothouse.workspaces.intake.money import parse_money
from pilothouse.workspaces.intake.plain_text import find_delimiter
from pilothouse.workspaces.intake.questions import styles_of
from pilothouse.workspaces.intake.ratings import parse_rating
from pilothouse.workspaces.intake.values import Unreadable, held_back, one_line, tidy_text


def written(minor: int, currency: str, *, style: str, gap: str, shape: str) -> str:
    """An amount as people write it, made independently of the reader."""
    digits = minor_digits(currency)
    whole, fraction = divmod(abs(minor), 10**digits)
    text = f"{whole:,}".replace(",", gap)
    if digits:
        text += ("." if style == "point" else ",") + f"{fraction:0{digits}d}"
    negative = minor < 0
    return {
        "plain": ("-" if negative else "") + text,
        "brackets": f"({text})" if negative else text,
        "code before": f"{'-' if negative else ''}{currency} {text}",
        "code after": f"{'-' if negative else ''}{text} {currency}",
        "true minus": f"{'−' if negative else ''}{text}",
        "minus after": text + ("-" if negative else ""),
    }[shape]


@settings(max_examples=300, deadline=None)
@given(
    minor=st.integers(-(10**15), 10**15),
    currency=st.sampled_from(["GBP", "EUR", "JPY", "KWD"]),
    shape=st.sampled_from(["plain", "brackets", "code before", "code after", "true minus", "minus after"]),
    style_gap=st.sampled_from(
        [("point", gap) for gap in (",", "", " ", "'", "\u00a0")]
        + [("comma", gap) for gap in (".", "", " ", "\u202f")]
    ),
)
def test_money_round_trip(minor, currency, shape, style_gap):
    style, gap = style_gap
    text = written(minor, currency, style=style, gap=gap, shape=shape)

    money = parse_money(text, currency=currency, style=style)

    assert (money.minor, money.currency) == (minor, currency)


@settings(max_examples=150, deadline=None)
@given(st.integers(-(10**13), 10**13))
def test_style_seen_in_a_column_reads_it_back(minor):
    """Whenever a written amount allows one reading only, that reading is the right one."""
    for style, gap in (("point", ","), ("comma", ".")):
        text = written(minor, "GBP", style=style, gap=gap, shape="plain")
        assert styles_of(text) <= {style}


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("£33.73", 3373),
        ("£1,045", 104500),
        ("-7169.2", -716920),
        ("£3.5m", 350_000_000),
        ("12k", 1_200_000),
        ("1.2 bn", 120_000_000_000),
        ("1,00,000", 10_000_000),
        ("0", 0),
        (".5", 50),
        ("12.", 1200),
        ("2066075.5899999999", 206607559),
        ("１２３", 12300),
        (Decimal("12.345"), 1234),
        (Decimal("12.355"), 1236),
        (7, 700),
    ],
)
def test_money_examples(text, minor):
    assert parse_money(text, currency="GBP").minor == minor


def test_column_factor_and_own_multiplier():
    assert parse_money("450.37", currency="GBP", factor=10**6).minor == 45_037_000_000
    assert parse_money("£2k", currency="GBP", factor=10**6).minor == 200_000
    assert parse_money("€ 5", currency="GBP").currency == "EUR"
    assert parse_money("$5", currency="AUD").currency == "AUD"


@pytest.mark.parametrize(
    "text",
    ["twelve", "12%", "1,23", "1.2.3", "12-13", "--5", "(5", "5 apples", "£", "1e5", "=1+1", "9" * 25, "$5", "5" * 90,
     date(2023, 1, 1)],
)  # fmt: skip
def test_not_money_says_why(text):
    with pytest.raises(Unreadable) as reason:
        parse_money(text, currency="GBP")

    assert str(reason.value).endswith(".")


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("2023-03-31", "dmy", date(2023, 3, 31)),
        ("31.03.2025", "mdy", date(2025, 3, 31)),
        ("01/02/2023", "dmy", date(2023, 2, 1)),
        ("01/02/2023", "mdy", date(2023, 1, 2)),
        ("05/01/2014 12:00:00 AM", "mdy", date(2014, 5, 1)),
        ("24/10/2019 5:00:00 PM", "dmy", date(2019, 10, 24)),
        ("2016-05-25 17:00:00", "dmy", date(2016, 5, 25)),
        ("2016-05-25T17:00:00.123Z", "dmy", date(2016, 5, 25)),
        ("31 March 2023", "dmy", date(2023, 3, 31)),
        ("1st Sept 2023", "dmy", date(2023, 9, 1)),
        ("March 31, 2023", "dmy", date(2023, 3, 31)),
        ("31-Mar-23", "dmy", date(2023, 3, 31)),
        ("01/02/70", "dmy", date(1970, 2, 1)),
        ("20230331", "dmy", date(2023, 3, 31)),
        (date(2023, 3, 31), "dmy", date(2023, 3, 31)),
    ],
)
def test_dates(text, order, day):
    assert parse_date(text, order=order) == day


@pytest.mark.parametrize(
    "text",
    [
        "31/02/2023",
        "2023-13-01",
        "9999-01-01",
        "0001-01-01",
        "soon",
        "31 Octember 2023",
        45016,
        "13/13/2023",
        "Q4 2023",
    ],
)
def test_not_a_date_says_why(text):
    with pytest.raises(Unreadable) as reason:
        parse_date(text)

    assert str(reason.value).endswith(".")


@settings(max_examples=150, deadline=None)
@given(st.dates(date(1970, 1, 1), date(2069, 12, 31)))
def test_written_date_is_read_back_in_its_order(day):
    assert parse_date(f"{day.day:02}/{day.month:02}/{day.year}", order="dmy") == day
    assert parse_date(f"{day.month}/{day.day}/{day.year % 100:02}", order="mdy") == day
    assert possible_orders(f"{day.day}/{day.month}/{day.year}") in (
        {"dmy"} if day.day > 12 else frozenset() if day.day == day.month else {"dmy", "mdy"},
    )


@pytest.mark.parametrize(
    ("text", "rating", "five", "note"),
    [
        ("Amber/Red", Rating.AMBER_RED, True, ""),
        ("amber-green ", Rating.AMBER_GREEN, True, ""),
        ("A/R", Rating.AMBER_RED, True, ""),
        ("G", Rating.GREEN, False, ""),
        ("Completed", Rating.COMPLETE, False, ""),
        ("Reset", Rating.NOT_RATED, False, "Reset"),
        ("N/A", Rating.NOT_RATED, False, "N/A"),
        (
            "Exempt under Section 26\r\r\n(Defence)",
            Rating.NOT_RATED,
            False,
            "Exempt under Section 26 (Defence)",
        ),
    ],
)
def test_ratings(text, rating, five, note):
    read = parse_rating(text)

    assert (read.rating, read.five_step, read.note) == (rating, five, note)


def test_blank_is_no_rating_and_nonsense_is_refused():
    assert parse_rating("  ") is None
    with pytest.raises(Unreadable):
        parse_rating("Purple")


def test_reasons_for_no_value():
    assert held_back("  ") == ""
    assert held_back("n/a") == ""
    assert held_back("Exempt under Section 43") == "Exempt under Section 43"
    assert held_back("12.5") is None
    assert tidy_text("a\r\r\n\r\r\n\r\nb ") == "a\n\nb"


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("Budget (£m)", "GBP"),
        ("Cost EUR", "EUR"),
        ("wlc_baseline_gbp_m", "GBP"),
        ("All costs", ""),
        ("Cost $", ""),
    ],
)
def test_currency_in_a_heading(text, currency):
    assert currency_in(text) == currency


PUMPS = (
    "1,",
    "1 ",
    "(",
    "-",
    "£",
    " ",
    "a ",
    "1/",
    "Exempt",
    "\u00a0",
    "'",
    "=",
    "12.",
    "\n",
    "Amber",
    "not ",
)


@pytest.mark.parametrize("pump", PUMPS)
def test_pumped_text_is_read_or_refused_in_no_time(pump):
    """C17: 100 kB of anything costs each reader at most 100 ms of processor time."""
    text = pump * (100_000 // len(pump)) + "!"
    for read in (
        lambda: parse_money(text, currency="GBP"),
        lambda: parse_date(text),
        lambda: parse_rating(text),
        lambda: held_back(text),
        lambda: tidy_text(text),
        lambda: styles_of(text),
        lambda: possible_orders(text),
        lambda: currency_in(text[:250]),
        lambda: clues_in(text[:250]),
        lambda: unique_headings([text]),
        lambda: guarded(text),
        lambda: find_delimiter(text),
    ):
        before = time.process_time()
        with contextlib.suppress(Unreadable):
            read()
        assert time.process_time() - before < 0.1


def test_names_lose_what_cannot_be_seen():
    assert one_line("Do\u202eck\x07  \ufeffnorth") == "Dock north"
    assert tidy_text("a\x00b\tc") == "ab\tc"
