"""Inner kernels end up in their callers and nowhere else, also where a caller comes back from the disk."""

from __future__ import annotations

import gc
import json
import subprocess
import sys

import pytest
from numba import njit

from pilothouse.engine.door import kernels

FIRST = """
import json, os, sys
import numpy as np
from pilothouse.engine.door import kernels
risk = kernels("pilothouse.engine.risk.kernels")
finish = np.zeros(2, np.int64)
links = (np.array([0, 0, 1], np.int32), np.array([0], np.int32), np.array([0], np.uint8), np.array([5], np.int32))
both = np.ones(2, np.bool_)
end = risk.plain_finish(finish, links, np.zeros(2, np.int32), np.array([30, 12], np.int64), both)
clock = kernels("pilothouse.engine.schedule.clock_kernels")
from pilothouse.engine.schedule import STANDARD
from pilothouse.engine.schedule.calendar_tables import clocks
table = clocks((None, STANDARD)).table
works = clock.works_before(table, np.array([1, 0], np.int16), np.array([50_000_000, 50_000_000], np.int32))
print(json.dumps([int(end), works.tolist()]))
"""


def test_an_inner_kernel_has_no_machine_code_of_its_own():
    folding = kernels("pilothouse.engine.folding_kernels")
    inner = njit(**folding.INNER)(lambda number: number + 1)
    outer = njit(lambda number: 2 * inner(number))

    assert folding.as_expected  # Numba is as this leans on it; else first calls take a third longer
    assert outer(20) == 42
    (folded,) = inner.overloads.values()
    assert isinstance(folded.library, folding.Folded)
    (whole,) = outer.overloads.values()
    assert not isinstance(whole.library, folding.Folded)


@pytest.mark.parametrize("searching", [True, False])
def test_nobody_searches_for_garbage_while_a_kernel_is_compiled(searching):
    unswept, seen = kernels("pilothouse.engine.unswept_kernels").unswept, []
    kernels("pilothouse.engine.folding_kernels")
    was = gc.isenabled()
    (gc.enable if searching else gc.disable)()
    try:
        unswept.on_start(None)
        inner = njit(lambda number: number + 1)
        outer = njit(lambda number: inner(number))
        outer(1)
        seen.append(gc.isenabled())
        unswept.on_end(None)
        seen.append(gc.isenabled())
        with pytest.raises(Exception, match="nothing_of_the_kind"):
            njit(lambda number: number.nothing_of_the_kind)(1)
        seen.append(gc.isenabled())
    finally:
        (gc.enable if was else gc.disable)()

    assert seen == [False, searching, searching]


@pytest.mark.thorough
def test_a_later_process_reads_what_the_first_has_compiled(tmp_path, monkeypatch):
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))

    told = [
        json.loads(
            subprocess.run([sys.executable, "-c", FIRST], capture_output=True, text=True, check=True).stdout
        )
        for _ in range(2)
    ]

    assert told[0] == told[1]
    assert told[0][0] == 47
    assert list(tmp_path.rglob("*.nbc"))
