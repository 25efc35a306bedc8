"""The engine on the command line: `pilothouse engine …`; reads files, prints tables or JSON."""

from __future__ import annotations

import argparse
import importlib

# subcommand -> module with `add_parser(subparsers)`; kept sorted
SUBCOMMANDS: dict[str, str] = {
    "level": "pilothouse.engine.cli.level",
    "schedule": "pilothouse.engine.cli.plan",
    "select": "pilothouse.engine.cli.select",
    "simulate": "pilothouse.engine.cli.simulate",
    "value": "pilothouse.engine.cli.value",
}


def add_parsers(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Hang every engine subcommand under the given parser."""
    for module in SUBCOMMANDS.values():
        importlib.import_module(module).add_parser(subparsers)


def main(argv: list[str] | None = None) -> int:
    """Run one engine subcommand; 0 is success, 2 a wrong argument or file."""
    parser = argparse.ArgumentParser(prog="pilothouse engine", description=__doc__)
    add_parsers(parser.add_subparsers(required=True, metavar="COMMAND"))
    arguments = parser.parse_args(argv)
    return int(arguments.func(arguments))
