"""The gates: `gate.py check`, `test`, `nightly` or `crash`; one line a part, and what was left out by name."""

from __future__ import annotations

import contextlib
import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import find_browser
import find_postgres
from steps import run_step

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv/bin"
PY = str(BIN / "python")
RUNS = ROOT / "build" / "test-runs"
TEMPLATES = "src/pilothouse"
# an installation's settings must not reach its tests
CLEAN = (
    "HOST",
    "PORT",
    "BASE_URL",
    "DATA_DIR",
    "DATABASE_URL",
    "TEST_DATABASE_URL",
    "SECRET_KEY",
    "CHAIN_KEY",
    "PYTHONDONTWRITEBYTECODE",  # else every process that a test starts compiles the product anew
)
DJANGO_ONLY = ("--ignore=src/pilothouse/engine",)
# what a second database says nothing new about: house rules, headers, addresses, texts as markup, files, secrets,
# and what uses none: reading files, settings, keeping processes alive; of the demonstration there is test_loaded
SAME_ON_BOTH = (
    "--ignore=src/pilothouse/workspaces/intake",
    "--ignore=src/pilothouse/settings",
    "--ignore-glob=src/pilothouse/cli/tests/test_supervisor*",
    "--ignore-glob=src/pilothouse/demo/tests/test_[!l]*",
    "--ignore=tests/house",
    "--ignore-glob=tests/security/test_c07_*",
    "--ignore-glob=tests/security/test_c1[0-3678]_*",
    "--ignore-glob=tests/security/test_c14_unkept_letters*",
    "--ignore-glob=tests/security/test_r1[89]_*",
)
ALL = "not slow and not browser"
QUICK = f"{ALL} and not thorough"


@dataclass
class Gate:
    """One gate on its way: what failed, what was skipped and how to get it."""

    name: str
    failed: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    begun: float = field(default_factory=time.monotonic)

    def part(self, title: str, command: Sequence[str], **env: str) -> None:
        """Run one part; a failure is remembered and the other parts still run."""
        inherited = {name: value for name, value in os.environ.items() if name not in CLEAN}
        if not run_step(title, command, env={**inherited, **env}, cwd=ROOT):
            self.failed.append(title)

    def tests(self, title: str, label: str, *words: str, processes: int = 2, **env: str) -> None:
        """Run a part of the tests and note what they skipped."""
        spread = ["-n", str(processes), "--dist", "worksteal"] if processes > 1 else []
        (RUNS / f"{label}.json").unlink(missing_ok=True)
        self.part(title, [PY, "-m", "pytest", *spread, *words], PILOTHOUSE_RUN_LABEL=label, **env)
        for reason in sorted({note["reason"] for note in _notes(label) if note["outcome"] == "skipped"}):
            self.skipped.append(f"{title}: {reason}")

    def end(self) -> int:
        """Say what came of it; with PILOTHOUSE_REQUIRE_ALL=1 a skipped part is a failure."""
        strict = os.environ.get("PILOTHOUSE_REQUIRE_ALL") == "1"
        allowed = [word for word in os.environ.get("PILOTHOUSE_WITHOUT", "").split(",") if word]
        missing = [one for one in self.skipped if not any(word in one for word in allowed)]
        for one in self.skipped:
            print(f"  skipped: {one}")
        took = time.monotonic() - self.begun
        if self.failed or (strict and missing):
            why = ", ".join(self.failed) or "parts were skipped and PILOTHOUSE_REQUIRE_ALL=1 forbids it"
            print(f"make {self.name}: FAILED after {took:.0f} s: {why}")
            return 1
        print(
            f"make {self.name}: passed in {took:.0f} s{' with the parts above left out' if self.skipped else ''}"
        )
        return 0


def _notes(label: str) -> list[dict[str, str]]:
    path = RUNS / f"{label}.json"
    return list(json.loads(path.read_text()).values()) if path.exists() else []


