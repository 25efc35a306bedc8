"""What our own code may never do, each as a rule over the parsed source; semgrep's work, without semgrep."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import sources

# readers that run what they read, or build whatever a text names
RUNS_WHAT_IT_READS = {
    "pickle", "cPickle", "_pickle", "marshal", "shelve", "dill", "cloudpickle", "joblib", "jsonpickle", "yaml",
}  # fmt: skip
RUNS_TEXT = {
    "eval", "exec", "compile", "__import__", "os.system", "os.popen", "os.execv", "os.execvp", "os.execve",
    "os.spawnv", "pty.spawn", "subprocess.getoutput", "subprocess.getstatusoutput", "code.interact",
    "Template", "engines.from_string", "Engine.from_string",
}  # fmt: skip
STARTS = {f"subprocess.{name}" for name in ("run", "Popen", "call", "check_output", "check_call")}
REACHES_OUT = {"requests", "httpx", "aiohttp", "urllib3", "ftplib", "telnetlib", "smtplib", "urllib.request"}
Rule = Callable[[ast.AST], bool]


def _dotted(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else "…"


def called(node: ast.AST) -> str:
    """The dotted name that a call calls, "" for anything else."""
    return _dotted(node.func) if isinstance(node, ast.Call) else ""


def imported(node: ast.AST) -> set[str]:
    """The modules that an import names, with the packages above them."""
    names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
    if isinstance(node, ast.ImportFrom) and not node.level:
        names = [node.module or "", *(f"{node.module}.{a.name}" for a in node.names)]
    return {".".join(name.split(".")[: n + 1]) for name in names for n in range(name.count(".") + 1)}


def _given(node: ast.AST, keyword: str) -> list[ast.expr]:
    return [k.value for k in node.keywords if k.arg == keyword] if isinstance(node, ast.Call) else []


def _says(node: ast.AST, keyword: str) -> bool:
    """Whether a call gives a keyword with anything but False."""
    return any(not (isinstance(v, ast.Constant) and not v.value) for v in _given(node, keyword))


def _lets_off(node: ast.AST) -> bool:
    return (isinstance(node, ast.Name) and node.id == "csrf_exempt") or any(
        name.endswith("csrf_exempt") for name in imported(node)
    )


def _opens_to_all(node: ast.AST) -> bool:
    mode = (
        node.args[-1] if called(node).endswith("chmod") and isinstance(node, ast.Call) and node.args else None
    )
    return isinstance(mode, ast.Constant) and bool(int(mode.value) & 0o077)


RULES: dict[str, Rule] = {
    "reads what can run": lambda n: bool(imported(n) & RUNS_WHAT_IT_READS) or _says(n, "allow_pickle")
    or called(n).endswith("read_pickle"),
    "runs a text": lambda n: called(n) in RUNS_TEXT,
    "asks a shell": lambda n: _says(n, "shell"),
    "starts a program": lambda n: called(n) in STARTS,
    "reaches out": lambda n: bool(imported(n) & REACHES_OUT),
    "makes text HTML": lambda n: called(n).rpartition(".")[2] in {"mark_safe", "SafeString", "SafeText"},
    "lets a form off its token": _lets_off,
    "believes any certificate": lambda n: any(
        isinstance(v, ast.Constant) and v.value is False for v in _given(n, "verify")
    ),
    "opens a file to all": _opens_to_all,
    "guesses a temporary name": lambda n: called(n) in {"tempfile.mktemp", "mktemp"},
}  # fmt: skip


def broken(rule: str, tree: ast.AST) -> Iterator[int]:
    """The lines of a parsed source that break a rule."""
    for node in ast.walk(tree):
        if RULES[rule](node):
            yield getattr(node, "lineno", 0)


def product() -> list[Path]:
    """The source of the product: all that an installation runs."""
    found = [path for path in sources.python(tests=False) if "src" in path.relative_to(sources.ROOT).parts]
    assert len(found) > 150
    return found


def breaking(rule: str) -> set[str]:
    """The files of the product that break a rule."""
    return {sources.name(path) for path in product() if any(broken(rule, sources.tree(path)))}
