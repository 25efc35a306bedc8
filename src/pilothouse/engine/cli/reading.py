"""Files given to the engine's commands, read, or refused in a sentence that says what they should be."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")

EXITS = "Exit: 0 done; 2 a wrong argument, or a file that cannot be read as what it should be."


def described(example: str, *, page: str = "docs/how-to/engine.md") -> dict[str, Any]:
    """What each command's --help ends with: an example, the page that shows its file, what its exit codes mean."""
    epilog = f"Example:\n  pilothouse engine {example}\n\nThe form of the file: {page}\n{EXITS}"
    return {"epilog": epilog, "formatter_class": argparse.RawDescriptionHelpFormatter}


def text_of(path: Path) -> str:
    """A file as text.

    Raises ValueError: it is not there, is a folder, may not be read, or holds something else than text.
    """
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ValueError("There is no such file.") from None
    except IsADirectoryError:
        raise ValueError("This is a folder, not a file.") from None
    except UnicodeDecodeError:
        raise ValueError("This is not a text file.") from None
    except OSError as error:
        raise ValueError(f"The file cannot be read: {error.strerror}.") from None


def quoted(names: Iterable[str]) -> str:
    """Names as a sentence lists them: 'a', 'b' and 'c'."""
    *first, last = (repr(name) for name in names)
    return f"{', '.join(first)} and {last}" if first else last


def form_of(
    path: Path, *, needs: Iterable[str], lists: Iterable[str], texts: Iterable[str] = (), page: str
) -> dict[str, Any]:
    """A file as a JSON object that has the keys `needs`; `lists`, where given, hold lists of objects, `texts` text.

    page : where the form is described, for the sentence that names all keys that are missing
    Raises ValueError: as `text_of` does, not JSON, no object, keys missing, or a key that holds something else.
    """
    try:
        form = json.loads(text_of(path))
    except json.JSONDecodeError as error:
        raise ValueError(f"This is not JSON: {error}.") from None
    except RecursionError:
        raise ValueError("This is not JSON of ours: it goes too deep.") from None
    if not isinstance(form, dict):
        raise ValueError(f"The file must hold one JSON object; {page} gives the form.")
    missing = [name for name in needs if name not in form]
    if missing:
        raise ValueError(f"The file lacks {quoted(missing)}; {page} gives the form.")
    for name in lists:
        rows = form.get(name, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise ValueError(f"{name!r} must be a list of objects.")
    for name in texts:
        if not isinstance(form.get(name, ""), str):
            raise ValueError(f"{name!r} must be text, not {form[name]!r}.")
    return form


def understood(read: Callable[[dict[str, Any]], T], form: dict[str, Any], *, page: str) -> T:
    """What `read` makes of a form; a value of the wrong kind deep inside it is refused like any other fault."""
    try:
        return read(form)
    except (AttributeError, OverflowError, TypeError) as error:
        raise ValueError(f"A value is of the wrong kind ({error}); {page} says what is expected.") from None
