"""What subcommands say: sentences and steps for people, JSON for scripts, progress for the patient."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

QUIET_S = 2.0
EVERY_S = 1.0


def say(text: str = "") -> None:
    """A sentence on stdout, shown at once."""
    print(text, flush=True)


def as_json(value: Any) -> None:
    """One JSON document on stdout, for scripts."""
    print(json.dumps(value, ensure_ascii=False, indent=2, default=str), flush=True)


def table(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> None:
    """Rows in aligned columns with a heading; nothing is cut off."""
    cells = [[str(row.get(column, "") or "") for column in columns] for row in rows]
    widths = [max(len(line[i]) for line in [list(columns), *cells]) for i in range(len(columns))]
    for line in [list(columns), *cells]:
        say("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


@contextmanager
def step(title: str) -> Iterator[list[str]]:
    """One line for a step, with what came of it and how long it took; append remarks to the list."""
    remarks: list[str] = []
    begun = time.monotonic()
    print(f"  {title} … ", end="", flush=True)
    try:
        yield remarks
    except BaseException:
        say("failed.")
        raise
    say(f"{', '.join(remarks) or 'done'} ({time.monotonic() - begun:.1f} s)")


class Progress:
    """Says how far long work has come, on stderr, once it has taken more than two seconds."""

    def __init__(self, what: str) -> None:
        self.what = what
        self.begun = self.last = time.monotonic()

    def __call__(self, text: str = "", done: int | None = None, total: int | None = None) -> None:
        """Report where the work is: a few words, or counts, or both."""
        now = time.monotonic()
        if now - self.begun < QUIET_S or now - self.last < EVERY_S:
            return
        self.last = now
        counts = "" if done is None else f"{done:,}" + (f" of {total:,}" if total else "")
        words = " ".join(part for part in (text, counts) if part)
        print(f"  {self.what}: {words} ({now - self.begun:.0f} s)", file=sys.stderr, flush=True)
