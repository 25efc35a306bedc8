"""Builds the hostile corpus of gate R-06: every file is made here, byte by byte, from a fixed seed."""

from __future__ import annotations

import gzip
import io
import random
import struct
import zipfile
from collections.abc import Callable, Iterator

CONTENT_TYPES = (
    b'<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    b'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    b'<Override PartName="/xl/workbook.xml" '
    b'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    b'<Override PartName="/xl/worksheets/sheet1.xml" '
    b'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
)
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
ROOT_RELS = (
    f'<?xml version="1.0"?><Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" '
    f'Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
).encode()
BOOK_RELS = (
    f'<?xml version="1.0"?><Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" '
    f'Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
).encode()
BOOK = (
    f'<?xml version="1.0"?><workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>'
    '<sheet name="Portfolio" sheetId="1" r:id="rId1"/></sheets></workbook>'
).encode()


def text_cell(place: str, text: str) -> str:
    """One inline-text cell of a sheet."""
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def sheet(rows: str = "", head: str = "") -> bytes:
    """A sheet with two headings and one project, plus whatever rows are given."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{head}<worksheet xmlns="{MAIN}"><sheetData>'
        f'<row r="1">{text_cell("A1", "Project name")}{text_cell("B1", "Budget")}</row>'
        f'<row r="2">{text_cell("A2", "Dock")}<c r="B2"><v>12.5</v></c></row>{rows}</sheetData></worksheet>'
    ).encode()


def workbook(sheet_xml: bytes | None = None, *, extra: dict[str, bytes] | None = None) -> bytes:
    """A minimal .xlsx, which is harmless unless a part is replaced."""
    parts = {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": ROOT_RELS,
        "xl/workbook.xml": BOOK,
        "xl/_rels/workbook.xml.rels": BOOK_RELS,
        "xl/worksheets/sheet1.xml": sheet() if sheet_xml is None else sheet_xml,
        **(extra or {}),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def many_rows(count: int) -> bytes:
    """A sheet of `count` equal rows: small on disk, huge in memory."""
    row = '<row><c t="inlineStr"><is><t>Dock</t></is></c><c><v>1</v></c></row>'
    return workbook(sheet(row * count))


def twice_the_same_part() -> bytes:
    out = io.BytesIO(workbook())
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("XL/worksheets/Sheet1.xml", sheet())
    return out.getvalue()


def symlink() -> bytes:
    out = io.BytesIO(workbook())
    with zipfile.ZipFile(out, "a") as archive:
        link = zipfile.ZipInfo("xl/media/link")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    return out.getvalue()


def lying_size() -> bytes:
    """Every header says that the sheet holds 10 bytes."""
    data = bytearray(workbook())
    for marker, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.find(marker)
        while at >= 0:
            data[at + offset : at + offset + 4] = struct.pack("<I", 10)
            at = data.find(marker, at + 4)
    return bytes(data)


def ole(stream: str) -> bytes:
    """The first bytes of an OLE compound file with one stream of that name."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + stream.encode("utf-16-le") + bytes(600)


