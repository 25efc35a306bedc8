"""The repository's own files, for tests that read them as text."""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDERS = ("src", "tests", "tools", "bench", "docs", "locks", ".ci")
ABSENT = {
    "node_modules",
    "built",
    "__pycache__",
    "build",
    "pilothouse.egg-info",
    ".mypy_cache",
    ".pytest_cache",
}
TEXT = {
    ".py",
    ".html",
    ".css",
    ".ts",
    ".mjs",
    ".js",
    ".json",
    ".md",
    ".txt",
    ".toml",
    ".typ",
    ".sh",
    ".svg",
    "",
}


@functools.cache
def files() -> tuple[Path, ...]:
    """Every text file that belongs to the repository."""
    found = [path for path in ROOT.iterdir() if path.is_file() and path.suffix in TEXT | {".importlinter"}]
    for folder in FOLDERS:
        found += [path for path in (ROOT / folder).rglob("*") if path.is_file() and path.suffix in TEXT]
    return tuple(sorted(path for path in found if not ABSENT & set(path.parts)))


def name(path: Path) -> str:
    """The path as a person writes it."""
    return path.relative_to(ROOT).as_posix()


def python(*, migrations: bool = False, tests: bool = True) -> Iterator[Path]:
    """The Python files; migrations are written by a machine and left out unless asked for."""
    for path in files():
        parts = path.relative_to(ROOT).parts
        if (
            path.suffix == ".py"
            and (migrations or "migrations" not in parts)
            and (tests or "tests" not in parts)
        ):
            yield path


@functools.cache
def tree(path: Path) -> ast.Module:
    """The parsed file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))
