"""Spreadsheets of register rows: typed cells, frozen head, and text that never turns into a formula."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

import xlsxwriter

from pilothouse.kernel.kinds import kind_of
from pilothouse.kernel.money import digits_of
from pilothouse.kernel.spec import RegisterSpec


def _cell(kind: Any, field: Any, value: Any, currency: str) -> Any:
    if value is None or value == "":
        return None
    if kind.name == "money":
        return value / 10 ** digits_of(currency)
    if kind.name == "share":
        return float(value)
    if kind.name in {"date", "number"}:
        return value
    if kind.name == "time":
        return value.replace(tzinfo=None)
    return plain_lines(kind.text(field, value, currency))


def plain_lines(text: str) -> str:
    """Text whose lines end as in a spreadsheet; the way a browser ends them would be kept as _x000D_."""
    return text.replace("\r\n", "\n")


def workbook(spec: RegisterSpec, rows: Iterable[Any], columns: tuple[str, ...]) -> bytes:
    """Rows of a register as an Excel file; each row is uid, currency (when there is one), then the columns."""
    target = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(target, options)
    sheet = book.add_worksheet(spec.title[:31])
    bold = book.add_format({"bold": True, "bottom": 1})
    kinds = [(kind_of(spec.field(n)), spec.field(n)) for n in columns]
    formats = [book.add_format({"num_format": k.excel}) if k.excel else None for k, _ in kinds]
    lead = 2 if spec.has_currency else 1
    head = ["id", *(["currency"] if lead == 2 else []), *(spec.label(n) for n in columns)]
    sheet.write_row(0, 0, head, bold)
    sheet.freeze_panes(1, lead + 2)
    last = 0
    for last, found in enumerate(rows, start=1):
        currency = found[1] if lead == 2 else ""
        sheet.write_string(last, 0, found[0])
        if lead == 2:
            sheet.write_string(last, 1, currency)
        for at, ((kind, field), fmt, value) in enumerate(
            zip(kinds, formats, found[lead:], strict=True), start=lead
        ):
            cell = _cell(kind, field, value, currency)
            if cell is None:
                continue
            if isinstance(cell, str):
                sheet.write_string(last, at, cell)
            elif kind.name in {"date", "time"}:
                sheet.write_datetime(last, at, cell, fmt)
            else:
                sheet.write(last, at, cell, fmt)
    sheet.autofilter(0, 0, max(last, 1), len(head) - 1)
    sheet.set_column(0, len(head) - 1, 16)
    book.close()
    return target.getvalue()
