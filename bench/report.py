"""Writes the figures as a page that a reader can judge."""

from __future__ import annotations

import os
import platform
import statistics
from dataclasses import dataclass, field
from pathlib import Path

from bench.measuring import Results

BULK_GOAL, MEMORY_GOAL_MB = 5_000, 300


def _line(*cells: object) -> str:
    return "| " + " | ".join(str(c) for c in cells) + " |"


INTRODUCTION = (
    "# How fast it is",
    "",
    "Written by `make bench`: medians of interleaved rounds in one process, CPU time of application and SQLite.",
    "The ceiling is bare Django (middleware of a new project, session, sign-in, ORM, template) over a table of the",
    "same columns and rows, without rights, history, sums or shell. Totals and the landscape's sums are remembered",
    "until the next write: pages are measured between two writes, and once more as the first after one.",
    "",
)


@dataclass
class Table:
    """The lines of the table, and the goals that were missed."""

    lines: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    def add(self, name: str, cells: tuple[str, str, str], goal: str, good: bool) -> None:
        """One line: ours, the ceiling's, the figure; and whether the goal is met."""
        if not good:
            self.missed.append(name)
        met = "–" if goal == "no goal" else "yes" if good else "**no**"
        self.lines.append(_line(name, *cells, goal, met))


def write_report(results: Results, target: Path) -> list[str]:
    """Print and write the figures; returns the names of the goals that were missed."""
    table = Table([_line("case", "ours, ms", "ceiling, ms", "figure", "goal", "met"), _line(*["---"] * 6)])
    for case in results.cases:
        bare = f"{statistics.median(case.bare_ms):.1f}" if case.bare_ms else "–"
        figure = f"{case.figure:.2f} ×" if case.bare_ms else f"{case.figure:.1f} ms"
        ours = f"{statistics.median(case.ours_ms):.1f}"
        table.add(case.name, (ours, bare, figure), case.goal, case.figure <= case.limit)
    for name, rate in results.bulk.items():
        cells = ("–", "–", f"{rate:,.0f} rows/s")
        table.add(f"change_many, {name}", cells, f"≥ {BULK_GOAL:,} rows/s", rate >= BULK_GOAL)
    weight = results.memory_mb["proportional"]
    words = f"{weight:.0f} MB ({results.memory_mb['resident']:.0f} MB resident)"
    table.add("two web workers", ("–", "–", words), f"≤ {MEMORY_GOAL_MB} MB", weight <= MEMORY_GOAL_MB)
    sizes = ", ".join(f"{n:,} {name}" for name, n in results.rows.items())
    machine = (
        f"{platform.machine()}, Python {platform.python_version()}; {sizes}; load {os.getloadavg()[0]:.1f}."
    )
    end = "Every goal is met." if not table.missed else f"Missed: {', '.join(table.missed)}."
    text = "\n".join([*INTRODUCTION, machine, "", *table.lines, "", end, ""])
    print(text)
    target.write_text(text)
    return table.missed
