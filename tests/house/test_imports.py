"""Imports stand at the top; what loads late does so through one of the doors listed here."""

from __future__ import annotations

import ast

import sources

# file -> why it may load a module by its name
DOORS = {
    "src/pilothouse/cli/__init__.py": "a subcommand is loaded when it is asked for",
    "src/pilothouse/cli/web.py": "the application is loaded before the workers fork",
    "src/pilothouse/engine/__init__.py": "public names load on first use",
    "src/pilothouse/engine/cli/__init__.py": "a subcommand is loaded when it is asked for",
    "src/pilothouse/workspaces/intake/__init__.py": "readers of files load where a file is read",
    "src/pilothouse/engine/door.py": "the one door to solvers, compiled kernels and extras",
}
SIGNALS = {"accounts": "sign-in events that only signals offer", "kernel": "post_migrate"}


def _calls(path: object, *names: str) -> list[int]:
    return [
        node.lineno
        for node in ast.walk(sources.tree(path))  # type: ignore[arg-type]
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in names
    ]


def _product() -> list[object]:
    found = [path for path in sources.python(tests=False) if sources.name(path).startswith("src/")]
    assert len(found) > 30
    return found


def test_modules_are_loaded_by_name_only_through_the_doors() -> None:
    late = [
        f"{sources.name(path)}:{line}"
        for path in _product()
        if sources.name(path) not in DOORS and not sources.name(path).endswith("/apps.py")
        for line in _calls(path, "import_module", "__import__", "import_string")
    ]

    assert late == []


def test_every_door_exists_and_is_used() -> None:
    unused = [name for name in DOORS if not _calls(sources.ROOT / name, "import_module")]

    assert unused == []


def test_nothing_is_imported_inside_a_function() -> None:
    inside = [
        f"{sources.name(path)}:{node.lineno}"
        for path in _product()
        if not sources.name(path).endswith("/apps.py")
        for function in ast.walk(sources.tree(path))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]

    assert inside == []


def test_history_and_rights_do_not_hang_on_signals() -> None:
    heard = []
    for path in _product():
        part = sources.name(path).split("/")[2]
        if part not in SIGNALS:
            heard += [f"{sources.name(path)}:{line}" for line in _calls(path, "receiver")]

    assert heard == []


def test_nothing_is_unpickled_and_no_shell_is_started() -> None:
    dangerous = []
    for path in _product():
        for node in ast.walk(sources.tree(path)):
            if isinstance(node, ast.Import | ast.ImportFrom):
                names = {alias.name for alias in node.names} | {getattr(node, "module", "") or ""}
                if names & {"pickle", "marshal", "shelve", "dill", "cloudpickle"}:
                    dangerous.append(f"{sources.name(path)}:{node.lineno} imports {names}")
            if isinstance(node, ast.keyword) and node.arg == "shell" and ast.unparse(node.value) != "False":
                dangerous.append(f"{sources.name(path)}: shell={ast.unparse(node.value)}")

    assert dangerous == []
