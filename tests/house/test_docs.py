"""The pages for people tell the truth: links lead somewhere, commands and files exist, the reference is fresh."""

from __future__ import annotations

import argparse
import importlib
import re
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from urllib.parse import urlsplit

import pages
import pytest
import sources

from pilothouse.cli.arguments import parser

ROOT = sources.ROOT
MADE = re.compile(r"^([a-z]+(?:-[a-z]+)*):", re.MULTILINE)
OURS = re.compile(r"^(?:src|tests|tools|docs|bench|locks)/[\w./-]+$")
FOLDERS = ("kernel", "accounts", "workspaces", "registers", "reports", "web", "demo", "cli")
LONGEST_README = 40


@pytest.fixture(scope="module")
def reference() -> Iterator[ModuleType]:
    """The tool that writes the reference."""
    sys.path.insert(0, str(ROOT / "tools"))
    yield importlib.import_module("docs")
    sys.path.remove(str(ROOT / "tools"))


def _broken(path: Path, link: str) -> bool:
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return False
    target = path.parent / parts.path if parts.path else path
    if not target.exists():
        return True
    return bool(parts.fragment) and parts.fragment not in pages.anchors(target)


def test_every_link_leads_somewhere() -> None:
    listed = [(path, link) for path in pages.markdown() for link in pages.links(path)]

    assert len(listed) > 40
    assert [f"{sources.name(path)}: {link}" for path, link in listed if _broken(path, link)] == []


def _commands(path: Path) -> list[str]:
    """Every command that a page names, in its shell blocks and within sentences."""
    return [*pages.shell_lines(path), *pages.code_words(path)]


def test_every_make_that_is_named_can_be_made() -> None:
    targets = set(MADE.findall((ROOT / "Makefile").read_text()))
    named = [
        (path, word)
        for path in pages.markdown()
        for line in _commands(path)
        for word in re.findall(r"(?:^|[=\w] )make ([a-z][a-z-]*)", line)
    ]

    assert len(named) > 10
    assert [f"{sources.name(path)}: make {word}" for path, word in named if word not in targets] == []


def _subcommands() -> dict[str, argparse.ArgumentParser]:
    found = next(a for a in parser()._actions if isinstance(a, argparse._SubParsersAction))
    return dict(found.choices)


def _wrong(line: str, known: dict[str, argparse.ArgumentParser]) -> str:
    """What is wrong with a `pilothouse …` command, "" when nothing is."""
    words = shlex.split(line.replace("…", "x"))
    words = words[next(at for at, word in enumerate(words) if word.rpartition("/")[2] == "pilothouse") :]
    if len(words) < 2 or words[1] in {"engine", "--help", "--version"}:
        return ""
    if words[1] not in known:
        return f"there is no command {words[1]}"
    options = {name for action in known[words[1]]._actions for name in action.option_strings}
    missing = [word for word in words[2:] if word.startswith("--") and word.partition("=")[0] not in options]
    return f"{words[1]} has no {missing}" if missing else ""


def test_every_pilothouse_command_that_is_named_exists() -> None:
    known = _subcommands()
    named = [
        (path, line)
        for path in pages.markdown()
        if "reference" not in path.parts
        for line in _commands(path)
        if re.match(r"^(?:\w+=\S+ )*(?:\S*/)?pilothouse\b(?! *[a-z]*/)", line)
    ]
    wrong = [
        f"{sources.name(path)}: {line}: {_wrong(line, known)}" for path, line in named if _wrong(line, known)
    ]

    assert len(named) > 30
    assert wrong == []


def test_every_command_has_a_page_that_uses_it() -> None:
    shown = set(_subcommands()) - {"web", "prepare"}
    used = {
        word
        for path in pages.markdown()
        if "reference" not in path.parts
        for line in _commands(path)
        for word in re.findall(r"pilothouse ([a-z]+)", line)
    }

    assert shown - used == set()


def test_every_file_that_is_named_exists() -> None:
    """Files of the examples of CONTRIBUTING.md stand at the head of code blocks and are not looked for."""
    named = [(path, word) for path in pages.markdown() for word in pages.code_words(path) if OURS.match(word)]

    assert len(named) > 15
    assert [f"{sources.name(path)}: {word}" for path, word in named if not (ROOT / word).exists()] == []


def test_the_reference_is_fresh(reference: ModuleType) -> None:
    assert sorted(reference.stale()) == []


def test_every_decision_is_in_the_index() -> None:
    folder = ROOT / "docs" / "adr"
    decided = {path.name for path in folder.glob("0*.md")}
    index = pages.links(folder / "README.md")

    assert sorted(index) == sorted(decided)
    for path in sorted(folder.glob("0*.md")):
        assert path.read_text().startswith(f"# {int(path.name[:4])}. "), path.name


def test_every_page_is_in_the_contents() -> None:
    folder = ROOT / "docs"
    listed = {(folder / link).resolve() for link in pages.links(folder / "README.md")}
    written = [*folder.glob("*/*.md"), *folder.glob("*.md")]
    own = {folder / "README.md", *(folder / "adr").glob("*.md")}

    assert [sources.name(path) for path in written if path not in own and path not in listed] == []


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_folder_says_what_it_is(folder: str) -> None:
    path = ROOT / "src" / "pilothouse" / folder / "README.md"
    text = path.read_text(encoding="utf-8")
    named = {word for word in pages.code_words(path) if re.fullmatch(r"[\w/]+\.(?:py|typ)", word)}

    assert len(text.splitlines()) <= LONGEST_README
    assert [word for word in sorted(named) if not (path.parent / word).exists()] == []
    there = {one.name for one in path.parent.glob("*.py") if one.stat().st_size}
    assert sorted(there - named - {"apps.py", "__init__.py", "__main__.py"} - _grouped(text)) == []


def _grouped(text: str) -> set[str]:
    """Files that a page names together with a star, such as `threats_*.py`."""
    stars = re.findall(r"`([\w]*\*[\w]*\.py)`", text)
    return {
        path.name
        for star in stars
        for path in (ROOT / "src").rglob("*.py")
        if re.fullmatch(star.replace("*", ".*").replace(".py", r"\.py"), path.name)
    }
