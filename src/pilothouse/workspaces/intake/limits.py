"""How much an imported file may hold and how much a reader may use; gate R-06 of the security plan."""

from __future__ import annotations

from typing import Final

MEGABYTE: Final = 1_000_000

MAX_FILE_BYTES: Final = 25 * MEGABYTE
MAX_EXPANDED_BYTES: Final = 200 * MEGABYTE
MAX_ZIP_ENTRIES: Final = 2_000
MAX_RATIO: Final = 100
"""Expanded bytes for each stored byte; counted only above RATIO_FLOOR_BYTES, where it can hurt."""
RATIO_FLOOR_BYTES: Final = MEGABYTE

MAX_ROWS: Final = 100_000
MAX_COLUMNS: Final = 500
MAX_CELLS: Final = 2_000_000
MAX_CELL_CHARACTERS: Final = 100_000
MAX_ANSWER_BYTES: Final = 300 * MEGABYTE

CHILD_MEMORY_BYTES: Final = 1 << 30
CHILD_SECONDS: Final = 60
