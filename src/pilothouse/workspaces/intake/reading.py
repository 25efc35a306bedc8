"""Hands a file to the limited child and takes back a table; the parent itself only weighs the file."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import IO, Any

from .limits import CHILD_SECONDS, MAX_ANSWER_BYTES, MAX_FILE_BYTES
from .table import Cell, ImportRejected, Table

# Only this module is run: -I ignores the environment, the working folder and the user's own packages.
COMMAND = (sys.executable, "-I", "-m", "pilothouse.workspaces.intake.child")
DAMAGED = "The file cannot be read: it is damaged, or not the kind of table that its name says."


def read_table(data: bytes, filename: str, *, encoding: str = "", sheet: str = "") -> Table:
    """The table in a CSV, TSV, .gz or XLSX file, whoever sent it.

    encoding, sheet : "" lets the reader choose and say so in `Table.notes`
    Raises ImportRejected, and nothing else: too large, not a table, a trap, damaged, 1 GB or 60 s exceeded.
    Source: gate R-06 and its child recipe.
    """
    if not data:
        raise ImportRejected("The file is empty.", code="empty")
    if len(data) > MAX_FILE_BYTES:
        raise ImportRejected(
            f"The file has {len(data) / 1e6:.1f} MB; at most {MAX_FILE_BYTES // 1_000_000} MB are read.",
            code="too-big",
        )
    name = clean_name(filename)
    request = json.dumps({"filename": name, "encoding": encoding, "sheet": sheet}).encode() + b"\n"
    with tempfile.TemporaryDirectory(prefix="pilothouse-intake-") as folder:
        answer = _ask_child(request, data, folder)
    try:
        return _table(answer, name, hashlib.sha256(data).hexdigest())
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ImportRejected(DAMAGED, code="damaged") from error


def clean_name(filename: str) -> str:
    """The last part of a file name, without control characters, at most 200 characters; a label only."""
    last = filename.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(c for c in last if c.isprintable())[:200] or "file"


def _ask_child(request: bytes, data: bytes, folder: str) -> bytes:
    # 2026-11-22: our own interpreter and module, no shell
    process = subprocess.Popen(  # noqa: S603  # nosec B603
        COMMAND,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env={"LC_ALL": "C.UTF-8", "PYTHONIOENCODING": "utf-8"},
        start_new_session=True,
        close_fds=True,
    )
    feeder = threading.Thread(target=_feed, args=(process.stdin, request, data), daemon=True)
    try:
        feeder.start()
        answer = _collect(process, time.monotonic() + CHILD_SECONDS)
        code = process.wait(timeout=5)
    except subprocess.TimeoutExpired as error:
        raise _too_slow() from error
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        feeder.join()
        _close(process.stdout)
    if code == -signal.SIGXCPU or code == -signal.SIGKILL:
        raise _too_slow()
    if code != 0:
        raise ImportRejected(DAMAGED, code="damaged")
    return answer


def _feed(pipe: IO[bytes] | None, request: bytes, data: bytes) -> None:
    if pipe is None:
        return
    # A child that has died or already refused closes its end; that is an answer, not a fault.
    with contextlib.suppress(OSError):
        pipe.write(request)
        pipe.write(data)
    _close(pipe)


def _close(pipe: IO[bytes] | None) -> None:
    if pipe is not None:
        with contextlib.suppress(OSError):
            pipe.close()


def _collect(process: subprocess.Popen[bytes], deadline: float) -> bytes:
    """All that the child says until it closes its end, within the time and the size allowed."""
    pipe, size = process.stdout, 0
    parts: list[bytes] = []
    if pipe is None:
        return b""
    with selectors.DefaultSelector() as selector:
        selector.register(pipe, selectors.EVENT_READ)
        while True:
            left = deadline - time.monotonic()
            if left <= 0 or not selector.select(left):
                raise _too_slow()
            part = os.read(pipe.fileno(), 1 << 20)
            if not part:
                return b"".join(parts)
            size += len(part)
            if size > MAX_ANSWER_BYTES:
                raise ImportRejected("The table is too large to import at once: split it.", code="too-large")
            parts.append(part)


def _too_slow() -> ImportRejected:
    return ImportRejected(
        f"The file took longer than {CHILD_SECONDS} seconds to read: split it.", code="too-slow"
    )


def _table(answer: bytes, filename: str, digest: str) -> Table:
    lines = iter(answer.split(b"\n"))
    about = json.loads(next(lines))
    if "rejected" in about:
        raise ImportRejected(str(about["rejected"]), code=str(about["code"]))
    columns = tuple(str(c) for c in about["columns"])
    numbers: list[int] = []
    rows: list[tuple[Cell, ...]] = []
    for number, cells in _rows(lines):
        if len(cells) != len(columns):
            raise ValueError("a row of another width than the headings")
        numbers.append(int(number))
        rows.append(tuple(_cell(cell) for cell in cells))
    return Table(
        filename=filename,
        columns=columns,
        rows=tuple(rows),
        numbers=tuple(numbers),
        encoding=str(about.get("encoding", "")),
        delimiter=str(about.get("delimiter", "")),
        sheet=str(about.get("sheet", "")),
        sheets=tuple(str(s) for s in about.get("sheets", ())),
        notes=tuple(str(n) for n in about["notes"]),
        digest=digest,
    )


def _rows(lines: Iterator[bytes]) -> Iterator[tuple[int, list[Any]]]:
    for count, line in enumerate(lines):
        record = json.loads(line, parse_float=Decimal)
        if isinstance(record, dict):
            if record["end"] != count:
                break
            return
        yield record[0], record[1]
    raise ValueError("the child's answer is cut off")


def _cell(value: Any) -> Cell:
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        return date.fromisoformat(value["d"])
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        return value
    raise TypeError("a cell of no known kind")
