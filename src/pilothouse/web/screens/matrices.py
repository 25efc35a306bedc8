"""The probability and impact matrix of a register that has both, with counts that lead to their records."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.db.models import Count

from pilothouse.kernel.actors import Actor
from pilothouse.kernel.fields import StepField
from pilothouse.kernel.listing import ListState, matching, ongoing
from pilothouse.kernel.remembering import remembered
from pilothouse.kernel.spec import RegisterSpec

ACROSS, UP = "residual_impact", "step"
WORDS = dict(StepField.STEPS)


def has_matrix(spec: RegisterSpec) -> bool:
    """Whether records carry a step of probability and a step of impact."""
    return {ACROSS, UP} <= set(spec.filters)


def heat(up: int, across: int) -> int:
    """How hot a cell is, 0 to 4, by the product of both steps."""
    product = up * across
    return next(level for level, end in enumerate((2, 5, 9, 15, 25)) if product <= end)


def short_count(count: int) -> str:
    """A count that fits a small cell: `998`, `1.4k`, `21k`."""
    if count < 1000:
        return str(count)
    return f"{count / 1000:.1f}k" if count < 9950 else f"{count / 1000:.0f}k"


def _counts(spec: RegisterSpec, actor: Actor, state: ListState) -> dict[tuple[Any, Any], int]:
    found = matching(spec, actor, state).order_by(UP, ACROSS).values_list(UP, ACROSS)
    return {(up, across): n for up, across, n in found.annotate(n=Count("pk"))}


def matrix_block(spec: RegisterSpec, actor: Actor, state: ListState, path: str) -> dict[str, Any]:
    """The matrix over the list's own rows that are not over; nothing for a register without one. One query."""
    if not has_matrix(spec):
        return {}
    wide = ongoing(spec, state.but(filters=tuple(f for f in state.filters if f.name not in {ACROSS, UP})))
    question = ("matrix", spec.slug, wide.but(sort=(), columns=(), group=""))
    counts = remembered(actor, question, lambda: _counts(spec, actor, wide))
    chosen = {(f.name, v) for f in state.filters for v in f.values}
    kept = wide.pairs()
    rows = []
    for up in range(5, 0, -1):
        cells = []
        for across in range(1, 6):
            n = counts.get((up, across), 0)
            noun = spec.one if n == 1 else spec.title.lower()
            pairs = [*kept, (UP, str(up)), (ACROSS, str(across))]
            cells.append(
                {
                    "count": n,
                    "short": short_count(n),
                    "heat": heat(up, across),
                    "url": f"{path}?{urlencode(pairs)}" if n else "",
                    "words": f"{n:,} {noun}: probability {WORDS[up].lower()}, impact {WORDS[across].lower()}",
                    "current": {(UP, up), (ACROSS, across)} <= chosen,
                }
            )
        rows.append({"label": WORDS[up], "cells": cells})
    unrated = sum(n for (up, across), n in counts.items() if up is None or across is None)
    note = f"{unrated:,} not assessed yet" if unrated else ""
    return {
        "matrix": {
            "rows": rows,
            "col_labels": [WORDS[i] for i in range(1, 6)],
            "note": note,
            "caption": "Now, after responses so far",
            "axis": "Impact",
            "up": "Probability",
        }
    }
