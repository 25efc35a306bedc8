"""Finds what a table leaves open (01/02/2023, 1.234, currency, as of when) and asks instead of guessing."""

from __future__ import annotations

import re
from collections.abc import Mapping as Answers
from dataclasses import dataclass
from datetime import date
from typing import Final

from .calendar_dates import DateOrder, parse_date, possible_orders, year_only
from .currencies import CODES
from .mapping import ColumnChoice, Mapping
from .money import GAPS, NumberStyle, split_amount
from .table import Cell, Table, show
from .targets import DATE_TARGETS, MONEY_TARGETS, Target
from .values import Unreadable, held_back

EXAMPLES: Final = 3
ORDERS: Final[tuple[DateOrder, DateOrder]] = ("dmy", "mdy")
AS_ORDER: Final[dict[str, DateOrder]] = {"dmy": "dmy", "mdy": "mdy"}
AS_STYLE: Final[dict[str, NumberStyle]] = {"point": "point", "comma": "comma"}
YEAR_ENDS: Final = (
    ("12-31", "31 December"),
    ("03-31", "31 March"),
    ("06-30", "30 June"),
    ("09-30", "30 September"),
    ("01-01", "1 January"),
)


@dataclass(frozen=True, slots=True)
class Option:
    """One answer that can be given: the value to send back and how it reads to a person."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Ambiguity:
    """A question that must be answered before the table can be drafted.

    key       : the name under which the answer is given: {"date:Start": "dmy"}
    options   : the answers allowed; empty means free text, as `expects` says
    examples  : cells as they stand
    suggested : the likeliest value by other columns of the same table, "" when nothing speaks for one
    """

    key: str
    question: str
    options: tuple[Option, ...] = ()
    examples: tuple[str, ...] = ()
    column: str = ""
    suggested: str = ""
    expects: str = ""


class Unanswered(ValueError):
    """The table cannot be drafted before these questions are answered."""

    def __init__(self, questions: tuple[Ambiguity, ...]) -> None:
        super().__init__(" ".join(q.question for q in questions))
        self.questions = questions


@dataclass(frozen=True, slots=True)
class Formats:
    """How each column is read, once nothing is open: by heading; and the date for rows without their own."""

    orders: dict[str, DateOrder]
    styles: dict[str, NumberStyle]
    currencies: dict[str, str]
    year_end: tuple[int, int]
    effective: date | None


def settle(
    table: Table, mapping: Mapping, answers: Answers[str, str]
) -> tuple[Formats, tuple[Ambiguity, ...]]:
    """The formats as far as they are known, and the questions still open; a wrong answer leaves its own open."""
    orders, asked_orders = _settle_orders(table, mapping, answers)
    styles, asked_styles = _settle_styles(table, mapping, answers)
    currencies, asked_currency = _settle_currencies(mapping, answers)
    year_end, effective, asked_effective = _settle_effective(table, mapping, answers)
    formats = Formats(orders, styles, currencies, year_end, effective)
    return formats, (*asked_effective, *asked_orders, *asked_styles, *asked_currency)


def open_questions(
    table: Table, mapping: Mapping, answers: Answers[str, str] | None = None
) -> tuple[Ambiguity, ...]:
    """The questions that the table leaves open under this mapping and these answers."""
    return settle(table, mapping, answers or {})[1]


def _settle_orders(
    table: Table, mapping: Mapping, answers: Answers[str, str]
) -> tuple[dict[str, DateOrder], list[Ambiguity]]:
    settled: dict[str, DateOrder] = {}
    doubtful: list[tuple[ColumnChoice, list[str]]] = []
    for choice in mapping.each(*DATE_TARGETS, Target.EFFECTIVE):
        told = mapping.conventions.date_order or AS_ORDER.get(answers.get(f"date:{choice.heading}", ""))
        if told:
            settled[choice.heading] = told
            continue
        seen = [(cell, possible_orders(cell)) for cell in table.column(choice.index)]
        day_first = sum(1 for _, orders in seen if orders == {"dmy"})
        month_first = sum(1 for _, orders in seen if orders == {"mdy"})
        both = [show(cell) for cell, orders in seen if len(orders) == 2]
        if both and not day_first and not month_first:
            doubtful.append((choice, both))
        else:
            settled[choice.heading] = "mdy" if month_first > day_first else "dmy"
    evidence = {settled[h] for h in settled if _has_order(table, mapping, h)}
    likely = evidence.pop() if len(evidence) == 1 else ""
    return settled, [_ask_order(choice, both, likely) for choice, both in doubtful]


def _has_order(table: Table, mapping: Mapping, heading: str) -> bool:
    index = next(c.index for c in mapping.choices if c.heading == heading)
    return any(len(possible_orders(cell)) == 1 for cell in table.column(index))


def _ask_order(choice: ColumnChoice, both: list[str], likely: str) -> Ambiguity:
    readings = [long_date(parse_date(both[0], order=order)) for order in ORDERS]
    return Ambiguity(
        key=f"date:{choice.heading}",
        question=f"In “{choice.heading}”, is “{both[0].strip()}” {readings[0]} or {readings[1]}?",
        options=(
            Option("dmy", f"Day first: {readings[0]}"),
            Option("mdy", f"Month first: {readings[1]}"),
        ),
        examples=tuple(dict.fromkeys(both))[:EXAMPLES],
        column=choice.heading,
        suggested=likely,
    )


def long_date(day: date) -> str:
    """A date in words, the same in every locale: 1 February 2023."""
    months = "January February March April May June July August September October November December"
    return f"{day.day} {months.split()[day.month - 1]} {day.year}"


def styles_of(cell: Cell) -> frozenset[NumberStyle]:
    """The ways in which a written amount can be read: one, both (1.234), or none without separators."""
    amount = split_amount(cell) if isinstance(cell, str) else None
    digits = re.sub(f"[{GAPS}]", "", amount.digits) if amount else ""
    points, commas = digits.count("."), digits.count(",")
    if points and commas:
        return frozenset({"point" if digits.rindex(".") > digits.rindex(",") else "comma"})
    if points + commas > 1:
        return frozenset({"comma" if points else "point"})
    if points + commas == 0:
        return frozenset()
    whole, fraction = re.split(r"[.,]", digits)
    if len(fraction) != 3 or len(whole) > 3 or whole in ("", "0"):
        return frozenset({"point" if points else "comma"})
    return frozenset({"point", "comma"})


def _settle_styles(
    table: Table, mapping: Mapping, answers: Answers[str, str]
) -> tuple[dict[str, NumberStyle], list[Ambiguity]]:
    settled: dict[str, NumberStyle] = {}
    doubtful: list[tuple[ColumnChoice, list[str]]] = []
    evidence: set[NumberStyle] = set()
    for choice in mapping.each(*MONEY_TARGETS):
        told = mapping.conventions.number_style or AS_STYLE.get(answers.get(f"number:{choice.heading}", ""))
        if told:
            settled[choice.heading] = told
            continue
        seen = [(cell, styles_of(cell)) for cell in table.column(choice.index)]
        point = sum(1 for _, styles in seen if styles == {"point"})
        comma = sum(1 for _, styles in seen if styles == {"comma"})
        both = [show(cell) for cell, styles in seen if len(styles) == 2]
        if both and not point and not comma:
            doubtful.append((choice, both))
            continue
        settled[choice.heading] = "comma" if comma > point else "point"
        if point or comma:
            evidence.add(settled[choice.heading])
    likely = evidence.pop() if len(evidence) == 1 else ""
    return settled, [_ask_style(choice, both, likely) for choice, both in doubtful]


def _ask_style(choice: ColumnChoice, both: list[str], likely: str) -> Ambiguity:
    amount = split_amount(both[0])
    digits = amount.digits if amount else both[0]
    plain = re.sub(r"[.,]", "", digits)
    as_thousands, as_decimal = plain, re.sub(r"[.,]", ".", digits).rstrip("0").rstrip(".")
    mark = "." if "." in digits else ","
    by_value = {"point": as_decimal, "comma": as_thousands} if "." in digits else {
        "point": as_thousands, "comma": as_decimal
    }  # fmt: skip
    return Ambiguity(
        key=f"number:{choice.heading}",
        question=f"In “{choice.heading}”, does the “{mark}” of “{both[0].strip()}” divide thousands ({as_thousands}) "
        f"or begin the decimals ({as_decimal})?",
        options=(
            Option("point", f"The point is the decimal mark (1,234.56): {by_value['point']}"),
            Option("comma", f"The comma is the decimal mark (1.234,56): {by_value['comma']}"),
        ),
        examples=tuple(dict.fromkeys(both))[:EXAMPLES],
        column=choice.heading,
        suggested=likely,
    )


def _settle_currencies(
    mapping: Mapping, answers: Answers[str, str]
) -> tuple[dict[str, str], list[Ambiguity]]:
    told = answers.get("currency", "").strip().upper()
    told = told if told in CODES else ""
    settled = {c.heading: c.currency or told for c in mapping.each(*MONEY_TARGETS)}
    bare = [heading for heading, currency in settled.items() if not currency]
    if not bare:
        return settled, []
    named = {currency for currency in settled.values() if currency}
    return settled, [
        Ambiguity(
            key="currency",
            question=f"In which currency is “{bare[0]}”{' and other columns' * (len(bare) > 1)}?",
            column=bare[0],
            suggested=named.pop() if len(named) == 1 else "",
            expects="a three-letter currency code such as GBP, EUR or USD",
        )
    ]


def _settle_effective(
    table: Table, mapping: Mapping, answers: Answers[str, str]
) -> tuple[tuple[int, int], date | None, list[Ambiguity]]:
    """What a bare year stands for, and the date of rows that give none."""
    choice = mapping.of(Target.EFFECTIVE)
    year_end = mapping.conventions.year_end or _told_year_end(answers.get("year_end", ""))
    effective = mapping.conventions.effective or _told_date(answers.get("effective", ""))
    asked: list[Ambiguity] = []
    if choice is None and effective is None:
        question = "As of which date is this table? No column says it."
        asked.append(Ambiguity("effective", question, expects="a date such as 2023-03-31"))
    if choice is not None and year_end is None:
        years = [show(cell) for cell in table.column(choice.index) if year_only(cell) is not None]
        if years:
            asked.append(
                Ambiguity(
                    key="year_end",
                    question=f"“{choice.heading}” gives years only: for which day does “{years[0].strip()}” stand?",
                    options=tuple(Option(value, f"{label} of that year") for value, label in YEAR_ENDS),
                    examples=tuple(dict.fromkeys(years))[:EXAMPLES],
                    column=choice.heading,
                )
            )
    return year_end or (12, 31), effective, asked


def _told_year_end(answer: str) -> tuple[int, int] | None:
    if answer not in dict(YEAR_ENDS):
        return None
    month, day = answer.split("-")
    return int(month), int(day)


def _told_date(answer: str) -> date | None:
    if not answer or possible_orders(answer) or held_back(answer) is not None:
        return None
    try:
        return parse_date(answer)
    except Unreadable:
        return None
