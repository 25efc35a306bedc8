"""`pilothouse engine select FILE --instance K`: choose the best portfolio of an OR-Library knapsack file."""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

from pilothouse.engine.cli.reading import described, text_of
from pilothouse.engine.cli.silence import printing_aside
from pilothouse.engine.selection.effort import Effort
from pilothouse.engine.selection.orlib import read_knapsacks
from pilothouse.engine.selection.selection import Selection
from pilothouse.engine.selection.solve import select

ENDLESS = 2**40  # counts that no deadline in seconds reaches


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command and its arguments."""
    parser = subparsers.add_parser(
        "select",
        help="choose the best portfolio of an OR-Library multidimensional knapsack file",
        **described("select mknapcb1.txt --instance 3 --seconds 10 --json"),
    )
    parser.add_argument("file", type=Path, help="a file in the OR-Library mknap format")
    parser.add_argument("--instance", type=int, default=1, metavar="K", help="which one in it, from 1")
    parser.add_argument("--seconds", type=float, default=10.0, help="time to spend (default 10)")
    parser.add_argument("--seed", type=int, default=0, help="same seed, same search (default 0)")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(func=run)


def run(arguments: argparse.Namespace) -> int:
    """Read, choose and print; 0 is success, 2 a file or number that is wrong, or a problem without answer."""
    try:
        problems = read_knapsacks(text_of(arguments.file))
        if not 1 <= arguments.instance <= len(problems):
            raise ValueError(f"there is no instance {arguments.instance}; it has 1 to {len(problems)}")
        effort = Effort(
            evaluations=ENDLESS,
            nodes=2**31 - 1,
            seconds=arguments.seconds,
            clock=time.monotonic,
            seed=arguments.seed,
        )
        with printing_aside():
            chosen = select(problems[arguments.instance - 1], effort=effort)
    except (ValueError, ArithmeticError) as error:
        sys.stderr.write(f"{arguments.file}: {error}\n")
        return 2
    sys.stdout.write(json.dumps(as_json(chosen)) + "\n" if arguments.json else as_text(chosen))
    return 0


def as_json(selection: Selection) -> dict[str, Any]:
    """The portfolio as plain values."""
    return {
        "value": selection.value,
        "bound": selection.bound,
        "gap": selection.gap,
        "proven": selection.proven,
        "chosen": list(selection.names),
        "starts": selection.starts,
        "spend": list(selection.spend),
        "work": [
            {
                "step": done.step,
                "count": done.count,
                "unit": done.unit,
                "value": done.value,
                "bound": done.bound,
                "finished": done.finished,
            }
            for done in selection.work
        ],
    }


def as_text(selection: Selection) -> str:
    """The portfolio in a few lines."""
    proof = "proven best" if selection.proven else f"at most {selection.gap:.3%} below the best"
    lines = [f"value {selection.value:g}, {proof} (bound {selection.bound:g})"]
    lines += [f"{done.step}: {done.count:g} {done.unit}, value {done.value:g}" for done in selection.work]
    lines.append(f"{len(selection.chosen)} chosen: " + ", ".join(selection.names))
    return "\n".join(lines) + "\n"
