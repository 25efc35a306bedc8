"""Reads a portfolio that somebody published or sent: from hostile bytes to a checked draft, no database.

table = read_table(data, "uk_2023.csv")
mapping = guess_mapping(table)
questions = open_questions(table, mapping, answers)
draft = draft_portfolio(table, mapping, answers)
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .draft import (
        DATES,
        MONEY,
        RATINGS,
        DraftCounts,
        DraftFact,
        DraftPlace,
        Kind,
        Measure,
        PortfolioDraft,
        Rating,
        RowProblem,
    )
    from .drafting import draft_portfolio
    from .guessing import guess_mapping
    from .mapping import ColumnChoice, Conventions, Mapping
    from .previewing import Preview, PreviewCell, PreviewRow, preview
    from .questions import Ambiguity, Option, Unanswered, open_questions
    from .reading import read_table
    from .recognisers import recognise
    from .row_errors import errors_csv
    from .table import ImportRejected, Table
    from .targets import Target

# The child that parses hostile files imports this package too: names are loaded on first use, so that it starts
# fast and holds no more code than it needs.
WHERE = {
    "draft": (
        "DATES",
        "MONEY",
        "RATINGS",
        "DraftCounts",
        "DraftFact",
        "DraftPlace",
        "Kind",
        "Measure",
        "PortfolioDraft",
        "Rating",
        "RowProblem",
    ),
    "drafting": ("draft_portfolio",),
    "guessing": ("guess_mapping",),
    "mapping": (
        "ColumnChoice",
        "Conventions",
        "Mapping",
    ),
    "previewing": (
        "Preview",
        "PreviewCell",
        "PreviewRow",
        "preview",
    ),
    "questions": (
        "Ambiguity",
        "Option",
        "Unanswered",
        "open_questions",
    ),
    "reading": ("read_table",),
    "recognisers": ("recognise",),
    "row_errors": ("errors_csv",),
    "table": (
        "ImportRejected",
        "Table",
    ),
    "targets": ("Target",),
}
MODULE_OF = {name: module for module, names in WHERE.items() for name in names}


def __getattr__(name: str) -> object:
    """A public name of this package, from the module that defines it."""
    if name not in MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{MODULE_OF[name]}"), name)


__all__ = [
    "DATES",
    "MONEY",
    "RATINGS",
    "Ambiguity",
    "ColumnChoice",
    "Conventions",
    "DraftCounts",
    "DraftFact",
    "DraftPlace",
    "ImportRejected",
    "Kind",
    "Mapping",
    "Measure",
    "Option",
    "PortfolioDraft",
    "Preview",
    "PreviewCell",
    "PreviewRow",
    "Rating",
    "RowProblem",
    "Table",
    "Target",
    "Unanswered",
    "draft_portfolio",
    "errors_csv",
    "guess_mapping",
    "open_questions",
    "preview",
    "read_table",
    "recognise",
]
