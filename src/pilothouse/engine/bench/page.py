"""The figures as a page of the documentation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from pilothouse.engine.bench.figures import Figure, markdown

_HEAD = """<!-- Written by `python -m pilothouse.engine.bench --page`; run it again instead of editing. -->
# How fast and how good the engine is

Measured on {day:%d %B %Y} on {words}. {busy}

{goals}. Times are medians of interleaved runs. *figure* was measured on the wall, *processor* is the same in
processor time (over the threads), which is what a machine left alone would show. Ceilings were measured in the same
run: ratios travel to other machines, times do not.
"""
_TITLES = {
    "cpm": "Critical path: link types, lags, calendars, constraints",
    "plain": "Critical path: durations and links alone",
    "scaling": "From a thousand tasks to a million",
    "memory": "Memory",
    "monte-carlo": "Simulation",
    "start-up": "First calls",
    "levelling": "Levelling: PSPLIB",
    "portfolio": "Levelling: a portfolio",
    "knapsacks": "Selection: OR-Library",
    "selection": "Selection: a portfolio",
    "calibration": "Forecasts beside what came true",
    "forecasts": "Forecasts on the way, beside what came true",
}
_BUSY = "Others were using the machine: times on the wall are longer than they need be."
_IDLE = "The machine was otherwise idle."
CROWDED = 0.6  # load a processor above which others were there before us


def machine_words(told: dict[str, Any], after: list[float]) -> str:
    """What was measured on, in words that name no machine."""
    return (
        f"{told['processors']} processors ({told['processor']}), {told['system']}, Python {told['python']}, "
        f"NumPy {told['numpy']}, Numba {told['numba']}; load {_first(told['load'])} before, {_first(after)} after"
    )


def page(figures: Sequence[Figure], told: dict[str, Any], after: list[float], day: date) -> str:
    """The page, one table a case."""
    busy = _BUSY if told["load"] and told["load"][0] > CROWDED * told["processors"] else _IDLE
    aimed = [figure for figure in figures if figure.goal is not None]
    goals = f"{sum(figure.met is True for figure in aimed)} of {len(aimed)} goals were met"
    parts = [_HEAD.format(day=day, words=machine_words(told, after), busy=busy, goals=goals)]
    for case in dict.fromkeys(figure.case for figure in figures):
        mine = [figure for figure in figures if figure.case == case]
        parts.append(f"## {_TITLES.get(case, case)}\n\n{markdown(mine)}")
    return "\n".join(parts)


def _first(load: list[float]) -> str:
    return f"{load[0]:.1f}" if load else "unknown"
