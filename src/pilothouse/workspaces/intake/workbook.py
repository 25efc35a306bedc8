"""Reads the widest sheet of an .xlsx workbook through calamine. Runs in the limited child only."""

from __future__ import annotations

import datetime
import io
import math
from typing import Any

import python_calamine

from .table import ImportRejected

SHEETS_LOOKED_AT = 50
DAMAGED = "The workbook cannot be read: open it in a spreadsheet program and save it again as .xlsx."


def read_sheet(data: bytes, wanted: str = "") -> tuple[list[list[Any]], str, list[str]]:
    """Rows of one sheet in the child's form, its name, and the names of all visible sheets.

    wanted : name of the sheet; "" takes the one with most cells
    """
    try:
        book = python_calamine.load_workbook(io.BytesIO(data))
        names = [
            meta.name
            for meta in book.sheets_metadata
            if meta.typ == python_calamine.SheetTypeEnum.WorkSheet
            and meta.visible == python_calamine.SheetVisibleEnum.Visible
        ]
        if wanted and wanted not in names:
            raise ImportRejected(f"The workbook has no sheet called “{wanted[:80]}”.", code="no-sheet")
        sheets = [book.get_sheet_by_name(name) for name in ([wanted] if wanted else names[:SHEETS_LOOKED_AT])]
        if not sheets:
            raise ImportRejected("The workbook has no sheet that is shown.", code="no-sheet")
        sheet = max(sheets, key=lambda s: s.height * s.width)
        return (
            [[_plain(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)],
            sheet.name,
            names,
        )
    except python_calamine.PasswordError as error:
        raise ImportRejected(
            "The workbook is locked with a password: save it without one.", code="encrypted"
        ) from error
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise ImportRejected(DAMAGED, code="damaged") from error


def _plain(cell: object) -> Any:
    """A cell as JSON can carry it: times of day are dropped from dates, whole floats become whole numbers."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, (str, int)):
        return cell
    if isinstance(cell, float):
        if not math.isfinite(cell):
            return ""
        return int(cell) if cell.is_integer() and abs(cell) < 2**53 else cell
    if isinstance(cell, datetime.datetime):
        return {"d": cell.date().isoformat()}
    if isinstance(cell, datetime.date):
        return {"d": cell.isoformat()}
    return str(cell)
