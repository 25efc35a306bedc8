"""Writes docs/reference anew from the code; `--check` only says which page is stale.

Each page is one function: what it returns is the page. The tests call the same functions.
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

import django
from django.apps import apps

if __name__ == "__main__":  # an installation of its own; a test has one already
    FOLDER = tempfile.mkdtemp(prefix="pilothouse-docs-")
    atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
    os.environ.update(DATA_DIR=FOLDER, DJANGO_SETTINGS_MODULE="pilothouse.settings")
if not apps.ready:
    django.setup()

import docs_api
import docs_registers
import docs_words

from pilothouse.cli.arguments import EXITS, parser
from pilothouse.settings.variables import FROM_FILE, VARIABLES

WIDTH = "100"  # argparse wraps by the terminal; a page may not depend on it
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
    os.environ["COLUMNS"] = WIDTH
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


PAGES: dict[str, Callable[[], str]] = {
    "settings.md": settings,
    "command-line.md": command_line,
    "registers.md": docs_registers.registers,
    "roles.md": docs_registers.roles,
    "glossary.md": docs_words.glossary,
    "api.md": docs_api.api,
    "openapi.json": docs_api.openapi,
}


def stale() -> dict[str, str]:
    """The pages that differ from what the code says now, each with its text as it should be."""
    found = {}
    for name, page in PAGES.items():
        path, text = REFERENCE / name, (NOTE if name.endswith(".md") else "") + page()
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            found[name] = text
    return found


def main() -> int:
    """Write or compare every page."""
    found = stale()
    if "--check" in sys.argv:
        if found:
            print(f"Stale: {', '.join(found)}; run `make docs`.")
        return 1 if found else 0
    REFERENCE.mkdir(parents=True, exist_ok=True)
    for name, text in found.items():
        (REFERENCE / name).write_text(text, encoding="utf-8")
        print(f"  written: docs/reference/{name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
