"""Gives the bad rows back as a CSV file with the reason beside each, safe to open in any spreadsheet."""

from __future__ import annotations

import csv
import io
from collections import defaultdict

from pilothouse.kernel.formulas import guarded

from .draft import PortfolioDraft
from .table import Table, show


def errors_csv(draft: PortfolioDraft, table: Table) -> bytes:
    """The rows with an error as UTF-8 CSV: row number, what is wrong, then the row's own cells as they stood.

    Correct the cells and import the file again: the two first columns are ignored by the guess. Formula text is
    disarmed with an apostrophe, which our own reader takes off again (C11).
    """
    reasons: dict[int, list[str]] = defaultdict(list)
    for problem in draft.errors:
        reasons[problem.row].append(
            f"{problem.column}: {problem.reason}" if problem.column else problem.reason
        )
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([guarded(text) for text in ("Row in the file", "What is wrong", *table.columns)])
    for number, row in zip(table.numbers, table.rows, strict=True):
        if number in reasons:
            cells = (str(number), " ".join(reasons[number]), *(show(cell) for cell in row))
            writer.writerow([guarded(text) for text in cells])
    return out.getvalue().encode("utf-8-sig")
