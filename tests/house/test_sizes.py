"""Nothing grows past what one can hold in mind: files, functions, classes, parameters, templates, islands."""

from __future__ import annotations

import ast
import statistics
from pathlib import Path

import pytest
import sources

# the aim for the median is 80; the limit leaves room for a part that is being split
FILE, MEDIAN, FUNCTION, CLASS, PARAMETERS, TEMPLATE, ISLAND = 400, 100, 40, 200, 6, 150, 150
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
CODE = {".py", ".ts", ".mjs", ".css"}


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def _too_long(paths: list[Path], limit: int) -> list[str]:
    assert paths, "no file was looked at"
    return [f"{sources.name(path)}: {_lines(path)} lines" for path in paths if _lines(path) > limit]


def _length(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> int:
    """Lines without decorators and docstring, which may be as long as the thing needs explaining."""
    assert node.end_lineno is not None
    docstring = node.body[0] if ast.get_docstring(node) else None
    said = (docstring.end_lineno or 0) - docstring.lineno + 1 if docstring else 0
    return node.end_lineno - node.lineno + 1 - said


def test_no_file_is_longer_than_400_lines() -> None:
    code = [path for path in sources.files() if path.suffix in CODE and "migrations" not in path.parts]

    assert _too_long(code, FILE) == []


def test_half_of_the_files_are_short() -> None:
    lengths = [_lines(path) for path in sources.python()]

    assert statistics.median(lengths) <= MEDIAN


def test_templates_and_islands_are_short() -> None:
    templates = [path for path in sources.files() if path.suffix == ".html"]
    islands = [path for path in sources.files() if path.suffix == ".ts"]

    assert _too_long(templates, TEMPLATE) + _too_long(islands, ISLAND) == []


@pytest.mark.parametrize(("kinds", "limit"), [(FUNCTIONS, FUNCTION), ((ast.ClassDef,), CLASS)])
def test_functions_and_classes_fit_on_a_screen(kinds: tuple[type[ast.AST], ...], limit: int) -> None:
    long = [
        f"{sources.name(path)}:{node.lineno} {node.name} has {_length(node)} lines"
        for path in sources.python()
        for node in ast.walk(sources.tree(path))
        if isinstance(node, kinds) and _length(node) > limit
    ]

    assert long == []


def test_nobody_has_to_remember_more_than_six_parameters() -> None:
    """Compiled kernels are left out: they take arrays one by one, behind a function that takes a dataclass."""
    many = []
    for path in sources.python(tests=False):
        for node in ast.walk(sources.tree(path)):
            if isinstance(node, FUNCTIONS) and not path.stem.endswith("kernels"):
                given = [arg.arg for arg in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]
                count = len([name for name in given if name not in {"self", "cls"}])
                if count > PARAMETERS:
                    many.append(f"{sources.name(path)}:{node.lineno} {node.name} takes {count}")

    assert many == []
