"""`pilothouse engine value FILE.json`: earned value, every estimate and the combined forecast of one project."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np

from pilothouse.engine.cli.reading import described, form_of, understood
from pilothouse.engine.cli.value_form import NEEDS, PAGE, project_from_json
from pilothouse.engine.forecast.combined import combined_forecast
from pilothouse.engine.forecast.published_model import PUBLISHED_MODEL
from pilothouse.engine.forecast.scatter import LEVELS
from pilothouse.engine.value.estimates import (
    COST_FACTORS,
    TIME_FACTORS,
    cost_at_completion,
    time_at_completion,
)
from pilothouse.engine.value.indices import EarnedValue

_INDICES = {"CPI": "cpi", "SPI": "spi", "SPI(t)": "spi_time", "TCPI": "tcpi"}
_FIGURES = {"AT": "time", "PV": "planned", "EV": "earned", "AC": "spent", "ES": "schedule"}
_VARIANCES = {"CV": "cost_variance", "SV": "schedule_variance", "SV(t)": "schedule_variance_time"}


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command and its arguments."""
    shown = described("value project.json --json", page=PAGE)
    parser = subparsers.add_parser(
        "value", help="earned value and forecast of a project given as JSON", **shown
    )
    parser.add_argument("file", type=Path, help=f"tasks and reports as JSON; see {PAGE}")
    parser.add_argument("--json", action="store_true", help="print every figure of every report as JSON")
    parser.set_defaults(func=run)


def run(arguments: argparse.Namespace) -> int:
    """Read, value and print; 0 is success, 2 a file that cannot be read as a project."""
    try:
        form = form_of(arguments.file, needs=NEEDS, lists=NEEDS, page=PAGE)
        state, labour = understood(project_from_json, form, page=PAGE)
        answer = valued(state, labour)
    except ValueError as error:
        sys.stderr.write(f"{arguments.file}: {error}\n")
        return 2
    sys.stdout.write(json.dumps(answer, indent=1) + "\n" if arguments.json else _text(answer))
    return 0


def valued(state: EarnedValue, labour: float) -> dict[str, Any]:
    """All figures of a project as plain data.

    labour : [-] part of the budget that is people's time
    Raises ValueError: a labour share outside 0 to 1.
    """
    return {
        "BAC": state.budget,
        "PD": state.duration,
        "reports": [_report(state, row) for row in range(state.time.size)],
        "forecast": _forecast(state, labour),
    }


def _report(state: EarnedValue, row: int) -> dict[str, Any]:
    names = {**_FIGURES, **_VARIANCES, **_INDICES}
    found: dict[str, Any] = {name: _plain(getattr(state, field)[row]) for name, field in names.items()}
    found["EAC"] = {name: _plain(cost_at_completion(state, factor=name)[row]) for name in COST_FACTORS}
    found["EAC(t)"] = {
        f"{method} {factor}": _plain(time_at_completion(state, method=method, factor=factor)[row])
        for method, factors in TIME_FACTORS.items()
        for factor in factors
    }
    return found


def _forecast(state: EarnedValue, labour: float) -> list[dict[str, Any]]:
    found = combined_forecast(state, model=PUBLISHED_MODEL, labour_share=labour)
    names = [f"P{round(100 * level)}" for level in LEVELS]
    return [
        {
            "cost": _plain(found.cost[row]),
            "time": _plain(found.time[row]),
            "cost within": dict(zip(names, map(_plain, found.cost_at[row]), strict=True)),
            "time within": dict(zip(names, map(_plain, found.time_at[row]), strict=True)),
            "learned from projects": found.projects,
        }
        for row in range(state.time.size)
    ]


def _plain(value: float) -> float | None:
    """A number that JSON can hold: nothing in place of an infinite one."""
    return round(float(value), 6) if np.isfinite(value) else None


def _text(answer: dict[str, Any]) -> str:
    last, ahead = answer["reports"][-1], answer["forecast"][-1]
    lines = [f"BAC {answer['BAC']:,.2f}  PD {answer['PD']:g}"]
    for names in (_FIGURES, _VARIANCES, _INDICES):
        lines.append("  ".join(f"{name} {_word(last[name])}" for name in names))
    for name, part in (("Final cost", "cost"), ("Duration", "time")):
        within = ahead[f"{part} within"]
        lines.append(f"{name} {ahead[part]:,.2f}, P10 {within['P10']:,.2f}, P80 {within['P80']:,.2f}, "
                     f"P90 {within['P90']:,.2f}")  # fmt: skip
    return "\n".join(lines) + "\n"


def _word(value: float | None) -> str:
    return "beyond reach" if value is None else f"{value:,.3f}"