CSV = "Project name;Department;Budget\n" + "".join(f"Dock {i};Harbour;{i},50\n" for i in range(40))
LAUGHS = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
TRAPS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "empty": ("a.csv", lambda: b""),
    "over 25 MB": ("a.csv", lambda: b"a,b\n" + b"1,2\n" * 6_250_001),
    "NUL bytes": ("a.csv", lambda: b"name,budget\nDock\0,1\n"),
    "random bytes": ("a.csv", lambda: random.Random(1).randbytes(5000)),
    "one huge cell": ("a.csv", lambda: b'name,budget\n"' + b"x" * 200_000 + b'",1\n'),
    "quote never closed": ("a.csv", lambda: b'name,budget\n"Dock,1\nQuay,2\n'),
    "no rows": ("a.csv", lambda: b"name,budget\n"),
    "one column": ("a.csv", lambda: b"name\nDock\nQuay\n"),
    "too many columns": ("a.csv", lambda: b"a," * 899 + b"a\n" + b"1," * 899 + b"1\n"),
    "too many rows": ("a.csv", lambda: b"name,budget\n" + b"Dock,1\n" * 100_001),
    "web page": ("a.csv", lambda: b"<!DOCTYPE html><html><table><tr><td>a</td></tr></table></html>"),
    "XXE as CSV": ("a.csv", lambda: b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'),
    "PDF": ("a.xlsx", lambda: b"%PDF-1.7\n" + bytes(100)),
    "gzip bomb": ("a.csv.gz", lambda: gzip.compress(bytes(30_000_000))),
    "gzip cut off": ("a.csv.gz", lambda: gzip.compress(CSV.encode())[:60]),
    "gzip damaged": ("a.csv.gz", lambda: b"\x1f\x8b" + b"garbage" * 20),
    "gzip of a workbook": ("a.gz", lambda: gzip.compress(workbook())),
    "encrypted workbook": ("a.xlsx", lambda: ole("EncryptedPackage")),
    "old workbook": ("a.xls", lambda: ole("Workbook")),
    "macros by name": ("a.xlsm", workbook),
    "macros inside": ("a.xlsx", lambda: workbook(extra={"xl/vbaProject.bin": b"\xd0\xcf"})),
    "macros by type": (
        "a.xlsx",
        lambda: workbook(extra={"xl/types.xml": b'<x t="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/>'}),
    ),
    "Excel 4 macros": ("a.xlsx", lambda: workbook(extra={"xl/macrosheets/sheet1.xml": b"<x/>"})),
    "binary workbook": ("a.xlsx", lambda: workbook(extra={"xl/workbook.bin": b"x"})),
    "zip of something": ("a.xlsx", lambda: _plain_zip({"readme.txt": b"hello"})),
    "zip slip": ("a.xlsx", lambda: workbook(extra={"../../../../tmp/pilothouse-slip": b"x"})),
    "zip slip backslash": ("a.xlsx", lambda: workbook(extra={"..\\..\\pilothouse-slip": b"x"})),
    "absolute part": ("a.xlsx", lambda: workbook(extra={"/tmp/pilothouse-slip": b"x"})),
    "symbolic link": ("a.xlsx", symlink),
    "part twice": ("a.xlsx", twice_the_same_part),
    "3,000 parts": ("a.xlsx", lambda: workbook(extra={f"xl/p{i}.txt": b"x" for i in range(3000)})),
    "zip bomb": ("a.xlsx", lambda: workbook(extra={"xl/media/zeros.bin": bytes(60_000_000)})),
    "sizes that lie": ("a.xlsx", lying_size),
    "900,000 rows": ("a.xlsx", lambda: many_rows(900_000)),
    "far cell": ("a.xlsx", lambda: workbook(sheet('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'))),
    "far row": ("a.xlsx", lambda: workbook(sheet('<row r="1048576"><c><v>1</v></c></row>'))),
    "far column": ("a.xlsx", lambda: workbook(sheet('<row r="3"><c  r = \'XFD3\'><v>1</v></c></row>'))),
    "far and wide": ("a.xlsx", lambda: workbook(sheet('<row r="90000"><c r="ZZ90000"><v>1</v></c></row>'))),
    "XXE": (
        "a.xlsx",
        lambda: workbook(sheet(head='<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>')),
    ),
    "billion laughs": (
        "a.xlsx",
        lambda: workbook(sheet(head=f'<!DOCTYPE a [<!ENTITY l0 "ha">{LAUGHS}]>')),
    ),
    "entities in lower case": ("a.xlsx", lambda: workbook(sheet(head="<!doctype a>"))),
    "UTF-16 part": ("a.xlsx", lambda: workbook(sheet().decode().encode("utf-16"))),
    "odd XML encoding": ("a.xlsx", lambda: workbook(sheet().replace(b"UTF-8", b"UTF-7"))),
    "XML cut off": ("a.xlsx", lambda: workbook(sheet()[:-60])),
    "no sheet part": ("a.xlsx", lambda: workbook(b"")),
    "not XML at all": ("a.xlsx", lambda: workbook(b"\x01\x02\x03")),
    "shared text missing": (
        "a.xlsx",
        lambda: workbook(sheet('<row r="3"><c r="A3" t="s"><v>99999999</v></c><c r="B3"><v>1</v></c></row>')),
    ),
    "huge text in a workbook": (
        "a.xlsx",
        lambda: workbook(sheet(f'<row r="3">{text_cell("A3", "".join(map(str, range(30_000))))}</row>')),
    ),
}  # fmt: skip
MAY_BE_READ = {"shared text missing", "no sheet part", "not XML at all"}
"""Where the reader may find a table or refuse; both are fine as long as it does one of them."""


def _plain_zip(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def damaged(seed: int, *, cuts: int, flips: int) -> Iterator[tuple[str, bytes]]:
    """Cut and bit-flipped copies of a good CSV, a good gzip and a good workbook: (file name, bytes)."""
    dice = random.Random(seed)
    for name, good in (
        ("a.csv", CSV.encode()),
        ("a.csv.gz", gzip.compress(CSV.encode())),
        ("a.xlsx", workbook()),
    ):
        for i in range(cuts):
            yield name, good[: 1 + len(good) * i // cuts]
        for _ in range(flips):
            bad = bytearray(good)
            for _ in range(dice.randint(1, 8)):
                bad[dice.randrange(len(bad))] ^= 1 << dice.randrange(8)
            yield name, bytes(bad)
