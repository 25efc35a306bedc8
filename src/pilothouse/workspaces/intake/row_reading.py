"""Reads one row under a mapping: what it speaks of, its dated values, and what could not be read."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from pilothouse.workspaces.bounds import FIRST_DAY, MAY_BE_NEGATIVE

from .calendar_dates import parse_date, year_only
from .draft import DATES, Kind, Measure, Rating, RowProblem
from .mapping import ColumnChoice, Mapping
from .money import parse_money
from .questions import Formats, long_date
from .ratings import parse_rating
from .table import Cell, Table, show
from .targets import DATE_TARGETS, MONEY_TARGETS, RATING_TARGETS, Target
from .values import Unreadable, held_back, one_line, said_instead, tidy_text

LONGEST_NAME: Final = 300
LONGEST_CODE: Final = 80
TOTAL: Final = re.compile(r"(grand |sub-?)?totals?:?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Value:
    """One dated value of a row; the fields mean what they mean in `DraftFact`."""

    measure: Measure
    value: Rating | int | date | None = None
    currency: str = ""
    scale: int = 0
    note: str = ""
    topic: str = ""
    column: str = ""


@dataclass(slots=True)
class RowRead:
    """What one row says. `fatal` rows speak of no place that can be found and are left out whole."""

    number: int
    name: str = ""
    code: str = ""
    series: str = ""
    kind: Kind = Kind.PROJECT
    portfolio: str = ""
    programme: str = ""
    manager: str = ""
    effective: date | None = None
    fatal: bool = False
    withheld: int = 0
    blank: list[str] = field(default_factory=list)
    values: list[Value] = field(default_factory=list)
    errors: list[RowProblem] = field(default_factory=list)
    warnings: list[RowProblem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Reader:
    """A mapping with everything settled, ready to read rows; `scales` gives the steps of each rating column."""

    mapping: Mapping
    formats: Formats
    scales: dict[str, int]
    today: date | None = None


def make_reader(table: Table, mapping: Mapping, formats: Formats, today: date | None = None) -> Reader:
    """The reader of a table; a rating column has five steps when any of its cells needs five.

    today : the last day from which a value may hold; None when any may
    """
    scales = {}
    for choice in mapping.each(*RATING_TARGETS):
        scales[choice.heading] = mapping.conventions.scale or _steps(table.column(choice.index))
    return Reader(mapping, formats, scales, today)


def _steps(cells: list[Cell]) -> int:
    for cell in cells:
        try:
            read = parse_rating(cell)
        except Unreadable:
            continue
        if read and read.five_step:
            return 5
    return 3


def fold(text: str) -> str:
    """Text without case, accents and needless space, so that spellings of one name meet."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return one_line("".join(c for c in plain if not unicodedata.combining(c)))


def read_row(reader: Reader, number: int, row: tuple[Cell, ...]) -> RowRead:
    """Everything that one row says; whatever cannot be read is in its errors, and the rest still counts."""
    read = RowRead(number)
    _read_place(reader, row, read)
    _read_effective(reader, row, read)
    _compare_with_today(reader, read)
    if read.fatal:
        return read
    for choice in reader.mapping.choices:
        cell = row[choice.index]
        if choice.target in RATING_TARGETS:
            _read_rating(reader, choice, row, read)
        elif choice.target in MONEY_TARGETS or choice.target in DATE_TARGETS:
            _read_amount_or_date(reader, choice, cell, read)
        elif choice.target is Target.NARRATIVE:
            _read_narrative(choice, cell, read)
    _add_unrated(reader, row, read)
    _end_blank_ratings(reader, read)
    _compare_dates(read)
    return read


def _text(reader: Reader, row: tuple[Cell, ...], target: Target) -> str:
    choice = reader.mapping.of(target)
    text = one_line(show(row[choice.index])) if choice else ""
    return "" if held_back(text) == "" else text


def _read_place(reader: Reader, row: tuple[Cell, ...], read: RowRead) -> None:
    read.code = _text(reader, row, Target.CODE)
    read.series = _text(reader, row, Target.SERIES)
    read.name = _text(reader, row, Target.NAME) or read.code
    read.portfolio = _text(reader, row, Target.PORTFOLIO)
    read.programme = _text(reader, row, Target.PROGRAMME)
    read.manager = _text(reader, row, Target.MANAGER)
    filled = sum(1 for cell in row if show(cell).strip())
    if filled == 1 and len(row) >= 4:
        _fail(
            read, "", next(show(c) for c in row if show(c).strip()), "This looks like a note, not a project."
        )
    elif not read.name:
        _fail(read, "", "", "The row has neither a name nor a code.")
    elif TOTAL.fullmatch(read.name):
        _fail(read, "", read.name, "This looks like a total, not a project.")
    elif len(read.name) > LONGEST_NAME or len(read.code) > LONGEST_CODE or len(read.series) > LONGEST_NAME:
        _fail(read, "", read.name, f"A name has at most {LONGEST_NAME} characters and a code {LONGEST_CODE}.")
    if kind := _text(reader, row, Target.KIND).lower():
        try:
            read.kind = Kind("programme" if kind == "program" else kind)
        except ValueError:
            reason = (
                f"“{kind[:80]}” is not a portfolio, programme, project or initiative; taken as a project."
            )
            read.warnings.append(RowProblem(read.number, _heading(reader, Target.KIND), kind, reason))


def _heading(reader: Reader, target: Target) -> str:
    choice = reader.mapping.of(target)
    return choice.heading if choice else ""


def _fail(read: RowRead, column: str, value: str, reason: str) -> None:
    read.fatal = True
    read.errors.append(RowProblem(read.number, column, value, reason))


