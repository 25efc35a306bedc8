"""The published files, read in place, and small builders of tables and workbooks."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from pilothouse.workspaces.intake import Table, read_table

DATA = Path(__file__).resolve().parents[5] / ".." / "shared" / "data"


@pytest.fixture(scope="session")
def published() -> Callable[[str], Table]:
    """Reads a published file by its path under ../shared/data."""

    @cache
    def read(path: str) -> Table:
        file = DATA / path
        if not file.exists():
            pytest.skip(f"../shared/data is absent: {path} cannot be read")
        return read_table(file.read_bytes(), file.name)

    return read


@pytest.fixture
def make_table() -> Callable[..., Table]:
    """A table straight from headings and rows, as the child would have given it."""

    def make(columns: list[str], *rows: list[object], filename: str = "portfolio.csv") -> Table:
        return Table(
            filename=filename,
            columns=tuple(columns),
            rows=tuple(tuple(row) for row in rows),  # type: ignore[arg-type]
            numbers=tuple(range(2, len(rows) + 2)),
        )

    return make
