"""Reads delimited text whose encoding and delimiter nobody has told: CSV, TSV, semicolons, gzip of either.

Runs in the limited child only.
"""

from __future__ import annotations

import codecs
import csv
import io
import zlib
from collections import Counter
from collections.abc import Iterator

from pilothouse.kernel.formulas import unguarded

from .limits import MAX_CELL_CHARACTERS, MAX_EXPANDED_BYTES, MAX_RATIO, RATIO_FLOOR_BYTES
from .table import ImportRejected

DELIMITERS = (",", ";", "\t", "|")
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "cp1250", "latin-1")
SAMPLE = 262_144
SAMPLE_RECORDS = 300
GUESSED = {
    "cp1252": "The file does not say its encoding; it was read as Windows Western European (cp1252).",
    "cp1250": "The file does not say its encoding; it was read as Windows Central European (cp1250).",
    "utf-16-le": "The file does not say its encoding; it was read as UTF-16.",
    "utf-16-be": "The file does not say its encoding; it was read as UTF-16.",
}
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def unzip_text(data: bytes) -> bytes:
    """The bytes inside a gzip file, unpacked only as far as the limits allow."""
    limit = min(MAX_EXPANDED_BYTES, max(RATIO_FLOOR_BYTES, MAX_RATIO * len(data)))
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        text = unpacker.decompress(data, limit + 1)
    except zlib.error as error:
        raise ImportRejected("The compressed file is damaged: compress it again.", code="damaged") from error
    if len(text) > limit:
        raise ImportRejected(
            "The file grows far beyond its size when unpacked, as a trap would, so it is refused.",
            code="bomb",
        )
    if not unpacker.eof:
        raise ImportRejected("The compressed file is cut off: send it again.", code="damaged")
    return text


def decode_text(data: bytes, encoding: str = "") -> tuple[str, str]:
    """The text and the encoding it was read with; the file's own mark wins, then UTF-8, then a guess."""
    chosen = encoding or _guess_encoding(data)
    try:
        text = data.decode(chosen)
    except UnicodeDecodeError as error:
        raise ImportRejected(
            f"The file is not {chosen} text all the way through: save it as UTF-8 and try again.",
            code="encoding",
        ) from error
    if "\0" in text:
        raise ImportRejected("The file holds binary data, not a table.", code="binary")
    odd = sum(1 for c in text[:SAMPLE] if c < " " and c not in "\t\r\n\f\v")
    if odd * 100 > min(len(text), SAMPLE):
        raise ImportRejected("The file holds binary data, not a table.", code="binary")
    return text, chosen


def _guess_encoding(data: bytes) -> str:
    for mark, name in MARKS:
        if data.startswith(mark):
            return name
    head = data[:4096]
    for start, name in ((1, "utf-16-le"), (0, "utf-16-be")):
        if head[start::2].count(0) * 5 > len(head):
            return name
    for name in ("utf-8", "cp1252", "cp1250"):
        try:
            data.decode(name)
        except UnicodeDecodeError:
            continue
        return name
    return "latin-1"


def find_delimiter(text: str) -> str:
    """The delimiter under which most records have the same number of cells, and more than one."""
    best, best_score = ",", 0.0
    whole = len(text) <= SAMPLE
    for delimiter in DELIMITERS:
        widths = _widths(text[:SAMPLE], delimiter, whole=whole)
        if not widths:
            continue
        width, times = max(Counter(widths).items(), key=lambda item: (item[0] > 1, item[1]))
        score = times / len(widths) * min(width - 1, 30)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _widths(sample: str, delimiter: str, *, whole: bool) -> list[int]:
    widths: list[int] = []
    try:
        for record in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter):
            if record:
                widths.append(len(record))
            if len(widths) >= SAMPLE_RECORDS:
                return widths
    except csv.Error:
        pass
    return widths if whole else widths[:-1]


def records(text: str, delimiter: str) -> tuple[list[list[str]], list[str]]:
    """All records of the text, blank ones as [], and sentences about what had to be forgiven.

    Raises ImportRejected: a quotation mark that never closes, a cell above MAX_CELL_CHARACTERS.
    """
    csv.field_size_limit(MAX_CELL_CHARACTERS)
    try:
        return list(_read(text, delimiter, strict=True)), []
    except csv.Error as error:
        message = str(error)
    if "field larger" in message:
        raise ImportRejected(
            f"A cell holds more than {MAX_CELL_CHARACTERS:,} characters; a quotation mark may be left open.",
            code="huge-cell",
        )
    if "unexpected end" in message:
        raise ImportRejected(
            "A quotation mark is opened and never closed: the file is cut off or damaged.", code="cut-off"
        )
    try:
        loose = list(_read(text, delimiter, strict=False))
    except csv.Error as error:
        raise ImportRejected(f"The text cannot be read as a table ({error}).", code="malformed") from error
    return loose, ["Some quotation marks are not paired; cells around them were read as they stand."]


def _read(text: str, delimiter: str, *, strict: bool) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict)
    for record in reader:
        yield [unguarded(cell) for cell in record]