def _read_effective(reader: Reader, row: tuple[Cell, ...], read: RowRead) -> None:
    choice = reader.mapping.of(Target.EFFECTIVE)
    cell = row[choice.index] if choice else ""
    read.effective = reader.formats.effective
    if choice is None or not show(cell).strip():
        if read.effective is None and not read.fatal:
            _fail(read, choice.heading if choice else "", "", "The row does not say as of which date it is.")
        return
    year = year_only(cell)
    try:
        read.effective = (
            date(year, *reader.formats.year_end)
            if year is not None
            else parse_date(cell, order=reader.formats.orders[choice.heading])
        )
    except Unreadable as error:
        _fail(read, choice.heading, show(cell), str(error))


def _compare_with_today(reader: Reader, read: RowRead) -> None:
    """A row that tells of a day to come, or of one long before anything is kept, is left out whole."""
    if read.fatal or read.effective is None or reader.today is None:
        return
    if not FIRST_DAY <= read.effective <= reader.today:
        day = long_date(read.effective)
        reason = f"It tells how things stand on {day}; that must be a day that has come, 1990 or later."
        _fail(read, _heading(reader, Target.EFFECTIVE), str(read.effective), reason)


def _read_rating(reader: Reader, choice: ColumnChoice, row: tuple[Cell, ...], read: RowRead) -> None:
    cell = row[choice.index]
    try:
        rating = parse_rating(cell)
    except Unreadable as error:
        read.errors.append(RowProblem(read.number, choice.heading, show(cell), str(error)))
        return
    if rating is None:
        read.blank.append(choice.heading)
    else:
        measure = Measure(choice.target.value)
        scale = 5 if rating.five_step else _scale(reader, row, choice.heading)
        read.values.append(
            Value(measure, rating.rating, scale=scale, note=rating.note, column=choice.heading)
        )


def _scale(reader: Reader, row: tuple[Cell, ...], heading: str) -> int:
    told = _text(reader, row, Target.RATING_SCALE)[:1]
    return int(told) if told in ("3", "5") else reader.scales[heading]


def _add_unrated(reader: Reader, row: tuple[Cell, ...], read: RowRead) -> None:
    """Some publishers leave both ratings blank; that too is a fact when the conventions say so."""
    note = reader.mapping.conventions.unrated_note
    given = any(v.measure in (Measure.RATING_OFFICE, Measure.RATING_MANAGER) for v in read.values)
    failed = {e.column for e in read.errors} & set(reader.scales)
    choice = reader.mapping.of(Target.RATING_OFFICE)
    if note and choice and not given and not failed:
        scale = _scale(reader, row, choice.heading)
        value = Value(Measure.RATING_OFFICE, Rating.NOT_RATED, scale=scale, note=note, column=choice.heading)
        read.values.append(value)


def _end_blank_ratings(reader: Reader, read: RowRead) -> None:
    """A blank rating ends the one told before, where the file tells the whole state."""
    note = reader.mapping.conventions.blank_note
    told = {v.measure for v in read.values} | {
        choice.target.measure
        for choice in reader.mapping.choices
        for e in read.errors
        if e.column == choice.heading
    }
    for choice in reader.mapping.each(*RATING_TARGETS):
        measure = Measure(choice.target.value)
        if note and measure not in told:
            read.values.append(Value(measure, note=note, column=choice.heading))


def _read_amount_or_date(reader: Reader, choice: ColumnChoice, cell: Cell, read: RowRead) -> None:
    measure = Measure(choice.target.value)
    said = said_instead(cell)
    if said is not None:
        read.withheld += bool(held_back(cell))
        if not said:
            read.blank.append(choice.heading)
        if note := said or reader.mapping.conventions.blank_note:
            read.values.append(Value(measure, note=note, column=choice.heading))
        return
    try:
        if measure in DATES:
            day = parse_date(cell, order=reader.formats.orders[choice.heading])
            read.values.append(Value(measure, day, column=choice.heading))
            return
        money = parse_money(
            cell,
            currency=reader.formats.currencies[choice.heading],
            style=reader.formats.styles[choice.heading],
            factor=choice.factor,
        )
    except Unreadable as error:
        read.errors.append(RowProblem(read.number, choice.heading, show(cell), str(error)))
        return
    if money.minor < 0 and measure.value not in MAY_BE_NEGATIVE:
        reason = "The amount is less than nothing; it was taken as it stands."
        read.warnings.append(RowProblem(read.number, choice.heading, show(cell), reason))
    read.values.append(Value(measure, money.minor, money.currency, column=choice.heading))


def _read_narrative(choice: ColumnChoice, cell: Cell, read: RowRead) -> None:
    text = tidy_text(show(cell))
    if text and held_back(text) != "":
        _add_narrative(read, choice.topic, text, choice.heading)


def _add_narrative(read: RowRead, topic: str, text: str, column: str) -> None:
    for index, value in enumerate(read.values):
        if value.measure is Measure.NARRATIVE and value.topic == topic:
            note = f"{value.note}\n\n{text}"
            read.values[index] = Value(Measure.NARRATIVE, note=note, topic=topic, column=value.column)
            return
    read.values.append(Value(Measure.NARRATIVE, note=text, topic=topic, column=column))


def _compare_dates(read: RowRead) -> None:
    found = {v.measure: v for v in read.values if v.measure in DATES}
    start, finish = found.get(Measure.START), found.get(Measure.FINISH)
    if not (start and finish and isinstance(start.value, date) and isinstance(finish.value, date)):
        return
    if finish.value < start.value:
        reason = (
            f"The finish, {long_date(finish.value)}, is before the start, {long_date(start.value)}; "
            "both were taken as they stand."
        )
        read.warnings.append(RowProblem(read.number, finish.column, str(finish.value), reason))
