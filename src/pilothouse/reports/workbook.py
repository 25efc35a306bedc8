"""The landscape on screen as an Excel file, with typed cells and exact amounts."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter

from pilothouse.kernel.kinds import nice_day
from pilothouse.kernel.money import digits_of
from pilothouse.reports.landscape import Landscape
from pilothouse.reports.landscape_lines import MONEY, Line, variance
from pilothouse.reports.landscape_rows import KIND_WORDS, STATUS_WORDS
from pilothouse.reports.marks import history_of
from pilothouse.workspaces.ratings import BY_MARK, BY_VALUE

# a heading in a file stands alone: it says whose, which way round and in what unit
HEADINGS = {
    "rating_manager": "Manager's rating", "rating_office": "Office's rating",
    "trend": "Ratings so far, oldest first: the office's, or the manager's where it gives none",
    "variance": "Forecast over budget", "slip": "Finish moved by, days",
}  # fmt: skip


def _value(line: Line, name: str) -> Any:
    if name in MONEY:
        sums = line.sums.get(name, {})
        return sum(a / 10 ** digits_of(c) for c, a in sums.items()) if len(sums) == 1 else None
    if name == "variance":
        return variance(line)
    if name in {"rating_manager", "rating_office"}:
        rating = BY_VALUE.get(line.get(name) or "")
        return rating.word if rating else None
    if name == "trend":
        told = (mark for _, mark in history_of(line.get("trend") or ""))
        return ", ".join(BY_MARK[mark].word for mark in told if mark in BY_MARK) or None
    if name == "slip":
        return line.slip
    if name == "status":
        return STATUS_WORDS.get(line.status)
    if name in {"owner", "above"}:
        return getattr(line, name) or None
    return line.get(name)


def _flat(found: Landscape, lines: list[Line], depth: int = 0) -> list[tuple[Line, int]]:
    flat: list[tuple[Line, int]] = []
    for line in lines:
        flat.append((line, depth))
        flat.extend(_flat(found, found.below(line), depth + 1))
    return flat


def landscape_workbook(
    found: Landscape, view: str, columns: tuple[str, ...], labels: dict[str, str], only: Sequence[str] = ()
) -> bytes:
    """All lines of the tree or table, in the order on screen, and the sum of the work.

    only : what the landscape is narrowed to, in words
    """
    target = io.BytesIO()
    book = xlsxwriter.Workbook(
        target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet("Landscape")
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    forms = {"day": book.add_format({"num_format": "d mmm yyyy"}), "money": book.add_format({"num_format": "#,##0"}),
             "share": book.add_format({"num_format": "+0.0 %;-0.0 %;0 %"})}  # fmt: skip
    lines = _flat(found, found.roots) if view == "tree" else [(line, 0) for line in found.work]
    told = f"Landscape as told on {nice_day(found.question.as_of)}"
    sheet.write_string(0, 0, "; ".join([told, *only]), book.add_format({"bold": True}))
    heads = [labels["title"], "Code", "Kind", "Currency", *(HEADINGS.get(n, labels[n]) for n in columns[1:])]
    sheet.write_row(2, 0, heads, bold)
    for at, (line, depth) in enumerate([*lines, (found.total, 0)], start=3):
        _write(book, sheet, at, (line, depth), (columns, forms))
    sheet.freeze_panes(3, 1)
    sheet.autofilter(2, 0, 2 + len(lines), len(heads) - 1)
    sheet.set_column(0, 0, 48)
    sheet.set_column(1, len(heads) - 1, 15)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    book.close()
    return target.getvalue()


def _write(
    book: Any, sheet: Any, at: int, placed: tuple[Line, int], how: tuple[tuple[str, ...], Any]
) -> None:
    (line, depth), (columns, forms) = placed, how
    indent = (
        book.add_format({"indent": depth, "bold": not line.is_work}) if depth or not line.is_work else None
    )
    sheet.write_string(at, 0, line.title, indent)
    sheet.write_string(at, 1, line.code)
    sheet.write_string(at, 2, KIND_WORDS.get(line.kind, ""))
    currencies = sorted({c for sums in line.sums.values() for c in sums})
    sheet.write_string(at, 3, " + ".join(currencies))
    for column, name in enumerate(columns[1:], start=4):
        value = _value(line, name)
        if value is None:
            continue
        if isinstance(value, str):
            sheet.write_string(at, column, value)
        elif hasattr(value, "year"):
            sheet.write_datetime(at, column, value, forms["day"])
        else:
            form = "money" if name in MONEY else "share" if name == "variance" else None
            sheet.write_number(at, column, value, forms[form] if form else None)
