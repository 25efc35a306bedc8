"""The limited child process in which every imported file is parsed; the parent never looks inside one.

Protocol: standard input is one line of JSON ({"filename", "encoding", "sheet"}), then the file's bytes.
Standard output is one line of JSON about the table, one line a row, and a last line {"end": rows}; or only
{"rejected": sentence, "code": code}.
"""

from __future__ import annotations

import contextlib
import ctypes
import encodings.cp437
import encodings.cp1250
import encodings.cp1252
import encodings.latin_1
import encodings.utf_8_sig
import encodings.utf_16
import encodings.utf_16_be
import encodings.utf_16_le  # noqa: F401 the codecs must be loaded before files can no longer be opened
import json
import os
import resource
import sys
from typing import Any

from .archive import check_workbook_archive
from .heading_row import cut_table
from .limits import CHILD_MEMORY_BYTES, CHILD_SECONDS, MAX_CELL_CHARACTERS
from .plain_text import ENCODINGS, GUESSED, decode_text, find_delimiter, records, unzip_text
from .table import ImportRejected
from .workbook import read_sheet

CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000
MACRO_NAMES = (".xlsm", ".xltm", ".xlam", ".xlsb")
SIGNATURES = (
    (b"%PDF", "This is a PDF: export the table from where it was made as .xlsx or .csv.", "pdf"),
    (b"{\\rtf", "This is a text document, not a table: save it as .xlsx or .csv.", "rtf"),
    (b"7z\xbc\xaf", "This is a 7-Zip archive: unpack it and upload the table by itself.", "archive"),
    (b"Rar!", "This is a RAR archive: unpack it and upload the table by itself.", "archive"),
    (b"\x89PNG", "This is a picture, not a table.", "picture"),
    (b"\xff\xd8\xff", "This is a picture, not a table.", "picture"),
)


def shut_in() -> None:
    """Take from this process what a parser never needs: memory, time, files, children, network."""
    for kind, limit in (
        (resource.RLIMIT_AS, CHILD_MEMORY_BYTES),
        (resource.RLIMIT_CPU, CHILD_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (limit, limit))
    # Where namespaces are not allowed, the ban on new handles below still leaves no socket to open.
    with contextlib.suppress(OSError, AttributeError):
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.unshare(CLONE_NEWNET) != 0:
            libc.unshare(CLONE_NEWUSER | CLONE_NEWNET)
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))


def read(
    data: bytes, filename: str, encoding: str, sheet: str
) -> tuple[dict[str, Any], list[tuple[int, list[Any]]]]:
    """What the file is and its rows, by content and not by name; raises ImportRejected."""
    for signature, sentence, code in SIGNATURES:
        if data.startswith(signature):
            raise ImportRejected(sentence, code=code)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise _old_office(data)
    if data.startswith(b"PK"):
        if filename.lower().endswith(MACRO_NAMES):
            raise ImportRejected(
                "The workbook may hold macros: save it as .xlsx without them.", code="macros"
            )
        check_workbook_archive(data)
        raw, name, names = read_sheet(data, sheet)
        about: dict[str, Any] = {"sheet": name, "sheets": names, "notes": []}
        if len(names) > 1:
            about["notes"].append(f"Read the sheet “{name}” of {len(names)} sheets.")
    else:
        raw, about = _read_text(data, encoding)
    columns, rows, notes = cut_table(raw)
    _check_cells(rows)
    about["columns"] = columns
    about["notes"] = [*about["notes"], *notes]
    return about, rows


def _old_office(data: bytes) -> ImportRejected:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return ImportRejected(
            "The workbook is locked with a password: save it without one.", code="encrypted"
        )
    return ImportRejected(
        "Old Office files (.xls, .doc) are not read: save it as .xlsx or .csv.", code="old-office"
    )


def _read_text(data: bytes, encoding: str) -> tuple[list[list[str]], dict[str, Any]]:
    if encoding and encoding not in ENCODINGS:
        raise ImportRejected(f"The encoding “{encoding[:40]}” is not one we read.", code="encoding")
    if data.startswith(b"\x1f\x8b"):
        data = unzip_text(data)
    text, used = decode_text(data, encoding)
    start = text[:200].lstrip().lower()
    if start.startswith("<"):
        raise ImportRejected(
            "This is a web page or XML, not a table: export it as .xlsx or .csv.", code="markup"
        )
    first, _, rest = text.partition("\n")
    said = first.strip().lower()
    # Excel writes and obeys a first line "sep=;"; an empty record in its place keeps the row numbers right.
    told = first.strip()[4:] if said.startswith("sep=") and len(said) == 5 else ""
    delimiter = told or find_delimiter(text)
    found, notes = records("\n" + rest if told else text, delimiter)
    if not encoding and used in GUESSED:
        notes = [GUESSED[used], *notes]
    return found, {"encoding": used, "delimiter": delimiter, "notes": notes}


def _check_cells(rows: list[tuple[int, list[Any]]]) -> None:
    for number, row in rows:
        if any(isinstance(cell, str) and len(cell) > MAX_CELL_CHARACTERS for cell in row):
            raise ImportRejected(
                f"A cell in row {number:,} holds more than {MAX_CELL_CHARACTERS:,} characters.",
                code="huge-cell",
            )


def main() -> None:
    """Read the request, answer, and leave; an unforeseen failure ends the process and the parent says so."""
    shut_in()
    request = json.loads(sys.stdin.buffer.readline())
    data = sys.stdin.buffer.read()
    out = sys.stdout
    try:
        about, rows = read(data, request["filename"], request["encoding"], request["sheet"])
        out.write(json.dumps(about) + "\n")
        for number, row in rows:
            out.write(json.dumps([number, row]) + "\n")
        out.write(json.dumps({"end": len(rows)}) + "\n")
    except ImportRejected as refusal:
        out.write(json.dumps({"rejected": refusal.sentence, "code": refusal.code}) + "\n")
    except MemoryError:
        sentence = "The file needs more memory to read than the 1 GB allowed: split it."
        out.write(json.dumps({"rejected": sentence, "code": "memory"}) + "\n")
    out.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
