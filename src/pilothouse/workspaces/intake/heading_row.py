"""Finds the row of headings under titles and notes, and cuts the table out around it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from .limits import MAX_CELLS, MAX_COLUMNS, MAX_ROWS
from .table import ImportRejected

Raw = Any
"""A cell in the child's own form: str, int, float or {"d": "2023-03-31"}."""
LOOK_AT = 40
FOLLOWING = 30
LONGEST_HEADING = 250
VALUE_LIKE = re.compile(r"[-+(£$€]*\s*[\d.,:/' -]+\s*%?\)?")


def filled(row: Sequence[Raw]) -> int:
    """How many cells of a row hold something."""
    return sum(1 for cell in row if cell != "" and not (isinstance(cell, str) and not cell.strip()))


def find_heading(rows: Sequence[Sequence[Raw]]) -> int:
    """Index of the row of headings: the first that is as wide as what follows and reads like words.

    Raises ImportRejected when no row has two filled cells.
    """
    first_wide = -1
    for index, row in enumerate(rows[:LOOK_AT]):
        width = filled(row)
        if width < 2:
            continue
        first_wide = index if first_wide < 0 else first_wide
        widest = max((filled(r) for r in rows[index + 1 : index + 1 + FOLLOWING]), default=0)
        words = sum(1 for cell in row if _reads_like_heading(cell))
        if width * 2 >= widest and words * 2 >= width:
            return index
    if first_wide < 0:
        raise ImportRejected(
            "No table was found: no row in the first 40 has two filled cells side by side.", code="no-table"
        )
    return first_wide


def _reads_like_heading(cell: Raw) -> bool:
    return (
        isinstance(cell, str)
        and 0 < len(cell.strip()) <= LONGEST_HEADING
        and VALUE_LIKE.fullmatch(cell.strip()) is None
    )


def cut_table(rows: Sequence[Sequence[Raw]]) -> tuple[list[str], list[tuple[int, list[Raw]]], list[str]]:
    """Headings, (row number, cells) of each row that holds anything, and notes on what was skipped."""
    top = find_heading(rows)
    body = [(number, row) for number, row in enumerate(rows[top + 1 :], top + 2) if filled(row)]
    if not body:
        raise ImportRejected("The table has headings and not one row under them.", code="no-rows")
    width = max(_last_filled(row) for row in (rows[top], *(row for _, row in body)))
    if len(body) > MAX_ROWS or width > MAX_COLUMNS or len(body) * width > MAX_CELLS:
        raise ImportRejected(
            f"The table has {len(body):,} rows and {width:,} columns; at most {MAX_ROWS:,} rows, "
            f"{MAX_COLUMNS} columns and {MAX_CELLS:,} cells are read: split it.",
            code="too-large",
        )
    notes = [f"Skipped {top} row{'s' * (top > 1)} above the headings."] if top else []
    return (
        unique_headings([*rows[top][:width], *([""] * (width - len(rows[top])))]),
        [(number, [*row[:width], *([""] * (width - len(row)))]) for number, row in body],
        notes,
    )


def _last_filled(row: Sequence[Raw]) -> int:
    return max((i + 1 for i, cell in enumerate(row) if cell != "" and str(cell).strip()), default=0)


def unique_headings(cells: Sequence[Raw]) -> list[str]:
    """Headings as text on one line, each different: "rating", "rating (2)"; an empty one is "Column 3"."""
    seen: dict[str, int] = {}
    headings: list[str] = []
    for index, cell in enumerate(cells, 1):
        text = cell.get("d", "") if isinstance(cell, dict) else str(cell)
        name = " ".join(text.split())[:LONGEST_HEADING] or f"Column {index}"
        seen[name] = times = seen.get(name, 0) + 1
        headings.append(name if times == 1 else f"{name} ({times})")
    return headings
