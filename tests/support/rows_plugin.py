"""Notes, for each test that cites a requirement or is skipped, what came of it, in build/test-runs.

`make requirements` and `make test` read the notes.
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

LABEL = "PILOTHOUSE_RUN_LABEL"


def pytest_configure(config: pytest.Config) -> None:
    """Keep notes in the process that sees every report: the only one, or the controller of several."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Notes(config.rootpath), "pilothouse-notes")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave no installation behind, also where a process of several ends without its exit handlers."""
    folder = os.environ.get("DATA_DIR", "")
    if hasattr(config, "workerinput") and "pilothouse-test-" in folder:
        shutil.rmtree(folder, ignore_errors=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let each report carry the rows that its test cites, also across processes."""
    for item in items:
        rows = sorted({row for mark in item.iter_markers("req") for row in mark.args})
        if rows:
            item.user_properties.append(("rows", rows))


class Notes:
    """The outcomes of one run."""

    def __init__(self, root: Path) -> None:
        self.path = root / "build" / "test-runs" / f"{os.environ.get(LABEL, 'last')}.json"
        self.root = root
        self.found: dict[str, dict[str, Any]] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note a test that cites rows or was skipped; a failing setup or teardown counts as failing."""
        rows = dict(report.user_properties).get("rows", [])
        note = self.found.setdefault(report.nodeid, {"rows": rows, "outcome": "passed", "reason": ""})
        if report.outcome != "passed" and note["outcome"] != "failed":
            note["outcome"] = report.outcome
            if report.skipped and isinstance(report.longrepr, tuple):
                note["reason"] = report.longrepr[2].removeprefix("Skipped: ")

    def pytest_sessionfinish(self) -> None:
        """Write the notes; those of tests that did not run now are kept while their file exists."""
        before = json.loads(self.path.read_text()) if self.path.exists() else {}
        kept = {name: note for name, note in before.items() if (self.root / name.partition("::")[0]).exists()}
        worth = {
            name: note for name, note in self.found.items() if note["rows"] or note["outcome"] != "passed"
        }
        passed_now = set(self.found) - set(worth)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        merged = {name: note for name, note in {**kept, **worth}.items() if name not in passed_now}
        self.path.write_text(json.dumps(merged, indent=1, sort_keys=True))
