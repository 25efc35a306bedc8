"""The figures as a page of the documentation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from pilothouse.engine.bench.figures import Figure, markdown

_HEAD = """<!-- Written by `python -m pilothouse.engine.bench --write`; run it again instead of editing. -->
# How fast and how good the engine is

Measured {day:%d %B %Y} on {processors} processors ({processor}), {system}, Python {python}, NumPy {numpy},
Numba {numba}; load average {load} when it began and {after} when it ended. {busy}

Medians of interleaved runs. *figure* is what was measured on the wall, *processor* the same in processor time, which
is what an idle machine would show. Ceilings were measured in the same run; ratios travel to other machines, times
do not.

"""
_BUSY = "Others were using the machine, so that wall times are longer than they need be."
_IDLE = "The machine was otherwise idle."
CROWDED = 0.6  # load a processor above which others were there before us


def page(figures: Sequence[Figure], told: dict[str, Any], after: list[float], day: date) -> str:
    """The page, one table a case."""
    busy = _BUSY if told["load"] and told["load"][0] > CROWDED * told["processors"] else _IDLE
    loads = {"load": _first(told["load"]), "after": _first(after)}
    parts = [_HEAD.format(day=day, busy=busy, **{**told, **loads})]
    for case in dict.fromkeys(figure.case for figure in figures):
        parts.append(f"## {case}\n" + markdown([figure for figure in figures if figure.case == case]))
    return "\n".join(parts).replace("\n\n\n", "\n\n")


def _first(load: list[float]) -> str:
    return f"{load[0]:.1f}" if load else "unknown"
