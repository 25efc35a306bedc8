"""Checks that nobody altered the history: every past row, every fact, every seal."""

from __future__ import annotations

import argparse
import re
from dataclasses import asdict

from pilothouse.cli.exits import DONE, FAILED, WRONG_USE, Failed
from pilothouse.cli.output import Progress, as_json, say
from pilothouse.kernel.verify import verify

SHOWN = 50
HEAD = re.compile(r"[0-9a-f]{64}")


def run(arguments: argparse.Namespace) -> int:
    """Verify everything; exit code 1 when something does not add up."""
    if arguments.anchor and not HEAD.fullmatch(arguments.anchor):
        raise Failed("--anchor is a head as the log prints it: 64 letters 0-9 and a-f.", code=WRONG_USE)
    finding = verify(Progress("Verifying"), arguments.anchor)
    if arguments.json:
        as_json(asdict(finding) | {"ok": not finding.faults})
        return FAILED if finding.faults else DONE
    say(
        f"{finding.rows:,} rows of history and {finding.seals:,} seals looked at; {finding.redacted:,} redacted."
    )
    for fault in finding.faults[:SHOWN]:
        say(f"  {fault}")
    if len(finding.faults) > SHOWN:
        say(f"  and {len(finding.faults) - SHOWN:,} more; --json lists them all")
    say("The history was altered." if finding.faults else "Nothing was altered.")
    return FAILED if finding.faults else DONE
