"""The tables of docs/reference/forecast-accuracy.md, written from the projects so that they cannot go stale."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from .forecast_cases import Projects
from .forecast_data_page import TOLD, on_these_projects
from .forecast_errors import OURS
from .forecast_measures import Accuracy, Measured, binomial_range, everything, older_half

PAGE = Path("docs/reference/forecast-accuracy.md")
_SHOWN = {
    "cost": ("EAC(CPI)", "EAC(PF=1)", "budget"),
    "finish": ("ES(PF=1)", "PV(PF=1)", "ED(PF=1)", "baseline end"),
}
_NOMINAL = {"P10": 0.1, "P50": 0.5, "P80": 0.8, "P90": 0.9}
_PART = re.compile(r"(<!-- (\w+): written by the bench -->\n).*?(?=<!-- end -->)", re.DOTALL)


def with_tables(text: str, projects: Projects) -> str:
    """The page with its tables written anew; what stands between them stays."""
    made = tables(projects)
    return _PART.sub(lambda part: part[1] + made[part[2]], text)


def tables(projects: Projects) -> dict[str, str]:
    """Every table by the name that the page gives its place."""
    rows = everything(projects)
    older = older_half(projects)
    return {
        "cost": _errors("cost", [(row, row.cost) for row in (older, *rows)]),
        "finish": _errors("finish", [(row, row.time) for row in (older, *rows)]),
        "coverage": _coverage(rows),
        "known": _known(projects),
        "singles": _singles(rows[1], rows[-1]),
    }


def _errors(what: str, rows: Sequence[tuple[Accuracy, Measured]]) -> str:
    floor = what == "cost"
    head = (
        what,
        "projects",
        OURS,
        "best single",
        "difference",
        *_SHOWN[what],
        *(["hindsight"] if floor else []),
    )
    return _markdown(
        head,
        (
            (
                row.name,
                str(row.projects),
                f"**{found.error[OURS]:.1f} %**",
                f"{found.error[found.best]:.1f} %, {found.best}",
                f"{found.gain[0]:+.1f} ({found.gain[1]:+.1f} to {found.gain[2]:+.1f})",
                *(f"{found.error[name]:.1f} %" for name in _SHOWN[what]),
                *([f"{row.hindsight:.1f} %"] if floor else []),
            )
            for row, found in rows
        ),
    )


def _coverage(rows: Sequence[Accuracy]) -> str:
    """Hits of each percentile, with the range of a true one in brackets; an asterisk where they lie outside."""
    lines = []
    for what in ("cost", "time"):
        for row in rows:
            found: Measured = getattr(row, what)
            hits = [(found.hits[name], share) for name, share in _NOMINAL.items()] + [(found.central, 0.8)]
            cells = [_hits(count, row.projects, share) for count, share in hits]
            lines.append((f"{'cost' if what == 'cost' else 'finish'}: {row.name}", str(row.projects), *cells))
    return _markdown(("", "projects", *_NOMINAL, "P10 to P90"), lines)


def _hits(hits: int, projects: int, share: float) -> str:
    low, high = binomial_range(projects, share)
    return f"{hits} ({low}–{high}){'' if low <= hits <= high else ' *'}"


def _singles(half: Accuracy, rolling: Accuracy) -> str:
    lines = [
        (name, f"{getattr(half, what).error[name]:.1f} %", f"{getattr(rolling, what).error[name]:.1f} %")
        for what in ("cost", "time")
        for name in getattr(half, what).error
        if name != OURS
    ]
    return _markdown(("", half.name, rolling.name), lines)


def _known(projects: Projects) -> str:
    told = ("*113 projects, as told*", *(f"*{value:.1f} %*" for value in TOLD.values()))
    here = on_these_projects(projects)
    lines = [(name, *(f"{row[way]:.1f} %" for way in TOLD)) for name, row in here.items()]
    return _markdown(("", *TOLD), [told, *lines])


def _markdown(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)]) + "\n"
