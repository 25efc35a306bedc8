"""A table as read from a file, before anyone has said what its columns mean; and the refusal to read one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

Cell = str | int | Decimal | date
"""Text as it stood ("" is empty), or a typed number or date where the file itself has types (XLSX)."""


class ImportRejected(Exception):
    """The file cannot be imported; the message is one sentence that says why and what to do.

    code : short, stable name of the reason, for tests and logs
    """

    def __init__(self, sentence: str, *, code: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.code = code


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet of a file: headings and rows.

    columns   : headings, made unique ("rating", "rating (2)"); empty ones are "Column 3"
    rows      : each exactly as long as `columns`
    numbers   : the row number in the file of each of `rows`, counting from 1 as a spreadsheet does
    encoding, delimiter : how text was read, "" for a workbook; sheet, sheets: for a workbook, else "" and ()
    notes     : what was assumed or skipped while reading, one sentence each
    digest    : SHA-256 (hex) of the file as received
    """

    filename: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    numbers: tuple[int, ...]
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    digest: str = ""

    def column(self, index: int) -> list[Cell]:
        """All cells of one column, top to bottom."""
        return [row[index] for row in self.rows]


def show(cell: Cell) -> str:
    """A cell as text for a person: dates as 2023-03-31, numbers without a needless point."""
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, Decimal):
        return format(cell, "f")
    return str(cell)
