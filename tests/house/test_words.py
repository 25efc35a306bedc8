"""Words that may not stand in the repository, and names that say nothing."""

from __future__ import annotations

import ast
import re

import sources

VAGUE = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "base", "misc"}
# put together here, so that this file does not hold them
HOSTS = "pypi org, pythonhosted org, npmjs org, npmjs com, yarnpkg com, jsdelivr net, unpkg com"
REGISTRIES = tuple(host.replace(" ", ".") for host in HOSTS.split(", "))
MARKS = re.compile(r"\b(TO)(DO)\b|\b(FIX)(ME)\b")
PHRASES = re.compile(r"coming\s+soon|lorem\s+ipsum", re.IGNORECASE)
OWN_DISK = re.compile(r"(?<![\w.])/(?:work|root|home/\w+|Users/\w+)/")


def _lines_with(pattern: re.Pattern[str]) -> list[str]:
    assert len(sources.files()) > 50
    return [
        f"{sources.name(path)}:{number}: {line.strip()[:100]}"
        for path in sources.files()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if pattern.search(line)
    ]


def test_modules_have_names_that_say_something() -> None:
    vague = [
        sources.name(path) for path in sources.python() if path.stem in VAGUE or path.parent.name in VAGUE
    ]

    assert vague == []


def test_no_file_names_the_host_of_a_registry() -> None:
    assert _lines_with(re.compile("|".join(re.escape(host) for host in REGISTRIES), re.IGNORECASE)) == []


def test_npm_lock_holds_no_addresses() -> None:
    locks = [path for path in sources.files() if path.name == "package-lock.json"]

    assert locks
    assert [sources.name(path) for path in locks if '"resolved"' in path.read_text()] == []


def test_nothing_is_left_for_later() -> None:
    assert _lines_with(MARKS) + _lines_with(PHRASES) == []


def test_nothing_raises_not_implemented() -> None:
    word = "NotImplementedError"
    raised = [
        f"{sources.name(path)}:{node.lineno}"
        for path in sources.python()
        for node in ast.walk(sources.tree(path))
        if isinstance(node, ast.Raise) and node.exc is not None and word in ast.unparse(node.exc)
    ]

    assert raised == []


def test_no_path_of_somebodys_disk() -> None:
    assert _lines_with(OWN_DISK) == []


def test_tests_are_not_switched_off() -> None:
    """A test that cannot run says so inside a fixture; a mark that skips hides it."""
    off = [
        f"{sources.name(path)}:{node.lineno}"
        for path in sources.python()
        if path.name.startswith("test_")
        for node in ast.walk(sources.tree(path))
        if isinstance(node, ast.Attribute) and node.attr in {"skipif", "xfail"}
    ]

    assert off == []


def test_every_part_says_what_it_is_for() -> None:
    silent = [sources.name(path) for path in sources.python(tests=False)
              if path.stat().st_size and not ast.get_docstring(sources.tree(path))]  # fmt: skip

    assert silent == []