def static(gate: Gate) -> None:
    """What can be said without running the product."""
    pages = [str(path.relative_to(ROOT)) for path in (ROOT / TEMPLATES).rglob("templates/**/*.html")]
    gate.part("Lint", [str(BIN / "ruff"), "check", "."])
    gate.part("Format", [str(BIN / "ruff"), "format", "--check", "."])
    if pages:
        gate.part("Templates", [str(BIN / "djade"), "--check", "--target-version", "5.2", *pages])
    gate.part("Layers", [str(BIN / "lint-imports"), "--no-cache"])
    gate.part("Dangerous calls", [str(BIN / "bandit"), "-c", "pyproject.toml", "-q", "-r", "src"])
    gate.part("Types", [str(BIN / "mypy"), "src"])
    gate.part("TypeScript", [PY, "tools/front_end.py", "--check"])


def on_sqlite(gate: Gate, marks: str = ALL) -> None:
    """The suites on SQLite."""
    gate.tests("Tests on SQLite", "sqlite", "-m", marks)


def check(gate: Gate) -> None:
    """The minute before a commit."""
    static(gate)
    on_sqlite(gate, QUICK)


@contextlib.contextmanager
def postgres(gate: Gate) -> Iterator[dict[str, str] | None]:
    """The environment of a temporary PostgreSQL, or None and a line that says how to get one."""
    with find_postgres.temporary_cluster() as url:
        if url is None:
            gate.skipped.append(f"Tests on PostgreSQL: not on this machine; {find_postgres.HOW}")
            yield None
        else:
            yield {"DATABASE_URL": url, "TEST_DATABASE_URL": url}


def on_postgres(gate: Gate, title: str, label: str, marks: str, *words: str) -> None:
    """The suites that use the database, once more on PostgreSQL."""
    with postgres(gate) as env:
        if env:
            gate.tests(title, label, "-m", marks, *DJANGO_ONLY, *words, **env)


def in_browser(gate: Gate) -> None:
    """The tests that drive Chromium."""
    chromium = find_browser.find()
    if chromium is None:
        gate.skipped.append(f"Tests in the browser: no Chromium; {find_browser.HOW}")
        return
    gate.tests(
        "Tests in the browser",
        "browser",
        "-m",
        "browser and not slow",
        *DJANGO_ONLY,
        PILOTHOUSE_CHROMIUM=chromium,
    )


def test(gate: Gate) -> None:
    """Everything that a change must pass."""
    static(gate)
    on_sqlite(gate)
    on_postgres(gate, "Tests on PostgreSQL", "postgresql", ALL, *SAME_ON_BOTH)
    in_browser(gate)


def nightly(gate: Gate) -> None:
    """The long gates, on both databases, and the kills."""
    os.environ["HYPOTHESIS_PROFILE"] = "new"
    gate.tests("Long tests on SQLite", "slow-sqlite", "-m", "slow")
    gate.tests("Laws on new cases", "new-cases", "-m", QUICK)
    on_postgres(gate, "All tests on PostgreSQL", "all-postgresql", "not browser")
    crash(gate)


def crash(gate: Gate) -> None:
    """Kills of web and worker while people write, on both databases."""
    gate.part("Kills on SQLite", [PY, "tools/crash.py", "--kills", "50"])
    with postgres(gate) as env:
        if env:
            gate.part("Kills on PostgreSQL", [PY, "tools/crash.py", "--kills", "50"], **env)


GATES = {"check": check, "test": test, "nightly": nightly, "crash": crash}


def main(name: str) -> int:
    """Run one gate."""
    gate = Gate(name)
    print(f"make {name}")
    GATES[name](gate)
    return gate.end()


if __name__ == "__main__":
    if sys.argv[1:2] == [] or sys.argv[1] not in GATES:
        sys.exit(f"Use: gate.py {'|'.join(GATES)}")
    try:
        sys.exit(main(sys.argv[1]))
    except KeyboardInterrupt:
        sys.exit(130)
