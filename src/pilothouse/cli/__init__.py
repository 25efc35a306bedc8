"""The command `pilothouse`: runs an installation and gives scripts a way in.

Exit codes of every subcommand: 0 done; 1 it looked and found something wrong, or the work failed;
2 wrong use or a setting that cannot work.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence

from pilothouse import WrongSetting
from pilothouse.cli.arguments import parser
from pilothouse.cli.exits import FAILED, WRONG_USE, Failed

# these start other processes and stay small, so they never load Django
WITHOUT_DJANGO = {"serve", "web"}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one subcommand and return its exit code; faults come out as one line on stderr."""
    words = list(sys.argv[1:] if argv is None else argv)
    try:
        if words[:1] == ["engine"]:
            return int(importlib.import_module("pilothouse.engine.cli").main(words[1:]))
        return _run(words)
    except WrongSetting as error:
        print(f"pilothouse: {error}", file=sys.stderr)
        return WRONG_USE
    except Failed as failure:
        print(f"pilothouse: {failure}", file=sys.stderr)
        return failure.code
    except KeyboardInterrupt:
        print("pilothouse: stopped.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # whoever read our output has gone; point stdout away so that the final flush stays silent
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED


def _run(words: list[str]) -> int:
    arguments = parser().parse_args(words)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pilothouse.settings")
    if arguments.command not in WITHOUT_DJANGO:
        start_django(quiet=arguments.command != "worker")
    module = importlib.import_module(f"pilothouse.cli.{arguments.module}")
    return int(module.run(arguments))


def start_django(*, quiet: bool) -> None:
    """Load the application; `quiet` sends its log lines to stderr, warnings and worse only."""
    importlib.import_module("django").setup()
    if quiet:
        importlib.import_module("pilothouse.settings.logs").quiet_console()
