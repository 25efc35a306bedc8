"""Writes the figures as a page that a reader can judge."""

from __future__ import annotations

import platform
import statistics
from pathlib import Path

from bench.measuring import Results

BULK_GOAL, MEMORY_GOAL_MB = 5_000, 300


def _line(*cells: object) -> str:
    return "| " + " | ".join(str(c) for c in cells) + " |"


def write_report(results: Results, target: Path) -> list[str]:
    """Print and write the figures; returns the names of the goals that were missed."""
    missed: list[str] = []

    def verdict(name: str, good: bool) -> str:
        if not good:
            missed.append(name)
        return "yes" if good else "**no**"

    lines = [
        "# How fast it is",
        "",
        "Written by `make bench`: medians of interleaved rounds in one process, CPU time of application and SQLite.",
        "The ceiling is bare Django (session, sign-in, ORM, template) over a table of the same columns and rows.",
        "",
        f"{platform.machine()}, Python {platform.python_version()}; "
        + ", ".join(f"{n:,} {name}" for name, n in results.rows.items())
        + ".",
        "",
        _line("case", "ours, ms", "ceiling, ms", "figure", "goal", "met"),
        _line(*["---"] * 6),
    ]
    for case in results.cases:
        ours = statistics.median(case.ours_ms)
        bare = f"{statistics.median(case.bare_ms):.1f}" if case.bare_ms else "–"
        figure = f"{case.figure:.2f} ×" if case.bare_ms else f"{case.figure:.1f} ms"
        lines.append(
            _line(
                case.name,
                f"{ours:.1f}",
                bare,
                figure,
                case.goal,
                verdict(case.name, case.figure <= case.limit),
            )
        )
    for name, rate in results.bulk.items():
        good = verdict(f"change_many, {name}", rate >= BULK_GOAL)
        lines.append(
            _line(f"change_many, {name}", "–", "–", f"{rate:,.0f} rows/s", f"≥ {BULK_GOAL:,} rows/s", good)
        )
    weight = results.memory_mb["proportional"]
    words = f"{weight:.0f} MB ({results.memory_mb['resident']:.0f} MB resident)"
    lines.append(
        _line(
            "two web workers",
            "–",
            "–",
            words,
            f"≤ {MEMORY_GOAL_MB} MB",
            verdict("memory", weight <= MEMORY_GOAL_MB),
        )
    )
    lines += ["", "Every goal is met." if not missed else f"Missed: {', '.join(missed)}.", ""]
    text = "\n".join(lines)
    print(text)
    target.write_text(text)
    return missed
