"""Real finished projects for the tests of risk, read in place; absent data is said, never faked."""

from __future__ import annotations

from pathlib import Path

import pytest

from pilothouse.engine.bench.finished_projects import Dslib, finished_projects

ROOT = next(folder for folder in Path(__file__).parents if (folder / "pyproject.toml").exists())
DSLIB = ROOT / ".." / "shared" / "data" / "dslib"


@pytest.fixture(scope="session")
def dslib() -> Dslib:
    if not DSLIB.exists():
        pytest.skip("../shared/data is absent: the calibration needs the finished projects of dslib")
    return finished_projects(DSLIB)
