"""Writes docs/reference anew from the code; `--check` only says which page is stale.

Each page is one function here: what it returns is the page.
"""

from __future__ import annotations

import argparse
import atexit
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

FOLDER = tempfile.mkdtemp(prefix="pilothouse-docs-")
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
os.environ["DATA_DIR"] = FOLDER
os.environ["COLUMNS"] = "100"  # argparse wraps by the terminal; a page may not depend on it

from pilothouse.cli.arguments import EXITS, parser  # noqa: E402
from pilothouse.settings.variables import FROM_FILE, VARIABLES  # noqa: E402

REFERENCE = Path(__file__).resolve().parent.parent / "docs" / "reference"
NOTE = "<!-- Written by `make docs` from the code; change it there. -->\n\n"


def settings() -> str:
    """The table of environment variables."""
    lines = [
        "# Settings",
        "",
        "An installation is set up by environment variables. A wrong value stops it with one line and exit code 2.",
        "",
        "| variable | when left out | meaning |",
        "|---|---|---|",
    ]
    lines += [f"| `{one.name}` | {one.default} | {one.meaning} |" for one in VARIABLES]
    files = ", ".join(f"`{name}`" for name in FROM_FILE)
    lines += ["", f"Secrets may stand in a file instead: {files} name the file."]
    return "\n".join(lines) + "\n"


def command_line() -> str:
    """Every subcommand with its options."""
    lines = ["# Command line", "", EXITS, ""]
    for name, command in _commands():
        text = command.format_help().rstrip()
        lines += [f"## pilothouse {name}", "", "```", text, "```", ""]
    return "\n".join(lines)


def _commands() -> Iterator[tuple[str, argparse.ArgumentParser]]:
    for action in parser()._actions:
        if isinstance(action, argparse._SubParsersAction):
            shown = {choice.dest for choice in action._choices_actions}
            yield from ((name, command) for name, command in action.choices.items() if name in shown)


PAGES: dict[str, Callable[[], str]] = {"settings.md": settings, "command-line.md": command_line}


def main() -> int:
    """Write or compare every page."""
    stale = []
    for name, page in PAGES.items():
        path, text = REFERENCE / name, NOTE + page()
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(name)
        if "--check" not in sys.argv:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            print(f"  written: docs/reference/{name}")
    if "--check" in sys.argv and stale:
        print(f"Stale: {', '.join(stale)}; run `make docs`.")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
