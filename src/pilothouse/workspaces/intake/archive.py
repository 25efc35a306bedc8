"""Looks at a zipped workbook before any reader touches it: bombs, traversal, macros, entities, far cells.

Runs in the limited child only. Nothing is ever unpacked to disk.
"""

from __future__ import annotations

import io
import re
import stat
import zipfile
from collections.abc import Iterator

from .limits import (
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_EXPANDED_BYTES,
    MAX_RATIO,
    MAX_ROWS,
    MAX_ZIP_ENTRIES,
    RATIO_FLOOR_BYTES,
)
from .table import ImportRejected

CHUNK = 1 << 20
OVERLAP = 64
XML_PARTS = (".xml", ".rels", ".vml")
CELL_PLACE = re.compile(rb"""\sr\s{0,8}=\s{0,8}["']\$?([A-Za-z]{0,4})\$?([0-9]{1,9})["']""")
FORBIDDEN_XML = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
OTHER_ENCODING = re.compile(rb"""^[^>]{0,200}encoding\s*=\s*["'](?!utf-?8["']|us-ascii["'])""", re.IGNORECASE)
BROKEN_ZIP = "The workbook is damaged or cut off: open it in a spreadsheet program and save it again."


def check_workbook_archive(data: bytes) -> None:
    """Refuse a workbook that is a trap; silence means that it is safe to hand to the reader.

    Raises ImportRejected: not a workbook, too many parts, expands too far, leaves its folder, macros, a
    locked part, document type or entity declarations, a cell too far out. Source: gate R-06.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _check_listing(entries)
            budget = MAX_EXPANDED_BYTES
            for entry in entries:
                budget -= _check_part(archive, entry, budget, stored=entry.compress_size)
            if (MAX_EXPANDED_BYTES - budget) > max(RATIO_FLOOR_BYTES, MAX_RATIO * len(data)):
                raise _bomb()
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        raise ImportRejected(BROKEN_ZIP, code="damaged") from error


def _check_listing(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MAX_ZIP_ENTRIES:
        raise ImportRejected(
            f"The workbook is made of {len(entries):,} parts, more than the {MAX_ZIP_ENTRIES:,} allowed.",
            code="zip-entries",
        )
    names = [entry.filename for entry in entries]
    lowered = {name.lower() for name in names}
    if len(lowered) != len(names):
        raise ImportRejected(
            "The workbook holds two parts of the same name, so it is refused.", code="zip-twice"
        )
    for entry in entries:
        _check_name(entry)
    if "[content_types].xml" not in lowered or not any(n.startswith("xl/workbook") for n in lowered):
        raise ImportRejected(
            "This is a zip file, not a spreadsheet: upload the .xlsx or .csv inside it by itself.",
            code="not-xlsx",
        )
    if any("vbaproject" in n or "macrosheets/" in n for n in lowered):
        raise _macros()
    if "xl/workbook.bin" in lowered:
        raise ImportRejected("Binary workbooks (.xlsb) are not read: save it as .xlsx.", code="xlsb")


def _check_name(entry: zipfile.ZipInfo) -> None:
    name = entry.orig_filename
    outside = name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name) or ":" in name or "\0" in name
    if outside or stat.S_ISLNK(entry.external_attr >> 16):
        raise ImportRejected("A part of the workbook points outside it, so it is refused.", code="zip-slip")
    if entry.flag_bits & 0x1:
        raise ImportRejected("The workbook is locked with a password: save it without one.", code="encrypted")


def _check_part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, budget: int, *, stored: int) -> int:
    """Read one part to its real end, whatever its header says; give its true size in bytes."""
    is_xml = entry.filename.lower().endswith(XML_PARTS)
    size, far_row, far_column, tail = 0, 0, 0, b""
    for chunk in _chunks(archive, entry):
        size += len(chunk)
        if size > budget or size > max(RATIO_FLOOR_BYTES, MAX_RATIO * max(stored, 1)):
            raise _bomb()
        if is_xml:
            window = tail + chunk
            _check_xml(window, first=size == len(chunk))
            far_row, far_column = _farthest(window, far_row, far_column)
            tail = chunk[-OVERLAP:]
    _check_extent(far_row, far_column)
    return size


def _chunks(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(entry) as stream:
        while chunk := stream.read(CHUNK):
            yield chunk


def _check_xml(window: bytes, *, first: bool) -> None:
    if FORBIDDEN_XML.search(window):
        raise ImportRejected(
            "The workbook declares document types or entities, which no spreadsheet needs, so it is refused.",
            code="entities",
        )
    if b"\0" in window or (
        first and (window[:2] in (b"\xff\xfe", b"\xfe\xff") or OTHER_ENCODING.search(window))
    ):
        raise ImportRejected("A part of the workbook is not in UTF-8, so it is refused.", code="xml-encoding")
    if b"macroEnabled" in window:
        raise _macros()


def _farthest(window: bytes, row: int, column: int) -> tuple[int, int]:
    for letters, digits in set(CELL_PLACE.findall(window)):
        row = max(row, int(digits))
        column = max(column, column_number(letters.decode("ascii")))
    return row, column


def column_number(letters: str) -> int:
    """The number of a spreadsheet column: A is 1, XFD is 16384, "" is 0."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _check_extent(rows: int, columns: int) -> None:
    if rows > MAX_ROWS or columns > MAX_COLUMNS or rows * columns > MAX_CELLS:
        raise ImportRejected(
            f"A sheet reaches to row {rows:,} and column {columns:,}; at most {MAX_ROWS:,} rows, "
            f"{MAX_COLUMNS} columns and {MAX_CELLS:,} cells are read: delete what lies beyond the table.",
            code="too-far",
        )


def _bomb() -> ImportRejected:
    return ImportRejected(
        "The file grows far beyond its size when unpacked, as a trap would, so it is refused.", code="bomb"
    )


def _macros() -> ImportRejected:
    return ImportRejected("The workbook holds macros: save it as .xlsx without them.", code="macros")
