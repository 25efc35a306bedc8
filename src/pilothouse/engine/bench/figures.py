"""One measured figure beside its goal and its ceiling, and tables of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Figure:
    """What was measured, what was wanted, and what the machine could do in the same run.

    value, goal, ceiling : in `unit`; smaller is better. No goal: the figure stands for itself
    processor : the same in processor time, where time was measured; equals `value` on an idle machine
    low       : where given, the figure must also be at least this
    note      : what a reader must know, such as that data is absent
    broke     : an error kept it from being measured
    """

    case: str
    what: str
    unit: str
    value: float | None
    goal: float | None = None
    low: float | None = None
    processor: float | None = None
    ceiling: float | None = None
    ceiling_of: str = ""
    note: str = ""
    broke: bool = False

    def within(self, value: float | None) -> bool | None:
        """Whether a value keeps the goal; None without a goal or a value."""
        if value is None or self.goal is None:
            return None
        return value <= self.goal and (self.low is None or value >= self.low)

    @property
    def met(self) -> bool | None:
        """Whether the goal was met as measured; None without a goal, or where nothing could be measured."""
        return self.within(self.value)

    @property
    def met_alone(self) -> bool | None:
        """The same by processor time: what a machine that nobody else keeps busy would show."""
        return self.within(self.processor)

    @property
    def verdict(self) -> str:
        """Both in a word or five."""
        if self.met is None:
            return "–" if self.goal is None else "not measured"
        if not self.met and self.met_alone:
            return "no; by processor time yes"
        return "yes" if self.met else "no"

    def as_json(self) -> dict[str, Any]:
        """The figure as plain values."""
        return {**asdict(self), "met": self.met, "met_by_processor_time": self.met_alone}


def shown(value: float | None) -> str:
    """A number with three figures that matter."""
    if value is None:
        return "–"
    if value and abs(value) < 0.0005:
        return f"{value:.2g}"
    return f"{value:.3g}" if abs(value) < 1000 else f"{value:,.0f}"


def goal_of(figure: Figure) -> str:
    """The goal in words."""
    if figure.goal is None:
        return "–"
    if figure.low is not None:
        return f"{shown(figure.low)} to {shown(figure.goal)}"
    return f"≤ {shown(figure.goal)}"


HEAD = ("what", "unit", "figure", "processor", "goal", "met", "ceiling", "which ceiling, and notes")


def row_of(figure: Figure) -> tuple[str, ...]:
    """The cells of one figure, in the order of `HEAD`."""
    words = "; ".join(part for part in (figure.ceiling_of, figure.note) if part)
    return (
        figure.what,
        figure.unit,
        shown(figure.value),
        shown(figure.processor),
        goal_of(figure),
        figure.verdict,
        shown(figure.ceiling),
        words,
    )


def table(figures: Sequence[Figure]) -> str:
    """A plain table for a terminal."""
    rows = [HEAD, *(row_of(figure) for figure in figures)]
    widths = [max(len(row[k]) for row in rows) for k in range(len(HEAD))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def markdown(figures: Sequence[Figure]) -> str:
    """The same as Markdown."""
    lines = ["| " + " | ".join(HEAD) + " |", "|" + "---|" * len(HEAD)]
    lines += ["| " + " | ".join(row_of(figure)) + " |" for figure in figures]
    return "\n".join(lines) + "\n"
