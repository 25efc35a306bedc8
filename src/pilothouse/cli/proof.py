"""Checks that nobody altered the history: every past row, every fact, every seal."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from pilothouse.cli.exits import DONE, FAILED
from pilothouse.cli.output import Progress, as_json, say
from pilothouse.kernel.verify import verify

SHOWN = 50


def run(arguments: argparse.Namespace) -> int:
    """Verify everything; exit code 1 when something does not add up."""
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
