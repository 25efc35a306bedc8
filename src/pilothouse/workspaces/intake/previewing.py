"""Shows the first rows of a table as they would be understood, before anything is drafted."""

from __future__ import annotations

from collections.abc import Mapping as Answers
from dataclasses import dataclass, replace
from datetime import date

from pilothouse.kernel.money import exact_money
from pilothouse.workspaces.ratings import BY_VALUE

from .draft import MONEY, Measure, Rating, RowProblem
from .mapping import Mapping, with_blanks
from .questions import Ambiguity, long_date, settle
from .row_reading import RowRead, Value, make_reader, read_row
from .table import Cell, Table, show
from .targets import Target

ROWS = 10


@dataclass(frozen=True, slots=True)
class PreviewCell:
    """One cell: as it stands, as it is read ("" when it gives nothing), and why not when it cannot be read."""

    column: str
    target: Target
    raw: str
    read: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One row with its number in the file."""

    number: int
    cells: tuple[PreviewCell, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """The open questions and the first rows; columns that a question is about are not read until it is answered."""

    questions: tuple[Ambiguity, ...]
    rows: tuple[PreviewRow, ...]


def preview(
    table: Table,
    mapping: Mapping,
    answers: Answers[str, str] | None = None,
    *,
    limit: int = ROWS,
) -> Preview:
    """The first `limit` rows as they would be imported under this mapping and these answers."""
    formats, questions = settle(table, mapping, answers or {})
    open_columns = {q.column: q.question for q in questions if q.column}
    for question in questions:
        if question.key == "currency":
            open_columns |= {
                h: question.question for h, currency in formats.currencies.items() if not currency
            }
    closed = with_blanks(mapping, answers or {})
    for heading in open_columns:
        closed = closed.choose(heading, Target.IGNORE)
    # Rows are shown even while their date is still a question.
    shown = replace(formats, effective=formats.effective or date.min)
    reader = make_reader(table, closed, shown)
    rows = zip(table.numbers[:limit], table.rows[:limit], strict=True)
    return Preview(
        questions,
        tuple(_row(mapping, open_columns, read_row(reader, number, row), row) for number, row in rows),
    )


def _row(mapping: Mapping, open_columns: dict[str, str], read: RowRead, row: tuple[Cell, ...]) -> PreviewRow:
    by_column: dict[str, list[str]] = {}
    for value in read.values:
        by_column.setdefault(value.column, []).append(as_text(value))
    problems = {problem.column: problem for problem in read.errors}
    cells = []
    for choice in mapping.choices:
        if choice.target is Target.IGNORE:
            continue
        problem = open_columns.get(choice.heading) or _reason(problems.get(choice.heading))
        text = _place_text(choice.target, read) or " ".join(by_column.get(choice.heading, ()))
        raw = show(row[choice.index])
        cells.append(PreviewCell(choice.heading, choice.target, raw, "" if problem else text, problem))
    return PreviewRow(read.number, tuple(cells))


def _reason(problem: RowProblem | None) -> str:
    return problem.reason if problem else ""


def _place_text(target: Target, read: RowRead) -> str:
    if target is Target.EFFECTIVE:
        return long_date(read.effective) if read.effective else ""
    if target in (
        Target.NAME,
        Target.CODE,
        Target.SERIES,
        Target.PORTFOLIO,
        Target.PROGRAMME,
        Target.MANAGER,
    ):
        return str(getattr(read, target.value))
    return read.kind.value.capitalize() if target is Target.KIND else ""


def as_text(value: Value) -> str:
    """A value as a person reads it: "£1,045.00", "31 March 2023", "Amber/Red, of 5 steps", or the narrative."""
    if value.value is None and value.measure is not Measure.NARRATIVE:
        return f"no value: {value.note}"
    if value.measure in MONEY and isinstance(value.value, int):
        return exact_money(value.value, value.currency)
    if isinstance(value.value, date):
        return long_date(value.value)
    if isinstance(value.value, Rating):
        word = BY_VALUE[value.value.value].word
        return f"{word} ({value.note})" if value.note else f"{word}, of {value.scale} steps"
    return value.note if value.measure is Measure.NARRATIVE else ""
