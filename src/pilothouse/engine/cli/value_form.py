"""A project to value as JSON: its tasks as they were planned, and what was reported of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from pilothouse.engine.cli.reading import quoted
from pilothouse.engine.value.baseline import Baseline, Floats
from pilothouse.engine.value.indices import EarnedValue, earned_value

PAGE = "docs/reference/value-json.md"
NEEDS = ("tasks", "reports")
TASK = ("start", "finish", "budget")
REPORT = ("at", "earned", "spent")


def project_from_json(form: Mapping[str, Any]) -> tuple[EarnedValue, float]:
    """Earned value at each report of a project given in its JSON form, and the share of labour in its budget.

    Raises ValueError: a part is missing, unknown or not what it should be, or `earned_value` refuses it.
    """
    _known("A project", form, (*NEEDS, "labour_share"))
    tasks = _columns(form, "tasks", TASK, at_start=0.0, name=None)
    reports = _columns(form, "reports", REPORT)
    labour = form.get("labour_share", 0.0)
    if not _number(labour):
        raise ValueError(f"labour_share must be a number, not {labour!r}; {PAGE} gives the form.")
    at, earned, spent = (reports[key] for key in REPORT)
    return earned_value(Baseline(**tasks), at=at, earned=earned, spent=spent), float(labour)


def _columns(
    form: Mapping[str, Any], part: str, needed: tuple[str, ...], **more: float | None
) -> dict[str, Floats]:
    """One column of numbers for each key of the rows; `more` holds what stands where a key is left out.

    A key of `more` without a number is for the reader of the file.
    """
    rows = form[part]
    if not rows:
        raise ValueError(f"The file needs a list of {part} with at least one in it; {PAGE} gives the form.")
    read = (*needed, *(key for key, otherwise in more.items() if otherwise is not None))
    for place, row in enumerate(rows, start=1):
        _known(f"{part} {place}", row, (*needed, *more))
        wrong = [key for key in read if not _number(row.get(key, more.get(key)))]
        if wrong:
            number = "numbers" if len(wrong) > 1 else "a number"
            raise ValueError(f"{part} {place} needs {number} as {quoted(wrong)}; {PAGE} gives the form.")
    return {key: np.array([float(row.get(key, more.get(key))) for row in rows]) for key in read}


def _number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _known(what: str, form: Mapping[str, Any], keys: tuple[str, ...]) -> None:
    """Raise where a key is not one of those known."""
    for key in form:
        if key not in keys:
            raise ValueError(f"{what} has no {key!r}; it may have: {', '.join(sorted(keys))}.")
