"""Writes a register's rows to a file, as one person or the whole installation sees them: `pilothouse export`."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import IO

from pilothouse.cli.exits import DONE, WRONG_USE, Failed
from pilothouse.cli.intake import acting
from pilothouse.cli.output import Progress, as_json, say, table
from pilothouse.kernel.actors import Actor
from pilothouse.kernel.listing import ListState, every_row, read_state
from pilothouse.kernel.sheets import workbook
from pilothouse.kernel.spec import REGISTERS, RegisterSpec
from pilothouse.web.screens.exporting import columns_for, csv_lines, json_rows

LIST = "list"


def run(arguments: argparse.Namespace) -> int:
    """Write the file, or standard output; `list` names the registers."""
    if arguments.what == LIST:
        return _list(arguments)
    spec = REGISTERS.get(arguments.what)
    if spec is None:
        known = ", ".join(sorted(REGISTERS))
        raise Failed(f"There is no register {arguments.what!r}; there are {known}.", code=WRONG_USE)
    if arguments.format == "xlsx" and not arguments.output:
        raise Failed("Say where the workbook goes: --output FILE.xlsx", code=WRONG_USE)
    actor, state = acting(arguments.person), read_state(spec, {})
    try:
        rows = _write(spec, actor, state, arguments)
    except BrokenPipeError:
        raise  # whoever read the lines has enough
    except OSError as error:
        why = f"{arguments.output} cannot be written: {error.strerror}."
        raise Failed(why, code=WRONG_USE) from error
    if arguments.json:
        as_json({"register": spec.slug, "rows": rows, "file": str(arguments.output)})
    elif arguments.output:
        say(f"{rows:,} rows written to {arguments.output}")
    return DONE


def _list(arguments: argparse.Namespace) -> int:
    found = [{"register": slug, "what": str(spec.title)} for slug, spec in sorted(REGISTERS.items())]
    if arguments.json:
        as_json(found)
    else:
        table(found, ("register", "what"))
    return DONE


def _write(spec: RegisterSpec, actor: Actor, state: ListState, arguments: argparse.Namespace) -> int:
    columns = columns_for(spec, state)
    if arguments.format == "xlsx":
        rows = list(every_row(spec, actor, state, columns))
        arguments.output.write_bytes(workbook(spec, rows, columns))
        return len(rows)
    if arguments.json and not arguments.output:
        raise Failed(
            "--json reports on a file; say --output FILE, or --format json for the rows.", code=WRONG_USE
        )
    if arguments.output is None:
        return _lines(spec, actor, state, columns, arguments.format, sys.stdout)
    with Path(arguments.output).open("w", encoding="utf-8", newline="") as target:
        return _lines(spec, actor, state, columns, arguments.format, target)


def _lines(
    spec: RegisterSpec, actor: Actor, state: ListState, columns: tuple[str, ...], form: str, target: IO[str]
) -> int:
    progress, count = Progress("Exporting"), 0
    if form == "json":
        for count, row in enumerate(json_rows(spec, actor, state, columns), start=1):
            target.write(f"{json.dumps(row, ensure_ascii=False)}\n")
            progress("", count)
        return count
    for count, line in enumerate(csv_lines(spec, actor, state, columns), start=-1):
        target.write(line)
        progress("", max(count, 0))
    return count
