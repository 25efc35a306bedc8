"""R-19: what can be seen without running: our own rules, each shown to bite, and a reason at every exception.

`make check` runs ruff's and bandit's rules over everything; here stands that it does, and that they are awake.
tests/house/test_deployment.py runs `check --deploy`.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import sources
from dangers import RULES, breaking, broken, product

SEEDED = {
    "reads what can run": ("import pickle", "from yaml import load", "load(f, allow_pickle=True)", "import a, marshal"),
    "runs a text": ("eval(text)", "os.system('ls')", "Template(text).render(c)", "exec(code)"),
    "asks a shell": ("subprocess.run(x, shell=True)", "Popen(x, shell=flag)"),
    "starts a program": ("subprocess.run(x)", "p = subprocess.Popen(words)"),
    "reaches out": ("import requests", "from urllib.request import urlopen", "from urllib import request"),
    "makes text HTML": ("mark_safe(x)", "safestring.mark_safe(x)", "SafeString(x)"),
    "lets a form off its token": ("from django.views import csrf_exempt", "@csrf_exempt\ndef f(r): ..."),
    "believes any certificate": ("client.get(url, verify=False)",),
    "opens a file to all": ("os.chmod(path, 0o644)", "path.chmod(0o777)"),
    "guesses a temporary name": ("tempfile.mktemp()",),
}  # fmt: skip
INNOCENT = "import json\nimport urllib.parse\nrun(x, shell=False)\nos.chmod(p, 0o600)\nget(u, verify=True)"
OF_C16 = {"reads what can run", "runs a text", "asks a shell", "starts a program"}
# the one place that may, with why; the rules of C16 have their own
ALLOWED = {
    "makes text HTML": {"src/pilothouse/kernel/markup.py"},  # the one door for HTML
    "reaches out": set[str](),  # nothing calls another machine: no page needs the internet
}
EXCEPTION = re.compile(r"#\s*noqa: *[A-Z0-9, ]*\bS\d{3}|#\s*nosec\b")
REASON = re.compile(r"# 20\d\d-\d\d-\d\d: \S.{12,}")


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_bites_and_bites_nothing_else(rule: str) -> None:
    for text in SEEDED[rule]:
        assert list(broken(rule, ast.parse(text))), text
    assert list(broken(rule, ast.parse(INNOCENT))) == []


@pytest.mark.parametrize("rule", sorted(set(RULES) - OF_C16))
def test_the_product_keeps_the_rule(rule: str) -> None:
    assert breaking(rule) == ALLOWED.get(rule, set())


def test_every_exception_says_since_when_and_why() -> None:
    """In the line above, as `# 2026-11-22: our own interpreter, no shell`."""
    listed = []
    for path in product():
        lines = ["", *path.read_text(encoding="utf-8").splitlines()]
        off = [n for n, text in enumerate(lines) if EXCEPTION.search(text)]
        listed += [(f"{sources.name(path)}:{n}", lines[n - 1].strip()) for n in off]

    assert len(listed) >= 9
    assert [where for where, above in listed if not REASON.fullmatch(above)] == []


def test_the_rules_of_security_are_switched_on() -> None:
    settings = tomllib.loads((sources.ROOT / "pyproject.toml").read_text())["tool"]
    lint, gate = settings["ruff"]["lint"], (sources.ROOT / "tools/gate.py").read_text()

    assert "S" in lint["select"]
    assert [rule for rule in lint["ignore"] if rule.startswith("S")] == []
    assert [where for where in lint["per-file-ignores"] if where.startswith("src")] == []
    assert '[str(BIN / "ruff"), "check", "."]' in gate
    assert '[str(BIN / "bandit"), "-c", "pyproject.toml", "-q", "-r", "src"]' in gate


def test_bandit_and_ruff_are_awake(tmp_path: Path) -> None:
    """With our settings, both find what was planted in a folder like ours."""
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "planted.py").write_text(
        "import subprocess\n\nsubprocess.run('ls ' + x, shell=True)\neval(x)\n"
    )
    bandit = ["-m", "bandit", "-c", str(sources.ROOT / "pyproject.toml"), "-q", "-r", str(tmp_path / "src")]
    ruff = [
        "-m",
        "ruff",
        "check",
        "--no-cache",
        "--config",
        str(sources.ROOT / "pyproject.toml"),
        str(tmp_path),
    ]

    for words, marks in ((bandit, ("B602", "B307")), (ruff, ("S602", "S307"))):
        done = subprocess.run(
            [sys.executable, *words], capture_output=True, text=True, cwd=tmp_path, check=False
        )
        assert done.returncode == 1, done.stderr
        assert all(mark in done.stdout for mark in marks), done.stdout
