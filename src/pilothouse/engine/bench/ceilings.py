"""What the machine itself can do, ready to be measured between our own runs."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from pilothouse.engine.door import kernels
from pilothouse.engine.risk.columns import LANES

CEILINGS = "pilothouse.engine.bench.ceiling_kernels"


def triad_run(size: int) -> Callable[[], object]:
    """Move so many bytes as memory allows: two arrays read, one written, on one thread."""
    to, one, other = (np.ones(max(1, size // 12), np.float32) for _ in range(3))
    return functools.partial(kernels(CEILINGS).triad, to, one, other, np.float32(2))


def words_run(draws: int, threads: int) -> Callable[[], object]:
    """Draw so many random words, and nothing else, on so many threads."""
    fill = kernels(CEILINGS).lanes_of_words
    seed = (np.uint32(1), np.uint32(0))
    cuts = np.linspace(0, draws // LANES, threads + 1).astype(np.int64)
    buffers = [np.empty(LANES, np.uint32) for _ in range(threads)]
    return _at_once([functools.partial(fill, buffers[k], cuts[k], cuts[k + 1], seed) for k in range(threads)])


def _at_once(jobs: Sequence[Callable[[], object]]) -> Callable[[], object]:
    if len(jobs) == 1:
        return jobs[0]

    def run() -> None:
        with ThreadPoolExecutor(len(jobs)) as pool:
            asked = [pool.submit(job) for job in jobs]
        for one in asked:
            one.result()

    return run
