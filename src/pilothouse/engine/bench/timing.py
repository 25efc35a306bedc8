"""Clocks: medians of interleaved runs, and what machine they ran on."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DATA = Path("../shared/data")


@dataclass(frozen=True, kw_only=True)
class Effort:
    """How much to measure: `quick` for a first look, `long` adds what takes ten times as long."""

    quick: bool = False
    long: bool = False
    data: Path = DATA

    def pick(self, quick: int, usual: int) -> int:
        """A count, smaller where a first look is enough."""
        return quick if self.quick else usual


@dataclass(frozen=True)
class Spent:
    """Median seconds of one action: on the wall, and of the processors."""

    wall: float
    processor: float


def interleaved(actions: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, Spent]:
    """Run all actions in turn, so many times, after one turn that is not counted; medians by name."""
    for action in actions.values():
        action()
    took: dict[str, list[tuple[float, float]]] = {name: [] for name in actions}
    for _ in range(rounds):
        for name, action in actions.items():
            wall, processor = time.perf_counter(), time.process_time()
            action()
            took[name].append((time.perf_counter() - wall, time.process_time() - processor))
    return {
        name: Spent(statistics.median(w for w, _ in pairs), statistics.median(p for _, p in pairs))
        for name, pairs in took.items()
    }


def machine() -> dict[str, Any]:
    """What the figures were measured on, and how busy it was."""
    model = platform.processor() or platform.machine()
    described = Path("/proc/cpuinfo")
    if described.exists():
        lines = described.read_text(encoding="utf-8").splitlines()
        model = next(
            (line.partition(":")[2].strip() for line in lines if line.startswith("model name")), model
        )
    return {
        "processor": model,
        "processors": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "system": platform.system(),
        "python": platform.python_version(),
        "numpy": importlib.metadata.version("numpy"),
        "numba": importlib.metadata.version("numba"),
        "load": [round(load, 2) for load in os.getloadavg()] if hasattr(os, "getloadavg") else [],
    }
